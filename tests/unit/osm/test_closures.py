"""What the conditional and seasonal tags of a way come to."""

import pytest

from corridor_planner.graph.network import Flag
from corridor_planner.osm.closures import read_conditional
from tests.support.osm_files import PLAIN

NOBODY = Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH


def read(tags):
    return read_conditional(tags, PLAIN.closed_months)


@pytest.mark.parametrize(
    ("tags", "closed", "trucks_only"),
    [
        ({"motor_vehicle:conditional": "no @ (Oct-May)"}, {10, 11, 12, 1, 2, 3, 4, 5}, False),
        ({"hgv:conditional": "no @ Mar-Apr"}, {3, 4}, True),
        ({"access:conditional": "no @ (Mar-Apr AND weight>7.5)"}, {3, 4}, True),
        ({"access:conditional": "no @ (hgv AND Mar)"}, {3}, True),
        ({"access": "no", "access:conditional": "yes @ (Jun-Sep)"}, {1, 2, 3, 4, 5, 10, 11, 12}, False),
        ({"seasonal": "summer"}, {1, 2, 3, 4, 5, 9, 10, 11, 12}, False),
        ({"ice_road": "yes"}, {4, 5, 6, 7, 8, 9, 10, 11}, False),
        ({"winter_road": "yes"}, {4, 5, 6, 7, 8, 9, 10, 11}, False),
        ({"maxweight:conditional": "8 @ (Mar 15-May)"}, {3, 4, 5}, True),
    ],
)
def test_seasonal_closures_are_read_from_conditional_tags(tags, closed, trucks_only):
    found = read(tags)
    (closure,) = found.closures
    assert (closure.months, closure.trucks_only, found.ignored) == (frozenset(closed), trucks_only, [])


def test_a_clause_that_is_not_used_is_named_though_the_other_one_is():
    found = read({"motor_vehicle:conditional": "no @ (22:00-06:00); no @ (Dec-Jan)"})
    assert [closure.months for closure in found.closures] == [{12, 1}]
    assert found.ignored == ["motor_vehicle:conditional"]


def test_what_is_shut_but_in_summer_loses_its_flags_and_is_closed_in_the_other_months():
    found = read({"access": "no", "access:conditional": "yes @ (Jun-Sep)"})
    assert found.opened == NOBODY


@pytest.mark.parametrize(
    ("tags", "limits"),
    [
        ({"hgv:conditional": "no @ (weight>12)"}, {"mass": 12.0}),
        ({"access:conditional": "no @ (weight>12); no @ (weight>7.5)"}, {"mass": 7.5}),
        ({"motor_vehicle:conditional": "no @ (length>10)"}, {"length": 10.0}),
        ({"vehicle:conditional": "no @ (axleload > 6 t); no @ (height>3)"}, {"axle": 6.0, "height": 3.0}),
        ({"maxweight:conditional": "16 @ hgv"}, {"mass": 16.0}),
    ],
)
def test_a_condition_on_the_vehicle_is_a_limit(tags, limits):
    found = read(tags)
    assert (found.limits, found.closures, found.ignored) == (limits, [], [])


@pytest.mark.parametrize(
    ("tags", "shut", "opened"),
    [
        ({"access:conditional": "no @ hgv"}, Flag.NO_TRUCK, Flag(0)),
        ({"access:conditional": "destination @ (weight>7.5)"}, Flag.LOCAL_TRUCK, Flag(0)),
        ({"hgv": "no", "hgv:conditional": "yes @ destination"}, Flag.LOCAL_TRUCK, Flag.NO_TRUCK),
        ({"access": "no", "access:conditional": "yes @ hgv"}, Flag(0), Flag.NO_TRUCK),
        ({"hgv": "no", "hgv:conditional": "yes @ (weight<=7.5)"}, Flag(0), Flag.NO_TRUCK),
    ],
)
def test_a_condition_on_who_drives_is_a_flag(tags, shut, opened):
    found = read(tags)
    assert (found.shut, found.opened, found.ignored) == (shut, opened, [])


@pytest.mark.parametrize(
    "tags",
    [
        {"hgv:conditional": "no @ (22:00-06:00)"},
        {"hgv:conditional": "no @ 21:00-08:00 AND weight>3.5"},
        {"access:conditional": "maybe @ (Jan)"},
        {"access:conditional": "no"},
        {"motorcar:conditional": "no @ hgv"},
        {"access:conditional": "no @ (weight<3)"},
        {"access": "no", "access:conditional": "yes @ (Jun 10-Sep)"},
        {"maxweight:conditional": "none @ destination"},
        {"seasonal": "yes"},
    ],
)
def test_what_a_network_cannot_hold_changes_nothing_and_is_named(tags):
    found = read(tags)
    assert found.ignored == [key for key in tags if ":" in key or key == "seasonal"]
    assert (found.closures, found.limits, found.shut, found.opened) == ([], {}, Flag(0), Flag(0))
