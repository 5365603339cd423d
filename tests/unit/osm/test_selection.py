"""Which kinds of way a network is to hold, in a stranger's words."""

from __future__ import annotations

import pytest

from corridor_planner.domain import RoadClass
from corridor_planner.errors import InvalidInput
from corridor_planner.osm.roads import read_road_class
from corridor_planner.osm.selection import HIGHWAYS, read_selection
from tests.support.osm_files import build, turns, write_osm


def test_classes_are_those_that_ways_are_read_as() -> None:
    opened = {"motor_vehicle": "yes"}
    read = {
        name: {read_road_class({"highway": value, **opened}).name.lower() for value in values}
        for name, values in HIGHWAYS.items()
    }
    assert read == {name: {name} for name in HIGHWAYS}
    assert set(HIGHWAYS) == {road_class.name.lower() for road_class in RoadClass} - {"none"}


@pytest.mark.parametrize(
    ("words", "classes"),
    [
        ("motorway..primary", ("motorway", "trunk", "primary")),
        ("primary..motorway", ("motorway", "trunk", "primary")),
        ("track, motorway", ("motorway", "track")),
        ("trunk_link", ("trunk",)),
        ("Motorway..trunk,secondary", ("motorway", "trunk", "secondary")),
        (None, tuple(HIGHWAYS)),
    ],
)
def test_words_become_classes_best_first(words, classes) -> None:
    assert read_selection(words).roads == classes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("primery", "did you mean 'primary'?"),
        ("motorway..", "class of road is ''"),
        ("", "must be one of motorway, trunk"),
        ("motorway;trunk", "class of road is 'motorway;trunk'"),
        ("primary...tertiary", "class of road is '.tertiary'"),
    ],
)
def test_other_words_are_refused_with_the_classes(words, said) -> None:
    with pytest.raises(InvalidInput, match=r"motorway\.\.tertiary") as refused:
        read_selection(words)
    assert said in str(refused.value)


def test_a_selection_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="something must be left"):
        read_selection(None, no_roads=True, no_rail=True)
    with pytest.raises(InvalidInput, match="cannot go with --no-roads"):
        read_selection("trunk", no_roads=True)


@pytest.fixture
def files(tmp_path):
    """A motorway with its ramp, a side road that is a boundary too, a ferry and a railway, end to end."""
    nodes = {i: (i, 0) for i in range(1, 7)}
    return write_osm(tmp_path / "all.osm", nodes, {
        10: ([1, 2], {"highway": "motorway", "oneway": "no"}),
        11: ([2, 3], {"highway": "motorway_link", "oneway": "no"}),
        12: ([3, 4], {"highway": "residential", "boundary": "administrative"}),
        13: ([4, 5], {"route": "ferry", "motor_vehicle": "yes"}),
        14: ([5, 6], {"railway": "rail", "gauge": "1520"}),
    })  # fmt: skip


@pytest.mark.parametrize(
    ("options", "held", "words"),
    [
        ({"roads": None}, {"1>2", "2>3", "3>4", "4>5", "5>6"}, "all roads, ferries, rail"),
        ({"roads": "motorway"}, {"1>2", "2>3", "4>5", "5>6"}, "motorway, ferries, rail"),
        ({"roads": "motorway", "no_rail": True}, {"1>2", "2>3", "4>5"}, "motorway, ferries"),
        ({"roads": None, "no_rail": True}, {"1>2", "2>3", "3>4", "4>5"}, "all roads, ferries"),
        ({"roads": None, "no_roads": True}, {"5>6"}, "rail"),
    ],
)
def test_a_network_holds_what_was_selected_and_says_so(files, options, held, words) -> None:
    result = build(files, selection=read_selection(**options))
    assert {turn for turn in turns(result) if turn[0] < turn[2]} == held
    assert result.network.meta.selection == words
