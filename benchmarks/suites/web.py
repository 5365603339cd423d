"""Suite *web*: whole processes - the server, its API over loopback, the page, the command line.

The suite starts a server of its own on a free port, and ends it. What it asks stands in
``instances/``; the plan over HTTP is compared with the plan in process.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from benchmarks import browser as pages
from benchmarks.asked import AskedRoute, load_places, load_routes
from benchmarks.contract import Row, Status
from benchmarks.made import make_run_cold, make_run_warm
from benchmarks.processes import PLANNER, Served, environment, run_whole, serving
from benchmarks.registry import Case, Options, Suite
from benchmarks.timing import Times, memory_of_mb, once, own_peak_mb, repeat

START_AIM_S: Final = 5.0
ROUTE_AIM_S: Final = 0.150
PLACES_AIM_S: Final = 0.010
USABLE_AIM_S: Final = 1.2
WARM_AIM_S: Final = 1.0
FIRST_AIM_S: Final = 3.0
_TIMEOUT_S: Final = 30


@contextmanager
def _site() -> Iterator[Served]:
    """Serve the planner on a free port."""
    with serving([*PLANNER, "serve", "--next-port-from", "18000"], environment()) as site:
        yield site


def start(options: Options) -> Iterator[Row]:
    """Measure the start of the server until it is ready: kernels kept from before, and none kept."""
    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
        for name, cache, what in (
            ("start:first", Path(folder), "no kernels kept"),
            ("start:warm", None, "kernels kept"),
        ):
            ready: list[float] = []
            announced = 0.0
            memory_mb = None
            for _ in range(1 if cache else 3):
                with serving([*PLANNER, "serve", "--next-port-from", "18000"], environment(cache), limit_s=180) as site:
                    ready.append(site.ready_s)
                    announced, memory_mb = site.announced_s, memory_of_mb(site.pid)
            times = Times(each_s=tuple(ready))
            yield Row(
                name=name, what=f"server until /readyz, {what}", seconds=times.median_s, seconds_p95=times.p95_s,
                runs=len(ready), peak_memory_mb=memory_mb, aim_seconds=None if cache else START_AIM_S,
                note=f"takes requests after {announced:.2f} s",
            )  # fmt: skip
    del options


def http(options: Options) -> Iterator[Row]:
    """Measure routes and place searches over loopback, one connection kept open."""
    expected = _plans_in_process(options)
    with _site() as site:
        asks = Visitor(site.port)
        for asked in load_routes(options.data):
            first_s, document = once(lambda: asks.get(f"/api/v1/route?{asked.query}"))  # noqa: B023
            times = repeat(lambda: asks.get(f"/api/v1/route?{asked.query}"), limit_s=options.seconds / 4)  # noqa: B023
            totals = document["plans"][0]["totals"] if document.get("plans") else {}
            same = totals == expected[asked.name]
            yield Row(
                name=f"http-route:{asked.name}", what=asked.what, seconds=times.median_s, seconds_p95=times.p95_s,
                runs=len(times.each_s), aim_seconds=ROUTE_AIM_S, peak_memory_mb=memory_of_mb(site.pid),
                status=Status.MEASURED if totals and same else Status.FAILED,
                note=f"the first time {1000 * first_s:.0f} ms" if same else "other totals than in process",
                solution={"totals": totals},
            )  # fmt: skip
        if options.workers > 1:
            yield _together(site, load_routes(options.data), options)


def _plans_in_process(options: Options) -> dict[str, dict[str, Any]]:
    from corridor_planner.planning.routes import plan_route
    from corridor_planner.planning.session import open_planner

    planner = open_planner()
    found = {}
    for asked in load_routes(options.data):
        document = json.loads(plan_route(planner, asked.request).to_json())
        found[asked.name] = document["plans"][0]["totals"] if document["plans"] else {}
    return found


def _together(site: Served, asked: tuple[AskedRoute, ...], options: Options) -> Row:
    """Let several visitors ask all routes at the same time."""
    each: list[float] = []

    def come() -> None:
        visitor = Visitor(site.port)
        for _ in range(3):
            each.extend(once(lambda: visitor.get(f"/api/v1/route?{route.query}"))[0] for route in asked)  # noqa: B023

    threads = [threading.Thread(target=come) for _ in range(options.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = Times(each_s=tuple(each))
    complete = len(each) == 3 * len(asked) * options.workers
    return Row(
        name="http-route:together", what=f"{options.workers} visitors at the same time, all routes",
        size={"visitors": options.workers, "requests": len(each)}, seconds=times.median_s, seconds_p95=times.p95_s,
        runs=len(each), status=Status.MEASURED if complete else Status.FAILED, aim_seconds=ROUTE_AIM_S,
        peak_memory_mb=memory_of_mb(site.pid),
    )  # fmt: skip


def http_places(options: Options) -> Iterator[Row]:
    """Measure place searches over loopback."""
    asked = load_places(options.data)
    each: list[float] = []
    wrong = []
    with _site() as site:
        visitor = Visitor(site.port)
        first_s, _ = once(lambda: visitor.get(f"/api/v1/places?q={quote(asked[0].query)}"))
        for place in asked:
            path = f"/api/v1/places?q={quote(place.query)}"
            hits = visitor.get(path)["places"]
            if (hits[0]["id"] if hits else "") != place.first_id:
                wrong.append(place.query)
            each += repeat(lambda: visitor.get(path), limit_s=options.seconds / len(asked), most=30).each_s  # noqa: B023
        times = Times(each_s=tuple(each))
        yield Row(
            name="http-places", what="place search", size={"queries": len(asked)}, seconds=times.median_s,
            seconds_p95=times.p95_s, runs=len(each), aim_seconds=PLACES_AIM_S, peak_memory_mb=memory_of_mb(site.pid),
            status=Status.FAILED if wrong else Status.MEASURED,
            note=f"another place first for {', '.join(wrong)}" if wrong else f"the first time {1000 * first_s:.0f} ms",
        )  # fmt: skip


class Visitor:
    """Someone who asks over one connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON that a path answers with, whatever its status."""
        self._connection.request("GET", path, headers={"Accept": "application/json"})
        answer = json.loads(self._connection.getresponse().read())
        assert isinstance(answer, dict)
        return answer


def page(options: Options) -> Iterator[Row]:
    """Measure the planner page in a browser, each time as a new visitor."""
    reason = pages.why_no_browser()
    if reason:
        yield Row(name="page", what="the planner page in Chromium", status=Status.SKIPPED, note=reason)
        return
    visits: list[pages.Visit] = []
    asked = load_routes(options.data)[0]
    with _site() as site, pages.chromium() as browser:
        address = f"http://127.0.0.1:{site.port}"
        repeat(lambda: visits.append(pages.visit(browser, address)), limit_s=2 * options.seconds, least=3, most=10)
        plans = repeat(lambda: pages.ask(browser, address, asked.query), limit_s=options.seconds, least=3, most=10)
    first, later = visits[0], visits[1:]
    for name, what, aim_s, of_first, seconds in (
        ("page:painted", "first contentful paint", None, first.painted_s, [v.painted_s for v in later]),
        ("page:usable", "page can be used", USABLE_AIM_S, first.usable_s, [v.usable_s for v in later]),
        ("page:first-map", "first map drawn, with crossings and names", None, first.map_s, [v.map_s for v in later]),
    ):
        times = Times(each_s=tuple(seconds))
        yield Row(name=name, what=f"{what}, new visitor, 1440 x 900", seconds=times.median_s, seconds_p95=times.p95_s,
                  runs=len(seconds), aim_seconds=aim_s,
                  note=f"the very first visit after the start of browser and server {of_first:.2f} s")  # fmt: skip
    yield Row(name="page:plan", what=f"link of a plan opened, steps shown: {asked.what}", seconds=plans.median_s,
              seconds_p95=plans.p95_s, runs=len(plans.each_s))  # fmt: skip


def command_line(options: Options) -> Iterator[Row]:
    """Measure ``corridor-planner route`` as a whole process: with an empty cache folder, and again."""
    for asked in load_routes(options.data)[:3]:
        arguments = ["route", *asked.arguments, "--json"]
        with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
            fresh = environment(Path(folder))
            first_s, text = run_whole(arguments, fresh)
            times = repeat(lambda: run_whole(arguments, fresh), limit_s=options.seconds, least=3, most=10)  # noqa: B023
        document = json.loads(text)
        status = Status.MEASURED if document["plans"] else Status.FAILED
        solution = {"totals": document["plans"][0]["totals"] if document["plans"] else {}}
        memory_mb = own_peak_mb(resource.RUSAGE_CHILDREN)
        yield Row(name=f"cli:first:{asked.name}", what=f"whole process, empty cache: {asked.what}", seconds=first_s,
                  seconds_p95=first_s, runs=1, status=status, aim_seconds=FIRST_AIM_S, peak_memory_mb=memory_mb,
                  solution=solution)  # fmt: skip
        yield Row(name=f"cli:warm:{asked.name}", what=f"whole process: {asked.what}", seconds=times.median_s,
                  seconds_p95=times.p95_s, runs=len(times.each_s), status=status, aim_seconds=WARM_AIM_S,
                  peak_memory_mb=memory_mb, solution=solution, note=f"Python {sys.version_info.major}."
                  f"{sys.version_info.minor}")  # fmt: skip


SUITE: Final = Suite(
    name="web",
    what="whole processes",
    cases=(
        Case(name="cli", what="corridor-planner route as a process", run=command_line),
        Case(name="start", what="start of the server", run=start, limit_s=400),
        Case(name="http-route", what="routes over loopback", run=http),
        Case(name="http-places", what="place search over loopback", run=http_places),
        Case(name="page", what="the page in headless Chromium", run=page),
        Case(name="make-run-warm", what="make run in this checkout", run=make_run_warm),
        Case(name="make-run-cold", what="make run in an empty copy", run=make_run_cold, needs_s=300, limit_s=1800),
    ),
)
