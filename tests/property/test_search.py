"""The search against brute force: every simple path is played through the same simulator."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_planner.cost.simulator import NEVER, STATE_SIZE, record, walk
from corridor_planner.search.static import shortest_path
from corridor_planner.search.timed import Start, earliest_arrivals
from tests.support.little import Drivers, LittleArc, little_costs

HOUR = 3600
MONTH_EDGE = 100 * HOUR
NODES = 6

hours = st.integers(0, 12).map(lambda h: h * HOUR)
windows = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 20), st.integers(1, 12)).map(
        lambda w: tuple(((24 * d + w[0]) * HOUR, (24 * d + w[0] + w[1]) * HOUR) for d in range(20))
    ),
    # a midday break
    st.just(tuple(((24 * d + a) * HOUR, (24 * d + b) * HOUR) for d in range(20) for a, b in ((8, 11), (14, 17)))),
)
departures = st.one_of(st.none(), st.lists(st.integers(0, 200).map(lambda h: h * HOUR), min_size=1, max_size=6).map(
    lambda times: tuple(sorted(times))))  # fmt: skip
seasons = st.one_of(st.none(), st.sampled_from((
    ((0, 1.5), (MONTH_EDGE, 1.0)), ((0, 1.0), (MONTH_EDGE, 3.0)), ((0, np.inf), (MONTH_EDGE, 1.0)),
    ((0, 3.0), (MONTH_EDGE, 1.0)),
)))  # fmt: skip
arcs = st.builds(
    LittleArc, tail=st.integers(0, NODES - 1), head=st.integers(0, NODES - 1), move_s=hours,
    queue_s=st.integers(0, 3).map(lambda h: h * HOUR), before_s=st.sampled_from((0, 0, HOUR)), windows=windows,
    departures=departures, season=seasons, driven=st.booleans(),
)  # fmt: skip


def simple_paths(costs: SimpleNamespace, start: int, goal: int) -> Iterator[list[int]]:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(NODES))
    for i, arc in enumerate(costs.little_arcs):
        graph.add_edge(arc.tail, arc.head, key=i)
    for path in nx.all_simple_edge_paths(graph, start, goal):
        yield [key for _, _, key in path]


def brute_force(costs: SimpleNamespace, start: int, goal: int, at_s: int) -> int:
    best = int(NEVER)
    for path in simple_paths(costs, start, goal):
        arcs_ = np.array(path, np.int32)
        arcs_.flags.writeable = False
        state = np.zeros(STATE_SIZE, np.int64)
        best = min(best, int(walk(costs.rules, arcs_, at_s, state, record())[-1]))
    return best


@settings(max_examples=600, deadline=None)
@given(st.lists(arcs, min_size=3, max_size=12), st.booleans(), st.integers(0, 120).map(lambda h: h * HOUR))
def test_earliest_arrival_equals_brute_force_over_all_simple_paths(
    drawn: list[LittleArc], with_driver: bool, at_s: int
) -> None:
    drivers = Drivers(break_after_s=4 * HOUR, break_s=HOUR, day_driving_s=9 * HOUR, day_duty_s=13 * HOUR,
                      rest_s=11 * HOUR, week_driving_s=30 * HOUR, week_span_s=100 * HOUR,
                      week_rest_s=24 * HOUR) if with_driver else None  # fmt: skip
    costs = little_costs(NODES, [a for a in drawn if a.tail != a.head], drivers)
    expected = brute_force(costs, 0, NODES - 1, at_s)
    found = earliest_arrivals(costs, [Start(node=0, at_s=at_s)], [NODES - 1])  # type: ignore[arg-type]
    assert (found[0].at_s if found else int(NEVER)) == expected


@settings(max_examples=200, deadline=None)
@given(st.lists(arcs, min_size=1, max_size=1), st.integers(0, 150 * HOUR), st.integers(0, 30 * HOUR))
def test_starting_later_on_an_arc_never_ends_earlier(drawn: list[LittleArc], at_s: int, later_s: int) -> None:
    costs = little_costs(NODES, drawn, Drivers())
    arc = np.zeros(1, np.int32)
    arc.flags.writeable = False
    ends = [
        int(walk(costs.rules, arc, start, np.zeros(STATE_SIZE, np.int64), record())[-1])
        for start in (at_s, at_s + later_s)
    ]
    assert ends[0] <= ends[1]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 20)), min_size=1, max_size=30))
def test_shortest_path_equals_networkx(drawn: list[tuple[int, int, int]]) -> None:
    costs = little_costs(8, [LittleArc(tail=a, head=b, move_s=w) for a, b, w in drawn])
    weights = costs.rules.move_s.astype(np.float64)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(8))
    graph.add_weighted_edges_from((a, b, w) for a, b, w in drawn)
    found = shortest_path(costs.network, weights, [0], [7])
    if not nx.has_path(graph, 0, 7):
        assert found is None
        return
    assert found is not None
    assert found[0] == nx.dijkstra_path_length(graph, 0, 7)
    assert sum(weights[list(found[1])]) == found[0]
