"""Graphs that OSMnx made, from a file and from a map server, become networks and come back as they were."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import pytest

from corridor_planner.graph.network import Flag, Network
from corridor_planner.graph.views import from_networkx, to_networkx
from corridor_planner.osm.osmnx_settings import OsmnxSettings, lend_settings
from corridor_planner.store.networks import open_network, save_network
from tests.support.osm_files import write_osm
from tests.support.overpass import serving_map

Graph: TypeAlias = "nx.MultiDiGraph[Any]"
ROAD = {"highway": "primary", "maxspeed": "60"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bent main road of three ways that one number and two names go along, a ramp, a yard's drive, a ring.

    1--2--3--4 are ways 1, 2, 3 of one chain; 4-5 is a ramp, 4-6 a oneway bridge drawn against its
    traffic, 6-7 a driveway, 1-8 a street without a maxspeed.
    """
    return write_osm(
        tmp_path_factory.mktemp("town") / "town.osm",
        {1: (0, 0), 2: (1, 1), 3: (2, 0), 4: (3, 0), 5: (4, 1), 6: (4, 0), 7: (5, 0), 8: (0, 2)},
        {
            1: ((1, 2), ROAD | {"name": "West Street", "ref": "M39", "lanes": "2"}),
            2: ((2, 3), ROAD | {"name": "East Street", "ref": "M39", "lanes": "4", "tunnel": "yes"}),
            3: ((3, 4), ROAD | {"name": "East Street", "ref": "M39", "lanes": "4", "maxspeed": "40"}),
            4: ((4, 5), {"highway": "trunk_link", "maxspeed": "30 mph", "oneway": "yes"}),
            5: ((6, 4), ROAD | {"bridge": "viaduct", "oneway": "-1", "width": "7.5"}),
            6: ((6, 7), {"highway": "service", "service": "driveway", "access": "destination", "maxspeed": "20"}),
            7: ((1, 8), {"highway": "primary", "name": "Улица Навои", "junction": "roundabout"}),
        },
    )


@pytest.fixture(scope="module")
def graphs(town: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graph]:
    """The town as OSMnx reads it: from the file and from a map server, as it stands and simplified."""
    found: dict[str, Graph] = {}
    with serving_map(town) as (_, server):
        settings = OsmnxSettings(cache_folder=tmp_path_factory.mktemp("cache"), raw=False, timeout_s=5,
                                 overpass_url=f"{server.url}/api")  # fmt: skip
        with lend_settings(settings, lambda _response: None) as lent:
            for kind, simplify in (("plain", False), ("simplified", True)):
                options: dict[str, bool] = {"simplify": simplify, "retain_all": True}
                found[f"file, {kind}"] = lent.graph.graph_from_xml(town, **options)
                found[f"server, {kind}"] = lent.graph.graph_from_bbox((9.95, -0.05, 10.1, 0.1), **options)
    return found


NAMES = ("file, plain", "file, simplified", "server, plain", "server, simplified")


def told(value: object) -> object:
    """A value that can be compared: lists in any order, since OSMnx gives those of both directions in their own."""
    return tuple(sorted(map(str, value))) if isinstance(value, list) else value


def edges(graph: Graph) -> Counter[tuple[object, ...]]:
    """All edges by the OpenStreetMap ids of their ends, with the attributes that OSMnx gives."""
    id_of = {node: row.get("osm_id", node) for node, row in graph.nodes(data=True)}
    keys = ("osmid", "highway", "name", "ref", "lanes", "bridge", "tunnel", "width", "service", "access", "junction",
            "oneway", "maxspeed")  # fmt: skip
    return Counter(
        (id_of[u], id_of[v], *(told(row.get(key)) for key in keys), _reversed(row), round(row["length"], 6),
         tuple(row["geometry"].coords) if "geometry" in row else None)
        for u, v, row in graph.edges(data=True)
    )  # fmt: skip


def _reversed(row: dict[str, Any]) -> bool:
    value = row["reversed"]
    return bool(value[0] if isinstance(value, list) else value)


def with_speeds(graph: Graph) -> Graph:
    """The graph, each road with a maxspeed: where none is tagged a network takes the mean of the class."""
    graph = graph.copy()
    for _, _, row in graph.edges(data=True):
        row.setdefault("maxspeed", "60")
    return graph


@pytest.mark.parametrize("name", NAMES)
def test_ids_geometry_and_tags_survive_there_and_back(graphs: dict[str, Graph], name: str) -> None:
    graph = with_speeds(graphs[name])
    back = to_networkx(from_networkx(graph, name="town"))
    assert edges(back) == edges(graph)
    assert {row["osm_id"]: (row["x"], row["y"]) for _, row in back.nodes(data=True)} == {
        node: (row["x"], row["y"]) for node, row in graph.nodes(data=True)
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_second_round_changes_nothing(graphs: dict[str, Graph], name: str) -> None:
    once = to_networkx(from_networkx(graphs[name], name="town"))
    twice = to_networkx(from_networkx(once, name="town"))
    assert edges(twice) == edges(once)


def test_the_server_gives_the_same_graph_as_the_file(graphs: dict[str, Graph]) -> None:
    assert edges(graphs["server, plain"]) == edges(graphs["file, plain"])
    assert edges(graphs["server, simplified"]) == edges(graphs["file, simplified"])


def test_a_chain_keeps_all_its_ids_and_names(graphs: dict[str, Graph]) -> None:
    network = from_networkx(graphs["file, simplified"], name="town")
    chain = next(dict(tags) for tags in network.leg_tags.sets if dict(tags).get("ref") == "M39")
    assert sorted(chain["osmid"]) == [1, 2, 3]
    assert sorted(chain["name"]) == ["East Street", "West Street"]
    assert sorted(chain["lanes"]) == ["2", "4"]


def test_what_arrays_say_is_not_kept_twice(graphs: dict[str, Graph]) -> None:
    network = from_networkx(graphs["file, plain"], name="town")
    tags = {way: dict(network.leg_tags.get(leg)) for leg, way in enumerate(network.leg_ids)}
    assert tags["way/3"] == {"name": "East Street", "ref": "M39", "lanes": "4"}
    assert tags["way/4"] == {"highway": "trunk_link", "maxspeed": "30 mph"}
    assert tags["way/5"] == {"bridge": "viaduct", "width": "7.5"}
    assert tags["way/6"] == {"service": "driveway", "access": "destination"}
    flags = {network.leg_ids[leg]: Flag(flag) for leg, flag in zip(network.arcs.leg, network.arcs.flags, strict=True)}
    assert (flags["way/2"], flags["way/5"]) == (Flag.TUNNEL, Flag.BRIDGE)


def test_equal_tags_stand_once(graphs: dict[str, Graph]) -> None:
    graph = graphs["file, plain"].copy()
    for _, _, row in graph.edges(data=True):
        row |= {"name": "One Road", "ref": "A1", "lanes": "2", "highway": "primary", "maxspeed": "60"}
        for key in ("bridge", "tunnel", "width", "service", "access", "junction"):
            row.pop(key, None)
    network = from_networkx(graph, name="town")
    assert network.leg_tags.sets == ((("lanes", "2"), ("name", "One Road"), ("ref", "A1")),)


def test_a_store_keeps_the_tags(graphs: dict[str, Graph], tmp_path: Path) -> None:
    network = from_networkx(graphs["file, simplified"], name="town")
    save_network(network, tmp_path / "town")
    opened: Network = open_network(tmp_path / "town")
    assert tuple(opened.leg_tags.sets) == network.leg_tags.sets
    assert opened.leg_tags.sets[-1:] == network.leg_tags.sets[-1:]
    assert opened.leg_tags.of_leg.tolist() == network.leg_tags.of_leg.tolist()
    assert edges(to_networkx(opened)) == edges(to_networkx(network))
