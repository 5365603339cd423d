"""Tracks as facts."""

import math

import pytest

from corridor_planner.domain import ArcKind, LineClass
from corridor_planner.graph.network import Flag
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.ways import read_way
from tests.support.osm_files import PLAIN_RULES


def read(tags):
    return read_way(1, {"railway": "rail", **tags}, PLAIN_RULES)


@pytest.mark.parametrize(
    ("tags", "gauges"),
    [({}, ()), ({"gauge": "1520"}, (1520,)), ({"gauge": "1520;1435"}, (1435, 1520)),
     ({"gauge": "1520/1435 mm"}, (1435, 1520)), ({"gauge": "standard"}, (1435,)), ({"gauge": "broad"}, ())],
)  # fmt: skip
def test_gauges_are_a_set_and_never_guessed(tags, gauges):
    facts, notes = read(tags)
    assert (facts.kind, facts.gauges_mm) == (ArcKind.RAIL, gauges)
    assert [n.kind for n in notes] == ([FindingKind.VALUE_UNUSABLE] if tags.get("gauge") == "broad" else [])


@pytest.mark.parametrize(
    ("tags", "flags", "line_class"),
    [
        ({"electrified": "contact_line"}, Flag.ELECTRIFIED, LineClass.NONE),
        ({"electrified": "rail"}, Flag.ELECTRIFIED, LineClass.NONE),
        ({"electrified": "no", "voltage": "25000"}, Flag(0), LineClass.NONE),
        ({"voltage": "25000", "frequency": "50"}, Flag.ELECTRIFIED, LineClass.NONE),
        ({"usage": "main", "bridge": "yes"}, Flag.BRIDGE, LineClass.MAIN),
        ({"usage": "branch", "tunnel": "yes"}, Flag.TUNNEL, LineClass.BRANCH),
        ({"usage": "industrial"}, Flag.YARD, LineClass.INDUSTRIAL),
        ({"usage": "military"}, Flag.YARD, LineClass.MILITARY),
        ({"usage": "main", "service": "siding"}, Flag.YARD, LineClass.MAIN),
        ({"service": "yard"}, Flag.YARD, LineClass.NONE),
        ({"service": "spur"}, Flag.YARD, LineClass.NONE),
        ({"usage": "main", "service": "crossover"}, Flag(0), LineClass.MAIN),
    ],
)
def test_current_structures_and_use_are_read(tags, flags, line_class):
    facts, _ = read(tags)
    assert (Flag(facts.flags), Flag(facts.flags_back), facts.line_class) == (flags, flags, line_class)


def test_freight_may_have_a_limit_of_its_own_and_directions_too():
    facts, _ = read({"maxspeed": "120", "maxspeed:freight": "80", "maxspeed:backward": "100"})
    assert (facts.light_kmh, facts.heavy_kmh, facts.light_back_kmh, facts.heavy_back_kmh) == (120, 80, 100, 80)


@pytest.mark.parametrize(
    ("tags", "axle_t", "noted"),
    [
        ({}, math.inf, False),
        ({"railway:track_class": "D4"}, 22.5, False),
        ({"railway:track_class": "A"}, 16.0, False),
        ({"railway:track_class": "E5"}, 25.0, False),
        ({"railway:track_class": "B1"}, 18.0, False),
        ({"railway:track_class": "C3"}, 20.0, False),
        ({"railway:track_class": "2"}, math.inf, True),
        ({"railway:track_class": "Dx"}, math.inf, True),
        ({"maxaxleload": "23.5", "railway:track_class": "A"}, 23.5, False),
    ],
)
def test_line_categories_give_the_axle_load(tags, axle_t, noted):
    facts, notes = read(tags)
    assert facts.max_axle_t == axle_t
    assert [n.kind for n in notes] == ([FindingKind.TAG_NOT_USED] if noted else [])


@pytest.mark.parametrize(("tags", "tracks"), [({}, 0), ({"tracks": "2"}, 2), ({"passenger_lines": "3"}, 3),
                                              ({"tracks": "many"}, 0), ({"tracks": "200"}, 0)])  # fmt: skip
def test_tracks_are_counted_where_tagged(tags, tracks):
    assert read(tags)[0].tracks == tracks


@pytest.mark.parametrize(
    ("railway", "tags", "why"),
    [
        ("construction", {}, FindingKind.LEFT_OUT_PLANNED),
        ("proposed", {}, FindingKind.LEFT_OUT_PLANNED),
        ("rail", {"construction": "yes"}, FindingKind.LEFT_OUT_PLANNED),
        ("disused", {}, FindingKind.LEFT_OUT_GIVEN_UP),
        ("abandoned", {}, FindingKind.LEFT_OUT_GIVEN_UP),
        ("razed", {}, FindingKind.LEFT_OUT_GIVEN_UP),
        ("rail", {"disused": "yes"}, FindingKind.LEFT_OUT_GIVEN_UP),
        ("tram", {}, FindingKind.LEFT_OUT_OTHER_RAIL),
        ("narrow_gauge", {}, FindingKind.LEFT_OUT_OTHER_RAIL),
        ("preserved", {}, FindingKind.LEFT_OUT_OTHER_RAIL),
    ],
)
def test_a_railway_without_freight_trains_is_left_out_with_its_reason(railway, tags, why):
    facts, notes = read({"railway": railway, **tags})
    assert facts is None
    assert [n.kind for n in notes] == [why]


def test_a_platform_is_no_track_and_not_worth_a_word():
    assert read_way(1, {"railway": "platform"}, PLAIN_RULES) == (None, ())
