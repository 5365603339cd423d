"""Warnings of a whole route: what was assumed, what was left out, which papers a person needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from corridor_planner.domain import CostKind, Layer, LegKind, Message, PlanLeg
from corridor_planner.planning.ends import Anchor

if TYPE_CHECKING:
    from corridor_planner.planning.routes import Question


def route_warnings(question: Question, anchors: Sequence[Anchor], legs: Sequence[PlanLeg]) -> tuple[Message, ...]:
    """Return the warnings that belong to no single leg."""
    request, profile = question.request, question.costs.circumstances.profile
    found: list[Message] = []
    for spot in anchors:
        if spot.snap_m > 0:
            found.append(Message(id="warning.snapped", values={"place": spot.place.name, "distance_m": round(spot.snap_m)}))
    crosses = any(leg.kind is LegKind.CROSSING for leg in legs)
    if not profile.freight and crosses and not request.nationality:
        found.append(Message(id="warning.no_nationality"))
    if profile.freight:
        load = question.costs.circumstances.load
        if load.value_usd is None:
            found.append(Message(id="warning.not_checked", values={"what": "cost of capital", "needs": "cargo value"}))
        if not any(CostKind.CAPITAL in leg.cost for leg in legs) and load.value_usd is not None and legs:
            found.append(Message(id="warning.not_checked", values={"what": "cost of capital", "needs": "cargo value"}))
    if not request.depart_text and request.depart is None:
        found.append(Message(id="warning.default_departure", values={"depart": question.depart.isoformat()}))
    if profile.freight and Layer.TRAIN not in profile.layers and crosses:
        found.append(Message(id="warning.estimates", values={}))
    return tuple(found)
