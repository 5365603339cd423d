"""The steps of a plan as a person would tell them, with their places, lines and warnings."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from corridor_planner.domain import CrossingStatus, RouteRequest, Spread, Stop, World
from corridor_planner.export.tell import tell
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.lines import cut_line, join_lines
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner
from tests.support.asking import HOUR, ask, furnish, legs, planner_on
from tests.support.sketch import sketch_world
from tests.support.toys import OPEN, SOURCE, ferry, gauge_change


def steps(document: PlanDocument) -> list[tuple[str, float, str, str]]:
    """(kind, hours, from, to) of every leg."""
    return [(leg.kind, leg.time_s / HOUR, leg.origin.id or "-", leg.destination.id or "-") for leg in legs(document)]


def test_a_border_is_a_drive_a_queue_a_crossing_and_a_drive() -> None:
    post = replace(OPEN, freight_wait=Spread.exactly(HOUR))
    plan = ask(planner_on(sketch_world("a-X-b", km_per_step=36, crossings={"X": post})), "a", "b", "toy-truck")
    assert steps(plan) == [
        ("road", 2, "a", "X:AA"), ("queue", 1, "X:AA", "X:AA"), ("crossing", 0, "X:AA", "X:BB"),
        ("road", 2, "X:BB", "b"),
    ]  # fmt: skip


def test_a_drive_goes_on_past_towns_in_one_step() -> None:
    plan = ask(planner_on(sketch_world("a-b-c", km_per_step=36)), "a", "c", "toy-truck")
    assert steps(plan) == [("road", 4, "a", "c")]


def test_a_stop_ends_a_step_and_a_visit_is_told() -> None:
    planner = planner_on(sketch_world("a-b-c", km_per_step=36))
    assert steps(ask(planner, "a", "c", "toy-truck", via=("b",))) == [("road", 2, "a", "b"), ("road", 2, "b", "c")]
    stop = Stop(place="b", visit_s=2 * HOUR, opening_hours="Mo-Su 11:00-18:00")
    plan = plan_route(planner, RouteRequest(
        origin="a", destination="c", profile="toy-truck", depart_text="2026-07-06T08:00", via=(stop,),
    ))  # fmt: skip
    assert steps(plan) == [
        ("road", 2, "a", "b"), ("wait", 1, "b", "b"), ("visit", 2, "b", "b"), ("road", 2, "b", "c"),
    ]  # fmt: skip


def test_a_rest_under_way_has_a_place_on_the_line() -> None:
    planner = planner_on(sketch_world("a----b", km_per_step=36))  # 5 h, a break of 1 h after 4
    plan = ask(planner, "a", "b", "toy-driver")
    drive, rest, last = legs(plan)
    assert [(leg.kind, leg.time_s / HOUR) for leg in (drive, rest, last)] == [("road", 4), ("rest", 1), ("road", 1)]
    assert rest.origin == rest.destination == drive.destination == last.origin
    assert rest.origin.name == "on the way to b"
    a, b = planner.world.places["a"], planner.world.places["b"]
    assert rest.origin.lon == pytest.approx(a.lon + 0.8 * (b.lon - a.lon), abs=1e-4)
    assert (drive.geometry[-1], last.geometry[0]) == ((rest.origin.lon, rest.origin.lat),) * 2
    assert (drive.distance_m, rest.distance_m, last.distance_m) == (144_000, 0, 36_000)


def test_money_and_carbon_go_with_the_way_that_is_done() -> None:
    plan = ask(planner_on(sketch_world("a----b", km_per_step=36)), "a", "b", "toy-driver")
    assert [(leg.kind, leg.cost, leg.co2e_kg) for leg in legs(plan)] == [
        ("road", {"haulage": 144.0}, 144.0), ("rest", {}, 0.0), ("road", {"haulage": 36.0}, 36.0),
    ]  # fmt: skip


def test_a_long_drive_holds_breaks_and_a_night() -> None:
    plan = ask(planner_on(sketch_world("a---------b", km_per_step=36)), "a", "b", "toy-driver")
    assert [(leg.kind, leg.time_s / HOUR, leg.note.id if leg.note else "") for leg in legs(plan)] == [
        ("road", 4, ""), ("rest", 1, "note.break"), ("road", 4, ""), ("rest", 12, "note.daily_rest"), ("road", 2, ""),
    ]  # fmt: skip


def test_beyond_a_border_the_driver_keeps_the_rules_of_that_country() -> None:
    plan = ask(planner_on(sketch_world("a-X---b", km_per_step=36)), "a", "b", "toy-driver")
    (rest,) = legs(plan, "rest")
    assert (rest.time_s / HOUR, rest.origin.country) == (2, "BB")


def intermodal() -> World:
    world = sketch_world("a-b=c#d", km_per_step=36)
    return furnish(replace(world, gauge_changes={"c": gauge_change("c")}))


def test_changes_of_mode_and_gauge_are_transfers_that_say_which() -> None:
    plan = ask(planner_on(intermodal()), "a", "d", "toy-container")
    notes = [leg.note for leg in legs(plan, "transfer") if leg.note]
    assert [(note.id, note.values) for note in notes] == [
        ("note.transfer", {"from": "road", "to": "rail"}), ("note.gauge_change", {"from": 1520, "to": 1435}),
    ]  # fmt: skip
    assert tell(json.loads(plan.to_json())).startswith("a - <> = <> = d, 216 km")


def test_a_ship_is_boarded_waited_for_sailed_and_left() -> None:
    world = sketch_world("a-b  c-d", km_per_step=36)
    line = replace(ferry("f", "b", "c"), wait=Spread.exactly(5 * HOUR), loading_s=2 * HOUR)
    plan = ask(planner_on(furnish(replace(world, ferries={"f": line}))), "a", "d", "toy-truck")
    assert [(kind, hours) for kind, hours, _, _ in steps(plan)] == [
        ("road", 2), ("transfer", 2), ("wait", 5), ("ferry", 10), ("transfer", 0), ("road", 2),
    ]  # fmt: skip
    assert [leg.service_id for leg in legs(plan)] == [None, "f", "f", "f", "f", None]
    (wait,) = legs(plan, "wait")
    assert [(w.id, w.values["typical_h"], w.values["p90_h"]) for w in wait.warnings] == [("warning.no_timetable", 5, 5)]


def test_a_night_at_sea_is_the_drivers_rest() -> None:
    world = sketch_world("a---b  c----d", km_per_step=36)
    line = replace(ferry("f", "b", "c"), sailing=Spread.exactly(12 * HOUR))
    plan = ask(planner_on(furnish(replace(world, ferries={"f": line}))), "a", "d", "toy-driver")
    assert [leg.time_s / HOUR for leg in legs(plan, "rest")] == [1]  # in the 5 h after the sea only


def test_what_is_estimated_old_or_unknown_at_a_post_is_warned_of() -> None:
    post = replace(OPEN, freight_wait=Spread.exactly(HOUR), fee_usd=None, holiday_calendars=("KZ",),
                   wait_source=replace(SOURCE, as_of="2019"))  # fmt: skip
    plan = ask(planner_on(sketch_world("a-X-b", km_per_step=36, crossings={"X": post})), "a", "b", "toy-truck")
    (queue,), (crossing,) = legs(plan, "queue"), legs(plan, "crossing")
    assert [w.id for w in queue.warnings] == ["warning.estimated_wait", "warning.old_wait"]
    assert {w.id for w in crossing.warnings} == {"warning.fee_unknown", "warning.holidays"}
    assert all(w.text and "{" not in w.text for leg in (queue, crossing) for w in leg.warnings)


@pytest.mark.parametrize(
    ("until", "said"),
    [("2026-07-01", ["warning.closure_not_verified"]), ("2026-07-20", ["warning.rule_soon_to_change"]),
     ("2027-12-31", []), ("", [])],
)  # fmt: skip
def test_people_are_told_how_long_the_rules_of_a_post_are_confirmed(until: str, said: list[str]) -> None:
    post = replace(OPEN, assumed=True, verified_until=until, wait_source=None)
    planner = planner_on(sketch_world("a-X-b", km_per_step=36, crossings={"X": post}))
    (crossing,) = legs(ask(planner, "a", "b", "toy-car"), "crossing")
    assert [w.id for w in crossing.warnings if w.id != "warning.assumed_crossing"] == said
    (crossing,) = legs(ask(planner, "a", "b", "toy-truck"), "crossing")
    assert [w.id for w in crossing.warnings if w.id != "warning.assumed_crossing"] == []


def test_a_restricted_post_is_passed_by_what_its_columns_say() -> None:
    post = replace(OPEN, status=CrossingStatus.RESTRICTED)
    plan = ask(planner_on(sketch_world("a-X-b", km_per_step=36, crossings={"X": post})), "a", "b", "toy-truck")
    assert plan.status == "optimal"


def test_every_leg_names_the_sources_of_its_numbers(planner: Planner) -> None:
    plan = ask(planner, "Osh", "Kashgar", "truck-40t", depart_text="2026-07-10")
    for leg in legs(plan):
        if leg.kind in ("road", "queue", "crossing"):
            assert leg.sources, leg.kind
    assert {s.table for leg in legs(plan, "crossing") for s in leg.sources} == {"border_crossings"}


def test_local_clocks_change_at_the_border(planner: Planner) -> None:
    plan = ask(planner, "Osh", "Kashgar", "truck-40t", depart_text="2026-07-10")
    offsets = {leg.start.utcoffset() for leg in legs(plan)}
    assert len(offsets) == 2
    assert all(one.end == two.start for one, two in pairwise(legs(plan)))


# --- whole routes


def warned(document: PlanDocument) -> set[str]:
    return {warning.id for warning in document.plans[0].warnings}


def test_who_says_nothing_of_passport_or_date_is_told_what_was_assumed(planner: Planner) -> None:
    plan = ask(planner, "Almaty", "Bishkek", "car", depart_text="")
    assert {"warning.default_departure", "warning.no_nationality"} <= warned(plan)
    assert plan.plans[0].legs[0].start.strftime("%H:%M") == "08:00"


def test_a_visa_is_warned_of_for_every_country_that_is_entered(planner: Planner) -> None:
    plan = ask(planner, "Almaty", "Samarkand", "car", depart_text="2026-07-08", nationality="DE")
    told = [w.values["country"] for w in plan.plans[0].warnings if w.id.startswith("warning.visa")]
    assert told == ["UZ"]
    assert "warning.no_nationality" not in warned(plan)
    own = ask(planner, "Almaty", "Samarkand", "car", depart_text="2026-07-08", nationality="UZ")
    assert not any(id_.startswith("warning.visa") for id_ in warned(own))


def test_a_trip_inside_one_country_needs_no_passport(planner: Planner) -> None:
    plan = ask(planner, "Almaty", "Astana", "car", depart_text="2026-07-08")
    assert not any(id_.startswith(("warning.visa", "warning.no_nat")) for id_ in warned(plan))


def test_the_document_says_how_the_request_was_understood(planner: Planner) -> None:
    plan = ask(planner, "Ташкент", "Samarkand", "rail-passenger", depart_text="2026-07-08")
    assert [place["name"] for place in plan.request["understood"]] == ["Tashkent", "Samarkand"]
    assert plan.request["depart"] == "2026-07-08T08:00:00+05:00"
    assert (plan.request["load"], plan.request["travellers"]) == (None, 1)
    assert plan.network.attribution


# --- lines

LINE = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (4.0, 0.0)]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0.0, 1.0, LINE),
        (0.0, 0.5, [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]),
        (0.125, 0.375, [(0.5, 0.0), (1.0, 0.0), (1.5, 0.0)]),
        (0.75, 1.0, [(3.0, 0.0), (4.0, 0.0)]),
        (0.5, 0.5, [(2.0, 0.0), (2.0, 0.0)]),
    ],
)
def test_a_line_is_cut_by_shares_of_its_length(start: float, end: float, expected: list[tuple[float, float]]) -> None:
    assert cut_line(LINE, start, end) == [pytest.approx(point, abs=1e-9) for point in expected]


def test_a_line_of_no_length_keeps_its_ends() -> None:
    assert cut_line([(1.0, 1.0), (1.0, 1.0)], 0.2, 0.8) == [(1.0, 1.0), (1.0, 1.0)]


def test_joined_lines_name_a_shared_point_once() -> None:
    assert join_lines([[(0, 0), (1, 0)], [(1, 0), (2, 0)], []]) == ((0, 0), (1, 0), (2, 0))
