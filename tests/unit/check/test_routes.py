"""The independent checker: what was planned passes, whatever is changed in it is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_planner.domain import Mode, RouteRequest, Stop
from corridor_planner.errors import InvalidInput
from corridor_planner.planning.checks import check_plan, read_plan_document
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner

Raw = dict[str, Any]
Path = tuple[str | int, ...]

QUESTIONS = {
    "car with a stop": RouteRequest(
        origin="Almaty", destination="Bishkek", profile="car", via=(Stop(place="Taraz", visit_s=7200),),
        deadline_text="2026-07-12", depart_text="2026-07-08",
    ),
    "truck that waits and rests": RouteRequest(
        origin="Kashgar", destination="Dushanbe", profile="truck-40t", via=(Stop(place="tj-cn-kulma-road"),),
        depart_text="2026-07-10T20:00+08:00",
    ),
    "container over the sea": RouteRequest(
        origin="kz-cn-altynkol-rail:CN", destination="ge-port-poti", profile="container-block-train",
        avoid_countries=("RU", "IR", "TM"), depart_text="2026-07-08",
    ),
    "fast train": RouteRequest(
        origin="Tashkent", destination="Samarkand", profile="rail-passenger", depart_text="2026-07-08"
    ),
    "round trip from a coordinate": RouteRequest(
        origin="76.95,43.25", destination="Bishkek", profile="coach", round_trip=True, travellers=30,
        depart_text="2026-07-08",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def saved(planner: Planner) -> dict[str, Raw]:
    plans = {name: plan_route(planner, request) for name, request in QUESTIONS.items()}
    assert {name: plan.status for name, plan in plans.items()} == dict.fromkeys(QUESTIONS, "optimal")
    return {name: json.loads(plan.to_json()) for name, plan in plans.items()}


def is_valid(planner: Planner, raw: Raw) -> bool:
    return check_plan(planner, read_plan_document(raw)).valid


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_plan_that_was_saved_and_read_again_is_right(planner: Planner, saved: dict[str, Raw], name: str) -> None:
    answer = check_plan(planner, read_plan_document(saved[name]))
    assert (answer.valid, answer.plans, answer.violations) == (True, 1, [])


def numbers(raw: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of all numbers of the plans and of the details that lead through them."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key not in ("warnings", "note", "snaps", "main_cause"):
                yield from numbers(value, (*path, key))
    elif isinstance(raw, list):
        for i, value in enumerate(raw):
            yield from numbers(value, (*path, i))
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        yield path


def changed(raw: Raw, path: Path, change: Callable[[Any], Any]) -> Raw:
    copied = copy.deepcopy(raw)
    inside: Any = copied
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = change(inside[path[-1]])
    return copied


@settings(max_examples=150)
@given(st.data())
def test_any_number_that_is_changed_is_found(planner: Planner, saved: dict[str, Raw], data: st.DataObject) -> None:
    raw = saved[data.draw(st.sampled_from(sorted(saved)))]
    parts = {"plans": raw["plans"], "route": raw["route"]}
    path = data.draw(st.sampled_from([p for p in numbers(parts) if p[:2] != ("route", "optimizer")]))
    factor = data.draw(st.sampled_from((0.5, 0.9, 1.1, 2.0)))

    def shift(value: float) -> float:
        moved = value * factor + (1 if value >= 0 else -1) * 61
        return round(moved) if isinstance(value, int) else moved

    forged = changed(raw, path, shift)
    if forged == raw:
        return
    assert not is_valid(planner, forged), path


def test_a_number_one_hundredth_off_is_found_unless_it_is_rounding(planner: Planner, saved: dict[str, Raw]) -> None:
    for field in ("time_s", "cost_usd", "co2e_kg", "distance_m"):
        forged = changed(
            saved["truck that waits and rests"], ("plans", 0, "totals", field), lambda v: type(v)(v * 1.01)
        )
        assert not is_valid(planner, forged), field


WORDS: dict[str, tuple[Path, Callable[[Any], Any]]] = {
    "another crossing": (("plans", 0, "legs"), lambda legs: [
        leg | {"crossing_id": "kz-kg-korday-road"} if leg["kind"] == "crossing" else leg for leg in legs]),
    "no crossing": (("plans", 0, "legs"), lambda legs: [leg for leg in legs if leg["kind"] != "crossing"]),
    "a crossing without a name": (("plans", 0, "legs"), lambda legs: [
        leg | {"crossing_id": None} if leg["kind"] == "crossing" else leg for leg in legs]),
    "the first two legs the other way round": (("plans", 0, "legs"), lambda legs: [legs[1], legs[0], *legs[2:]]),
    "a leg left out": (("plans", 0, "legs"), lambda legs: legs[:-1]),
    "a leg told twice": (("plans", 0, "legs"), lambda legs: [legs[0], *legs]),
    "another end": (("plans", 0, "legs", -1, "to", "name"), lambda _: "Atlantis"),
    "another zone": (("plans", 0, "legs", 0, "to", "tz"), lambda _: "Europe/London"),
    "a rest that is a drive": (("plans", 0, "legs"), lambda legs: [
        leg | {"kind": "road"} if leg["kind"] == "rest" else leg for leg in legs]),
    "a drive by rail": (("plans", 0, "legs", 0), lambda leg: leg | {"kind": "rail", "mode": "rail"}),
    "a drive without a mode": (("plans", 0, "legs", 0), lambda leg: leg | {"mode": None}),
    "a queue that is a wait": (("plans", 0, "legs"), lambda legs: [
        leg | {"kind": "wait"} if leg["kind"] == "queue" else leg for leg in legs]),
    "a queue that is a rest": (("plans", 0, "legs"), lambda legs: [
        leg | {"kind": "rest"} if leg["kind"] == "queue" else leg for leg in legs]),
    "money of another kind": (("plans", 0, "legs"), lambda legs: [
        leg | {"cost": {"sea": sum(leg["cost"].values())} if leg["cost"] else {}} for leg in legs]),
    "another arc": (("route", "arcs", 0), lambda arcs: [*arcs[:-1], "nowhere+0"]),
    "arcs backwards": (("route", "arcs", 0), lambda arcs: arcs[::-1]),
    "an arc left out": (("route", "arcs", 0), lambda arcs: arcs[1:]),
    "no arcs": (("route", "arcs"), lambda _: []),
    "no legs": (("plans", 0, "legs"), lambda _: []),
    "no stops": (("route", "stops_after"), lambda _: []),
    "a day earlier than asked": (("request", "depart"), lambda text: text.replace("-10T", "-11T")),
    "a stop more in the request": (("request",), lambda r: r | {
        "via": [*r["via"], "Osh"], "visits": [*r["visits"], {"visit_s": 0, "opening_hours": ""}]}),
    "a crossing that was to be avoided": (("request", "avoid_crossing"), lambda _: ["tj-cn-kulma-road"]),
    "a country that was to be avoided": (("request", "avoid_country"), lambda _: ["KG"]),
    "a heavier load": (("request", "load"), lambda load: load | {"mass_t": 20.0}),
    "a profile without that driver": (("request", "profile"), lambda _: "truck-two-drivers"),
}  # fmt: skip


@pytest.mark.parametrize("forgery", WORDS)
def test_a_forged_plan_is_found(planner: Planner, saved: dict[str, Raw], forgery: str) -> None:
    path, change = WORDS[forgery]
    original = saved["truck that waits and rests"]
    forged = changed(original, path, change)
    if forged == original:
        pytest.fail("the forgery changes nothing")
    try:
        valid = is_valid(planner, forged)
    except InvalidInput:  # a request that contradicts itself is refused
        valid = False
    assert not valid


def test_a_service_of_another_name_is_found(planner: Planner, saved: dict[str, Raw]) -> None:
    legs = saved["fast train"]["plans"][0]["legs"]
    ride = next(i for i, leg in enumerate(legs) if leg["kind"] == "rail")
    for other in ("slow-train", None):
        forged = changed(saved["fast train"], ("plans", 0, "legs", ride, "service_id"), lambda _, other=other: other)
        assert not is_valid(planner, forged)


def test_a_plan_of_other_tables_says_so(planner: Planner, saved: dict[str, Raw]) -> None:
    forged = changed(saved["fast train"], ("network", "data_version"), lambda _: "1999-01-01")
    answer = check_plan(planner, read_plan_document(forged))
    assert answer.valid
    assert "1999-01-01" in answer.notes[0]


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({}, "kind"),
        ({"schema": "corridor-planner/plan/2", "kind": "route"}, "schema"),
        ({"schema": "corridor-planner/plan/1", "kind": "route", "network": 3}, "network"),
    ],
)
def test_what_is_no_plan_document_is_refused_with_the_key(raw: Raw, named: str) -> None:
    with pytest.raises(InvalidInput, match="plan document") as caught:
        read_plan_document(raw)
    assert named in str(caught.value.value)


@pytest.mark.parametrize("key", ["from", "profile", "depart", "by"])
def test_a_request_without_what_the_planner_writes_is_refused(
    planner: Planner, saved: dict[str, Raw], key: str
) -> None:
    forged = copy.deepcopy(saved["fast train"])
    del forged["request"][key]
    with pytest.raises(InvalidInput, match="request of the plan"):
        check_plan(planner, read_plan_document(forged))


def test_an_answer_without_a_plan_has_nothing_to_check(planner: Planner) -> None:
    answer = plan_route(planner, RouteRequest(
        origin="Tbilisi", destination="Baku", profile="car", nationality="DE", avoid_modes=(Mode.FERRY,),
        depart_text="2026-07-08",
    ))  # fmt: skip
    checked = check_plan(planner, answer)
    assert (answer.status, checked.valid, checked.plans) == ("no_plan", True, 0)
