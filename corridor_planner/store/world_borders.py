"""Rows of the border tables as values: crossings with their waits, visas, nationalities, clocks."""

from __future__ import annotations

from dataclasses import replace

from corridor_planner.domain import (
    Confidence,
    CountryTime,
    Crossing,
    CrossingStatus,
    Party,
    PassengerRule,
    PassengerWait,
    Spread,
    VisaRule,
)
from corridor_planner.store.csvfiles import Record, TableReader
from corridor_planner.store.world_network import source_of, word_of
from corridor_planner.units import hours_to_s


def spread_of(record: Record, low: str, middle: str, high: str) -> Spread:
    """Return three columns of hours as a spread."""
    hours = [record.number(column, 0) for column in (low, middle, high)]
    if hours != sorted(hours):
        raise record.fault(middle, record.text(middle), f"it must lie from {low} to {high}", "order the three columns")
    return Spread(p10_s=hours_to_s(hours[0]), p50_s=hours_to_s(hours[1]), p90_s=hours_to_s(hours[2]))


def build_crossings(reader: TableReader) -> dict[str, Crossing]:
    """Return the crossings by id, each with the waits of its passengers."""
    records = reader.read("border_crossings").records
    ends = {record.name("id"): (record.name("country_a"), record.name("country_b")) for record in records}
    waits: dict[str, list[PassengerWait]] = {}
    for record in reader.read("passenger_waits"):
        crossing = record.name("crossing_id")
        if crossing not in ends:
            raise record.fault("crossing_id", crossing, "no crossing has this id", "correct it or add the crossing")
        waits.setdefault(crossing, []).append(_passenger_wait(record, ends[crossing]))
    return {r.name("id"): _crossing(r, tuple(waits.get(r.name("id"), ()))) for r in records}


def _passenger_wait(record: Record, ends: tuple[str, str]) -> PassengerWait:
    direction = record.name("direction")
    sides = {"both": "", "a_to_b": ends[0], "b_to_a": ends[1]}
    if direction not in sides:
        raise record.fault("direction", direction, "it must be one of both, a_to_b, b_to_a", "choose one of them")
    return PassengerWait(
        party=word_of(record, "party", Party),
        from_country=sides[direction],
        wait=spread_of(record, "wait_h_low", "wait_h", "wait_h_high"),
        inside_train_hours=record.flag("inside_train_hours"),
        note=record.text("walk_or_shuttle_note"),
        source=source_of(record, "passenger_waits", record.name("id")),
    )


def _crossing(record: Record, waits: tuple[PassengerWait, ...]) -> Crossing:
    identity = record.name("id")
    wait = wait_source = None
    if record.text("freight_wait_h_p50"):
        wait = spread_of(record, "freight_wait_h_low", "freight_wait_h_p50", "freight_wait_h_high")
        confidence = word_of(record, "wait_confidence", Confidence)
        source = source_of(record, "border_crossings", identity)
        wait_source = replace(source, text=record.text("wait_source"), confidence=confidence)
    mean_h = record.number_or_none("freight_wait_h", 0)
    return Crossing(
        id=identity,
        name=record.name("name"),
        mode=record.name("mode"),
        country_a=record.name("country_a"),
        country_b=record.name("country_b"),
        lon=record.number("lon", -180, 180),
        lat=record.number("lat", -90, 90),
        status=word_of(record, "status", CrossingStatus),
        bilateral=record.name("open_to") == "bilateral",
        freight=record.flag("freight"),
        passengers=record.flag("passengers"),
        passengers_a_to_b=word_of(record, "pax_a_to_b", PassengerRule),
        passengers_b_to_a=word_of(record, "pax_b_to_a", PassengerRule),
        opening_hours=record.text("opening_hours"),
        breaks=record.text("breaks"),
        hours_tz=record.name("hours_tz"),
        holiday_calendars=record.names("holiday_calendars"),
        freight_wait=wait,
        freight_wait_mean_s=None if mean_h is None else hours_to_s(mean_h),
        wait_source=wait_source,
        fee_usd=record.number_or_none("fees_usd", 0),
        gauge_change=record.flag("gauge_change"),
        verified_until=record.text("verified_until"),
        closed_until=record.text("closed_until"),
        note=record.text("note"),
        source=source_of(record, "border_crossings", identity),
        name_local=record.text("name_local"),
        coord_accuracy_km=record.number("coord_accuracy_km", 0),
        passenger_waits=waits,
    )


def build_visa_rules(reader: TableReader) -> tuple[VisaRule, ...]:
    """Return what each nationality or group needs to enter each country."""
    return tuple(_visa_rule(record) for record in reader.read("visa_rules"))


def _visa_rule(record: Record) -> VisaRule:
    return VisaRule(
        country=record.name("destination"),
        group=record.name("nationality_group"),
        regime=record.name("regime"),
        visa_free_days=record.whole_or_none("visa_free_days"),
        land_border_note=record.text("land_border_note"),
        permit_note=record.text("permit_note"),
        loi_required=record.flag("loi_required") if record.text("loi_required") else None,
        lead_time_days=record.whole_or_none("lead_time_days"),
        source=source_of(record, "visa_rules", record.name("id")),
    )


def build_nationality_groups(reader: TableReader) -> dict[str, frozenset[str]]:
    """Return the countries (alpha-2) of each group; a single state is the group of its alpha-3 code."""
    groups: dict[str, set[str]] = {}
    for record in reader.read("nationality_groups"):
        groups.setdefault(record.name("group"), set()).add(record.name("iso2"))
    return {group: frozenset(members) for group, members in groups.items()}


def build_country_times(reader: TableReader) -> dict[str, CountryTime]:
    """Return clock and weekend by country."""
    times = {}
    for record in reader.read("public_time"):
        country = record.name("country")
        times[country] = CountryTime(
            country=country,
            zone=record.name("iana_zone"),
            weekend=record.names("weekend_days"),
            source=source_of(record, "public_time", record.name("id")),
        )
    return times
