"""Sources and warnings of single steps: what a number rests on and what may have changed."""

from __future__ import annotations

from datetime import date, datetime

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.domain import Confidence, Crossing, Ferry, LegKind, Message, Source, Train
from corridor_planner.planning.steps import Step

STALE_AFTER_YEARS = 3
SOON_DAYS = 60  # a rule confirmed for no longer than this may change before one travels
_MOST_SOURCES = 3


def leg_sources(costs: ArcCosts, step: Step) -> tuple[Source, ...]:
    """Return the distinct sources of a step, at most three."""
    network = costs.network
    found: dict[tuple[str, str], Source] = {}

    def add(source: Source | None) -> None:
        if source is not None:
            found.setdefault((source.table, source.text), source)

    if step.kind in (LegKind.QUEUE, LegKind.CROSSING) and step.crossing >= 0:
        crossing = network.crossings[step.crossing]
        add(crossing.wait_source if step.kind is LegKind.QUEUE and _is_freight(costs) else None)
        if step.kind is LegKind.QUEUE and not _is_freight(costs):
            for wait in crossing.passenger_waits:
                if wait.wait.p50_s == step.end_s - step.start_s:
                    add(wait.source)
        add(crossing.source)
    if step.service >= 0:
        add(network.services[step.service].source)
    add(costs.sources.get(step.arc) if step.kind is LegKind.TRANSFER else None)
    for arc, _, _ in step.pieces:
        leg = int(network.arcs.leg[arc])
        add(network.leg_sources[leg] if leg >= 0 else None)
    return tuple(found.values())[:_MOST_SOURCES]


def leg_warnings(costs: ArcCosts, step: Step) -> tuple[Message, ...]:
    """Return what a person should know about a step before relying on it."""
    warnings: list[Message] = []
    if step.crossing >= 0 and step.kind in (LegKind.QUEUE, LegKind.CROSSING):
        warnings += _crossing_warnings(costs, costs.network.crossings[step.crossing], step)
    if step.service >= 0 and step.kind in (LegKind.WAIT, LegKind.RAIL, LegKind.FERRY):
        warnings += _service_warnings(costs, step)
    if step.note is not None and step.note.id == "note.transfer":
        place = costs.network.place_at(step.node)
        warnings.append(Message(id="warning.assumed_terminal", values={"place": place.name if place else ""}))
    warnings += _seasonal_warnings(costs, step)
    return _distinct(warnings)


def _is_freight(costs: ArcCosts) -> bool:
    return costs.circumstances.profile.freight


def _crossing_warnings(costs: ArcCosts, crossing: Crossing, step: Step) -> list[Message]:
    values: dict[str, object] = {"crossing_id": crossing.id, "crossing": crossing.name}
    depart = costs.circumstances.depart.date()
    found: list[Message] = []
    if crossing.assumed:
        known = crossing.freight_wait is not None or (crossing.passenger_waits and not _is_freight(costs))
        id_ = "warning.assumed_crossing" if known else "warning.assumed_crossing_without_wait"
        found.append(Message(id=id_, values=values))
    if step.kind is LegKind.QUEUE:
        source = crossing.wait_source if _is_freight(costs) else None
        if source is not None and source.confidence is not Confidence.PUBLISHED:
            found.append(Message(id="warning.estimated_wait", values=values | {"basis": source.text[:160]}))
        if source is not None and is_stale(source.as_of, depart):
            found.append(Message(id="warning.old_wait", values=values | {"as_of": source.as_of}))
    else:
        if crossing.fee_usd is None and _is_freight(costs):
            found.append(Message(id="warning.fee_unknown", values=values))
        if crossing.verified_until and not _is_freight(costs):
            days_left = (date.fromisoformat(crossing.verified_until) - depart).days
            dated = values | {"until": crossing.verified_until}
            if days_left < 0:
                found.append(Message(id="warning.closure_not_verified", values=dated))
            elif days_left <= SOON_DAYS:
                found.append(Message(id="warning.rule_soon_to_change", values=dated))
        if crossing.closed_until:
            reopening = values | {"date": crossing.closed_until, "source": crossing.source.text}
            found.append(Message(id="warning.reopening_not_confirmed", values=reopening))
        if crossing.holiday_calendars:
            calendars = ", ".join(crossing.holiday_calendars)
            found.append(Message(id="warning.holidays", values=values | {"countries": calendars}))
    return found


def _service_warnings(costs: ArcCosts, step: Step) -> list[Message]:
    service = costs.network.services[step.service]
    values: dict[str, object] = {"service_id": service.id, "service": service.id}
    found: list[Message] = []
    if isinstance(service, Train):
        if step.kind is LegKind.RAIL:
            if service.departure_basis == "estimate":
                found.append(Message(id="warning.assumed_departure", values=values))
            if service.status == "unclear":
                found.append(Message(id="warning.unclear_service", values=values))
            if service.book_days_ahead >= 7:
                found.append(Message(id="warning.book_ahead", values=values | {"days": service.book_days_ahead}))
    elif isinstance(service, Ferry) and step.kind is LegKind.WAIT:
        found.append(Message(id="warning.no_timetable", values=values | {
            "line": service.name, "typical_h": round(service.wait.p50_s / 3600),
            "p90_h": round(service.wait.p90_s / 3600),
        }))  # fmt: skip
    return found


def _seasonal_warnings(costs: ArcCosts, step: Step) -> list[Message]:
    found: list[Message] = []
    zone = costs.circumstances.depart.tzinfo
    for arc, _, _ in step.pieces:
        row = int(costs.rules.season[arc])
        if row < 0:
            continue
        month = datetime.fromtimestamp(step.start_s, zone).month
        found += [
            Message(id="warning.regulation" if rule.type == "regulation" else "warning.seasonal", values={
                "rule": rule.name, "factor": rule.delay_factor, "reason": rule.reason, "as_of": rule.source.as_of,
            })
            for rule in costs.season_rules[row] if month in rule.restricted_months
        ]  # fmt: skip
    return found


def is_stale(as_of: str, on: date) -> bool:
    """Return whether a year or date of the table lies more than three years back."""
    years = [int(part) for part in as_of.replace("–", "-").split("-") if len(part) == 4 and part.isdigit()]
    return bool(years) and on.year - max(years) > STALE_AFTER_YEARS


def _distinct(messages: list[Message]) -> tuple[Message, ...]:
    seen: dict[str, Message] = {}
    for message in messages:
        seen.setdefault(_hashable(message), message)
    return tuple(seen.values())


def _hashable(message: Message) -> str:
    return f"{message.id}|{sorted(message.values.items(), key=str)}"
