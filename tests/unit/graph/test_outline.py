"""A network drawn small: whole where it fits, thinned where it must, least important classes left out first."""

import numpy as np

from corridor_planner.domain import RoadClass
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import NetworkMeta
from corridor_planner.graph.outline import outline

META = NetworkMeta(name="drawn", kind="built", data_version="1", attribution=())


def draw(lines):
    """Return a network of lines (class, points), each a road for both directions."""
    draft = NetworkDraft()
    for number, (road_class, points) in enumerate(lines):
        ends = [draft.add_node(*points[0]), draft.add_node(*points[-1])]
        inner = draft.add_line(points[1:-1])
        for backward in (False, True):
            tail, head = reversed(ends) if backward else ends
            draft.add_arc(tail, head, leg=str(number), road_class=road_class, line=inner, line_reversed=backward)
    return draft.freeze(META)


def positions(found, name):
    """Return the points of each line of a class in degrees."""
    return [
        (np.cumsum(np.array(line).reshape(-1, 2), axis=0) / found.per_degree).round(4).tolist()
        for line in found.lines[name]
    ]


def test_a_line_keeps_its_points_in_order_and_is_drawn_once():
    network = draw([(RoadClass.TRUNK, [(10.0, 0.0), (10.1, 0.1), (10.2, 0.0)])])
    found = outline(network)
    assert positions(found, ("road", "trunk")) == [[[10.0, 0.0], [10.1, 0.1], [10.2, 0.0]]]
    assert found.left_out == ()


def test_points_that_fall_on_one_spot_are_dropped():
    near = [(10.0, 0.0), *((10.0 + i * 1e-7, 0.0) for i in range(1, 100)), (20.0, 0.0)]
    assert positions(outline(draw([(RoadClass.TRUNK, near)])), ("road", "trunk")) == [[[10.0, 0.0], [20.0, 0.0]]]


def test_what_does_not_fit_is_left_out_from_the_least_important_class_upwards():
    zigzag = [(10.0 + i * 0.1, 0.1 * (i % 2)) for i in range(50)]
    network = draw([(RoadClass.TRACK, zigzag), (RoadClass.TRUNK, zigzag), (RoadClass.RESIDENTIAL, zigzag)])
    found = outline(network, budget_points=120)
    assert set(found.lines) == {("road", "trunk"), ("road", "residential")}
    assert found.left_out == (("road", "track"),)


def test_a_network_without_nodes_has_an_empty_outline():
    assert outline(NetworkDraft().freeze(META)).lines == {}
