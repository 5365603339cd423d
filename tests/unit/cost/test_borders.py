"""Borders by party: who passes as what, the least wait among them, opening hours and ports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from corridor_planner.cost.permissions import Traveller
from corridor_planner.domain import (
    ArcKind,
    Crossing,
    Mode,
    Party,
    PassengerRule,
    PassengerWait,
    Spread,
    World,
)
from tests.support.asking import HOUR, JULY, arc, ask, costs_on, furnish, legs, planner_on, way
from tests.support.sketch import sketch_world
from tests.support.toys import OPEN, SOURCE, ferry, town, toy_world, train

DE = Traveller(nationality="DE")


def wait(party: Party, hours: float, origin: str = "", *, inside: bool = False) -> PassengerWait:
    spread = Spread(p10_s=0, p50_s=round(hours * HOUR), p90_s=round(2 * hours * HOUR))
    return PassengerWait(
        party=party, from_country=origin, wait=spread, inside_train_hours=inside, note="", source=SOURCE
    )


def post(*waits: PassengerWait, **changes: object) -> Crossing:
    return replace(OPEN, passenger_waits=waits, **changes)  # type: ignore[arg-type]


def queue_h(crossing: Crossing, profile: str, *, backward: bool = False) -> float | None:
    """Hours of the queue at X; None where the profile does not pass."""
    world = sketch_world("a-X-b", km_per_step=36, crossings={"X": crossing})
    costs = costs_on(world, profile, who=DE)
    at = arc(costs.network, "X-0" if backward else "X+0")
    return float(costs.rules.queue_s[at]) / HOUR if costs.usable[at] else None


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ((wait(Party.CAR, 1),), 1),
        ((wait(Party.CAR, 1), wait(Party.CAR, 3, "AA")), 3),  # the row of this direction beats the general one
        ((wait(Party.CAR, 1), wait(Party.CAR, 3, "BB")), 1),
        ((wait(Party.COACH, 1),), None),
        ((), None),
    ],
)
def test_a_car_waits_as_the_row_of_its_direction_says(waits: tuple[PassengerWait, ...], expected: float | None) -> None:
    assert queue_h(post(*waits), "toy-car") == expected


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ((wait(Party.COACH, 4),), 4),
        ((wait(Party.COACH, 4), wait(Party.FOOT, 1)), 1),  # walks over and takes the next coach
        ((wait(Party.COACH, 4), wait(Party.CAR, 2), wait(Party.FOOT, 3)), 2),
        ((wait(Party.FOOT, 1),), 1),
        ((wait(Party.TRAIN, 1),), None),
    ],
)
def test_a_traveller_passes_as_whoever_waits_least(waits: tuple[PassengerWait, ...], expected: float | None) -> None:
    assert queue_h(post(*waits), "toy-traveller") == expected


def test_where_only_the_map_knows_a_post_people_wait_like_freight() -> None:
    crossing = post(assumed=True, freight_wait=Spread.exactly(5 * HOUR))
    assert queue_h(crossing, "toy-car") == 5


def test_freight_waits_its_median_and_a_post_without_one_holds_nobody_up() -> None:
    assert queue_h(post(freight_wait=Spread(p10_s=0, p50_s=2 * HOUR, p90_s=9 * HOUR)), "toy-truck") == 2
    assert queue_h(post(freight_wait=None), "toy-truck") == 0


@pytest.mark.parametrize(("inside", "expected_h"), [(True, 0), (False, 2)])
def test_a_border_stop_inside_the_hours_of_a_train_is_not_added(inside: bool, expected_h: float) -> None:
    crossing = post(wait(Party.TRAIN, 2, inside=inside))
    world = sketch_world("a=X=b", km_per_step=36, crossings={"X": crossing})
    world = furnish(replace(world, trains={"t": train("t", (("a", 0), ("b", 6)), border="X")}))
    costs = costs_on(world, "toy-traveller", who=DE)
    (at,) = (i for i in range(costs.network.n_arcs) if costs.network.arcs.kind[i] == ArcKind.CROSSING
             and costs.usable[i] and not costs.network.arcs.backward[i])  # fmt: skip
    assert costs.rules.queue_s[at] / HOUR == expected_h


NIGHTLY = {"opening_hours": "Mo-Su 09:00-18:00", "breaks": "", "freight_wait": Spread.exactly(HOUR)}


@pytest.mark.parametrize(
    ("depart_h", "waits", "arrive_h"),
    [
        (8, [], 8 + 2 + 1 + 2),  # there at 10, an hour's queue
        (5, [2 * HOUR], 5 + 2 + 2 + 1 + 2),  # there at 7, opens at 9
        (16, [15 * HOUR], 18 + 15 + 1 + 2),  # there at closing time
    ],
)
def test_a_post_is_passed_while_it_is_open(depart_h: int, waits: list[int], arrive_h: int) -> None:
    world = sketch_world("a-X-b", km_per_step=36, crossings={"X": replace(OPEN, **NIGHTLY)})  # type: ignore[arg-type]
    depart = datetime(2026, 7, 6, depart_h, tzinfo=UTC)
    plan = ask(planner_on(world), "a", "b", "toy-truck", depart=depart)
    assert [leg.time_s for leg in legs(plan, "wait")] == waits
    assert plan.plans[0].totals.time_s == (arrive_h - depart_h) * HOUR


def test_a_holiday_of_one_of_the_countries_shuts_the_post() -> None:
    crossing = replace(OPEN, opening_hours="24/7", holiday_calendars=("CN",))
    world = sketch_world("a-X-b", km_per_step=36, crossings={"X": crossing})
    plan = ask(planner_on(world), "a", "b", "toy-truck", depart=datetime(2027, 1, 1, 8, tzinfo=UTC))
    (wait_,) = legs(plan, "wait")
    assert wait_.end > datetime(2027, 1, 1, 23, tzinfo=UTC)


# --- ports


def sea(port_a: Mapping[str, object] | None = None, port_b: Mapping[str, object] | None = None) -> World:
    """Two ports of two countries, each with a row of its own in the table of crossings."""
    rows = {}
    for id_, country, lon, changes in (("p", "AA", 70.0, port_a), ("q", "BB", 74.0, port_b)):
        rows[id_] = replace(
            OPEN, id=id_, name=id_, mode="ferry_port", country_a=country, country_b="", lon=lon, lat=45.0,
            **(changes or {}),
        )  # type: ignore[arg-type]  # fmt: skip
    places = {"p": town("p", 70.0, 45.0, "AA"), "q": town("q", 74.0, 45.0, "BB")}
    return furnish(toy_world(places=places, crossings=rows, ferries={"f": ferry("f", "p", "q")}))


FOOT = {"passenger_waits": (wait(Party.FOOT, 1), wait(Party.CAR, 2))}


def test_the_row_of_a_port_is_the_border_where_a_ship_is_left() -> None:
    plan = ask(planner_on(sea(FOOT, FOOT)), "p", "q", "toy-traveller", nationality="DE")
    assert [leg.crossing_id for leg in legs(plan, "crossing")] == ["q"]
    assert [leg.time_s / HOUR for leg in legs(plan, "queue")] == [1]


@pytest.mark.parametrize(("shut", "named"), [("p", "p"), ("q", "q")])
def test_a_port_that_lets_nobody_out_or_in_is_no_way(shut: str, named: str) -> None:
    closed = FOOT | {"passengers_a_to_b": PassengerRule.NONE, "passengers_b_to_a": PassengerRule.NONE}
    world = sea(closed if shut == "p" else FOOT, closed if shut == "q" else FOOT)
    answer = ask(planner_on(world), "p", "q", "toy-traveller", nationality="DE")
    assert answer.status == "no_plan"
    assert [m.values["crossing_id"] for m in answer.blocked] == [named]


def test_a_port_shut_on_entry_may_still_be_left() -> None:
    world = sea(FOOT | {"passengers_b_to_a": PassengerRule.NONE}, FOOT)
    assert ask(planner_on(world), "p", "q", "toy-traveller", nationality="DE").status == "optimal"
    assert ask(planner_on(world), "q", "p", "toy-traveller", nationality="DE").status == "no_plan"


def test_the_wait_of_a_ports_own_row_is_not_added_to_freight() -> None:
    slow = {"freight_wait": Spread.exactly(50 * HOUR)}
    plan = ask(planner_on(sea(slow, slow)), "p", "q", "toy-truck")
    assert plan.plans[0].totals.time_s == 10 * HOUR


# --- what is to be avoided

DETOUR = "a-X-b-Y-c\n|       |\nd---Z---e"


def test_a_country_that_is_avoided_is_gone_round() -> None:
    names = {"AA": "ad", "BB": "b", "CC": "ce"}
    drawing = "a-X-b-Y-c\n|       |\nd---Z---e"
    planner = planner_on(sketch_world(drawing, km_per_step=36, countries=names))
    assert "b" in [leg.destination.id for leg in legs(ask(planner, "a", "c", "toy-truck"))] or way(
        ask(planner, "a", "c", "toy-truck")
    ) == ["a-X", "X", "X-b", "b-Y", "Y", "Y-c"]
    plan = ask(planner, "a", "c", "toy-truck", avoid_countries=("BB",))
    assert [leg.crossing_id for leg in legs(plan, "crossing")] == ["Z"]


def test_a_mode_that_is_avoided_is_named_where_it_was_the_only_way() -> None:
    answer = ask(planner_on(sea(FOOT, FOOT)), "p", "q", "toy-truck", avoid_modes=(Mode.FERRY,))
    assert answer.status == "no_plan"
    assert [(m.id, m.values["mode"]) for m in answer.blocked] == [("refused.avoided_mode", "ferry")]
    assert [remedy.change for remedy in answer.remedies] == [{"remove_avoid_mode": "ferry"}]


def test_time_begins_when_it_is_asked_for() -> None:
    plan = ask(planner_on(sketch_world("a-b", km_per_step=36)), "a", "b", "toy-truck")
    assert legs(plan)[0].start == JULY
