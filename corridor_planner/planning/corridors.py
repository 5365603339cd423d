"""The use case *corridors*: a few ways across borders that differ in substance, each checked, with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from corridor_planner.domain import Criterion, LegKind, Message, NoPlan, RoutePlan, RouteRequest
from corridor_planner.errors import InvalidInput
from corridor_planner.messages import text
from corridor_planner.planning.answers import corridors_document, no_plan_document
from corridor_planner.planning.corridor_choice import Chosen, choose
from corridor_planner.planning.corridor_search import Candidate, find_candidates
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.explain import explain_no_path
from corridor_planner.planning.paths import Path
from corridor_planner.planning.routes import Question, anchor_all, tell_plan, understand
from corridor_planner.planning.session import Planner, Progress, silent
from corridor_planner.planning.steps import tell_steps

CRITERIA: Final = (Criterion.TIME, Criterion.COST, Criterion.CO2E)
MOST: Final = 8
_LABELS: Final = "ABCDEFGHIJKL"


def plan_corridors(
    planner: Planner, request: RouteRequest, *, criteria: Sequence[Criterion] = CRITERIA, most: int = MOST,
    epsilon: float = 0.0, progress: Progress = silent,
) -> PlanDocument:  # fmt: skip
    """Return a document with the corridors between two places.

    Parameters
    ----------
    criteria
        Two to four of time, cost, CO2e and transfers, whose Pareto set is searched.
    most
        Plans at most, 1 to 12.
    epsilon
        Above 0, ways at most so much (as a share) worse than another in everything may be left out.

    Raises
    ------
    InvalidInput, UnknownName, AmbiguousName
        When the request can't be understood, has stops, or asks for other numbers than these.
    DataFault
        When a figure is missing, or the independent checker disagrees with a plan.
    """
    _refuse(request, criteria, most, epsilon)
    progress("reading the request", 0.0)
    question = understand(planner, request)
    anchors = anchor_all(question)
    if isinstance(anchors, NoPlan):
        return no_plan_document(planner, question, anchors, kind="corridors")
    progress("searching", 0.2)
    found = find_candidates(question, anchors, criteria, epsilon=epsilon)
    if not found:
        reason = explain_no_path(question.costs, anchors, request)
        return no_plan_document(planner, question, reason, anchors, kind="corridors")
    candidates = [candidate for candidate in found if _few_changes(question, candidate)]
    if not any(candidate.on_front for candidate in candidates):
        fewest = min(_changes(question, candidate) for candidate in found)
        reason = NoPlan(reason=Message(id="no_plan.too_many_transfers",
                                       values={"found": fewest, "allowed": request.max_transfers}))  # fmt: skip
        return no_plan_document(planner, question, reason, anchors, kind="corridors")
    chosen = choose(planner.network, candidates, criteria, most=most)
    progress("telling the plans", 0.7)
    plans = [_tell(planner, question, anchors, corridor) for corridor in chosen]
    reasons = _add_most_reliable(chosen, plans)
    progress("done", 1.0)
    front = [candidate for candidate in candidates if candidate.on_front]
    return corridors_document(
        planner, question, anchors, plans, criteria=[c.value for c in criteria], epsilon=epsilon,
        front=[dict(_told_totals(candidate)) for candidate in front],
        why=["; ".join(text(reason, request.lang) for reason in told) for told in reasons],
    )  # fmt: skip


def _refuse(request: RouteRequest, criteria: Sequence[Criterion], most: int, epsilon: float) -> None:
    if request.via or request.round_trip or request.optimize:
        raise InvalidInput("--via", "a stop or a way back", rule="corridors lead from one place to another",
                           remedy="leave it out, or use 'route'")  # fmt: skip
    if not 2 <= len(set(criteria)) <= 4:
        raise InvalidInput("--criteria", ",".join(c.value for c in criteria), rule="two to four different criteria",
                           remedy="give for example time,cost,co2e")  # fmt: skip
    if not 1 <= most <= len(_LABELS):
        raise InvalidInput("--max", most, rule=f"1 to {len(_LABELS)} corridors", remedy="give 8 or leave it out")
    if not 0 <= epsilon <= 1:
        raise InvalidInput("--epsilon", epsilon, rule="a share from 0 to 1", remedy="give 0 for the whole set")


def _few_changes(question: Question, candidate: Candidate) -> bool:
    most = question.request.max_transfers
    return most is None or _changes(question, candidate) <= most


def _changes(question: Question, candidate: Candidate) -> int:
    """Return how many transfers a person would be told."""
    steps = tell_steps(question.costs, candidate.way.arcs, candidate.events, round(question.depart.timestamp()))
    return sum(step.kind is LegKind.TRANSFER for step in steps)


def _tell(planner: Planner, question: Question, anchors: Sequence[Anchor], corridor: Chosen) -> RoutePlan:
    candidate = corridor.candidate
    path = Path(arcs=candidate.way.arcs, stops_after=(), depart_s=round(question.depart.timestamp()))
    return tell_plan(planner, question, anchors, path, candidate.events)


def _add_most_reliable(chosen: Sequence[Chosen], plans: list[RoutePlan]) -> list[list[Message]]:
    """Return the reasons of the plans, which are numbered; the one that is late least gets one more."""
    reasons = [list(corridor.reasons) for corridor in chosen]
    surest = min(range(len(plans)), key=lambda i: (plans[i].reliability.p90_s, i))
    if len(plans) > 1:
        reasons[surest].append(Message(id="why.reliable"))
    for i, plan in enumerate(plans):
        plans[i] = replace(plan, id=str(i + 1), label=_LABELS[i])
    return reasons


def _told_totals(candidate: Candidate) -> list[tuple[str, float]]:
    names = {Criterion.TIME: "time_s", Criterion.COST: "cost_usd", Criterion.CO2E: "co2e_kg"}
    return [(names.get(c, c.value), round(value, 2)) for c, value in candidate.totals.items()]
