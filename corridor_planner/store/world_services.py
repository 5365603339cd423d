"""Rows of the service tables as values: ferries, passenger trains and flights."""

from __future__ import annotations

from itertools import pairwise

from corridor_planner.domain import Ferry, Flight, Spread, Train, TrainStop
from corridor_planner.store.csvfiles import Record, TableReader
from corridor_planner.store.world_borders import spread_of
from corridor_planner.store.world_network import source_of
from corridor_planner.units import METRES_PER_KM, hours_to_s

_DAILY = "Mo-Su"


def build_ferries(reader: TableReader) -> dict[str, Ferry]:
    """Return the shipping lines by id."""
    return {record.name("id"): _ferry(record) for record in reader.read("ferries")}


def _ferry(record: Record) -> Ferry:
    identity = record.name("id")
    typical, late = record.number("wait_h_typical", 0), record.number("wait_h_p90", 0)
    if late < typical:
        raise record.fault(
            "wait_h_p90", record.text("wait_h_p90"), "it must not be below wait_h_typical", "order the two"
        )
    return Ferry(
        id=identity,
        name=record.name("line"),
        type=record.name("type"),
        operator=record.text("operator"),
        from_place_id=record.name("from_place_id"),
        to_place_id=record.name("to_place_id"),
        distance_m=record.number("distance_km", 0) * METRES_PER_KM,
        sailing=spread_of(record, "sailing_h_low", "sailing_h", "sailing_h_high"),
        # Whoever comes to a ship that is just loading waits hardly at all: the low end is none.
        wait=Spread(p10_s=0, p50_s=hours_to_s(typical), p90_s=hours_to_s(late)),
        loading_s=hours_to_s(record.number("loading_h", 0)),
        departures_per_week=record.number("departures_per_week", 0),
        capacity_railcars=record.whole_or_none("cap_railcars"),
        capacity_trucks=record.whole_or_none("cap_trucks"),
        capacity_teu=record.whole_or_none("cap_teu"),
        price_truck_usd=record.number_or_none("price_truck_usd", 0),
        price_teu_usd=record.number_or_none("price_teu_usd", 0),
        price_railcar_usd=record.number_or_none("price_railcar_usd", 0),
        price_passenger_usd=record.number_or_none("price_passenger_usd", 0),
        price_car_usd=record.number_or_none("price_car_usd", 0),
        weather_cancel_share=record.number("weather_cancel_share", 0, 1),
        note=record.text("note"),
        source=source_of(record, "ferries", identity),
    )


def build_trains(reader: TableReader) -> dict[str, Train]:
    """Return the passenger trains by id."""
    return {record.name("id"): _train(record) for record in reader.read("train_services")}


def _train(record: Record) -> Train:
    identity = record.name("id")
    return Train(
        id=identity,
        name=record.name("name"),
        operator=record.text("operator"),
        status=record.name("status"),
        stops=_stops(record),
        distance_m=record.number("km", 0) * METRES_PER_KM,
        departures=record.names("assumed_departure_local"),
        departures_tz=record.name("timezone"),
        return_departures=record.names("assumed_return_departure_local"),
        return_departures_tz=record.name("return_timezone"),
        days=record.text("days") or _DAILY,
        departure_basis=record.name("departure_basis"),
        price_low_usd=record.number_or_none("price_usd_low", 0),
        price_high_usd=record.number_or_none("price_usd_high", 0),
        book_days_ahead=record.whole_or_none("book_days_ahead") or 0,
        sleeper=record.flag("sleeper"),
        border_crossing_id=record.text("border_crossing_id"),
        border_time_included=record.text("border_time_included") == "y",
        note=record.text("note"),
        source=source_of(record, "train_services", identity),
    )


def _stops(record: Record) -> tuple[TrainStop, ...]:
    """Return first, intermediate and last stop; hours must rise along the way."""
    places, hours = record.names("via_place_ids"), record.names("via_hours")
    if len(places) != len(hours):
        rule = f"it must have one value for each of the {len(places)} places of via_place_ids"
        raise record.fault("via_hours", record.text("via_hours"), rule, "add or remove values")
    total_h = record.number("hours", 0)
    try:
        at_h = [0.0, *(float(hour) for hour in hours), total_h]
    except ValueError:
        raise record.fault(
            "via_hours", record.text("via_hours"), "it must hold numbers of hours", "write 2.2;3.2"
        ) from None
    if any(after <= before for before, after in pairwise(at_h)):
        raise record.fault(
            "via_hours", record.text("via_hours"), f"hours must rise from 0 to {total_h:g}", "order them"
        )
    ids = [record.name("from_place_id"), *places, record.name("to_place_id")]
    stations = [record.name("from_station_id"), *places, record.name("to_station_id")]
    return tuple(
        TrainStop(place_id=place, station_id=station, from_start_s=hours_to_s(hour))
        for place, station, hour in zip(ids, stations, at_h, strict=True)
    )


def build_flights(reader: TableReader) -> dict[str, Flight]:
    """Return the flown city pairs by id."""
    return {record.name("id"): _flight(record) for record in reader.read("flights")}


def _flight(record: Record) -> Flight:
    identity = record.name("id")
    return Flight(
        id=identity,
        from_place_id=record.name("from_place_id"),
        to_place_id=record.name("to_place_id"),
        flights_per_week=record.number("flights_per_week", 0),
        block_s=hours_to_s(record.number("hours_block", 0)),
        overhead_s=hours_to_s(record.number("airport_overhead_h", 0)),
        price_low_usd=record.number_or_none("price_usd_low", 0),
        price_high_usd=record.number_or_none("price_usd_high", 0),
        distance_m=record.number("distance_km", 0) * METRES_PER_KM,
        co2e_kg_per_person=record.number("co2e_kg_per_pax", 0),
        status=record.name("status"),
        note=record.text("note"),
        source=source_of(record, "flights", identity),
    )
