"""Time-dependent earliest arrival with driver hours, opening windows and services.

A label is an instant at a node together with the state of the driver. Labels are settled in
order of time plus the least time still to go (A*, Hart, Nilsson and Raphael 1968; time-dependent
FIFO arcs after Orda and Rom 1990, waiting allowed). The least time to go is a backward Dijkstra
search without waits for openings, departures or rests, so it never overestimates.
A label is dropped when another at its node is neither later nor more tired, or so much earlier
that there is time for the rest which makes it no more tired: earlier arrival and less fatigue
never lead to a later end under the rules of ``cost.simulator``. Without a driver
the state is always zero and this is plain time-dependent Dijkstra.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.simulator import (
    BREAK,
    DAY_DRIVING,
    DAY_DUTY,
    REST,
    SINCE_BREAK,
    STATE_SIZE,
    WEEK_DRIVING,
    WEEK_REST,
    WEEK_SPAN,
    TimedRules,
    advance,
    empty_rules,
    read_only,
)
from corridor_planner.kernels import Scalar, kernel, part, warms
from corridor_planner.search.heaps import grown, grown_rows

UNREACHED = 2**60
RESTED = (0,) * STATE_SIZE
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Labels = tuple[Ints, Longs, Longs, Ints, Ints, Ints]  # nodes, instants, states, parents, arcs, found


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Being at a node at an instant, with the driver's state."""

    node: int
    at_s: int
    state: tuple[int, ...] = RESTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A way to a target: which start it began at, the arcs, when and how tired one arrives."""

    start: int
    node: int
    at_s: int
    state: tuple[int, ...]
    arcs: tuple[int, ...]


@kernel
def _least_to_go(
    first_in: Ints, in_arcs: Ints, tails: Ints, allowed: NDArray[np.bool_], rules: TimedRules, targets: Ints
) -> Longs:
    """Return for each node the least time to any target, UNREACHED where there is no way."""
    nodes = len(first_in) - 1
    to_go = np.full(nodes, UNREACHED, np.int64)
    queue: list[tuple[Scalar, Scalar]] = [(np.int64(0), np.int64(0))]
    queue.pop()
    for target in targets:
        to_go[target] = 0
        heapq.heappush(queue, (np.int64(0), np.int64(target)))
    while len(queue) > 0:
        so_far, here = heapq.heappop(queue)
        if so_far > to_go[here]:
            continue
        for i in range(first_in[here], first_in[here + 1]):
            a = in_arcs[i]
            if allowed[a]:
                then = so_far + rules.before_s[a] + rules.queue_s[a] + rules.move_s[a]
                if then < to_go[tails[a]]:
                    to_go[tails[a]] = then
                    heapq.heappush(queue, (then, np.int64(tails[a])))
    return to_go


@part
def catch_up(mine: Longs, theirs: Longs, rests: Longs) -> Scalar:
    """Return how long I must rest to be no more tired than they are: nothing, a break, a night, a weekend."""
    if mine[WEEK_DRIVING] > theirs[WEEK_DRIVING] or mine[WEEK_SPAN] > theirs[WEEK_SPAN]:
        return rests[2]
    if mine[DAY_DRIVING] > theirs[DAY_DRIVING] or mine[DAY_DUTY] > theirs[DAY_DUTY]:
        return rests[1]
    if mine[SINCE_BREAK] > theirs[SINCE_BREAK]:
        return rests[0]
    return np.int64(0)


@part
def longest_rests(rules: TimedRules) -> Longs:
    """Return the longest break, daily and weekly rest of all driver rules."""
    rests = np.zeros(3, np.int64)
    for row in rules.driver_rules:
        rests[0], rests[1] = max(rests[0], row[BREAK]), max(rests[1], row[REST])
        rests[2] = max(rests[2], row[WEEK_REST])
    return rests


@kernel
def _settle(
    first_out: NDArray[np.int32],
    heads: NDArray[np.int32],
    allowed: NDArray[np.bool_],
    rules: TimedRules,
    start_node: NDArray[np.int32],
    start_s: NDArray[np.int64],
    start_state: NDArray[np.int64],
    is_target: NDArray[np.bool_],
    to_go: Longs,
    targets_wanted: Scalar,
    slack_s: Scalar,
) -> Labels:
    """Settle labels until the targets are done; return nodes, instants, states, parents, arcs, found."""
    nodes = len(first_out) - 1
    capacity = min(2 * nodes + 1024, 65_536)
    node = np.empty(capacity, np.int32)
    parent = np.empty(capacity, np.int32)
    arc = np.empty(capacity, np.int32)
    at = np.empty(capacity, np.int64)
    state = np.empty((capacity, 5), np.int64)
    older = np.empty(capacity, np.int32)  # the label made before this one at the same node
    dead = np.zeros(capacity, np.bool_)
    newest = np.full(nodes, -1, np.int32)
    reached = np.zeros(nodes, np.bool_)
    silent = np.zeros((1, 3), np.int64)
    rests = longest_rests(rules)
    count = 0
    queue: list[tuple[Scalar, Scalar]] = [(np.int64(0), np.int64(-1))]
    queue.pop()
    found = [np.int32(-1)]
    found.pop()
    for i in range(len(start_node)):
        node[count], at[count], parent[count], arc[count] = start_node[i], start_s[i], -1 - i, -1
        state[count] = start_state[i]
        older[count] = newest[start_node[i]]
        newest[start_node[i]] = count
        heapq.heappush(queue, (start_s[i] + to_go[start_node[i]], np.int64(count)))
        count += 1
    limit = np.int64(2**62)
    settled_targets = 0
    while len(queue) > 0:
        key, label = heapq.heappop(queue)
        if key > limit:
            break
        if dead[label]:
            continue
        here, now = node[label], at[label]
        if is_target[here]:
            found.append(np.int32(label))
            if not reached[here]:
                reached[here] = True
                settled_targets += 1
                if settled_targets == targets_wanted:
                    limit = now + slack_s
        for a in range(first_out[here], first_out[here + 1]):
            there = heads[a]
            if not allowed[a] or to_go[there] >= UNREACHED:
                continue
            trial = state[label].copy()
            then = advance(rules, a, now, trial, silent)
            if then >= 2**62 or then + to_go[there] > limit:
                continue
            dominated = False
            other = newest[there]
            while other >= 0:
                if not dead[other]:
                    if at[other] <= then:
                        if at[other] + catch_up(state[other], trial, rests) <= then:
                            dominated = True
                            break
                    elif then + catch_up(trial, state[other], rests) <= at[other]:
                        dead[other] = True
                other = older[other]
            if dominated:
                continue
            if count == capacity:
                capacity *= 2
                node, parent, arc, older = grown(node), grown(parent), grown(arc), grown(older)
                at, state, dead = grown(at), grown_rows(state), grown(dead)
                dead[count:] = False
            node[count], at[count], parent[count], arc[count] = there, then, label, a
            state[count] = trial
            older[count] = newest[there]
            newest[there] = count
            heapq.heappush(queue, (then + to_go[there], np.int64(count)))
            count += 1
    return node[:count], at[:count], state[:count], parent[:count], arc[:count], np.array(found, np.int32)


def earliest_arrivals(
    costs: ArcCosts,
    starts: Sequence[Start],
    targets: Sequence[int],
    *,
    allowed: NDArray[np.bool_] | None = None,
    every_target: bool = False,
    slack_s: int = 0,
    to_go: Longs | None = None,
) -> tuple[Arrival, ...]:
    """Return ways to the targets, earliest first; empty when none can be reached.

    Parameters
    ----------
    allowed : (arcs,) bool
        Arcs that may be used; ``costs.usable`` without those for local access by default.
    every_target
        Go on until each target is reached, not just the first.
    slack_s
        Also return less tired arrivals up to this much later.
    to_go : (nodes,) int64
        No more than the time from each node to the nearest target, ``UNREACHED`` where there is
        no way; searched for when it is not given.
    """
    network = costs.network
    is_target = np.zeros(network.n_nodes, bool)
    is_target[list(targets)] = True
    mask = read_only((costs.usable & ~costs.local_only) if allowed is None else allowed)
    wanted = int(is_target.sum()) if every_target else 1
    if to_go is None and every_target:
        to_go = np.zeros(network.n_nodes, np.int64)
    elif to_go is None:
        goals = read_only(np.flatnonzero(is_target).astype(np.int32))
        first_in, in_arcs = network.incoming
        to_go = _least_to_go(read_only(first_in), read_only(in_arcs), network.arcs.tail, mask, costs.rules, goals)
    node, at, state, parent, arc, found = _settle(
        network.first_out, network.arcs.head, mask, costs.rules,
        read_only(np.array([s.node for s in starts], np.int32)),
        read_only(np.array([s.at_s for s in starts], np.int64)),
        read_only(np.array([s.state for s in starts], np.int64).reshape(-1, STATE_SIZE)),
        read_only(is_target), read_only(to_go), wanted, slack_s,
    )  # fmt: skip
    arrivals = []
    for label in found.tolist():
        arcs: list[int] = []
        walk = label
        while parent[walk] >= 0:
            arcs.append(int(arc[walk]))
            walk = int(parent[walk])
        arrivals.append(
            Arrival(
                start=-1 - int(parent[walk]),
                node=int(node[label]),
                at_s=int(at[label]),
                state=tuple(state[label].tolist()),
                arcs=tuple(reversed(arcs)),
            )
        )
    return tuple(arrivals)


@warms
def _warm() -> None:
    first_out, head = read_only(np.array([0, 1, 1], np.int32)), read_only(np.array([1], np.int32))
    first_in, zero = read_only(np.array([0, 0, 1], np.int32)), read_only(np.zeros(1, np.int32))
    both = read_only(np.ones(1, bool))
    to_go = _least_to_go(first_in, zero, zero, both, empty_rules(1), head)
    _settle(
        first_out, head, both, empty_rules(1), zero, read_only(np.zeros(1, np.int64)),
        read_only(np.zeros((1, STATE_SIZE), np.int64)), read_only(np.array([False, True])), read_only(to_go), 1, 0,
    )  # fmt: skip
