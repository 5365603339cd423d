"""Oneway tags: which way each class of vehicle may go."""

import pytest

from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import NOBODY
from corridor_planner.osm.oneways import read_directions

BOTH, ALONG, AGAINST, NEITHER = (Flag(0), Flag(0)), (Flag(0), NOBODY), (NOBODY, Flag(0)), (NOBODY, NOBODY)


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
        ({"oneway": "reversible"}, NEITHER),
        ({"oneway": "alternating"}, BOTH),
        ({"junction": "roundabout"}, ALONG),
        ({"junction": "circular"}, ALONG),
        ({"junction": "jughandle"}, BOTH),
        ({"highway": "motorway"}, ALONG),
        ({"highway": "motorway_link"}, ALONG),
        ({"highway": "motorway", "oneway": "no"}, BOTH),
        ({"junction": "roundabout", "oneway": "-1"}, AGAINST),
        ({"highway": "trunk"}, BOTH),
        ({"highway": "trunk_link"}, BOTH),
        ({"oneway:motor_vehicle": "yes"}, ALONG),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, BOTH),
        ({"oneway:hgv": "yes"}, (Flag(0), Flag.NO_TRUCK)),
        ({"oneway": "yes", "oneway:hgv": "no"}, (Flag(0), Flag.NO_CAR | Flag.NO_COACH)),
        ({"oneway:motorcar": "-1"}, (Flag.NO_CAR, Flag(0))),
        ({"oneway": "yes", "oneway:bus": "no", "oneway:psv": "no"}, ALONG),
    ],
)
def test_a_oneway_is_read_in_all_its_forms(tags, expected):
    forward, backward, unread = read_directions(tags)
    assert ((forward, backward), unread) == (expected, "")


def test_a_oneway_that_says_nothing_known_is_named_and_what_the_road_implies_holds():
    assert read_directions({"oneway": "maybe", "junction": "roundabout"}) == (*ALONG, "oneway")
