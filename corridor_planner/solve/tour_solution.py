"""The answer of the tour optimizer."""

from __future__ import annotations

from dataclasses import dataclass

from corridor_planner.cost.tours import Tour
from corridor_planner.solve.status import SolveStatus, gap_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TourSolution:
    """A tour and what is known about it.

    Attributes
    ----------
    tour
        Serves every must that can be served, or names in ``dropped`` what it leaves out and why;
        None when not even the way from the start to the end exists.
    status
        OPTIMAL is about the order and the choice of stops together: as many musts as possible,
        then the least objective.
    bound_s
        No tour with as many musts has a smaller objective; None when no bound is known.
    repeatable
        True when the same problem, seed and stop rule give the same answer again.
    """

    tour: Tour | None
    status: SolveStatus
    bound_s: int | None
    iterations: int
    seed: int
    repeatable: bool

    @property
    def gap(self) -> float | None:
        """Distance to the bound as a fraction of the objective; None without a bound."""
        return None if self.tour is None else gap_of(self.tour.objective_s, self.bound_s)
