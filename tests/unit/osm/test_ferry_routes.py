"""Route relations of ferries."""

import pytest

from corridor_planner.domain import ArcKind
from corridor_planner.osm.ferry_routes import with_routes
from tests.support.osm_files import build, write_osm

FERRY = {"type": "route", "route": "ferry"}
LENGTHS = {1: 1000.0, 2: 3000.0, 3: 1000.0}


def told(ferries, tags, ways=(1, 2, 3)):
    members = [("w", way, "") for way in ways]
    return with_routes(ferries, LENGTHS, {9: ({**FERRY, **tags}, members)})


def test_a_duration_of_the_route_is_shared_out_by_length():
    found = told({1: {}, 2: {}}, {"duration": "04:00"})
    assert {way: tags["duration"] for way, tags in found.items()} == {1: "01:00:00", 2: "03:00:00"}


def test_a_way_keeps_its_own_duration_and_the_others_share_the_rest():
    found = told({1: {"duration": "02:00"}, 2: {}, 3: {}}, {"duration": "04:00"})
    assert {way: tags["duration"] for way, tags in found.items()} == {1: "02:00", 2: "01:30:00", 3: "00:30:00"}


@pytest.mark.parametrize("duration", ["soon", "", "01:00"])
def test_a_duration_that_tells_nothing_or_too_little_adds_nothing(duration):
    assert "duration" not in told({1: {"duration": "02:00"}, 2: {}}, {"duration": duration})[2]


def test_who_is_taken_on_board_is_the_routes_word_where_the_way_has_none():
    found = told({1: {}, 2: {"motor_vehicle": "no"}}, {"motor_vehicle": "yes", "hgv": "no", "operator": "ASCO"})
    assert found == {1: {"motor_vehicle": "yes", "hgv": "no"}, 2: {"motor_vehicle": "no"}}


def test_other_relations_tell_nothing():
    assert with_routes({1: {}}, LENGTHS, {9: ({"type": "route", "route": "road"}, [("w", 1, "")])}) == {1: {}}


def test_a_ferry_whose_route_takes_vehicles_sails_for_the_routes_time(tmp_path):
    nodes = {1: (0, 0), 2: (10, 0), 3: (40, 0), 4: (41, 0)}
    ways = {10: ([1, 2], {"route": "ferry", "foot": "yes"}), 11: ([2, 3], {"route": "ferry"}),
            12: ([3, 4], {"highway": "primary"})}  # fmt: skip
    members = [("way", 10, ""), ("way", 11, "")]
    route = {50: (members, {**FERRY, "motor_vehicle": "yes", "duration": "04:00"})}
    result = build(write_osm(tmp_path / "sea.osm", nodes, ways, route))
    arcs = result.network.arcs
    sailing = (arcs.kind == ArcKind.SAIL) & ~arcs.backward
    assert sorted(arcs.scheduled_s[sailing].tolist()) == [3600, 10_800]
    assert not {kind for kind in result.findings.counts if kind.value.startswith("ferry")}
