"""Arc values laid on a hierarchy: distances, ways and matrices in microseconds.

``Metric`` is a customization after Dibbelt, Strasser and Wagner (2016) with every value a float, so
that nothing is scaled or rounded: a distance is the sum along a way of the network, in another
order of addition than a plain search has, and equal to its result but for that.

One to one, both ends walk up the elimination tree (no queue is needed) and meet at a common ancestor.
From or to all nodes it is a sweep down all ranks (PHAST, Delling, Goldberg, Nowatzyk and Werneck
2011), and a matrix sweeps only what lies above its targets (RPHAST), several sources at a time.
All of it reads shared arrays and writes none: threads may share a metric.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.simulator import read_only
from corridor_planner.errors import InvalidInput
from corridor_planner.kernels import Scalar, kernel, part, warms
from corridor_planner.search.hierarchy import Hierarchy, find_edge

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
SomeNodes = Sequence[int] | NDArray[np.integer]
LANES = 8  # sources of a matrix that are swept together


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Metric:
    """The values of one criterion on all edges of a hierarchy; make it with :func:`customize`.

    Attributes
    ----------
    up, down : (edges,) float64
        Least value from the lower rank to the higher and back, on ways through lower ranks; inf
        where there is none.
    up_through, down_through : (edges,) int32
        What that way is: the arc (0 or more), or the bitwise complement of the rank it goes through.
    """

    hierarchy: Hierarchy
    up: Floats
    down: Floats
    up_through: Ints
    down_through: Ints

    def distance(self, source: int, target: int) -> float:
        """Return the least total value from a node to another, inf when there is no way."""
        h = self.hierarchy
        best, _, _, _ = _meet(h.first_up, h.up_depth, h.parent, h.depth, self.up, self.down,
                              h.rank[source], h.rank[target])  # fmt: skip
        return float(best)

    def path(self, source: int, target: int) -> tuple[float, tuple[int, ...]] | None:
        """Return the least total value and the arcs from a node to another, or None when there is no way."""
        h = self.hierarchy
        s, t = h.rank[source], h.rank[target]
        best, top, up_edges, down_edges = _meet(h.first_up, h.up_depth, h.parent, h.depth, self.up, self.down, s, t)
        if best == np.inf:
            return None
        arcs = _unpack(h.first_up, h.up_head, h.parent, h.depth, self.up_through, self.down_through,
                       s, t, top, up_edges, down_edges)  # fmt: skip
        return float(best), tuple(arcs.tolist())

    def to_targets(self, targets: SomeNodes) -> Floats:
        """Return for each node the least total value to the nearest target: (nodes,) float64, inf if none."""
        return self._sweep(targets, self.up, self.down)

    def from_sources(self, sources: SomeNodes) -> Floats:
        """Return for each node the least total value from the nearest source: (nodes,) float64, inf if none."""
        return self._sweep(sources, self.down, self.up)

    def matrix(self, sources: SomeNodes, targets: SomeNodes, *, threads: int = 1) -> Floats:
        """Return (sources, targets) float64 least total values, inf where there is no way."""
        h = self.hierarchy
        s, t = (read_only(h.rank[np.asarray(nodes, np.int64)]) for nodes in (sources, targets))
        if not len(s) or not len(t):
            return np.full((len(s), len(t)), np.inf)
        place, first, above, weight = _above(h.first_up, h.up_head, h.parent, self.down, t)

        def rows(some: Ints) -> Floats:
            return _sweep_rows(h.first_up, h.up_depth, h.parent, h.depth, self.up, place, first, above, weight, some, t)

        if threads <= 1 or len(s) <= LANES:
            return rows(s)
        from concurrent.futures import ThreadPoolExecutor

        share = -(-len(s) // threads // LANES) * LANES
        with ThreadPoolExecutor(threads) as pool:
            return np.vstack(list(pool.map(rows, (s[i : i + share] for i in range(0, len(s), share)))))

    def _sweep(self, nodes: SomeNodes, away: Floats, back: Floats) -> Floats:
        h = self.hierarchy
        seeds = read_only(h.rank[np.asarray(nodes, np.int64)])
        found: Floats = _sweep_all(h.first_up, h.up_head, h.parent, away, back, seeds)[h.rank]
        return found


def customize(hierarchy: Hierarchy, weights: Floats) -> Metric:
    """Return the metric of arc values: a fraction of a second for a million arcs.

    Parameters
    ----------
    weights : (arcs,) float64, >= 0; inf where an arc may not be used

    Raises
    ------
    InvalidInput
        For a weight below 0 or not a number, or another number of weights than arcs.
    """
    if len(weights) != hierarchy.n_arcs:
        raise InvalidInput("weights", len(weights), rule=f"there must be one for each of {hierarchy.n_arcs} arcs",
                           remedy="use the hierarchy of this network")  # fmt: skip
    if not (weights >= 0).all():
        wrong = int(np.flatnonzero(~(weights >= 0))[0])
        raise InvalidInput(f"weight of arc {wrong}", float(weights[wrong]), rule="it must be 0 or more",
                           remedy="use inf for an arc that may not be used")  # fmt: skip
    h = hierarchy
    values = _customize(h.first_up, h.up_head, h.edge, h.upward, read_only(np.asarray(weights, np.float64)))
    up, down, up_through, down_through = (read_only(array) for array in values)
    return Metric(hierarchy=h, up=up, down=down, up_through=up_through, down_through=down_through)


@kernel
def _customize(
    first_up: Ints, up_head: Ints, edge: Ints, upward: NDArray[np.bool_], weights: Floats
) -> tuple[Floats, Floats, Ints, Ints]:
    """Lay the arcs on their edges, then let every lower triangle improve its upper edge."""
    edges = len(up_head)
    up, down = np.full(edges, np.inf), np.full(edges, np.inf)
    up_through, down_through = np.full(edges, -1, np.int32), np.full(edges, -1, np.int32)
    for a in range(len(edge)):
        e = edge[a]
        if e < 0:
            continue
        if upward[a]:
            if weights[a] < up[e]:
                up[e], up_through[e] = weights[a], a
        elif weights[a] < down[e]:
            down[e], down_through[e] = weights[a], a
    for r in range(len(first_up) - 1):
        for i in range(first_up[r], first_up[r + 1]):
            if up[i] == np.inf and down[i] == np.inf:
                continue
            k = first_up[up_head[i]]
            for j in range(i + 1, first_up[r + 1]):
                while up_head[k] != up_head[j]:
                    k += 1
                there = down[i] + up[j]
                if there < up[k]:
                    up[k], up_through[k] = there, ~r
                back = down[j] + up[i]
                if back < down[k]:
                    down[k], down_through[k] = back, ~r
    return up, down, up_through, down_through


@part
def _climb(
    first_up: Ints, up_depth: Ints, here: Scalar, at: Scalar, values: Floats, distance: Floats, via: Ints
) -> None:
    """Relax the edges of a rank upwards; distances and the edges they came by are kept by depth."""
    for i in range(first_up[here], first_up[here + 1]):
        then = at + values[i]
        above = up_depth[i]
        if then < distance[above]:
            distance[above] = then
            via[above] = i


@kernel
def _meet(
    first_up: Ints, up_depth: Ints, parent: Ints, depth: Ints, up: Floats, down: Floats, source: Scalar, target: Scalar
) -> tuple[Scalar, Scalar, Ints, Ints]:
    """Return the distance, the depth of the ancestor where it is found, and the edges by depth on both sides."""
    ahead, behind = np.full(depth[source] + 1, np.inf), np.full(depth[target] + 1, np.inf)
    up_edges, down_edges = np.full(depth[source] + 1, -1, np.int32), np.full(depth[target] + 1, -1, np.int32)
    ahead[depth[source]] = behind[depth[target]] = 0.0
    s, t = source, target
    while s != t:  # the higher rank is no descendant of the lower
        if s < t:
            at = ahead[depth[s]]
            if at != np.inf:
                _climb(first_up, up_depth, s, at, up, ahead, up_edges)
            s = parent[s]
            if s < 0:
                return np.inf, -1, up_edges, down_edges
        else:
            at = behind[depth[t]]
            if at != np.inf:
                _climb(first_up, up_depth, t, at, down, behind, down_edges)
            t = parent[t]
            if t < 0:
                return np.inf, -1, up_edges, down_edges
    best: Scalar = np.inf
    top: Scalar = -1
    while s >= 0:
        at = depth[s]
        if ahead[at] + behind[at] < best:
            best, top = ahead[at] + behind[at], at
        if ahead[at] < best:
            _climb(first_up, up_depth, s, ahead[at], up, ahead, up_edges)
        if behind[at] < best:
            _climb(first_up, up_depth, s, behind[at], down, behind, down_edges)
        s = parent[s]
    return best, top, up_edges, down_edges


@part
def _ranks_by_depth(parent: Ints, depth: Ints, rank: Scalar) -> Ints:
    """Return a rank's ancestors by their depth, itself last."""
    chain = np.empty(depth[rank] + 1, np.int32)
    while rank >= 0:
        chain[depth[rank]] = rank
        rank = parent[rank]
    return chain


@part
def _tail_depth(first_up: Ints, chain: Ints, edge: Scalar) -> Scalar:
    """Return the depth of the lower end of an edge between two ranks of a chain (first_up falls along it)."""
    low, high = 0, len(chain) - 1
    while low < high:
        middle = (low + high) // 2
        if first_up[chain[middle]] <= edge:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def _unpack(
    first_up: Ints, up_head: Ints, parent: Ints, depth: Ints, up_through: Ints, down_through: Ints,
    source: Scalar, target: Scalar, top: Scalar, up_edges: Ints, down_edges: Ints,
) -> Ints:  # fmt: skip
    """Return the arcs of the way that :func:`_meet` found, in travel order."""
    todo = [(np.int64(0), True)]  # edges still to be told, the last one first, and whether they are gone up
    todo.pop()
    chain = _ranks_by_depth(parent, depth, target)
    at, last = top, depth[target]
    down_way = [np.int64(0)]
    down_way.pop()
    while at != last:
        down_way.append(np.int64(down_edges[at]))
        at = _tail_depth(first_up, chain, down_edges[at])
    while len(down_way) > 0:
        todo.append((down_way.pop(), False))
    chain = _ranks_by_depth(parent, depth, source)
    at, last = top, depth[source]
    while at != last:
        todo.append((np.int64(up_edges[at]), True))
        at = _tail_depth(first_up, chain, up_edges[at])
    arcs = [np.int32(0)]
    arcs.pop()
    while len(todo) > 0:
        e, goes_up = todo.pop()
        through = up_through[e] if goes_up else down_through[e]
        if through >= 0:
            arcs.append(np.int32(through))
            continue
        middle = ~through
        high = up_head[e]
        low = np.searchsorted(first_up, e, side="right") - 1
        at_low = np.int64(find_edge(first_up, up_head, middle, low))
        at_high = np.int64(find_edge(first_up, up_head, middle, high))
        todo.append((at_high, True) if goes_up else (at_low, True))
        todo.append((at_low, False) if goes_up else (at_high, False))
    return np.array(arcs, np.int32)


@kernel
def _sweep_all(first_up: Ints, up_head: Ints, parent: Ints, away: Floats, back: Floats, seeds: Ints) -> Floats:
    """Return for each rank the least value to a seed: ``away`` on edges gone up, ``back`` on edges gone down."""
    distance = np.full(len(parent), np.inf)
    for seed in seeds:
        distance[seed] = 0.0
        r = seed
        while r >= 0:
            for i in range(first_up[r], first_up[r + 1]):
                distance[up_head[i]] = min(distance[up_head[i]], distance[r] + back[i])
            r = parent[r]
    for r in range(len(parent) - 1, -1, -1):
        best = distance[r]
        for i in range(first_up[r], first_up[r + 1]):
            best = min(best, away[i] + distance[up_head[i]])
        distance[r] = best
    return distance


@kernel
def _above(first_up: Ints, up_head: Ints, parent: Ints, down: Floats, targets: Ints) -> tuple[Ints, Ints, Ints, Floats]:
    """Return places from the top down for the ranks at or above the targets, and the edges between these places."""
    place = np.full(len(parent), -1, np.int32)
    count = 0
    for target in targets:
        r = target
        while r >= 0 and place[r] < 0:
            place[r] = 0
            count += 1
            r = parent[r]
    kept = np.empty(count, np.int32)
    edges, n = 0, 0
    for r in range(len(parent) - 1, -1, -1):
        if place[r] == 0:
            place[r] = n
            kept[n] = r
            n += 1
            edges += first_up[r + 1] - first_up[r]
    first = np.zeros(count + 1, np.int32)
    above, weight = np.empty(edges, np.int32), np.empty(edges)
    e = 0
    for i in range(count):
        for j in range(first_up[kept[i]], first_up[kept[i] + 1]):
            above[e], weight[e] = place[up_head[j]], down[j]
            e += 1
        first[i + 1] = e
    return place, first, above, weight


@kernel
def _sweep_rows(
    first_up: Ints, up_depth: Ints, parent: Ints, depth: Ints, up: Floats,
    place: Ints, first: Ints, above: Ints, weight: Floats, sources: Ints, targets: Ints,
) -> Floats:  # fmt: skip
    """Return the rows of a matrix: each source climbs to the top, then a sweep comes down to the targets."""
    found = np.empty((len(sources), len(targets)))
    kept = len(first) - 1
    swept = np.empty((kept, LANES))
    tallest = 0
    for source in sources:
        tallest = max(tallest, depth[source] + 1)
    ahead, via = np.empty(tallest), np.empty(tallest, np.int32)
    for begin in range(0, len(sources), LANES):
        lanes = min(LANES, len(sources) - begin)
        swept[:] = np.inf
        for lane in range(lanes):
            r = np.int64(sources[begin + lane])
            ahead[: depth[r] + 1] = np.inf
            ahead[depth[r]] = 0.0
            while r >= 0:
                at = ahead[depth[r]]
                if at != np.inf:
                    _climb(first_up, up_depth, r, at, up, ahead, via)
                    if place[r] >= 0:
                        swept[place[r], lane] = at
                r = np.int64(parent[r])
        for i in range(kept):
            for e in range(first[i], first[i + 1]):
                for lane in range(LANES):
                    swept[i, lane] = min(swept[i, lane], swept[above[e], lane] + weight[e])
        for j in range(len(targets)):
            for lane in range(lanes):
                found[begin + lane, j] = swept[place[targets[j]], lane]
    return found


@warms
def _warm() -> None:
    from corridor_planner.search.hierarchy import build_hierarchy

    two = build_hierarchy(np.array([0, 1, 2], np.int32), np.array([1, 0], np.int32))
    metric = customize(two, np.ones(2))
    metric.path(0, 1)
    metric.to_targets([0])
    metric.matrix([0], [1])
