"""Seasonal rules of the tables on built roads.

A rule speaks of legs of the backbone. A leg is found again as the quickest way between its ends,
for a pass by way of the pass; it is believed where it is about as long as the table says. Where an
end lies outside, or the way is another one, a pass still closes or slows the roads right at it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, RoadClass, RoadLeg, SeasonalRule
from corridor_planner.graph.globe import Spots, great_circles_m
from corridor_planner.graph.network import Flag, Nodes
from corridor_planner.osm.arcs import Columns
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.least_cost import LeastCost
from corridor_planner.units import METRES_PER_KM

PASS_REACH_M: Final = 3_000.0  # from the table's point to the road over the pass
AT_PASS_M: Final = 1_500.0  # roads so near a pass are all the pass road
BELIEVED: Final = (0.7, 1.3)  # length of the way found over that of the leg
_AT_A_POINT: Final = ("pass", "pass_border", "tunnel", "border")
_MARGIN: Final = 0.3  # of the leg's length, around its ends, in which its way is looked for
_CLOSED: Final = int(Flag.NO_CAR | Flag.NO_TRUCK)
_DEGREE_M: Final = 111_195.0

Rules = tuple[SeasonalRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedLeg:
    """A leg of the backbone, with the nodes at its ends or None, and the rules that hold on it."""

    leg: RoadLeg
    start: int | None
    end: int | None
    rules: Rules


def apply_seasons(
    legs: Sequence[LocatedLeg], spots: Mapping[str, tuple[float, float]], nodes: Nodes, arcs: Columns,
    season_sets: Sequence[Rules], findings: Findings,
) -> tuple[Rules, ...]:  # fmt: skip
    """Mark the arcs on which the tables' rules hold, in place; return all combinations of rules.

    Parameters
    ----------
    spots
        Longitude and latitude of each rule.
    """
    roads = _Roads(nodes, arcs)
    held: dict[int, dict[str, SeasonalRule]] = defaultdict(dict)
    for rule, own in _by_rule(legs).items():
        spot = spots.get(rule.id)
        at_pass = roads.nearest(spot) if spot is not None and rule.type in _AT_A_POINT else None
        found: set[int] = set()
        if spot is None or rule.type not in _AT_A_POINT or at_pass is not None:
            found.update(arc for leg in own for arc in roads.along(leg, at_pass))
        whole = bool(found)
        if at_pass is not None:
            found.update(roads.around(at_pass))
        for arc in found:
            held[arc][rule.id] = rule
        if found:
            kind = FindingKind.SEASON_APPLIED if whole else FindingKind.SEASON_AT_POINT
            findings.note(kind, "table", "seasonal_roads", rule.id)
        elif spot is not None and roads.hold(spot):
            findings.note(FindingKind.SEASON_NOT_APPLIED, "table", "seasonal_roads", rule.id)
    return _mark(held, arcs, season_sets)


def _by_rule(legs: Sequence[LocatedLeg]) -> dict[SeasonalRule, list[LocatedLeg]]:
    found: dict[SeasonalRule, list[LocatedLeg]] = {}
    for leg in legs:
        for rule in leg.rules:
            found.setdefault(rule, []).append(leg)
    return found


def _mark(
    held: Mapping[int, Mapping[str, SeasonalRule]], arcs: Columns, season_sets: Sequence[Rules]
) -> tuple[Rules, ...]:
    """Give arcs the combination of their own rules and the tables'."""
    sets = {rules: number for number, rules in enumerate(season_sets)}
    known = list(season_sets)
    for arc, rules in sorted(held.items()):
        before = int(arcs["season"][arc])
        both = (*(known[before] if before >= 0 else ()), *rules.values())
        if both not in sets:
            sets[both] = len(known)
            known.append(both)
        arcs["season"][arc] = sets[both]
    return tuple(known)


def _through(roads: LeastCost, stops: Sequence[int]) -> list[int]:
    """Return the arcs of the quickest way through stops; none where there is no way."""
    found: list[int] = []
    for start, goal in pairwise(stops):
        tree = roads.tree(start)
        if not isfinite(tree.cost(goal)):
            return []
        found += tree.way(goal)
    return found


class _Roads:
    """The roads of a network, searched in boxes around legs."""

    def __init__(self, nodes: Nodes, arcs: Columns) -> None:
        open_ = (arcs["kind"] == ArcKind.ROAD) & ((arcs["flags"] & _CLOSED) != _CLOSED) & (arcs["speed_light_kmh"] > 0)
        self._at = np.flatnonzero(open_)
        self._tail, self._head = (arcs[end][self._at].astype(np.int64) for end in ("tail", "head"))
        self._hours = arcs["length_m"][self._at] / METRES_PER_KM / np.maximum(arcs["speed_light_kmh"][self._at], 1.0)
        self._length_m = arcs["length_m"]
        self._lon, self._lat = nodes.lon, nodes.lat
        main = arcs["road_class"][self._at] < RoadClass.RESIDENTIAL
        self._main = np.unique(np.concatenate([self._tail[main], self._head[main]]))
        self._spots = Spots(nodes.lon[self._main], nodes.lat[self._main])

    def nearest(self, spot: tuple[float, float]) -> int | None:
        """Return the node of a road, no street or track, that is nearest to a pass."""
        at, away = self._spots.nearest(np.array([spot[0]]), np.array([spot[1]]), reach_m=PASS_REACH_M)
        return int(self._main[at[0]]) if np.isfinite(away[0]) else None

    def hold(self, spot: tuple[float, float]) -> bool:
        """Tell whether a point lies in the box around all roads."""
        lon, lat = self._lon[self._main], self._lat[self._main]
        return bool(len(lon) and lon.min() <= spot[0] <= lon.max() and lat.min() <= spot[1] <= lat.max())

    def around(self, node: int) -> list[int]:
        """Return the arcs whose ends both lie right at a pass."""
        near = self._near(self._lon[node], self._lat[node], AT_PASS_M)
        found: list[int] = self._at[near[self._tail] & near[self._head]].tolist()
        return found

    def along(self, leg: LocatedLeg, via: int | None) -> Iterator[int]:
        """Yield the arcs of the quickest way along a leg, both ways, where it can be believed."""
        if leg.start is None or leg.end is None:
            return
        stops = [leg.start, leg.end] if via is None else [leg.start, via, leg.end]
        box = self._box(stops, leg.leg.length_m)
        for way in (stops, stops[::-1]):
            arcs = _through(box, way)
            length_m = float(self._length_m[arcs].sum())
            if arcs and BELIEVED[0] <= length_m / leg.leg.length_m <= BELIEVED[1]:
                yield from arcs

    def _box(self, stops: Sequence[int], length_m: float) -> LeastCost:
        lon, lat = self._lon[list(stops)], self._lat[list(stops)]
        up = _MARGIN * length_m / _DEGREE_M
        side = up / max(0.1, float(np.cos(np.radians(lat.max()))))
        inside = (self._lon >= lon.min() - side) & (self._lon <= lon.max() + side)
        inside &= (self._lat >= lat.min() - up) & (self._lat <= lat.max() + up)
        kept = np.flatnonzero(inside[self._tail] & inside[self._head])
        return LeastCost(self._at[kept], self._tail[kept], self._head[kept], self._hours[kept])

    def _near(self, lon: float, lat: float, reach_m: float) -> NDArray[np.bool_]:
        n = len(self._lon)
        near: NDArray[np.bool_] = great_circles_m(self._lon, self._lat, np.full(n, lon), np.full(n, lat)) <= reach_m
        return near
