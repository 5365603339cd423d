"""Rows of pieces: whole, in travel order, and never too long."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corridor_planner.osm.chains import find_mates, link_chains


def link(edges, *, lengths=None, one_way=(), kept=(), alike=None, longest_m=1_000.0):
    """Return the chains of pieces (start, end) as lists such as ``["0", "2-"]``, ``-`` for backwards."""
    edges = np.array(edges, np.int64).reshape(-1, 2)
    count = len(edges)
    may_join = np.ones(int(edges.max(initial=0)) + 1, bool)
    may_join[list(kept)] = False
    mate = find_mates(edges[:, 0], edges[:, 1], may_join,
                      alike=np.array(alike or [0] * count).reshape(-1, 1),
                      one_way=np.isin(np.arange(count), list(one_way)))  # fmt: skip
    chains = link_chains(mate, np.array(lengths or [1.0] * count, float), longest_m=longest_m)
    names = [f"{p}{'-' if b else ''}" for p, b in zip(chains.piece.tolist(), chains.backwards.tolist(), strict=True)]
    return [names[a:b] for a, b in zip(chains.head[:-1].tolist(), chains.head[1:].tolist(), strict=True)]


def test_pieces_in_a_row_are_one_chain_that_goes_as_its_lowest_piece() -> None:
    assert link([(1, 2), (2, 3), (3, 4)]) == [["0", "1", "2"]]
    assert link([(2, 3), (2, 1), (4, 3)]) == [["1-", "0", "2-"]]


def test_a_chain_ends_where_a_third_piece_meets_or_the_node_is_kept() -> None:
    assert link([(1, 2), (2, 3), (2, 4)]) == [["0"], ["1"], ["2"]]
    assert link([(1, 2), (2, 3)], kept=[2]) == [["0"], ["1"]]
    assert link([(1, 2), (2, 3)], alike=[0, 1]) == [["0"], ["1"]]


def test_oneways_follow_on_or_stay_apart() -> None:
    assert link([(1, 2), (2, 3)], one_way=[0, 1]) == [["0", "1"]]
    assert link([(1, 2), (3, 2)], one_way=[0, 1]) == [["0"], ["1"]]


def test_rings_are_opened_at_their_lowest_piece_and_loops_stay_alone() -> None:
    assert link([(1, 2), (2, 3), (3, 1)]) == [["0", "1", "2"]]
    assert link([(1, 2), (2, 1)]) == [["0", "1"]]
    assert link([(1, 1), (2, 3)]) == [["0"], ["1"]]
    assert link([]) == []


def test_a_chain_takes_pieces_as_long_as_they_fit() -> None:
    row = [(i, i + 1) for i in range(5)]
    assert link(row, lengths=[4, 4, 4, 4, 4], longest_m=10) == [["0", "1"], ["2", "3"], ["4"]]
    assert link(row, lengths=[40, 1, 1, 1, 40], longest_m=10) == [["0"], ["1", "2", "3"], ["4"]]


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=14),
    st.lists(st.integers(1, 9), min_size=14, max_size=14), st.integers(1, 20),
)  # fmt: skip
def test_every_piece_is_in_one_chain_and_each_chain_is_a_way(edges, lengths, longest_m) -> None:
    chains = link(edges, lengths=lengths[: len(edges)], longest_m=longest_m)
    assert sorted(int(name.rstrip("-")) for chain in chains for name in chain) == list(range(len(edges)))
    degree = np.bincount(np.array(edges, np.int64).ravel(), minlength=9)
    for chain in chains:
        steps = [edges[int(n.rstrip("-"))][::-1] if n.endswith("-") else edges[int(n)] for n in chain]
        joints = [(a[1], b[0]) for a, b in pairwise(steps)]
        assert all(a == b and degree[a] == 2 for a, b in joints)
        assert len(chain) == 1 or sum(lengths[int(n.rstrip("-"))] for n in chain) <= longest_m
