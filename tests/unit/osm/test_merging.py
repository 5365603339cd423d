"""Parts of an extract, merged again, are the extract: whatever the tool was that cut it."""

from __future__ import annotations

import itertools
from dataclasses import fields

import numpy as np
import osmium
import pytest

from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.merging import join_lists
from corridor_planner.planning.networks import build_network
from tests.support.osm_cuts import CUTS, cut, uncut
from tests.support.osm_files import build, turns, write_osm

ROAD = {"highway": "primary", "maxspeed": "60"}


def assert_same(one, other):
    """Compare every array and every named value of two networks."""
    for part in ("nodes", "arcs", "geometry"):
        a, b = getattr(one, part), getattr(other, part)
        for f in fields(a):
            assert np.array_equal(getattr(a, f.name), getattr(b, f.name)), f"{part}.{f.name}"
    assert np.array_equal(one.first_out, other.first_out)
    assert list(one.leg_ids) == list(other.leg_ids)
    assert one.places == other.places
    assert one.countries == other.countries
    assert [c.id for c in one.crossings] == [c.id for c in other.crossings]
    assert one.season_sets == other.season_sets


def world(tmp_path):
    """Two countries side by side, 20 km wide in all, with every kind of element that a cut can part.

    A highway with a ramp runs through from west to east (way 10), a oneway beside it (11), a closed
    ring road in the middle (12), a seasonal road (13), a ferry with a duration (14), a railway (15),
    and a road that leaves the middle and comes back (16). A turn is restricted at node 5.
    """
    nodes = {i: (2.0 * i - 10, 0.0) for i in range(1, 10)}
    nodes |= {20 + i: (2.0 * i - 10, 1.0) for i in range(1, 10)}
    nodes |= {31: (-1.0, -1.0), 32: (1.0, -1.0), 33: (1.0, -2.0), 34: (-1.0, -2.0)}
    nodes |= {40 + i: (2.0 * i - 10, -3.0) for i in range(1, 10)}
    nodes |= {51: (-3.0, 2.0), 52: (3.0, 2.0), 53: (7.0, 3.0), 54: (-7.0, 3.0), 55: (0.5, 4.0)}
    nodes |= {
        60: (0.05, 0.5, {"barrier": "border_control", "name": "Post"}),
        61: (-6.0, 0.2, {"place": "town", "name": "Westby"}),
        62: (6.0, 0.2, {"place": "town", "name": "Eastby"}),
    }
    nodes |= {70: (-11.0, -6.0), 71: (0.1, -6.0), 72: (11.0, -6.0), 73: (11.0, 6.0), 74: (0.1, 6.0), 75: (-11.0, 6.0)}
    country = {"boundary": "administrative", "admin_level": "2"}
    ways = {
        10: ([1, 2, 3, 4, 60, 5, 6, 7, 8, 9], ROAD),
        11: (list(range(21, 30)), ROAD | {"oneway": "yes"}),
        12: ([31, 32, 33, 34, 31], {"highway": "tertiary"}),
        13: ([5, 31], {"highway": "track", "motor_vehicle:conditional": "no @ (Nov-Mar)"}),
        14: ([3, 51, 52, 7], {"route": "ferry", "duration": "01:00", "motor_vehicle": "yes"}),
        15: (list(range(41, 50)), {"railway": "rail", "gauge": "1520"}),
        16: ([4, 54, 55, 53, 6], {"highway": "unclassified"}),
        17: ([22, 2], {"highway": "residential"}), 18: ([28, 8], {"highway": "residential"}),
        80: ([70, 71], country), 81: ([71, 74], country), 82: ([74, 75, 70], country),
        83: ([71, 72, 73, 74], country),
    }  # fmt: skip
    relations = {
        90: ([("w", 80, "outer"), ("w", 81, "outer"), ("w", 82, "outer")], country | {"ISO3166-1": "AA"}),
        91: ([("w", 81, "outer"), ("w", 83, "outer")], country | {"ISO3166-1": "BB"}),
        92: ([("w", 13, "from"), ("n", 5, "via"), ("w", 10, "to")],
             {"type": "restriction", "restriction": "no_left_turn"}),
    }  # fmt: skip
    return write_osm(tmp_path / "whole.osm", nodes, ways, relations)


@pytest.mark.parametrize("how", CUTS)
@pytest.mark.parametrize("swapped", [False, True])
def test_two_overlapping_parts_give_the_same_network_as_the_whole(tmp_path, how, swapped):
    whole = world(tmp_path)
    middle = 10.0
    parts = cut(whole, tmp_path, how, middle - 0.02, middle + 0.03)
    parts = parts[::-1] if swapped else parts
    assert_same(build(*parts).network, build(whole).network)


def test_the_whole_and_its_parts_together_are_still_the_whole(tmp_path):
    whole = world(tmp_path)
    parts = cut(whole, tmp_path, "clipped refs", 9.98, 10.03)
    for files in itertools.permutations([whole, *parts]):
        assert_same(build(*files).network, build(whole).network)


def test_the_same_files_in_any_order_give_the_same_bytes_but_for_the_report(tmp_path):
    parts = cut(world(tmp_path), tmp_path, "clipped refs", 9.98, 10.03)
    written = []
    for number, files in enumerate((parts, parts[::-1])):
        folder = tmp_path / str(number) / "store"
        build_network(files, folder, name="world")
        written.append({path.name: path.read_bytes() for path in folder.iterdir() if path.name != "report.json"})
    assert len(written[0]) > 30
    assert written[0] == written[1]


def test_the_higher_version_counts_even_where_it_takes_the_road_away(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0)}
    old = write_osm(tmp_path / "b.osm", nodes, {10: ([1, 2], ROAD), 11: ([2, 3], ROAD)})
    new = write_osm(tmp_path / "a.osm", nodes, {11: ([2, 3], {"highway": "construction"})}, version=2)
    for files in ((old, new), (new, old)):
        assert turns(build(*files)) == {"1>2", "2>1"}


def test_parts_that_nothing_joins_stay_apart_and_are_told(tmp_path):
    nodes = {i: (i, 0) for i in range(1, 7)}
    west = write_osm(tmp_path / "west.osm", nodes, {10: ([1, 2, 3], ROAD)})
    east = write_osm(tmp_path / "east.osm", nodes, {10: ([4, 5, 6], ROAD)})
    result = build(west, east)
    assert turns(result) == {"1>3", "3>1", "4>6", "6>4"}
    assert result.findings.counts[FindingKind.WAY_INCOMPLETE] == 1
    assert FindingKind.NODE_MISSING not in result.findings.counts


@pytest.mark.parametrize(
    ("one", "other", "whole"),
    [
        ([1, 2, 3], [3, 4, 5], [1, 2, 3, 4, 5]),
        ([3, 4, 5], [1, 2, 3], [1, 2, 3, 4, 5]),
        ([1, 2, 3, 4], [2, 3], [1, 2, 3, 4]),
        ([1, 2, 3, 8, 9], [3, 4, 5, 6, 7, 8], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ([1, 2, 5, 6], [2, 3, 4, 5], [1, 2, 3, 4, 5, 6]),
        ([1, 2], [3, 4], [1, 2, 0, 3, 4]),
        ([], [1, 2], [1, 2]),
    ],
)
def test_lists_that_overlap_become_the_list_they_are_parts_of(one, other, whole):
    assert join_lists(one, other, [0]) == whole


@pytest.mark.parametrize("how", CUTS)
@pytest.mark.parametrize("name", ["monaco", "helsinki-centre", pytest.param("liechtenstein", marks=pytest.mark.slow)])
def test_real_extracts_cut_in_two_and_merged_are_whole_again(shared, tmp_path, name, how):
    source = shared / "osm" / f"{name}.osm.pbf"
    if not source.is_file():
        pytest.skip(f"needs {source}")
    box = osmium.io.Reader(str(source), osmium.osm.NOTHING).header().box()
    middle, width = (box.bottom_left.lon + box.top_right.lon) / 2, box.top_right.lon - box.bottom_left.lon
    parts = cut(source, tmp_path, how, middle - width / 10, middle + width / 10)
    assert_same(build(*parts[::-1]).network, build(uncut(source, tmp_path, how)).network)
