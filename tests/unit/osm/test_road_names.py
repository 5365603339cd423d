"""Names and numbers of roads go from tags to legs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from corridor_planner.graph.leg_tags import TagSet
from corridor_planner.graph.network import Network
from tests.support.osm_files import Tags, build, write_osm

ROAD = {"highway": "primary", "maxspeed": "60"}
NODES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0), 5: (1, 1), 6: (2, 1)}


def names(network: Network) -> dict[str, TagSet]:
    return {leg: network.leg_tags.get(number) for number, leg in enumerate(network.leg_ids)}


def ways(**tags: Tags) -> dict[int, tuple[tuple[int, ...], Tags]]:
    """Ways 1-2-3-4 along a street, and side streets 5 and 6 at its nodes 2 and 3."""
    drawn = {"first": (1, 2), "second": (2, 3), "third": (3, 4), "fifth": (2, 5), "sixth": (3, 6)}
    return {number: (nodes, ROAD | dict(tags.get(word, {})))
            for number, (word, nodes) in enumerate(drawn.items(), start=1)}  # fmt: skip


def test_a_leg_has_the_name_and_numbers_of_its_way(tmp_path: Path) -> None:
    street = {"name": "Улица Навои", "ref": "M39", "int_ref": "E40", "name:en": "Navoi Street"}
    told = names(build(write_osm(tmp_path / "a.osm", NODES, ways(first=street, third={"ref": "A, b=c"}))).network)

    assert told["way/1"] == (("int_ref", "E40"), ("name", "Улица Навои"), ("ref", "M39"))
    assert told["way/3"] == (("ref", "A, b=c"),)
    assert told["way/2"] == told["way/5"] == ()


def test_both_directions_and_all_pieces_of_a_way_share_its_name(tmp_path: Path) -> None:
    drawn = {1: ((1, 2, 3, 4), ROAD | {"ref": "M39"}), 5: ((2, 5), ROAD), 6: ((3, 6), ROAD)}
    network = build(write_osm(tmp_path / "a.osm", NODES, drawn)).network

    assert {leg: tags for leg, tags in names(network).items() if leg.startswith("way/1")} == {
        "way/1": (("ref", "M39"),), "way/1#1": (("ref", "M39"),), "way/1#2": (("ref", "M39"),),
    }  # fmt: skip
    assert network.leg_tags.sets == ((("ref", "M39"),),)
    assert np.bincount(network.leg_tags.of_leg[network.arcs.leg] + 1).tolist() == [4, 6]


def test_the_order_of_the_files_leaves_no_trace(tmp_path: Path) -> None:
    one, two = {"name": "One"}, {"name": "Two"}
    a = write_osm(tmp_path / "a.osm", NODES, {k: v for k, v in ways(first=two, second=one).items() if k < 3})
    b = write_osm(tmp_path / "b.osm", NODES, {k: v for k, v in ways(third=two, fifth=one).items() if k > 2})
    renamed = write_osm(tmp_path / "c.osm", NODES, {k: v for k, v in ways(first=two, second=one).items() if k < 3})
    forth, back = build(a, b).network.leg_tags, build(renamed, b).network.leg_tags

    assert forth.sets == back.sets == ((("name", "Two"),), (("name", "One"),))
    assert forth.of_leg.tolist() == back.of_leg.tolist()


def test_the_name_of_the_newer_version_counts(tmp_path: Path) -> None:
    old = write_osm(tmp_path / "a.osm", NODES, ways(first={"name": "Lenin Street"}))
    new = write_osm(tmp_path / "b.osm", NODES, ways(first={"name": "Navoi Street"}), version=2)
    assert names(build(old, new).network)["way/1"] == (("name", "Navoi Street"),)
