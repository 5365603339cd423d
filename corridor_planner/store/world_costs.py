"""Rows of the cost, emission and driver tables as values."""

from __future__ import annotations

from math import inf

from corridor_planner.domain import DriverRule, EntryFee, Figure
from corridor_planner.store.csvfiles import Record, TableReader
from corridor_planner.store.world_network import source_of
from corridor_planner.units import hours_to_s

_FIGURE_TABLES = (
    ("driver_rules", "value", "", ""),
    ("freight_costs", "value", "value_low", "value_high"),
    ("emission_factors", "wtw_g", "wtw_low", "wtw_high"),
    ("vehicle_costs", "value", "low", "high"),
)


def build_figures(reader: TableReader) -> dict[str, Figure]:
    """Return the numbers of four tables by row id.

    A few ids of driver_rules stand in freight_costs too, with the same values; the later table of
    the list counts. Rules in words have no figure.
    """
    figures = {}
    for table, value, low, high in _FIGURE_TABLES:
        for record in reader.read(table):
            if table == "driver_rules" and record.text("unit") in ("text", "list"):
                continue
            figures[record.name("id")] = _figure(record, table, value, low, high)
    return figures


def _figure(record: Record, table: str, value_column: str, low_column: str, high_column: str) -> Figure:
    value = record.number(value_column)
    low = record.number_or_none(low_column) if low_column else None
    high = record.number_or_none(high_column) if high_column else None
    low, high = value if low is None else low, value if high is None else high
    if not low <= value <= high:
        rule = f"it must lie from {low_column} to {high_column}"
        raise record.fault(value_column, record.text(value_column), rule, "order the three columns")
    return Figure(
        value=value, low=low, high=high, unit=record.text("unit"), source=source_of(record, table, record.name("id"))
    )


def build_entry_fees(reader: TableReader, figures: dict[str, Figure]) -> tuple[EntryFee, ...]:
    """Return the fees of foreign trucks on entry, in the order of the table."""
    return tuple(_entry_fee(record, figures) for record in reader.read("entry_fees"))


def _entry_fee(record: Record, figures: dict[str, Figure]) -> EntryFee:
    cost = record.name("cost_id")
    if cost not in figures:
        raise record.fault("cost_id", cost, "no row of freight_costs has this id", "correct it or add the row")
    heaviest = record.number_or_none("max_mass_t", 0)
    return EntryFee(
        country=record.name("country"),
        min_mass_t=record.number_or_none("min_mass_t", 0) or 0.0,
        max_mass_t=inf if heaviest is None else heaviest,
        registrations=frozenset(record.names("registrations")),
        exempt=frozenset(record.names("exempt")),
        amount=figures[cost],
    )


def build_driver_rules(reader: TableReader) -> dict[str, DriverRule]:
    """Return the regimes of driving and rest by id."""
    return {record.name("id"): _driver_rule(record) for record in reader.read("driver_regimes")}


def _driver_rule(record: Record) -> DriverRule:
    identity = record.name("id")

    def seconds(column: str) -> int:
        return hours_to_s(record.number(column, 0))

    return DriverRule(
        id=identity,
        break_after_s=seconds("break_after_h"),
        break_s=seconds("break_h"),
        day_driving_s=seconds("day_driving_h"),
        day_duty_s=seconds("day_duty_h"),
        rest_s=seconds("rest_h"),
        week_driving_s=seconds("week_driving_h"),
        week_span_s=seconds("week_span_h"),
        week_rest_s=seconds("week_rest_h"),
        source=source_of(record, "driver_regimes", identity),
    )
