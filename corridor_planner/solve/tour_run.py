"""One run of the tour optimizer: what it works on, what it has spent, and the best so far."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import Dropped, DropReason, TourProblem, tell_tour
from corridor_planner.solve.progress import Progress, Report, silent
from corridor_planner.solve.status import SolveStatus
from corridor_planner.solve.stopping import Effort, StopRule
from corridor_planner.solve.tour_improve import value_of
from corridor_planner.solve.tour_reasons import explain_left_out
from corridor_planner.solve.tour_screening import find_hopeless
from corridor_planner.solve.tour_solution import TourSolution

Order = tuple[int, ...]


class TourRun:
    """The state of one call of ``solve_tour``.

    Attributes
    ----------
    servable
        Positions in ``problem.stops`` of the stops that are not hopeless.
    part
        The problem with just these; ``order`` counts in it.
    order, value
        The best order so far and its end plus penalties, NEVER before the first.
    exact
        True when ``order`` is the best there is.
    bound_s
        Lower bound on the objective of a tour without a missing must, None when not known.
    """

    def __init__(
        self, problem: TourProblem, stop: StopRule, *, seed: int = 0, progress: Progress[TourSolution] = silent
    ) -> None:
        self.problem, self.seed = problem, seed
        self.hopeless = find_hopeless(problem)
        given_up = {dropped.stop for dropped in self.hopeless}
        self.servable: Order = tuple(i for i in range(len(problem.stops)) if i not in given_up)
        self.part = problem.only(self.servable)
        self.order: Order = ()
        self.value = int(NEVER)
        self.exact = False
        self.bound_s: int | None = None
        self.iterations = 0
        self._stop, self._progress = stop, progress
        self._began_s = time.monotonic()
        self._told: TourSolution | None = None

    @property
    def effort(self) -> Effort:
        """Iterations and time until now."""
        return Effort(iterations=self.iterations, elapsed_s=time.monotonic() - self._began_s)

    @property
    def proven(self) -> bool:
        """True when nothing better exists."""
        return self.exact or (self.bound_s is not None and self.value - self.problem.depart_s <= self.bound_s)

    def stopped(self) -> bool:
        """Ask the stop rule."""
        return self._stop.reached(self.effort)

    def offer(self, stage: str, order: Order) -> None:
        """Take an order if it is better, and tell how far the run is."""
        value = int(value_of(self.part.arrays, np.array(order, np.int64)))
        improved = value < self.value
        if improved:
            self.order, self.value = order, value
            self._told = None
        if self._progress is not silent:
            self._told = self._told or self._solution(explained=False)
            self._progress(Report(stage=stage, effort=self.effort, best=self._told, improved=improved))

    def answer(self) -> TourSolution:
        """Return the best so far as a solution that says why each missing stop is missing."""
        return self._solution(explained=True)

    def _solution(self, *, explained: bool) -> TourSolution:
        effort = self.effort
        tour = None
        if self.value < NEVER:
            tour = tell_tour(self.problem, self._outer(self.order), self._dropped(explained=explained))
        complete = all(i in self.order for i, stop in enumerate(self.part.stops) if stop.must)
        bound_s = self.bound_s if complete else None
        status = SolveStatus.OPTIMAL if self.proven else SolveStatus.FEASIBLE
        if tour is None:
            status, bound_s = SolveStatus.INFEASIBLE, None
        elif status is SolveStatus.OPTIMAL:
            bound_s = tour.objective_s
        return TourSolution(
            tour=tour, status=status, bound_s=bound_s, iterations=self.iterations, seed=self.seed,
            repeatable=self.exact or self._stop.repeatable(effort),
        )  # fmt: skip

    def _dropped(self, *, explained: bool) -> tuple[Dropped, ...]:
        told = list(self.hopeless)
        for i in sorted(set(range(len(self.part.stops))) - set(self.order)):
            if explained:
                dropped = explain_left_out(self.part, self.order, i)
            else:
                reason = DropReason.CONFLICT if self.part.stops[i].must else DropReason.NOT_WORTH
                dropped = Dropped(stop=i, reason=reason)
            told.append(replace(dropped, stop=self.servable[i], against=self._outer(dropped.against)))
        return tuple(sorted(told, key=lambda d: d.stop))

    def _outer(self, order: Order) -> Order:
        """Return an order of ``part`` in the numbers of the problem."""
        return tuple(self.servable[i] for i in order)
