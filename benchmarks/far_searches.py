"""Searches on the continental network: preparation, distances and ways beside peers, whole routes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.continental import Highways, on_highways
from benchmarks.contract import OURS, Row, Status
from benchmarks.far_peers import SCIPY, missing, prepared, same
from benchmarks.registry import Options
from benchmarks.timing import Times, forget_peak, once, peak_memory_mb, repeat
from corridor_planner.domain import Criterion, RouteRequest
from corridor_planner.search.hierarchy import Hierarchy, build_hierarchy
from corridor_planner.search.metrics import Metric, customize
from corridor_planner.search.static import shortest_path, straight_rate

PREPARE_AIM_S: Final = 7.0
METRIC_AIM_S: Final = 0.25
DISTANCE_AIM_S: Final = 40e-6
PATH_AIM_S: Final = 150e-6
A_STAR_AIM_S: Final = 1e-3
WITHOUT: Final = "corridor-planner without a hierarchy"
TOO_LONG: Final = "scgraph contraction_hierarchy"
_PAIRS: Final = 200
_LEAST_PAIRS: Final = 5
_IN_A_ROW: Final = 20
_ROUTES: Final = 20
_PLACES: Final = {"asia": "Central Asia and the Caucasus", "world": "the world"}


@dataclass(kw_only=True)
class Tally:
    """What one solver said and how long it took, pair by pair."""

    each_s: list[float] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)


@on_highways("far-prepare", "a hierarchy of the world's highways")
def prepare(highways: Highways, options: Options) -> Iterator[Row]:
    """Measure the order of nodes, and what a new set of arc values takes."""
    network = highways.network
    size = {"nodes": network.n_nodes, "arcs": network.n_arcs}
    forget_peak()
    seconds, hierarchy = once(lambda: build_hierarchy(network.first_out, network.arcs.head))
    yield Row(
        name="far-prepare:order", what="order and contract the world's highways, once for all values",
        size=size | {"edges": hierarchy.n_edges}, seconds=seconds, seconds_p95=seconds, runs=1,
        peak_memory_mb=peak_memory_mb(), aim_seconds=PREPARE_AIM_S,
    )  # fmt: skip
    times = repeat(lambda: customize(hierarchy, network.arcs.length_m), limit_s=options.seconds, most=20)
    yield Row(
        name="far-prepare:metric", what="lay new arc values on it", size=size, seconds=times.median_s,
        seconds_p95=times.p95_s, runs=len(times.each_s), aim_seconds=METRIC_AIM_S,
    )  # fmt: skip
    yield from _kept(highways, hierarchy, size, options)


def _kept(highways: Highways, hierarchy: Hierarchy, size: Mapping[str, int], options: Options) -> Iterator[Row]:
    """Measure opening the network with its hierarchy from a folder, and the first distance after it."""
    from corridor_planner.store.networks import open_hierarchy, open_network, save_network

    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as name:
        folder = Path(name) / "kept"
        save_network(highways.network, folder, hierarchy=hierarchy)
        opening = repeat(lambda: open_hierarchy(folder, open_network(folder)), limit_s=options.seconds, most=50)
        opened = open_hierarchy(folder, open_network(folder))
        assert opened is not None
        source, target = highways.pairs(1, options.seed)[0]

        def first() -> float:
            return customize(opened, highways.network.arcs.length_m).distance(source, target)

        answering = repeat(first, limit_s=options.seconds, most=10)
    for part, what, times, aim in (
        ("open", "open network and hierarchy, arrays mapped", opening, None),
        ("first", "from an opened hierarchy to the first distance", answering, 1.2),
    ):
        yield Row(name=f"far-prepare:{part}", what=what, size=size, seconds=times.median_s, seconds_p95=times.p95_s,
                  runs=len(times.each_s), aim_seconds=aim)  # fmt: skip


@on_highways("far-distance", "distances on the world's highways")
def distances(highways: Highways, options: Options) -> Iterator[Row]:
    """Measure distances, ways and searches without an index beside the peers, in turn."""
    hierarchy = build_hierarchy(highways.network.first_out, highways.network.arcs.head)
    ours = _ours(highways, customize(hierarchy, highways.network.arcs.length_m))
    memory_mb = peak_memory_mb()
    peers = {peer.name: peer for peer in prepared(highways, hierarchy.rank) if options.peers or peer.name == SCIPY}
    sets = {"asia": highways.pairs(_PAIRS, options.seed),
            "world": highways.pairs(_PAIRS, options.seed, among=highways.joined)}  # fmt: skip
    for where, pairs in sets.items():
        solvers = ours | {name: peer.distance for name, peer in peers.items()}
        tallies = _ask(pairs, solvers, limit_s=options.seconds)
        yield from _rows(where, highways, pairs, tallies, memory_mb, options)
    for name, peer in peers.items():
        yield Row(name="far-distance:ready", what="until the peer can be asked", solver=name, seconds=peer.prepare_s,
                  seconds_p95=peer.prepare_s, runs=1)  # fmt: skip
    for name, why in {**missing(), TOO_LONG: "preparing it takes about nine minutes on this network"}.items():
        yield Row(name="far-distance", what="distances on the world's highways", solver=name, note=why,
                  status=Status.SKIPPED)  # fmt: skip


def _ours(highways: Highways, metric: Metric) -> dict[str, Callable[[int, int], float]]:
    network = highways.network
    rate = straight_rate(network, network.arcs.length_m)

    def way(source: int, target: int) -> float:
        found = metric.path(source, target)
        return np.inf if found is None else found[0]

    def a_star(source: int, target: int) -> float:
        found = shortest_path(network, network.arcs.length_m, (source,), (target,), rate=rate)
        return np.inf if found is None else found[0]

    return {"distance": metric.distance, "path": way, "a-star": a_star}


def _ask(
    pairs: Sequence[tuple[int, int]], solvers: Mapping[str, Callable[[int, int], float]], *, limit_s: float
) -> dict[str, Tally]:
    """Ask all solvers in turn, some pairs at a time; one that has spent its time is asked no more.

    Pair by pair, each would find the processor's cache full of the one before.
    """
    tallies = {name: Tally() for name in solvers}
    for begin in range(0, len(pairs), _IN_A_ROW):
        for name, distance in solvers.items():
            tally = tallies[name]
            for source, target in pairs[begin : begin + _IN_A_ROW]:
                if len(tally.each_s) < _LEAST_PAIRS or sum(tally.each_s) < limit_s:
                    seconds, length = once(partial(distance, source, target))
                    tally.each_s.append(seconds)
                    tally.distances.append(length)
    return tallies


def _rows(
    where: str, highways: Highways, pairs: Sequence[tuple[int, int]], tallies: Mapping[str, Tally],
    memory_mb: float, options: Options,
) -> Iterator[Row]:  # fmt: skip
    """Give rows of ours and of the peers; a ratio compares the same pairs."""
    size = {"nodes": highways.network.n_nodes, "arcs": highways.network.n_arcs, "pairs": len(pairs)}
    expected = tallies["distance"].distances
    checked = tallies[SCIPY]
    wrong = {
        name: sum(not same(a, b) for a, b in zip(tally.distances, expected, strict=False))
        for name, tally in tallies.items()
    }
    wrong["distance"] = wrong[SCIPY]
    aims = {"distance": DISTANCE_AIM_S, "path": PATH_AIM_S, "a-star": A_STAR_AIM_S} if where == "asia" else {}
    mine = ("distance", "path", "a-star")
    peers = [name for name in tallies if name not in mine]
    for part in mine:
        times = Times(each_s=tuple(tallies[part].each_s))
        fastest = min(peers, key=lambda name: _ratio(tallies[name], tallies[part])) if options.peers else None
        yield Row(
            name=f"far-{part}:{where}", what=f"{_WORDS[part]}, pairs across {_PLACES[where]}", size=size,
            seconds=times.median_s, seconds_p95=times.p95_s, runs=len(times.each_s), peak_memory_mb=memory_mb,
            peer=fastest, ratio=_ratio(tallies[fastest], tallies[part]) if fastest else None,
            peer_seconds=Times(each_s=tuple(tallies[fastest].each_s)).median_s if fastest else None,
            aim_seconds=aims.get(part), status=Status.FAILED if wrong[part] else Status.MEASURED,
            note=f"{wrong[part]} differ" if wrong[part] else f"{len(checked.distances)} compared with scipy, all equal",
            solution={"pairs": [list(p) for p in pairs[:20]], "metres": expected[:20]},
        )  # fmt: skip
    for name in peers if options.peers else ():
        times = Times(each_s=tuple(tallies[name].each_s))
        yield Row(
            name=f"far-distance:{where}", what=f"the same pairs, the first {len(times.each_s)}", solver=name, size=size,
            seconds=times.median_s, seconds_p95=times.p95_s, runs=len(times.each_s), peer=name,
            peer_seconds=times.median_s, ratio=_ratio(tallies[name], tallies["distance"]),
            status=Status.FAILED if wrong[name] else Status.MEASURED,
            note=f"{wrong[name]} differ from ours" if wrong[name] else "all distances equal",
        )  # fmt: skip


_WORDS: Final = {"distance": "distance by the hierarchy", "path": "way by the hierarchy",
                 "a-star": "way by A* without an index"}  # fmt: skip


def _ratio(theirs: Tally, ours: Tally) -> float:
    """Return the peer's median over ours on the pairs that both were asked."""
    both = min(len(theirs.each_s), len(ours.each_s))
    median = [Times(each_s=tuple(tally.each_s[:both])).median_s for tally in (theirs, ours)]
    return median[0] / median[1]


@on_highways("far-route", "routes on the world's highways")
def routes(highways: Highways, options: Options) -> Iterator[Row]:
    """Measure whole plans on the continental network with and without its hierarchy; the plans must be equal."""
    from corridor_planner.planning.routes import plan_route
    from corridor_planner.planning.session import Planner
    from corridor_planner.store.world import load_world

    network, nodes = highways.network, highways.network.nodes
    world = load_world()
    hierarchy = build_hierarchy(network.first_out, network.arcs.head)
    planners = {OURS: Planner(world=world, network=network, hierarchy=hierarchy),
                WITHOUT: Planner(world=world, network=network)}  # fmt: skip
    pairs = highways.pairs(_ROUTES, options.seed)
    for profile, criterion in (("car", Criterion.TIME), ("truck-40t", Criterion.TIME), ("truck-40t", Criterion.COST)):
        each: dict[str, list[float]] = {solver: [] for solver in planners}
        totals: dict[str, list[float]] = {solver: [] for solver in planners}
        for i, (a, b) in enumerate(pairs):
            request = RouteRequest(
                origin=f"{nodes.lon[a]},{nodes.lat[a]}", destination=f"{nodes.lon[b]},{nodes.lat[b]}",
                profile=profile, criterion=criterion, depart_text="2026-06-15T08:00",
            )  # fmt: skip
            for solver, planner in planners.items():
                seconds, document = once(partial(plan_route, planner, request))
                if i:  # the first one evaluates the arcs
                    each[solver].append(seconds)
                found = document.plans[0].totals
                totals[solver].append(found.time_s if criterion is Criterion.TIME else found.cost_usd)
        equal = all(same(a, b) for a, b in zip(*totals.values(), strict=True))
        times = {solver: Times(each_s=tuple(seconds)) for solver, seconds in each.items()}
        for solver in planners:
            yield Row(
                name=f"far-route:{profile}-{criterion.value}", solver=solver, runs=len(times[solver].each_s),
                what=f"a whole route by {criterion.value}, {profile}, arc values ready",
                size={"nodes": network.n_nodes, "arcs": network.n_arcs}, seconds=times[solver].median_s,
                seconds_p95=times[solver].p95_s, peer=WITHOUT, peer_seconds=times[WITHOUT].median_s,
                ratio=times[WITHOUT].median_s / times[OURS].median_s,
                status=Status.MEASURED if equal else Status.FAILED,
                note="both plan the same" if equal else "plans differ", solution={"totals": totals[solver]},
            )  # fmt: skip
