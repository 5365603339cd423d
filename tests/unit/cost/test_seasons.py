"""Passes and regulations by month, vehicle and class of road."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from corridor_planner.cost.seasons import month_factor
from corridor_planner.domain import CountryTime, RoadClass, SeasonalRule, World
from tests.support.asking import HOUR, arc, ask, costs_on, furnish, legs, planner_on, way
from tests.support.sketch import sketch_world
from tests.support.toys import SOURCE, pass_rule

WINTER = datetime(2026, 1, 15, 8, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 8, tzinfo=UTC)


def with_rules(drawing: str, *rules: SeasonalRule, km_per_step: float = 36) -> World:
    world = sketch_world(drawing, km_per_step=km_per_step)
    return furnish(replace(world, seasonal={rule.id: rule for rule in rules}))


def hours(world: World, key: str, profile: str, depart: datetime) -> float:
    """Static hours of an arc; inf where it is closed in the month of departure."""
    costs = costs_on(world, profile, depart=depart)
    return float(costs.time_s[arc(costs.network, key)]) / HOUR


@pytest.mark.parametrize(
    ("rules", "month", "expected"),
    [
        ((), 1, 1.0),
        ((pass_rule("p", slow=(1, 2)),), 1, 2.0),
        ((pass_rule("p", slow=(1, 2)),), 3, 1.0),
        ((pass_rule("p", closed=(12, 1)),), 1, math.inf),
        ((pass_rule("p", slow=(1,)), pass_rule("q", slow=(1,))), 1, 2.0),  # the stricter, not the product
        ((pass_rule("p", slow=(1,)), replace(pass_rule("q", slow=(1,)), delay_factor=1.5)), 1, 2.0),
        ((pass_rule("p", slow=(1,)), pass_rule("q", closed=(1,))), 1, math.inf),
    ],
)
def test_the_strictest_rule_of_a_month_counts_alone(
    rules: tuple[SeasonalRule, ...], month: int, expected: float
) -> None:
    assert month_factor(rules, month) == expected


def test_a_slow_pass_takes_twice_as_long_in_its_months_only() -> None:
    world = with_rules("a--b", pass_rule("p", "a-b", slow=(1,)))
    assert [hours(world, "a-b+0", "toy-truck", at) for at in (WINTER, SUMMER)] == [6.0, 3.0]


def test_a_closed_pass_is_gone_round_in_winter_and_taken_in_summer() -> None:
    planner = planner_on(with_rules("a-b-d\n|   |\nc---e", pass_rule("p", "b-d", closed=(1,))))
    assert "b-d" not in way(ask(planner, "a", "d", "toy-truck", depart=WINTER))
    assert way(ask(planner, "a", "d", "toy-truck", depart=SUMMER)) == ["a-b", "b-d"]


@pytest.mark.parametrize(("profile", "expected"), [("toy-truck", 6.0), ("toy-car", 3.0)])
def test_a_rule_for_trucks_binds_trucks_only(profile: str, expected: float) -> None:
    rule = replace(pass_rule("p", "a-b", slow=(1,)), vehicles="truck")
    assert hours(with_rules("a--b", rule), "a-b+0", profile, WINTER) == expected


def test_a_ban_holds_in_every_month_and_names_rule_and_vehicle() -> None:
    rule = replace(pass_rule("p", "a-b"), banned_vehicles=("truck",), vehicles="car")
    planner = planner_on(with_rules("a--b", rule))
    answer = ask(planner, "a", "b", "toy-truck", depart=SUMMER)
    assert answer.status == "no_plan"
    (blocked,) = answer.blocked
    assert (blocked.id, blocked.values["rule"], blocked.values["vehicle"]) == ("refused.banned_vehicle", "p", "truck")
    assert ask(planner, "a", "b", "toy-car", depart=SUMMER).status == "optimal"


@pytest.mark.parametrize(
    "bans",
    [
        (replace(pass_rule("heat"), scope="country", scope_ids=("AA",), banned_vehicles=("truck",)),),
        (pass_rule("a-snow", "a-b", slow=(1,)), replace(pass_rule("heat", "a-b"), banned_vehicles=("truck",))),
    ],
    ids=["of a country", "beside another rule"],
)
def test_of_several_rules_the_one_that_bans_is_named(bans: tuple[SeasonalRule, ...]) -> None:
    answer = ask(planner_on(with_rules("a--b", *bans)), "a", "b", "toy-truck", depart=SUMMER)
    assert [(m.id, m.values["rule"]) for m in answer.blocked] == [("refused.banned_vehicle", "heat")]


def country_rule(**changes: object) -> SeasonalRule:
    return replace(pass_rule("heat", slow=(7,)), scope="country", scope_ids=("AA",), **changes)  # type: ignore[arg-type]


def test_a_rule_of_a_country_holds_on_all_its_roads_and_nowhere_else() -> None:
    world = with_rules("a--X--b", country_rule())
    assert [hours(world, key, "toy-truck", SUMMER) for key in ("a-X+0", "X-b+0")] == [6.0, 3.0]


def test_a_rule_for_classes_of_road_leaves_others_alone() -> None:
    world = with_rules("a--b--c", country_rule(road_classes=(RoadClass.SECONDARY,)))
    second = replace(world.road_legs[1], road_class=RoadClass.SECONDARY)
    world = replace(world, road_legs=(world.road_legs[0], second))
    assert [hours(world, key, "toy-truck", SUMMER) for key in ("a-b+0", "b-c+0")] == [3.0, 6.0]


def test_a_rule_of_the_leg_and_one_of_the_country_are_not_multiplied() -> None:
    world = with_rules("a--b", pass_rule("p", "a-b", slow=(7,)), country_rule(delay_factor=1.5))
    assert hours(world, "a-b+0", "toy-truck", SUMMER) == 6.0


@pytest.fixture
def edge() -> Callable[[datetime], float]:
    """Hours from a to b over a pass of 3 h that is slow until the end of June, by the clock of UTC+5."""
    world = with_rules("a--b", pass_rule("p", "a-b", slow=(6,)))
    clock = CountryTime(country="AA", zone="Asia/Karachi", weekend=("Sa", "Su"), source=SOURCE)
    planner = planner_on(replace(world, country_times={"AA": clock}))
    return lambda depart: ask(planner, "a", "b", "toy-truck", depart=depart).plans[0].totals.time_s / HOUR


def test_months_begin_at_the_midnight_of_the_country(edge: Callable[[datetime], float]) -> None:
    midnight = datetime(2026, 7, 1, tzinfo=timezone(timedelta(hours=5)))
    assert edge(midnight) == 3
    assert edge(midnight - timedelta(hours=1)) == 4  # waiting an hour is better than six hours of slow driving
    assert edge(midnight - timedelta(hours=3)) == 6
    assert edge(midnight - timedelta(hours=4)) == 6  # now it is not


def test_waiting_for_the_first_of_the_month_is_told() -> None:
    planner = planner_on(with_rules("a--b", pass_rule("p", "a-b", slow=(6,))))
    plan = ask(planner, "a", "b", "toy-truck", depart=datetime(2026, 6, 30, 23, tzinfo=UTC))
    (wait,) = legs(plan, "wait")
    assert (wait.time_s, wait.note.id if wait.note else "") == (HOUR, "note.until_season")


def test_a_month_that_is_slow_is_warned_of_on_the_leg() -> None:
    planner = planner_on(with_rules("a--b", pass_rule("p", "a-b", slow=(1,))))
    (drive,) = legs(ask(planner, "a", "b", "toy-truck", depart=WINTER), "road")
    assert [(w.id, w.values["rule"]) for w in drive.warnings] == [("warning.seasonal", "p")]
    (drive,) = legs(ask(planner, "a", "b", "toy-truck", depart=SUMMER), "road")
    assert drive.warnings == []


def test_nobody_waits_months_for_a_pass_and_the_answer_names_it() -> None:
    planner = planner_on(with_rules("a--b", pass_rule("p", "a-b", closed=(11, 12, 1, 2, 3))))
    answer = ask(planner, "a", "b", "toy-truck", depart=WINTER)
    assert answer.status == "no_plan"
    assert answer.reason is not None
    assert answer.reason.id == "no_plan.season"
    assert [(m.id, m.values["rule"], m.values["months"]) for m in answer.blocked] == [
        ("refused.season", "p", "1,2,3,11,12")
    ]
    assert [remedy.change for remedy in answer.remedies] == [{"depart": None}]


def test_a_few_days_for_a_pass_are_waited() -> None:
    planner = planner_on(with_rules("a--b", pass_rule("p", "a-b", closed=(1, 2, 3))))
    plan = ask(planner, "a", "b", "toy-truck", depart=datetime(2026, 3, 20, tzinfo=UTC))
    (wait,) = legs(plan, "wait")
    assert wait.end == datetime(2026, 4, 1, tzinfo=UTC)
