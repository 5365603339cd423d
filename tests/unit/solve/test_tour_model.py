"""The tour optimizer on small worlds drawn by hand, and on fifty stops."""

from __future__ import annotations

import numpy as np
import pytest

from corridor_planner.check.tours import check_tour
from corridor_planner.cost.tours import Dropped, DropReason, TourProblem, TourStop, missing_musts, walk_tour
from corridor_planner.errors import InvalidInput
from corridor_planner.solve import (
    AfterIterations,
    AfterSeconds,
    Continued,
    Effort,
    Report,
    SolveStatus,
    TourParams,
    TourSolution,
    WhenCancelled,
    WhicheverFirst,
    solve_tour,
)
from corridor_planner.solve.tour_improve import follow_nearest
from tests.support.stops import HOUR, changing_ways, on_a_line, still_ways

FEW = AfterIterations(60)


def fifty(seed: int = 1, *, windows: bool = False) -> TourProblem:
    """Fifty stops over two hundred square kilometres; with windows each opens once a day for 16 hours."""
    rng = np.random.default_rng(seed)
    grid, arrival = changing_ways(seed, 51, instants=100)
    opens = rng.integers(0, 8, 50) * HOUR
    daily = [tuple((int(o) + d * 24 * HOUR, int(o) + (16 + d * 24) * HOUR) for d in range(5)) for o in opens]
    stops = tuple(
        TourStop(id=f"s{i}", point=i + 1, visit_s=600, windows=daily[i] if windows else None) for i in range(50)
    )
    return TourProblem(start=0, end=0, depart_s=0, stops=stops, departures_s=grid, arrival_s=arrival)


def test_driver_turns_where_the_window_says() -> None:
    far_first = TourStop(id="far", point=2, windows=((0, 50 * 60 + 1),))
    near = TourStop(id="near", point=1, windows=((55 * 60, 90 * 60),))
    early = TourStop(id="east", point=3, windows=((0, 10 * 60 + 1),))
    solution = solve_tour(on_a_line([0, 20, 30, -10], near, far_first, early), FEW)
    assert solution.tour is not None
    assert solution.tour.order == (2, 1, 0)
    assert solution.tour.end_s == 80 * 60
    assert (solution.status, solution.gap, solution.repeatable) == (SolveStatus.OPTIMAL, 0.0, True)


def test_optional_stop_is_left_out_when_its_way_costs_more_than_its_penalty() -> None:
    cheap = TourStop(id="cheap", point=1, penalty_s=1199)
    dear = TourStop(id="dear", point=1, penalty_s=1201)
    left = solve_tour(on_a_line([0, 10], cheap), FEW).tour
    kept = solve_tour(on_a_line([0, 10], dear), FEW).tour
    assert left is not None
    assert kept is not None
    assert (left.order, left.objective_s) == ((), 1199)
    assert left.dropped == (Dropped(stop=0, reason=DropReason.NOT_WORTH),)
    assert (kept.order, kept.objective_s) == ((0,), 1200)


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        (TourStop(id="x", point=1, demand_kg=11), DropReason.OVER_CAPACITY),
        (TourStop(id="x", point=2), DropReason.NO_WAY_IN),
        (TourStop(id="x", point=3), DropReason.NO_WAY_OUT),
        (TourStop(id="x", point=1, windows=((0, 599),)), DropReason.CLOSED),
        (TourStop(id="x", point=1, windows=((0, 9000),), visit_s=9001), DropReason.CLOSED),
    ],
)
def test_hopeless_stop_is_told_with_its_reason_and_the_others_are_served(stop: TourStop, reason: DropReason) -> None:
    grid, arrival = still_ways([[0, 10, None, 10], [10, 0, None, 10], [10, 10, 0, 10], [None, None, None, 0]])
    problem = TourProblem(
        start=0, end=0, depart_s=0, stops=(stop, TourStop(id="ok", point=1)), departures_s=grid, arrival_s=arrival,
        capacity_kg=10,
    )  # fmt: skip
    solution = solve_tour(problem, FEW)
    assert solution.tour is not None
    assert solution.tour.order == (1,)
    assert [(d.stop, d.reason) for d in solution.tour.dropped] == [(0, reason)]
    assert check_tour(problem, solution.tour) == []


def test_conflict_names_the_one_stop_it_cannot_be_combined_with() -> None:
    west = TourStop(id="west", point=1, windows=((0, 11 * 60),))
    east = TourStop(id="east", point=2, windows=((0, 11 * 60),))
    others = [TourStop(id=f"o{i}", point=0) for i in range(3)]
    tour = solve_tour(on_a_line([0, 10, -10], *others, west, east), FEW).tour
    assert tour is not None
    (dropped,) = tour.dropped
    assert dropped.reason is DropReason.CONFLICT
    assert {dropped.stop, *dropped.against} == {3, 4}


def test_conflict_of_three_names_both_others() -> None:
    stops = [TourStop(id=str(i), point=1, visit_s=300, windows=((600, 600 + 899),)) for i in range(3)]
    tour = solve_tour(on_a_line([0, 10], *stops, TourStop(id="free", point=0)), FEW).tour
    assert tour is not None
    (dropped,) = tour.dropped
    assert len(dropped.against) == 2
    assert 3 not in dropped.against


def test_load_together_names_the_fewest_others() -> None:
    light = TourStop(id="light", point=1, demand_kg=1)
    heavy = [TourStop(id=f"h{i}", point=1, demand_kg=6) for i in range(2)]
    tour = solve_tour(on_a_line([0, 10], light, *heavy, capacity_kg=10), FEW).tour
    assert tour is not None
    (dropped,) = tour.dropped
    assert dropped.reason is DropReason.LOAD_TOGETHER
    assert dropped.against == tuple({1, 2} - {dropped.stop})


def test_no_way_to_the_end_is_an_answer() -> None:
    grid, arrival = still_ways([[0, None], [None, 0]])
    problem = TourProblem(start=0, end=1, depart_s=0, stops=(), departures_s=grid, arrival_s=arrival)
    solution = solve_tour(problem, FEW)
    assert (solution.tour, solution.status, solution.gap) == (None, SolveStatus.INFEASIBLE, None)


@pytest.mark.parametrize("windows", [False, True])
def test_fifty_stops_are_valid_the_same_every_time_and_better_than_nearest_neighbour(windows: bool) -> None:
    problem = fifty(windows=windows)
    first, second = (solve_tour(problem, AfterIterations(120), seed=7) for _ in range(2))
    assert first == second
    assert first.tour is not None
    assert first.repeatable
    assert missing_musts(problem, first.tour) == ()
    assert check_tour(problem, first.tour, bound_s=first.bound_s) == []
    nearest = follow_nearest(problem.arrays)
    assert len(nearest) == 50
    assert first.tour.end_s < 0.95 * walk_tour(problem, nearest.tolist()).end_s


def test_progress_hands_out_valid_tours_that_never_get_worse() -> None:
    problem = fifty()
    reports: list[Report[TourSolution]] = []
    solution = solve_tour(problem, FEW, progress=reports.append)
    ends = [r.best.tour.end_s for r in reports if r.best.tour]
    assert [r.effort.iterations for r in reports] == list(range(61))
    assert ends == sorted(ends, reverse=True)
    assert ends[-1] < ends[0]
    assert solution.tour is not None
    assert solution.tour.end_s == ends[-1]
    assert all(check_tour(problem, r.best.tour) == [] for r in reports if r.improved and r.best.tour)


def test_optimizer_ends_when_cancelled_and_says_it_can_not_be_repeated() -> None:
    reports: list[object] = []
    stop = WhicheverFirst((AfterIterations(500), WhenCancelled(lambda: len(reports) > 4)))
    solution = solve_tour(fifty(), stop, progress=reports.append)
    assert solution.tour is not None
    assert solution.iterations < 10
    assert not solution.repeatable


def test_clock_that_runs_out_makes_a_run_unrepeatable() -> None:
    solution = solve_tour(fifty(), AfterSeconds(0.0))
    assert solution.tour is not None
    assert not solution.repeatable
    assert solve_tour(fifty(), WhicheverFirst((AfterIterations(1), AfterSeconds(60)))).repeatable


def test_seconds_spent_before_a_run_count_in_it_and_iterations_do_not() -> None:
    rule = Continued(rule=WhicheverFirst((AfterIterations(10), AfterSeconds(60))), elapsed_s=59)
    assert not rule.reached(Effort(iterations=9, elapsed_s=0.5))
    assert rule.reached(Effort(iterations=10, elapsed_s=0.5))
    assert rule.repeatable(Effort(iterations=10, elapsed_s=0.5))
    assert rule.reached(Effort(iterations=0, elapsed_s=1.0))
    assert not rule.repeatable(Effort(iterations=0, elapsed_s=1.0))


def test_bound_is_below_the_optimum_and_met_on_a_line() -> None:
    stops = [TourStop(id=str(i), point=i, visit_s=60) for i in range(1, 9)]
    problem = on_a_line([0, *range(10, 90, 10)], *stops, end=8)
    solution = solve_tour(problem, FEW, params=TourParams(exact_stops=0))
    assert solution.tour is not None
    assert solution.tour.order == tuple(range(8))
    assert (solution.status, solution.bound_s) == (SolveStatus.OPTIMAL, 88 * 60)


def test_given_order_is_where_the_search_begins() -> None:
    problem = fifty()
    best = solve_tour(problem, AfterIterations(120), seed=7).tour
    assert best is not None
    again = solve_tour(problem, AfterIterations(1), start=best.order).tour
    assert again is not None
    assert again.end_s <= best.end_s
    with pytest.raises(InvalidInput, match="none of them twice"):
        solve_tour(problem, FEW, start=(1, 1))
