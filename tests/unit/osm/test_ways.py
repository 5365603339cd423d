"""Facts of ways: a row per way of tagging."""

import math

import pytest

from corridor_planner.domain import ArcKind, RoadClass
from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import access_flags
from corridor_planner.osm.conditions import read_closures, read_months
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.ways import read_directions, read_unpaved, read_urban, read_way

BOTH, ALONG, AGAINST = (True, True), (True, False), (False, True)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, BOTH),
        ({"oneway": "yes"}, ALONG),
        ({"oneway": "true"}, ALONG),
        ({"oneway": "1"}, ALONG),
        ({"oneway": "-1"}, AGAINST),
        ({"oneway": "reverse"}, AGAINST),
        ({"oneway": "no"}, BOTH),
        ({"oneway": "reversible"}, BOTH),
        ({"junction": "roundabout"}, ALONG),
        ({"junction": "circular"}, ALONG),
        ({"highway": "motorway"}, ALONG),
        ({"highway": "motorway_link"}, ALONG),
        ({"highway": "motorway", "oneway": "no"}, BOTH),
        ({"junction": "roundabout", "oneway": "-1"}, AGAINST),
        ({"highway": "trunk"}, BOTH),
    ],
)
def test_a_oneway_is_read_in_all_its_forms(tags, expected):
    assert read_directions(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, Flag(0)),
        ({"access": "no"}, Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH),
        ({"access": "private"}, Flag.LOCAL_CAR | Flag.LOCAL_TRUCK),
        ({"access": "customers"}, Flag.LOCAL_CAR | Flag.LOCAL_TRUCK),
        ({"motor_vehicle": "destination"}, Flag.LOCAL_CAR | Flag.LOCAL_TRUCK),
        ({"hgv": "no"}, Flag.NO_TRUCK),
        ({"hgv": "delivery"}, Flag.LOCAL_TRUCK),
        ({"access": "no", "motor_vehicle": "yes"}, Flag(0)),
        ({"access": "no", "hgv": "yes"}, Flag.NO_CAR | Flag.NO_COACH),
        ({"access": "no", "bus": "yes"}, Flag.NO_CAR | Flag.NO_TRUCK),
        ({"motorcar": "no"}, Flag.NO_CAR),
        ({"vehicle": "forestry"}, Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH),
        ({"vehicle": "destination; forestry"}, Flag.LOCAL_CAR | Flag.LOCAL_TRUCK),
        ({"vehicle": "no", "motor_vehicle": "permissive"}, Flag(0)),
    ],
)
def test_the_most_special_access_key_decides(tags, expected):
    assert access_flags(tags) == (expected, None)


def test_an_access_word_that_nobody_knows_is_named_and_the_next_key_decides():
    flags, unread = access_flags({"motor_vehicle": "maybe", "access": "no"})
    assert unread == "motor_vehicle"
    assert flags == Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH


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
def test_conditions_on_anything_but_months_are_not_read(text):
    assert read_months(text) is None


@pytest.mark.parametrize(
    ("tags", "closed", "trucks_only"),
    [
        ({"motor_vehicle:conditional": "no @ (Oct-May)"}, {10, 11, 12, 1, 2, 3, 4, 5}, False),
        ({"hgv:conditional": "no @ Mar-Apr"}, {3, 4}, True),
        ({"access": "no", "access:conditional": "yes @ (Jun-Sep)"}, {1, 2, 3, 4, 5, 10, 11, 12}, False),
        ({"seasonal": "summer"}, {1, 2, 3, 4, 5, 9, 10, 11, 12}, False),
        ({"ice_road": "yes"}, {4, 5, 6, 7, 8, 9, 10, 11}, False),
        ({"motor_vehicle:conditional": "no @ (22:00-06:00); no @ (Dec-Jan)"}, {12, 1}, False),
    ],
)
def test_seasonal_closures_are_read_from_conditional_tags(tags, closed, trucks_only):
    ((closure,), ignored) = read_closures(tags)
    assert (closure.months, closure.trucks_only, ignored) == (frozenset(closed), trucks_only, ())


@pytest.mark.parametrize("tags", [{"hgv:conditional": "no @ (22:00-06:00)"}, {"seasonal": "yes"}])
def test_a_condition_that_cannot_be_read_is_named(tags):
    assert read_closures(tags) == ((), tuple(tags))


def test_a_road_that_is_open_in_summer_only_loses_its_closed_flag_and_gains_a_rule():
    facts, notes = read_way(7, {"highway": "primary", "access": "no", "access:conditional": "yes @ (Jun-Sep)"})
    assert facts.flags & (Flag.NO_CAR | Flag.NO_TRUCK) == 0
    assert facts.season[0].closed_months == {1, 2, 3, 4, 5, 10, 11, 12}
    assert facts.season[0].source.row_id == "way/7"
    assert [note.kind for note in notes] == [FindingKind.SEASON_TAKEN]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "primary"}, False),
        ({"highway": "track"}, True),
        ({"highway": "track", "tracktype": "grade1"}, False),
        ({"highway": "track", "surface": "asphalt"}, False),
        ({"highway": "primary", "surface": "gravel;asphalt"}, True),
        ({"surface": "concrete:plates"}, False),
        ({"surface": "unpaved"}, True),
    ],
)
def test_unpaved_roads_are_told_by_surface_or_kind(tags, expected):
    assert read_unpaved(tags) is expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "primary", "maxspeed": "RU:urban"}, True),
        ({"highway": "primary", "source:maxspeed": "KZ:rural"}, False),
        ({"highway": "primary", "zone:traffic": "DE:urban"}, True),
        ({"highway": "primary"}, False),
    ],
)
def test_settlements_are_told_by_kind_or_zone(tags, expected):
    assert read_urban(tags) is expected


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "construction"},
        {"highway": "proposed"},
        {"highway": "primary", "construction": "yes"},
        {"highway": "pedestrian", "area": "yes"},
        {"highway": "service", "area": "yes"},
        {"railway": "construction"},
        {"railway": "rail", "disused": "yes"},
        {"railway": "tram"},
        {"route": "ferry", "foot": "yes"},
        {"route": "ferry", "motor_vehicle": "no"},
        {"building": "yes"},
    ],
)
def test_what_carries_no_vehicle_is_left_out(tags):
    assert read_way(1, tags)[0] is None


def test_a_road_is_read_with_limits_and_flags():
    tags = {"highway": "trunk_link", "maxspeed": "60", "maxspeed:hgv": "50", "maxweight": "20", "maxheight": "default",
            "maxaxleload": "8", "toll": "yes", "tunnel": "yes", "bridge": "no", "surface": "dirt"}  # fmt: skip
    facts, _ = read_way(1, tags)
    assert facts.kind is ArcKind.ROAD
    assert facts.road_class is RoadClass.TRUNK
    assert (facts.light_kmh, facts.heavy_kmh) == (60.0, 50.0)
    assert (facts.max_mass_t, facts.max_height_m, facts.max_axle_t) == (20.0, -1.0, 8.0)
    assert facts.flags == Flag.TOLL | Flag.TUNNEL | Flag.UNPAVED
    assert facts.speeds_as == "tertiary"


def test_an_unusable_limit_is_noted_with_key_and_value_and_limits_nothing():
    facts, notes = read_way(1, {"highway": "primary", "maxweight": "unsigned", "maxspeed": "fast"})
    assert facts.max_mass_t == math.inf
    assert facts.light_kmh == 0.0
    assert {(n.kind, n.key, n.value) for n in notes} == {
        (FindingKind.VALUE_UNUSABLE, "maxweight", "unsigned"), (FindingKind.VALUE_UNUSABLE, "maxspeed", "fast"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tags", "gauges", "flags"),
    [
        ({"gauge": "1520", "electrified": "contact_line"}, (1520,), Flag.ELECTRIFIED),
        ({"gauge": "1520;1435", "electrified": "no"}, (1435, 1520), Flag(0)),
        ({"service": "yard"}, (), Flag.YARD),
        ({"service": "siding", "gauge": "1435"}, (1435,), Flag.YARD),
        ({"gauge": "broad", "bridge": "yes"}, (), Flag.BRIDGE),
    ],
)
def test_a_railway_is_read_with_gauges_and_use(tags, gauges, flags):
    facts, _ = read_way(1, {"railway": "rail", **tags})
    assert (facts.kind, facts.gauges_mm, facts.flags) == (ArcKind.RAIL, gauges, flags)


def test_a_ferry_without_a_duration_is_noted():
    facts, notes = read_way(5, {"route": "ferry", "motor_vehicle": "yes"})
    assert (facts.kind, facts.duration_s, facts.alone) == (ArcKind.SAIL, -1, 5)
    assert [note.kind for note in notes] == [FindingKind.FERRY_ESTIMATED]
