"""The independent checker of tours: recomputes everything from the problem alone."""

from __future__ import annotations

from collections import Counter

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import Dropped, DropReason, Tour, TourProblem, walk_tour
from corridor_planner.domain import Violation

IMPOSSIBLE = "never"


def check_tour(problem: TourProblem, tour: Tour, *, bound_s: int | None = None) -> list[Violation]:
    """Return what is wrong with a tour; an empty list when nothing is.

    Looks at: every stop served once or left out once; the clock at every stop and at the end;
    opening windows; the load; the objective; the reasons of what is left out, as far as the
    problem can refute them; and, when given, that the objective is not below its bound.
    """
    found = _check_stops(problem, tour)
    if found:
        return found  # the rest would speak of stops that don't exist
    return [
        *_check_clock(problem, tour),
        *_check_windows(problem, tour),
        *_check_load(problem, tour),
        *_check_objective(problem, tour, bound_s),
        *(violation for dropped in tour.dropped for violation in _check_reason(problem, tour, dropped)),
    ]


def _check_stops(problem: TourProblem, tour: Tour) -> list[Violation]:
    counts = Counter([*tour.order, *(dropped.stop for dropped in tour.dropped)])
    found = [
        _violation("every_stop_once", stop.id, f"{counts[i]} times", "once")
        for i, stop in enumerate(problem.stops)
        if counts[i] != 1
    ]
    found += [
        _violation("known_stops", f"stop {unknown}", "in the tour", "not in the problem")
        for unknown in sorted(set(counts) - set(range(len(problem.stops))))
    ]
    for name, times in (("arrive", tour.arrive_s), ("begin", tour.begin_s), ("leave", tour.leave_s)):
        if len(times) != len(tour.order):
            found.append(_violation("times_of_all_stops", name, f"{len(times)} times", f"{len(tour.order)} stops"))
    return found


def _check_clock(problem: TourProblem, tour: Tour) -> list[Violation]:
    """Compare with the clock walked anew; the first wrong stop explains the others."""
    times = walk_tour(problem, tour.order)
    for i, stop in enumerate(tour.order):
        claimed = (tour.arrive_s[i], tour.begin_s[i], tour.leave_s[i])
        right = (times.arrive_s[i], times.begin_s[i], times.leave_s[i])
        if claimed != right:
            return [_violation("clock", problem.stops[stop].id, _told(claimed), _told(right))]
    if tour.end_s != times.end_s:
        return [_violation("clock", "end", _told((tour.end_s,)), _told((times.end_s,)))]
    return []


def _check_windows(problem: TourProblem, tour: Tour) -> list[Violation]:
    """Look at the claimed visits themselves, without the clock."""
    found = []
    for i, position in enumerate(tour.order):
        stop = problem.stops[position]
        begin, leave = tour.begin_s[i], tour.leave_s[i]
        if leave - begin != stop.visit_s:
            found.append(_violation("visit_time", stop.id, f"{leave - begin} s", f"{stop.visit_s} s"))
        if stop.windows is not None and not any(a <= begin < b and leave <= b for a, b in stop.windows):
            found.append(_violation("opening_windows", stop.id, f"visit {begin}-{leave}", "not inside a window"))
    return found


def _check_load(problem: TourProblem, tour: Tour) -> list[Violation]:
    load_kg = sum(problem.stops[i].demand_kg for i in tour.order)
    if problem.capacity_kg is not None and load_kg > problem.capacity_kg:
        return [_violation("capacity", "vehicle", f"{load_kg} kg", f"at most {problem.capacity_kg} kg")]
    return []


def _check_objective(problem: TourProblem, tour: Tour, bound_s: int | None) -> list[Violation]:
    found = []
    penalties = sum(problem.stops[dropped.stop].penalty_s or 0 for dropped in tour.dropped)
    objective_s = tour.end_s - problem.depart_s + penalties
    if tour.objective_s != objective_s:
        found.append(_violation("objective", "tour", f"{tour.objective_s} s", f"{objective_s} s"))
    if bound_s is not None and objective_s < bound_s:
        found.append(_violation("bound", "tour", f"at least {bound_s} s", f"{objective_s} s"))
    return found


def _check_reason(problem: TourProblem, tour: Tour, dropped: Dropped) -> list[Violation]:
    """Refute a reason where the problem can: by its numbers, or by a place where the stop fits."""
    stop = problem.stops[dropped.stop]
    claimed = dropped.reason.value
    capacity_kg = problem.capacity_kg
    too_heavy = capacity_kg is not None and stop.demand_kg > capacity_kg
    load_kg = stop.demand_kg + sum(problem.stops[i].demand_kg for i in tour.order)
    if dropped.reason is DropReason.NOT_WORTH:
        return [_violation("reason", stop.id, claimed, "the stop is a must")] if stop.must else []
    if dropped.reason is DropReason.OVER_CAPACITY:
        return [] if too_heavy else [_violation("reason", stop.id, claimed, f"{stop.demand_kg} kg fit")]
    if dropped.reason is DropReason.LOAD_TOGETHER:
        full = capacity_kg is not None and load_kg > capacity_kg
        return [] if full else [_violation("reason", stop.id, claimed, f"{load_kg} kg fit together")]
    if capacity_kg is not None and load_kg > capacity_kg:
        return []
    for at in range(len(tour.order) + 1):
        if walk_tour(problem, (*tour.order[:at], dropped.stop, *tour.order[at:])).possible:
            return [_violation("reason", stop.id, claimed, f"the stop fits as number {at + 1}")]
    return []


def _violation(rule: str, where: str, claimed: str, found: str) -> Violation:
    return Violation(rule=rule, where=where, claimed=claimed, found=found)


def _told(times_s: tuple[int, ...]) -> str:
    return " ".join(IMPOSSIBLE if time_s >= NEVER else str(time_s) for time_s in times_s)
