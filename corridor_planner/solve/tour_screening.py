"""Which stops of a tour can't be served by anyone, and why; found before any search.

Every reason here is a proof: a stop is only given up when no tour whatever could serve it.
"""

from __future__ import annotations

from corridor_planner.cost.tour_times import NEVER, straight_arrivals, visit_begin_at
from corridor_planner.cost.tours import Dropped, DropReason, TourProblem


def find_hopeless(problem: TourProblem) -> tuple[Dropped, ...]:
    """Return the stops that no tour can serve, in order of their position."""
    reached = straight_arrivals(problem.arrays, problem.start, problem.depart_s)
    found = (_why_hopeless(problem, stop, int(reached[s.point])) for stop, s in enumerate(problem.stops))
    return tuple(dropped for dropped in found if dropped)


def _why_hopeless(problem: TourProblem, stop: int, earliest_s: int) -> Dropped | None:
    wanted = problem.stops[stop]
    if problem.capacity_kg is not None and wanted.demand_kg > problem.capacity_kg:
        return Dropped(stop=stop, reason=DropReason.OVER_CAPACITY)
    if earliest_s == NEVER:
        return Dropped(stop=stop, reason=DropReason.NO_WAY_IN)
    begin = visit_begin_at(problem.arrays, stop, earliest_s)
    if begin == NEVER:
        return Dropped(stop=stop, reason=DropReason.CLOSED, earliest_s=earliest_s)
    onward = straight_arrivals(problem.arrays, wanted.point, begin + wanted.visit_s)
    if onward[problem.end] == NEVER:
        return Dropped(stop=stop, reason=DropReason.NO_WAY_OUT, earliest_s=earliest_s)
    return None
