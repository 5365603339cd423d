"""Our network as a car meets it: ways between OpenStreetMap's nodes, also with some passages shut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from benchmarks.ground import Ground, Step
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
    """Steps and turns that are taken out of the network."""

    steps: frozenset[Step] = frozenset()
    turns: frozenset[Turn] = frozenset()

    def __or__(self, other: Shut) -> Shut:
        return Shut(self.steps | other.steps, self.turns | other.turns)


NOTHING: Final = Shut()


class OwnRoads:
    """A built network under the profile of a car.

    Attributes
    ----------
    nodes_of_arc
        OpenStreetMap nodes along each road arc; empty for other arcs.
    spots
        Where each step from node to node is found: arc, and position on it.
    """

    def __init__(self, planner: Planner, ground: Ground) -> None:
        self.network, self.ground = planner.network, ground
        self.costs, self._anchor = _car(planner)
        arcs = self.network.arcs
        road = np.isin(arcs.kind, (ArcKind.ROAD, ArcKind.SAIL, ArcKind.CROSSING))
        self.road = road & self.costs.usable
        self.nodes_of_arc = [ground.trace(self.network.line(a)) if road[a] else [] for a in range(len(road))]
        self.spots: dict[Step, list[tuple[int, int]]] = {}
        for arc, nodes in enumerate(self.nodes_of_arc):
            for position, step in enumerate(pairwise(nodes)):
                self.spots.setdefault(step, []).append((arc, position))
        self._numbers: dict[int, list[int]] = {}
        for number, osm_id in enumerate(self.network.nodes.osm_id.tolist()):
            self._numbers.setdefault(osm_id, []).append(number)

    def ends(self) -> NDArray[np.int64]:
        """Return the OpenStreetMap nodes from and to which a car can drive at all."""
        arcs = self.network.arcs
        driven = self.road & (arcs.kind == ArcKind.ROAD)
        found = np.intersect1d(arcs.tail[driven], arcs.head[driven])
        ids: NDArray[np.int64] = np.unique(self.network.nodes.osm_id[found])
        return ids[ids > 0]

    def allowed(self, source: int, target: int) -> NDArray[np.bool_]:
        """Return which arcs a trip between two nodes may use, by the planner's own rules."""
        anchors = [replace(self._anchor, nodes=tuple(self._numbers[node])) for node in (source, target)]
        return allowed_arcs(self.costs, anchors, frozenset())

    def way(self, source: int, target: int, weights: Floats, shut: Shut = NOTHING) -> list[int] | None:
        """Return the arcs of the best way between two nodes, None where there is none."""
        values = np.where(self.allowed(source, target) & self.road, weights, np.inf)
        sources, targets = self._numbers[source], self._numbers[target]
        if shut == NOTHING:
            found = shortest_path(self.network, values, sources, targets)
            return None if found is None else list(found[1])
        arcs, turns = self._shut_arcs(shut)
        values[arcs] = np.inf
        return self._way_by_turns(values, turns, sources, targets)

    def trace(self, arcs: Sequence[int]) -> list[int]:
        """Return the OpenStreetMap nodes that a way passes."""
        found: list[int] = []
        for arc in arcs:
            found += [node for node in self.nodes_of_arc[arc] if not found or found[-1] != node]
        return found

    def arcs_along(self, nodes: Sequence[int], allowed: NDArray[np.bool_]) -> list[int]:
        """Return the arcs that lead along some nodes; the first and the last one may be driven in part only."""
        found = [next((arc for arc, _ in self.spots.get(step, ()) if allowed[arc]), -1) for step in pairwise(nodes)]
        return [arc for at, arc in enumerate(found) if arc >= 0 and (at == 0 or found[at - 1] != arc)]

    def follows(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Tell whether one spot leads on to another."""
        if one[0] == other[0]:
            return other[1] == one[1] + 1
        last = one[1] == len(self.nodes_of_arc[one[0]]) - 2
        arcs = self.network.arcs
        return bool(last and other[1] == 0 and arcs.head[one[0]] == arcs.tail[other[0]])

    def _shut_arcs(self, shut: Shut) -> tuple[list[int], set[tuple[int, int]]]:
        """Return the arcs that are shut, and the pairs of arcs that no longer follow on each other."""
        arcs = {arc for step in shut.steps for arc, _ in self.spots.get(step, ())}
        turns: set[tuple[int, int]] = set()
        for before, at, after in shut.turns:
            for one in self.spots.get((before, at), ()):
                for other in self.spots.get((at, after), ()):
                    if self.follows(one, other):
                        arcs |= {one[0]} if one[0] == other[0] else set()
                        turns |= {(one[0], other[0])} if one[0] != other[0] else set()
        return sorted(arcs), turns

    def _way_by_turns(
        self, values: Floats, shut: set[tuple[int, int]], sources: Sequence[int], targets: Sequence[int]
    ) -> list[int] | None:
        """Search from arc to arc, so that single turns can be left out."""
        arcs, n = self.network.arcs, self.network.n_arcs
        free = np.isfinite(values)
        counts = np.diff(self.network.first_out)[arcs.head]
        before = np.repeat(np.arange(n), counts)
        after = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        after = after + self.network.first_out[arcs.head][before]
        keep = free[before] & free[after] & ~np.isin(before * n + after, [a * n + b for a, b in shut])
        start = np.flatnonzero(free & np.isin(arcs.tail, sources))
        rows = np.concatenate([before[keep], np.full(len(start), n)])
        columns = np.concatenate([after[keep], start])
        graph = csr_matrix((values[columns] + _LEAST, (rows, columns)), shape=(n + 1, n + 1))
        distance, previous = dijkstra(graph, indices=n, return_predecessors=True)
        goals = np.flatnonzero(free & np.isin(arcs.head, targets) & np.isfinite(distance[:n]))
        if not len(goals):
            return None
        here = int(goals[np.argmin(distance[goals])])
        found: list[int] = []
        while here != n:
            found.append(here)
            here = int(previous[here])
        return found[::-1]


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
