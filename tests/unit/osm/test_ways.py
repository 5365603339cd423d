"""Roads as facts, and what is left out."""

import math

import pytest

from corridor_planner.domain import ArcKind, RoadClass
from corridor_planner.graph.network import Flag
from corridor_planner.osm import ways
from corridor_planner.osm.findings import FindingKind
from tests.support.osm_files import PLAIN_RULES

NOBODY = Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH


def read_way(way_id, tags):
    return ways.read_way(way_id, tags, PLAIN_RULES)


def test_a_road_that_is_open_in_summer_only_loses_its_closed_flag_and_gains_a_rule():
    facts, notes = read_way(7, {"highway": "primary", "access": "no", "access:conditional": "yes @ (Jun-Sep)"})
    assert facts.flags & NOBODY == 0
    assert facts.season[0].closed_months == {1, 2, 3, 4, 5, 10, 11, 12}
    assert facts.season[0].source.row_id == "way/7"
    assert [note.kind for note in notes] == [FindingKind.SEASON_TAKEN]


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({"highway": "footway"}, FindingKind.LEFT_OUT_NOT_FOR_MOTORS),
        ({"highway": "steps"}, FindingKind.LEFT_OUT_NOT_FOR_MOTORS),
        ({"highway": "pedestrian"}, FindingKind.LEFT_OUT_NOT_FOR_MOTORS),
        ({"highway": "construction"}, FindingKind.LEFT_OUT_PLANNED),
        ({"highway": "construction", "construction": "motorway"}, FindingKind.LEFT_OUT_PLANNED),
        ({"highway": "proposed"}, FindingKind.LEFT_OUT_PLANNED),
        ({"highway": "primary", "construction": "yes"}, FindingKind.LEFT_OUT_PLANNED),
        ({"highway": "primary", "construction": "primary", "access": "no"}, FindingKind.LEFT_OUT_PLANNED),
        ({"highway": "primary", "proposed": "yes"}, FindingKind.LEFT_OUT_PLANNED),
        ({"highway": "primary", "abandoned": "yes"}, FindingKind.LEFT_OUT_GIVEN_UP),
        ({"highway": "razed"}, FindingKind.LEFT_OUT_GIVEN_UP),
        ({"highway": "pedestrian", "area": "yes"}, FindingKind.LEFT_OUT_AREA),
        ({"highway": "service", "area": "yes"}, FindingKind.LEFT_OUT_AREA),
        ({"highway": "track", "smoothness": "impassable"}, FindingKind.LEFT_OUT_IMPASSABLE),
        ({"highway": "track", "impassable": "yes"}, FindingKind.LEFT_OUT_IMPASSABLE),
        ({"highway": "primary", "oneway": "reversible"}, FindingKind.LEFT_OUT_REVERSIBLE),
    ],
)
def test_what_carries_no_vehicle_is_left_out_with_its_reason(tags, why):
    facts, notes = read_way(1, tags)
    assert facts is None
    assert [note.kind for note in notes] == [why]


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "primary", "construction": "minor"},
        {"highway": "primary", "construction": "widening"},
        {"highway": "primary", "construction": "no"},
        {"highway": "pedestrian", "motor_vehicle": "destination"},
        {"highway": "primary", "railway": "tram"},
        {"highway": "primary", "railway": "abandoned"},
    ],
)
def test_a_road_that_is_in_use_is_kept(tags):
    assert read_way(1, tags)[0].kind is ArcKind.ROAD


@pytest.mark.parametrize("tags", [{"building": "yes"}, {"highway": "raceway"}, {"highway": "services"}])
def test_what_is_no_way_of_travel_is_not_worth_a_word(tags):
    assert read_way(1, tags) == (None, ())


def test_a_road_is_read_with_limits_and_flags():
    tags = {"highway": "trunk_link", "maxspeed": "60", "maxspeed:hgv": "50", "maxweight": "20", "maxheight": "default",
            "maxaxleload": "8", "maxlength": "12", "maxwidth": "2.5", "toll": "yes", "tunnel": "building_passage",
            "bridge": "no", "surface": "gravel"}  # fmt: skip
    facts, _ = read_way(1, tags)
    assert facts.kind is ArcKind.ROAD
    assert facts.road_class is RoadClass.TRUNK
    assert (facts.light_kmh, facts.heavy_kmh) == (60.0, 50.0)
    assert (facts.light_cap_kmh, facts.heavy_cap_kmh) == (36.0, 27.0)
    assert (facts.max_mass_t, facts.max_height_m, facts.max_axle_t) == (20.0, -1.0, 8.0)
    assert (facts.max_length_m, facts.max_width_m) == (12.0, 2.5)
    assert facts.flags == facts.flags_back == Flag.TOLL | Flag.TOLL_CAR | Flag.TUNNEL | Flag.UNPAVED
    assert facts.speeds_as == "tertiary"


@pytest.mark.parametrize(
    ("tags", "flags"),
    [
        ({"toll": "yes"}, Flag.TOLL | Flag.TOLL_CAR),
        ({"toll:hgv": "yes"}, Flag.TOLL),
        ({"toll": "no", "toll:hgv": "yes"}, Flag.TOLL),
        ({"toll": "yes", "toll:hgv": "no"}, Flag.TOLL_CAR),
        ({"toll": "yes", "toll:motorcar": "no"}, Flag.TOLL),
        ({"toll": "no"}, Flag(0)),
    ],
)
def test_a_toll_may_be_for_trucks_or_for_cars_alone(tags, flags):
    assert read_way(1, {"highway": "motorway", **tags})[0].flags == flags


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({"motor_vehicle:backward": "no"}, Flag(0), NOBODY),
        ({"oneway:hgv": "yes"}, Flag(0), Flag.NO_TRUCK),
        ({"hgv:forward": "destination"}, Flag.LOCAL_TRUCK, Flag(0)),
        ({"service": "emergency_access"}, NOBODY, NOBODY),
    ],
)
def test_a_class_of_vehicle_may_be_shut_out_of_one_direction(tags, forward, backward):
    facts, _ = read_way(1, {"highway": "service", **tags})
    assert (Flag(facts.flags), Flag(facts.flags_back)) == (forward, backward)
    assert facts.alike_both_ways is (forward == backward)


def test_a_oneway_road_has_one_direction_for_everybody():
    facts, _ = read_way(1, {"highway": "primary", "oneway": "-1"})
    assert (facts.forward, facts.backward) == (False, True)


def test_a_condition_on_mass_lowers_the_limit_that_is_tagged():
    facts, notes = read_way(1, {"highway": "primary", "maxweight": "20", "hgv:conditional": "no @ (weight>12)"})
    assert (facts.max_mass_t, notes) == (12.0, ())


def test_an_unusable_limit_is_noted_with_key_and_value_and_limits_nothing():
    facts, notes = read_way(1, {"highway": "primary", "maxweight": "unsigned", "maxspeed": "fast"})
    assert facts.max_mass_t == math.inf
    assert facts.light_kmh == 0.0
    assert {(n.kind, n.key, n.value) for n in notes} == {
        (FindingKind.VALUE_UNUSABLE, "maxweight", "unsigned"), (FindingKind.VALUE_UNUSABLE, "maxspeed", "fast"),
    }  # fmt: skip


def test_what_no_network_holds_is_named():
    _, notes = read_way(1, {"highway": "primary", "hazmat": "no", "maxbogieweight": "16"})
    assert [(n.kind, n.key) for n in notes] == [
        (FindingKind.TAG_NOT_USED, "hazmat"), (FindingKind.TAG_NOT_USED, "maxbogieweight"),
    ]  # fmt: skip
