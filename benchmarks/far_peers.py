"""Peers on the continental network: how each is prepared and asked, and why one is missing.

None of them is a dependency. scgraph (MIT), rustworkx (Apache-2.0), igraph (GPL) and pyroutingkit
(MIT) are taken where they are installed beside the planner.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.continental import Highways
from benchmarks.timing import once

NETWORKX: Final = "networkx bidirectional_dijkstra"
SCIPY: Final = "scipy dijkstra"
RUSTWORKX: Final = "rustworkx dijkstra"
IGRAPH: Final = "igraph distances"
SCGRAPH: Final = "scgraph bidirectional_dijkstra"
BUCKETS: Final = "scgraph bidirectional_buckets"
ROUTINGKIT: Final = "pyroutingkit, METIS order"
_PACKAGE: Final = {RUSTWORKX: "rustworkx", IGRAPH: "igraph", SCGRAPH: "scgraph", BUCKETS: "scgraph",
                   ROUTINGKIT: "pyroutingkit"}  # fmt: skip

Distance = Callable[[int, int], float]


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One who can be asked for a distance in metres; what it took to be ready."""

    name: str
    prepare_s: float
    distance: Distance


def missing() -> dict[str, str]:
    """Return why peers cannot be asked, by name."""
    return {name: f"needs the package {package}" for name, package in _PACKAGE.items() if find_spec(package) is None}


def prepared(highways: Highways, rank: NDArray[np.int32]) -> Iterator[Peer]:
    """Prepare those that are installed, one after the other."""
    absent = missing()
    for name, prepare in _PREPARE.items():
        if name not in absent:
            seconds, distance = once(partial(prepare, highways, rank))
            yield Peer(name=name, prepare_s=seconds, distance=distance)


def matrix_of_scipy(highways: Highways, sources: Sequence[int], targets: Sequence[int]) -> NDArray[np.float64]:
    """Return distances by a search from each source over the whole network."""
    from scipy.sparse.csgraph import dijkstra

    return np.asarray(dijkstra(scipy_graph(highways), indices=sources))[:, targets]


def scipy_graph(highways: Highways) -> Any:  # noqa: ANN401 - scipy has no types
    """Return the network as a sparse matrix; it has no parallel arcs, and an arc of no length is kept."""
    from scipy.sparse import csr_matrix

    network = highways.network
    return csr_matrix((network.arcs.length_m, network.arcs.head, network.first_out), shape=(network.n_nodes,) * 2)


def _networkx(highways: Highways, _rank: NDArray[np.int32]) -> Distance:
    import networkx as nx

    arcs = highways.network.arcs
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_weighted_edges_from(zip(arcs.tail.tolist(), arcs.head.tolist(), arcs.length_m.tolist(), strict=True))
    return lambda s, t: float(nx.bidirectional_dijkstra(graph, s, t)[0])


def _scipy(highways: Highways, _rank: NDArray[np.int32]) -> Distance:
    from scipy.sparse.csgraph import dijkstra

    graph = scipy_graph(highways)
    return lambda s, t: float(dijkstra(graph, indices=s)[t])


def _rustworkx(highways: Highways, _rank: NDArray[np.int32]) -> Distance:
    import rustworkx as rx  # type: ignore[import-not-found, unused-ignore]

    arcs, graph = highways.network.arcs, rx.PyDiGraph()
    graph.add_nodes_from(range(highways.network.n_nodes))
    graph.add_edges_from(list(zip(arcs.tail.tolist(), arcs.head.tolist(), arcs.length_m.tolist(), strict=True)))
    return lambda s, t: float(rx.dijkstra_shortest_path_lengths(graph, s, float, goal=t)[t])


def _igraph(highways: Highways, _rank: NDArray[np.int32]) -> Distance:
    import igraph  # type: ignore[import-not-found, unused-ignore]

    arcs = highways.network.arcs
    ends = np.column_stack([arcs.tail, arcs.head])
    graph = igraph.Graph(n=highways.network.n_nodes, edges=ends, directed=True)
    return lambda s, t: float(graph.distances(s, [t], weights=arcs.length_m)[0][0])


def _scgraph(method: str) -> Callable[[Highways, NDArray[np.int32]], Distance]:
    def prepare(highways: Highways, _rank: NDArray[np.int32]) -> Distance:
        from scgraph.cpp import Graph  # type: ignore[import-not-found, unused-ignore]

        asked = getattr(Graph(highways.raw, validate=False), method)
        return lambda s, t: float(round(1000 * asked(s, t)["length"]))

    return prepare


def routingkit(highways: Highways, rank: NDArray[np.int32]) -> Any:  # noqa: ANN401 - it has no types
    """Return pyroutingkit's metric on our order: its own takes 19 s, and it reads one from a folder."""
    from pyroutingkit import CCHMetric, CCHTopology  # type: ignore[import-not-found, import-untyped, unused-ignore]

    network = highways.network
    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
        parts: dict[str, NDArray[Any]] = {
            "tail": network.arcs.tail, "head": network.arcs.head, "rank": rank, "order": np.argsort(rank),
            "node_count": np.array([network.n_nodes]),
        }  # fmt: skip
        for name, array in parts.items():
            array.astype(np.uint32).tofile(Path(folder) / name)
        topology = CCHTopology()
        topology.load(folder)
    metric = CCHMetric(topology)
    metric.customize(network.arcs.length_m.astype(np.uint32))
    return metric


def _routingkit(highways: Highways, rank: NDArray[np.int32]) -> Distance:
    metric = routingkit(highways, rank)
    return lambda s, t: float(metric.query(s, t)[0])


def same(a: float, b: float) -> bool:
    """Return whether two lengths are equal but for the order of additions."""
    return a == b or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)


_PREPARE: Final = {
    NETWORKX: _networkx, SCIPY: _scipy, RUSTWORKX: _rustworkx, IGRAPH: _igraph,
    SCGRAPH: _scgraph("bidirectional_dijkstra"), BUCKETS: _scgraph("bidirectional_buckets"), ROUTINGKIT: _routingkit,
}  # fmt: skip
