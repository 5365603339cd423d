"""The tour on OR-Tools' routing library, with the times frozen at a schedule.

The library knows no travel times that depend on the departure. They are frozen for each stop at
the instant at which a known tour leaves it; what comes out is scheduled exactly, frozen there,
and solved again, until the order repeats itself (done by ``tour_model``). One descent without
metaheuristic and without a time limit, hence the same on every run and machine.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from corridor_planner.cost.tour_times import NEVER, arrivals_all
from corridor_planner.cost.tours import TourProblem, walk_tour

START_NODE, END_NODE, FIRST_STOP = 0, 1, 2
START_AT_ZERO, SKIP_INACTIVE = True, True
SPAN_WEIGHT, WAY_WEIGHT = 10, 1  # the end decides; the way itself breaks ties while one waits
# With several windows at a stop the library solves a mixed integer program for every change it
# weighs against a span (50 stops: 40 s a descent against 1 s), so that then the way alone decides.


def solve_frozen(
    problem: TourProblem, incumbent: tuple[int, ...], *, stopped: Callable[[], bool]
) -> tuple[int, ...] | None:
    """Return the order that the library makes of the times frozen along ``incumbent``.

    None when it finds no order or was stopped. The order keeps the frozen times only; walk it.
    """
    horizon_s = 2 * max(1, int(problem.departures_s[-1]) - problem.depart_s)  # the last way may end after the grid
    way = _frozen_ways(problem, incumbent, horizon_s)
    visit = np.array([0, 0, *(stop.visit_s for stop in problem.stops)], np.int64)
    manager = pywrapcp.RoutingIndexManager(len(way), 1, [START_NODE], [END_NODE])
    routing = pywrapcp.RoutingModel(manager)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix((way * WAY_WEIGHT).tolist()))
    step = routing.RegisterTransitMatrix((way + visit[:, None]).tolist())
    routing.AddDimension(step, horizon_s, horizon_s, START_AT_ZERO, "time")
    time = routing.GetDimensionOrDie("time")
    if all(len(stop.starts) == 1 for stop in problem.stops):
        time.SetSpanCostCoefficientForAllVehicles(SPAN_WEIGHT)
    for i, stop in enumerate(problem.stops):
        index = manager.NodeToIndex(FIRST_STOP + i)
        _open_only(time.CumulVar(index), [(a - problem.depart_s, b - problem.depart_s) for a, b in stop.starts])
        penalty = 2 * horizon_s if stop.penalty_s is None else stop.penalty_s
        routing.AddDisjunction([index], SPAN_WEIGHT * penalty)
    if problem.capacity_kg is not None:
        demand = [0, 0, *(stop.demand_kg for stop in problem.stops)]
        load = routing.RegisterUnaryTransitVector(demand)
        routing.AddDimension(load, 0, problem.capacity_kg, START_AT_ZERO, "load")
    routing.AddSearchMonitor(routing.solver().CustomLimit(stopped))
    routing.CloseModelWithParameters(parameters := _parameters())
    first = routing.ReadAssignmentFromRoutes([[manager.NodeToIndex(FIRST_STOP + i) for i in incumbent]], SKIP_INACTIVE)
    answer = routing.SolveFromAssignmentWithParameters(first, parameters) if first else None
    answer = answer or routing.SolveWithParameters(parameters)
    return None if answer is None else _order(manager, routing, answer)


def _frozen_ways(problem: TourProblem, incumbent: tuple[int, ...], horizon_s: int) -> NDArray[np.int64]:
    """Return (nodes, nodes) seconds on the way; beyond the horizon where there is no way."""
    times = walk_tour(problem, incumbent)
    last_s = int(problem.departures_s[-1])
    middle = (problem.depart_s + min(times.end_s, last_s)) // 2
    leave = np.full(FIRST_STOP + len(problem.stops), middle, np.int64)
    leave[START_NODE] = problem.depart_s
    for stop, at_s in zip(incumbent, times.leave_s, strict=True):
        leave[FIRST_STOP + stop] = min(at_s, last_s)
    point = np.array([problem.start, problem.end, *(stop.point for stop in problem.stops)], np.int64)
    arrive = arrivals_all(problem.arrays, point, leave)
    return np.where(arrive == NEVER, horizon_s + 1, np.minimum(arrive - leave[:, None], horizon_s + 1))


def _open_only(instant: pywrapcp.IntVar, starts: list[tuple[int, int]]) -> None:
    """Restrict an instant to the intervals [first, last] in which a visit may start."""
    if not starts:
        return
    top = int(instant.Max())
    instant.SetRange(max(0, starts[0][0]), min(starts[-1][1], top))
    for (_, last), (following, _) in pairwise(starts):
        if 0 <= last + 1 <= following - 1 <= top:
            instant.RemoveInterval(last + 1, following - 1)


def _parameters() -> object:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    return parameters


def _order(
    manager: pywrapcp.RoutingIndexManager, routing: pywrapcp.RoutingModel, answer: pywrapcp.Assignment
) -> tuple[int, ...]:
    order = []
    index = answer.Value(routing.NextVar(routing.Start(0)))
    while not routing.IsEnd(index):
        order.append(manager.IndexToNode(index) - FIRST_STOP)
        index = answer.Value(routing.NextVar(index))
    return tuple(order)
