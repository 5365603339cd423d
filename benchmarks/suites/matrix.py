"""Suite *matrix*: distances between many places - a built network from coordinates on, and a continental one.

The first rows of each matrix are compared with scipy's, which searches from every source over the
whole network; its time for a whole matrix is what these rows took, times as many.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.continental import Highways, on_highways
from benchmarks.contract import OURS, Row, Status
from benchmarks.far_peers import ROUTINGKIT, SCIPY, matrix_of_scipy, missing, routingkit
from benchmarks.peers import Table, table_of_osrm, why_absent
from benchmarks.registry import Case, Options, Suite
from benchmarks.shortest import lightest
from benchmarks.suites.store import find_extracts
from benchmarks.timing import Times, in_turn, once, peak_memory_mb, repeat
from corridor_planner.cost.local_areas import NO_AREA
from corridor_planner.graph.network import Network
from corridor_planner.planning.evaluated import Evaluated
from corridor_planner.planning.warming import warm_up
from corridor_planner.search.hierarchy import Hierarchy, build_hierarchy
from corridor_planner.search.metrics import customize

SMALL, LARGE = 200, 1000
OSRM: Final = "osrm Table"
AIMS_S: Final = {SMALL: 0.050, LARGE: 0.5}
THREE_AIM_S: Final = 1.5
_CHECKED: Final = 5  # rows compared with scipy
_SKIPPED: Final = "matrices on the world's highways"


@on_highways("far", _SKIPPED)
def far(highways: Highways, options: Options) -> Iterator[Row]:
    """Measure matrices across Central Asia and the Caucasus, and across the world."""
    network = highways.network
    hierarchy = build_hierarchy(network.first_out, network.arcs.head)
    metric = customize(hierarchy, network.arcs.length_m)
    peer = routingkit(highways, hierarchy.rank) if options.peers and ROUTINGKIT not in missing() else None
    for where, among in (("asia", highways.inside), ("world", highways.joined)):
        for count in (SMALL, LARGE):
            random = np.random.default_rng(options.seed)
            sources, targets = (random.choice(among, size=count, replace=False) for _ in range(2))
            calls: dict[str, Callable[[], NDArray[np.float64]]] = {
                "one thread": lambda s=sources, t=targets: metric.matrix(s, t),  # type: ignore[misc]
                "two threads": lambda s=sources, t=targets: metric.matrix(s, t, threads=2),  # type: ignore[misc]
            }
            if peer is not None:
                calls[ROUTINGKIT] = lambda s=sources, t=targets: peer.distances_many_to_many(  # type: ignore[misc]
                    s.astype(np.uint32), t.astype(np.uint32))  # fmt: skip
            yield from _rows(highways, where, sources, targets, calls, options)
    for name, why in missing().items():
        if name == ROUTINGKIT:
            yield Row(name="far", what=_SKIPPED, solver=name, status=Status.SKIPPED, note=why)


def _rows(
    highways: Highways, where: str, sources: NDArray[np.intp], targets: NDArray[np.intp],
    calls: dict[str, Callable[[], NDArray[np.float64]]], options: Options,
) -> Iterator[Row]:  # fmt: skip
    count = len(sources)
    scipy_s, expected = once(lambda: matrix_of_scipy(highways, sources[:_CHECKED].tolist(), targets.tolist()))
    scipy_s *= count / _CHECKED
    answers = {name: call() for name, call in calls.items()}
    wrong = {name: int((answer[:_CHECKED] != expected).sum()) for name, answer in answers.items()}
    times = dict(zip(calls, in_turn(list(calls.values()), limit_s=options.seconds, most=20), strict=True))
    size = {"nodes": highways.network.n_nodes, "arcs": highways.network.n_arcs, "pairs": count * count}
    fastest = ROUTINGKIT if ROUTINGKIT in calls else SCIPY
    peer_s = times[fastest].median_s if fastest in times else scipy_s
    for name, time in times.items():
        ours = name != ROUTINGKIT
        yield Row(
            name=f"far:{where}-{count}" + ("-threads" if name == "two threads" else ""),
            what=f"{count} x {count} distances across {where}" + (f", {name}" if ours else ", whole numbers"),
            solver=OURS if ours else name, size=size, seconds=time.median_s, seconds_p95=time.p95_s,
            runs=len(time.each_s), peak_memory_mb=peak_memory_mb() if ours else None,
            peer=fastest if ours else name, peer_seconds=peer_s if ours else time.median_s,
            ratio=(peer_s if ours else time.median_s) / times[name if ours else "one thread"].median_s,
            aim_seconds=AIMS_S[count] if ours and where == "asia" else None,
            status=Status.FAILED if wrong[name] else Status.MEASURED,
            note=f"{wrong[name]} differ from scipy" if wrong[name] else f"{_CHECKED} rows equal scipy's",
            solution={"sources": sources[:_CHECKED].tolist(), "metres_mean": float(answers[name].mean())},
        )  # fmt: skip
    if options.peers:
        yield Row(
            name=f"far:{where}-{count}", what="the same", solver=SCIPY, size=size, seconds=scipy_s,
            seconds_p95=scipy_s, runs=1, peer=SCIPY, peer_seconds=scipy_s, ratio=scipy_s / times["one thread"].median_s,
            note=f"{_CHECKED} rows, times {count // _CHECKED}",
        )  # fmt: skip


@on_highways("far-criteria", _SKIPPED)
def far_criteria(highways: Highways, options: Options) -> Iterator[Row]:
    """Measure three criteria at once: their arc values laid on the hierarchy, and a matrix of each."""
    network = highways.network
    hierarchy = build_hierarchy(network.first_out, network.arcs.head)
    places = highways.ends(LARGE, options.seed)
    factors = np.random.default_rng(options.seed).uniform(0.5, 2.0, size=(2, network.n_arcs))
    values = [network.arcs.length_m, *(network.arcs.length_m * factor for factor in factors)]

    def three() -> list[NDArray[np.float64]]:
        return [customize(hierarchy, value).matrix(places, places) for value in values]

    times = repeat(three, limit_s=options.seconds, most=10)
    loops = sum(float(np.abs(np.diag(matrix)).sum()) for matrix in three())
    yield Row(
        name="far-criteria", what=f"three sets of arc values, laid and asked for {LARGE} x {LARGE} each",
        size={"nodes": network.n_nodes, "arcs": network.n_arcs, "pairs": 3 * LARGE * LARGE}, seconds=times.median_s,
        seconds_p95=times.p95_s, runs=len(times.each_s), peak_memory_mb=peak_memory_mb(), aim_seconds=THREE_AIM_S,
        status=Status.FAILED if loops else Status.MEASURED, note="one thread",
    )  # fmt: skip


def built(options: Options) -> Iterator[Row]:
    """Measure a matrix of driving times on built networks, from coordinates on: snapping included."""
    from scipy.spatial import cKDTree

    warm_up()
    for extract in find_extracts(options.data):
        evaluated, hierarchy = _built(extract)
        network, costs = evaluated.costs.network, evaluated.costs
        weights = np.where(costs.usable & ~costs.local_only, costs.time_s, np.inf)
        laying_s, metric = once(lambda: customize(hierarchy, weights))  # noqa: B023
        usable = np.flatnonzero(evaluated.main_nodes & (costs.area_of_node == NO_AREA))
        tree = cKDTree(network.unit_vectors[usable])
        points = _points(network, usable, options.seed)

        def ends() -> NDArray[np.intp]:
            return np.asarray(usable[tree.query(_on_sphere(points))[1]])  # noqa: B023

        def asked() -> NDArray[np.float64]:
            places = ends()
            return metric.matrix(places, places)  # noqa: B023

        times = repeat(asked, limit_s=options.seconds, most=100)
        found = asked()
        wrong = _differ(network, weights, ends(), found)
        table = table_of_osrm(extract, points.tolist(), runs=20) if options.peers and not why_absent("osrm") else None
        osrm = Times(each_s=tuple(table.each_s)) if table else None
        peer_s = osrm.median_s if osrm else None
        size = {"nodes": network.n_nodes, "arcs": network.n_arcs, "pairs": SMALL * SMALL}
        told = f"all equal scipy's; turn restrictions obeyed; laying the values took {1000 * laying_s:.1f} ms"
        yield Row(
            name="built", what=f"{SMALL} x {SMALL} driving times in {extract.name}, coordinates put on through roads",
            size=size, seconds=times.median_s, seconds_p95=times.p95_s, runs=len(times.each_s),
            peak_memory_mb=peak_memory_mb(), peer=OSRM if osrm else None, peer_seconds=peer_s,
            ratio=peer_s and peer_s / times.median_s, aim_seconds=AIMS_S[SMALL],
            status=Status.FAILED if wrong else Status.MEASURED,
            note=f"{wrong} differ from scipy" if wrong else told,
        )  # fmt: skip
        if table and osrm:
            yield Row(
                name="built", what="the same coordinates, its own roads and speeds", solver=OSRM,
                size={"pairs": SMALL**2}, seconds=osrm.median_s, seconds_p95=osrm.p95_s, runs=len(osrm.each_s),
                peer=OSRM, peer_seconds=peer_s, ratio=peer_s and peer_s / times.median_s, note=_beside(table, found),
            )  # fmt: skip
        elif options.peers:
            yield Row(name="built", what="the same coordinates", solver=OSRM, status=Status.SKIPPED,
                      note=why_absent("osrm"))  # fmt: skip


def _built(extract: Path) -> tuple[Evaluated, Hierarchy]:
    """Return the arc values of a car on the network of an extract, and its hierarchy."""
    from corridor_planner.domain import RouteRequest
    from corridor_planner.planning.networks import build_network
    from corridor_planner.planning.routes import understand
    from corridor_planner.planning.session import open_planner

    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
        build_network([extract], Path(folder) / "built", name="benchmark", hierarchy_from_arcs=1)
        planner = open_planner(str(Path(folder) / "built"))
    nodes = planner.network.nodes
    first, last = (f"{nodes.lon[i]},{nodes.lat[i]}" for i in (0, -1))
    request = RouteRequest(origin=first, destination=last, profile="car", depart_text="2026-06-15T08:00")
    assert planner.hierarchy is not None
    return understand(planner, request).evaluated, planner.hierarchy


def _points(network: Network, usable: NDArray[np.intp], seed: int) -> NDArray[np.float64]:
    """Draw (lon, lat), each within about 100 m of a usable node."""
    random = np.random.default_rng(seed)
    drawn = random.choice(usable, SMALL)
    moved = random.uniform(-1e-3, 1e-3, size=(2, SMALL))
    return np.column_stack([network.nodes.lon[drawn] + moved[0], network.nodes.lat[drawn] + moved[1]])


def _on_sphere(points: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(points).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _beside(table: Table, found: NDArray[np.float64]) -> str:
    """Return how a peer's times compare with ours."""
    theirs = np.array(table.seconds, np.float64)  # None becomes not a number
    both = np.isfinite(theirs) & np.isfinite(found) & (found > 0)
    agree = float((np.isfinite(theirs) == np.isfinite(found)).mean())
    ratio = float(np.median(theirs[both] / found[both]))
    return (
        f"{agree:.1%} reachable in both or neither, its times {ratio:.2f} of ours; ready after {table.prepare_s:.1f} s"
    )


def _differ(network: Network, weights: NDArray[np.float64], ends: NDArray[np.intp], found: NDArray[np.float64]) -> int:
    """Return how many times are not those of scipy."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    tail, head, weight = lightest(network, weights)
    graph = csr_matrix((weight, (tail, head)), shape=(network.n_nodes,) * 2)
    expected = np.asarray(dijkstra(graph, indices=ends))[:, ends]
    return int((~np.isclose(found, expected, rtol=1e-9, atol=1e-6)).sum())


SUITE: Final = Suite(
    name="matrix",
    what="distances between many places",
    cases=(
        Case(name="built", what="driving times on a built network", run=built),
        Case(name="far", what="a continental network, beside peers", run=far),
        Case(name="far-criteria", what="three criteria on it", run=far_criteria),
    ),
)
