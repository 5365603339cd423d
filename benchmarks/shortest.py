"""Static shortest paths on one set of arc values: ours, networkx and scipy, with equal answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final, cast

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from benchmarks.contract import OURS, Row, Status
from benchmarks.timing import Times, once, peak_memory_mb
from corridor_planner.graph.network import Network
from corridor_planner.search.static import shortest_path

PEERS: Final = ("networkx bidirectional_dijkstra", "networkx dijkstra", "scipy dijkstra")
_TOLERANCE: Final = 1e-9  # relative: the sums are taken in another order

Pair = tuple[int, int]
Distance = Callable[[int, int], float]  # from node to node, inf when there is no way


@dataclass(frozen=True, kw_only=True)
class Task:
    """Pairs of nodes on a network under given arc values (inf: not usable)."""

    name: str
    what: str
    network: Network
    weights: NDArray[np.float64]
    pairs: Sequence[Pair]


@dataclass(kw_only=True)
class Tally:
    """Durations and answers of one solver."""

    each_s: list[float] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)


def compare(task: Task, *, peers: bool, limit_s: float) -> Iterator[Row]:
    """Give a row for us and one for each peer; every answer is compared with scipy's.

    Pairs are asked in turn of all solvers. The peers' graphs are made before the clock runs, and
    of parallel arcs they hold the lightest only, which helps them. Without ``peers`` only scipy is
    asked, to compare, and has no row.
    """
    solvers: dict[str, Distance] = {OURS: _ours(task)}
    first, last = task.pairs[0]
    solvers[OURS](first, last)
    memory_mb = peak_memory_mb()
    solvers |= {name: distance for name, distance in _peers(task).items() if peers or name == PEERS[2]}
    tallies = {name: Tally() for name in solvers}
    spent_s = 0.0
    for source, target in task.pairs:
        for name, distance in solvers.items():
            seconds, length = once(lambda distance=distance: distance(source, target))  # type: ignore[misc]  # noqa: B023
            tallies[name].each_s.append(seconds)
            tallies[name].distances.append(length)
            spent_s += seconds
        if spent_s > limit_s:
            break
    yield from _rows(task, tallies, memory_mb, peers=peers)


def _rows(task: Task, tallies: dict[str, Tally], memory_mb: float, *, peers: bool) -> Iterator[Row]:
    expected = tallies[PEERS[2]].distances
    times = {name: Times(each_s=tuple(tally.each_s)) for name, tally in tallies.items()}
    fastest = min((name for name in tallies if name != OURS), key=lambda name: times[name].median_s)
    size = {"nodes": task.network.n_nodes, "arcs": int(np.isfinite(task.weights).sum()), "pairs": len(expected)}
    for name, tally in tallies.items():
        if name != OURS and not peers:
            continue
        wrong = sum(not _same(a, b) for a, b in zip(tally.distances, expected, strict=True))
        told = name if name != OURS else fastest if peers else None
        yield Row(
            name=task.name, what=task.what, solver=name, size=size, runs=len(expected),
            status=Status.FAILED if wrong else Status.MEASURED,
            note=f"{wrong} distances differ from scipy's" if wrong else "all distances equal",
            seconds=times[name].median_s, seconds_p95=times[name].p95_s,
            peak_memory_mb=memory_mb if name == OURS else None, peer=told,
            peer_seconds=times[told].median_s if told else None,
            ratio=times[told].median_s / times[OURS].median_s if told else None,
            solution={
                "pairs": [list(pair) for pair in task.pairs[: len(expected)]],
                "distances": [None if math.isinf(d) else round(d, 9) for d in tally.distances],
                "median_distance": round(median(d for d in tally.distances if not math.isinf(d)), 6),
            },
        )  # fmt: skip


def _same(a: float, b: float) -> bool:
    return a == b or math.isclose(a, b, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)


def _ours(task: Task) -> Distance:
    def distance(source: int, target: int) -> float:
        found = shortest_path(task.network, task.weights, (source,), (target,))
        return math.inf if found is None else found[0]

    return distance


def _peers(task: Task) -> dict[str, Distance]:
    tail, head, weight = lightest(task.network, task.weights)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(task.network.n_nodes))
    graph.add_weighted_edges_from(zip(tail.tolist(), head.tolist(), weight.tolist(), strict=True))
    n = task.network.n_nodes
    matrix = csr_matrix((weight, (tail, head)), shape=(n, n))

    def bidirectional(source: int, target: int) -> float:
        try:
            return float(nx.bidirectional_dijkstra(graph, source, target)[0])
        except nx.NetworkXNoPath:
            return math.inf

    def one_way(source: int, target: int) -> float:
        try:
            return cast("float", nx.single_source_dijkstra(graph, source, target)[0])
        except nx.NetworkXNoPath:
            return math.inf

    def scipy(source: int, target: int) -> float:
        return float(dijkstra(matrix, indices=source, return_predecessors=True)[0][target])

    return dict(zip(PEERS, (bidirectional, one_way, scipy), strict=True))


def lightest(
    network: Network, weights: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return tails, heads and weights of the usable arcs, of parallel ones the lightest only."""
    usable = np.flatnonzero(np.isfinite(weights))
    tail, head, weight = network.arcs.tail[usable], network.arcs.head[usable], weights[usable]
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    new = np.ones(len(order), bool)
    new[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    return tail[new], head[new], weight[new]
