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
def _take(tour: TourArrays, order: Order, trial: Order, low: int, high: int, leave: NDArray[np.int64]) -> int:
    """Make a better trial the order, with its clock; return its end."""
    order[low : high + 1] = trial[low : high + 1]
    return _clock(tour, order, leave)


@part
def _reverse(tour: TourArrays, order: Order, trial: Order, leave: NDArray[np.int64], end: int) -> int:
    """Reverse every stretch that it is worth, in place; return the end."""
    n = len(order)
    for low in range(n - 1):
        for high in range(low + 1, n):
            trial[low : high + 1] = order[low : high + 1][::-1]
            if _is_ahead(tour, trial, low, high, leave, end):
                end = _take(tour, order, trial, low, high, leave)
            else:
                trial[low : high + 1] = order[low : high + 1]
    return end


@part
def _shift(tour: TourArrays, order: Order, trial: Order, leave: NDArray[np.int64], end: int) -> int:
    """Move every segment of up to three stops that it is worth, in place; return the end."""
    n = len(order)
    for size in range(1, min(LONGEST_SEGMENT, n - 1) + 1):
        for first in range(n - size + 1):
            for to in range(n - size + 1):
                if to == first:
                    continue
                low, high = min(first, to), max(first, to) + size - 1
                for turned in range(2 if size > 1 else 1):
                    if to > first:
                        trial[first:to] = order[first + size : to + size]
                    else:
                        trial[to + size : first + size] = order[to:first]
                    segment = order[first : first + size]
                    trial[to : to + size] = segment[::-1] if turned else segment
                    if _is_ahead(tour, trial, low, high, leave, end):
                        end = _take(tour, order, trial, low, high, leave)
                        break
                trial[low : high + 1] = order[low : high + 1]
    return end


@part
def _exchange(tour: TourArrays, order: Order, trial: Order, leave: NDArray[np.int64], end: int) -> int:
    """Exchange every two stops that it is worth, in place; return the end."""
    n = len(order)
    for low in range(n - 2):
        for high in range(low + 2, n):
            trial[low], trial[high] = order[high], order[low]
            if _is_ahead(tour, trial, low, high, leave, end):
                end = _take(tour, order, trial, low, high, leave)
            trial[low], trial[high] = order[low], order[high]
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
    leave = np.empty(n, np.int64)
    end = _clock(tour, order, leave)
    if _load_of(tour, order) + tour.demand_kg[stop] > tour.limits[CAPACITY]:
        return order
    trial = np.empty(n + 1, np.int64)
    trial[0] = stop
    trial[1:] = order
    best_end, best_at = min(end + margin, NEVER), -1
    for at in range(n + 1):
        if at > 0:
            trial[at - 1], trial[at] = trial[at], stop
        found = _end_of(tour, trial, at, leave)
        if found < best_end:
            best_end, best_at = found, at
    if best_at < 0:
        return order
    return np.concatenate((order[:best_at], np.array([stop]), order[best_at:]))


@part
def _choose_once(tour: TourArrays, order: Order) -> Order:
    """Return the order with a better choice of stops by one change, or the same length and stops."""
    n = len(order)
    leave = np.empty(n, np.int64)
    end = _clock(tour, order, leave)
    on_tour = np.zeros(len(tour.point), np.bool_)
    on_tour[order] = True
    for stop in range(len(tour.point)):
        if not on_tour[stop]:
            longer = _put_in(tour, order, stop, tour.penalty_s[stop])
            if len(longer) > n:
                return longer
    for at in range(n):
        shorter = np.concatenate((order[:at], order[at + 1 :]))
        out = tour.penalty_s[order[at]]
        cut = _end_of(tour, shorter, at, leave)
        if cut == NEVER:
            continue
        if cut + out < end:
            return shorter
        for stop in range(len(tour.point)):
            if not on_tour[stop]:
                swapped = _put_in(tour, shorter, stop, end - cut - out + tour.penalty_s[stop])
                if len(swapped) == n:
                    return swapped
    return order


@kernel
def descend(tour: TourArrays, order: Order) -> Order:
    """Return a tour that no single move betters; the given one must be possible."""
    best = order.copy()
    while True:
        leave = np.empty(len(best), np.int64)
        end = _clock(tour, best, leave)
        trial = best.copy()
        after = _shift(tour, best, trial, leave, end)
        after = _reverse(tour, best, trial, leave, after)
        after = _exchange(tour, best, trial, leave, after)
        if after < end:
            continue
        chosen = _choose_once(tour, best)
        if len(chosen) == len(best) and np.all(chosen == best):
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
