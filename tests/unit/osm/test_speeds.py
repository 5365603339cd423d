"""Speed tags: limits of cars and trucks in both directions, and settlements."""

import math

import pytest

from corridor_planner.osm.facts import Reader
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.speeds import read_limits, read_urban
from tests.support.osm_files import PLAIN_RULES


def read(tags):
    reader = Reader(1, tags, PLAIN_RULES, "undated")
    return tuple(read_limits(reader)), [(note.kind, note.key) for note in reader.notes]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, (0, 0, 0, 0)),
        ({"maxspeed": "60"}, (60, 60, 60, 60)),
        ({"maxspeed": "none"}, (math.inf,) * 4),
        ({"maxspeed": "90", "maxspeed:hgv": "70"}, (90, 70, 90, 70)),
        ({"maxspeed:hgv": "70"}, (0, 70, 0, 70)),
        ({"maxspeed": "90", "maxspeed:backward": "50"}, (90, 90, 50, 50)),
        ({"maxspeed:forward": "60"}, (60, 60, 0, 0)),
        ({"maxspeed:forward": "60", "maxspeed:hgv:backward": "40"}, (60, 60, 0, 40)),
        ({"maxspeed": "KZ:urban"}, (50, 50, 50, 50)),
        ({"maxspeed": "AZ:rural"}, (90, 90, 90, 90)),
        ({"maxspeed": "ge:Motorway"}, (90, 90, 90, 90)),
        ({"maxspeed": "DE:zone30"}, (30, 30, 30, 30)),
        ({"maxspeed": "UZ:zone:20"}, (20, 20, 20, 20)),
        ({"maxspeed": "TR:30"}, (30, 30, 30, 30)),
        ({"maxspeed": "60|80;100"}, (60, 60, 60, 60)),
        # Where no limit is tagged, a source may name the traffic rule that sets one.
        ({"source:maxspeed": "KZ:rural"}, (90, 90, 90, 90)),
        ({"maxspeed:type": "IR:urban"}, (50, 50, 50, 50)),
        ({"zone:maxspeed": "30"}, (30, 30, 30, 30)),
        ({"source:maxspeed": "sign"}, (0, 0, 0, 0)),
        ({"maxspeed": "70", "source:maxspeed": "KZ:rural"}, (70, 70, 70, 70)),
        ({"maxspeed": "80", "maxspeed:advisory": "40"}, (40, 40, 40, 40)),
        ({"maxspeed": "80", "maxspeed:conditional": "50 @ (weight>3.5)"}, (80, 50, 80, 50)),
        ({"maxspeed": "80", "maxspeed:conditional": "60 @ hgv"}, (80, 60, 80, 60)),
        ({"maxspeed": "80", "maxspeed:conditional": "60 @ (trailer AND weightrating>7.5)"}, (80, 60, 80, 60)),
    ],
)
def test_a_limit_is_read_for_cars_and_trucks_in_both_directions(tags, expected):
    assert read(tags) == (expected, [])


@pytest.mark.parametrize(
    "condition", ["80 @ (Oct-Apr)", "60 @ (22:00-06:00)", "50 @ wet", "60 @ (weight<3.5)", "60 @ hgv AND 22:00-06:00"]
)
def test_a_limit_by_month_hour_or_weather_is_not_used_and_counted(condition):
    limits, notes = read({"maxspeed": "100", "maxspeed:conditional": condition})
    assert limits == (100, 100, 100, 100)
    assert notes == [(FindingKind.CONDITION_IGNORED, "maxspeed:conditional")]


def test_a_practical_speed_is_somebodys_opinion_and_not_used():
    assert read({"maxspeed:practical": "45"}) == ((0, 0, 0, 0), [(FindingKind.TAG_NOT_USED, "maxspeed:practical")])


def test_an_unusable_limit_is_named_and_sets_none():
    assert read({"maxspeed": "fast"}) == ((0, 0, 0, 0), [(FindingKind.VALUE_UNUSABLE, "maxspeed")])


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
