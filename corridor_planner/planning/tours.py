"""The use case *order of stops*: build the time matrix by searches, order, refine, check.

Times between stops depend on when one leaves, so the matrix is searched at the instants of a
grid: fine for short tours of few stops, coarser for long ones of many, within a budget of
searches. What the optimizer makes of it is then searched again at the very instants at which the
tour leaves each stop; these searches join the matrix and the optimizer runs once more, until the
tour it likes best is told in true times.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corridor_planner.check.tours import check_tour
from corridor_planner.cost.tour_times import NEVER, visit_begin_at
from corridor_planner.cost.tours import Dropped, DropReason, Tour, TourProblem, TourStop, missing_musts, tell_tour
from corridor_planner.domain import Message
from corridor_planner.errors import DataFault
from corridor_planner.planning.tour_matrix import ArrivalOracle, Rows, TourMatrix, find_row, search_matrix
from corridor_planner.solve import (
    AfterIterations,
    Continued,
    Progress,
    SolveStatus,
    StopRule,
    TourSolution,
    silent,
    solve_tour,
)
from corridor_planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

_TIME_REASONS = (DropReason.NO_WAY_IN, DropReason.NO_WAY_OUT, DropReason.CLOSED, DropReason.CONFLICT)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridParams:
    """How finely and how far ahead the ways between stops are searched.

    Attributes
    ----------
    searches
        At most about so many searches (from one point at one instant to all others).
    least_step_s, least_instants
        The grid is no finer, and has no fewer instants, than this.
    horizon_s
        No tour is looked for that leaves a stop later than this after the departure.
    refinements
        At most so many times are the true times of a tour put into the matrix.
    """

    searches: int = 600
    least_step_s: int = SECONDS_PER_HOUR
    least_instants: int = 12
    horizon_s: int = 60 * SECONDS_PER_DAY
    refinements: int = 4


DEFAULTS = GridParams()


@dataclass(frozen=True, slots=True, kw_only=True)
class TourAnswer:
    """The order of the stops, or as many as can be served, and why not all.

    Attributes
    ----------
    problem
        What was solved in the end; its stops are those that were asked for, in their order.
    true_times
        True when every way was searched at the instant at which the tour leaves; otherwise some
        times are those of the grid, which promise no opening that may be missed.
    explanation
        One message for each must that is not served; empty when all are.
    """

    problem: TourProblem
    solution: TourSolution
    true_times: bool
    explanation: tuple[Message, ...]

    @property
    def complete(self) -> bool:
        """True when there is a tour that serves every must."""
        return self.solution.tour is not None and not self.explanation


def optimize_stops(
    stops: Sequence[TourStop],
    oracle: ArrivalOracle,
    *,
    points: int,
    start: int,
    end: int,
    depart_s: int,
    stop: StopRule,
    capacity_kg: int | None = None,
    seed: int = 0,
    grid: GridParams = DEFAULTS,
    progress: Progress[TourSolution] = silent,
    searched: Callable[[float], None] = lambda _: None,
) -> TourAnswer:
    """Return the stops in the order with the earliest end.

    Parameters
    ----------
    oracle
        Arrivals at all points for one who leaves a point at an instant; leaving later must not
        arrive earlier. The start's own loading time and the like belong into it.
    points
        Number of points; stops, ``start`` and ``end`` are indices below it.
    searched
        Told the share of the searches that are done.
    stop
        Its iterations count anew for each refinement; its seconds count for everything together,
        the first searches of the grid included, which can't be cut short.

    Notes
    -----
    Never raises because something can't be served: see ``TourAnswer.explanation``. The solution's
    bound and its proof hold for the matrix, not for instants that nobody searched.
    """
    empty = TourProblem(
        start=start, end=end, depart_s=depart_s, stops=tuple(stops), capacity_kg=capacity_kg,
        departures_s=np.array([depart_s]), arrival_s=np.full((1, points, points), NEVER),
    )  # fmt: skip
    began_s = time.monotonic()

    def solve(problem: TourProblem, order: Sequence[int]) -> TourSolution:
        rest = Continued(rule=stop, elapsed_s=time.monotonic() - began_s)
        return solve_tour(problem, rest, seed=seed, start=order, progress=progress)

    matrix = search_matrix(oracle, points, (depart_s,))
    horizon_s = _first_horizon(empty, matrix, grid)
    while True:
        step_s = _step(horizon_s, points, grid)
        instants = range(depart_s, depart_s + horizon_s + step_s, step_s)
        matrix = search_matrix(oracle, points, instants, known=matrix, searched=searched)
        problem = matrix.put_into(empty)
        solution = solve(problem, ())
        if horizon_s >= grid.horizon_s or not _later_may_help(problem, solution):
            break
        horizon_s = min(4 * horizon_s, grid.horizon_s)
    problem, solution, true_times = _refine(problem, solution, matrix, oracle, solve, rounds=grid.refinements)
    _refuse_wrong(problem, solution)
    return TourAnswer(
        problem=problem, solution=solution, true_times=true_times, explanation=_explain(problem, solution, horizon_s)
    )


def _first_horizon(problem: TourProblem, now: TourMatrix, grid: GridParams) -> int:
    """Guess how long the tour lasts from a quick one with the ways as long as at the departure."""
    still = now.held_until(problem.depart_s + grid.horizon_s)
    guess = solve_tour(still.put_into(problem), AfterIterations(1))
    if guess.tour is None:
        return min(7 * SECONDS_PER_DAY, grid.horizon_s)
    return min((guess.tour.end_s - problem.depart_s) * 5 // 4 + SECONDS_PER_DAY, grid.horizon_s)


def _step(horizon_s: int, points: int, grid: GridParams) -> int:
    """Return the step in whole quarters of an hour that keeps the budget of searches."""
    instants = max(grid.least_instants, grid.searches // points)
    quarter_s = SECONDS_PER_HOUR // 4
    return max(grid.least_step_s, -(-horizon_s // (instants - 1) // quarter_s) * quarter_s)


def _later_may_help(problem: TourProblem, solution: TourSolution) -> bool:
    """Return True when something is missing that a longer horizon could bring."""
    if solution.tour is None:
        return True
    linked = np.less(problem.arrival_s, NEVER)
    own = np.arange(linked.shape[1])
    linked[:, own, own] = False
    entered = np.asarray(linked.any(axis=(0, 1)))
    left = np.asarray(linked.any(axis=(0, 2)))
    missing = (d for d in missing_musts(problem, solution.tour) if d.reason in _TIME_REASONS)
    return any(entered[problem.stops[d.stop].point] and left[problem.stops[d.stop].point] for d in missing)


def _refine(
    problem: TourProblem,
    solution: TourSolution,
    matrix: TourMatrix,
    oracle: ArrivalOracle,
    solve: Callable[[TourProblem, Sequence[int]], TourSolution],
    *,
    rounds: int,
) -> tuple[TourProblem, TourSolution, bool]:
    """Search the ways of the tour at the instants at which it leaves, until they are as told."""
    tried: list[Tour] = []
    for _ in range(rounds):
        if solution.tour is None:
            return problem, solution, True
        matrix = matrix.with_rows(_rows_along(problem, solution.tour.order, matrix.rows, oracle))
        problem = matrix.put_into(problem)
        if tell_tour(problem, solution.tour.order, solution.tour.dropped) == solution.tour:
            return problem, solution, True
        tried.append(solution.tour)
        solution = solve(problem, solution.tour.order)
    true_ones = [tour for t in tried if (tour := tell_tour(problem, t.order, t.dropped))]
    if not true_ones:
        return problem, solution, False
    best = min(true_ones, key=lambda tour: (len(missing_musts(problem, tour)), tour.objective_s))
    return problem, replace(solution, tour=best, status=SolveStatus.FEASIBLE, bound_s=None), True


def _rows_along(
    problem: TourProblem, order: Sequence[int], known: Rows, oracle: ArrivalOracle
) -> dict[tuple[int, int], tuple[int, ...]]:
    """Search from each stop of an order at the instant at which one truly leaves it, unless known."""
    rows = {}
    at, leave_s = problem.start, problem.depart_s
    for stop in order:
        rows[at, leave_s] = find_row(known, oracle, at, leave_s)
        point = problem.stops[stop].point
        arrive_s = leave_s if point == at else rows[at, leave_s][point]
        begin_s = visit_begin_at(problem.arrays, stop, arrive_s)
        if begin_s >= NEVER:
            return rows
        at, leave_s = point, begin_s + problem.stops[stop].visit_s
    rows[at, leave_s] = find_row(known, oracle, at, leave_s)
    return rows


def _refuse_wrong(problem: TourProblem, solution: TourSolution) -> None:
    """Let no tour out that the independent checker finds fault with."""
    if solution.tour is None:
        return
    violations = check_tour(problem, solution.tour, bound_s=solution.bound_s)
    if violations:
        first = violations[0]
        raise DataFault(
            "order of the stops", first.where, remedy="report this as a defect, with the request",
            rule=f"the independent checker found {first.rule}: {first.claimed} against {first.found}",
        )  # fmt: skip


def _explain(problem: TourProblem, solution: TourSolution, horizon_s: int) -> tuple[Message, ...]:
    """Return why the musts that are missing are missing, each with the fewest other stops to blame."""
    days = -(-horizon_s // SECONDS_PER_DAY)
    if solution.tour is None:
        return (Message(id="left_out.no_way_home", values={"days": days}),)
    return tuple(_reason(problem, dropped, days) for dropped in missing_musts(problem, solution.tour))


def _reason(problem: TourProblem, dropped: Dropped, days: int) -> Message:
    stop = problem.stops[dropped.stop]
    values: dict[str, object] = {"stop": stop.id, "days": days}
    reason = dropped.reason
    if reason in (DropReason.OVER_CAPACITY, DropReason.LOAD_TOGETHER):
        values |= {"demand_kg": stop.demand_kg, "capacity_kg": problem.capacity_kg}
    if dropped.earliest_s is not None:
        values["earliest_s"] = dropped.earliest_s
    if dropped.against:
        values["against"] = ", ".join(problem.stops[i].id for i in dropped.against)
    elif reason is DropReason.CONFLICT:
        return Message(id="left_out.no_order_found", values=values)
    return Message(id=f"left_out.{reason.value}", values=values)
