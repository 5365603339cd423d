"""The use case *check*: recompute a saved plan from the network and the tables alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import Field, ValidationError

from corridor_planner.check.routes import check_route, find_arcs
from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.stays import NO_VISIT, Stay
from corridor_planner.domain import (
    Criterion,
    LegKind,
    Load,
    Message,
    Mode,
    Place,
    PlanLeg,
    Reliability,
    RoutePlan,
    RouteRequest,
    Stop,
    Violation,
)
from corridor_planner.domain.words import CostKind
from corridor_planner.errors import InvalidInput
from corridor_planner.planning.documents import Document, LegDoc, PlaceDoc, PlanDoc, PlanDocument
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.routes import Question, anchor_all, understand
from corridor_planner.planning.session import Planner
from corridor_planner.planning.uncertainty import assess

CHECK_SCHEMA: Final = "corridor-planner/check/1"


class ViolationDoc(Document):
    """One thing that is wrong in a plan."""

    plan: str
    rule: str
    where: str
    claimed: str
    found: str


class CheckDocument(Document):
    """What the independent checker says of a saved plan."""

    schema_id: Literal["corridor-planner/check/1"] = Field(default=CHECK_SCHEMA, alias="schema")
    valid: bool
    plans: int
    data_version: str
    notes: list[str]
    violations: list[ViolationDoc]


def read_plan_document(raw: Mapping[str, Any]) -> PlanDocument:
    """Return a plan document from parsed JSON.

    Raises
    ------
    InvalidInput
        With the first key that does not fit the schema.
    """
    try:
        return PlanDocument.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(
            "plan document", ".".join(map(str, first["loc"])) or "document", rule=first["msg"],
            remedy="give a file that 'route --json' or '--out' wrote",
        ) from None  # fmt: skip


def check_plan(planner: Planner, document: PlanDocument) -> CheckDocument:
    """Return every violation of a saved plan; its search is not repeated."""
    notes = []
    version = planner.network.meta.data_version
    if document.network.data_version != version:
        notes.append(f"the plan was made with data version {document.network.data_version}, this is {version}")
    if document.network.name != planner.network.meta.name:
        notes.append(f"the plan was made on network {document.network.name!r}, this is {planner.network.meta.name!r}")
    violations: list[ViolationDoc] = []
    if (document.status == "no_plan") == bool(document.plans):
        violations.append(ViolationDoc(
            plan="", rule="a document has plans unless its status is no_plan", where="status", claimed=document.status,
            found=f"{len(document.plans)} plans",
        ))  # fmt: skip
    detail = document.detail
    if document.plans:
        question = understand(planner, request_of(document.request))
        anchors = anchor_all(question)
        for i, doc in enumerate(document.plans):
            keys = tuple(detail.arcs[i]) if detail and i < len(detail.arcs) else ()
            found = [*_check_totals(doc)]
            if isinstance(anchors, tuple):
                ends = [set(anchors[0].nodes), set(anchors[-1].nodes)]
                plan, places = _plan_of(doc, keys), (anchors[0].place, anchors[-1].place)
                wrong = check_route(question.costs, plan, ends, _stays(document, question), places)
                found += wrong or _check_promises(document, question, anchors, plan)
            else:
                found.append(Violation(rule="the ends can be reached", where="plan", claimed="yes", found="no"))
            violations += [ViolationDoc(plan=doc.id, rule=v.rule, where=v.where, claimed=v.claimed, found=v.found)
                           for v in found]  # fmt: skip
    return CheckDocument(
        valid=not violations, plans=len(document.plans), data_version=version, notes=notes, violations=violations
    )


def _stays(document: PlanDocument, question: Question) -> tuple[Stay, ...]:
    """Return the visits that the request asks for, where the document says they are made."""
    detail = document.detail
    if detail is None or len(detail.stops_after) != len(question.visits):
        return ()
    asked = question.visits
    order = detail.stop_order if sorted(detail.stop_order) == list(range(len(asked))) else range(len(asked))
    return tuple(
        Stay(after=after, visit=asked[stop])
        for after, stop in zip(detail.stops_after, order, strict=True) if asked[stop] != NO_VISIT
    )  # fmt: skip


def _check_promises(
    document: PlanDocument, question: Question, anchors: Sequence[Anchor], plan: RoutePlan
) -> list[Violation]:
    """Compare a walkable plan with its request: when it sets off, where it stops, how sure it is."""
    costs, found = question.costs, []
    begins = plan.legs[0].start
    if begins != question.depart:
        found.append(Violation(rule="the plan sets off when it was asked to", where="leg 1",
                               claimed=begins.isoformat(), found=question.depart.isoformat()))  # fmt: skip
    arcs = find_arcs(costs.network, plan.arc_keys, anchors[0].nodes)
    found += _check_stops(document, costs, anchors, arcs)
    sampled = assess(costs, arcs, plan.time_s, question.depart, question.deadline, seed=question.request.seed)
    for name, tolerance in (("p10_s", 60.0), ("p50_s", 60.0), ("p90_s", 60.0), ("p_deadline", 0.005)):
        claimed, wanted = getattr(plan.reliability, name), getattr(sampled, name)
        if (claimed is None) != (wanted is None) or (wanted is not None and abs(claimed - wanted) > tolerance):
            found.append(Violation(rule="reliability is sampled from the parts of the plan",
                                   where=f"reliability.{name}", claimed=str(claimed), found=str(wanted)))  # fmt: skip
    return found


def _check_stops(
    document: PlanDocument, costs: ArcCosts, anchors: Sequence[Anchor], arcs: Sequence[int]
) -> list[Violation]:
    """Every stop that was asked for is reached after as many arcs as the document says, one after the other."""
    detail, stops = document.detail, anchors[1:-1]
    order, after = (list(detail.stop_order), list(detail.stops_after)) if detail else ([], [])
    if len(order) < len(stops):  # the way back to the origin is a stop that no order names
        order += range(len(order), len(stops))
    rule = "the plan calls at every stop in its order"
    if sorted(order) != list(range(len(stops))) or len(after) != len(stops) or after != sorted(after):
        return [Violation(rule=rule, where="route", claimed=f"{order} after {after}", found=f"{len(stops)} stops")]
    found = []
    for stop, done in zip(order, after, strict=True):
        wanted = stops[stop]
        passed = arcs[done - 1] if 0 < done <= len(arcs) else -1
        here = int(costs.network.arcs.head[passed]) if passed >= 0 else int(costs.network.arcs.tail[arcs[0]])
        by_post = passed >= 0 and costs.network.arcs.crossing[passed] == wanted.end.crossing
        called = by_post if wanted.end.crossing >= 0 else here in wanted.nodes and 0 <= done <= len(arcs)
        if not called:
            found.append(Violation(rule=rule, where=f"stop {stop + 1}", claimed=wanted.place.name,
                                   found=f"node {here}"))  # fmt: skip
    return found


def _check_totals(doc: PlanDoc) -> list[Violation]:
    """Totals are the sums of the legs, counts count legs, and a leg's money is the sum of its kinds."""
    legs, totals = doc.legs, doc.totals
    wanted = {
        "time_s": (totals.time_s, sum(leg.time_s for leg in legs), 0.5),
        "cost_usd": (totals.cost_usd, sum(leg.cost_usd for leg in legs), 0.02),
        "co2e_kg": (totals.co2e_kg, sum(leg.co2e_kg for leg in legs), 0.01),
        "distance_m": (totals.distance_m, sum(leg.distance_m for leg in legs), 1.0),
        "crossings": (totals.crossings, sum(leg.kind == "crossing" for leg in legs), 0),
        "transfers": (totals.transfers, sum(leg.kind == "transfer" for leg in legs), 0),
    }
    found = [
        Violation(
            rule="totals are the sums of the legs", where=f"totals.{name}", claimed=str(claimed), found=str(summed)
        )
        for name, (claimed, summed, tolerance) in wanted.items() if abs(claimed - summed) > tolerance
    ]  # fmt: skip
    kinds = {kind for leg in legs for kind in leg.cost} | set(doc.cost)
    for kind in sorted(kinds):
        claimed, summed = doc.cost.get(kind, 0.0), sum(leg.cost.get(kind, 0.0) for leg in legs)
        if abs(claimed - summed) > 0.02:
            found.append(Violation(rule="totals are the sums of the legs", where=f"cost.{kind}",
                                   claimed=str(claimed), found=str(round(summed, 2))))  # fmt: skip
    for i, leg in enumerate(legs):
        if abs(leg.cost_usd - sum(leg.cost.values())) > 0.01:
            found.append(Violation(rule="a leg's money is the sum of its kinds", where=f"leg {i + 1}",
                                   claimed=str(leg.cost_usd), found=str(round(sum(leg.cost.values()), 2))))  # fmt: skip
        if leg.time_s != round((leg.end - leg.start).total_seconds()):
            found.append(Violation(rule="a leg's time is its end less its start", where=f"leg {i + 1}",
                                   claimed=str(leg.time_s),
                                   found=str((leg.end - leg.start).total_seconds())))  # fmt: skip
    return found


def request_of(raw: Mapping[str, Any]) -> RouteRequest:
    """Return the request that a document carries.

    Raises
    ------
    InvalidInput
        When a value is not one that the planner writes.
    """
    try:
        load = raw.get("load")
        visits = raw.get("visits") or [{} for _ in raw.get("via", [])]
        return RouteRequest(
            origin=raw["from"], destination=raw["to"], profile=raw["profile"],
            via=tuple(
                Stop(place=place, visit_s=int(visit.get("visit_s", 0)), opening_hours=visit.get("opening_hours", ""))
                for place, visit in zip(raw.get("via", []), visits, strict=True)
            ),
            depart=datetime.fromisoformat(raw["depart"]), depart_text=raw["depart"], criterion=Criterion(raw["by"]),
            load=Load(**load) if load else None, travellers=raw.get("travellers") or 1,
            nationality=raw.get("nationality") or "", registration=raw.get("registration") or "",
            deadline_text=raw.get("deadline") or "", avoid_countries=tuple(raw.get("avoid_country", ())),
            avoid_crossings=tuple(raw.get("avoid_crossing", ())),
            avoid_modes=tuple(Mode(m) for m in raw.get("avoid_mode", ())), max_transfers=raw.get("max_transfers"),
            round_trip=bool(raw.get("return")), known_crossings_only=bool(raw.get("known_crossings_only")),
            seed=int(raw.get("seed") or 0),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("request of the plan", repr(error), rule="it must be a request as the planner writes it",
                           remedy="check the file, or plan again") from None  # fmt: skip


def _plan_of(doc: PlanDoc, keys: tuple[str, ...]) -> RoutePlan:
    reliability = doc.reliability
    return RoutePlan(
        id=doc.id, label=doc.label, why=Message(id=doc.why), legs=tuple(_leg_of(leg) for leg in doc.legs),
        reliability=Reliability(p10_s=reliability.p10_s, p50_s=reliability.p50_s, p90_s=reliability.p90_s,
                                p_deadline=reliability.p_deadline, main_cause=None),
        arc_keys=keys,
    )  # fmt: skip


def _leg_of(doc: LegDoc) -> PlanLeg:
    return PlanLeg(
        kind=LegKind(doc.kind), mode=Mode(doc.mode) if doc.mode else None, origin=_place_of(doc.origin),
        destination=_place_of(doc.destination), start=doc.start, end=doc.end, distance_m=doc.distance_m,
        cost={CostKind(kind): usd for kind, usd in doc.cost.items()}, co2e_kg=doc.co2e_kg,
        crossing_id=doc.crossing_id or "", service_id=doc.service_id or "", geometry=tuple(doc.geometry),
    )  # fmt: skip


def _place_of(doc: PlaceDoc) -> Place:
    return Place(id=doc.id or "", name=doc.name, country=doc.country, lon=doc.lon, lat=doc.lat, tz=doc.tz)
