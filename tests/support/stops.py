"""Tours drawn in round numbers: stops on a line or from a seed, and the slow twin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import TourProblem, TourStop, walk_tour

HOUR = 3600


def still_ways(
    minutes: Sequence[Sequence[int | None]], *, until_h: int = 48
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (departures, arrivals) of ways that always take as long; None is no way."""
    grid = np.array([0, until_h * HOUR], np.int64)
    spent = np.array([[NEVER if m is None else m * 60 for m in row] for row in minutes], np.int64)
    np.fill_diagonal(spent, 0)
    arrival = np.stack([np.where(spent == NEVER, NEVER, spent + t) for t in grid])
    return grid, arrival


def on_a_line(km: Sequence[int], *stops: TourStop, end: int = 0, capacity_kg: int | None = None) -> TourProblem:
    """Return a tour of points on a line at 60 km/h: 1 km takes a minute; it starts at point 0 at 0 s."""
    grid, arrival = still_ways([[abs(a - b) for b in km] for a in km])
    return TourProblem(
        start=0, end=end, depart_s=0, stops=stops, departures_s=grid, arrival_s=arrival, capacity_kg=capacity_kg
    )


def changing_ways(
    seed: int, points: int, *, instants: int = 30, lost: float = 0.0
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return FIFO ways that get slower and faster over the day, some shut for ever."""
    rng = np.random.default_rng(seed)
    spot = rng.uniform(0, 30_000, (points, 2))
    away_s = np.hypot(*(spot[:, None] - spot[None]).T)
    grid = np.arange(instants, dtype=np.int64) * HOUR
    daily = 1 + 0.4 * np.sin(2 * np.pi * (grid[:, None, None] / (24 * HOUR) + rng.random((points, points))))
    arrival = grid[:, None, None] + (away_s * daily).astype(np.int64)
    shut = (rng.random((points, points)) < lost) & ~np.eye(points, dtype=bool)
    arrival[:, shut] = NEVER
    own = np.arange(points)
    arrival[:, own, own] = grid[:, None]
    return grid, np.minimum.accumulate(arrival[::-1], axis=0)[::-1].copy()


def best_by_enumeration(problem: TourProblem) -> tuple[int, int] | None:
    """Return (musts left out, objective) of the best of all orders of all choices of stops."""
    best = None
    stops = range(len(problem.stops))
    for size in range(len(problem.stops) + 1):
        for order in permutations(stops, size):
            load_kg = sum(problem.stops[i].demand_kg for i in order)
            if problem.capacity_kg is not None and load_kg > problem.capacity_kg:
                continue
            end_s = walk_tour(problem, order).end_s
            if end_s >= NEVER:
                continue
            out = [problem.stops[i] for i in stops if i not in order]
            value = (sum(s.must for s in out), end_s - problem.depart_s + sum(s.penalty_s or 0 for s in out))
            best = min(best or value, value)
    return best
