"""Joining chains changes no distance: the network as built against the one that keeps every point."""

import tempfile
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.osm_files import build, write_osm

POINTS = range(1, 10)
ROADS = (
    {"maxspeed": "60"},
    {"maxspeed": "60", "oneway": "yes"},
    {"maxspeed": "60", "oneway": "-1"},
    {"maxspeed": "30"},
)


@st.composite
def maps(draw):
    """Draw points on a small grid, and ways over them in any order, some of them oneways."""
    spots = draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=9, max_size=9))
    nodes = {i: (x / 2 + i / 100, y / 2) for i, (x, y) in zip(POINTS, spots, strict=True)}
    lines = draw(st.lists(st.lists(st.sampled_from(POINTS), min_size=2, max_size=5), min_size=1, max_size=6))
    kinds = draw(st.lists(st.sampled_from(ROADS), min_size=len(lines), max_size=len(lines)))
    ways = {
        10 + n: (line, {"highway": "primary", **kind}) for n, (line, kind) in enumerate(zip(lines, kinds, strict=True))
    }
    return nodes, ways


def graph_of(network):
    """Return the network as a plain graph between OpenStreetMap nodes, shortest parallel arc kept."""
    graph = nx.DiGraph()
    osm = network.nodes.osm_id.tolist()
    for tail, head, length_m in zip(network.arcs.tail, network.arcs.head, network.arcs.length_m, strict=True):
        known = graph.get_edge_data(osm[tail], osm[head], {"weight": float("inf")})
        graph.add_edge(osm[tail], osm[head], weight=min(float(length_m), known["weight"]))
    return graph


@settings(max_examples=150, deadline=None)
@given(maps())
def test_distances_are_the_same_with_and_without_joined_chains(drawn):
    nodes, ways = drawn
    with tempfile.TemporaryDirectory() as folder:
        path = write_osm(Path(folder) / "drawn.osm", nodes, ways)
        joined, every_point = graph_of(build(path).network), graph_of(build(path, join_chains=False).network)
    distance = dict(nx.all_pairs_dijkstra_path_length(every_point))
    for start, found in nx.all_pairs_dijkstra_path_length(joined):
        assert set(found) == set(distance[start]) & set(joined)
        for end, length_m in found.items():
            assert length_m == pytest.approx(distance[start][end], abs=1e-6)
