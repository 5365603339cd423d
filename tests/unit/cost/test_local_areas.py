"""What lies behind local roads is an area; only trips that begin or end in it may use them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from corridor_planner.cost.local_areas import NO_AREA, find_local_areas


def areas(n_nodes, *roads):
    """Return the areas of nodes and arcs of roads (node, node, kind): "t" through, "l" local, ">" one way."""
    arcs = [(a, b, "l" in kind) for a, b, kind in roads]
    arcs += [(b, a, "l" in kind) for a, b, kind in roads if ">" not in kind]
    ends = SimpleNamespace(tail=np.array([a for a, _, _ in arcs]), head=np.array([b for _, b, _ in arcs]))
    network = SimpleNamespace(n_nodes=n_nodes, n_arcs=len(arcs), arcs=ends)
    local = np.array([local for _, _, local in arcs])
    node, arc = find_local_areas(network, np.ones(len(arcs), bool), local)
    return node.tolist(), {(a, b): int(area) for (a, b, _), area in zip(arcs, arc, strict=True)}


def test_without_local_roads_there_is_no_area():
    node, arc = areas(3, (0, 1, "t"), (1, 2, "t"))
    assert node == [NO_AREA] * 3
    assert set(arc.values()) == {NO_AREA}


def test_a_street_behind_a_private_road_lies_in_its_area():
    node, arc = areas(5, (0, 1, "t"), (1, 2, "t"), (2, 3, "l"), (3, 4, "t"))
    assert node[:3] == [NO_AREA] * 3
    assert node[3] == node[4] >= 0
    assert arc[2, 3] == arc[3, 2] == arc[3, 4] == node[3]


def test_a_local_road_between_two_through_roads_belongs_to_no_area():
    _, arc = areas(4, (0, 1, "t"), (1, 2, "t"), (2, 3, "t"), (0, 3, "l"))
    assert arc[0, 3] == arc[3, 0] == NO_AREA


def test_areas_that_meet_at_a_through_road_only_stay_apart():
    node, arc = areas(5, (0, 1, "t"), (1, 2, "t"), (1, 3, "l"), (1, 4, "l"))
    assert node[3] != node[4]
    assert (arc[1, 3], arc[1, 4]) == (node[3], node[4])


def test_each_part_of_a_network_has_a_core_of_its_own():
    node, _ = areas(7, (0, 1, "t"), (1, 2, "t"), (2, 3, "l"), (4, 5, "t"), (5, 6, "l"))
    assert [area == NO_AREA for area in node] == [True, True, True, False, True, True, False]


def test_a_street_that_is_left_one_way_but_entered_over_a_private_road_lies_in_an_area():
    node, arc = areas(5, (0, 1, "t"), (1, 2, "t"), (2, 3, "l"), (3, 4, "t>"), (4, 0, "t>"))
    assert node[3] == node[4] >= 0
    assert arc[2, 3] == node[3]
