"""Lengths by class and country, and how a network hangs together."""

import pytest

from corridor_planner.domain import ArcKind, Layer, RoadClass
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.measures import ClassLength, measure_cohesion, measure_lengths
from corridor_planner.graph.network import Flag, NetworkMeta

META = NetworkMeta(name="drawn", kind="built", data_version="1", attribution=())


def draw(roads=(), tracks=()):
    """Return a network of roads (tail, head, leg, km, country, class) and tracks (the same with flags)."""
    draft = NetworkDraft()
    for _ in range(6):
        draft.add_node(10.0, 0.0)
    rails = [draft.add_node(10.0, 0.0, layer=Layer.RAIL_1520) for _ in range(3)]
    for tail, head, leg, km, country, road_class in roads:
        draft.add_arc(tail, head, leg=leg, length_m=km * 1000, country=country, road_class=road_class)
    for tail, head, leg, km, country, flags in tracks:
        draft.add_arc(rails[tail], rails[head], leg=leg, kind=ArcKind.RAIL, layer=Layer.RAIL_1520, length_m=km * 1000,
                      country=country, flags=flags)  # fmt: skip
    return draft.freeze(META)


def test_a_road_for_both_directions_counts_once_and_two_countries_apart():
    network = draw(roads=[
        (0, 1, "a", 10, "KZ", RoadClass.TRUNK), (1, 0, "a", 10, "KZ", RoadClass.TRUNK),
        (1, 2, "b", 5, "KZ", RoadClass.TRUNK), (2, 3, "c", 3, "KG", RoadClass.TRUNK),
        (3, 4, "d", 1, "", RoadClass.SERVICE),
    ])  # fmt: skip
    assert measure_lengths(network) == (
        ClassLength(layer="road", line_class="trunk", country="KZ", length_m=15_000.0),
        ClassLength(layer="road", line_class="trunk", country="KG", length_m=3_000.0),
        ClassLength(layer="road", line_class="service", country="", length_m=1_000.0),
    )


def test_yards_are_told_apart_from_lines_and_crossings_have_no_length():
    network = draw(tracks=[(0, 1, "a", 8, "UZ", Flag(0)), (1, 2, "b", 2, "UZ", Flag.YARD)])
    assert [(row.line_class, row.length_m) for row in measure_lengths(network)] == [("", 8_000.0), ("yard", 2_000.0)]


def test_a_network_without_lines_has_no_lengths():
    assert measure_lengths(draw()) == ()


def test_parts_count_without_directions_and_mutual_reach_with_them():
    trunk = RoadClass.TRUNK
    network = draw(roads=[(0, 1, "a", 1, "", trunk), (1, 0, "a", 1, "", trunk), (1, 2, "b", 1, "", trunk),
                          (3, 4, "c", 1, "", trunk)])  # fmt: skip
    road = measure_cohesion(network)["road"]
    assert (road.nodes, road.parts) == (6, 3)  # 0-1-2, 3-4 and 5 alone
    assert road.largest_share == pytest.approx(3 / 6)
    assert road.mutual_share == pytest.approx(2 / 6)
