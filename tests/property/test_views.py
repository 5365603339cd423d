"""The networkx and GeoPandas views: OSMnx and networkx functions run on them, and they come back whole."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import fields
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from corridor_planner.domain import ArcKind, Layer, LineClass, RoadClass
from corridor_planner.errors import InvalidInput
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.graph.network import Flag, Network, NetworkMeta
from corridor_planner.graph.views import from_networkx, to_gdfs, to_networkx
from corridor_planner.store.world import load_world
from tests.support.sketch import sketch

META = NetworkMeta(name="toy", kind="built", data_version="1", attribution=("us", "them"))
COUNTRIES = ("", "AA", "BB")


@pytest.fixture(scope="module")
def square() -> Network:
    """Four towns around a block of 3 by 2 steps of 10 km, and a border."""
    return sketch(
        """
        a--b--X--e
        |  |
        c--d
        """,
        km_per_step=10,
    )


@pytest.fixture(scope="module")
def shipped() -> Network:
    """The backbone."""
    return build_backbone(load_world())


def node_of(network: Network, place: str) -> int:
    return network.nodes_of_place[network.place_index[place]][0]


def placed(network: Network, route: list[int]) -> list[str]:
    return [network.places[network.nodes.place[n]].id for n in route]


# What OSMnx and networkx make of it


def test_osmnx_finds_nothing_wrong_with_the_graph(shipped: Network) -> None:
    ox.convert.validate_graph(to_networkx(shipped), strict=True)


def test_osmnx_finds_nothing_wrong_with_the_geodataframes(shipped: Network) -> None:
    ox.convert.validate_node_edge_gdfs(*to_gdfs(shipped), strict=True)


def test_networkx_finds_the_shortest_path_by_length(square: Network) -> None:
    graph = to_networkx(square)
    a, e = node_of(square, "a"), node_of(square, "e")
    assert nx.shortest_path_length(graph, a, e, weight="length") == 90_000.0
    assert placed(square, nx.shortest_path(graph, a, e, weight="length")) == ["a", "b", "X:AA", "X:BB", "e"]


def test_osmnx_routes_and_tells_the_route_as_a_table(square: Network) -> None:
    graph = to_networkx(square)
    route = ox.routing.shortest_path(graph, node_of(square, "c"), node_of(square, "e"), weight="length")
    table = ox.routing.route_to_gdf(graph, route)
    assert placed(square, route) in (["c", "a", "b", "X:AA", "X:BB", "e"], ["c", "d", "b", "X:AA", "X:BB", "e"])
    assert table["length"].sum() == 110_000.0
    assert table["kind"].tolist() == ["road", "road", "road", "crossing", "road"]


def test_osmnx_travel_times_follow_the_free_flow_speed(square: Network) -> None:
    graph = ox.routing.add_edge_travel_times(ox.routing.add_edge_speeds(to_networkx(square)))
    hours = nx.shortest_path_length(graph, node_of(square, "a"), node_of(square, "b"), weight="travel_time") / 3600
    assert hours == pytest.approx(30 / 36)


def test_osmnx_finds_the_nearest_node(square: Network) -> None:
    graph = ox.projection.project_graph(to_networkx(square))
    d = node_of(square, "d")
    x, y = graph.nodes[d]["x"], graph.nodes[d]["y"]
    assert ox.distance.nearest_nodes(graph, x + 1000, y - 1000) == d


def test_osmnx_counts_streets_and_lengths(square: Network) -> None:
    stats = ox.stats.basic_stats(to_networkx(square))
    assert (stats["n"], stats["m"]) == (7, 14)
    assert stats["edge_length_total"] == 2 * 160_000.0
    assert stats["streets_per_node_counts"] == {0: 0, 1: 1, 2: 5, 3: 1}


def test_osmnx_makes_the_same_geodataframes_as_we_do(shipped: Network) -> None:
    nodes, arcs = to_gdfs(shipped)
    theirs_nodes, theirs_arcs = ox.convert.graph_to_gdfs(to_networkx(shipped))
    assert nodes.index.equals(theirs_nodes.index)
    assert arcs.index.equals(theirs_arcs.index)
    assert arcs.index.names == theirs_arcs.index.names
    assert set(arcs.columns) == set(theirs_arcs.columns)
    assert arcs.geometry.geom_equals_exact(theirs_arcs.geometry, tolerance=0).all()
    assert arcs["length"].equals(theirs_arcs["length"])
    assert (nodes.crs, arcs.crs) == (theirs_nodes.crs, theirs_arcs.crs)


def test_geodataframes_become_a_graph_and_a_network_again(square: Network) -> None:
    graph = ox.convert.graph_from_gdfs(*to_gdfs(square))
    again = from_networkx(graph, name="again", tables=square)
    assert arcs_told(again) == arcs_told(square)


def test_a_graph_saved_by_osmnx_comes_back_whole(square: Network, tmp_path: Path) -> None:
    path = tmp_path / "square.graphml"
    ox.io.save_graphml(to_networkx(square), path)
    again = from_networkx(ox.io.load_graphml(path), name="again", tables=square)
    assert arcs_told(again) == arcs_told(square)


def test_osmnx_simplifies_and_truncates_the_graph(square: Network) -> None:
    graph = to_networkx(square)
    near = ox.truncate.truncate_graph_dist(graph, node_of(square, "a"), 30_000)
    assert {square.places[square.nodes.place[n]].id for n in near} == {"a", "b", "c"}
    assert ox.convert.to_undirected(graph).number_of_edges() == 7


def test_networkx_sees_one_strongly_connected_part(square: Network) -> None:
    assert nx.is_strongly_connected(to_networkx(square))


# There and back


def arcs_told(network: Network) -> Counter[tuple[object, ...]]:
    """All that an arc says, by names instead of indices, so that the order of tables does not matter."""
    told: list[tuple[object, ...]] = []
    for a in range(network.n_arcs):
        arcs = network.arcs
        told.append((
            int(arcs.tail[a]), int(arcs.head[a]), network.arc_key(a), int(arcs.kind[a]), int(arcs.road_class[a]),
            round(float(arcs.length_m[a]), 6), round(float(arcs.speed_light_kmh[a]), 3),
            round(float(arcs.speed_heavy_kmh[a]), 3),
            network.countries[arcs.country[a]] if arcs.country[a] >= 0 else "", int(arcs.crossing[a]),
            int(arcs.service[a]), int(arcs.stop[a]), int(arcs.scheduled_s[a]), int(arcs.flags[a]),
            tuple(r.id for r in network.season_sets[arcs.season[a]]) if arcs.season[a] >= 0 else (),
            round(float(arcs.max_mass_t[a]), 3), round(float(arcs.max_height_m[a]), 3), tuple(network.line(a)),
        ))  # fmt: skip
    return Counter(told)


def test_the_backbone_comes_back_whole(shipped: Network) -> None:
    again = from_networkx(to_networkx(shipped), name="backbone", tables=shipped)
    assert arcs_told(again) == arcs_told(shipped)
    for field in fields(shipped.nodes):
        mine, theirs = getattr(shipped.nodes, field.name), getattr(again.nodes, field.name)
        assert field.name == "country" or np.array_equal(mine, theirs), field.name
    assert [again.countries[c] for c in again.nodes.country] == [shipped.countries[c] for c in shipped.nodes.country]
    assert (again.places, again.crossings, again.services) == (shipped.places, shipped.crossings, shipped.services)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Small networks with parallel arcs, loops, bends and all attributes of roads and rails."""
    draft = NetworkDraft()
    degrees = st.floats(-80, 80).map(lambda x: round(x, 4))
    n = draw(st.integers(1, 5))
    for _ in range(n):
        draft.add_node(
            draw(degrees), draw(degrees), country=draw(st.sampled_from(COUNTRIES)), layer=draw(st.sampled_from(Layer)),
            osm_id=draw(st.integers(-1, 9)),
        )  # fmt: skip
    for i in range(draw(st.integers(0, 8))):
        road = draw(st.booleans())
        speed = draw(st.integers(1, 130))
        draft.add_arc(
            draw(st.integers(0, n - 1)), draw(st.integers(0, n - 1)), leg=f"leg {i}",
            kind=ArcKind.ROAD if road else ArcKind.RAIL, layer=draw(st.sampled_from(Layer)),
            road_class=draw(st.sampled_from([c for c in RoadClass if c])) if road else RoadClass.NONE,
            length_m=draw(st.integers(0, 10**6)), speed_light_kmh=speed, speed_heavy_kmh=draw(st.integers(1, speed)),
            country=draw(st.sampled_from([None, "AA", "CC"])), backward=draw(st.booleans()),
            flags=draw(st.integers(0, 2 * max(Flag) - 1)), max_mass_t=draw(st.sampled_from([math.inf, 3.5, 40.0])),
            line=draft.add_line(draw(st.lists(st.tuples(degrees, degrees), max_size=3))),
        )  # fmt: skip
    return draft.freeze(META)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(networks())
def test_any_network_comes_back_whole(network: Network) -> None:
    again = from_networkx(to_networkx(network), name="toy")
    assert arcs_told(again) == arcs_told(network)
    assert (again.meta.data_version, again.meta.attribution) == ("1", ("us", "them"))
    for name in ("lon", "lat", "layer", "osm_id"):
        assert np.array_equal(getattr(again.nodes, name), getattr(network.nodes, name)), name


# What OSMnx made


def osm_graph(**edge: object) -> nx.MultiDiGraph[Any]:
    """Return one road of 10 km as OSMnx gives it, with some attributes changed; None takes one away."""
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(crs="epsg:4326", created_with="OSMnx")
    graph.add_node(11, x=70.0, y=40.0, street_count=1)
    graph.add_node(12, x=70.1, y=40.0, street_count=1)
    row = {"osmid": 5, "highway": "primary", "length": 10_000.0, "maxspeed": "60", "reversed": False} | edge
    graph.add_edge(11, 12, **{key: value for key, value in row.items() if value is not None})
    return graph


def test_an_osmnx_graph_becomes_a_network() -> None:
    network = from_networkx(osm_graph(), name="town")
    assert network.nodes.osm_id.tolist() == [11, 12]
    assert network.arc_key(0) == "way/5+0"
    arcs = network.arcs
    assert (arcs.length_m[0], arcs.speed_light_kmh[0], arcs.road_class[0]) == (10_000.0, 60.0, RoadClass.PRIMARY)
    assert network.meta.attribution == ("© OpenStreetMap contributors, ODbL 1.0",)


@pytest.mark.parametrize(
    ("edge", "field", "value"),
    [
        ({"maxspeed": "30 mph"}, "speed_light_kmh", 48.28032),
        ({"maxspeed": ["40", "60"]}, "speed_light_kmh", 50.0),
        ({"speed_kph": 33.0}, "speed_light_kmh", 33.0),
        ({"highway": ["primary", "residential"]}, "road_class", RoadClass.RESIDENTIAL),
        ({"highway": "trunk_link"}, "road_class", RoadClass.TRUNK),
        ({"highway": "bus_guideway"}, "road_class", RoadClass.UNCLASSIFIED),
        ({"reversed": True}, "backward", True),
        ({"tunnel": "yes", "bridge": ["no", "viaduct"]}, "flags", Flag.TUNNEL | Flag.BRIDGE),
        ({"bridge": "no"}, "flags", 0),
        ({"junction": "roundabout"}, "flags", Flag.ROUNDABOUT),
        ({"access": "no"}, "flags", Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH),
        ({"access": "destination"}, "flags", Flag.LOCAL_CAR | Flag.LOCAL_TRUCK | Flag.LOCAL_COACH),
        ({"toll": "yes"}, "flags", Flag.TOLL | Flag.TOLL_CAR),
        ({"maxlength": "12"}, "max_length_m", 12.0),
        ({"usage": "branch"}, "line_class", LineClass.BRANCH),
        ({"tracks": "2"}, "tracks", 2),
        ({"tracks": "two"}, "tracks", 0),
        ({"maxweight": ["7.5", "3.5"]}, "max_mass_t", 3.5),
        ({"maxweight": "none"}, "max_mass_t", math.inf),
        ({"geometry": LineString([(70, 40), (70.05, 40.1), (70.1, 40)])}, "geometry", 0),
    ],
)  # fmt: skip
def test_osm_attributes_are_read(edge: dict[str, object], field: str, value: float) -> None:
    network = from_networkx(osm_graph(**edge), name="town")
    assert getattr(network.arcs, field)[0] == pytest.approx(float(value))


def test_a_road_without_maxspeed_gets_the_mean_of_its_class() -> None:
    graph = osm_graph()
    graph.add_edge(12, 11, osmid=6, highway="primary", length=1.0, maxspeed="80")
    graph.add_edge(11, 12, osmid=7, highway="primary", length=1.0)
    graph.add_edge(11, 12, osmid=8, highway="track", length=1.0)
    network = from_networkx(graph, name="town")
    speeds = {network.arc_key(a): float(network.arcs.speed_light_kmh[a]) for a in range(network.n_arcs)}
    assert speeds == {"way/5+0": 60.0, "way/6+0": 80.0, "way/7+0": 70.0, "way/8+0": 70.0}


def test_a_missing_length_is_measured_along_the_line() -> None:
    bent = LineString([(70, 40), (70.0, 41.0), (70.1, 40)])
    network = from_networkx(osm_graph(length=None, geometry=bent), name="town")
    assert network.arcs.length_m[0] == pytest.approx(222_700, rel=0.001)


def test_pieces_of_one_way_have_names_of_their_own_in_both_directions() -> None:
    graph = osm_graph()
    graph.add_node(13, x=70.2, y=40.0)
    for tail, head, reverse in ((12, 11, True), (12, 13, False), (13, 12, True)):
        graph.add_edge(tail, head, osmid=5, highway="primary", length=1.0, maxspeed="60", reversed=reverse)
    network = from_networkx(graph, name="town")
    assert sorted(network.arc_key(a) for a in range(4)) == ["way/5#1+0", "way/5#1-0", "way/5+0", "way/5-0"]


def test_graphs_that_are_no_network_are_refused_with_the_remedy() -> None:
    projected = osm_graph()
    projected.graph["crs"] = "epsg:32642"
    nowhere = osm_graph()
    nowhere.add_node(99)
    swapped = osm_graph()
    swapped.add_node(99, x=40.0, y=170.0)
    refused: tuple[tuple[Any, str], ...] = (
        (nx.MultiDiGraph(), "at least one node"),
        (nx.Graph(osm_graph()), "must be a MultiDiGraph"),
        (projected, "to_latlong=True"),
        (nowhere, "node 99"),
        (swapped, "node 99"),
        (osm_graph(maxspeed=None), "add_edge_speeds"),
        (osm_graph(crossing="X"), "pass tables="),
    )
    for graph, said in refused:
        with pytest.raises(InvalidInput, match=said):
            from_networkx(graph, name="town")
