"""Which nodes a site may meet: long parts, the longest of each country, through roads before tracks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.osm_files import KM, PLAIN, build, write_osm
from tests.support.toys import town

ROAD = {"highway": "primary", "maxspeed": "60"}


@pytest.mark.parametrize(
    ("near", "far", "met"),
    [
        ((0.2, ROAD), (20, ROAD), 3),  # an islet of 200 m beside a road of 20 km
        ((101, ROAD), (120, ROAD), 1),  # no islet: over 100 km long
        ((20, ROAD), (0.2, ROAD), 1),
        ((20, {**ROAD, "access": "no"}), (0.2, ROAD), 3),  # closed to all
        ((20, {"highway": "track"}), (0.2, ROAD), 1),  # a track is better than nothing near
    ],
)
def test_a_town_stands_on_the_nearest_road_of_a_large_part(
    tmp_path: Path, near: tuple[float, dict[str, str]], far: tuple[float, dict[str, str]], met: int
) -> None:
    nodes = {1: (0, 0.1), 2: (-near[0], 0.1), 3: (0, 1), 4: (far[0], 1)}
    path = write_osm(tmp_path / "a.osm", nodes, {10: ([1, 2], near[1]), 11: ([3, 4], far[1])})
    network = build(path, tables=replace(PLAIN, places=(town("a", 10.0, 0.0),))).network
    (stands,) = network.nodes_of_place.values()
    assert network.nodes.osm_id[list(stands)].tolist() == [met]


def test_a_town_stands_on_a_road_rather_than_on_a_nearer_field_track_that_joins_it(tmp_path: Path) -> None:
    nodes = {1: (0, 0.1), 2: (0, 1), 3: (5, 1)}
    path = write_osm(tmp_path / "a.osm", nodes, {10: ([1, 2], {"highway": "track"}), 11: ([2, 3], ROAD)})
    network = build(path, tables=replace(PLAIN, places=(town("a", 10.0, 0.0),))).network
    (stands,) = network.nodes_of_place.values()
    assert network.nodes.osm_id[list(stands)].tolist() == [2]


def test_each_country_has_a_large_part_of_its_own(tmp_path: Path) -> None:
    country = {"type": "boundary", "boundary": "administrative", "admin_level": "2"}
    nodes = {1: (0, 0), 2: (30, 0), 3: (60, 0), 4: (61, 0), 901: (-10, -10), 902: (50, -10), 903: (90, -10),
             904: (90, 10), 905: (50, 10), 906: (-10, 10)}  # fmt: skip
    ways = {10: ([1, 2], ROAD), 11: ([3, 4], ROAD), 91: ([902, 901, 906, 905], {}),
            92: ([902, 905], {"boundary": "administrative"}), 93: ([902, 903, 904, 905], {})}  # fmt: skip
    relations = {
        801: ([("way", 91, "outer"), ("way", 92, "outer")], {**country, "ISO3166-1:alpha2": "AA"}),
        802: ([("way", 92, "outer"), ("way", 93, "outer")], {**country, "ISO3166-1:alpha2": "BB"}),
    }  # fmt: skip
    towns = (town("a", 10.0, 0.0), town("b", 10 + 60 * KM, 0.0, country="BB"))
    network = build(write_osm(tmp_path / "a.osm", nodes, ways, relations), tables=replace(PLAIN, places=towns)).network
    assert {network.places[p].id for p in network.nodes_of_place} == {"a", "b"}
