"""Least-cost ways over some arcs of a network that is being built."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

Numbers = NDArray[np.int64]


class LeastCost:
    """Searches by Dijkstra's algorithm; of parallel arcs the cheapest counts.

    Parameters
    ----------
    arcs, tail, head : (arcs,)
        Any numbers of arcs, and the nodes at their ends.
    cost : (arcs,)
        Of passing, >= 0.
    """

    def __init__(self, arcs: Numbers, tail: Numbers, head: Numbers, cost: NDArray[np.float64]) -> None:
        self._nodes = np.unique(np.concatenate([tail, head]))
        n = len(self._nodes)
        start, end = np.searchsorted(self._nodes, tail), np.searchsorted(self._nodes, head)
        key = start * n + end
        order = np.lexsort((cost, key))
        best = order[np.concatenate([np.ones(1, bool), np.diff(key[order]) > 0])[: len(order)]]
        self._key, self._arcs = key[best], arcs[best]
        # A cost of nothing would be no edge at all.
        self._graph = csr_matrix((cost[best] + 1e-9, (start[best], end[best])), shape=(n, n))

    def position(self, node: int) -> int | None:
        """Return where a node stands among those at the ends of the arcs."""
        at = int(np.searchsorted(self._nodes, node))
        return at if at < len(self._nodes) and self._nodes[at] == node else None

    def tree(self, start: int, *, limit: float = inf) -> Tree:
        """Return the cheapest ways from a node, as far as a limit."""
        at = self.position(start)
        if at is None:
            return Tree(self, None, np.zeros(0), np.zeros(0, np.int32))
        cost, before = dijkstra(self._graph, indices=at, limit=limit, return_predecessors=True)
        return Tree(self, at, cost, before)

    def arcs_of(self, positions: list[int]) -> list[int]:
        """Return the arcs between positions in travel order."""
        keys = np.array(positions[:-1], np.int64) * len(self._nodes) + np.array(positions[1:], np.int64)
        found: list[int] = self._arcs[np.searchsorted(self._key, keys)].tolist()
        return found


@dataclass(frozen=True, slots=True)
class Tree:
    """The cheapest ways from one node."""

    graph: LeastCost
    start: int | None
    costs: NDArray[np.float64]
    before: NDArray[np.int32]

    def cost(self, goal: int) -> float:
        """Return what the way to a node costs; inf where there is none."""
        at = self.graph.position(goal)
        return inf if at is None or self.start is None else float(self.costs[at])

    def way(self, goal: int) -> list[int]:
        """Return the arcs of the way to a node that can be reached."""
        here = self.graph.position(goal)
        assert here is not None
        back = [here]
        while back[-1] != self.start:
            back.append(int(self.before[back[-1]]))
        return self.graph.arcs_of(back[::-1])
