"""The world against the rows it was made from, and the first bad cell that stops it."""

from __future__ import annotations

import csv
import subprocess
import sys
from math import inf
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from corridor_planner.domain import Confidence, Party, PassengerRule, RoadClass, World
from corridor_planner.resources import data_file
from corridor_planner.store.faults import TableFault
from corridor_planner.store.world import load_world
from corridor_planner.units import hours_to_s


@pytest.fixture(scope="module")
def world() -> World:
    """The world of the shipped tables."""
    return load_world()


def rows(path: str) -> dict[str, dict[str, str]]:
    """Read a shipped table with the standard library alone."""
    text = data_file(path).read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}


def own(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_every_row_of_a_leg_service_or_crossing_becomes_a_value(world: World) -> None:
    assert set(world.crossings) == set(rows("borders/border_crossings.csv"))
    assert {leg.id for leg in world.road_legs} == set(rows("network/road_legs.csv"))
    assert {leg.id for leg in world.rail_legs} == set(rows("network/rail_legs.csv"))
    assert set(world.ferries) == set(rows("services/ferries.csv"))
    assert set(world.trains) == set(rows("services/train_services.csv"))
    assert set(world.flights) == set(rows("services/flights.csv"))
    assert set(world.seasonal) == set(rows("rules/seasonal_roads.csv"))


def test_border_points_are_no_places_but_crossings(world: World) -> None:
    table = rows("network/places.csv")
    border = {identity for identity, row in table.items() if row["kind"] == "border"}
    assert border
    assert border.isdisjoint(world.places)
    assert border <= set(world.crossings)
    assert set(world.places) == set(table) - border


def test_a_place_is_known_by_its_local_name_and_its_other_spellings(world: World) -> None:
    aktau = world.places["kz-port-aktau"]
    assert aktau.name_local in aktau.aliases
    assert "Aktau port" in aktau.aliases
    assert len(set(aktau.aliases)) == len(aktau.aliases)


def test_every_place_tells_its_time_in_a_zone_and_china_in_beijing_time(world: World) -> None:
    for place in world.places.values():
        ZoneInfo(place.tz)
    assert {p.tz for p in world.places.values() if p.country == "CN"} == {"Asia/Shanghai"}
    assert world.places["kz-aktau"].tz == "Asia/Aqtau"


def test_a_crossing_carries_its_hours_waits_and_fee_as_the_row_says(world: World) -> None:
    row = rows("borders/border_crossings.csv")["kz-cn-khorgos-road"]
    crossing = world.crossings["kz-cn-khorgos-road"]
    assert crossing.freight_wait is not None
    assert crossing.freight_wait.p50_s == hours_to_s(float(row["freight_wait_h_p50"]))
    assert crossing.freight_wait_mean_s == hours_to_s(float(row["freight_wait_h"]))
    assert crossing.fee_usd == float(row["fees_usd"])
    assert crossing.holiday_calendars == tuple(row["holiday_calendars"].split(";"))
    assert crossing.wait_source is not None
    assert crossing.wait_source.text == row["wait_source"]
    assert crossing.wait_source.confidence is Confidence(row["wait_confidence"])


def test_an_unknown_fee_is_none_and_never_zero(world: World) -> None:
    table = rows("borders/border_crossings.csv")
    unknown = [identity for identity, row in table.items() if not row["fees_usd"]]
    assert unknown
    assert all(world.crossings[identity].fee_usd is None for identity in unknown)


def test_a_crossing_without_freight_may_have_no_wait(world: World) -> None:
    crossing = world.crossings["kz-cn-khorgos-icbc"]
    assert not crossing.freight
    assert crossing.freight_wait is crossing.freight_wait_mean_s is crossing.wait_source is None


def test_passengers_wait_by_party_and_direction(world: World) -> None:
    row = rows("borders/passenger_waits.csv")["kz-cn-khorgos-road-car-both"]
    wait = world.crossings["kz-cn-khorgos-road"].passenger_wait(Party.CAR, "CN")
    assert wait is not None
    assert wait.wait.p90_s == hours_to_s(float(row["wait_h_high"]))
    directed = [w for c in world.crossings.values() for w in c.passenger_waits if w.from_country]
    assert directed
    assert all(
        w.from_country in (c.country_a, c.country_b)
        for c in world.crossings.values()
        for w in c.passenger_waits
        if w.from_country
    )


def test_only_citizens_of_azerbaijan_enter_nakhchivan_from_turkey(world: World) -> None:
    sadarak = world.crossings["az-tr-sadarak-road"]
    assert sadarak.passenger_rule("TR") is PassengerRule.CITIZENS_ONLY
    assert sadarak.passenger_rule("AZ") is PassengerRule.ALL
    assert "old: y" in sadarak.note


def test_seasonal_rules_know_the_vehicles_and_roads_they_concern(world: World) -> None:
    assert world.seasonal["takhtakaracha"].banned_vehicles == ("truck", "coach")
    thaw = world.seasonal["spring-thaw"]
    assert thaw.road_classes == (RoadClass.SECONDARY, RoadClass.TERTIARY, RoadClass.TRACK)
    assert thaw.vehicles == "truck"
    assert not world.seasonal["too-ashuu"].banned_vehicles


def test_a_dual_gauge_line_has_both_gauges(world: World) -> None:
    table = rows("network/rail_legs.csv")
    dual = [leg for leg in world.rail_legs if table[leg.id]["gauge_mm"] == "1435+1520"]
    assert dual
    assert all(leg.gauges_mm == (1435, 1520) for leg in dual)


def test_planned_legs_are_kept_but_do_not_operate(world: World) -> None:
    table = rows("network/rail_legs.csv")
    assert {leg.id for leg in world.rail_legs if not leg.operating} == {
        identity for identity, row in table.items() if row["status"] != "operating"
    }


def test_a_train_stops_in_order_from_zero_to_its_running_time(world: World) -> None:
    row = rows("services/train_services.csv")["uz-afrosiyob-tas-bhk"]
    train = world.trains["uz-afrosiyob-tas-bhk"]
    assert [stop.place_id for stop in train.stops] == ["uz-tashkent", "uz-samarkand", "uz-navoi", "uz-bukhara"]
    assert train.stops[-1].station_id == "uz-kagan"
    assert train.stops[0].from_start_s == 0
    assert train.stops[-1].from_start_s == hours_to_s(float(row["hours"]))
    assert train.departures == tuple(row["assumed_departure_local"].split(";"))


def test_the_wait_for_a_ship_stands_in_the_ferry(world: World) -> None:
    row = rows("services/ferries.csv")["alat-kuryk-ropax"]
    ferry = world.ferries["alat-kuryk-ropax"]
    assert ferry.wait.p50_s == hours_to_s(float(row["wait_h_typical"]))
    assert ferry.wait.p90_s == hours_to_s(float(row["wait_h_p90"]))
    assert ferry.price_railcar_usd is None
    assert ferry.price_truck_usd == float(row["price_truck_usd"])


def test_figures_carry_value_range_unit_and_source_of_four_tables(world: World) -> None:
    costs, grams = rows("costs/freight_costs.csv"), rows("costs/emission_factors.csv")
    rates, rules = rows("costs/vehicle_costs.csv"), rows("rules/driver_rules.csv")
    wordless = {identity for identity, row in rules.items() if row["unit"] not in ("text", "list")}
    assert set(world.figures) == set(costs) | set(grams) | set(rates) | wordless
    through = world.figures["titr-through-feu"]
    assert (through.value, through.low, through.high) == (3600.0, 2800.0, 4800.0)
    assert through.source.confidence is Confidence(costs["titr-through-feu"]["confidence"])
    assert world.figures["sea-ropax"].value == float(grams["sea-ropax"]["wtw_g"])
    assert world.figures["cpmm-road-tfi1-2019"].low == world.figures["cpmm-road-tfi1-2019"].value


def test_entry_fees_know_mass_plates_and_amount(world: World) -> None:
    heavy = [fee for fee in world.entry_fees if fee.country == "TM" and fee.min_mass_t < 40 <= fee.max_mass_t]
    assert [fee.amount for fee in heavy] == [world.figures["fee-tm-20p"]]
    assert heavy[0].max_mass_t == inf
    transit = next(fee for fee in world.entry_fees if fee.country == "KZ")
    assert transit.exempt == {"KZ", "RU", "KG", "AM", "BY"}
    assert transit.registrations == frozenset()


def test_every_country_with_railways_has_route_speeds_of_both_services(world: World) -> None:
    countries = {
        world.places[end].country for leg in world.rail_legs for end in (leg.from_id, leg.to_id) if end in world.places
    }
    assert {(country, service) for country in countries for service in ("container", "general")} <= set(
        world.rail_speeds
    )


def test_every_passable_change_of_gauge_has_its_time_and_price(world: World) -> None:
    changing = {c.id for c in world.crossings.values() if c.gauge_change and c.status.passable}
    built_inside = {"ge-tr-akhalkalaki-rail"}  # the change is at Akhalkalaki, before the border
    assert changing - built_inside <= set(world.gauge_changes)
    assert "ge-akhalkalaki" in world.gauge_changes
    assert set(world.gauge_changes) <= set(world.places) | set(world.crossings)


def test_driver_regimes_are_in_seconds(world: World) -> None:
    rule = world.driver_rules["aetr"]
    assert (rule.break_after_s, rule.break_s, rule.day_driving_s, rule.rest_s) == (16_200, 2_700, 32_400, 39_600)
    assert world.driver_rules["cn"].break_s == 1_200
    assert {"aetr", "aetr-team", "cn", "ir", "car"} <= set(world.driver_rules)


def test_groups_hold_alpha_2_codes_and_every_visa_rule_has_its_group(world: World) -> None:
    assert world.nationality_groups["USA"] == {"US"}
    assert len(world.nationality_groups["EU"]) == 27
    assert {rule.group for rule in world.visa_rules} <= set(world.nationality_groups)


def test_an_own_row_replaces_ours_and_a_new_one_is_added(tmp_path: Path) -> None:
    own(
        tmp_path,
        "vehicle_costs",
        "id;value;low;high;unit;parameter\ncar-wear-usd-km;0,08;0,05;0,1;USD/km;wear\nx-fee;3;3;3;USD;new\n",
    )
    world = load_world(tmp_path)
    wear = world.figures["car-wear-usd-km"]
    assert (wear.value, wear.source.confidence, wear.source.as_of) == (0.08, Confidence.ESTIMATE, "undated")
    assert world.figures["x-fee"].value == 3.0


def test_the_version_changes_with_any_cell_and_with_nothing_else(tmp_path: Path, world: World) -> None:
    own(tmp_path, "vehicle_costs", "id,value\ncar-wear-usd-km,0.07\n")
    assert load_world().data_version == world.data_version
    assert load_world(tmp_path).data_version != world.data_version
    assert world.data_version.startswith(data_file("VERSION").read_text(encoding="utf-8").strip())


@pytest.mark.parametrize(
    ("name", "text", "column", "rule"),
    [
        ("border_crossings", "id,status\nkz-kg-korday-road,shut\n", "status", "one of open"),
        ("border_crossings", "id,freight_wait_h_p50\nkz-kg-korday-road,999\n", "freight_wait_h_p50", "must lie from"),
        ("passenger_waits", "id,crossing_id\nkz-cn-khorgos-road-car-both,nowhere\n", "crossing_id", "no crossing"),
        ("passenger_waits", "id,direction\nkz-cn-khorgos-road-car-both,up\n", "direction", "one of both"),
        ("road_legs", "id,road_class\nroad-kz-almaty--kz-uzynagash,lane\n", "road_class", "one of"),
        ("rail_legs", "id,gauge_mm\nrail-kz-zhetygen--kz-altynkol,broad\n", "gauge_mm", "millimetres"),
        ("ferries", "id,wait_h_p90\nalat-kuryk-ropax,1\n", "wait_h_p90", "not be below"),
        ("train_services", "id,via_hours\nuz-afrosiyob-tas-bhk,1\n", "via_hours", "one value for each"),
        ("train_services", "id,via_hours\nuz-afrosiyob-tas-bhk,2;x\n", "via_hours", "numbers of hours"),
        ("train_services", "id,via_hours\nuz-afrosiyob-tas-bhk,2;99\n", "via_hours", "must rise"),
        ("freight_costs", "id,value\ntitr-through-feu,9000\n", "value", "must lie from"),
        ("entry_fees", "id,cost_id\nentry-kz,nothing\n", "cost_id", "no row"),
        ("gauge_changes", "place_id,hours\nkg-makmal,500\n", "hours", "must lie from"),
        ("places", "id,tz\nkz-almaty,\n", "tz", "not be empty"),
    ],
)
def test_a_cell_that_conversion_cannot_use_stops_the_world_with_its_place_and_rule(
    tmp_path: Path, name: str, text: str, column: str, rule: str
) -> None:
    with pytest.raises(TableFault, match=rule) as refused:
        load_world(own(tmp_path, name, text))
    (fault,) = refused.value.faults
    assert (Path(fault.file).name, fault.line, fault.column) == (f"{name}.csv", 2, column)
    assert fault.remedy


def test_an_own_file_of_an_unknown_name_is_refused_and_not_left_unused(tmp_path: Path) -> None:
    with pytest.raises(TableFault, match=r"did you mean border_crossings\.csv"):
        load_world(own(tmp_path, "border_crossing", "id\nx\n"))


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableFault, match="must be a folder"):
        load_world(tmp_path / "nowhere")


def test_loading_is_quick_and_takes_no_heavy_library_along() -> None:
    code = (
        "import sys; from corridor_planner.store.world import load_world; load_world();"
        "print([m for m in ('pandas', 'opening_hours', 'pydantic', 'numpy', 'shapely') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
    started = perf_counter()
    load_world()
    assert perf_counter() - started < 1.0  # about 0.05 s on an idle core; ample room for a busy one
