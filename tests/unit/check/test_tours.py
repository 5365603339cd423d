"""The checker of tours finds what is wrong, and only that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor_planner.check.tours import check_tour
from corridor_planner.cost.tours import Dropped, DropReason, Tour, TourProblem, TourStop, tell_tour
from tests.support.stops import on_a_line

NOT_WORTH = Dropped(stop=3, reason=DropReason.NOT_WORTH)


@pytest.fixture
def problem() -> TourProblem:
    """Three musts and one optional stop on a line; the second opens late."""
    return on_a_line(
        [0, 10, 20, 30],
        TourStop(id="a", point=1, visit_s=60, demand_kg=4),
        TourStop(id="b", point=2, visit_s=60, windows=((3600, 7200),), demand_kg=4),
        TourStop(id="c", point=3, visit_s=60),
        TourStop(id="d", point=3, penalty_s=100, demand_kg=4),
        capacity_kg=10,
    )


@pytest.fixture
def tour(problem: TourProblem) -> Tour:
    """A right tour of the problem without its optional stop."""
    told = tell_tour(problem, (0, 1, 2), (NOT_WORTH,))
    assert told is not None
    return told


def rules_of(problem: TourProblem, tour: Tour, *, bound_s: int | None = None) -> set[str]:
    """Names of the rules that the checker finds broken."""
    return {violation.rule for violation in check_tour(problem, tour, bound_s=bound_s)}


def test_right_tour_passes(problem: TourProblem, tour: Tour) -> None:
    assert check_tour(problem, tour, bound_s=tour.objective_s) == []


def test_checker_finds_tampering(problem: TourProblem, tour: Tour) -> None:
    early = replace(
        tour, begin_s=(tour.begin_s[0], 3599, tour.begin_s[2]), leave_s=(tour.leave_s[0], 3659, tour.leave_s[2])
    )
    longer = tuple(t + 1 if i == 2 else t for i, t in enumerate(tour.leave_s))
    cases: list[tuple[Tour, set[str]]] = [
        (replace(tour, order=(1, 0, 2)), {"clock", "opening_windows"}),
        (early, {"clock", "opening_windows"}),
        (replace(tour, leave_s=longer), {"clock", "visit_time"}),
        (replace(tour, arrive_s=(599, *tour.arrive_s[1:])), {"clock"}),
        (replace(tour, end_s=tour.end_s - 1, objective_s=tour.objective_s - 1), {"clock"}),
        (replace(tour, objective_s=tour.objective_s - 100), {"objective"}),
        (replace(tour, dropped=()), {"every_stop_once"}),
        (replace(tour, order=(0, 1), arrive_s=tour.arrive_s[:2]), {"every_stop_once", "times_of_all_stops"}),
        (replace(tour, order=(0, 1, 2, 2)), {"every_stop_once", "times_of_all_stops"}),
        (replace(tour, order=(0, 1, 9)), {"every_stop_once", "known_stops"}),
    ]  # fmt: skip
    for tampered, rules in cases:
        assert rules_of(problem, tampered) == rules


def test_checker_finds_a_bound_that_the_tour_falls_below(problem: TourProblem, tour: Tour) -> None:
    assert rules_of(problem, tour, bound_s=tour.objective_s + 1) == {"bound"}


def test_checker_finds_an_overload(problem: TourProblem) -> None:
    full = tell_tour(problem, (0, 1, 2, 3))
    assert full is not None
    assert rules_of(problem, full) == {"capacity"}


@pytest.mark.parametrize("reason", list(DropReason))
def test_checker_refutes_every_reason_for_leaving_out_a_must_that_fits(
    problem: TourProblem, reason: DropReason
) -> None:
    short = tell_tour(problem, (0, 1), (Dropped(stop=2, reason=reason), NOT_WORTH))
    assert short is not None
    assert rules_of(problem, short) == {"reason"}
