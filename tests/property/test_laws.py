"""Laws that every plan keeps, on the embedded network and on drawn ones."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corridor_planner.domain import Criterion, Mode, RouteRequest, Spread
from corridor_planner.planning.checks import check_plan, read_plan_document
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner
from tests.support.asking import HOUR, ask, planner_on
from tests.support.sketch import OPEN, sketch_world

TOWNS: Final = (
    "Almaty", "Bishkek", "Osh", "Kashgar", "Tashkent", "Samarkand", "Dushanbe", "Khorog", "Ashgabat", "Mary",
    "Mashhad", "Aktau", "Baku", "Tbilisi", "Yerevan", "Poti", "Istanbul", "Urumqi", "Moscow", "Nakhchivan",
)  # fmt: skip
PROFILES: Final = (
    "truck-40t", "truck-two-drivers", "container-intermodal", "container-block-train", "rail-wagon", "car", "coach",
    "traveller", "rail-passenger",
)  # fmt: skip
requests = st.builds(
    lambda ends, profile, month, criterion, nationality: RouteRequest(
        origin=ends[0], destination=ends[1], profile=profile, depart_text=f"2026-{month:02d}-11T09:00",
        criterion=criterion, nationality=nationality,
    ),
    st.lists(st.sampled_from(TOWNS), min_size=2, max_size=2, unique=True), st.sampled_from(PROFILES),
    st.integers(1, 12), st.sampled_from(Criterion), st.sampled_from(("", "DE", "KZ", "AZ")),
)  # fmt: skip
by_time = requests.map(lambda request: replace(request, criterion=Criterion.TIME))


def time_s(document: PlanDocument) -> float:
    return document.plans[0].totals.time_s if document.plans else float("inf")


@settings(max_examples=120)
@given(requests)
def test_totals_are_the_sums_of_the_legs_and_legs_touch(planner: Planner, request: RouteRequest) -> None:
    document = plan_route(planner, request)
    if not document.plans:
        assert document.reason is not None
        assert document.reason.text
        return
    (plan,) = document.plans
    legs, totals = plan.legs, plan.totals
    assert totals.time_s == sum(leg.time_s for leg in legs)
    assert totals.time_s == (legs[-1].end - legs[0].start).total_seconds()
    assert totals.cost_usd == pytest.approx(sum(leg.cost_usd for leg in legs), abs=0.01)
    assert totals.cost_usd == pytest.approx(sum(plan.cost.values()), abs=0.01 * len(plan.cost) + 0.01)
    assert totals.co2e_kg == pytest.approx(sum(leg.co2e_kg for leg in legs), abs=0.01)
    assert totals.distance_m == pytest.approx(sum(leg.distance_m for leg in legs), abs=0.1)
    assert (totals.crossings, totals.transfers) == tuple(
        sum(leg.kind == kind for leg in legs) for kind in ("crossing", "transfer")
    )
    for one, two in pairwise(legs):
        assert (one.end, one.destination) == (two.start, two.origin)
    for leg in legs:
        assert leg.time_s == (leg.end - leg.start).total_seconds() >= 0
        assert leg.cost_usd == pytest.approx(sum(leg.cost.values()), abs=0.01)
        assert min(leg.distance_m, leg.co2e_kg, *leg.cost.values(), 0.0) == 0.0
        if leg.geometry and leg is not legs[0] and leg is not legs[-1]:
            ends = [(leg.origin.lon, leg.origin.lat), (leg.destination.lon, leg.destination.lat)]
            assert [leg.geometry[0], leg.geometry[-1]] == [pytest.approx(end, abs=2e-6) for end in ends]
    assert plan.reliability.p10_s <= plan.reliability.p50_s <= plan.reliability.p90_s


@settings(max_examples=60)
@given(requests)
def test_every_plan_passes_the_check_after_it_was_saved(planner: Planner, request: RouteRequest) -> None:
    saved = json.loads(plan_route(planner, request).to_json())
    assert check_plan(planner, read_plan_document(saved)).violations == []


@settings(max_examples=40)
@given(by_time, st.data())
def test_closing_a_crossing_never_makes_a_trip_shorter(
    planner: Planner, request: RouteRequest, data: st.DataObject
) -> None:
    free = plan_route(planner, request)
    passed = sorted({leg.crossing_id for plan in free.plans for leg in plan.legs if leg.kind == "crossing"})
    assume(passed)
    shut = plan_route(planner, replace(request, avoid_crossings=(data.draw(st.sampled_from(passed)),)))
    assert time_s(shut) >= time_s(free)


@settings(max_examples=30)
@given(by_time, st.data())
def test_staying_out_of_a_country_or_off_a_mode_never_makes_a_trip_shorter(
    planner: Planner, request: RouteRequest, data: st.DataObject
) -> None:
    free = plan_route(planner, request)
    assume(free.plans)
    legs = free.plans[0].legs
    ends = {legs[0].origin.country, legs[-1].destination.country}
    entered = sorted({leg.destination.country for leg in legs} - ends)
    if entered:
        without = plan_route(planner, replace(request, avoid_countries=(data.draw(st.sampled_from(entered)),)))
        assert time_s(without) >= time_s(free)
    mode = data.draw(st.sampled_from(sorted({leg.mode for leg in legs if leg.mode})))
    without = plan_route(planner, replace(request, avoid_modes=(Mode(mode),)))
    assert time_s(without) >= time_s(free)
    if mode != "road":  # whoever avoids roads may still take a taxi to the station
        assert mode not in {leg.mode for plan in without.plans for leg in plan.legs}


@settings(max_examples=30)
@given(by_time)
def test_the_best_by_each_measure_is_the_best_by_it(planner: Planner, request: RouteRequest) -> None:
    plans = {by: plan_route(planner, replace(request, criterion=by)) for by in Criterion}
    assume(all(plan.plans for plan in plans.values()))
    fastest = plans[Criterion.TIME].plans[0].totals.time_s
    cleanest = plans[Criterion.CO2E].plans[0].totals.co2e_kg
    assert all(plan.plans[0].totals.time_s >= fastest for plan in plans.values())
    # Lifts at the ends are the same for all ways between the same layers, and little.
    assert all(plan.plans[0].totals.co2e_kg >= 0.95 * cleanest - 40 for plan in plans.values())


hours = st.integers(0, 30)


@settings(max_examples=60)
@given(st.lists(hours, min_size=3, max_size=3), st.sampled_from(("X", "Y", "Z")), st.integers(0, 23))
def test_on_a_drawn_network_a_longer_queue_never_helps(queues: list[int], slower: str, at_hour: int) -> None:
    def planner(extra_h: int) -> Planner:
        posts = {
            name: replace(OPEN, opening_hours="Mo-Su 08:00-20:00", freight_wait=Spread.exactly(
                HOUR * (wait + (extra_h if name == slower else 0))))
            for name, wait in zip("XYZ", queues, strict=True)
        }  # fmt: skip
        return planner_on(sketch_world("a--X--b\n|     |\nc--Y--d\n|     |\ne--Z--f", km_per_step=36, crossings=posts))

    depart = f"2026-07-06T{at_hour:02d}:00"
    before, after = (ask(planner(extra), "a", "b", "toy-driver", depart_text=depart) for extra in (0, 5))
    assert time_s(after) >= time_s(before)


@settings(max_examples=60)
@given(st.integers(0, 71), st.integers(1, 30))
def test_setting_off_later_never_arrives_earlier(start_h: int, later_h: int) -> None:
    posts = {"X": replace(OPEN, opening_hours="Mo-Fr 09:00-12:00,13:00-18:00", freight_wait=Spread.exactly(2 * HOUR))}
    planner = planner_on(sketch_world("a----X----b", km_per_step=36, crossings=posts))
    ends = []
    for hour in (start_h, start_h + later_h):
        depart = f"2026-07-{6 + hour // 24:02d}T{hour % 24:02d}:00"
        ends.append(ask(planner, "a", "b", "toy-driver", depart_text=depart).plans[0].legs[-1].end)
    assert ends[0] <= ends[1]


@settings(max_examples=15)
@given(requests)
def test_the_same_question_has_the_same_answer(planner: Planner, request: RouteRequest) -> None:
    fresh = Planner(world=planner.world, network=planner.network)
    assert plan_route(planner, request).to_json() == plan_route(fresh, request).to_json()


_SCRIPT: Final = """
import sys
from corridor_planner.planning.session import open_planner
from corridor_planner.planning.routes import plan_route
from corridor_planner.domain import RouteRequest, Stop
planner = open_planner()
for origin, destination, profile in (
    ("Almaty", "Bishkek", "car"), ("Osh", "Kashgar", "truck-40t"), ("Almaty", "Tbilisi", "traveller"),
    ("Altynkol", "ge-port-poti", "container-intermodal"),
):
    print(plan_route(planner, RouteRequest(
        origin=origin, destination=destination, profile=profile, depart_text="2026-07-10T20:00")).to_json())
"""


def test_compiled_and_interpreted_kernels_and_two_processes_give_the_same_plans() -> None:
    said = []
    for kernels in ("compiled", "interpreted"):
        environment = os.environ | {"CORRIDOR_KERNELS": kernels, "PYTHONHASHSEED": str(len(said))}
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        said.append(done.stdout)
    assert said[0] == said[1]
    assert said[0].count('"optimal"') == 4
