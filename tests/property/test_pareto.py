"""Pareto sets equal brute force on random networks, and the subset that epsilon leaves covers them."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_planner.errors import InvalidInput
from corridor_planner.search.pareto import pareto_ways, roads_of

Arc = tuple[int, int, tuple[int, ...]]


@st.composite
def drawn_networks(draw: st.DrawFn, criteria: int) -> tuple[int, list[Arc]]:
    """Small networks with parallel arcs, loops, free arcs and arcs that may not be used (-1)."""
    nodes = draw(st.integers(2, 6))
    node = st.integers(0, nodes - 1)
    value = st.integers(0, 6)
    values = st.one_of(st.tuples(*[value] * criteria), st.just((-1,) * criteria))
    return nodes, draw(st.lists(st.tuples(node, node, values), min_size=1, max_size=14))


def brute_force(arcs: list[Arc], sources: set[int], targets: set[int], criteria: int) -> set[tuple[int, ...]]:
    """Return the non-dominated totals of all simple ways."""
    found: set[tuple[int, ...]] = set()

    def go(here: int, seen: frozenset[int], totals: tuple[int, ...]) -> None:
        if here in targets:
            found.add(totals)
            return
        for tail, head, values in arcs:
            if tail == here and head not in seen and values[0] >= 0:
                go(head, seen | {head}, tuple(a + b for a, b in zip(totals, values, strict=True)))

    for source in sources:
        go(source, frozenset({source}), (0,) * criteria)
    return {t for t in found if not any(o != t and all(a <= b for a, b in zip(o, t, strict=True)) for o in found)}


def search(nodes: int, arcs: list[Arc], sources: set[int], targets: set[int], epsilon: float = 0.0):
    tail, head = np.array([a[0] for a in arcs]), np.array([a[1] for a in arcs])
    order, roads = roads_of(nodes, tail, head)
    values = np.array([a[2] for a in arcs], np.int64).T[:, order]
    ways = pareto_ways(roads, values, sorted(sources), sorted(targets), epsilon=epsilon)
    for way in ways:  # every way is one, and its totals are its own
        here = [arcs[order[arc]] for arc in way.arcs]
        assert all(one[1] == two[0] for one, two in pairwise(here))
        assert tuple(sum(arc[2][c] for arc in here) for c in range(values.shape[0])) == way.totals
        if here:
            assert here[0][0] in sources
            assert here[-1][1] in targets
    return [way.totals for way in ways]


@pytest.mark.parametrize("criteria", [2, 3, 4])
@settings(max_examples=250)
@given(data=st.data())
def test_the_set_is_what_brute_force_finds(data: st.DataObject, criteria: int) -> None:
    nodes, arcs = data.draw(drawn_networks(criteria))
    some = st.sets(st.integers(0, nodes - 1), min_size=1, max_size=2)
    sources, targets = data.draw(some), data.draw(some)
    found = search(nodes, arcs, sources, targets)
    assert found == sorted(brute_force(arcs, sources, targets, criteria))


@pytest.mark.parametrize("criteria", [2, 3])
@settings(max_examples=100)
@given(data=st.data())
def test_the_subset_of_epsilon_covers_the_set(data: st.DataObject, criteria: int) -> None:
    nodes, arcs = data.draw(drawn_networks(criteria))
    epsilon = data.draw(st.sampled_from([0.1, 0.5, 1.0]))
    whole = search(nodes, arcs, {0}, {nodes - 1})
    some = search(nodes, arcs, {0}, {nodes - 1}, epsilon)
    assert set(some) <= set(whole)
    for totals in whole:
        assert any(all(a <= (1 + epsilon) * b for a, b in zip(kept, totals, strict=True)) for kept in some)


def test_a_total_that_is_too_large_is_refused_with_the_remedy() -> None:
    arcs = [(0, 1, (2**30, 1)), (1, 2, (2**30, 1))]
    with pytest.raises(InvalidInput, match="larger units"):
        search(3, arcs, {0}, {2})
    with pytest.raises(InvalidInput, match="larger units"):
        search(3, [(t, h, (*v, 1)) for t, h, v in arcs], {0}, {2})


def test_many_ways_are_all_found() -> None:
    """A ladder of 10 rungs: at each, one more of either criterion by powers of two, so that none beats another."""
    arcs = []
    for rung in range(10):
        arcs += [(rung, rung + 1, (2**rung, 0)), (rung, rung + 1, (0, 2**rung))]
    found = search(11, arcs, {0}, {10})
    assert found == [(i, 2**10 - 1 - i) for i in range(2**10)]
    assert math.isclose(len(search(11, [(t, h, (*v, 0)) for t, h, v in arcs], {0}, {10})), 2**10)
