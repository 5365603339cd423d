"""A tour: stops to be put in the order with the earliest end, over a time-dependent matrix.

The problem and the tour are plain values that the optimizer and the checker share; what happens
to the clock along an order is told once, by :func:`walk_tour`. See ``cost.tour_times`` for the
rule between the instants of the grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.tour_times import ALWAYS, MISSING_S, NEVER, TourArrays, arrivals_all, freeze_tour, walk_order
from corridor_planner.errors import InvalidInput

Interval = tuple[int, int]
MAX_PENALTY_S = 10**10


class DropReason(Enum):
    """Why a stop is not on the tour."""

    OVER_CAPACITY = "over_capacity"  # its demand alone is more than the vehicle holds
    NO_WAY_IN = "no_way_in"  # nothing leads there within the horizon
    NO_WAY_OUT = "no_way_out"  # the end can't be reached from there within the horizon
    CLOSED = "closed"  # even straight from the start no window is left that holds the visit
    LOAD_TOGETHER = "load_together"  # the demands of the stops together are too much
    CONFLICT = "conflict"  # its windows can't be kept together with those of other stops
    NOT_WORTH = "not_worth"  # optional, and the tour without it is worth more


@dataclass(frozen=True, slots=True, kw_only=True)
class TourStop:
    """A stop to be visited.

    Attributes
    ----------
    point
        Index into the matrix; two stops may share a point and stay two stops.
    windows
        Sorted, disjoint [open, close) in the seconds of the matrix; the visit starts and ends
        inside one of them. None means always open, () never.
    penalty_s
        What leaving the stop out costs, in seconds of the objective; None for a must.
    """

    id: str
    point: int
    visit_s: int = 0
    windows: tuple[Interval, ...] | None = None
    penalty_s: int | None = None
    demand_kg: int = 0

    def __post_init__(self) -> None:
        for what, value, limit in (
            ("visit", self.visit_s, MAX_PENALTY_S),
            ("penalty", self.penalty_s or 0, MAX_PENALTY_S),
            ("demand", self.demand_kg, 2**50),
        ):
            if not 0 <= value <= limit:
                raise InvalidInput(
                    f"{what} of stop {self.id}", value, rule=f"it must lie between 0 and {limit}",
                    remedy="give seconds or kilograms within these limits",
                )  # fmt: skip
        edges = [edge for window in self.windows or () for edge in window]
        if any(b < a for a, b in pairwise(edges)) or any(opens >= closes for opens, closes in self.windows or ()):
            raise InvalidInput(
                f"windows of stop {self.id}", self.windows, rule="they must be sorted, disjoint and not empty",
                remedy="order them by time and merge those that overlap",
            )  # fmt: skip

    @property
    def must(self) -> bool:
        """True for a stop that may not be left out."""
        return self.penalty_s is None

    @property
    def starts(self) -> tuple[Interval, ...]:
        """Intervals [first, last] in which a visit may start; an always open stop has one."""
        if self.windows is None:
            return ((-ALWAYS, ALWAYS),)
        spans = ((opens, min(closes - self.visit_s, closes - 1)) for opens, closes in self.windows)
        return tuple((first, last) for first, last in spans if first <= last)


@dataclass(frozen=True, kw_only=True, eq=False)
class TourProblem:
    """Stops, where the tour starts and ends, and how long it takes from point to point when.

    The objective is the time from ``depart_s`` to the end plus the penalties of optional stops
    that are left out; above it stands the number of musts that are left out.

    Attributes
    ----------
    start, end
        Points; equal for a round trip.
    depart_s
        Earliest departure from the start, not before the first grid instant.
    departures_s
        (grid,) int64, ascending instants of departure.
    arrival_s
        (grid, points, points) int64: arrival at ``j`` when leaving ``i`` at a grid instant;
        ``NEVER`` where there is none. Leaving later never arrives earlier (FIFO).
    capacity_kg
        What the vehicle holds for all stops together; None for no limit.
    """

    start: int
    end: int
    depart_s: int
    stops: tuple[TourStop, ...]
    departures_s: NDArray[np.int64]
    arrival_s: NDArray[np.int64]
    capacity_kg: int | None = None

    def __post_init__(self) -> None:
        grid, arrival = self.departures_s, self.arrival_s
        points = arrival.shape[-1] if arrival.ndim == 3 else 0
        if arrival.shape != (len(grid), points, points) or not len(grid) or np.any(np.diff(grid) <= 0):
            raise InvalidInput(
                "time matrix of a tour", arrival.shape, rule="it must be (grid, points, points) over rising instants",
                remedy="give one square matrix per departure",
            )  # fmt: skip
        if np.any(np.diff(arrival, axis=0) < 0) or np.any(_off_diagonal(arrival) < grid[:, None]):
            raise InvalidInput(
                "time matrix of a tour", "an arrival", rule="leaving later must not arrive earlier, nor before leaving",
                remedy="take the lower envelope over later departures",
            )  # fmt: skip
        used = [self.start, self.end, *(stop.point for stop in self.stops)]
        if not all(0 <= point < points for point in used):
            raise InvalidInput(
                "points of a tour", used, rule=f"they must be indices below {points}",
                remedy="give every place a row of the matrix",
            )  # fmt: skip
        if self.depart_s < grid[0]:
            raise InvalidInput(
                "departure of a tour", self.depart_s, rule=f"the matrix begins at {grid[0]}",
                remedy="begin the grid at the departure",
            )  # fmt: skip
        for array in (grid, arrival):
            array.flags.writeable = False

    @cached_property
    def arrays(self) -> TourArrays:
        """Return the problem as the arrays that kernels read."""
        starts = [stop.starts for stop in self.stops]
        flat = np.array([span for spans in starts for span in spans], np.int64).reshape(-1, 2)
        return freeze_tour(
            TourArrays(
                departures_s=self.departures_s,
                arrival_s=self.arrival_s,
                point=np.array([stop.point for stop in self.stops], np.int64),
                visit_s=np.array([stop.visit_s for stop in self.stops], np.int64),
                start_offset=np.cumsum([0, *(len(spans) for spans in starts)], dtype=np.int64),
                start_first=flat[:, 0],
                start_last=flat[:, 1],
                penalty_s=np.array([MISSING_S if s.penalty_s is None else s.penalty_s for s in self.stops], np.int64),
                demand_kg=np.array([stop.demand_kg for stop in self.stops], np.int64),
                ends=np.array([self.start, self.end], np.int64),
                limits=np.array([self.depart_s, 2**60 if self.capacity_kg is None else self.capacity_kg], np.int64),
            )
        )

    def only(self, chosen: Sequence[int]) -> TourProblem:
        """Return the same problem with some of its stops, in the given order."""
        return replace(self, stops=tuple(self.stops[i] for i in chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A stop that is not on the tour, and why.

    Attributes
    ----------
    against
        Stops it can't be combined with, the smallest such set that was found; or ().
    earliest_s
        The earliest possible arrival there, None where there is none or nobody looked.
    """

    stop: int
    reason: DropReason
    against: tuple[int, ...] = ()
    earliest_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """An order of stops with its times, aligned to ``order``.

    Attributes
    ----------
    order
        Positions in ``TourProblem.stops``.
    objective_s
        Time from the departure to the end, plus the penalties of optional stops left out.
    """

    order: tuple[int, ...]
    arrive_s: tuple[int, ...]
    begin_s: tuple[int, ...]
    leave_s: tuple[int, ...]
    end_s: int
    objective_s: int
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TourTimes:
    """The clock along an order; from the first impossible step on it stands at ``NEVER``."""

    arrive_s: tuple[int, ...]
    begin_s: tuple[int, ...]
    leave_s: tuple[int, ...]
    end_s: int

    @property
    def possible(self) -> bool:
        """True when the end is reached."""
        return self.end_s < NEVER


def walk_tour(problem: TourProblem, order: Sequence[int]) -> TourTimes:
    """Return when an order arrives, begins and leaves at each stop, and when it ends."""
    times = walk_order(problem.arrays, np.array(order, np.int64))
    arrive, begin, leave = (tuple(int(t) for t in times[:-1, column]) for column in range(3))
    return TourTimes(arrive_s=arrive, begin_s=begin, leave_s=leave, end_s=int(times[-1, 0]))


def tell_tour(problem: TourProblem, order: Sequence[int], dropped: tuple[Dropped, ...] = ()) -> Tour | None:
    """Return an order with its times and objective, or None when it can't be walked."""
    times = walk_tour(problem, order)
    if not times.possible:
        return None
    left_out = sum(problem.stops[d.stop].penalty_s or 0 for d in dropped)
    return Tour(
        order=tuple(order), arrive_s=times.arrive_s, begin_s=times.begin_s, leave_s=times.leave_s, end_s=times.end_s,
        objective_s=times.end_s - problem.depart_s + left_out, dropped=dropped,
    )  # fmt: skip


def arrivals_between(problem: TourProblem, leave_s: int) -> NDArray[np.int64]:
    """Return (points, points): the arrivals for one who leaves at any instant."""
    points = problem.arrival_s.shape[1]
    return arrivals_all(problem.arrays, np.arange(points), np.full(points, leave_s, np.int64))


def missing_musts(problem: TourProblem, tour: Tour) -> tuple[Dropped, ...]:
    """Return the stops that had to be served and are not."""
    return tuple(d for d in tour.dropped if problem.stops[d.stop].must)


def _off_diagonal(arrival: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (grid, points * (points - 1)): the arrivals between different points."""
    return arrival[:, ~np.eye(arrival.shape[1], dtype=bool)]
