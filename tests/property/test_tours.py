"""Laws of tours on random worlds: the optimizer against full enumeration, the clock against itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_planner.check.tours import check_tour
from corridor_planner.cost.tours import TourProblem, TourStop, missing_musts, walk_tour
from corridor_planner.solve import AfterIterations, SolveStatus, TourParams, solve_tour
from corridor_planner.solve.tour_bound import bound_tour
from tests.support.stops import HOUR, best_by_enumeration, changing_ways


@st.composite
def problems(draw: st.DrawFn, *, most: int) -> TourProblem:
    """Up to ``most`` stops with windows, penalties, loads and shut ways, on FIFO ways that change."""
    n = draw(st.integers(1, most))
    grid, arrival = changing_ways(
        draw(st.integers(0, 10**6)), n + 2, instants=draw(st.integers(2, 30)), lost=draw(st.sampled_from((0.0, 0.2)))
    )
    times = st.integers(0, 20).map(lambda quarter: quarter * HOUR)
    stops = []
    for i in range(n):
        edges = draw(st.none() | st.lists(times, min_size=2, max_size=4, unique=True).map(sorted))
        windows = None if edges is None else tuple(zip(edges[::2], edges[1::2], strict=False))
        stops.append(
            TourStop(
                id=str(i),
                point=draw(st.integers(0, n + 1)),
                visit_s=draw(st.sampled_from((0, 600, HOUR))),
                windows=windows,
                penalty_s=draw(st.none() | st.integers(0, 20_000)),
                demand_kg=draw(st.integers(0, 3)),
            )
        )
    return TourProblem(
        start=0, end=draw(st.integers(0, 1)), depart_s=draw(st.integers(0, HOUR)), stops=tuple(stops),
        departures_s=grid, arrival_s=arrival, capacity_kg=draw(st.none() | st.integers(1, 12)),
    )  # fmt: skip


def found(problem: TourProblem, params: TourParams) -> tuple[int, int] | None:
    """Return (musts left out, objective) of the optimizer, its answer checked."""
    solution = solve_tour(problem, AfterIterations(40), params=params)
    if solution.tour is None:
        return None
    assert check_tour(problem, solution.tour, bound_s=solution.bound_s) == []
    return len(missing_musts(problem, solution.tour)), solution.tour.objective_s


@settings(max_examples=150, deadline=None)
@given(problems(most=5))
def test_exact_tour_equals_full_enumeration(problem: TourProblem) -> None:
    assert found(problem, TourParams()) == best_by_enumeration(problem)


@settings(max_examples=40, deadline=None)
@given(problems(most=5))
def test_heuristic_tour_and_its_bound_lie_on_either_side_of_the_optimum(problem: TourProblem) -> None:
    best, heuristic = best_by_enumeration(problem), found(problem, TourParams(exact_stops=0))
    assert heuristic is None or (best is not None and heuristic >= best)
    if best is not None and best[0] == 0:
        assert bound_tour(problem) <= best[1]


def test_nine_stops_equal_full_enumeration() -> None:
    grid, arrival = changing_ways(9, 10, instants=60)
    opens = ((2, 9), (0, 30), (5, 12), (1, 40), (8, 20), (0, 50), (3, 18), (10, 30), (0, 12))
    stops = tuple(
        TourStop(id=str(i), point=i + 1, visit_s=600, windows=((a * HOUR, b * HOUR),)) for i, (a, b) in enumerate(opens)
    )
    problem = TourProblem(start=0, end=0, depart_s=0, stops=stops, departures_s=grid, arrival_s=arrival)
    solution = solve_tour(problem, AfterIterations(1))
    assert solution.tour is not None
    assert solution.status is SolveStatus.OPTIMAL
    assert solution.tour.dropped == ()
    assert solution.tour.end_s == _best_of_all_orders(problem)


def _best_of_all_orders(problem: TourProblem) -> int:
    """Walk all orders depth first, prefix by prefix (no bounding, no dominance)."""
    best = walk_tour(problem, range(len(problem.stops))).end_s

    def extend(prefix: tuple[int, ...], left: frozenset[int]) -> None:
        nonlocal best
        times = walk_tour(problem, prefix)
        if not left:
            best = min(best, times.end_s)
        elif not prefix or times.possible:
            for stop in left:
                extend((*prefix, stop), left - {stop})

    extend((), frozenset(range(len(problem.stops))))
    return best


@settings(max_examples=100, deadline=None)
@given(problems(most=4), st.integers(0, 3 * HOUR))
def test_leaving_later_never_ends_earlier(problem: TourProblem, later_s: int) -> None:
    order = np.random.default_rng(later_s).permutation(len(problem.stops)).tolist()
    late = TourProblem(
        start=problem.start, end=problem.end, depart_s=problem.depart_s + later_s, stops=problem.stops,
        departures_s=problem.departures_s, arrival_s=problem.arrival_s,
    )  # fmt: skip
    assert walk_tour(late, order).end_s >= walk_tour(problem, order).end_s
