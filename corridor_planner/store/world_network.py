"""Rows of the network tables as values: places, legs, seasonal rules, changes of gauge, rail speeds."""

from __future__ import annotations

from enum import Enum
from math import inf
from typing import TypeVar

from corridor_planner.domain import (
    Confidence,
    GaugeChange,
    Place,
    RailLeg,
    RailSpeed,
    RoadClass,
    RoadLeg,
    SeasonalRule,
    Source,
)
from corridor_planner.store.csvfiles import Record, TableReader
from corridor_planner.units import METRES_PER_KM, hours_to_s

OPERATING = "operating"
BORDER_KIND = "border"
Word = TypeVar("Word", bound=Enum)


def source_of(record: Record, table: str, row_id: str) -> Source:
    """Return where a row comes from."""
    return Source(
        table=table,
        row_id=row_id,
        text=record.text("source"),
        as_of=record.text("as_of"),
        confidence=word_of(record, "confidence", Confidence),
    )


def word_of(record: Record, column: str, words: type[Word]) -> Word:
    """Return the member of an enumeration that a cell names."""
    text = record.text(column)
    try:
        return words(text)
    except ValueError:
        known = ", ".join(str(word.value) for word in words)
        raise record.fault(column, text, f"it must be one of {known}", "choose one of them") from None


def build_places(reader: TableReader) -> dict[str, Place]:
    """Return towns, stations and ports; border points are left out, crossings stand for them."""
    spellings: dict[str, list[str]] = {}
    for record in reader.read("port_aliases"):
        spellings.setdefault(record.name("place_id"), []).append(record.name("alias"))
    places = {}
    for record in reader.read("places"):
        if record.text("kind") == BORDER_KIND:
            continue
        identity, local = record.name("id"), record.text("name_local")
        aliases = ([local] if local else []) + spellings.get(identity, [])
        places[identity] = Place(
            id=identity,
            name=record.name("name"),
            country=record.name("country"),
            lon=record.number("lon", -180, 180),
            lat=record.number("lat", -90, 90),
            tz=record.name("tz"),
            kind=record.name("kind"),
            name_local=local,
            population=record.whole_or_none("population") or 0,
            aliases=tuple(dict.fromkeys(aliases)),
        )
    return places


def build_road_legs(reader: TableReader) -> tuple[RoadLeg, ...]:
    """Return the road legs in the order of the table."""
    return tuple(_road_leg(record) for record in reader.read("road_legs"))


def _road_leg(record: Record) -> RoadLeg:
    identity, status = record.name("id"), record.name("status")
    return RoadLeg(
        id=identity,
        from_id=record.name("from_id"),
        to_id=record.name("to_id"),
        via=record.points("via"),
        ref=record.text("ref"),
        length_m=record.number("length_km", 0) * METRES_PER_KM,
        road_class=road_class_of(record, "road_class", record.name("road_class")),
        lanes=record.whole("lanes", 1),
        paved=record.flag("paved"),
        surface_quality=record.text("surface_quality"),
        speed_car_kmh=record.number("free_flow_speed_kmh_car", 1),
        speed_truck_kmh=record.number("free_flow_speed_kmh_truck", 1),
        mountain=record.flag("mountain"),
        max_mass_t=record.number_or_none("max_gross_t", 0),
        toll=record.flag("toll"),
        seasonal_id=record.text("seasonal_id"),
        operating=status == OPERATING,
        status=status,
        source=source_of(record, "road_legs", identity),
    )


def road_class_of(record: Record, column: str, text: str) -> RoadClass:
    """Return the road class of a word such as ``trunk``."""
    try:
        return RoadClass[text.upper()]
    except KeyError:
        words = ", ".join(c.name.lower() for c in RoadClass)
        raise record.fault(column, text, f"it must be one of {words}", "choose one of them") from None


def build_rail_legs(reader: TableReader) -> tuple[RailLeg, ...]:
    """Return the rail legs in the order of the table."""
    return tuple(_rail_leg(record) for record in reader.read("rail_legs"))


def _rail_leg(record: Record) -> RailLeg:
    identity, status, gauges = record.name("id"), record.name("status"), record.name("gauge_mm")
    if not all(part.isdigit() for part in gauges.split("+")):
        raise record.fault("gauge_mm", gauges, "a gauge is in whole millimetres", "write 1520, 1435 or 1435+1520")
    return RailLeg(
        id=identity,
        from_id=record.name("from_id"),
        to_id=record.name("to_id"),
        via=record.points("via"),
        line_name=record.text("line_name"),
        length_m=record.number("length_km", 0) * METRES_PER_KM,
        gauges_mm=tuple(int(part) for part in gauges.split("+")),
        tracks=record.whole("tracks", 1),
        electrified=record.name("electrified") != "none",
        speed_freight_kmh=record.number("max_speed_kmh_freight", 1),
        speed_passenger_kmh=record.number("max_speed_kmh_passenger", 1),
        operating=status == OPERATING,
        status=status,
        source=source_of(record, "rail_legs", identity),
    )


def build_seasonal(reader: TableReader) -> dict[str, SeasonalRule]:
    """Return the rules of passes, roads, ports and countries by id."""
    return {record.name("id"): _seasonal(record) for record in reader.read("seasonal_roads")}


def _seasonal(record: Record) -> SeasonalRule:
    identity = record.name("id")
    classes = tuple(road_class_of(record, "road_classes", text) for text in record.names("road_classes"))
    return SeasonalRule(
        id=identity,
        name=record.name("name"),
        country=record.name("country"),
        type=record.name("type"),
        closed_months=record.months("closed_months"),
        restricted_months=record.months("restricted_months"),
        delay_factor=record.number_or_none("delay_factor_restricted", 1) or 1.0,
        scope=record.name("scope"),
        scope_ids=record.names("scope_ids"),
        vehicles=record.name("vehicles"),
        reason=record.text("reason"),
        alternative=record.text("alternative"),
        source=source_of(record, "seasonal_roads", identity),
        banned_vehicles=record.names("banned_vehicles"),
        road_classes=classes,
    )


def build_gauge_changes(reader: TableReader) -> dict[str, GaugeChange]:
    """Return time and price of changing gauge by crossing or place."""
    changes = {}
    for record in reader.read("gauge_changes"):
        place = record.name("place_id")
        hours = tuple(hours_to_s(record.number(column, 0)) for column in ("hours_low", "hours", "hours_high"))
        if list(hours) != sorted(hours):
            raise record.fault(
                "hours", record.text("hours"), "it must lie from hours_low to hours_high", "order the three"
            )
        changes[place] = GaugeChange(
            place_id=place,
            time=(hours[0], hours[1], hours[2]),
            cost_feu_usd=record.number("cost_feu_usd", 0),
            cost_wagon_usd=record.number("cost_wagon_usd", 0),
            source=source_of(record, "gauge_changes", place),
        )
    return changes


def build_rail_speeds(reader: TableReader) -> dict[tuple[str, str], RailSpeed]:
    """Return route speeds of freight trains by country and service."""
    speeds = {}
    for record in reader.read("rail_speeds"):
        country, service = record.name("country"), record.name("service")
        speeds[country, service] = RailSpeed(
            country=country,
            service=service,
            km_per_day=record.number("km_per_day", 1, inf),
            source=source_of(record, "rail_speeds", record.name("id")),
        )
    return speeds
