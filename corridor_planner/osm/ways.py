"""One way of OpenStreetMap as facts: is it a road, a railway or a ferry, and what holds on it.

Ways with equal facts may be joined to one arc. What depends on the country (default speeds, the
legal height, a gauge that is not tagged) is left open here and filled in by ``osm.filling``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from corridor_planner.osm.closures import CONDITIONAL_KEYS, FROST_KEYS
from corridor_planner.osm.facts import Note, Reader, WayFacts
from corridor_planner.osm.ferries import FERRY_KEYS, read_ferry
from corridor_planner.osm.inputs import ReadingRules
from corridor_planner.osm.railways import RAIL_KEYS, read_railway
from corridor_planner.osm.roads import ROAD_KEYS, read_road
from corridor_planner.osm.speeds import SPEED_KEYS

RELEVANT_KEYS: Final = (
    ROAD_KEYS | RAIL_KEYS | FERRY_KEYS | SPEED_KEYS | frozenset((*CONDITIONAL_KEYS, *FROST_KEYS, "seasonal"))
)


def read_way(
    way_id: int, tags: Mapping[str, str], rules: ReadingRules, *, as_of: str = "undated"
) -> tuple[WayFacts | None, tuple[Note, ...]]:
    """Return the facts of a way and what was odd; None for a way that no car, truck or train travels on.

    Parameters
    ----------
    tags
        Those of ``RELEVANT_KEYS`` are enough.
    """
    reader = Reader(way_id, tags, rules, as_of)
    facts: WayFacts | None = None
    if tags.get("route") == "ferry" and "highway" not in tags:
        facts = read_ferry(reader)
    elif tags.get("railway") == "rail" or ("railway" in tags and "highway" not in tags):
        facts = read_railway(reader)
    elif "highway" in tags:
        facts = read_road(reader)
    return facts, tuple(reader.notes)


__all__ = ["RELEVANT_KEYS", "Note", "WayFacts", "read_way"]
