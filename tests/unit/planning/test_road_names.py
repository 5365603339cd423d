"""What the roads of a step are called, on drawn roads of 10 km each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corridor_planner.domain import Message
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.leg_tags import TagValue
from corridor_planner.graph.network import Network, NetworkMeta
from corridor_planner.planning.road_names import name_road, tell_roads
from corridor_planner.planning.session import Planner
from tests.support.asking import ask

META = NetworkMeta(name="toy", kind="built", data_version="1", attribution=())


def roads(*tags: dict[str, TagValue], km: Sequence[float] = ()) -> Network:
    """A chain of roads, each with its tags, 10 km long unless told."""
    draft = NetworkDraft()
    for i in range(len(tags) + 1):
        draft.add_node(10 + i / 10, 0)
    for i, row in enumerate(tags):
        draft.add_arc(i, i + 1, leg=f"leg {i}", length_m=1000.0 * (km[i] if km else 10), speed_light_kmh=36)
        draft.tag_leg(f"leg {i}", row)
    return draft.freeze(META)


def told(network: Network) -> str | None:
    note = tell_roads(network, [(arc, 0.0, 1.0) for arc in range(network.n_arcs)])
    return str(note.values["roads"]) if note else None


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ({"ref": "M39", "name": "Amir Temur"}, "M39"), ({"name": "Amir Temur", "int_ref": "E40"}, "E40"),
        ({"name": "улица Навои"}, "улица Навои"), ({"ref": "A2;M36; A2"}, "A2/M36"),
        ({"name": ("West Street", "East Street")}, "West Street/East Street"), ({"lanes": "2"}, ""), ({}, ""),
    ],
)  # fmt: skip
def test_a_number_comes_before_a_name(tags: dict[str, TagValue], name: str) -> None:
    assert name_road(roads(tags), 0) == name


def test_roads_are_told_in_the_order_of_the_way_and_once() -> None:
    assert told(roads({"ref": "M39"}, {"ref": "A2"}, {"ref": "M39"}, {})) == "M39, A2"


def test_short_bits_and_more_than_four_are_left_out() -> None:
    assert told(roads({"ref": "A"}, {"ref": "B"}, km=(95, 5))) == "A"
    many = roads(*({"ref": f"R{i}"} for i in range(6)), km=(10, 12, 14, 16, 18, 20))
    assert told(many) == "R2, R3, R4, R5"


def test_a_part_of_a_road_counts_by_its_part() -> None:
    network = roads({"ref": "A"}, {"ref": "B"})
    assert tell_roads(network, [(0, 0.95, 1.0), (1, 0.0, 1.0)]) == Message(id="note.along", values={"roads": "B"})


def test_roads_without_names_are_not_told() -> None:
    assert told(roads({}, {"lanes": "2"})) is None


def test_a_plan_on_the_backbone_tells_the_number_of_the_road(planner: Planner) -> None:
    plan = ask(planner, "Tashkent", "Samarkand", "car")
    (leg,) = plan.plans[0].legs
    assert leg.note is not None
    assert (leg.note.id, leg.note.text) == ("note.along", "along M39")
