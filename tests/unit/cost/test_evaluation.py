"""Arcs worked by hand: a road, a railway, a ferry, a crossing, terminals and standing money."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.permissions import Traveller
from corridor_planner.domain import CostKind, Crossing, EntryFee, Load, RoadClass, Spread, World
from corridor_planner.errors import DataFault
from tests.support.asking import HOUR, arc, ask, costs_on, figure, furnish, legs, planner_on
from tests.support.sketch import sketch_world
from tests.support.toys import OPEN, ferry, gauge_change, town, toy_world

ROAD = "a-b+0"  # 100 km in 10 000 s


def money(costs: ArcCosts, key: str) -> dict[str, float]:
    """What an arc costs by kind, without time money."""
    at = arc(costs.network, key)
    return {kind.value: round(float(part[at]), 6) for kind, part in costs.parts.items() if part[at]}


def co2e_kg(costs: ArcCosts, key: str) -> float:
    return round(float(costs.co2e_kg[arc(costs.network, key)]), 6)


def road_world(**changes: object) -> World:
    world = sketch_world("a-b", km_per_step=50)
    leg = replace(world.road_legs[0], speed_car_kmh=72.0, **changes)  # type: ignore[arg-type]
    return furnish(replace(world, road_legs=(leg,)))


# --- roads


def test_a_road_takes_its_length_at_the_speed_of_the_vehicle() -> None:
    for profile, time_s in (("toy-truck", 10_000), ("toy-car", 5_000)):
        costs = costs_on(road_world(), profile)
        assert costs.time_s[arc(costs.network, ROAD)] == time_s


def test_a_vehicle_drives_no_faster_than_it_may() -> None:
    costs = costs_on(road_world(speed_truck_kmh=120.0), "toy-truck")
    assert costs.time_s[arc(costs.network, ROAD)] == round(100 / 85 * HOUR)


def test_only_a_share_of_the_free_flow_speed_is_reached_and_its_range_is_that_of_the_time() -> None:
    world = road_world()
    world = furnish(world, share=figure(0.8, low=0.5, high=1.0))
    costs = costs_on(world, "toy-truck")
    at = arc(costs.network, ROAD)
    assert (costs.low_s[at, 2], costs.time_s[at], costs.high_s[at, 2]) == (10_000, 12_500, 20_000)


def test_a_truck_pays_by_the_kilometre_and_toll_on_toll_roads_only() -> None:
    assert money(costs_on(road_world(), "toy-truck"), ROAD) == {"haulage": 100.0}
    assert money(costs_on(road_world(toll=True), "toy-truck"), ROAD) == {"haulage": 100.0, "toll": 50.0}


def test_every_load_has_a_truck_of_its_own() -> None:
    costs = costs_on(road_world(toll=True), "toy-truck", load=Load(count=3, mass_t=10.0))
    assert money(costs, ROAD) == {"haulage": 300.0, "toll": 150.0}


def test_a_price_of_the_country_beats_the_fallback() -> None:
    costs = costs_on(sketch_world("a-X-b", km_per_step=50), "toy-truck")
    assert (money(costs, "a-X+0"), money(costs, "X-b+0")) == ({"haulage": 100.0}, {"haulage": 300.0})


@pytest.mark.parametrize(("persons", "cars"), [(1, 1), (4, 1), (5, 2), (9, 3)])
def test_a_party_takes_as_many_cars_as_it_needs(persons: int, cars: int) -> None:
    costs = costs_on(road_world(), "toy-car", persons=persons)
    # 100 km at 10 litres a 100 km for 2 USD, and 100 g a km
    assert (money(costs, ROAD), co2e_kg(costs, ROAD)) == ({"energy": 20.0 * cars}, 10.0 * cars)


def test_a_ticket_is_paid_by_every_person() -> None:
    assert money(costs_on(road_world(), "toy-traveller", persons=3), ROAD) == {"ticket": 300.0}


@pytest.mark.parametrize(("mountain", "kg"), [(False, 100.0), (True, 150.0)])
def test_a_mountain_road_emits_more(mountain: bool, kg: float) -> None:
    assert co2e_kg(costs_on(road_world(mountain=mountain), "toy-truck"), ROAD) == kg


def test_emissions_are_those_of_the_whole_load() -> None:
    assert co2e_kg(costs_on(road_world(), "toy-truck", load=Load(count=2, mass_t=20.0)), ROAD) == 400.0


@pytest.mark.parametrize(("limit_t", "passes"), [(39.9, False), (40.0, True), (None, True)])
def test_a_bridge_carries_what_it_may(limit_t: float | None, passes: bool) -> None:
    costs = costs_on(road_world(max_mass_t=limit_t), "toy-truck")
    assert costs.usable[arc(costs.network, ROAD)] == passes


def test_a_road_that_does_not_operate_is_kept_and_not_used() -> None:
    costs = costs_on(road_world(operating=False), "toy-truck")
    assert not costs.usable[arc(costs.network, ROAD)]


def test_small_roads_are_used_in_the_other_way_of_the_profile() -> None:
    world = road_world(road_class=RoadClass.SECONDARY)
    costs = costs_on(world, "toy-traveller", persons=3)
    at = arc(costs.network, ROAD)
    assert (costs.time_s[at], money(costs, ROAD)) == (5_000, {})  # by car at 72 km/h, which has no price here


# --- railways


def rail_world(drawing: str = "a=b", *, wires: bool = False) -> World:
    world = sketch_world(drawing, km_per_step=50)
    return furnish(replace(world, rail_legs=tuple(replace(leg, electrified=wires) for leg in world.rail_legs)))


RAIL = "a=b+1"


def test_a_train_keeps_the_route_speed_of_its_country_unless_the_line_is_slower() -> None:
    costs = costs_on(rail_world(), "toy-container")
    assert costs.time_s[arc(costs.network, RAIL)] == 10_000  # 864 km a day
    world = rail_world()
    slow = replace(world.rail_legs[0], speed_freight_kmh=18.0)
    costs = costs_on(replace(world, rail_legs=(slow,)), "toy-container")
    assert costs.time_s[arc(costs.network, RAIL)] == 20_000


def test_a_country_without_a_row_runs_at_the_slowest_known_speed() -> None:
    world = rail_world()
    speeds = dict(world.rail_speeds)
    del speeds["AA", "container"]
    speeds["BB", "container"] = replace(speeds["BB", "container"], km_per_day=432.0)
    costs = costs_on(replace(world, rail_speeds=speeds), "toy-container")
    assert costs.time_s[arc(costs.network, RAIL)] == 20_000


@pytest.mark.parametrize(
    ("load", "usd"),
    [(Load(), 200.0), (Load(kind="container-20"), 100.0), (Load(count=2), 400.0),
     (Load(kind="container-20", count=2), 200.0)],
)  # fmt: skip
def test_a_short_container_pays_its_share_of_the_tariff(load: Load, usd: float) -> None:
    assert money(costs_on(rail_world(), "toy-container", load=load), RAIL) == {"haulage": usd}


def test_a_trip_inside_one_country_pays_its_domestic_price() -> None:
    assert money(costs_on(rail_world(), "toy-container", domestic_country="AA"), RAIL) == {"haulage": 100.0}


@pytest.mark.parametrize(
    ("drawing", "key", "wires", "grams"),
    [("a=b", "a=b+1", False, 20), ("a=b", "a=b+1", True, 2), ("a=X=b", "X=b+1", True, 4)],
    ids=["diesel", "the current of the country", "of a country without a row"],
)
def test_a_train_emits_by_its_traction(drawing: str, key: str, wires: bool, grams: float) -> None:
    costs = costs_on(rail_world(drawing, wires=wires), "toy-container")
    assert co2e_kg(costs, key) == grams * 100 * 10 / 1000


def test_the_time_of_a_train_spreads_by_the_figure_of_the_profile() -> None:
    world = furnish(rail_world(), rail_spread=figure(1.0, low=0.8, high=1.5))
    costs = costs_on(world, "toy-container")
    at = arc(costs.network, RAIL)
    assert (costs.low_s[at, 2], costs.high_s[at, 2]) == (8_000, 15_000)


def test_changing_the_gauge_takes_what_its_row_says() -> None:
    world = replace(rail_world("a=b#c"), gauge_changes={"b": gauge_change("b", hours=5)})
    costs = costs_on(world, "toy-container", load=Load(count=2, mass_t=10.0))
    at = arc(costs.network, "gauge/b+1")
    assert (costs.time_s[at], money(costs, "gauge/b+1")) == (5 * HOUR, {"transfer": 200.0})
    assert co2e_kg(costs, "gauge/b+1") == 20.0  # 1 kg a tonne


def border_change(fee_usd: float | None, *, price: float | None = 100.0, marked: bool = True) -> ArcCosts:
    """A border between 1520 and 1435 mm at X, with its own fee."""
    post = replace(OPEN, fee_usd=fee_usd, gauge_change=marked)
    world = sketch_world("a=X#b", km_per_step=50, crossings={"X": post})
    changes = {} if price is None else {"X": replace(gauge_change("X"), cost_feu_usd=price)}
    return costs_on(furnish(replace(world, gauge_changes=changes)), "toy-container")


@pytest.mark.parametrize(("fee", "change_usd"), [(0.0, 100.0), (None, 100.0), (30.0, 70.0), (100.0, 0.0), (130.0, 0.0)])
def test_of_the_fee_of_a_post_and_its_change_of_gauge_the_larger_counts(fee: float | None, change_usd: float) -> None:
    costs = border_change(fee)
    crossing = next(key for key in ("X+1", "X+2") if any(
        costs.network.arc_key(i) == key for i in range(costs.network.n_arcs)))  # fmt: skip
    spent = money(costs, "gauge/X+1").get("transfer", 0.0), money(costs, crossing).get("border", 0.0)
    assert spent == (change_usd, fee or 0.0)
    assert sum(spent) == max(100.0, fee or 0.0)


def test_the_fee_of_a_post_that_does_not_hold_the_change_is_paid_besides() -> None:
    assert money(border_change(30.0, marked=False), "gauge/X+1") == {"transfer": 100.0}


def test_a_change_of_gauge_without_a_row_takes_the_general_figures() -> None:
    costs = border_change(0.0, price=None)
    assert (costs.time_s[arc(costs.network, "gauge/X+1")], money(costs, "gauge/X+1")) == (6 * HOUR, {"transfer": 60.0})


@pytest.mark.parametrize(("load", "lift"), [(Load(), 60.0), (Load(kind="container-20"), 40.0), (Load(count=2), 120.0)])
def test_a_terminal_lifts_the_load_between_road_and_rail(load: Load, lift: float) -> None:
    costs = costs_on(rail_world("a-b=c"), "toy-container", load=load)
    key = "terminal/b/road-rail_1520+1"
    assert (costs.time_s[arc(costs.network, key)], money(costs, key)) == (4 * HOUR, {"transfer": lift})


# --- seas


A, B = "aa-port-a", "aa-port-b"


def sea_world(**changes: object) -> World:
    """A line between the ports a and b; only a has prices of its own."""
    line = replace(ferry("f", A, B), wait=Spread(p10_s=0, p50_s=5 * HOUR, p90_s=20 * HOUR), **changes)  # type: ignore[arg-type]
    world = toy_world(places={A: town(A, 70, 45), B: town(B, 74, 45)}, ferries={"f": line})
    prices = {"handling-a": figure(70.0), "handling-a-truck": figure(15.0), "handling-inland": figure(40.0)}
    return furnish(world, **prices)


@pytest.mark.parametrize(
    ("profile", "load", "persons", "fare"),
    [
        ("toy-truck", Load(count=2), 1, {"sea": 200.0}),
        ("toy-container", Load(), 1, {"sea": 200.0}),  # a 40 ft container pays for two
        ("toy-container", Load(kind="container-20"), 1, {"sea": 100.0}),
        ("toy-traveller", None, 3, {"ticket": 300.0}),
        ("toy-car", None, 3, {"ticket": 300.0}),  # the car with its driver, and two more
        ("toy-car", None, 5, {"ticket": 500.0}),  # two cars and three more
    ],
)
def test_the_fare_is_that_of_the_load_or_the_party(
    profile: str, load: Load | None, persons: int, fare: dict[str, float]
) -> None:
    more = {} if load is None else {"load": load}
    assert money(costs_on(sea_world(), profile, persons=persons, **more), "ferry/f+3") == fare


def test_a_ship_that_has_no_price_for_a_load_does_not_carry_it() -> None:
    answer = ask(planner_on(sea_world(price_truck_usd=None)), A, B, "toy-truck")
    assert answer.status == "no_plan"


def test_a_load_that_is_lifted_waits_the_dwell_instead_of_the_loading_and_pays_the_port() -> None:
    world = sea_world(type="container_feeder", loading_s=2 * HOUR)
    costs = costs_on(world, "toy-container")
    at = arc(costs.network, "ferry/f/board/ferry+3")
    assert (costs.rules.before_s[at], costs.rules.queue_s[at]) == (4 * HOUR, 5 * HOUR)
    assert money(costs, "ferry/f/board/ferry+3") == {"transfer": 105.0}  # 70 USD a TEU, 1.5 for 40 ft
    assert money(costs, "ferry/f/alight/ferry+3") == {"transfer": 60.0}  # a port without a row pays as inland


def test_a_load_that_rolls_waits_the_loading_time_and_pays_for_rolling() -> None:
    costs = costs_on(sea_world(loading_s=2 * HOUR), "toy-truck")
    at = next(i for i in range(costs.network.n_arcs) if costs.network.arc_key(i) == "ferry/f/board/ferry+3")
    assert costs.rules.before_s[at] == 2 * HOUR
    assert money(costs, "ferry/f/board/ferry+3") == {"transfer": 15.0}


def test_the_wait_for_a_ship_is_counted_once_and_never_where_the_trip_ends() -> None:
    plan = ask(planner_on(sea_world()), A, B, "toy-truck")
    assert [(leg.kind, leg.time_s / HOUR) for leg in legs(plan) if leg.time_s] == [("wait", 5), ("ferry", 10)]


# --- borders


def entry_fee(usd: float, **changes: object) -> EntryFee:
    fee = EntryFee(
        country="BB", min_mass_t=0.0, max_mass_t=100.0, registrations=frozenset(), exempt=frozenset({"CC"}),
        amount=figure(usd),
    )  # fmt: skip
    return replace(fee, **changes)  # type: ignore[arg-type]


def crossing_money(
    post: Crossing, fees: tuple[EntryFee, ...] = (), registration: str = "AA", count: int = 1
) -> dict[str, float]:
    world = replace(sketch_world("a-X-b", km_per_step=50, crossings={"X": post}), entry_fees=fees)
    who = Traveller(registration=registration)
    return money(costs_on(furnish(world), "toy-truck", who=who, load=Load(count=count)), "X+0")


@pytest.mark.parametrize(
    ("fee", "entry", "expected"),
    [
        (0.0, (), {}),
        (None, (), {}),  # unknown, not zero; the plan says so
        (40.0, (), {"border": 40.0}),
        (40.0, (entry_fee(30.0),), {"border": 40.0}),  # what was measured at the post holds the fee
        (40.0, (entry_fee(100.0),), {"border": 40.0, "fee": 60.0}),
        (None, (entry_fee(100.0),), {"fee": 100.0}),
        (0.0, (entry_fee(100.0, min_mass_t=40.0),), {}),  # for trucks heavier than 40 t
        (0.0, (entry_fee(100.0, max_mass_t=40.0),), {"fee": 100.0}),
        (0.0, (entry_fee(100.0), entry_fee(20.0, registrations=frozenset({"AA"}))), {"fee": 20.0}),  # its own row
        (0.0, (entry_fee(100.0), entry_fee(20.0, registrations=frozenset({"CC"}))), {"fee": 100.0}),
        (0.0, (entry_fee(100.0, country="AA"),), {}),  # of the country that is left
    ],
)
def test_the_larger_of_post_and_entry_fee_is_paid(
    fee: float | None, entry: tuple[EntryFee, ...], expected: dict[str, float]
) -> None:
    assert crossing_money(replace(OPEN, fee_usd=fee), entry) == expected


@pytest.mark.parametrize(
    ("registration", "expected"), [("AA", {"fee": 100.0}), ("BB", {}), ("CC", {}), ("", {"fee": 100.0})]
)
def test_own_trucks_and_those_of_a_union_enter_free(registration: str, expected: dict[str, float]) -> None:
    assert crossing_money(OPEN, (entry_fee(100.0),), registration) == expected


def test_fees_are_paid_for_every_truck() -> None:
    fees = (entry_fee(100.0),)
    assert crossing_money(replace(OPEN, fee_usd=40.0), fees, count=3) == {"border": 120.0, "fee": 180.0}


def test_people_pay_no_freight_fee() -> None:
    world = sketch_world("a-X-b", km_per_step=50, crossings={"X": replace(OPEN, fee_usd=40.0, assumed=True)})
    assert money(costs_on(furnish(world), "toy-car"), "X+0") == {}


def test_the_wait_of_a_post_is_its_median_and_its_range_is_kept() -> None:
    post = replace(OPEN, freight_wait=Spread(p10_s=HOUR, p50_s=2 * HOUR, p90_s=9 * HOUR))
    costs = costs_on(sketch_world("a-X-b", km_per_step=50, crossings={"X": post}), "toy-truck")
    at = arc(costs.network, "X+0")
    assert (costs.low_s[at, 1], costs.time_s[at], costs.high_s[at, 1]) == (HOUR, 2 * HOUR, 9 * HOUR)


# --- money that depends on time


def test_a_vehicle_that_stands_still_costs_by_the_hour() -> None:
    post = replace(OPEN, freight_wait=Spread.exactly(6 * HOUR))
    plan = ask(planner_on(sketch_world("a-X-b", km_per_step=36, crossings={"X": post})), "a", "b", "toy-truck")
    (queue,) = legs(plan, "queue")
    assert queue.cost == {"driver": 60.0}
    assert plan.plans[0].totals.cost_usd == 72 + 3 * 72 + 60


def test_at_sea_vehicle_and_driver_stand_still() -> None:
    plan = ask(planner_on(sea_world()), A, B, "toy-truck")
    assert {leg.kind: leg.cost for leg in legs(plan) if leg.time_s} == {
        "wait": {"driver": 50.0}, "ferry": {"sea": 100.0, "driver": 100.0},
    }  # fmt: skip


def test_a_cargo_of_known_value_ties_up_capital_all_the_time() -> None:
    planner = planner_on(road_world())
    plan = ask(planner, "a", "b", "toy-truck", load=Load(mass_t=10.0, value_usd=864_000.0))
    # 36.5 % a year is a thousandth a day: 864 USD a day, or a cent a second
    assert legs(plan)[0].cost == {"haulage": 100.0, "capital": 100.0}
    assert "warning.not_checked" not in {w.id for w in plan.plans[0].warnings}
    plan = ask(planner, "a", "b", "toy-truck")
    assert "warning.not_checked" in {w.id for w in plan.plans[0].warnings}


def test_static_cost_is_parts_and_the_money_of_a_typical_passage() -> None:
    costs = costs_on(sea_world(), "toy-truck")
    for key, usd in (("ferry/f+3", 100 + 10 * 10.0), ("ferry/f/board/ferry+3", 15 + 5 * 10.0)):
        assert costs.cost_usd[arc(costs.network, key)] == pytest.approx(usd)


# --- faults


def test_a_figure_that_no_table_has_is_named_with_the_profile_as_its_cause() -> None:
    world = road_world()
    figures = {name: value for name, value in world.figures.items() if name != "g-tonne-km"}
    with pytest.raises(DataFault, match="g-tonne-km"):
        costs_on(replace(world, figures=figures), "toy-truck")


def test_an_empty_world_evaluates_to_nothing() -> None:
    costs = costs_on(furnish(toy_world()), "toy-truck")
    assert (len(costs.time_s), len(costs.parts.get(CostKind.HAULAGE, ()))) == (0, 0)
