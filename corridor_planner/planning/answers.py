"""Answers as documents: plans and refusals become the plan document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from corridor_planner.domain import LegKind, Message, NoPlan, Place, PlanLeg, RoutePlan, RouteRequest, Source
from corridor_planner.messages import text
from corridor_planner.planning.documents import (
    CorridorsDetail,
    FrontDoc,
    LegDoc,
    MessageDoc,
    NetworkDoc,
    PlaceDoc,
    PlanDoc,
    PlanDocument,
    ReliabilityDoc,
    RemedyDoc,
    RouteDetail,
    SourceDoc,
    TotalsDoc,
)
from corridor_planner.planning.ends import Anchor

if TYPE_CHECKING:
    from corridor_planner.planning.routes import Question
    from corridor_planner.planning.session import Planner

_CENTS, _GRAMS, _METRES, _DEGREES = 2, 3, 1, 6


def plan_document(
    planner: Planner,
    question: Question,
    anchors: Sequence[Anchor],
    plans: Sequence[RoutePlan],
    *,
    status: Literal["optimal", "feasible"],
    stop_order: Sequence[int] = (),
    stops_after: Sequence[int] = (),
    optimizer: Mapping[str, Any] | None = None,
    bound: float | None = None,
    gap: float | None = None,
) -> PlanDocument:
    """Return the document of an answer with plans."""
    lang = question.request.lang
    return PlanDocument(
        kind="route", network=network_doc(planner), request=request_doc(question), status=status,
        bound=bound, gap=gap, plans=[plan_doc(plan, lang) for plan in plans],
        route=RouteDetail(
            arcs=[list(plan.arc_keys) for plan in plans], snaps=_snaps(anchors), stop_order=list(stop_order),
            stops_after=list(stops_after),
            optimizer=dict(optimizer) if optimizer is not None else None,
        ),
    )  # fmt: skip


def corridors_document(
    planner: Planner,
    question: Question,
    anchors: Sequence[Anchor],
    plans: Sequence[RoutePlan],
    *,
    criteria: Sequence[str],
    epsilon: float,
    front: Sequence[Mapping[str, float]],
    why: Sequence[str],
) -> PlanDocument:
    """Return the document of several corridors; ``why`` tells for each plan what it is on the list for."""
    lang = question.request.lang
    told = [plan_doc(plan, lang).model_copy(update={"why": words}) for plan, words in zip(plans, why, strict=True)]
    return PlanDocument(
        kind="corridors", network=network_doc(planner), request=request_doc(question), status="optimal", plans=told,
        corridors=CorridorsDetail(
            arcs=[list(plan.arc_keys) for plan in plans], snaps=_snaps(anchors), criteria=list(criteria),
            epsilon=epsilon, front=[FrontDoc(**row) for row in front],
        ),
    )  # fmt: skip


def no_plan_document(
    planner: Planner, question: Question, answer: NoPlan, anchors: Sequence[Anchor] = (), *,
    kind: Literal["route", "corridors"] = "route",
) -> PlanDocument:  # fmt: skip
    """Return the document that says why no plan exists."""
    lang = question.request.lang
    return PlanDocument(
        kind=kind, network=network_doc(planner), request=request_doc(question), status="no_plan",
        reason=message_doc(answer.reason, lang), blocked=[message_doc(m, lang) for m in answer.blocked],
        remedies=[RemedyDoc(text=text(r.message, lang), change=dict(r.change)) for r in answer.remedies],
        plans=[], route=RouteDetail(arcs=[], snaps=_snaps(anchors)),
    )  # fmt: skip


def network_doc(planner: Planner) -> NetworkDoc:
    """Return what network was used."""
    meta = planner.network.meta
    return NetworkDoc(name=meta.name, data_version=meta.data_version, attribution=list(meta.attribution))


def request_doc(question: Question) -> dict[str, Any]:
    """Return the request as it was understood: what was typed, and what it was taken for."""
    request: RouteRequest = question.request
    load = question.costs.circumstances.load
    who = question.costs.circumstances.who
    freight = question.costs.circumstances.profile.freight
    return {
        "from": request.origin, "to": request.destination, "via": [stop.place for stop in request.via],
        "profile": request.profile, "depart": question.depart.isoformat(), "by": request.criterion.value,
        "load": {"kind": load.kind, "count": load.count, "mass_t": load.mass_t, "value_usd": load.value_usd}
        if freight else None,
        "travellers": None if freight else request.travellers,
        "nationality": request.nationality or None, "registration": who.registration or None,
        "deadline": question.deadline.isoformat() if question.deadline else None,
        "avoid_country": list(request.avoid_countries), "avoid_crossing": list(request.avoid_crossings),
        "avoid_mode": [mode.value for mode in request.avoid_modes], "max_transfers": request.max_transfers,
        "optimize": request.optimize, "return": request.round_trip,
        "visits": [{"visit_s": s.visit_s, "opening_hours": s.opening_hours} for s in request.via],
        "known_crossings_only": request.known_crossings_only, "seed": request.seed,
        "iterations": request.iterations, "time_limit_s": request.time_limit_s,
        "understood": [place_doc(end.place).model_dump() for end in question.ends],
    }  # fmt: skip


def _snaps(anchors: Sequence[Anchor]) -> list[dict[str, Any]]:
    return [{"place": a.place.name, "distance_m": round(a.snap_m, _METRES)} for a in anchors if a.end.coordinate]


def plan_doc(plan: RoutePlan, lang: str) -> PlanDoc:
    """Return one plan; its totals are the sums of the rounded legs."""
    legs = [leg_doc(leg, lang) for leg in plan.legs]
    cost: dict[str, float] = {}
    for leg in legs:
        for kind, usd in leg.cost.items():
            cost[kind] = round(cost.get(kind, 0.0) + usd, _CENTS)
    reliability = plan.reliability
    return PlanDoc(
        id=plan.id, label=plan.label, why=text(plan.why, lang),
        totals=TotalsDoc(
            time_s=sum(leg.time_s for leg in legs), cost_usd=round(sum(leg.cost_usd for leg in legs), _CENTS),
            co2e_kg=round(sum(leg.co2e_kg for leg in legs), _GRAMS),
            distance_m=round(sum(leg.distance_m for leg in legs), _METRES),
            crossings=plan.count(LegKind.CROSSING), transfers=plan.count(LegKind.TRANSFER),
        ),
        reliability=ReliabilityDoc(
            p10_s=reliability.p10_s, p50_s=reliability.p50_s, p90_s=reliability.p90_s,
            p_deadline=reliability.p_deadline,
            main_cause=message_doc(reliability.main_cause, lang) if reliability.main_cause else None,
        ),
        cost=cost, warnings=[message_doc(m, lang) for m in plan.warnings], legs=legs,
    )  # fmt: skip


def leg_doc(leg: PlanLeg, lang: str) -> LegDoc:
    """Return one leg."""
    cost = {kind.value: round(usd, _CENTS) for kind, usd in leg.cost.items()}
    return LegDoc(
        kind=leg.kind.value, mode=leg.mode.value if leg.mode else None,
        **{"from": place_doc(leg.origin), "to": place_doc(leg.destination)},
        start=leg.start, end=leg.end, distance_m=round(leg.distance_m, _METRES), time_s=leg.time_s,
        cost_usd=round(sum(cost.values()), _CENTS), cost=cost, co2e_kg=round(leg.co2e_kg, _GRAMS),
        crossing_id=leg.crossing_id or None, service_id=leg.service_id or None,
        note=message_doc(leg.note, lang) if leg.note else None, papers=list(leg.papers),
        sources=[source_doc(s) for s in leg.sources], warnings=[message_doc(m, lang) for m in leg.warnings],
        geometry=[(round(lon, _DEGREES), round(lat, _DEGREES)) for lon, lat in leg.geometry],
    )  # fmt: skip


def place_doc(place: Place) -> PlaceDoc:
    """Return a place."""
    return PlaceDoc(
        id=place.id or None, name=place.name, name_local=place.name_local, country=place.country,
        lon=round(place.lon, _DEGREES), lat=round(place.lat, _DEGREES), tz=place.tz,
    )  # fmt: skip


def source_doc(source: Source) -> SourceDoc:
    """Return a source."""
    return SourceDoc(
        table=source.table, row_id=source.row_id, text=source.text, as_of=source.as_of,
        confidence=source.confidence.value,
    )  # fmt: skip


def message_doc(message: Message, lang: str) -> MessageDoc:
    """Return a message in words, with what it was made of."""
    return MessageDoc(id=message.id, text=text(message, lang), values=dict(message.values))
