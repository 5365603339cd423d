"""Pareto sets under the clock: time, money, CO2e and changes, with openings, services, seasons and driver hours.

Labels are settled in order of time plus the least time still to go, as in ``search.timed``, and carry
what the way has cost so far in all criteria beside the driver's state. One label makes another
needless when it could wait until the other's instant, rest meanwhile as far as it must to be no
more tired, pay for both, and still be no worse in anything. That is why waiting is paid for at
every comparison: an early way that then waits for the same ship as a later one is not cheaper.

A driver's rests cost no standing money, so the label that is kept could later have to wait, paid,
where the dropped one would have rested, unpaid. ``exact`` keeps every label for which that can
happen before ``latest_s``. Without it a way may be missing whose money is below that of all kept
ways by at most the standing money of its own rests; without a driver, or without standing money,
both are the same.

With ``epsilon`` above 0 the answer covers the set: for every way there is one in the answer that is
at most (1 + epsilon) times as much in each criterion that was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.simulator import (
    DAILY_REST,
    MOVE,
    NEVER,
    PAUSE,
    STATE_SIZE,
    WEEKLY_REST,
    TimedRules,
    advance,
    empty_rules,
    read_only,
)
from corridor_planner.domain import ArcKind, Criterion
from corridor_planner.kernels import Scalar, kernel, part, warms
from corridor_planner.search.backward import UNREACHED, least_to_go, sorted_by_head
from corridor_planner.search.heaps import grown, grown_rows, pop, push, trace
from corridor_planner.search.timed import Start, catch_up, longest_rests

CRITERIA = (Criterion.TIME, Criterion.COST, Criterion.CO2E, Criterion.TRANSFERS)
USD, KG = 10**9, 10**6  # units of money and CO2e in one USD and one kg: whole numbers inside
_MOST_EVENTS = 256
_CHANGES = (ArcKind.TRANSFER, ArcKind.BOARD, ArcKind.ALIGHT)
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Money and CO2e at an end of a trip, such as loading."""

    cost_usd: float
    co2e_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedWay:
    """A way of the set: which start it began at, its arcs, when it arrives, and what it amounts to.

    ``totals`` holds seconds since the departure, USD, kg of CO2e, and changes of vehicle or layer.
    """

    start: int
    node: int
    at_s: int
    arcs: tuple[int, ...]
    totals: Mapping[Criterion, float]


def timed_ways(
    costs: ArcCosts,
    starts: Sequence[Start],
    targets: Sequence[int],
    criteria: Sequence[Criterion],
    *,
    depart_s: int,
    begin: Sequence[Extra] = (),
    finish: Sequence[Extra] = (),
    allowed: NDArray[np.bool_] | None = None,
    epsilon: float = 0.0,
    latest_s: int = int(NEVER),
    exact: bool = False,
    most_labels: int = 2_000_000,
) -> tuple[TimedWay, ...]:
    """Return the ways to the targets that no other beats in the criteria, earliest first.

    Parameters
    ----------
    depart_s
        Instant from which time counts; no start is before it.
    begin, finish
        What each start, and each target, adds; nothing by default.
    allowed : (arcs,) bool
        Arcs that may be used; ``costs.usable`` without those for local access by default.
    latest_s
        Ways that arrive later are left out.
    exact
        See the module's text; only matters with a driver and standing money.
    most_labels
        The search ends with what it has when it has made so many labels.
    """
    network = costs.network
    mask = (costs.usable & ~costs.local_only) if allowed is None else allowed
    values = _values(costs, mask)
    asked = np.array([criterion in criteria for criterion in CRITERIA])
    standing, hourly = (round(rate * USD) for rate in (costs.time_money.standing_usd_per_s,
                                                       costs.time_money.any_usd_per_s))  # fmt: skip
    least = np.where(mask, _least(costs, values, standing, hourly), -1)
    first_in, in_arcs = network.incoming
    node, at, parent, via, ends, found = _settle(
        network.first_out, network.arcs.head, network.arcs.tail, read_only(first_in), read_only(in_arcs),
        read_only(mask), costs.rules, read_only(values), read_only(least),
        read_only(network.arcs.kind == ArcKind.SAIL), standing, hourly,
        read_only(np.array([s.node for s in starts], np.int32)),
        read_only(np.array([s.at_s for s in starts], np.int64)),
        read_only(np.array([s.state for s in starts], np.int64).reshape(-1, STATE_SIZE)),
        read_only(_extras(begin, len(starts))), read_only(np.array(targets, np.int32)),
        read_only(_extras(finish, len(targets))), read_only(asked), 1.0 + epsilon, depart_s,
        latest_s, int(exact), most_labels,
    )  # fmt: skip
    ways = []
    for label, (time_s, money_, grams, changes) in zip(ends.tolist(), found.tolist(), strict=True):
        walk = label
        while parent[walk] >= 0:
            walk = int(parent[walk])
        ways.append(TimedWay(
            start=-1 - int(parent[walk]), node=int(node[label]), at_s=int(at[label]),
            arcs=tuple(trace(via, parent, label).tolist()),
            totals=dict(zip(CRITERIA, (time_s, money_ / USD, grams / KG, changes), strict=True)),
        ))  # fmt: skip
    return tuple(ways)


def _extras(extras: Sequence[Extra], count: int) -> Longs:
    rows = [(round(extra.cost_usd * USD), round(extra.co2e_kg * KG)) for extra in extras] or [(0, 0)] * count
    return np.array(rows, np.int64).reshape(-1, 2)


def _values(costs: ArcCosts, mask: NDArray[np.bool_]) -> Longs:
    """Return (3, arcs) money without what time costs, CO2e and changes."""
    parts = sum(costs.parts.values(), np.zeros(costs.network.n_arcs))
    changes = np.isin(costs.network.arcs.kind, np.array(_CHANGES, np.int8))
    rows = (np.where(mask, parts, 0.0) * USD, np.where(mask, costs.co2e_kg, 0.0) * KG, changes)
    return np.stack([np.rint(row).astype(np.int64) for row in rows])


def _least(costs: ArcCosts, values: Longs, standing: int, hourly: int) -> Longs:
    """Return (4, arcs) the least time, money, CO2e and changes of each arc: without waits and rests."""
    rules = costs.rules
    still_s = rules.before_s.astype(np.int64) + rules.queue_s
    all_s = still_s + rules.move_s
    stands_s = np.where(costs.network.arcs.kind == ArcKind.SAIL, all_s, still_s)
    return np.stack([all_s, values[0] + hourly * all_s + standing * stands_s, values[1], values[2]])


@part
def _unpaid_s(events: Longs, sailing: Scalar) -> Scalar:
    """Return the seconds of an arc in which nothing stands still: moving, unless at sea, and the driver's rests."""
    total = np.int64(0)
    for i in range(1, events[0, 0] + 1):
        what = events[i, 0]
        if what in (PAUSE, DAILY_REST, WEEKLY_REST) or (what == MOVE and not sailing):
            total += events[i, 2] - events[i, 1]
    return total


@kernel
def _settle(
    first_out: Ints, heads: Ints, tails: Ints, first_in: Ints, in_arcs: Ints, allowed: NDArray[np.bool_],
    rules: TimedRules, values: Longs, least: Longs, sailing: NDArray[np.bool_], standing: Scalar, hourly: Scalar,
    start_node: Ints, start_s: Longs, start_state: Longs, begin: Longs, targets: Ints, finish: Longs,
    asked: NDArray[np.bool_], spread: Scalar, depart_s: Scalar, latest_s: Scalar, exact: Scalar, most_labels: Scalar,
) -> tuple[Ints, Longs, Ints, Ints, Ints, Longs]:  # fmt: skip
    """Return nodes, instants, parents and arcs of labels, which of them end the ways, and (ways, 4) their totals."""
    nodes = len(first_out) - 1
    at_end = np.zeros((len(targets), 4), np.int64)
    at_end[:, 1], at_end[:, 2] = finish[:, 0], finish[:, 1]
    to_go = least_to_go(first_in, sorted_by_head(in_arcs, tails, least), targets, at_end)
    target_at = np.full(nodes, -1, np.int32)
    for i in range(len(targets)):
        target_at[targets[i]] = i
    rests = longest_rests(rules)
    driven = len(rules.driver_rules) > 0
    size = 8192
    node_of, via, parent = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size, np.int32)
    older = np.empty(size, np.int32)  # the next label of the same node; dropped ones are taken out of the chain
    at = np.empty(size, np.int64)
    totals, state = np.empty((size, 3), np.int64), np.empty((size, STATE_SIZE), np.int64)
    dead = np.zeros(size, np.bool_)
    newest = np.full(nodes, -1, np.int32)
    keys, items, waiting = np.empty(size, np.int64), np.empty(size, np.int32), 0
    ends, found, n_ends = np.empty(64, np.int32), np.empty((64, 4), np.int64), 0
    count = 0
    events = np.zeros((_MOST_EVENTS, 3), np.int64)
    then = np.empty(3, np.int64)
    for i in range(len(start_node)):
        if to_go[start_node[i], 0] == UNREACHED:
            continue
        node_of[count], at[count], parent[count], via[count] = start_node[i], start_s[i], -1 - i, -1
        totals[count], state[count] = 0, start_state[i]
        totals[count, 0], totals[count, 1] = begin[i, 0], begin[i, 1]
        older[count] = newest[start_node[i]]
        newest[start_node[i]] = count
        waiting = push(keys, items, waiting, start_s[i] + to_go[start_node[i], 0], count)
        count += 1
    while waiting > 0 and count < most_labels:
        label = items[0]
        waiting = pop(keys, items, waiting)
        if dead[label]:
            continue
        here = node_of[label]
        if _answered(found, n_ends, to_go[here], at[label] - depart_s, totals[label], asked, spread):
            continue
        if target_at[here] >= 0:
            if n_ends == len(ends):
                ends, found = grown(ends), grown_rows(found)
            ends[n_ends] = label
            extra = finish[target_at[here]]
            found[n_ends, 0], found[n_ends, 1] = at[label] - depart_s, totals[label, 0] + extra[0]
            found[n_ends, 2], found[n_ends, 3] = totals[label, 1] + extra[1], totals[label, 2]
            n_ends += 1
            continue
        for a in range(first_out[here], first_out[here + 1]):
            there = heads[a]
            if not allowed[a] or to_go[there, 0] == UNREACHED:
                continue
            trial = state[label].copy()
            events[0, 0] = 0
            now = advance(rules, a, at[label], trial, events)
            if now >= NEVER or now + to_go[there, 0] > latest_s:
                continue
            passed_s = now - at[label]
            then[0] = totals[label, 0] + values[0, a] + hourly * passed_s
            if standing > 0:
                then[0] += standing * (passed_s - _unpaid_s(events, sailing[a]))
            then[1], then[2] = totals[label, 1] + values[1, a], totals[label, 2] + values[2, a]
            if _answered(found, n_ends, to_go[there], now - depart_s, then, asked, spread):
                continue
            margin = np.int64(0)
            if exact and driven and standing > 0 and asked[1]:
                margin = standing * max(np.int64(0), latest_s - now - to_go[there, 0])
            needless = False
            before = np.int32(-1)
            other = newest[there]
            while other >= 0:
                following = older[other]
                if _makes_needless(at[other], totals[other], state[other], now, then, trial, rests, standing, hourly,
                                   margin, asked):  # fmt: skip
                    needless = True
                    break
                other_margin = np.int64(0)
                if margin > 0:
                    other_margin = standing * max(np.int64(0), latest_s - at[other] - to_go[there, 0])
                if _makes_needless(now, then, trial, at[other], totals[other], state[other], rests, standing, hourly,
                                   other_margin, asked):  # fmt: skip
                    dead[other] = True
                    if before < 0:
                        newest[there] = following
                    else:
                        older[before] = following
                else:
                    before = other
                other = following
            if needless:
                continue
            if count == size:
                size *= 2
                node_of, via, parent, older = grown(node_of), grown(via), grown(parent), grown(older)
                at, totals, state = grown(at), grown_rows(totals), grown_rows(state)
                dead = grown(dead)
                dead[count:] = False
            if waiting == len(keys):
                keys, items = grown(keys), grown(items)
            node_of[count], at[count], parent[count], via[count] = there, now, label, a
            totals[count], state[count] = then, trial
            older[count] = newest[there]
            newest[there] = count
            waiting = push(keys, items, waiting, now + to_go[there, 0], count)
            count += 1
    kept = _not_beaten(found[:n_ends], asked)
    return node_of[:count], at[:count], parent[:count], via[:count], ends[:n_ends][kept], found[:n_ends][kept]


@part
def _makes_needless(
    at: Scalar, totals: Longs, state: Longs, later: Scalar, theirs: Longs, their_state: Longs, rests: Longs,
    standing: Scalar, hourly: Scalar, margin: Scalar, asked: NDArray[np.bool_],
) -> Scalar:  # fmt: skip
    """Tell whether a label, having waited until another's instant, is no worse than it in anything."""
    if at > later or (asked[2] and totals[1] > theirs[1]) or (asked[3] and totals[2] > theirs[2]):
        return False
    rest_s = catch_up(state, their_state, rests)
    spare_s = later - at - rest_s
    if spare_s < 0:
        return False
    waited = totals[0] + (standing + hourly) * spare_s + hourly * rest_s
    return not asked[1] or waited + margin <= theirs[0]


@part
def _answered(
    found: Longs, n_found: Scalar, to_go: Longs, time_s: Scalar, totals: Longs, asked: NDArray[np.bool_], spread: Scalar
) -> Scalar:
    """Tell whether a way of the answer is at most ``spread`` times what any way on from here can be."""
    for i in range(n_found):
        below = not asked[0] or found[i, 0] <= (time_s + to_go[0]) * spread
        for c in range(1, 4):
            below = below and (not asked[c] or found[i, c] <= (totals[c - 1] + to_go[c]) * spread)
        if below:
            return True
    return False


@part
def _not_beaten(found: Longs, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which totals no others equal or beat; of equal ones the first is kept."""
    kept = np.ones(len(found), np.bool_)
    for i in range(len(found)):
        for j in range(len(found)):
            below, equal = True, True
            for c in range(4):
                below = below and (not asked[c] or found[j, c] <= found[i, c])
                equal = equal and (not asked[c] or found[j, c] == found[i, c])
            if i != j and below and (not equal or j < i):
                kept[i] = False
                break
    return kept


@warms
def _warm() -> None:
    first_out, head = read_only(np.array([0, 1, 1], np.int32)), read_only(np.array([1], np.int32))
    first_in, zero = read_only(np.array([0, 0, 1], np.int32)), read_only(np.zeros(1, np.int32))
    yes, no, now = read_only(np.ones(1, bool)), read_only(np.zeros(1, bool)), read_only(np.zeros(1, np.int64))
    _, _, parent, via, ends, _ = _settle(
        first_out, head, zero, first_in, zero, yes, empty_rules(1), read_only(np.ones((3, 1), np.int64)),
        read_only(np.ones((4, 1), np.int64)), no, 0, 0,
        zero, now, read_only(np.zeros((1, STATE_SIZE), np.int64)), read_only(_extras((), 1)), head,
        read_only(_extras((), 1)), read_only(np.ones(4, bool)), 1.0, 0, 2**62, 0, 100,
    )  # fmt: skip
    trace(via, parent, int(ends[0]))
