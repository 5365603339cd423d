"""Turn restrictions as relations tell them."""

import pytest

from corridor_planner.graph.network import Flag
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.turns import read_restrictions

EVERYBODY = Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH
MEMBERS = [("w", 10, "from"), ("n", 2, "via"), ("w", 11, "to")]


def read(tags, members=MEMBERS):
    findings = Findings()
    return read_restrictions({90: ({"type": "restriction", **tags}, members)}, findings), findings.counts


@pytest.mark.parametrize(
    ("tags", "closed"),
    [
        ({"restriction": "no_left_turn"}, EVERYBODY),
        ({"restriction": "no_left_turn", "except": "hgv"}, Flag.NO_CAR | Flag.NO_COACH),
        ({"restriction": "no_left_turn", "except": "motorcar; bicycle"}, Flag.NO_TRUCK | Flag.NO_COACH),
        ({"restriction": "no_left_turn", "except": "tourist_bus"}, Flag.NO_CAR | Flag.NO_TRUCK),
        ({"restriction": "no_left_turn", "except": "psv;bus"}, EVERYBODY),
        ({"restriction:hgv": "no_left_turn"}, Flag.NO_TRUCK),
        ({"restriction:motorcar": "no_left_turn"}, Flag.NO_CAR),
        ({"restriction:bus": "no_left_turn"}, Flag.NO_COACH),
        ({"type": "restriction:hgv", "restriction": "no_left_turn"}, Flag.NO_TRUCK),
        ({"restriction:conditional": "no_left_turn @ (weight>7.5)"}, Flag.NO_TRUCK),
        ({"restriction:conditional": "no_left_turn @ hgv"}, Flag.NO_TRUCK),
    ],
)
def test_a_restriction_says_who_must_obey(tags, closed):
    (rule,), counts = read(tags)
    assert (rule.from_ways, rule.via_node, rule.to_ways, rule.only) == ({10}, 2, {11}, False)
    assert (rule.closed, counts) == (closed, {})


def test_a_relation_may_hold_two_rules():
    rules, _ = read({"restriction": "no_left_turn", "except": "hgv", "restriction:hgv": "only_straight_on"})
    assert [(rule.only, rule.closed) for rule in rules] == [
        (False, Flag.NO_CAR | Flag.NO_COACH), (True, Flag.NO_TRUCK),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "tags",
    [{"restriction": "no_left_turn", "except": "motor_vehicle"}, {"restriction:bicycle": "no_left_turn"}],
)
def test_a_restriction_that_no_motor_vehicle_must_obey_is_passed_over(tags):
    assert read(tags) == ((), {})


def test_ways_and_vias_may_be_several():
    members = [("w", 10, "from"), ("w", 9, "from"), ("w", 12, "via"), ("w", 13, "via"), ("w", 11, "to"),
               ("n", 7, "location_hint")]  # fmt: skip
    (rule,), _ = read({"restriction": "no_entry"}, members)
    assert (rule.from_ways, rule.via_ways, rule.via_node) == ({9, 10}, (12, 13), 0)
    assert rule.via == "way/12, way/13"


@pytest.mark.parametrize(
    ("tags", "members"),
    [
        ({"restriction": "no_left_turn"}, MEMBERS[:2]),
        ({"restriction": "no_left_turn"}, [MEMBERS[0], MEMBERS[2]]),
        ({"restriction": "no_left_turn"}, [*MEMBERS, ("n", 3, "via")]),
        ({"restriction": "give_way"}, MEMBERS),
    ],
)
def test_a_restriction_that_cannot_be_read_is_counted_as_ignored(tags, members):
    assert read(tags, members) == ((), {FindingKind.RESTRICTION_IGNORED: 1})


def test_a_restriction_at_some_hours_is_not_used_and_counted():
    assert read({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}) == (
        (), {FindingKind.CONDITION_IGNORED: 1},
    )  # fmt: skip
