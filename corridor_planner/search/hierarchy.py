"""The order of a network's nodes that makes many searches quick, whatever the arc values are.

A customizable contraction hierarchy (Dibbelt, Strasser and Wagner 2016, *ACM Journal of
Experimental Algorithmics* 21). Nodes are ranked by nested dissection: separators of the network
stand at the top. Contracting nodes from the lowest rank to the highest joins the later neighbours
of each; the edges that arise do not depend on any arc value, so one hierarchy serves every
criterion and scenario, and ``metrics`` fills in the values. Everything here is indexed by rank,
0 being contracted first, unless it says *node*.

The lowest of the later neighbours of a rank is its parent. All later neighbours of a rank are
its ancestors, and they are joined pair by pair: that is what makes every search a walk up this tree.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.simulator import read_only
from corridor_planner.kernels import Scalar, kernel, part, warms

Ints = NDArray[np.int32]
_SEED = 1  # of the dissection, so that a network always gets the same order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hierarchy:
    """Ranks of nodes and the edges between each rank and its later neighbours; all read-only.

    Attributes
    ----------
    rank : (nodes,) int32
        Rank of each node.
    parent : (nodes,) int32
        Rank of the parent of each rank, -1 for a root; there is one root per component.
    depth : (nodes,) int32
        Number of ancestors of each rank.
    first_up : (nodes + 1,) int32
        Edges ``first_up[r]:first_up[r + 1]`` join rank ``r`` with its later neighbours.
    up_head, up_depth : (edges,) int32
        The later neighbour, ascending within a rank, and its depth.
    edge : (arcs,) int32
        Edge that each arc of the network lies on, -1 for an arc that ends where it begins.
    upward : (arcs,) bool
        The arc leads from the lower rank to the higher.
    """

    rank: Ints
    parent: Ints
    depth: Ints
    first_up: Ints
    up_head: Ints
    up_depth: Ints
    edge: Ints
    upward: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for f in fields(self):
            object.__setattr__(self, f.name, read_only(getattr(self, f.name)))

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.rank)

    @property
    def n_arcs(self) -> int:
        """Number of arcs of the network."""
        return len(self.edge)

    @property
    def n_edges(self) -> int:
        """Number of edges, those that contraction added included."""
        return len(self.up_head)


def build_hierarchy(first_out: Ints, head: Ints) -> Hierarchy:
    """Return the hierarchy of a network in CSR order: seconds for a million arcs, once for all arc values.

    Parameters
    ----------
    first_out : (nodes + 1,) int32
    head : (arcs,) int32
    """
    nodes = len(first_out) - 1
    tail = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(first_out))
    order = dissect(tail, head, nodes)
    rank = np.empty(nodes, np.int32)
    rank[order] = np.arange(nodes, dtype=np.int32)
    tail, head = rank[tail], rank[head]
    offsets, later = _neighbours(np.minimum(tail, head), np.maximum(tail, head), nodes)
    first_up, up_head, parent = _contract(read_only(offsets), read_only(later))
    _sort_within(first_up, up_head)
    depth = _count_ancestors(read_only(parent))
    edge = _edges_of(read_only(first_up), read_only(up_head), read_only(tail), read_only(head))
    return Hierarchy(
        rank=rank, parent=parent, depth=depth, first_up=first_up, up_head=up_head, up_depth=depth[up_head], edge=edge,
        upward=tail < head,
    )  # fmt: skip


def dissect(tail: Ints, head: Ints, nodes: int) -> Ints:
    """Return the nodes in the order of a nested dissection (METIS), those to contract first before the others."""
    from pymetis import CSRAdjacency, Options, nested_dissection

    offsets, neighbours = _neighbours(np.concatenate([tail, head]), np.concatenate([head, tail]), nodes)
    if not len(neighbours):
        return np.arange(nodes, dtype=np.int32)
    order, _ = nested_dissection(CSRAdjacency(offsets, neighbours), options=Options(seed=_SEED))
    return np.asarray(order, np.int32)


def _neighbours(tail: Ints, head: Ints, nodes: int) -> tuple[Ints, Ints]:
    """Return CSR offsets and heads of the distinct pairs, without those that end where they begin."""
    from scipy.sparse import csr_matrix

    apart = tail != head
    pairs = csr_matrix((np.ones(int(apart.sum()), np.int8), (tail[apart], head[apart])), shape=(nodes, nodes))
    pairs.sum_duplicates()
    return pairs.indptr.astype(np.int32), pairs.indices.astype(np.int32)


@kernel
def _contract(offsets: Ints, later: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the later neighbours of each rank after contraction (CSR, in any order), and parents.

    The neighbours of a rank are its own and those of its children, which is symbolic Cholesky
    factorization (George and Liu 1981, chapter 5).
    """
    nodes = len(offsets) - 1
    first_up = np.zeros(nodes + 1, np.int32)
    up_head = np.empty(max(16, 3 * len(later)), np.int32)
    parent = np.full(nodes, -1, np.int32)
    child = np.full(nodes, -1, np.int32)  # the latest child
    sibling = np.full(nodes, -1, np.int32)  # the child before
    seen = np.full(nodes, -1, np.int32)
    count = 0
    for r in range(nodes):
        begin = count
        most = offsets[r + 1] - offsets[r]
        c = child[r]
        while c >= 0:
            most += first_up[c + 1] - first_up[c]
            c = sibling[c]
        while count + most > len(up_head):
            more = np.empty(2 * len(up_head), np.int32)
            more[:count] = up_head[:count]
            up_head = more
        for i in range(offsets[r], offsets[r + 1]):
            seen[later[i]] = r
            up_head[count] = later[i]
            count += 1
        c = child[r]
        while c >= 0:
            for i in range(first_up[c], first_up[c + 1]):
                other = up_head[i]
                if other != r and seen[other] != r:
                    seen[other] = r
                    up_head[count] = other
                    count += 1
            c = sibling[c]
        first_up[r + 1] = count
        if count > begin:
            parent[r] = up_head[begin:count].min()
            sibling[r] = child[parent[r]]
            child[parent[r]] = r
    return first_up, up_head[:count].copy(), parent


def _sort_within(first_up: Ints, up_head: Ints) -> None:
    """Sort the later neighbours of each rank, in place."""
    from scipy.sparse import csr_matrix

    ranks = len(first_up) - 1
    rows = csr_matrix((np.ones(len(up_head), np.int8), up_head, first_up), shape=(ranks, ranks))
    rows.sort_indices()
    up_head[:] = rows.indices


@kernel
def _count_ancestors(parent: Ints) -> Ints:
    depth = np.zeros(len(parent), np.int32)
    for r in range(len(parent) - 1, -1, -1):
        if parent[r] >= 0:
            depth[r] = depth[parent[r]] + 1
    return depth


@kernel
def _edges_of(first_up: Ints, up_head: Ints, tail: Ints, head: Ints) -> Ints:
    """Return the edge of each arc whose ends are ranks."""
    edge = np.full(len(tail), -1, np.int32)
    for a in range(len(tail)):
        if tail[a] != head[a]:
            low, high = min(tail[a], head[a]), max(tail[a], head[a])
            edge[a] = find_edge(first_up, up_head, low, high)
    return edge


@part
def find_edge(first_up: Ints, up_head: Ints, low: Scalar, high: Scalar) -> Scalar:
    """Return the edge between two ranks that are joined."""
    begin, end = first_up[low], first_up[low + 1]
    while begin < end:
        middle = (begin + end) // 2
        if up_head[middle] < high:
            begin = middle + 1
        else:
            end = middle
    return begin


@warms
def _warm() -> None:
    offsets, ranks = read_only(np.array([0, 1, 1], np.int32)), read_only(np.array([1], np.int32))
    first_up, up_head, parent = _contract(offsets, ranks)
    _count_ancestors(read_only(parent))
    _edges_of(read_only(first_up), read_only(up_head), read_only(np.zeros(1, np.int32)), ranks)
