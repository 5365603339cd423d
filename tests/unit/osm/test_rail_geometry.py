"""Railways as bare lines: equal positions are one node, and wrong files are refused by entry."""

import gzip
import json
import re

import pytest

from corridor_planner.domain import Layer
from corridor_planner.errors import InvalidInput
from tests.support.osm_files import build, write_osm

# A main line of three points along the equator, cut in two ways, and a branch from its middle point.
MAIN_WEST = {"id": 10, "type": "rail", "geometry": [[0.0, 10.0], [0.0, 10.005]]}
MAIN_EAST = {"id": 11, "type": "rail", "geometry": [[0.0, 10.005], [0.0, 10.01], [0.0, 10.015]]}
BRANCH = {"id": 12, "type": "rail", "geometry": [[0.0, 10.01], [0.005, 10.01]]}
STEP_M = 555.975


def lines(path, entries):
    data = json.dumps(entries).encode()
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["rail.json", "rail.json.gz"])
def test_ends_that_meet_are_joined_and_a_branch_starts_in_the_middle_of_a_line(tmp_path, name):
    network = build(lines(tmp_path / name, [MAIN_WEST, MAIN_EAST, BRANCH])).network
    assert set(network.nodes.layer.tolist()) == {int(Layer.RAIL_1435)}  # the gauge that is usual there
    assert sorted(network.arcs.length_m.tolist()) == pytest.approx([STEP_M] * 4 + [2 * STEP_M] * 2, abs=0.1)
    assert network.n_nodes == 4
    assert set(network.nodes.osm_id.tolist()) == {-1}  # positions have no id in OpenStreetMap
    assert set(network.leg_ids) == {"way/10", "way/11", "way/12"}


def test_what_is_no_railway_in_use_is_left_out(tmp_path):
    entries = [MAIN_WEST, {**MAIN_EAST, "type": "construction"}, {**BRANCH, "type": "light_rail"}]
    assert build(lines(tmp_path / "rail.json", entries)).network.n_nodes == 2


def test_two_files_that_overlap_keep_a_way_once(tmp_path):
    both = build(
        lines(tmp_path / "a.json", [MAIN_WEST, MAIN_EAST]), lines(tmp_path / "b.json", [MAIN_EAST, BRANCH])
    ).network
    one = build(lines(tmp_path / "c.json", [MAIN_WEST, MAIN_EAST, BRANCH])).network
    assert both.arcs.length_m.tolist() == one.arcs.length_m.tolist()


def test_stations_name_the_nodes_of_the_lines(tmp_path):
    stations = [{"id": 7, "lat": 0.0, "lon": 10.0, "name": "Bekabat", "nameLocal": "Бекобод", "type": "station"}]
    network = build(lines(tmp_path / "rail.json", [MAIN_WEST]), lines(tmp_path / "stations.json", stations)).network
    assert [(place.name, place.name_local) for place in network.places] == [("Bekabat", "Бекобод")]


def test_lines_and_an_extract_build_one_network(tmp_path):
    road = write_osm(tmp_path / "road.osm", {1: (0, 1), 2: (1, 1)}, {20: ([1, 2], {"highway": "primary"})})
    network = build(road, lines(tmp_path / "rail.json", [MAIN_WEST])).network
    assert set(network.nodes.layer.tolist()) == {int(Layer.ROAD), int(Layer.RAIL_1435)}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ([], "it holds nothing"),
        ({"elements": []}, "a list of ways or stations"),
        ([MAIN_WEST, {"id": 11, "type": "rail", "geometry": [[0.0, 10.0], [91.0, 10.0]]}], "entry 2 of rail.json"),
        ([{"id": 11, "type": "rail", "geometry": [["north", 10.0]]}], "entry 1 of rail.json"),
        ([{"id": 11, "type": "rail", "geometry": [[True, 10.0]]}], "entry 1 of rail.json"),
        ([{"type": "rail", "geometry": [[0.0, 10.0], [0.0, 10.1]]}], "entry 1 of rail.json"),
        ([{"id": 7, "lat": 0.0, "name": "nowhere", "type": "station"}], "entry 1 of rail.json"),
    ],
)
def test_a_wrong_file_is_refused_with_the_entry(tmp_path, content, named):
    with pytest.raises(InvalidInput, match=re.escape(named)):
        build(lines(tmp_path / "rail.json", content))


@pytest.mark.parametrize("data", [b"{not json", gzip.compress(b"[" * 100_000), b"\x1f\x8b broken"])
def test_a_damaged_file_is_refused(tmp_path, data):
    path = tmp_path / "rail.json.gz"
    path.write_bytes(data)
    with pytest.raises(InvalidInput, match=r"rail\.json\.gz"):
        build(path)
