"""Loading where a trip begins and unloading where it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor_planner.cost.terminals import EndOfTrip, arrival_terminal, departure_terminal
from corridor_planner.domain import Layer, Load, World
from tests.support.asking import HOUR, ask, costs_on, figure, furnish, legs, planner_on
from tests.support.sketch import sketch_world
from tests.support.toys import town

LINE = "a=X=b-c"


@pytest.fixture(scope="module")
def world() -> World:
    return furnish(sketch_world(LINE, km_per_step=36), **{"dwell-h": figure(4.0, low=2.0, high=10.0)})


def ends(world: World, place: str, layer: Layer, **more: object) -> tuple[EndOfTrip, EndOfTrip]:
    costs = costs_on(world, "toy-container", **more)
    network = costs.network
    (node,) = (n for n in network.nodes_of_place[network.place_index[place]] if network.nodes.layer[n] == layer)
    return departure_terminal(costs, node), arrival_terminal(costs, node)


def test_a_container_is_loaded_for_a_lift_and_waits_for_its_train(world: World) -> None:
    departure, arrival = ends(world, "a", Layer.RAIL_1520)
    assert [q / HOUR for q in (departure.time.p10_s, departure.time.p50_s, departure.time.p90_s)] == [2, 4, 10]
    assert (departure.cost_usd, departure.co2e_kg) == (60.0, 10.0)  # 40 USD x 1.5; 1 kg a tonne
    assert (arrival.time.p50_s, arrival.cost_usd, arrival.co2e_kg) == (0, 60.0, 10.0)


@pytest.mark.parametrize(("load", "usd"), [(Load(kind="container-20"), 40.0), (Load(count=3), 180.0)])
def test_every_box_is_lifted_at_its_price(world: World, load: Load, usd: float) -> None:
    assert [end.cost_usd for end in ends(world, "a", Layer.RAIL_1520, load=load)] == [usd, usd]


def test_a_port_with_a_price_of_its_own_lifts_at_that() -> None:
    world = sketch_world("a=b", km_per_step=36)
    world = replace(world, places=world.places | {"a": town("aa-port-a", 70, 45)},
                    rail_legs=(replace(world.rail_legs[0], from_id="aa-port-a"),))  # fmt: skip
    world = replace(world, places={p.id: p for p in world.places.values()})
    world = furnish(world, **{"handling-a": figure(100.0)})
    assert ends(world, "aa-port-a", Layer.RAIL_1520)[0].cost_usd == 150.0


@pytest.mark.parametrize(("place", "layer"), [("c", Layer.ROAD), ("X:AA", Layer.RAIL_1520)])
def test_on_the_road_or_at_a_border_nothing_is_loaded(world: World, place: str, layer: Layer) -> None:
    assert all((end.time.p50_s, end.cost_usd, end.co2e_kg) == (0, 0.0, 0.0) for end in ends(world, place, layer))


def test_a_truck_is_loaded_when_it_sets_off(world: World) -> None:
    costs = costs_on(world, "toy-truck")
    assert departure_terminal(costs, 0).cost_usd == 0


def test_loading_is_a_step_of_its_own_and_unloading_stands_on_the_last(world: World) -> None:
    plan = ask(planner_on(world), "a", "b", "toy-container")
    first, *_, last = legs(plan)
    assert (first.kind, first.time_s, first.cost) == ("wait", 4 * HOUR, {"transfer": 60.0})
    assert (last.kind, last.cost) == ("rail", {"haulage": 144.0, "transfer": 60.0})
    assert (first.note.id if first.note else "", last.note.id if last.note else "") == (
        "note.loading",
        "note.unloading",
    )


def test_who_arrives_by_road_at_a_town_with_a_station_is_not_unloaded_there(world: World) -> None:
    plan = ask(planner_on(world), "a", "c", "toy-container")
    kinds = [(leg.kind, leg.cost.get("transfer", 0.0)) for leg in legs(plan) if leg.kind != "crossing"]
    assert kinds == [("wait", 60.0), ("rail", 0.0), ("rail", 0.0), ("transfer", 60.0), ("road", 0.0)]
