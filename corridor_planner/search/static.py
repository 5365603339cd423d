"""Shortest paths on fixed arc values: the cheapest, the cleanest, or the fastest without a clock.

A* (Hart, Nilsson and Raphael 1968) on the arcs themselves, for values that may change with every
question: a border that is shut, a road that only one of the ends opens. It touches the memory of the
nodes that it meets and hardly any other, so that a short way costs little on a network of any size.
What is still to go is bounded from below by the distances of a hierarchy (``metrics``), or by the
straight line at the least value that any arc has per metre of it (:func:`straight_rate`), or
by nothing, which is Dijkstra's search (1959).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.simulator import read_only
from corridor_planner.graph.network import Network
from corridor_planner.kernels import Scalar, kernel, part, warms
from corridor_planner.units import EARTH_RADIUS_M

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
_MET, _TARGET = 1, 2
_LESS = 1 - 1e-9  # keeps a bound below what it bounds, roundings included


def shortest_path(
    network: Network,
    weights: Floats,
    sources: Sequence[int],
    targets: Sequence[int],
    *,
    to_go: Floats | None = None,
    rate: float = 0.0,
) -> tuple[float, tuple[int, ...]] | None:
    """Return the least total weight and the arcs from a source to the nearest target, or None.

    Parameters
    ----------
    weights : (arcs,) float64, >= 0; inf where an arc may not be used
    to_go : (nodes,) float64
        No more than the way from each node to the nearest target, inf where there is none.
    rate
        Where ``to_go`` is not given: no arc weighs less per metre of the straight line between its
        ends, see :func:`straight_rate`.
    """
    total, arcs = _a_star(
        network.first_out, network.arcs.head, network.arcs.tail, read_only(weights),
        read_only(np.array(sources, np.int32)), read_only(np.array(targets, np.int32)),
        read_only(np.zeros(0) if to_go is None else to_go),
        read_only(network.unit_vectors if rate > 0 else np.zeros((0, 3))), rate * EARTH_RADIUS_M,
    )  # fmt: skip
    return None if total == np.inf else (float(total), tuple(arcs.tolist()))


def straight_rate(network: Network, weights: Floats) -> float:
    """Return the least weight of an arc per metre of the straight line between its ends, 0 or more.

    The line is a great circle. Bounds made of it are in the form of :func:`_line`, never longer.
    """
    arcs = network.arcs
    rate = _straight_rate(arcs.tail, arcs.head, read_only(weights), read_only(network.unit_vectors))
    return float(rate) / EARTH_RADIUS_M if rate < np.inf else 0.0


@kernel
def _straight_rate(tails: Ints, heads: Ints, weights: Floats, vectors: Floats) -> Scalar:
    rate = np.inf
    for a in range(len(tails)):
        if weights[a] < np.inf:
            line = _line(vectors, tails[a], heads[a])
            if line > 0.0:
                rate = min(rate, weights[a] / line)
    return rate * _LESS


@part
def _line(vectors: Floats, a: Scalar, b: Scalar) -> Scalar:
    """Return the great circle between two nodes in radii of the globe: the first terms of its series in the chord."""
    x, y, z = vectors[a, 0] - vectors[b, 0], vectors[a, 1] - vectors[b, 1], vectors[a, 2] - vectors[b, 2]
    square = x * x + y * y + z * z
    return np.sqrt(square) * (1.0 + square * (1 / 24 + square * (3 / 640 + square * (5 / 7168))))


@part
def _least_to_go(node: Scalar, targets: Ints, to_go: Floats, vectors: Floats, rate: Scalar) -> Scalar:
    if len(to_go) > 0:
        return to_go[node]
    if rate == 0.0:
        return 0.0
    nearest = np.inf
    for target in targets:
        nearest = min(nearest, _line(vectors, node, target))
    return rate * nearest


@kernel
def _a_star(
    first_out: Ints, heads: Ints, tails: Ints, weights: Floats, sources: Ints, targets: Ints, to_go: Floats,
    vectors: Floats, rate: Scalar,
) -> tuple[Scalar, Ints]:  # fmt: skip
    """Return the least weight and the arcs from a source to a target; inf and nothing when there is no way."""
    nodes = len(first_out) - 1
    state = np.zeros(nodes, np.int8)  # bits _MET and _TARGET; what is not met has no distance yet
    distance, ahead, via = np.empty(nodes), np.empty(nodes), np.empty(nodes, np.int32)
    queue: list[tuple[Scalar, Scalar]] = [(0.0, np.int64(0))]
    queue.pop()
    for source in sources:
        least = _least_to_go(source, targets, to_go, vectors, rate)
        if least < np.inf and not state[source] & _MET:
            state[source] |= _MET
            distance[source], ahead[source], via[source] = 0.0, least, -1
            heapq.heappush(queue, (least, np.int64(source)))
    for target in targets:
        state[target] |= _TARGET
    while len(queue) > 0:
        key, here = heapq.heappop(queue)
        so_far = distance[here]
        if key > so_far + ahead[here]:
            continue
        if state[here] & _TARGET:
            return so_far, _way_back(via, tails, here)
        for a in range(first_out[here], first_out[here + 1]):
            then = so_far + weights[a]
            if then == np.inf:
                continue
            there = heads[a]
            if state[there] & _MET:
                if then >= distance[there]:
                    continue
            else:
                least = _least_to_go(there, targets, to_go, vectors, rate)
                if least == np.inf:
                    continue
                state[there] |= _MET
                ahead[there] = least
            distance[there], via[there] = then, a
            heapq.heappush(queue, (then + ahead[there], np.int64(there)))
    return np.inf, np.empty(0, np.int32)


@part
def _way_back(via: Ints, tails: Ints, node: Scalar) -> Ints:
    """Return the arcs that led to a node, in travel order."""
    length = 0
    walk = node
    while via[walk] >= 0:
        length += 1
        walk = tails[via[walk]]
    arcs = np.empty(length, np.int32)
    while via[node] >= 0:
        length -= 1
        arcs[length] = via[node]
        node = tails[via[node]]
    return arcs


def reachable(
    network: Network, allowed: NDArray[np.bool_], sources: Sequence[int], *, backward: bool = False
) -> NDArray[np.bool_]:
    """Return which nodes can be reached from the sources (or reach them, when ``backward``)."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    arcs = network.arcs
    ends = (arcs.head, arcs.tail) if backward else (arcs.tail, arcs.head)
    n = network.n_nodes
    hub = np.full(len(sources), n)
    rows = np.concatenate([ends[0][allowed], hub])
    columns = np.concatenate([ends[1][allowed], np.array(sources, np.int64)])
    graph = csr_matrix((np.ones(len(rows), np.int8), (rows, columns)), shape=(n + 1, n + 1))
    found = np.zeros(n + 1, bool)
    found[breadth_first_order(graph, n, return_predecessors=False)] = True
    return found[:n]


@warms
def _warm() -> None:
    first_out, head, tail = np.array([0, 1, 1], np.int32), np.array([1], np.int32), np.zeros(1, np.int32)
    first_out, head, tail = read_only(first_out), read_only(head), read_only(tail)
    weights, vectors, none = read_only(np.ones(1)), read_only(np.eye(3)[:2]), read_only(np.zeros(0))
    rate = float(_straight_rate(tail, head, weights, vectors))
    _a_star(first_out, head, tail, weights, tail, head, none, vectors, rate)
