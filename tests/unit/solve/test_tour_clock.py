"""The clock of a tour, by cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import TourProblem, TourStop, walk_tour
from corridor_planner.errors import InvalidInput
from tests.support.stops import on_a_line


def leaving_at(depart_s: int, arrivals: list[int]) -> int:
    """Arrival at the only stop when the grid instants 0, 100, 200 arrive at ``arrivals``."""
    grid = np.array([0, 100, 200])
    arrival = np.stack([np.full((2, 2), t) for t in grid])
    arrival[:, 0, 1] = arrivals
    stop = TourStop(id="a", point=1)
    problem = TourProblem(start=0, end=1, depart_s=depart_s, stops=(stop,), departures_s=grid, arrival_s=arrival)
    return walk_tour(problem, (0,)).arrive_s[0]


@pytest.mark.parametrize(
    ("depart_s", "arrivals", "arrive_s", "why"),
    [
        (0, [500, 600, 700], 500, "on a grid instant"),
        (50, [500, 600, 700], 550, "the way takes as long all the time"),
        (50, [500, 500, 700], 500, "one waits for the same opening"),
        (50, [500, 533, 700], 517, "half of 33 s later, rounded up"),
        (1, [500, 9000, 9000], 9000, "something shut in between: the later one"),
        (101, [500, 600, NEVER], NEVER, "the way shuts for good in between"),
        (200, [500, 600, 700], 700, "the last instant"),
        (201, [500, 600, 700], NEVER, "nothing leaves after the last instant"),
    ],
)
def test_arrival_between_instants_follows_the_rule(depart_s: int, arrivals: list[int], arrive_s: int, why: str) -> None:
    assert leaving_at(depart_s, arrivals) == arrive_s, why


@pytest.mark.parametrize(
    ("windows", "visit_s", "begin_s", "why"),
    [
        (None, 600, 600, "always open"),
        (((0, 700),), 100, 600, "ends just when it closes"),
        (((0, 699), (1000, 1099), (2000, 2100)), 100, 2000, "two windows are too short for the visit"),
        (((900, 2000),), 100, 900, "waits for the opening"),
        (((0, 600), (600, 601)), 0, 600, "no visit time: open at that instant"),
        (((0, 600),), 0, NEVER, "shut from the closing instant on"),
        ((), 0, NEVER, "never open"),
    ],
)
def test_visit_begins_in_the_first_window_that_holds_it(
    windows: tuple[tuple[int, int], ...] | None, visit_s: int, begin_s: int, why: str
) -> None:
    problem = on_a_line([0, 10], TourStop(id="a", point=1, windows=windows, visit_s=visit_s))
    assert walk_tour(problem, (0,)).begin_s[0] == begin_s, why


def test_clock_adds_ways_waits_and_visits() -> None:
    late = TourStop(id="late", point=1, visit_s=300, windows=((3600, 7200),))
    near = TourStop(id="near", point=2, visit_s=60)
    times = walk_tour(on_a_line([0, 10, 30], late, near), (1, 0))
    assert times.arrive_s == (1800, 1860 + 1200)
    assert times.begin_s == (1800, 3600)
    assert times.leave_s == (1860, 3900)
    assert times.end_s == 4500


def test_two_stops_at_one_point_are_a_moment_apart() -> None:
    times = walk_tour(on_a_line([0, 10], TourStop(id="a", point=1), TourStop(id="b", point=1)), (0, 1))
    assert times.arrive_s == (600, 600)


def test_matrix_that_rewards_leaving_later_is_refused() -> None:
    grid, arrival = np.array([0, 100]), np.zeros((2, 2, 2), np.int64)
    arrival[0, 0, 1] = 500
    with pytest.raises(InvalidInput, match="leaving later must not arrive earlier"):
        TourProblem(start=0, end=0, depart_s=0, stops=(), departures_s=grid, arrival_s=arrival)


@pytest.mark.parametrize("windows", [((5, 3),), ((0, 10), (5, 20)), ((10, 20), (0, 5)), ((4, 4),)])
def test_windows_out_of_order_are_refused(windows: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(InvalidInput, match="sorted, disjoint"):
        TourStop(id="a", point=0, windows=windows)
