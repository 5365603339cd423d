"""From a coordinate to the network."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from corridor_planner.domain import ArcKind, Layer
from corridor_planner.errors import InvalidInput
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.graph.network import Network, NetworkMeta
from corridor_planner.graph.spatial import largest_component, snap
from corridor_planner.units import great_circle_m
from tests.support.sketch import sketch, sketch_world
from tests.support.toys import ferry


def everything(network: Network) -> np.ndarray:
    return np.ones(network.n_nodes, bool)


def nodes_at(*positions: tuple[float, float]) -> Network:
    draft = NetworkDraft()
    for lon, lat in positions:
        draft.add_node(lon, lat)
    return draft.freeze(NetworkMeta(name="dots", kind="built", data_version="", attribution=()))


def test_the_nearest_node_is_found_with_its_distance() -> None:
    network = nodes_at((70.0, 40.0), (71.0, 40.0), (70.0, 41.0))
    found = snap(network, 70.9, 40.0, usable=everything(network), limit_m=10_000)
    assert found.node == 1
    assert found.distance_m == pytest.approx(great_circle_m(70.9, 40.0, 71.0, 40.0))


def test_nodes_that_may_not_be_used_are_passed_over() -> None:
    network = nodes_at((70.0, 40.0), (70.1, 40.0))
    found = snap(network, 70.0, 40.0, usable=np.array([False, True]), limit_m=10_000)
    assert found.node == 1


def test_beyond_the_limit_the_distance_is_told_and_refused() -> None:
    network = nodes_at((70.0, 40.0))
    with pytest.raises(InvalidInput, match=r"111\.2 km away, and at most 25 km are bridged"):
        snap(network, 70.0, 41.0, usable=everything(network), limit_m=25_000)


def test_a_network_without_usable_nodes_is_refused() -> None:
    network = nodes_at((70.0, 40.0))
    with pytest.raises(InvalidInput, match="no usable part"):
        snap(network, 70.0, 40.0, usable=np.array([False]), limit_m=25_000)


def test_across_the_date_line_is_near() -> None:
    network = nodes_at((179.9, 0.0), (0.0, 0.0))
    assert snap(network, -179.9, 0.0, usable=everything(network), limit_m=30_000).node == 0


def test_of_several_nodes_at_one_spot_the_first_is_taken() -> None:
    network = nodes_at(*[(70.0, 40.0)] * 100, (75.0, 45.0))
    assert snap(network, 70.01, 40.0, usable=everything(network), limit_m=5_000).node == 0


@pytest.mark.parametrize("share", [0.001, 0.05, 0.5, 1.0])
def test_it_agrees_with_measuring_every_node(share: float) -> None:
    random = np.random.default_rng(7)
    lon, lat = random.uniform(50, 90, 3000), random.uniform(35, 50, 3000)
    network = nodes_at(*zip(lon.tolist(), lat.tolist(), strict=True))
    usable = random.random(3000) < share
    for x, y in zip(random.uniform(50, 90, 40).tolist(), random.uniform(35, 50, 40).tolist(), strict=True):
        best = min(np.flatnonzero(usable).tolist(), key=lambda n: great_circle_m(x, y, float(lon[n]), float(lat[n])))
        assert snap(network, x, y, usable=usable, limit_m=1e7).node == best


def test_all_layers_of_a_place_ashore_are_given_but_no_ship() -> None:
    world = sketch_world("a-p==b q", km_per_step=10)
    network = build_backbone(replace(world, ferries={"f": ferry("f", "p", "q")}))
    port = world.places["p"]
    found = snap(network, port.lon, port.lat, usable=everything(network), limit_m=100)
    assert [Layer(int(network.nodes.layer[n])) for n in found.nodes] == [Layer.ROAD, Layer.RAIL_1520, Layer.FERRY]


def test_the_other_side_of_a_crossing_is_not_given() -> None:
    network = sketch("a--X--b", km_per_step=10)
    post = network.crossings[0]
    found = snap(network, post.lon, post.lat, usable=everything(network), limit_m=100)
    assert {network.countries[network.nodes.country[n]] for n in found.nodes} == {"AA"}


def test_an_island_is_not_part_of_the_largest_component() -> None:
    network = sketch("a-b-c  x-y", km_per_step=10)
    part = largest_component(network, np.ones(network.n_arcs, bool))
    assert {network.places[p].id for p in network.nodes.place[part]} == {"a", "b", "c"}


def test_a_place_that_can_only_be_left_is_not_part_of_it() -> None:
    network = sketch("a-b-c", km_per_step=10)
    names = [network.arc_key(a) for a in range(network.n_arcs)]
    part = largest_component(network, np.array([name != "b-c+0" for name in names]))
    assert {network.places[p].id for p in network.nodes.place[part]} == {"a", "b"}


def test_closing_the_crossing_cuts_the_component() -> None:
    network = sketch("a--X--b--c", km_per_step=10)
    part = largest_component(network, network.arcs.kind != ArcKind.CROSSING)
    assert {network.places[p].id for p in network.nodes.place[part]} == {"X:BB", "b", "c"}


def test_nobody_is_put_on_board_even_where_nothing_else_is_usable() -> None:
    world = sketch_world("a-p q", km_per_step=10)
    network = build_backbone(replace(world, ferries={"f": ferry("f", "p", "q")}))
    port = world.places["p"]
    with pytest.raises(InvalidInput, match="no usable part"):
        snap(network, port.lon, port.lat, usable=network.aboard, limit_m=100)
