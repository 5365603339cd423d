"""Put the stops of a tour in the order with the earliest end.

The steps, each on what the one before has left:

1. stops that no tour can serve are set aside with the proof (``tour_screening``);
2. up to 13 stops are solved exactly over all subsets (``tour_exact``), and that is the answer;
3. else the better of nearest neighbour and best insertion is made as good as small changes
   make it (``tour_improve``);
4. OR-Tools' routing library solves the problem with the times frozen along the best tour,
   again and again until its order repeats itself (``tour_routing``);
5. a stretch of the tour and what lies near it is torn out and rebuilt, as long as the stop rule
   allows (ruin and recreate, accepting what is little worse than the best);
6. what is left out is explained (``tour_reasons``).

Whatever a step finds is judged by the exact clock. Between two steps the stop rule is asked and
the best so far is told; one iteration is one step of 4 or 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import TourProblem, walk_tour
from corridor_planner.errors import InvalidInput
from corridor_planner.solve.progress import Progress, silent
from corridor_planner.solve.stopping import StopRule
from corridor_planner.solve.tour_bound import bound_tour
from corridor_planner.solve.tour_exact import MAX_EXACT_STOPS, best_subset, build_subsets
from corridor_planner.solve.tour_improve import descend, follow_nearest, rebuild, value_of
from corridor_planner.solve.tour_routing import solve_frozen
from corridor_planner.solve.tour_run import TourRun
from corridor_planner.solve.tour_solution import TourSolution

Order = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TourParams:
    """How the optimizer searches; results differ, rules don't.

    Attributes
    ----------
    exact_stops
        Up to so many stops are solved to the proof.
    frozen_rounds
        At most so many rounds of the routing library.
    max_ruined
        At most so many stops are torn out at once.
    worse_share
        A rebuilt tour is gone on from when it is at most this share worse than the best.
    """

    exact_stops: int = MAX_EXACT_STOPS
    frozen_rounds: int = 2
    max_ruined: int = 20
    worse_share: float = 0.01


DEFAULTS = TourParams()


def solve_tour(
    problem: TourProblem,
    stop: StopRule,
    *,
    seed: int = 0,
    params: TourParams = DEFAULTS,
    start: Sequence[int] | None = None,
    progress: Progress[TourSolution] = silent,
) -> TourSolution:
    """Return the best tour found until the stop rule says so.

    Parameters
    ----------
    start
        An order to begin with, such as a tour planned before; stops not in it are put in.

    Notes
    -----
    That a stop can't be served is no error: it is in ``tour.dropped`` with its reason.
    """
    run = TourRun(problem, stop, seed=seed, progress=progress)
    if len(run.part.stops) <= min(params.exact_stops, MAX_EXACT_STOPS):
        _solve_exactly(run)
        return run.answer()
    first = _first_order(run.part, _renumbered(start or (), run))
    if first is None:
        return run.answer()
    run.bound_s = bound_tour(run.part)
    run.offer("solve.construct", first)
    for stage, order in _steps(run, params):
        run.iterations += 1
        run.offer(stage, order)
        if run.proven or run.stopped():
            break
    return run.answer()


def _solve_exactly(run: TourRun) -> None:
    table = build_subsets(run.part)
    chosen = best_subset(run.part, table)
    if chosen is not None:
        run.exact = True
        run.offer("solve.exact", table.order_of(chosen))


def _first_order(part: TourProblem, given: Order) -> Order | None:
    """Return the best of a given order, nearest neighbour and best insertion; None if none can be walked.

    What an order lacks is put in, the most urgent and then the farthest first.
    """
    tour = part.arrays
    far = part.arrival_s[0, part.start]
    urgency = [(stop.starts[-1][1], -int(far[stop.point])) for stop in part.stops]
    queue = np.array(sorted(range(len(part.stops)), key=urgency.__getitem__), np.int64)
    found = []
    for order in (np.array(given, np.int64), follow_nearest(tour), np.zeros(0, np.int64)):
        full = rebuild(tour, order, queue[~np.isin(queue, order)])
        if value_of(tour, full) < NEVER:
            found.append(full)
    return _plain(min(found, key=lambda order: value_of(tour, order))) if found else None


def _steps(run: TourRun, params: TourParams) -> Iterator[tuple[str, Order]]:
    """Yield tours, each as good as small changes make it; endless."""
    tour = run.part.arrays
    yield "solve.improve", _plain(descend(tour, np.array(run.order, np.int64)))
    seen: set[Order] = set()
    current = run.order
    for _ in range(params.frozen_rounds):
        frozen = solve_frozen(run.part, current, stopped=run.stopped)
        if frozen is None or frozen in seen:
            break
        seen.add(frozen)
        order = np.array(frozen, np.int64)
        if value_of(tour, order) == NEVER:  # the order keeps the frozen times, not the true ones
            order = rebuild(tour, np.zeros(0, np.int64), order)
        current = _plain(descend(tour, order))
        yield "solve.frozen", current
    rng = np.random.default_rng(run.seed)
    near = np.argsort(_symmetric_ways(run.part), axis=1, kind="stable")
    current = run.order
    while True:
        kept, queue = _ruin(rng, current, near, max_ruined=params.max_ruined)
        rebuilt = rebuild(tour, kept, queue)
        value = value_of(tour, rebuilt)
        if value < run.value:
            rebuilt = descend(tour, rebuilt)
        if value <= run.value + params.worse_share * (run.value - run.part.depart_s) * rng.random():
            current = _plain(rebuilt)
        yield "solve.rebuild", _plain(rebuilt)


def _ruin(
    rng: np.random.Generator, order: Order, near: NDArray[np.int64], *, max_ruined: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Tear out a stop with its nearest, or with those that follow; return what is kept and what not.

    Stops that were left out before stand among those to be put in.
    """
    n = len(near)
    size = int(rng.integers(1, max(1, min(max_ruined, n - 1)) + 1))
    if rng.random() < 0.5 and order:
        at = int(rng.integers(len(order)))
        torn = {order[(at + i) % len(order)] for i in range(size)}
    else:
        torn = set(near[int(rng.integers(n))][:size].tolist())
    kept = np.array([i for i in order if i not in torn], np.int64)
    queue = rng.permutation(np.setdiff1d(np.arange(n), kept))
    return kept, queue


def _symmetric_ways(part: TourProblem) -> NDArray[np.int64]:
    """Return (stops, stops): the sum of the ways there and back at the first instant."""
    points = [stop.point for stop in part.stops]
    arrive = np.minimum(part.arrival_s[0][np.ix_(points, points)], NEVER // 4)
    there_and_back: NDArray[np.int64] = arrive + arrive.T
    return there_and_back


def _renumbered(order: Sequence[int], run: TourRun) -> Order:
    """Return a caller's order in the numbers of the servable stops, without the others."""
    if len(set(order)) != len(order) or not set(order) <= set(range(len(run.problem.stops))):
        raise InvalidInput(
            "order to begin with", tuple(order), rule="it must hold positions of stops, none of them twice",
            remedy="give each stop once",
        )  # fmt: skip
    position = {stop: i for i, stop in enumerate(run.servable)}
    kept = tuple(position[stop] for stop in order if stop in position)
    return kept if walk_tour(run.part, kept).possible else ()


def _plain(order: NDArray[np.int64]) -> Order:
    return tuple(int(i) for i in order)
