"""Routes whose stops are put in the best order: the optimizer finds the order, the search the way."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corridor_planner.cost.simulator import NEVER
from corridor_planner.cost.tours import TourStop
from corridor_planner.domain import Criterion, Message, NoPlan, Remedy
from corridor_planner.errors import InvalidInput
from corridor_planner.planning.answers import no_plan_document, plan_document
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.paths import allowed_arcs
from corridor_planner.planning.tours import TourAnswer, optimize_stops
from corridor_planner.search.timed import Start, earliest_arrivals
from corridor_planner.solve import AfterIterations, AfterSeconds, SolveStatus, StopRule
from corridor_planner.solve.progress import Report
from corridor_planner.solve.tour_solution import TourSolution

if TYPE_CHECKING:
    from corridor_planner.planning.routes import Question
    from corridor_planner.planning.session import Planner, Progress

MOST_STOPS = 50
ITERATIONS = 300


def plan_tour(planner: Planner, question: Question, anchors: Sequence[Anchor], progress: Progress) -> PlanDocument:
    """Return the plan through all stops in the order with the earliest end.

    Raises
    ------
    InvalidInput
        For more than 50 stops, a stop that is a border crossing, or another criterion than time.
    """
    _refuse_what_cannot_be_ordered(question, anchors)
    started = time.monotonic()
    answer = _find_order(question, anchors, progress)
    if not answer.complete or answer.solution.tour is None:
        return no_plan_document(planner, question, _explain(answer), anchors)
    order = answer.solution.tour.order
    ordered = (anchors[0], *(anchors[1 + i] for i in order), anchors[-1])
    in_order = replace(question, visits=tuple(question.visits[i] for i in order))
    from corridor_planner.planning.routes import search, tell_plan

    progress("telling the plan", 0.9)
    found = search(in_order, ordered)
    if isinstance(found, NoPlan):
        return no_plan_document(planner, question, found, anchors)
    path, events = found
    plan = tell_plan(planner, in_order, ordered, path, events)
    progress("done", 1.0)
    solution = answer.solution
    proven = solution.status is SolveStatus.OPTIMAL
    return plan_document(
        planner, question, ordered, (plan,), status="optimal" if proven else "feasible", stop_order=order,
        stops_after=path.stops_after, bound=None if solution.bound_s is None else float(solution.bound_s),
        gap=solution.gap,
        optimizer={
            "stops": len(order), "iterations": solution.iterations, "seed": solution.seed,
            "reproducible": solution.repeatable, "objective_s": solution.tour.objective_s if solution.tour else None,
            "bound_s": solution.bound_s, "true_times": answer.true_times,
            "seconds": round(time.monotonic() - started, 3),
        },
    )  # fmt: skip


def _refuse_what_cannot_be_ordered(question: Question, anchors: Sequence[Anchor]) -> None:
    stops = anchors[1:-1]
    if len(stops) > MOST_STOPS:
        raise InvalidInput("--via", f"{len(stops)} stops", rule=f"at most {MOST_STOPS} are put in order",
                           remedy="plan in two parts")  # fmt: skip
    if question.request.criterion is not Criterion.TIME:
        raise InvalidInput("--by", question.request.criterion.value, rule="--optimize makes the time least",
                           remedy="leave --by out, or give the order yourself")  # fmt: skip
    for stop in stops:
        if stop.end.crossing >= 0:
            raise InvalidInput("--via", stop.end.text, rule="a border crossing is no stop that can be put in order",
                               remedy="leave it out, or leave --optimize out")  # fmt: skip


def _find_order(question: Question, anchors: Sequence[Anchor], progress: Progress) -> TourAnswer:
    """Order the stops over searches from each of them; a driver sets off rested from each.

    Where the least time to go is at hand, one short search for each stop takes the place of one
    that spreads until it has met them all.
    """
    round_trip = anchors[0].nodes == anchors[-1].nodes
    points = list(anchors[:-1]) if round_trip else list(anchors)
    mask = allowed_arcs(question.costs, anchors, frozenset())
    ahead = [
        (place.nodes, to_go) for place in points if (to_go := question.evaluated.least_time_to(place.nodes)) is not None
    ]

    def arrivals(point: int, depart_s: int) -> list[int]:
        starts = [Start(node=node, at_s=depart_s) for node in points[point].nodes]
        targets = [node for place in points for node in place.nodes]
        found: dict[int, int] = {}
        for goals, to_go in ahead or ((targets, None),):
            for arrival in earliest_arrivals(
                question.costs, starts, goals, allowed=mask, every_target=not ahead, to_go=to_go
            ):
                found.setdefault(arrival.node, arrival.at_s)
        return [min((found.get(node, int(NEVER)) for node in place.nodes), default=int(NEVER)) for place in points]

    def told(report: Report[TourSolution]) -> None:
        best = report.best.tour
        words = f"ordering {len(points)} places" if best is None else f"best so far {best.objective_s / 3600:.1f} h"
        progress(words, min(0.9, 0.5 + 0.4 * report.effort.iterations / ITERATIONS))

    stops = [
        TourStop(id=anchor.place.name, point=1 + i, visit_s=visit.visit_s, windows=visit.windows)
        for i, (anchor, visit) in enumerate(zip(anchors[1:-1], question.visits, strict=True))
    ]
    return optimize_stops(
        stops, arrivals, points=len(points), start=0, end=0 if round_trip else len(points) - 1,
        depart_s=round(question.depart.timestamp()), stop=_stop_rule(question), seed=question.request.seed,
        progress=told, searched=lambda share: progress("searching ways between the stops", 0.1 + 0.4 * share),
    )  # fmt: skip


def _stop_rule(question: Question) -> StopRule:
    request = question.request
    if request.time_limit_s is not None:
        return AfterSeconds(request.time_limit_s)
    return AfterIterations(ITERATIONS if request.iterations is None else request.iterations)


def _explain(answer: TourAnswer) -> NoPlan:
    blamed = answer.explanation
    reason = Message(id="no_plan.tour", values={"count": len(blamed)})
    remedies = tuple(
        Remedy(message=Message(id="remedy.drop_via", values={"value": message.values["stop"]}),
               change={"remove_via": message.values["stop"]})
        for message in blamed if "stop" in message.values
    )  # fmt: skip
    return NoPlan(reason=reason, blocked=blamed, remedies=remedies)
