"""Make a tour better by small changes, each judged by the exact clock.

A *partial tour* is an array of stops in order and a mask of those on it; the value is the time
of the end plus the penalties of what is left out (``MISSING_S`` for a must). Because leaving
later never arrives earlier, a change is refused as soon as the clock behind it is not ahead of
the old one, so that most changes cost only the stretch that they change.

Moves: reverse a stretch (2-opt, Croes 1958), move a stretch of up to three stops, turned or not
(Or-opt, Or 1976), exchange two stops, put in, take out and replace a stop. ``rebuild`` is the
repair half of ruin and recreate (Schrimpf et al. 2000).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.tour_times import (
    CAPACITY,
    DEPART,
    END,
    MISSING_S,
    NEVER,
    START,
    TourArrays,
    arrival_at,
    leave_after,
    smallest,
)
from corridor_planner.kernels import kernel, part, warms

LONGEST_SEGMENT = 3
Order = NDArray[np.int64]


@part
def _clock(tour: TourArrays, order: Order, leave: NDArray[np.int64]) -> int:
    """Fill ``leave`` with the clock along an order; return the end."""
    at, t = tour.ends[START], tour.limits[DEPART]
    for i in range(len(order)):
        t = leave_after(tour, at, t, order[i])
        leave[i] = t
        at = tour.point[order[i]]
    return arrival_at(tour, at, tour.ends[END], t)


@part
def _end_of(tour: TourArrays, order: Order, first: int, leave: NDArray[np.int64]) -> int:
    """Return the end of an order whose clock before position ``first`` is in ``leave``."""
    if first == 0:
        at, t = tour.ends[START], tour.limits[DEPART]
    else:
        at, t = tour.point[order[first - 1]], leave[first - 1]
    for i in range(first, len(order)):
        t = leave_after(tour, at, t, order[i])
        if t == NEVER:
            return NEVER
        at = tour.point[order[i]]
    return arrival_at(tour, at, tour.ends[END], t)


@part
def _is_ahead(tour: TourArrays, trial: Order, low: int, high: int, leave: NDArray[np.int64], end: int) -> bool:
    """Return True when an order changed in ``low..high`` ends before ``end``."""
    if low == 0:
        at, t = tour.ends[START], tour.limits[DEPART]
    else:
        at, t = tour.point[trial[low - 1]], leave[low - 1]
    for i in range(low, len(trial)):
        t = leave_after(tour, at, t, trial[i])
        if t == NEVER or (i > high and t >= leave[i]):
            return False
        at = tour.point[trial[i]]
    return arrival_at(tour, at, tour.ends[END], t) < end


@part
def _fill(target: Order, first: int, source: Order, begin: int, size: int, step: int) -> None:
    """Copy ``size`` stops from ``begin`` on, forward or backward, to ``first`` on; a loop compiles fast."""
    for i in range(size):
        target[first + i] = source[begin + step * i]


@part
def _settle(
    tour: TourArrays, order: Order, trial: Order, low: int, high: int, leave: NDArray[np.int64], end: int
) -> int:
    """Make a better trial the order, or undo it; return the end of the order."""
    if _is_ahead(tour, trial, low, high, leave, end):
        _fill(order, low, trial, low, high - low + 1, 1)
        return _clock(tour, order, leave)
    _fill(trial, low, order, low, high - low + 1, 1)
    return end


@part
def _sweep(tour: TourArrays, order: Order, trial: Order, leave: NDArray[np.int64], end: int) -> int:
    """Move segments, reverse stretches and exchange stops wherever it is worth, in place; return the end."""
    n = len(order)
    for size in range(1, min(LONGEST_SEGMENT, n - 1) + 1):
        for first in range(n - size + 1):
            for to in range(n - size + 1):
                for step in range(1, -2 if size > 1 else 0, -2):
                    if to == first:
                        continue
                    low, high = min(first, to), max(first, to) + size - 1
                    if to > first:
                        _fill(trial, first, order, first + size, to - first, 1)
                    else:
                        _fill(trial, to + size, order, to, first - to, 1)
                    _fill(trial, to, order, first if step > 0 else first + size - 1, size, step)
                    end = _settle(tour, order, trial, low, high, leave, end)
    for low in range(n - 1):
        for high in range(low + 1, n):
            _fill(trial, low, order, high, high - low + 1, -1)
            end = _settle(tour, order, trial, low, high, leave, end)
    for low in range(n - 2):
        for high in range(low + 2, n):
            trial[low], trial[high] = order[high], order[low]
            end = _settle(tour, order, trial, low, high, leave, end)
    return end


@part
def _load_of(tour: TourArrays, order: Order) -> int:
    load = 0
    for stop in order:
        load += tour.demand_kg[stop]
    return load


@part
def _put_in(tour: TourArrays, order: Order, stop: int, margin: int) -> Order:
    """Return the order with a stop at its best place, or as it is when that costs ``margin`` or more."""
    n = len(order)
    if _load_of(tour, order) + tour.demand_kg[stop] > tour.limits[CAPACITY]:
        return order
    leave = np.empty(n, np.int64)
    end = _clock(tour, order, leave)
    trial = np.empty(n + 1, np.int64)
    trial[0] = stop
    _fill(trial, 1, order, 0, n, 1)
    best_end, best_at = min(end + margin, NEVER), -1
    for at in range(n + 1):
        if at > 0:
            trial[at - 1], trial[at] = trial[at], stop
        found = _end_of(tour, trial, at, leave)
        if found < best_end:
            best_end, best_at = found, at
    if best_at < 0:
        return order
    _fill(trial, 0, order, 0, best_at, 1)
    trial[best_at] = stop
    _fill(trial, best_at + 1, order, best_at, n - best_at, 1)
    return trial


@part
def _choose_once(tour: TourArrays, order: Order) -> Order:
    """Return the order with a better choice of stops by one change, or the order itself."""
    n = len(order)
    leave = np.empty(n, np.int64)
    end = _clock(tour, order, leave)
    on_tour = np.zeros(len(tour.point), np.bool_)
    for stop in order:
        on_tour[stop] = True
    shorter = np.empty(max(0, n - 1), np.int64)
    for at in range(-1, n):  # -1: nothing is taken out
        out, cut, rest = 0, end, order
        if at >= 0:
            _fill(shorter, 0, order, 0, at, 1)
            _fill(shorter, at, order, at + 1, n - at - 1, 1)
            out, cut, rest = tour.penalty_s[order[at]], _end_of(tour, shorter, at, leave), shorter
            if cut == NEVER:
                continue
            if cut + out < end:
                return shorter
        for stop in range(len(tour.point)):
            if not on_tour[stop]:
                longer = _put_in(tour, rest, stop, end - cut - out + tour.penalty_s[stop])
                if len(longer) > len(rest):
                    return longer
    return order


@kernel
def descend(tour: TourArrays, order: Order) -> Order:
    """Return a tour that no single move betters; the given one must be possible."""
    best = order.copy()
    while True:
        leave = np.empty(len(best), np.int64)
        end = _clock(tour, best, leave)
        if _sweep(tour, best, best.copy(), leave, end) < end:
            continue
        chosen = _choose_once(tour, best)
        if chosen is best:
            return best
        best = chosen


@kernel
def rebuild(tour: TourArrays, kept: Order, queue: Order) -> Order:
    """Put the stops of ``queue`` into a possible tour one by one, each at its best place.

    A stop that fits nowhere, or an optional one that is not worth its way, stays out.
    """
    order = kept.copy()
    for stop in queue:
        order = _put_in(tour, order, stop, tour.penalty_s[stop])
    return order


@kernel
def follow_nearest(tour: TourArrays) -> Order:
    """Return the tour that always goes on to the must whose visit ends first, as long as it can get home."""
    n = len(tour.point)
    used = np.zeros(n, np.bool_)
    order = np.empty(n, np.int64)
    size, load = 0, 0
    at, t = tour.ends[START], tour.limits[DEPART]
    while True:
        best, best_t = -1, NEVER
        for stop in range(n):
            if used[stop] or tour.penalty_s[stop] < MISSING_S or load + tour.demand_kg[stop] > tour.limits[CAPACITY]:
                continue
            done = leave_after(tour, at, t, stop)
            if done < best_t and arrival_at(tour, tour.point[stop], tour.ends[END], done) < NEVER:
                best, best_t = stop, done
        if best < 0:
            return order[:size].copy()
        used[best] = True
        order[size] = best
        size += 1
        load += tour.demand_kg[best]
        at, t = tour.point[best], best_t


@kernel
def value_of(tour: TourArrays, order: Order) -> int:
    """Return the end plus the penalties of the stops left out; NEVER when it can't be walked."""
    end = _clock(tour, order, np.empty(len(order), np.int64))
    if end == NEVER or _load_of(tour, order) > tour.limits[CAPACITY]:
        return NEVER
    value = end
    for penalty_s in tour.penalty_s:
        value += penalty_s
    for stop in order:
        value -= tour.penalty_s[stop]
    return value


@warms
def _warm() -> None:
    tour, order = smallest(), np.zeros(1, np.int64)
    descend(tour, order)
    rebuild(tour, order[:0].copy(), order)
    follow_nearest(tour)
    value_of(tour, order)
