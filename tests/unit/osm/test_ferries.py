"""Ferry lines as facts."""

import pytest

from corridor_planner.domain import ArcKind
from corridor_planner.graph.network import Flag
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.ways import read_way
from tests.support.osm_files import PLAIN_RULES


def read(tags):
    return read_way(5, {"route": "ferry", **tags}, PLAIN_RULES)


def test_a_ferry_without_a_duration_is_noted():
    facts, notes = read({"motor_vehicle": "yes"})
    assert (facts.kind, facts.duration_s, facts.alone) == (ArcKind.SAIL, -1, 5)
    assert [note.kind for note in notes] == [FindingKind.FERRY_ESTIMATED]


@pytest.mark.parametrize(
    ("tags", "flags"),
    [({"motor_vehicle": "yes"}, Flag(0)), ({"motor_vehicle": "yes", "hgv": "no"}, Flag.NO_TRUCK),
     ({"hgv": "yes", "access": "no"}, Flag.NO_CAR | Flag.NO_COACH), ({}, Flag(0))],
)  # fmt: skip
def test_access_tags_say_who_is_taken_on_board(tags, flags):
    facts, _ = read({"duration": "01:00", **tags})
    assert (Flag(facts.flags), facts.duration_s) == (flags, 3600)


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({"foot": "yes"}, FindingKind.FERRY_FOOT_ONLY),
        ({"motor_vehicle": "no"}, FindingKind.FERRY_FOOT_ONLY),
        ({"railway": "ferry"}, FindingKind.FERRY_TRAINS_ONLY),
        ({"train": "yes"}, FindingKind.FERRY_TRAINS_ONLY),
    ],
)
def test_a_ferry_without_road_vehicles_is_left_out_with_its_reason(tags, why):
    facts, notes = read(tags)
    assert facts is None
    assert [note.kind for note in notes] == [why]


def test_a_timetable_is_known_but_not_used():
    _, notes = read({"motor_vehicle": "yes", "duration": "1:00", "interval": "02:00", "opening_hours": "Mo-Fr 08:00"})
    assert [(n.kind, n.key) for n in notes] == [
        (FindingKind.TAG_NOT_USED, "interval"), (FindingKind.TAG_NOT_USED, "opening_hours"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("oneway", "directions"), [("yes", (True, False)), ("-1", (False, True)), ("no", (True, True))]
)
def test_a_ferry_may_run_one_way(oneway, directions):
    facts, _ = read({"motor_vehicle": "yes", "oneway": oneway})
    assert (facts.forward, facts.backward) == directions
