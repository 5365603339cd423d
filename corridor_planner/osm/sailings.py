"""Ferries that OpenStreetMap draws: which of them the ferries table describes, and which pass a border."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, Ferry
from corridor_planner.graph.network import Nodes
from corridor_planner.osm.arcs import Columns
from corridor_planner.units import great_circle_m

_SAME_PORT_M: Final = 5_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sailing:
    """A way over water between two shores, in both directions or one.

    Attributes
    ----------
    ends
        The nodes at its ends, the lower number first.
    arcs
        Positions of its arcs.
    duration_s
        In the direction that takes longer.
    way
        Lowest way id.
    """

    ends: tuple[int, int]
    arcs: tuple[int, ...]
    duration_s: int
    way: int


class FerryStatus(Enum):
    """What became of a line of the table."""

    ADDED = "added"
    PORT_OUTSIDE = "port_outside"  # one of its ports lies outside the network, or too far from any road or track


@dataclass(frozen=True, slots=True, kw_only=True)
class FerryMatch:
    """A line of the ferries table of which a port lies in the network.

    Attributes
    ----------
    ways
        Ways of OpenStreetMap that it replaces.
    osm_s, table_s
        Hours at sea of both, in seconds; None where no way was replaced.
    """

    id: str
    status: FerryStatus
    ways: tuple[str, ...]
    osm_s: int | None
    table_s: int


@dataclass(frozen=True, slots=True)
class Port:
    """Where a port of the table is, and how far it may reach."""

    lon: float
    lat: float
    extra_m: float


def find_sailings(nodes: Nodes, arcs: Columns) -> tuple[Sailing, ...]:
    """Return the ways over water, cut where they touch land, end or divide."""
    at = np.flatnonzero((arcs["kind"] == ArcKind.SAIL) & (arcs["service"] < 0))
    if not len(at):
        return ()
    ashore = np.zeros(len(nodes.lon), bool)
    by_land = arcs["kind"] != ArcKind.SAIL
    ashore[arcs["tail"][by_land]] = ashore[arcs["head"][by_land]] = True
    return tuple(sorted(_walk(at, arcs, ashore), key=lambda s: (s.way, s.ends)))


def _walk(at: NDArray[np.intp], arcs: Columns, ashore: NDArray[np.bool_]) -> Iterator[Sailing]:
    around: dict[int, set[int]] = defaultdict(set)
    between: dict[tuple[int, int], list[int]] = defaultdict(list)
    for arc in at.tolist():
        tail, head = int(arcs["tail"][arc]), int(arcs["head"][arc])
        around[tail].add(head)
        around[head].add(tail)
        between[_edge(tail, head)].append(arc)
    ends = {node for node, others in around.items() if ashore[node] or len(others) != 2}
    for start, first in sorted((end, there) for end in ends for there in around[end]):
        run = [start, first]
        while run[-1] not in ends:
            run.append(next(iter(around[run[-1]] - {run[-2]})))
        if start <= run[-1]:  # from the other end it is found again
            passed = [between[_edge(here, there)] for here, there in pairwise(run)]
            members = tuple(arc for edge in passed for arc in edge)
            yield Sailing(
                ends=(start, run[-1]), arcs=members, way=int(arcs["tail_way"][list(members)].min()),
                duration_s=sum(max(int(arcs["scheduled_s"][arc]) for arc in edge) for edge in passed),
            )  # fmt: skip


def _edge(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def match_ferries(
    ferries: Sequence[Ferry], ports: Mapping[str, Port], sailings: Sequence[Sailing], nodes: Nodes
) -> tuple[tuple[FerryMatch, ...], tuple[int, ...]]:
    """Return how each line of the table met the network, and the arcs of the ways that they replace."""
    matches = []
    replaced: set[int] = set()
    for ferry in ferries:
        one, other = ports.get(ferry.from_place_id), ports.get(ferry.to_place_id)
        if one is None and other is None:
            continue
        if one is None or other is None:
            matches.append(FerryMatch(id=ferry.id, status=FerryStatus.PORT_OUTSIDE, ways=(), osm_s=None,
                                      table_s=ferry.sailing.p50_s))  # fmt: skip
            continue
        same = [s for s in sailings if _leads_between(s, one, other, nodes)]
        replaced.update(arc for sailing in same for arc in sailing.arcs)
        ways, osm_s = tuple(f"way/{s.way}" for s in same), min((s.duration_s for s in same), default=None)
        matches.append(FerryMatch(id=ferry.id, status=FerryStatus.ADDED, ways=ways, osm_s=osm_s,
                                  table_s=ferry.sailing.p50_s))  # fmt: skip
    return tuple(matches), tuple(sorted(replaced))


def _leads_between(sailing: Sailing, one: Port, other: Port, nodes: Nodes) -> bool:
    start, end = sailing.ends
    return any(_is_at(a, one, nodes) and _is_at(b, other, nodes) for a, b in ((start, end), (end, start)))


def _is_at(node: int, port: Port, nodes: Nodes) -> bool:
    distance_m = great_circle_m(float(nodes.lon[node]), float(nodes.lat[node]), port.lon, port.lat)
    return distance_m <= _SAME_PORT_M + port.extra_m
