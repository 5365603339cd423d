"""Our network as a car meets it: ways between the middles of roads, also with some passages shut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from benchmarks.ground import Ground, Point, Step
from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.domain import ArcKind, Criterion, RouteRequest
from corridor_planner.errors import DataFault
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.paths import allowed_arcs
from corridor_planner.planning.routes import anchor_all, understand
from corridor_planner.planning.session import Planner
from corridor_planner.search.static import shortest_path

_DEPART: Final = "2026-06-15T08:00"
_LEAST: Final = 1e-6  # a sparse matrix takes 0 for no passage

Turn = tuple[int, int, int]  # over the second of three OpenStreetMap nodes
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shut:
    """Steps and turns that are taken out of the network; ``turning`` takes out turning round but at dead ends."""

    steps: frozenset[Step] = frozenset()
    turns: frozenset[Turn] = frozenset()
    turning: bool = False

    def __or__(self, other: Shut) -> Shut:
        return Shut(self.steps | other.steps, self.turns | other.turns, self.turning or other.turning)


NOTHING: Final = Shut()


class Spot(NamedTuple):
    """Where a step is found: on an arc, from one of its OpenStreetMap nodes to the next."""

    arc: int
    position: int


class Drive(NamedTuple):
    """A way from the middle of a step to the middle of another.

    ``nodes`` are those of OpenStreetMap, both ends of both steps included; ``weight`` is the sum
    along the arcs, of the first and the last one only what is driven.
    """

    nodes: list[int]
    weight: float


class OwnRoads:
    """A built network under the profile of a car.

    Attributes
    ----------
    nodes_of_arc
        OpenStreetMap nodes along each road arc; empty for other arcs.
    spots
        Where each step from node to node is found.
    """

    def __init__(self, planner: Planner, ground: Ground) -> None:
        self.network, self.ground = planner.network, ground
        self.costs, self._anchor = _car(planner)
        arcs = self.network.arcs
        self.road = np.isin(arcs.kind, (ArcKind.ROAD, ArcKind.SAIL, ArcKind.CROSSING))
        self.drivable = self.road & self.costs.usable
        self.nodes_of_arc = [ground.trace(self.network.line(a)) if self.road[a] else [] for a in range(len(self.road))]
        self.spots: dict[Step, list[Spot]] = {}
        for arc, nodes in enumerate(self.nodes_of_arc):
            for position, step in enumerate(pairwise(nodes)):
                self.spots.setdefault(step, []).append(Spot(arc, position))

    def ends(self) -> list[Step]:
        """Return the middle step of every piece of road that a car can drive on."""
        driven = np.flatnonzero(self.drivable & (self.network.arcs.kind == ArcKind.ROAD))
        _, first = np.unique(self.network.arcs.leg[driven], return_index=True)
        nodes = [self.nodes_of_arc[arc] for arc in driven[first].tolist()]
        return [(way[len(way) // 2 - 1], way[len(way) // 2]) for way in nodes if len(way) > 1]

    def middle(self, step: Step) -> Point:
        """Return the point in the middle of a step."""
        (lon_a, lat_a), (lon_b, lat_b) = (self.ground.places[node] for node in step)
        return (lon_a + lon_b) / 2, (lat_a + lat_b) / 2

    def allowed(self, source: Step, target: Step) -> NDArray[np.bool_]:
        """Return which arcs a trip between two steps may use, by the planner's own rules."""
        arcs = self.network.arcs
        anchors = []
        for step in (source, target):
            nodes = [int(end[spot.arc]) for spot in self._spots_on(step) for end in (arcs.tail, arcs.head)]
            anchors.append(replace(self._anchor, nodes=tuple(nodes)))
        return allowed_arcs(self.costs, anchors, frozenset())

    def way(self, source: Step, target: Step, weights: Floats, shut: Shut = NOTHING) -> Drive | None:
        """Return the best way between the middles of two steps, None where there is none."""
        values = np.where(self.allowed(source, target) & self.drivable, weights, np.inf)
        begins, ends = self._spots_on(source), self._spots_on(target)
        if shut == NOTHING:
            return self._best(begins, ends, values, weights)
        arcs, turns = self._shut_arcs(shut)
        values[arcs] = np.inf
        begins = [spot for spot in begins if spot.arc not in arcs]
        ends = [spot for spot in ends if spot.arc not in arcs]
        return self._best_by_turns(begins, ends, values, weights, self._follow_on(turns, turning=shut.turning))

    def follows(self, one: Spot, other: Spot) -> bool:
        """Tell whether one spot leads on to another."""
        if one.arc == other.arc:
            return other.position == one.position + 1
        last = one.position == len(self.nodes_of_arc[one.arc]) - 2
        arcs = self.network.arcs
        return bool(last and other.position == 0 and arcs.head[one.arc] == arcs.tail[other.arc])

    def weight_along(self, nodes: Sequence[int], allowed: NDArray[np.bool_], weights: Floats) -> float:
        """Return the weight of a way along nodes that is driven from the first arc's start to the last one's end."""
        found = [next((s.arc for s in self.spots.get(step, ()) if allowed[s.arc]), -1) for step in pairwise(nodes)]
        return float(sum(weights[arc] for at, arc in enumerate(found) if arc >= 0 and (not at or found[at - 1] != arc)))

    def _spots_on(self, step: Step) -> list[Spot]:
        """Return where a trip may begin or end in the middle of a step, in either direction."""
        return [spot for way in (step, step[::-1]) for spot in self.spots.get(way, ()) if self.drivable[spot.arc]]

    def _share_before(self, spot: Spot) -> float:
        """Return the share of an arc that lies before the middle of a step."""
        places = [self.ground.places[node] for node in self.nodes_of_arc[spot.arc]]
        lon, lat = np.array(places).T
        steps = np.hypot(np.diff(lon) * np.cos(np.radians(lat[0])), np.diff(lat))
        return float((steps[: spot.position].sum() + steps[spot.position] / 2) / max(steps.sum(), 1e-12))

    def _best(self, begins: list[Spot], ends: list[Spot], values: Floats, weights: Floats) -> Drive | None:
        """Search from every begin to every end with the planner's own search."""
        arcs = self.network.arcs
        found: list[Drive] = []
        for begin in begins:
            for end in ends:
                way = shortest_path(self.network, values, (int(arcs.head[begin.arc]),), (int(arcs.tail[end.arc]),))
                if way is not None:
                    found.append(self._drive(begin, way[1], end, weights))
        return min(found, key=lambda drive: drive.weight, default=None)

    def _drive(self, begin: Spot, between: Sequence[int], end: Spot, weights: Floats) -> Drive:
        first = self.nodes_of_arc[begin.arc][begin.position :]
        last = self.nodes_of_arc[end.arc][: end.position + 2]
        nodes: list[int] = []
        for part in (first, *(self.nodes_of_arc[arc] for arc in between), last):
            nodes += [node for node in part if not nodes or nodes[-1] != node]
        weight = weights[begin.arc] * (1 - self._share_before(begin)) + weights[end.arc] * self._share_before(end)
        return Drive(nodes, float(weight + weights[list(between)].sum()))

    def _shut_arcs(self, shut: Shut) -> tuple[list[int], set[tuple[int, int]]]:
        """Return the arcs that are shut, and the pairs of arcs that no longer follow on each other."""
        arcs = {spot.arc for step in shut.steps for spot in self.spots.get(step, ())}
        turns: set[tuple[int, int]] = set()
        for before, at, after in shut.turns:
            for one in self.spots.get((before, at), ()):
                for other in self.spots.get((at, after), ()):
                    if self.follows(one, other):
                        arcs |= {one.arc} if one.arc == other.arc else set()
                        turns |= {(one.arc, other.arc)} if one.arc != other.arc else set()
        return sorted(arcs), turns

    def _follow_on(self, shut: set[tuple[int, int]], *, turning: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return all pairs of arcs that follow on each other, but for those that are shut."""
        arcs, n = self.network.arcs, self.network.n_arcs
        counts = np.diff(self.network.first_out)[arcs.head]
        before = np.repeat(np.arange(n), counts)
        after = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        after = after + self.network.first_out[arcs.head][before]
        keep = ~np.isin(before * n + after, [a * n + b for a, b in shut])
        if turning:
            back = (arcs.leg[before] == arcs.leg[after]) & (arcs.backward[before] != arcs.backward[after])
            keep &= ~back | (counts[before] == 1)
        return before[keep], after[keep]

    def _best_by_turns(
        self, begins: list[Spot], ends: list[Spot], values: Floats, weights: Floats,
        follow_on: tuple[NDArray[np.int64], NDArray[np.int64]],
    ) -> Drive | None:  # fmt: skip
        """Search from arc to arc, so that single turns can be left out."""
        n = self.network.n_arcs
        free = np.isfinite(values)
        free[[spot.arc for spot in (*begins, *ends)]] = True
        before, after = follow_on
        keep = free[before] & free[after]
        graph = csr_matrix((weights[after[keep]] + _LEAST, (before[keep], after[keep])), shape=(n, n))
        found: list[Drive] = []
        for begin in begins:
            distance, previous = dijkstra(graph, indices=begin.arc, return_predecessors=True)
            for end in ends:
                if np.isfinite(distance[end.arc]) and end.arc != begin.arc:
                    between: list[int] = []
                    here = int(previous[end.arc])
                    while here != begin.arc:
                        between.append(here)
                        here = int(previous[here])
                    found.append(self._drive(begin, between[::-1], end, weights))
        return min(found, key=lambda drive: drive.weight, default=None)


def _car(planner: Planner) -> tuple[ArcCosts, Anchor]:
    """Return the arc values of a car, and an anchor to make others from."""
    nodes = planner.network.nodes
    west, east = (f"{nodes.lon[at]},{nodes.lat[at]}" for at in (nodes.lon.argmin(), nodes.lon.argmax()))
    question = understand(planner, RouteRequest(
        origin=west, destination=east, profile="car", criterion=Criterion.TIME, depart_text=_DEPART,
    ))  # fmt: skip
    anchors = anchor_all(question)
    if not isinstance(anchors, tuple):
        raise DataFault("network", planner.network.meta.name, rule="a car must be able to drive on it",
                        remedy="take an extract with roads")  # fmt: skip
    return question.costs, anchors[0]
