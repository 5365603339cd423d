"""Rules of capacities and investments: limits, targets of changes, states that must agree."""

from __future__ import annotations

from collections.abc import Iterator

from corridor_planner.store.faults import Fault
from corridor_planner.store.tables_values import Row, TableSet

# Totals of whole corridors: their legs carry other traffic too, so that no leg may bear their capacity.
LINES_WITHOUT_LEGS = frozenset(("line-titr", "line-instc-east"))
SUPPORTED_PARAMETERS = frozenset(
    (
        "status",
        "freight_wait_h",
        "opening_hours",
        "fees_usd",
        "capacity",
        "departures_per_week",
        "sailing_h",
        "tracks",
        "electrified",
        "max_speed_kmh_freight",
        "free_flow_speed_kmh_truck",
        "length_km",
        "gauge_change",
        "handling_h",
    )
)


def check_options(tables: TableSet) -> Iterator[Fault]:
    """Yield the faults of capacities, investment options and their changes."""
    yield from _check_limits(tables)
    yield from _check_lines(tables)
    yield from _check_changes(tables)
    yield from _check_states(tables)


def _check_limits(tables: TableSet) -> Iterator[Fault]:
    crossings = tables["border_crossings"].by_id()
    ferries = tables["ferries"].by_id()
    for row in tables["capacities"].rows:
        if (row.text("use_as_limit") == "n") == bool(row.text("limit_factor")):
            yield row.fault(
                "limit_factor", "it is given where the row is a limit, and only there", "fill it in or empty it"
            )
        known = {"crossing": crossings, "ferry": ferries}.get(row.text("what_kind"))
        if known is not None and row.text("what") not in known:
            yield row.fault("what", f"no {row.text('what_kind')} has this id", "correct it or add the row")


def _check_lines(tables: TableSet) -> Iterator[Fault]:
    lines = {row.text("line_id") for row in tables["line_legs"].rows} | LINES_WITHOUT_LEGS
    named = [("what", tables["capacities"].rows), ("target_id", tables["option_changes"].rows)]
    for column, rows in named:
        for row in rows:
            if row.text(column).startswith("line-") and row.text(column) not in lines:
                yield row.fault(column, "a line needs legs in line_legs.csv", "add them")


def _check_changes(tables: TableSet) -> Iterator[Fault]:
    crossings = tables["border_crossings"].by_id()
    known = {"crossing": crossings, "port": crossings, "ferry": tables["ferries"].by_id()}
    for row in tables["option_changes"].rows:
        if row.text("supported") == "n":
            if not row.text("reason"):
                yield row.fault("reason", "supported is n", "say why the model cannot take it")
            continue
        if row.text("parameter") not in SUPPORTED_PARAMETERS:
            words = ", ".join(sorted(SUPPORTED_PARAMETERS))
            yield row.fault("parameter", f"the model knows {words}", "choose one of them, or write supported n")
        if row.text("target_id") not in known.get(row.text("target_kind"), {row.text("target_id")}):
            yield row.fault("target_id", f"no {row.text('target_kind')} has this id", "correct it or add the row")


def _check_states(tables: TableSet) -> Iterator[Fault]:
    options = tables["investment_options"].by_id()
    legs = tables["road_legs"].by_id() | tables["rail_legs"].by_id()
    line_legs: dict[str, list[str]] = {}
    for row in tables["line_legs"].rows:
        line_legs.setdefault(row.text("line_id"), []).append(row.text("leg_id"))
    changed = {row.text("option_id") for row in tables["option_changes"].rows}
    for name, row in options.items():
        if name not in changed:
            yield row.fault("id", "an option changes something", "add its changes to option_changes.csv")
    for row in tables["option_changes"].rows:
        state = row.text("parameter") == "status" and row.text("target_kind") in ("leg", "line")
        option = options.get(row.text("option_id"))
        if not state or option is None or row.text("supported") != "y":
            continue
        target = row.text("target_id")
        for leg_id in line_legs.get(target, [target]):
            yield from _check_state(row, option, leg_id, legs.get(leg_id))


def _check_state(row: Row, option: Row, leg_id: str, leg: Row | None) -> Iterator[Fault]:
    if leg is None:
        yield row.fault("target_id", f"no leg is called {leg_id!r}", "correct it or add the leg")
    elif (option.text("status") == "done") != (leg.text("status") == "operating"):
        yield row.fault(
            "option_id",
            f"the option is {option.text('status')}, but {leg_id} is {leg.text('status')}",
            "an option that is done has legs in operation, any other has not",
        )
