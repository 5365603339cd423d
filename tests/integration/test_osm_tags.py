"""Tags that decide a route: a short way that some vehicle may not take, and a long one that all may."""

import re

import pytest

from corridor_planner.domain import RouteRequest
from corridor_planner.planning.networks import build_network
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner
from tests.support.osm_files import write_osm

ROAD = {"highway": "primary", "maxspeed": "60"}
RAIL = {"railway": "rail", "gauge": "1435", "usage": "main"}
# From 1 to 4 the way 20 leads straight over 2 (2 km), the way 30 round over 3 (some 5 km).
NODES = {1: (0, 0), 2: (1, 0), 3: (1, 2.2), 4: (2, 0), 8: (-1, 0), 9: (3, 0)}


@pytest.fixture
def ways_taken(tmp_path):
    """Return a function that draws the world with tags on the straight way and tells which way a trip takes."""

    def take(profile, tags, *, node=None, plain=ROAD):
        nodes = NODES | ({2: (*NODES[2], node)} if node else {})
        ways = {10: ([8, 1], plain), 20: ([1, 2, 4], {**plain, **tags}), 30: ([1, 3, 4], plain), 40: ([4, 9], plain)}
        path = write_osm(tmp_path / "world.osm", nodes, ways)
        build_network([path], tmp_path / "world", name="world")
        planner = open_planner(str(tmp_path / "world"))
        document = plan_route(planner, RouteRequest(origin="9.991,0", destination="10.027,0", profile=profile))
        found = [re.match(r"way/(\d+)", arc) for arc in document.route.arcs[0]]
        return {int(way[1]) for way in found if way} - {10, 40}

    return take


@pytest.mark.parametrize(
    ("profile", "tags", "way"),
    [
        ("car", {}, 20),
        ("truck-40t", {}, 20),
        ("coach", {}, 20),
        ("truck-40t", {"maxlength": "12"}, 30),
        ("car", {"maxlength": "12"}, 20),
        ("truck-40t", {"maxwidth": "2.3"}, 30),
        ("truck-40t", {"hgv:conditional": "no @ (weight>12)"}, 30),
        ("truck-40t", {"hgv:conditional": "no @ (22:00-06:00)"}, 20),
        ("coach", {"tourist_bus": "no"}, 30),
        ("car", {"tourist_bus": "no"}, 20),
        ("coach", {"motorcar": "no"}, 20),
        ("car", {"surface": "mud"}, 30),
        ("car", {"smoothness": "impassable"}, 30),
        ("truck-40t", {"smoothness": "very_horrible"}, 30),
        ("car", {"maxspeed:forward": "10"}, 30),
        ("car", {"maxspeed:backward": "10"}, 20),
        ("truck-40t", {"oneway:hgv": "-1"}, 30),
        ("car", {"oneway:hgv": "-1"}, 20),
        ("car", {"oneway": "reversible"}, 30),
        ("car", {"construction": "yes"}, 30),
    ],
)
def test_a_tag_on_the_straight_way_sends_those_whom_it_concerns_round(ways_taken, profile, tags, way):
    assert ways_taken(profile, tags) == {way}


@pytest.mark.parametrize(
    ("profile", "node", "way"),
    [
        ("car", {"barrier": "bollard"}, 30),
        ("car", {"barrier": "gate"}, 20),
        ("car", {"barrier": "gate", "access": "private"}, 30),
        ("truck-40t", {"barrier": "height_restrictor", "maxheight": "2.5"}, 30),
        ("car", {"barrier": "height_restrictor", "maxheight": "2.5"}, 20),
    ],
)
def test_a_barrier_on_the_straight_way_sends_those_whom_it_keeps_out_round(ways_taken, profile, node, way):
    assert ways_taken(profile, {}, node=node) == {way}


@pytest.mark.parametrize(("tags", "way"), [({}, 20), ({"service": "siding"}, 30), ({"usage": "industrial"}, 30),
                                           ({"service": "crossover"}, 20)])  # fmt: skip
def test_trains_pass_no_siding_on_their_way(ways_taken, tags, way):
    assert ways_taken("rail-wagon", tags, plain=RAIL) == {way}
