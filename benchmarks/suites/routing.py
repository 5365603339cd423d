"""Suite *routing*: the backbone in process - load, evaluate, route, search, find places - and a continental network.

Every plan is checked by ``plan_route`` itself (its independent checker recomputes it); static
searches are compared with networkx and scipy pair by pair. There is no peer for the timed search:
none of the libraries knows opening hours, departures and rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from benchmarks import far_searches
from benchmarks.asked import AskedRoute, load_places, load_routes
from benchmarks.contract import Row, Status
from benchmarks.registry import Case, Options, Suite
from benchmarks.timing import Times, forget_peak, once, peak_memory_mb, repeat
from corridor_planner.domain import Criterion, NoPlan, RouteRequest
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.session import Planner, open_planner

ROUTE_AIM_S: Final = 0.005
PLACES_AIM_S: Final = 0.010
_PAIRS: Final = 100
_DEPART: Final = "2026-06-15T08:00"


def opened() -> Planner:
    """Return a planner on the backbone with kernels ready."""
    from corridor_planner.planning.warming import warm_up

    warm_up()
    return open_planner()


def load(options: Options) -> Iterator[Row]:
    """Measure tables and backbone, from files to arrays; imports are made before."""
    from corridor_planner.graph.backbone import build_backbone
    from corridor_planner.store.world import load_world

    forget_peak()
    first_s, world = once(load_world)
    network = build_backbone(world)
    size = {"nodes": network.n_nodes, "arcs": network.n_arcs, "places": len(network.places),
            "crossings": len(network.crossings)}  # fmt: skip
    tables = repeat(load_world, limit_s=options.seconds, most=30)
    building = repeat(lambda: build_backbone(world), limit_s=options.seconds, most=30)
    memory_mb = peak_memory_mb()
    parts = (("load:tables", "read and validate all tables", tables, f"the first time {1000 * first_s:.0f} ms"),
             ("load:backbone", "build the backbone from the tables", building, ""))  # fmt: skip
    for name, what, times, note in parts:
        yield Row(name=name, what=what, size=size, seconds=times.median_s, seconds_p95=times.p95_s,
                  runs=len(times.each_s), peak_memory_mb=memory_mb, note=note)  # fmt: skip


def evaluate(options: Options) -> Iterator[Row]:
    """Measure the arc values of each profile: the first time in a process, and again."""
    planner = opened()
    size = {"arcs": planner.network.n_arcs}
    for profile in _profiles(load_routes(options.data)):
        asked = next(a for a in load_routes(options.data) if a.request.profile == profile)
        first_s = _evaluated(planner, asked.request)
        times = repeat(lambda: _evaluated(planner, asked.request), limit_s=options.seconds / 5, most=20)  # noqa: B023
        yield Row(
            name=f"evaluate:{profile}", what=f"arc values of {profile}, nothing kept", size=size,
            seconds=times.median_s, seconds_p95=times.p95_s, runs=len(times.each_s), peak_memory_mb=peak_memory_mb(),
            note=f"the first time {1000 * first_s:.0f} ms",
        )  # fmt: skip


def _evaluated(planner: Planner, request: RouteRequest) -> float:
    """Return the time of reading a request with no arc values kept."""
    from corridor_planner.planning.routes import understand

    planner.evaluations.clear()
    return once(lambda: understand(planner, request))[0]


def first_route(options: Options) -> Iterator[Row]:
    """Measure the very first plan after the load, kernels ready, as a visitor meets it."""
    from corridor_planner.planning.routes import plan_route

    planner = opened()
    for asked in load_routes(options.data)[:1]:
        seconds, document = once(lambda: plan_route(planner, asked.request))  # noqa: B023
        yield replace(_planned("first-route", asked, document, Times(each_s=(seconds,))),
                      peak_memory_mb=peak_memory_mb())  # fmt: skip


def routes(options: Options) -> Iterator[Row]:
    """Measure whole plans, from words to the document, with arc values ready."""
    from corridor_planner.planning.routes import plan_route

    planner = opened()
    for asked in load_routes(options.data):
        document = plan_route(planner, asked.request)
        times = repeat(lambda: plan_route(planner, asked.request), limit_s=options.seconds / 2)  # noqa: B023
        row = _planned("route", asked, document, times)
        yield replace(row, aim_seconds=ROUTE_AIM_S, peak_memory_mb=peak_memory_mb())


def _planned(case: str, asked: AskedRoute, document: PlanDocument, times: Times) -> Row:
    plan = document.plans[0] if document.plans else None
    reason = document.reason.text if document.reason else ""
    return Row(
        name=f"{case}:{asked.name}", what=asked.what, status=Status.MEASURED if plan else Status.FAILED,
        size={"steps": len(plan.legs)} if plan else {}, seconds=times.median_s, seconds_p95=times.p95_s,
        runs=len(times.each_s), note="" if plan else f"no plan: {reason}",
        solution={"totals": plan.totals.model_dump(), "crossings": [leg.crossing_id for leg in plan.legs
                                                                  if leg.crossing_id]} if plan else {},
    )  # fmt: skip


def timed_search(options: Options) -> Iterator[Row]:
    """Measure the time-dependent search alone, between ends that are already nodes."""
    from corridor_planner.planning.paths import find_path
    from corridor_planner.planning.routes import anchor_all, understand

    planner = opened()
    for asked in load_routes(options.data):
        if not asked.timed:
            continue
        question = understand(planner, asked.request)
        anchors = anchor_all(question)
        if isinstance(anchors, NoPlan):
            continue
        depart_s = round(question.depart.timestamp())
        path = find_path(question.evaluated, anchors, depart_s, Criterion.TIME)
        times = repeat(
            lambda: find_path(question.evaluated, anchors, depart_s, Criterion.TIME),  # noqa: B023
            limit_s=options.seconds / 5,
        )
        yield Row(
            name=f"timed-search:{asked.name}", what=f"{asked.what}: the search alone",
            size={"path_arcs": len(path.arcs) if path else 0}, status=Status.MEASURED if path else Status.FAILED,
            seconds=times.median_s, seconds_p95=times.p95_s, runs=len(times.each_s), peak_memory_mb=peak_memory_mb(),
            solution={"arcs": list(path.arcs)} if path else {},
        )  # fmt: skip


def static_search(options: Options) -> Iterator[Row]:
    """Measure shortest paths by cost between random places, beside peers on the same arcs."""
    from benchmarks.shortest import Task, compare
    from corridor_planner.planning.routes import understand

    planner = opened()
    for profile in ("car", "truck-40t", "container-intermodal"):
        request = RouteRequest(origin="Almaty", destination="Bishkek", profile=profile, criterion=Criterion.COST,
                               depart_text=_DEPART)  # fmt: skip
        costs = understand(planner, request).costs
        weights = np.where(costs.usable & ~costs.local_only, costs.cost_usd, np.inf)
        task = Task(
            name=f"static-search:{profile}", what=f"cheapest way between random places, {profile}",
            network=planner.network, weights=weights,
            pairs=_random_pairs(planner, weights, options.seed),
        )  # fmt: skip
        yield from compare(task, peers=options.peers, limit_s=2 * options.seconds)


def _random_pairs(planner: Planner, weights: np.ndarray, seed: int) -> list[tuple[int, int]]:
    """Draw pairs of different nodes of places from and to which some arc leads."""
    arcs, nodes = planner.network.arcs, planner.network.nodes
    used = np.isfinite(weights)
    candidates = np.intersect1d(np.intersect1d(arcs.tail[used], arcs.head[used]), np.flatnonzero(nodes.place >= 0))
    random = np.random.default_rng(seed)
    drawn = random.choice(candidates, size=(_PAIRS, 2))
    return [(int(a), int(b)) for a, b in drawn if a != b]


def places(options: Options) -> Iterator[Row]:
    """Measure place searches in several scripts, with typos, and the first one of a process."""
    from corridor_planner.planning.places import search_places

    planner = open_planner()
    asked = load_places(options.data)
    first_s, _ = once(lambda: search_places(planner, asked[0].query))
    size = {"places": len(planner.network.places), "queries": len(asked)}
    each: list[float] = []
    wrong: list[str] = []
    for place in asked:
        hits = search_places(planner, place.query).places
        if (hits[0].id if hits else "") != place.first_id:
            wrong.append(place.query)
        times = repeat(lambda: search_places(planner, place.query), limit_s=options.seconds / len(asked), most=50)  # noqa: B023
        each += times.each_s
    pooled = Times(each_s=tuple(each))
    yield Row(
        name="places:warm", what="place search, first eight hits", size=size, seconds=pooled.median_s,
        seconds_p95=pooled.p95_s, runs=len(each), aim_seconds=PLACES_AIM_S, peak_memory_mb=peak_memory_mb(),
        status=Status.FAILED if wrong else Status.MEASURED,
        note=f"another place came first for {', '.join(wrong)}" if wrong else "the expected place came first each time",
        solution={"first": {place.query: place.first_id for place in asked}},
    )  # fmt: skip
    yield Row(name="places:first", what="the first place search, index included", size=size, seconds=first_s,
              seconds_p95=first_s, runs=1, peak_memory_mb=peak_memory_mb())  # fmt: skip


def _profiles(asked: Sequence[AskedRoute]) -> list[str]:
    return list(dict.fromkeys(route.request.profile for route in asked))


SUITE: Final = Suite(
    name="routing",
    what="the backbone in process, and a continental network",
    cases=(
        Case(name="load", what="load the backbone", run=load),
        Case(name="evaluate", what="arc values of a profile", run=evaluate),
        Case(name="first-route", what="the first plan of a process", run=first_route),
        Case(name="route", what="a whole plan, arc values ready", run=routes),
        Case(name="timed-search", what="the time-dependent search alone", run=timed_search),
        Case(name="static-search", what="the static search alone, beside peers", run=static_search),
        Case(name="far-prepare", what="a hierarchy of a continental network", run=far_searches.prepare),
        Case(name="far-distance", what="distances and ways on it, beside peers", run=far_searches.distances),
        Case(name="far-route", what="whole routes on it", run=far_searches.routes),
        Case(name="places", what="place search", run=places),
    ),
)
