"""Shortest paths on fixed arc values: the cheapest, the cleanest, or the fastest without a clock."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.simulator import read_only
from corridor_planner.graph.network import Network
from corridor_planner.kernels import kernel, warms


@kernel
def _dijkstra(
    first_out: NDArray[np.int32],
    heads: NDArray[np.int32],
    weights: NDArray[np.float64],
    sources: NDArray[np.int32],
    is_target: NDArray[np.bool_],
    targets_wanted: int,
) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]:
    """Dijkstra (1959) from all sources at once; return distances, arcs into nodes, targets in order."""
    nodes = len(first_out) - 1
    distance = np.full(nodes, np.inf)
    via = np.full(nodes, -1, np.int32)
    done = np.zeros(nodes, np.bool_)
    found = [np.int32(-1)]
    found.pop()
    queue = [(0.0, np.int32(-1))]
    queue.pop()
    for source in sources:
        distance[source] = 0.0
        heapq.heappush(queue, (0.0, source))
    while len(queue) > 0:
        so_far, here = heapq.heappop(queue)
        if done[here]:
            continue
        done[here] = True
        if is_target[here]:
            found.append(here)
            if len(found) == targets_wanted:
                break
        for a in range(first_out[here], first_out[here + 1]):
            there = heads[a]
            then = so_far + weights[a]
            if then < distance[there]:
                distance[there] = then
                via[there] = a
                heapq.heappush(queue, (then, there))
    return distance, via, np.array(found, np.int32)


def shortest_path(
    network: Network, weights: NDArray[np.float64], sources: Sequence[int], targets: Sequence[int]
) -> tuple[float, tuple[int, ...]] | None:
    """Return the least total weight and the arcs from a source to the first target, or None.

    Parameters
    ----------
    weights : (arcs,) float64, >= 0; inf where an arc may not be used
    """
    is_target = np.zeros(network.n_nodes, bool)
    is_target[list(targets)] = True
    distance, via, found = _dijkstra(
        network.first_out, network.arcs.head, read_only(weights), np.array(sources, np.int32), is_target, 1
    )
    if not len(found):
        return None
    here = int(found[0])
    arcs: list[int] = []
    while via[here] >= 0:
        arcs.append(int(via[here]))
        here = int(network.arcs.tail[via[here]])
    return float(distance[found[0]]), tuple(reversed(arcs))


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
    first_out, head, weights = np.array([0, 1, 1], np.int32), np.array([1], np.int32), np.ones(1)
    for array in (first_out, head, weights):
        array.flags.writeable = False
    _dijkstra(first_out, head, weights, np.zeros(1, np.int32), np.array([False, True]), 1)
