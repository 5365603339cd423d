"""The drawings that other tests are made of."""

from __future__ import annotations

import pytest

from corridor_planner.domain import ArcKind, Layer
from corridor_planner.units import great_circle_m
from tests.support.sketch import OPEN, SHUT_TO_FREIGHT, BadDrawing, sketch, sketch_world

TWO_POSTS = r"""
    a---X---b
    |       |
    c---Y---d
"""


def test_a_drawing_gives_places_legs_and_lengths() -> None:
    world = sketch_world(TWO_POSTS, km_per_step=50)
    assert {leg.id: leg.length_m / 1000 for leg in world.road_legs} == {
        "a-X": 200.0, "a-c": 100.0, "X-b": 200.0, "b-d": 100.0, "c-Y": 200.0, "Y-d": 200.0,
    }  # fmt: skip


def test_letters_left_of_a_crossing_are_aa_and_right_of_it_bb() -> None:
    world = sketch_world(TWO_POSTS, km_per_step=50)
    assert {p.id: p.country for p in world.places.values()} == {"a": "AA", "b": "BB", "c": "AA", "d": "BB"}


def test_capitals_become_the_crossings_that_were_given() -> None:
    network = sketch(TWO_POSTS, km_per_step=50, crossings={"X": SHUT_TO_FREIGHT, "Y": OPEN})
    assert [(c.id, c.freight, c.country_a, c.country_b) for c in network.crossings] == [
        ("X", False, "AA", "BB"), ("Y", True, "AA", "BB"),
    ]  # fmt: skip


def test_signs_tell_road_from_rail_and_gauge() -> None:
    network = sketch("a-b==c##d", km_per_step=10)
    legs = {
        network.leg_ids[network.arcs.leg[i]]: Layer(int(network.arcs.layer[i]))
        for i in range(network.n_arcs) if network.arcs.kind[i] in (ArcKind.ROAD, ArcKind.RAIL)
    }  # fmt: skip
    assert legs == {"a-b": Layer.ROAD, "b=c": Layer.RAIL_1520, "c#d": Layer.RAIL_1435}


def test_no_road_is_shorter_than_the_crow_flies() -> None:
    network = sketch(
        r"""
        a--b--c
        |\   /|
        | d-e |
        |/   \|
        f--g--h
        """,
        km_per_step=30,
    )
    nodes, arcs = network.nodes, network.arcs
    assert network.n_arcs == 22
    for i in range(network.n_arcs):
        t, h = arcs.tail[i], arcs.head[i]
        assert great_circle_m(nodes.lon[t], nodes.lat[t], nodes.lon[h], nodes.lat[h]) <= arcs.length_m[i]


def test_countries_can_be_named_where_columns_do_not_tell() -> None:
    world = sketch_world("a\n|\nX\n|\nb", km_per_step=10, countries={"AA": "a", "BB": "b"})
    assert (world.crossings["X"].country_a, world.crossings["X"].country_b) == ("AA", "BB")


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        ("a--", "leads nowhere"),
        ("  --b", "begins nowhere"),
        ("a--a", "drawn twice"),
        ("a--7", "means nothing"),
        ("a-X-b\n|   |\n---", "leads nowhere"),
        ("a--X", "must join two countries"),
        ("a-X=b", "both road and rail"),
        ("a-X-Y-b", "joins two crossings"),
        ("a-X-b\n|   |\nc---d", "without a crossing"),
    ],
)
def test_a_faulty_drawing_is_refused_with_the_reason(drawing: str, said: str) -> None:
    with pytest.raises(BadDrawing, match=said):
        sketch_world(drawing, km_per_step=1)
