"""The grammar of conditional tags."""

import pytest

from corridor_planner.osm.conditions import Condition, Limit, read_conditions, read_months


@pytest.mark.parametrize(
    ("text", "months", "rounded"),
    [
        ("Oct-May", {10, 11, 12, 1, 2, 3, 4, 5}, False),
        ("Jun-Jun", {6}, False),
        ("Jan, Mar", {1, 3}, False),
        ("Nov 15-Apr 10", {11, 12, 1, 2, 3, 4}, True),
        ("Nov 1-Apr 30", {11, 12, 1, 2, 3, 4}, False),
        ("october - december", {10, 11, 12}, False),
        ("Dec 24", {12}, True),
    ],
)
def test_months_are_read_and_parts_of_months_count_whole(text, months, rounded):
    assert read_months(text) == (frozenset(months), rounded)


@pytest.mark.parametrize("text", ["22:00-06:00", "wet", "Mo-Fr", "weight>7.5", "", "Oct-", "Jan-Feb-Mar"])
def test_conditions_on_anything_but_months_are_no_months(text):
    assert read_months(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no @ (Oct-May)", (Condition("no", months=frozenset({10, 11, 12, 1, 2, 3, 4, 5})),)),
        ("no @ (weight>12)", (Condition("no", limits=(Limit("mass", 12.0, above=True),)),)),
        ("no @ maxweightrating >= 3.5 t", (Condition("no", limits=(Limit("mass", 3.5, above=True),)),)),
        ("yes @ (length <= 12 m)", (Condition("yes", limits=(Limit("length", 12.0, above=False),)),)),
        ("no @ (axleload>8)", (Condition("no", limits=(Limit("axle", 8.0, above=True),)),)),
        ("no @ hgv", (Condition("no", trucks=True),)),
        ("destination @ (delivery)", (Condition("destination", callers=True),)),
        ("50 @ wet", (Condition("50", other="wet"),)),
        ("no @ (weight=12)", (Condition("no", other="weight=12"),)),
        ("no @ (weight>lots)", (Condition("no", other="weight>lots"),)),
        (
            "no @ 21:00-08:00 AND weight>3.5",
            (Condition("no", limits=(Limit("mass", 3.5, above=True),), other="21:00-08:00"),),
        ),
        (
            "destination @ (06:30-08:30); 60 @ (hgv)",
            (Condition("destination", other="06:30-08:30"), Condition("60", trucks=True)),
        ),
        ("no", ()),
    ],
)
def test_clauses_are_read_as_far_as_a_network_can_hold_them(text, expected):
    assert read_conditions(text) == expected
