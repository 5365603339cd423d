"""Hierarchies against plain twins: scipy's all-pairs distances, and ways added up arc by arc."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor_planner.errors import InvalidInput
from corridor_planner.search.hierarchy import build_hierarchy
from corridor_planner.search.metrics import Metric, customize
from corridor_planner.search.static import shortest_path, straight_rate

MOST_NODES = 30


class World(NamedTuple):
    """Arcs in CSR order: parallel ones, loops, arcs of no length and closed ones among them."""

    first_out: NDArray[np.int32]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    weights: NDArray[np.float64]

    @property
    def nodes(self) -> int:
        return len(self.first_out) - 1

    def distances(self) -> NDArray[np.float64]:
        """Return all distances by scipy, which takes a stored 0 for an arc and sums parallel ones."""
        best = np.full((self.nodes, self.nodes), np.inf)
        np.minimum.at(best, (self.tail, self.head), self.weights)
        used = np.isfinite(best)
        rows, columns = np.nonzero(used)
        return np.asarray(dijkstra(csr_matrix((best[used], (rows, columns)), shape=best.shape)))

    def along(self, arcs: tuple[int, ...], source: int, target: int) -> float:
        """Return the sum along a way, after looking that it hangs together."""
        here = source
        for arc in arcs:
            assert self.tail[arc] == here
            here = int(self.head[arc])
        assert here == target
        return float(self.weights[list(arcs)].sum())


def world(nodes: int, arcs: list[tuple[int, int, float]]) -> World:
    arcs = sorted(((a % nodes, b % nodes, w) for a, b, w in arcs), key=lambda arc: arc[0])
    tail, head = (np.array([arc[i] for arc in arcs], np.int32) for i in (0, 1))
    first_out = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(tail, minlength=nodes), out=first_out[1:])
    built = World(first_out, tail, head, np.array([arc[2] for arc in arcs], np.float64))
    for array in built:
        array.flags.writeable = False
    return built


weights = st.one_of(st.integers(0, 9).map(float), st.just(float("inf")), st.just(0.0))
node = st.integers(0, MOST_NODES - 1)
few_nodes = st.lists(node, min_size=1, max_size=3)
positions = st.lists(st.tuples(st.floats(-179, 179), st.floats(-80, 80)), min_size=MOST_NODES, max_size=MOST_NODES)
worlds = st.builds(world, st.integers(1, MOST_NODES), st.lists(st.tuples(node, node, weights), max_size=90))


def metric_of(drawn: World) -> Metric:
    return customize(build_hierarchy(drawn.first_out, drawn.head), drawn.weights)


@settings(max_examples=300, deadline=None)
@given(worlds)
def test_a_metric_gives_the_distances_of_scipy_one_by_one_in_sweeps_and_in_a_matrix(drawn: World) -> None:
    metric, expected = metric_of(drawn), drawn.distances()
    everyone = range(drawn.nodes)
    assert np.array_equal([[metric.distance(s, t) for t in everyone] for s in everyone], expected)
    assert np.array_equal(metric.matrix(everyone, everyone), expected)
    assert np.array_equal(metric.matrix(everyone, everyone, threads=2), expected)
    few = [0, drawn.nodes // 2]
    assert np.array_equal(metric.from_sources(few), expected[few].min(axis=0))
    assert np.array_equal(metric.to_targets(few), expected[:, few].min(axis=1))


@settings(max_examples=300, deadline=None)
@given(worlds)
def test_a_path_hangs_together_and_weighs_what_is_told(drawn: World) -> None:
    metric, expected = metric_of(drawn), drawn.distances()
    for source in range(min(6, drawn.nodes)):
        for target in range(drawn.nodes):
            found = metric.path(source, target)
            if found is None:
                assert expected[source, target] == np.inf
            else:
                assert found[0] == expected[source, target] == drawn.along(found[1], source, target)


@settings(max_examples=150, deadline=None)
@given(worlds, st.integers(0, 2**32))
def test_one_hierarchy_serves_any_other_weights_of_the_same_arcs(drawn: World, seed: int) -> None:
    hierarchy = build_hierarchy(drawn.first_out, drawn.head)
    random = np.random.default_rng(seed)
    for _ in range(3):
        other = drawn._replace(weights=drawn.weights[random.permutation(len(drawn.weights))])
        everyone = range(drawn.nodes)
        assert np.array_equal(customize(hierarchy, other.weights).matrix(everyone, everyone), other.distances())


@settings(max_examples=300, deadline=None)
@given(worlds, few_nodes, few_nodes, positions)
def test_a_star_is_right_with_each_bound_and_without_any(
    drawn: World, sources: list[int], targets: list[int], where: list[tuple[float, float]]
) -> None:
    lon, lat = np.radians(np.array(where[: drawn.nodes])).T
    vectors = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    network = SimpleNamespace(first_out=drawn.first_out, arcs=drawn, unit_vectors=vectors)
    sources, targets = ([n % drawn.nodes for n in ends] for ends in (sources, targets))
    expected = drawn.distances()[np.ix_(sources, targets)].min()
    bounds = ({}, {"to_go": metric_of(drawn).to_targets(targets)}, {"rate": straight_rate(network, drawn.weights)})  # type: ignore[arg-type]
    for bound in bounds:
        found = shortest_path(network, drawn.weights, sources, targets, **bound)  # type: ignore[arg-type]
        if found is None:
            assert expected == np.inf
            continue
        assert found[0] == pytest.approx(expected, rel=1e-12)
        first, last = (drawn.tail[found[1][0]], drawn.head[found[1][-1]]) if found[1] else (sources[0],) * 2
        assert drawn.along(found[1], int(first), int(last)) == found[0]
        assert not found[1] or (first in sources and last in targets)


def test_a_straight_rate_leaves_out_what_is_closed_and_what_has_no_length() -> None:
    drawn = world(3, [(0, 1, 5.0), (1, 2, float("inf")), (2, 2, 0.0)])
    vectors = np.eye(3)
    network = SimpleNamespace(arcs=drawn, unit_vectors=vectors)
    quarter_m = 6_371_008.8 * np.pi / 2
    assert straight_rate(network, drawn.weights) == pytest.approx(5 / quarter_m, rel=0.02)  # type: ignore[arg-type]


def test_a_large_grid_has_the_distances_of_scipy_whatever_way_they_are_asked_for() -> None:
    side, random = 70, np.random.default_rng(5)
    cell = np.arange(side * side).reshape(side, side)
    pairs = np.vstack([np.column_stack([cell[:, :-1].ravel(), cell[:, 1:].ravel()]),
                       np.column_stack([cell[:-1].ravel(), cell[1:].ravel()])])  # fmt: skip
    pairs = np.vstack([pairs, pairs[:, ::-1]])
    drawn = world(side * side, [(int(a), int(b), float(w)) for (a, b), w in
                                zip(pairs, random.integers(1, 1000, len(pairs)), strict=True)])  # fmt: skip
    metric = metric_of(drawn)
    sources, targets = random.integers(0, side * side, 40), random.integers(0, side * side, 30)
    plain = csr_matrix((drawn.weights, (drawn.tail, drawn.head)), shape=(side * side,) * 2)
    expected = np.asarray(dijkstra(plain, indices=sources))[:, targets]
    assert np.array_equal(metric.matrix(sources, targets), expected)
    for i in range(10):
        found = metric.path(int(sources[i]), int(targets[i]))
        assert found is not None
        assert found[0] == expected[i, i] == drawn.along(found[1], int(sources[i]), int(targets[i]))


@pytest.mark.parametrize("wrong", [-1.0, float("nan")])
def test_a_weight_that_cannot_be_is_refused_by_name(wrong: float) -> None:
    drawn = world(2, [(0, 1, 1.0), (1, 0, wrong)])
    with pytest.raises(InvalidInput, match=r"weight of arc 1 .* it must be 0 or more"):
        metric_of(drawn)


def test_weights_of_another_network_are_refused() -> None:
    hierarchy = build_hierarchy(np.array([0, 1, 1], np.int32), np.array([1], np.int32))
    with pytest.raises(InvalidInput, match="there must be one for each of 1 arcs"):
        customize(hierarchy, np.ones(2))
