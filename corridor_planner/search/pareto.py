"""Pareto sets on fixed arc values: every way that no other beats in all criteria at once.

Two criteria are searched by BOA* (Hernandez Ulloa, Yeoh, Baier, Zhang, Suazo and Koenig 2020,
*ICAPS*): labels in lexicographic order of value so far plus least value to go, so that one number
per node tells whether a new label can matter. The least values to go come from two backward
searches that stop where no way of the set can lead. Three and more criteria follow NAMOA*dr
(Pulido, Mandow and Perez de la Cruz 2015, *Computers & Operations Research* 64): the order makes
the first criterion needless in comparisons between the labels of a node.

Values are whole numbers. With ``epsilon`` above 0 the answer is a subset that covers the set: for
every way there is one in the answer that is at most (1 + epsilon) times as much in each criterion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.simulator import read_only
from corridor_planner.errors import InvalidInput
from corridor_planner.kernels import Scalar, kernel, part, warms
from corridor_planner.search.backward import UNREACHED, least_to_go, search_back, sorted_by_head
from corridor_planner.search.fronts import beaten, new_fronts, settle
from corridor_planner.search.heaps import grown, grown_rows, pop, push, trace

_LARGEST = 2**31 - 1  # of a total, since two of them make one key
_LOW = 2**32 - 1
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roads:
    """The arcs to search on, in CSR order forward and backward; all read-only int32.

    Attributes
    ----------
    first_out : (nodes + 1,)
    head, tail : (arcs,)
    first_in : (nodes + 1,)
    in_arcs : (arcs,)
        Arcs sorted by head: those into node ``n`` are ``in_arcs[first_in[n]:first_in[n + 1]]``.
    """

    first_out: Ints
    head: Ints
    tail: Ints
    first_in: Ints
    in_arcs: Ints


def roads_of(nodes: int, tail: NDArray[np.integer], head: NDArray[np.integer]) -> tuple[NDArray[np.intp], Roads]:
    """Return arcs in CSR order: which of the given arcs each one is, and the roads."""
    order = np.lexsort((head, tail))
    tails, heads = tail[order].astype(np.int32), head[order].astype(np.int32)
    in_arcs = np.argsort(heads, kind="stable").astype(np.int32)
    arrays = (_offsets(tails, nodes), heads, tails, _offsets(heads, nodes), in_arcs)
    first_out, heads, tails, first_in, in_arcs = (read_only(array) for array in arrays)
    return order, Roads(first_out=first_out, head=heads, tail=tails, first_in=first_in, in_arcs=in_arcs)


def _offsets(ends: Ints, nodes: int) -> Ints:
    offsets = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(ends, minlength=nodes), out=offsets[1:])
    return offsets


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoWay:
    """A way of the set: its totals, one per criterion, and its arcs in travel order."""

    totals: tuple[int, ...]
    arcs: tuple[int, ...]


def pareto_ways(
    roads: Roads, values: Longs, sources: Sequence[int], targets: Sequence[int], *, epsilon: float = 0.0
) -> tuple[ParetoWay, ...]:
    """Return the complete minimal Pareto set from the sources to the targets, by first total, then second.

    Of ways with equal totals one is kept. No way at all gives an empty answer.

    Parameters
    ----------
    values : (criteria, arcs) int64, >= 0; negative where an arc may not be used
        Two to four criteria.
    epsilon
        See the module's text; 0 is exact.

    Raises
    ------
    InvalidInput
        When a total is 2**31 or more.
    """
    arguments = (
        roads.first_out, roads.head, read_only(values), roads.first_in, roads.in_arcs, roads.tail,
        read_only(np.array(sources, np.int32)), read_only(np.array(targets, np.int32)), 1.0 + epsilon,
    )  # fmt: skip
    totals, via, parent, ends = _two(*arguments) if len(values) == 2 else _several(*arguments)
    if len(ends) and ends[0] < 0:
        raise InvalidInput("total of a criterion", int(totals.max()), rule=f"it must be at most {_LARGEST}",
                           remedy="measure in larger units")  # fmt: skip
    order = sorted(range(len(ends)), key=lambda i: totals[i].tolist())
    kept = _not_dominated([tuple(totals[i].tolist()) for i in order])
    return tuple(
        ParetoWay(totals=row, arcs=tuple(trace(via, parent, int(ends[order[i]])).tolist()))
        for i, row in kept
    )  # fmt: skip


def _not_dominated(rows: Sequence[tuple[int, ...]]) -> list[tuple[int, tuple[int, ...]]]:
    """Return (position, row) of sorted rows that no earlier row equals or beats."""
    kept: list[tuple[int, tuple[int, ...]]] = []
    for i, row in enumerate(rows):
        if not any(all(a <= b for a, b in zip(other, row, strict=True)) for _, other in kept):
            kept.append((i, row))
    return kept


@part
def _bound_two(
    first_in: Ints, arcs_in: Longs, sources: Ints, targets: Ints, nodes: Scalar
) -> tuple[Longs, Longs, Scalar, Scalar]:
    """Return what is to go by each criterion, (nodes, 2) each, and the most that each total of the set can be.

    The best way by one criterion bounds the other; nodes from which every way is above a bound keep
    larger values than they have.
    """
    is_source, nowhere = np.zeros(nodes, np.bool_), np.zeros(nodes, np.bool_)
    for node in sources:
        is_source[node] = True
    go_1, go_2 = np.full((nodes, 2), UNREACHED, np.int64), np.full((nodes, 2), UNREACHED, np.int64)
    keys_1, items_1, waiting_1 = np.empty(1024, np.int64), np.empty(1024, np.int32), 0
    keys_2, items_2, waiting_2 = np.empty(1024, np.int64), np.empty(1024, np.int32), 0
    for node in targets:
        if go_1[node, 0] != 0:
            go_1[node] = 0
            go_2[node] = 0
            if waiting_1 == len(keys_1):
                keys_1, items_1, keys_2, items_2 = grown(keys_1), grown(items_1), grown(keys_2), grown(items_2)
            waiting_1 = push(keys_1, items_1, waiting_1, 0, node)
            waiting_2 = push(keys_2, items_2, waiting_2, 0, node)
    keys_1, items_1, waiting_1 = search_back(
        first_in, arcs_in, 1, 2, go_1, keys_1, items_1, waiting_1, UNREACHED, is_source)  # fmt: skip
    keys_2, items_2, waiting_2 = search_back(
        first_in, arcs_in, 2, 1, go_2, keys_2, items_2, waiting_2, UNREACHED, is_source)  # fmt: skip
    best_1, best_2 = np.int64(UNREACHED), np.int64(UNREACHED)
    most_1, most_2 = np.int64(UNREACHED), np.int64(UNREACHED)
    for node in sources:
        if go_1[node, 0] < best_1 or (go_1[node, 0] == best_1 and go_1[node, 1] < most_2):
            best_1, most_2 = go_1[node]
        if go_2[node, 0] < best_2 or (go_2[node, 0] == best_2 and go_2[node, 1] < most_1):
            best_2, most_1 = go_2[node]
    if most_1 <= _LARGEST and most_2 <= _LARGEST:
        search_back(first_in, arcs_in, 1, 2, go_1, keys_1, items_1, waiting_1, most_1, nowhere)
        search_back(first_in, arcs_in, 2, 1, go_2, keys_2, items_2, waiting_2, most_2, nowhere)
    return go_1, go_2, most_1, most_2


@kernel
def _two(
    first_out: Ints, heads: Ints, values: Longs, first_in: Ints, in_arcs: Ints, tails: Ints, sources: Ints,
    targets: Ints, spread: Scalar,
) -> tuple[Longs, Ints, Ints, Ints]:  # fmt: skip
    """Return totals (ways, 2), arcs and parents of labels, and the label that ends each way."""
    nodes = len(first_out) - 1
    one, two = values[0], values[1]
    is_target = np.zeros(nodes, np.bool_)
    for node in targets:
        is_target[node] = True
    arcs_in = sorted_by_head(in_arcs, tails, values)
    go_1, go_2, most_1, most_2 = _bound_two(first_in, arcs_in, sources, targets, nodes)
    none = np.empty(0, np.int32)
    if most_1 == UNREACHED:
        return np.empty((0, 2), np.int64), none, none, none
    if most_1 > _LARGEST or most_2 > _LARGEST:
        return np.full((1, 2), max(most_1, most_2), np.int64), none, none, np.full(1, -1, np.int32)
    # Of each node: what is still to go in both criteria, and the least second total settled there.
    at = np.empty((nodes, 3), np.int64)
    for node in range(nodes):
        at[node, 0], at[node, 1], at[node, 2] = go_1[node, 0], go_2[node, 0], UNREACHED

    size = 4096
    node_of, via, parent = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    g1, g2 = np.empty(size, np.int64), np.empty(size, np.int64)
    count = 0
    keys, items, waiting = np.empty(size, np.int64), np.empty(size, np.int32), 0
    still_2 = np.int64(UNREACHED)  # the second criterion must stay below this to be worth anything
    ends, n_ends = np.empty(64, np.int32), 0
    for node in sources:
        if at[node, 0] <= most_1 and at[node, 1] <= most_2:
            if count == len(node_of) or waiting == len(keys):
                node_of, via, parent, g1, g2 = grown(node_of), grown(via), grown(parent), grown(g1), grown(g2)
                keys, items = grown(keys), grown(items)
            node_of[count], via[count], parent[count], g1[count], g2[count] = node, -1, -1, 0, 0
            waiting = push(keys, items, waiting, (at[node, 0] << 32) | at[node, 1], count)
            count += 1
    while waiting > 0:
        key, label = keys[0], items[0]
        waiting = pop(keys, items, waiting)
        here = node_of[label]
        if g2[label] >= at[here, 2] or (key & _LOW) >= still_2:
            continue
        at[here, 2] = g2[label]
        if is_target[here]:
            if n_ends == len(ends):
                ends = grown(ends)
            ends[n_ends] = label
            n_ends += 1
            still_2 = np.int64(np.ceil(g2[label] / spread))
            continue
        for a in range(first_out[here], first_out[here + 1]):
            if one[a] < 0:
                continue
            there = heads[a]
            then_1, then_2 = g1[label] + one[a], g2[label] + two[a]
            f1, f2 = then_1 + at[there, 0], then_2 + at[there, 1]
            if then_2 >= at[there, 2] or f2 >= still_2 or f1 > most_1 or f2 > most_2:
                continue
            if count == size:
                size *= 2
                node_of, via, parent, g1, g2 = grown(node_of), grown(via), grown(parent), grown(g1), grown(g2)
            node_of[count], via[count], parent[count], g1[count], g2[count] = there, a, label, then_1, then_2
            if waiting == len(keys):
                keys, items = grown(keys), grown(items)
            waiting = push(keys, items, waiting, (f1 << 32) | f2, count)
            count += 1
    totals = np.empty((n_ends, 2), np.int64)
    for i in range(n_ends):
        totals[i, 0], totals[i, 1] = g1[ends[i]], g2[ends[i]]
    return totals, via[:count], parent[:count], ends[:n_ends]


@kernel
def _several(
    first_out: Ints, heads: Ints, values: Longs, first_in: Ints, in_arcs: Ints, tails: Ints, sources: Ints,
    targets: Ints, spread: Scalar,
) -> tuple[Longs, Ints, Ints, Ints]:  # fmt: skip
    """Return totals (ways, criteria), arcs and parents of labels, and the label that ends each way."""
    nodes, criteria = len(first_out) - 1, len(values)
    nothing = np.zeros((len(targets), criteria), np.int64)
    to_go = least_to_go(first_in, sorted_by_head(in_arcs, tails, values), targets, nothing)
    is_target = np.zeros(nodes, np.bool_)
    for node in targets:
        is_target[node] = True
    fronts = new_fronts(nodes + 1, criteria)  # settled totals of each node, and last those of the answer
    size = 4096
    node_of, via, parent = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    g = np.empty((size, criteria), np.int64)
    count = 0
    keys, items, waiting = np.empty(size, np.int64), np.empty(size, np.int32), 0
    ends, n_ends = np.empty(64, np.int32), 0
    trial, ahead = np.empty(criteria, np.int64), np.empty(criteria, np.int64)
    largest = np.int64(0)
    for node in sources:
        if to_go[node, 0] < UNREACHED:
            if count == size or waiting == len(keys):
                size *= 2
                node_of, via, parent, g = grown(node_of), grown(via), grown(parent), grown_rows(g)
                keys, items = grown(keys), grown(items)
            node_of[count], via[count], parent[count] = node, -1, -1
            g[count] = 0
            largest = max(largest, to_go[node, 0])
            waiting = push(keys, items, waiting, (to_go[node, 0] << 32) | min(to_go[node, 1], _LOW), count)
            count += 1
    while waiting > 0 and largest <= _LARGEST:
        label = items[0]
        waiting = pop(keys, items, waiting)
        here = node_of[label]
        for c in range(criteria):
            ahead[c] = g[label, c] + to_go[here, c]
        if beaten(fronts, here, g[label], 1.0) or beaten(fronts, nodes, ahead, spread):
            continue
        if is_target[here]:
            if n_ends == len(ends):
                ends = grown(ends)
            ends[n_ends] = label
            n_ends += 1
            fronts = settle(fronts, nodes, g[label])
            continue
        fronts = settle(fronts, here, g[label])
        for a in range(first_out[here], first_out[here + 1]):
            there = heads[a]
            if values[0, a] < 0 or to_go[there, 0] == UNREACHED:
                continue
            for c in range(criteria):
                trial[c] = g[label, c] + values[c, a]
                ahead[c] = trial[c] + to_go[there, c]
            if beaten(fronts, there, trial, 1.0) or beaten(fronts, nodes, ahead, spread):
                continue
            if count == size:
                size *= 2
                node_of, via, parent, g = grown(node_of), grown(via), grown(parent), grown_rows(g)
            if waiting == len(keys):
                keys, items = grown(keys), grown(items)
            node_of[count], via[count], parent[count] = there, a, label
            g[count] = trial
            largest = max(largest, ahead[0])
            waiting = push(keys, items, waiting, (ahead[0] << 32) | min(ahead[1], _LOW), count)
            count += 1
    if largest > _LARGEST:
        return np.full((1, criteria), largest, np.int64), via[:0], parent[:0], np.full(1, -1, np.int32)
    totals = np.empty((n_ends, criteria), np.int64)
    for i in range(n_ends):
        totals[i] = g[ends[i]]
    return totals, via[:count], parent[:count], ends[:n_ends]


@warms
def _warm() -> None:
    ints = [read_only(np.array(row, np.int32)) for row in ([0, 1, 1], [1], [0], [0, 0, 1], [0])]
    roads = Roads(first_out=ints[0], head=ints[1], tail=ints[2], first_in=ints[3], in_arcs=ints[4])
    for criteria in (2, 3):
        pareto_ways(roads, np.ones((criteria, 1), np.int64), (0,), (1,))
