"""The time matrix of a tour: searched at the instants of a grid, and at any others on top.

A row is one search: the arrivals at all points for one who leaves a point at an instant. Rows
of the grid are searched for every point; other instants hold one searched row each, and for the
other points what the rule of ``cost.tour_times`` says, kept between the searched rows before and
after so that leaving later never arrives earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import TourProblem, arrivals_between

Rows = Mapping[tuple[int, int], tuple[int, ...]]
ArrivalOracle = Callable[[int, int], Sequence[int]]
"""``oracle(point, depart_s)``: the arrival at each point, ``NEVER`` where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourMatrix:
    """Searched rows by (point, instant), and the instants at which every point was searched."""

    points: int
    grid_s: tuple[int, ...]
    rows: Rows

    def with_rows(self, rows: Rows) -> TourMatrix:
        """Return the matrix with further searches in it."""
        return replace(self, rows={**self.rows, **rows})

    def held_until(self, last_s: int) -> TourMatrix:
        """Return ways as long as at the first instant, for every departure until another."""
        first_s = self.grid_s[0]
        later = {
            (point, last_s): tuple(t if t >= NEVER else t + last_s - first_s for t in self.rows[point, first_s])
            for point in range(self.points)
        }
        return replace(self, grid_s=(first_s, last_s), rows={**self.rows, **later})

    def put_into(self, problem: TourProblem) -> TourProblem:
        """Return a problem with these ways in place of its own."""
        grid = np.array(self.grid_s, np.int64)
        on_grid = np.array([[self.rows[p, int(t)] for p in range(self.points)] for t in grid], np.int64)
        on_grid = _envelope(_at_home(np.minimum(on_grid, NEVER), grid))
        coarse = replace(problem, departures_s=grid, arrival_s=on_grid)
        extra = sorted({t for _, t in self.rows if t not in self.grid_s and t >= self.grid_s[0]})
        if not extra:
            return coarse
        instants = np.array(sorted({*self.grid_s, *extra}), np.int64)
        arrival = np.stack([arrivals_between(coarse, int(t)) for t in instants])
        known = np.zeros(arrival.shape[:2], bool)
        known[np.isin(instants, grid)] = True
        for (point, t), row in self.rows.items():
            if t >= self.grid_s[0]:
                k = int(np.searchsorted(instants, t))
                known[k, point] = True
                arrival[k, point] = np.minimum(row, NEVER)
        arrival = _between_known(_at_home(arrival, instants), known)
        return replace(problem, departures_s=instants, arrival_s=arrival)


def search_matrix(
    oracle: ArrivalOracle,
    points: int,
    grid_s: Iterable[int],
    *,
    known: TourMatrix | None = None,
    searched: Callable[[float], None] = lambda _: None,
) -> TourMatrix:
    """Return the matrix on a grid; rows of ``known`` are not searched again."""
    instants = tuple(grid_s)
    rows = dict(known.rows) if known else {}
    for k, t in enumerate(instants):
        for point in range(points):
            rows[point, t] = find_row(rows, oracle, point, t)
        searched((k + 1) / len(instants))
    return TourMatrix(points=points, grid_s=instants, rows=rows)


def find_row(rows: Rows, oracle: ArrivalOracle, point: int, depart_s: int) -> tuple[int, ...]:
    """Return the arrivals of one who leaves a point at an instant, searched unless already known."""
    known = rows.get((point, depart_s))
    return tuple(int(arrive_s) for arrive_s in oracle(point, depart_s)) if known is None else known


def _at_home(arrival: NDArray[np.int64], instants: NDArray[np.int64]) -> NDArray[np.int64]:
    """Set the arrival at the point itself to the departure."""
    home = np.arange(arrival.shape[1])
    arrival[:, home, home] = instants[:, None]
    return arrival


def _envelope(arrival: NDArray[np.int64]) -> NDArray[np.int64]:
    """Let one wait and leave later where that arrives earlier."""
    return np.minimum.accumulate(arrival[::-1], axis=0)[::-1].copy()


def _between_known(arrival: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Keep what was not searched between the searched rows before and after."""
    after = _envelope(np.where(known[:, :, None], arrival, NEVER))
    before = np.maximum.accumulate(np.where(known[:, :, None], after, 0), axis=0)
    guess = np.minimum(np.maximum(arrival, before), after)
    return np.where(known[:, :, None], after, guess)
