"""What happens to the clock on a tour: the arrival rule between grid instants, and the windows.

Arrivals are known for departures at the instants of a grid. In between stands this rule, in
each cell from ``d`` to the next instant ``e`` with arrivals ``A(d) <= A(e)``:

- ``A(e) - A(d) <= e - d``: the straight line, rounded up. It is right where the way takes as
  long all through the cell, and where one waits for the same opening.
- otherwise something shut within the cell, and nobody knows when: leaving after ``d`` arrives
  at ``A(e)``, so that no opening is promised that may be missed.

Both are monotone, so leaving later never arrives earlier (FIFO), and both end at ``A(e)``.
After the last instant nothing leaves. Staying at one point takes no time.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost import simulator
from corridor_planner.kernels import kernel, part, warms

NEVER: Final = int(simulator.NEVER)
ALWAYS: Final = 2**61
MISSING_S = 2**42  # weight of a must that is left out; more than all times and penalties together
START, END = 0, 1  # positions in TourArrays.ends
DEPART, CAPACITY = 0, 1  # positions in TourArrays.limits


class TourArrays(NamedTuple):
    """A tour problem as read-only int64 arrays.

    Attributes
    ----------
    departures_s, arrival_s
        (grid,) and (grid, points, points), see :class:`corridor_planner.cost.tours.TourProblem`.
    point, visit_s, penalty_s, demand_kg
        (stops,); ``penalty_s`` is ``MISSING_S`` for a must.
    start_offset, start_first, start_last
        A visit to stop ``s`` may start in [first[i], last[i]] for i in offset[s]:offset[s + 1].
    ends
        Start and end point.
    limits
        Departure in seconds and capacity in kg.
    """

    departures_s: NDArray[np.int64]
    arrival_s: NDArray[np.int64]
    point: NDArray[np.int64]
    visit_s: NDArray[np.int64]
    start_offset: NDArray[np.int64]
    start_first: NDArray[np.int64]
    start_last: NDArray[np.int64]
    penalty_s: NDArray[np.int64]
    demand_kg: NDArray[np.int64]
    ends: NDArray[np.int64]
    limits: NDArray[np.int64]


def freeze_tour(tour: TourArrays) -> TourArrays:
    """Return the arrays contiguous and read-only, the one form that kernels accept."""
    return TourArrays(*(simulator.read_only(np.asarray(array, np.int64)) for array in tour))


@part
def arrival_at(tour: TourArrays, origin: int, destination: int, leave_s: int) -> int:
    """Return when one who leaves ``origin`` at ``leave_s`` is at ``destination``, or NEVER."""
    if leave_s == NEVER or origin == destination:
        return leave_s
    grid = tour.departures_s
    low, high = 0, len(grid)
    while low < high:
        middle = (low + high) // 2
        if grid[middle] < leave_s:
            low = middle + 1
        else:
            high = middle
    if low == len(grid):
        return NEVER
    later: int = tour.arrival_s[low, origin, destination]
    if low == 0 or grid[low] == leave_s or later == NEVER:
        return later
    earlier: int = tour.arrival_s[low - 1, origin, destination]
    cell: int = grid[low] - grid[low - 1]
    rise = later - earlier
    if rise > cell:
        return later
    passed: int = leave_s - grid[low - 1]
    return earlier - (-(rise * passed) // cell)


@part
def visit_begin(tour: TourArrays, stop: int, arrive_s: int) -> int:
    """Return when a visit can start for one who is there at ``arrive_s``, or NEVER."""
    if arrive_s == NEVER:
        return NEVER
    low, high = tour.start_offset[stop], tour.start_offset[stop + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if tour.start_last[middle] < arrive_s:
            low = middle + 1
        else:
            high = middle
    if low == end:
        return NEVER
    first: int = tour.start_first[low]
    return max(arrive_s, first)


@part
def leave_after(tour: TourArrays, origin: int, leave_s: int, stop: int) -> int:
    """Return when the visit to ``stop`` ends for one who leaves point ``origin`` at ``leave_s``."""
    begin = visit_begin(tour, stop, arrival_at(tour, origin, tour.point[stop], leave_s))
    visit_s: int = tour.visit_s[stop]
    return NEVER if begin == NEVER else begin + visit_s


@kernel
def walk_order(tour: TourArrays, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (stops + 1, 3): arrival, begin and leave of each stop; the last row holds the end."""
    times = np.full((len(order) + 1, 3), NEVER, np.int64)
    at, t = tour.ends[START], tour.limits[DEPART]
    for i in range(len(order)):
        stop = order[i]
        t = arrival_at(tour, at, tour.point[stop], t)
        times[i, 0] = t
        t = visit_begin(tour, stop, t)
        times[i, 1] = t
        if t != NEVER:
            t += tour.visit_s[stop]
        times[i, 2] = t
        at = tour.point[stop]
    times[len(order), :] = arrival_at(tour, at, tour.ends[END], t)
    return times


@kernel
def visit_begin_at(tour: TourArrays, stop: int, arrive_s: int) -> int:
    """Return :func:`visit_begin` to callers outside of kernels."""
    return visit_begin(tour, stop, arrive_s)


@kernel
def arrivals_all(tour: TourArrays, point: NDArray[np.int64], leave_s: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (n, n): the arrival at ``point[j]`` when leaving ``point[i]`` at ``leave_s[i]``."""
    arrive = np.empty((len(point), len(point)), np.int64)
    for i in range(len(point)):
        for j in range(len(point)):
            arrive[i, j] = arrival_at(tour, point[i], point[j], leave_s[i])
    return arrive


@kernel
def straight_arrivals(tour: TourArrays, origin: int, leave_s: int) -> NDArray[np.int64]:
    """Return (points,): the earliest arrival by way of any points without a visit, NEVER if none.

    No tour is at a point sooner, whatever the matrix; Dijkstra over the points (FIFO).
    """
    points = tour.arrival_s.shape[1]
    reached = np.full(points, NEVER, np.int64)
    settled = np.zeros(points, np.bool_)
    reached[origin] = leave_s
    for _ in range(points):
        nearest = -1
        for point in range(points):
            if not settled[point] and reached[point] < NEVER and (nearest < 0 or reached[point] < reached[nearest]):
                nearest = point
        if nearest < 0:
            break
        settled[nearest] = True
        for point in range(points):
            if not settled[point]:
                reached[point] = min(reached[point], arrival_at(tour, nearest, point, reached[nearest]))
    return reached


def smallest() -> TourArrays:
    """Return a tour of one stop that is where the tour starts; it warms kernels."""
    one = np.zeros(1, np.int64)
    tour = TourArrays(
        departures_s=one, arrival_s=np.zeros((1, 1, 1), np.int64), point=one, visit_s=one,
        start_offset=np.array([0, 1]), start_first=one - ALWAYS, start_last=one + ALWAYS,
        penalty_s=one + MISSING_S, demand_kg=one, ends=np.zeros(2, np.int64), limits=np.zeros(2, np.int64),
    )  # fmt: skip
    return freeze_tour(tour)


@warms
def _warm() -> None:
    walk_order(smallest(), np.zeros(1, np.int64))
    visit_begin_at(smallest(), 0, 0)
    arrivals_all(smallest(), np.zeros(1, np.int64), np.zeros(1, np.int64))
    straight_arrivals(smallest(), 0, 0)
