"""The totals settled at each node, kept so that a new one is compared with few of them.

The first criterion needs no comparison: labels are settled in its order. Of the others only
totals that no later one beats are kept, in slices of one pool that move when they outgrow their
room, sorted by the second criterion. With three criteria the third then falls along a slice, so that
one bisection finds the only entry that can beat a new one; with four, all that come before it are asked.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor_planner.kernels import Scalar, part
from corridor_planner.search.heaps import grown_rows

Longs = NDArray[np.int64]
Fronts = tuple[Longs, Longs]  # (nodes + 1, 3) start, length and room of slices; (pool, criteria - 1) totals


@part
def new_fronts(nodes: Scalar, criteria: Scalar) -> Fronts:
    """Return empty fronts; the last row of the slices holds where the pool is free."""
    return np.zeros((nodes + 1, 3), np.int64), np.empty((4096, criteria - 1), np.int64)


@part
def _after(pool: Longs, start: Scalar, length: Scalar, second: Scalar) -> Scalar:
    """Return the position of the first entry of a slice whose second criterion is above a value."""
    low, high = start, start + length
    while low < high:
        middle = (low + high) >> 1
        if pool[middle, 0] <= second:
            low = middle + 1
        else:
            high = middle
    return low


@part
def beaten(fronts: Fronts, node: Scalar, totals: Longs, spread: Scalar) -> Scalar:
    """Tell whether a settled entry is at most ``spread`` times the totals in all criteria but the first."""
    slices, pool = fronts
    start, length = slices[node, 0], slices[node, 1]
    if length == 0:
        return False
    at = _after(pool, start, length, np.int64(totals[1] * spread)) - 1
    if pool.shape[1] == 2:
        return at >= start and pool[at, 1] <= totals[2] * spread
    while at >= start:
        below = True
        for c in range(1, pool.shape[1]):
            if pool[at, c] > totals[c + 1] * spread:
                below = False
                break
        if below:
            return True
        at -= 1
    return False


@part
def settle(fronts: Fronts, node: Scalar, totals: Longs) -> Fronts:
    """Enter totals that are not beaten, and drop the entries that they beat; return the fronts to go on with."""
    slices, pool = fronts
    start, length, room = slices[node]
    if length == room:
        free = slices[len(slices) - 1, 0]
        more = max(np.int64(4), 2 * room)
        while free + more > len(pool):
            pool = grown_rows(pool)
        pool[free : free + length] = pool[start : start + length]
        start = free
        slices[node, 0], slices[node, 2] = free, more
        slices[len(slices) - 1, 0] = free + more
    end = start + length
    at = _after(pool, start, length, totals[1] - 1)
    kept = at
    for i in range(at, end):  # entries from here on have no smaller second criterion
        for c in range(1, pool.shape[1]):
            if pool[i, c] < totals[c + 1]:
                if kept != i:
                    pool[kept] = pool[i]
                kept += 1
                break
    for i in range(kept, at, -1):
        pool[i] = pool[i - 1]
    for c in range(pool.shape[1]):
        pool[at, c] = totals[c + 1]
    slices[node, 1] = kept + 1 - start
    return slices, pool
