"""What no tour can fall below: three relaxations of the tour problem, the best of them taken.

- *latest*: every must has to be reached, visited and left for the end; the longest of these.
- *assignment*: every stop is left once and entered once, each on its quickest way at its best
  time of the horizon; an optional stop may pay its penalty instead.
- *1-tree* (Held and Karp 1970, 1971): when every stop is a must, a tour is a spanning tree of
  the stops plus two arcs at the ends; multipliers on the stops push their degrees to two.

Under the rule of ``cost.tour_times`` a way is never quicker between two grid instants than at
the better of the two, so that the least over the grid is the least of all.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from corridor_planner.cost.tour_times import NEVER, arrivals_all, straight_arrivals, visit_begin_at
from corridor_planner.cost.tours import TourProblem

ASCENT_STEPS = 120
FORBIDDEN_S = 1e12


def bound_tour(problem: TourProblem) -> int:
    """Return a lower bound on the objective of any tour that leaves out no must, seconds."""
    ways = _quickest_ways(problem)
    bounds = [_latest(problem), _assignment(problem, ways)]
    if all(stop.must for stop in problem.stops) and len(problem.stops) > 2:
        bounds.append(_one_tree(problem, ways))
    return max(bounds)


def _quickest_ways(problem: TourProblem) -> NDArray[np.float64]:
    """Return (nodes, nodes) seconds, node 0 the start, node 1 the end, then the stops."""
    point = np.array([problem.start, problem.end, *(stop.point for stop in problem.stops)], np.int64)
    ways: NDArray[np.float64] = np.full((len(point), len(point)), FORBIDDEN_S)
    for depart in problem.departures_s:
        if depart >= problem.depart_s:
            arrive = arrivals_all(problem.arrays, point, np.full(len(point), depart))
            ways = np.minimum(ways, _spent(arrive, int(depart)))
    at_departure = arrivals_all(problem.arrays, point, np.full(len(point), problem.depart_s))
    first = _spent(at_departure, problem.depart_s)
    ways = np.minimum(ways, first)
    ways[0] = first[0]  # the start is left at the departure: leaving later never arrives earlier
    return ways


def _spent(arrive_s: NDArray[np.int64], depart_s: int) -> NDArray[np.float64]:
    return np.where(arrive_s == NEVER, FORBIDDEN_S, (arrive_s - depart_s).astype(np.float64))


def _latest(problem: TourProblem) -> int:
    reached = straight_arrivals(problem.arrays, problem.start, problem.depart_s)
    ends = [int(reached[problem.end])]
    for i, stop in enumerate(problem.stops):
        if stop.must:
            begin = visit_begin_at(problem.arrays, i, reached[stop.point])
            if begin < NEVER:
                onward = straight_arrivals(problem.arrays, stop.point, begin + stop.visit_s)
                ends.append(int(onward[problem.end]))
    return max(end for end in ends if end < NEVER) - problem.depart_s


def _assignment(problem: TourProblem, ways: NDArray[np.float64]) -> int:
    """Rows: start and stops are left; columns: end and stops are entered."""
    costs = np.delete(np.delete(ways, 1, axis=0), 0, axis=1)
    costs[1:] += np.array([stop.visit_s for stop in problem.stops], float).reshape(-1, 1)
    for i, stop in enumerate(problem.stops, start=1):
        costs[i, i] = FORBIDDEN_S if stop.penalty_s is None else stop.penalty_s
    rows, columns = linear_sum_assignment(costs)
    return _floor(float(costs[rows, columns].sum()))


def _one_tree(problem: TourProblem, ways: NDArray[np.float64]) -> int:
    """Hang start and end, joined, under a spanning tree of the stops; raise the multipliers."""
    stops = len(problem.stops)
    visits = float(sum(stop.visit_s for stop in problem.stops))
    inner = np.minimum(ways, ways.T)[2:, 2:]
    np.fill_diagonal(inner, FORBIDDEN_S)
    out, home = ways[0, 2:], ways[2:, 1]
    multiplier = np.zeros(stops)
    best, scale, stale = -math.inf, 0.0, 0
    for step in range(ASCENT_STEPS):
        length, degree = _spanning_tree(inner + multiplier[:, None] + multiplier[None, :])
        first, last = _two_ends(out + multiplier, home + multiplier)
        degree[first] += 1
        degree[last] += 1
        value = length + out[first] + multiplier[first] + home[last] + multiplier[last] - 2 * multiplier.sum()
        if step == 0:
            scale = 2.0 * abs(value) / max(1, stops) / 10
        stale = 0 if value > best + 1e-9 else stale + 1
        best = max(best, value)
        excess = degree - 2
        if not excess.any():
            break
        if stale >= 5:
            scale, stale = scale / 2, 0
        multiplier = multiplier + scale * excess
    return _floor(best + visits)


def _two_ends(out: NDArray[np.float64], home: NDArray[np.float64]) -> tuple[int, int]:
    """Return the cheapest pair of different stops to come first and last."""
    pairs = out[:, None] + home[None, :]
    np.fill_diagonal(pairs, np.inf)
    first, last = divmod(int(np.argmin(pairs)), len(out))
    return first, last


def _spanning_tree(costs: NDArray[np.float64]) -> tuple[float, NDArray[np.int64]]:
    """Return the length of the least spanning tree and the degree of each node (Prim)."""
    nodes = len(costs)
    degree = np.zeros(nodes, np.int64)
    nearest = np.zeros(nodes, np.int64)
    distance = costs[0].copy()
    distance[0] = np.inf
    length = 0.0
    for _ in range(nodes - 1):
        node = int(np.argmin(distance))
        length += float(costs[nearest[node], node])
        degree[node] += 1
        degree[nearest[node]] += 1
        closer = (costs[node] < distance) & (distance < np.inf)
        closer[node] = False
        distance[node] = np.inf
        nearest[closer] = node
        distance[closer] = costs[node][closer]
    return length, degree


def _floor(bound: float) -> int:
    """Round down with room for rounding errors; a relaxation that is impossible gives no bound."""
    return math.ceil(bound - 1e-3) if bound < FORBIDDEN_S / 2 else 0
