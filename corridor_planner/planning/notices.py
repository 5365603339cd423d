"""Warnings of a whole route: what was assumed, what was left out, which papers a person needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from corridor_planner.domain import ArcKind, LegKind, Message, PlanLeg, VisaRule, World
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.explain import via_refusals

if TYPE_CHECKING:
    from corridor_planner.planning.routes import Question
    from corridor_planner.planning.session import Planner

_FREE = ("visa_free", "national", "freedom_of_movement")


def route_warnings(
    planner: Planner, question: Question, anchors: Sequence[Anchor], legs: Sequence[PlanLeg]
) -> tuple[Message, ...]:
    """Return the warnings that belong to no single leg."""
    request, profile = question.request, question.costs.circumstances.profile
    found: list[Message] = [
        Message(id="warning.snapped", values={"place": spot.place.name, "distance_m": round(spot.snap_m)})
        for spot in anchors
        if spot.snap_m > 0
    ]
    for spot in anchors:
        refused = via_refusals(question.costs, spot.end.crossing, every_way=False) if spot.end.crossing >= 0 else ()
        passing = next((leg for leg in legs if leg.crossing_id and spot.end.text == leg.crossing_id
                        and leg.kind is LegKind.CROSSING), None)  # fmt: skip
        if refused and passing is not None:
            found.append(Message(id="warning.via_one_way", values={
                "crossing": spot.end.text, "from": passing.origin.country, "to": passing.destination.country,
            }))  # fmt: skip
    if not request.depart_text and request.depart is None:
        found.append(Message(id="warning.default_departure", values={"depart": question.depart.isoformat()}))
    crosses = any(leg.kind is LegKind.CROSSING for leg in legs)
    if profile.freight:
        if question.costs.circumstances.load.value_usd is None:
            found.append(
                Message(
                    id="warning.not_checked", values={"what": "the cost of capital", "needs": "the value of the cargo"}
                )
            )
        if crosses:
            found.append(Message(id="warning.estimates"))
    elif crosses:
        found += _passenger_warnings(planner.world, question, legs)
    return tuple(found)


def _passenger_warnings(world: World, question: Question, legs: Sequence[PlanLeg]) -> list[Message]:
    found: list[Message] = []
    nationality = question.costs.circumstances.who.nationality
    if any(leg.kind is LegKind.FERRY for leg in legs):
        shut = _refused_by_land(question, legs[-1].destination.country)
        if shut:
            found.append(Message(id="warning.round_by_sea", values={"crossings": ", ".join(shut)}))
    if not nationality:
        return [*found, Message(id="warning.no_nationality")]
    entered = dict.fromkeys(leg.destination.country for leg in legs if leg.origin.country != leg.destination.country)
    found += [_visa_warning(world, nationality, country) for country in entered if country not in ("", nationality)]
    return found


def _refused_by_land(question: Question, country: str) -> list[str]:
    """Return the crossings by land into a country that this traveller may not use."""
    costs = question.costs
    network = costs.network
    names: dict[str, None] = {}
    refused = (costs.refusal > 0) & (network.arcs.kind == ArcKind.CROSSING)
    for arc in np.flatnonzero(refused).tolist():
        head = int(network.nodes.country[network.arcs.head[arc]])
        if head >= 0 and network.countries[head] == country:
            names[network.crossings[network.arcs.crossing[arc]].id] = None
    return list(names)


def find_visa_rule(world: World, nationality: str, country: str) -> VisaRule | None:
    """Return the rule for a nationality; one of its own beats one of a group."""
    groups = world.nationality_groups
    fitting = [
        rule
        for rule in world.visa_rules
        if rule.country == country and nationality in groups.get(rule.group, frozenset())
    ]
    return min(fitting, key=lambda rule: len(groups[rule.group]), default=None)


def _visa_warning(world: World, nationality: str, country: str) -> Message:
    rule = find_visa_rule(world, nationality, country)
    values: dict[str, object] = {"nationality": nationality, "country": country}
    if rule is None:
        return Message(id="warning.visa_unknown", values=values)
    days = f", {rule.visa_free_days} days" if rule.visa_free_days and rule.regime in _FREE else ""
    note = "; ".join(part for part in (rule.land_border_note, rule.permit_note) if part)
    return Message(id="warning.visa", values=values | {
        "regime": rule.regime.replace("_", " ") + days, "note": f"{note} (as of {rule.source.as_of})".strip(),
    })  # fmt: skip
