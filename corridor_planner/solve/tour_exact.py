"""The best tour of a few stops, proven: dynamic programming over subsets.

Bellman (1962) and Held and Karp (1962), with the earliest end of the last visit in place of a
length (Malandraki and Dial 1996). That is exact here because leaving later never arrives
earlier: whoever has visited the same stops and stands at the same last one can't profit from
having come there later. Work grows with 2^n n^2: some 50 ms for 13 stops.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.tour_times import (
    CAPACITY,
    DEPART,
    END,
    NEVER,
    START,
    TourArrays,
    arrival_at,
    leave_after,
    smallest,
)
from corridor_planner.cost.tours import TourProblem
from corridor_planner.errors import InvalidInput
from corridor_planner.kernels import kernel, warms

MAX_EXACT_STOPS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsetTable:
    """For each set of stops (bit ``s`` for stop ``s``) the earliest end of a tour of just these.

    Attributes
    ----------
    end_s
        (2^stops,) int64, NEVER where no order works or the load is too much.
    """

    end_s: NDArray[np.int64]
    before: NDArray[np.int8]
    last: NDArray[np.int8]

    def order_of(self, chosen: int) -> tuple[int, ...]:
        """Return the best order of a set of stops that has one."""
        order = []
        last = int(self.last[chosen])
        while chosen:
            order.append(last)
            previous = int(self.before[chosen, last])
            chosen ^= 1 << last
            last = previous
        return tuple(reversed(order))


def build_subsets(problem: TourProblem) -> SubsetTable:
    """Solve every subset of the stops.

    Raises
    ------
    InvalidInput
        For more than ``MAX_EXACT_STOPS`` stops.
    """
    if len(problem.stops) > MAX_EXACT_STOPS:
        raise InvalidInput(
            "stops of an exact tour", len(problem.stops), rule=f"at most {MAX_EXACT_STOPS} can be proven",
            remedy="use solve_tour, which also takes more",
        )  # fmt: skip
    end, before, last = _subsets(problem.arrays)
    return SubsetTable(end_s=end, before=before, last=last)


def best_subset(problem: TourProblem, table: SubsetTable) -> int | None:
    """Return the set with the fewest musts left out, then the least objective; None if none works."""
    values = _values(problem.arrays, table.end_s)
    best = int(np.argmin(values))
    return best if table.end_s[best] < NEVER else None


@kernel
def _subsets(tour: TourArrays) -> tuple[NDArray[np.int64], NDArray[np.int8], NDArray[np.int8]]:
    n = len(tour.point)
    sets = 1 << n
    leave = np.full((sets, n), NEVER, np.int64)
    before = np.full((sets, n), -1, np.int8)
    last = np.full(sets, -1, np.int8)
    end = np.full(sets, NEVER, np.int64)
    end[0] = arrival_at(tour, tour.ends[START], tour.ends[END], tour.limits[DEPART])
    for chosen in range(1, sets):
        load = 0
        for stop in range(n):
            if chosen >> stop & 1:
                load += tour.demand_kg[stop]
        if load > tour.limits[CAPACITY]:
            continue
        for stop in range(n):
            if not chosen >> stop & 1:
                continue
            rest = chosen ^ (1 << stop)
            if rest == 0:
                leave[chosen, stop] = leave_after(tour, tour.ends[START], tour.limits[DEPART], stop)
            for previous in range(n):
                if rest >> previous & 1 and leave[rest, previous] < NEVER:
                    done = leave_after(tour, tour.point[previous], leave[rest, previous], stop)
                    if done < leave[chosen, stop]:
                        leave[chosen, stop] = done
                        before[chosen, stop] = previous
            home = arrival_at(tour, tour.point[stop], tour.ends[END], leave[chosen, stop])
            if home < end[chosen]:
                end[chosen] = home
                last[chosen] = stop
    return end, before, last


@kernel
def _values(tour: TourArrays, end: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return (sets,): end plus penalties of the stops outside, NEVER where there is no tour."""
    values = np.full(len(end), NEVER, np.int64)
    for chosen in range(len(end)):
        if end[chosen] < NEVER:
            values[chosen] = end[chosen]
            for stop in range(len(tour.point)):
                if not chosen >> stop & 1:
                    values[chosen] += tour.penalty_s[stop]
    return values


@warms
def _warm() -> None:
    end, _, _ = _subsets(smallest())
    _values(smallest(), end)
