"""Passenger trains at their departures, the way to the station, and flights as priced hops."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from corridor_planner.domain import Train, World
from tests.support.asking import HOUR, ask, furnish, legs, planner_on
from tests.support.sketch import sketch_world
from tests.support.toys import flight, town, toy_world, train

DAILY = train("t", (("a", 0), ("b", 2), ("c", 5)), departures=("10:00",), returns=("20:00",))
AT = datetime(2026, 7, 6, 8, tzinfo=UTC)


def world(line: Train = DAILY, *, wires: bool = False) -> World:
    drawn = sketch_world("a=b=c", km_per_step=36)
    rails = tuple(replace(leg, electrified=wires) for leg in drawn.rail_legs)
    return furnish(replace(drawn, rail_legs=rails, trains={line.id: line}))


def ride(line: Train = DAILY, origin: str = "a", destination: str = "c", depart: datetime = AT) -> tuple[str, str]:
    plan = ask(planner_on(world(line)), origin, destination, "toy-traveller", depart=depart)
    rides = legs(plan, "rail")
    return rides[0].start.strftime("%a %H:%M"), rides[-1].end.strftime("%a %H:%M")


def test_a_train_leaves_at_its_departure_and_arrives_by_its_hours() -> None:
    assert ride() == ("Mon 10:00", "Mon 15:00")


def test_at_a_stop_on_the_way_it_leaves_by_the_hours_since_its_start() -> None:
    assert ride(origin="b") == ("Mon 12:00", "Mon 15:00")


def test_backwards_it_runs_by_its_return_departures() -> None:
    assert ride(origin="c", destination="a") == ("Mon 20:00", "Tue 01:00")
    assert ride(origin="b", destination="a") == ("Mon 23:00", "Tue 01:00")


@pytest.mark.parametrize(
    ("minute", "leaves"), [(30, "Mon 10:00"), (31, "Tue 10:00")], ids=["in time", "a minute too late"]
)
def test_one_is_at_the_station_half_an_hour_before(minute: int, leaves: str) -> None:
    assert ride(depart=datetime(2026, 7, 6, 9, minute, tzinfo=UTC))[0] == leaves


def test_a_train_of_some_days_is_waited_for() -> None:
    assert ride(replace(DAILY, days="Th"))[0] == "Thu 10:00"


def test_departures_are_read_in_the_zone_of_the_train() -> None:
    plan = ask(planner_on(world(replace(DAILY, departures_tz="Asia/Karachi"))), "a", "c", "toy-traveller",
               depart=datetime(2026, 7, 6, 0, tzinfo=UTC))  # fmt: skip
    assert legs(plan, "rail")[0].start == datetime(2026, 7, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(("month", "runs"), [(6, True), (7, True), (8, True), (3, False)])
def test_a_seasonal_train_runs_in_summer_only(month: int, runs: bool) -> None:
    line = replace(DAILY, status="seasonal")
    plan = ask(planner_on(world(line)), "a", "c", "toy-traveller", depart=datetime(2026, month, 1, tzinfo=UTC))
    if runs:
        assert legs(plan, "rail")[0].start.month == month
    else:
        late = plan.status == "no_plan" or legs(plan, "rail")[0].start.month == 6
        assert late


@pytest.mark.parametrize("status", ["suspended", "planned"])
def test_a_train_that_does_not_run_carries_nobody_and_the_answer_says_so(status: str) -> None:
    answer = ask(planner_on(world(replace(DAILY, status=status))), "a", "c", "toy-traveller")
    assert answer.status == "no_plan"


def test_the_fare_is_shared_out_by_time_and_paid_by_everybody() -> None:
    planner = planner_on(world())  # 10 USD for the whole run of 5 h
    for origin, destination, persons, usd in (("a", "c", 1, 10.0), ("a", "b", 1, 4.0), ("b", "c", 3, 18.0)):
        plan = ask(planner, origin, destination, "toy-traveller", travellers=persons)
        assert plan.plans[0].cost == {"ticket": pytest.approx(usd)}


@pytest.mark.parametrize(("wires", "grams_km"), [(False, 50.0), (True, 5.0)])
def test_a_ride_emits_by_its_traction(wires: bool, grams_km: float) -> None:
    plan = ask(planner_on(world(wires=wires)), "a", "c", "toy-traveller", travellers=2)
    assert plan.plans[0].totals.co2e_kg == pytest.approx(144 * grams_km * 2 / 1000)


def test_a_station_outside_the_town_is_reached_by_a_hired_car() -> None:
    outside = train("t", (("a", 0), ("b@s", 2), ("c", 5)), departures=("10:00",))
    drawn = sketch_world("a=s=c", km_per_step=36)
    places = drawn.places | {"b": town("b", drawn.places["s"].lon, drawn.places["s"].lat + 0.5)}
    planner = planner_on(furnish(replace(drawn, places=places, trains={"t": outside})))
    plan = ask(planner, "b", "c", "toy-traveller")
    drive, *_ = legs(plan)
    km = 0.5 * 111.195 * 1.3
    assert (drive.kind, drive.destination.id or "") == ("road", "s") or drive.kind == "road"
    assert drive.distance_m == pytest.approx(km * 1000, rel=0.001)
    assert drive.time_s == pytest.approx(km * 100 + 1800, rel=0.001)  # at 36 km/h, and half an hour before the train
    assert drive.cost["haulage"] == pytest.approx(km * 0.5, rel=0.001)


def test_a_change_of_trains_keeps_the_margin() -> None:
    first = train("t", (("a", 0), ("b", 2)), departures=("10:00",))
    too_early, next_one = (train(id_, (("b", 0), ("c", 2)), departures=(at,)) for id_, at in (
        ("u", "12:15"), ("v", "12:45")))  # fmt: skip
    drawn = sketch_world("a=b=c", km_per_step=36)
    planner = planner_on(furnish(replace(drawn, trains={x.id: x for x in (first, too_early, next_one)})))
    plan = ask(planner, "a", "c", "toy-traveller")
    assert [leg.service_id for leg in legs(plan, "rail")] == ["t", "v"]
    assert plan.plans[0].totals.transfers == len(legs(plan, "transfer")) == 1


def test_at_most_so_many_transfers_are_those_that_are_told() -> None:
    first, second = (train(id_, stops, departures=(at,)) for id_, stops, at in (
        ("t", (("a", 0), ("b", 2)), "10:00"), ("v", (("b", 0), ("c", 2)), "12:45")))  # fmt: skip
    drawn = sketch_world("a=b=c", km_per_step=36)
    planner = planner_on(furnish(replace(drawn, trains={x.id: x for x in (first, second)})))
    assert ask(planner, "a", "c", "toy-traveller", max_transfers=1).status == "optimal"
    answer = ask(planner, "a", "c", "toy-traveller", max_transfers=0)
    assert (answer.status, answer.reason.id if answer.reason else "") == ("no_plan", "no_plan.too_many_transfers")


def test_a_flight_waits_half_its_headway_and_costs_its_price() -> None:
    places = {id_: town(id_, lon, 45, kind="airport") for id_, lon in (("p", 60.0), ("q", 70.0))}
    world_ = furnish(toy_world(places=places, flights={"f": flight("f", "p", "q")}))
    plan = ask(planner_on(world_), "p", "q", "toy-traveller", travellers=2)
    assert [(leg.kind, leg.time_s / HOUR) for leg in legs(plan) if leg.time_s] == [("wait", 12.0), ("air", 2.0)]
    assert (plan.plans[0].cost, plan.plans[0].totals.co2e_kg) == ({"ticket": 200.0}, 200.0)


def test_a_flight_that_no_longer_flies_carries_nobody() -> None:
    places = {id_: town(id_, lon, 45, kind="airport") for id_, lon in (("p", 60.0), ("q", 70.0))}
    grounded = replace(flight("f", "p", "q"), flights_per_week=0.0)
    assert ask(planner_on(furnish(toy_world(places=places, flights={"f": grounded}))), "p", "q",
               "toy-traveller").status == "no_plan"  # fmt: skip
