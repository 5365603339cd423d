"""What the roads of a step are called: their numbers, else their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from corridor_planner.domain import Message
from corridor_planner.graph.leg_tags import TagValue
from corridor_planner.graph.network import Network

_WORTH_TELLING: Final = 0.1  # of the step's length
_MOST: Final = 4
_KEYS: Final = ("ref", "int_ref", "name")


def tell_roads(network: Network, pieces: Iterable[tuple[int, float, float]]) -> Message | None:
    """Return the roads that make up most of a way, in the order in which they are met; None where none has a name.

    Parameters
    ----------
    pieces
        (arc, share from, share to) of the way.
    """
    along_m: dict[str, float] = {}
    whole_m = 0.0
    for arc, begin, end in pieces:
        length_m = float(network.arcs.length_m[arc]) * (end - begin)
        whole_m += length_m
        road = name_road(network, arc)
        if road:
            along_m[road] = along_m.get(road, 0.0) + length_m
    worth = [road for road, length_m in along_m.items() if length_m >= _WORTH_TELLING * whole_m]
    roads = sorted(sorted(worth, key=lambda road: -along_m[road])[:_MOST], key=worth.index)
    return Message(id="note.along", values={"roads": ", ".join(roads)}) if roads else None


def name_road(network: Network, arc: int) -> str:
    """Return the number of an arc's road (``M39``), else its name, else ""."""
    tags = dict(network.leg_tags.get(int(network.arcs.leg[arc])))
    return next((_words(tags[key]) for key in _KEYS if tags.get(key)), "")


def _words(value: TagValue) -> str:
    """Return one text for what a tag lists with semicolons, or a graph as several values."""
    parts = value if isinstance(value, tuple) else str(value).split(";")
    return "/".join(dict.fromkeys(str(part).strip() for part in parts))
