"""What is least still to go from every node, by several criteria: Dijkstra's search (1959) from the targets back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor_planner.kernels import Scalar, part
from corridor_planner.search.heaps import grown, pop, push

UNREACHED = 2**62
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@part
def search_back(
    first_in: Ints, arcs_in: Longs, first: Scalar, second: Scalar, to_go: Longs, keys: Longs, items: Ints,
    waiting: Scalar, limit: Scalar, stop: NDArray[np.bool_],
) -> tuple[Longs, Ints, Scalar]:  # fmt: skip
    """Go on with a backward search by two criteria until the key is above a limit or a stop node is settled.

    ``arcs_in`` (arcs, 1 + criteria) holds tails and values, sorted by head; ``to_go`` (nodes, 2) what is least.
    """
    while waiting > 0:
        key = keys[0]
        here = items[0]
        if key > limit:
            break
        waiting = pop(keys, items, waiting)
        if key > to_go[here, 0]:
            continue
        also_here = to_go[here, 1]
        for i in range(first_in[here], first_in[here + 1]):
            if arcs_in[i, first] < 0:
                continue
            there = arcs_in[i, 0]
            then, also = key + arcs_in[i, first], also_here + arcs_in[i, second]
            if then < to_go[there, 0] or (then == to_go[there, 0] and also < to_go[there, 1]):
                to_go[there, 0], to_go[there, 1] = then, also
                if waiting == len(keys):
                    keys, items = grown(keys), grown(items)
                waiting = push(keys, items, waiting, then, there)
        if stop[here]:
            break
    return keys, items, waiting


@part
def sorted_by_head(in_arcs: Ints, tails: Ints, values: Longs) -> Longs:
    """Return (arcs, 1 + criteria) tails and values of arcs by their heads, as a backward search meets them."""
    arcs_in = np.empty((len(in_arcs), 1 + len(values)), np.int64)
    for i in range(len(in_arcs)):
        a = in_arcs[i]
        arcs_in[i, 0] = tails[a]
        for c in range(len(values)):
            arcs_in[i, 1 + c] = values[c, a]
    return arcs_in


@part
def least_to_go(first_in: Ints, arcs_in: Longs, targets: Ints, finish: Longs) -> Longs:
    """Return (nodes, criteria) least values to the end of a trip, which adds ``finish`` (targets, criteria)."""
    nodes, criteria = len(first_in) - 1, finish.shape[1]
    to_go = np.full((nodes, criteria), UNREACHED, np.int64)
    nowhere = np.zeros(nodes, np.bool_)
    for c in range(criteria):
        go = np.full((nodes, 2), UNREACHED, np.int64)
        keys, items, waiting = np.empty(1024, np.int64), np.empty(1024, np.int32), 0
        for i in range(len(targets)):
            if finish[i, c] < go[targets[i], 0]:
                go[targets[i]] = finish[i, c]
                if waiting == len(keys):
                    keys, items = grown(keys), grown(items)
                waiting = push(keys, items, waiting, finish[i, c], targets[i])
        search_back(first_in, arcs_in, 1 + c, 1 + c, go, keys, items, waiting, UNREACHED, nowhere)
        to_go[:, c] = go[:, 0]
    return to_go
