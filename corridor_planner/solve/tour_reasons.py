"""Why a stop that could be served alone is left out: the smallest set it can't be combined with."""

from __future__ import annotations

from collections.abc import Sequence

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import Dropped, DropReason, TourProblem
from corridor_planner.solve.tour_exact import MAX_EXACT_STOPS, build_subsets


def explain_left_out(problem: TourProblem, order: Sequence[int], stop: int) -> Dropped:
    """Return why ``stop`` is not on a tour of the stops in ``order``.

    For a must, ``against`` is proven: no order of these stops and ``stop`` works, and none of
    them can be spared. It is empty when no such set was found among neighbours on the tour; then
    no order of all stops was found, which proves nothing.
    """
    if not problem.stops[stop].must:
        return Dropped(stop=stop, reason=DropReason.NOT_WORTH)
    if problem.capacity_kg is not None:
        load_kg = sum(problem.stops[i].demand_kg for i in (*order, stop))
        if load_kg > problem.capacity_kg:
            return Dropped(stop=stop, reason=DropReason.LOAD_TOGETHER, against=_heaviest(problem, order, stop))
    return Dropped(stop=stop, reason=DropReason.CONFLICT, against=_spare(problem, order, stop))


def _heaviest(problem: TourProblem, order: Sequence[int], stop: int) -> tuple[int, ...]:
    """Return the fewest stops with which the load is already too much, in order of the tour."""
    left = (problem.capacity_kg or 0) - problem.stops[stop].demand_kg
    chosen = []
    for other in sorted(order, key=lambda i: (-problem.stops[i].demand_kg, i)):
        chosen.append(other)
        left -= problem.stops[other].demand_kg
        if left < 0:
            break
    return tuple(i for i in order if i in chosen)


def _spare(problem: TourProblem, order: Sequence[int], stop: int) -> tuple[int, ...]:
    """Look at every other stop alone, then at neighbours on the tour, and take away what can be spared."""
    for other in order:
        if not _works(problem, (other, stop)):
            return (other,)
    together = MAX_EXACT_STOPS - 1
    for first in range(0, max(1, len(order) - together // 2), together // 2):
        needed = list(order[first : first + together])
        if _works(problem, (*needed, stop)):
            continue
        for other in tuple(needed):
            fewer = [i for i in needed if i != other]
            if not _works(problem, (*fewer, stop)):
                needed = fewer
        return tuple(needed)
    return ()


def _works(problem: TourProblem, chosen: Sequence[int]) -> bool:
    """Return True when there is a tour of exactly these stops, at most ``MAX_EXACT_STOPS``."""
    return bool(build_subsets(problem.only(chosen)).end_s[-1] < NEVER)
