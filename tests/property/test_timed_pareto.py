"""Pareto sets under the clock against brute force: every simple way is played through the simulator and paid."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_planner.cost.simulator import (
    DAILY_REST,
    MOVE,
    NEVER,
    PAUSE,
    STATE_SIZE,
    WEEKLY_REST,
    pass_arc,
)
from corridor_planner.domain import ArcKind, CostKind, Criterion
from corridor_planner.search.timed import Start
from corridor_planner.search.timed_pareto import Extra, timed_ways
from tests.property.test_search import NODES, arcs, simple_paths
from tests.support.little import Drivers, little_costs

HOUR = 3600
T, C, E, X = Criterion.TIME, Criterion.COST, Criterion.CO2E, Criterion.TRANSFERS
QUICK_TIRED = Drivers(
    break_after_s=2 * HOUR, break_s=HOUR, day_driving_s=5 * HOUR, day_duty_s=8 * HOUR, rest_s=6 * HOUR,
    week_driving_s=20 * HOUR, week_span_s=60 * HOUR, week_rest_s=24 * HOUR,
)  # fmt: skip
GOAL = NODES - 1
LATEST_S = 600 * HOUR


def priced(data: st.DataObject, *, drivers: Drivers | None, standing: int, hourly: int) -> SimpleNamespace:
    """Return drawn costs: whole USD and kg per arc, and USD per hour standing and always."""
    drawn = data.draw(st.lists(arcs, min_size=4, max_size=9))
    costs = little_costs(NODES, drawn, drivers)
    n = len(drawn)
    whole = st.lists(st.integers(0, 5), min_size=n, max_size=n)
    kinds = data.draw(st.lists(st.sampled_from((ArcKind.ROAD, ArcKind.SAIL, ArcKind.TRANSFER)), min_size=n, max_size=n))
    costs.parts = {CostKind.HAULAGE: np.array(data.draw(whole), float)}
    costs.co2e_kg = np.array(data.draw(whole), float)
    costs.network.arcs.kind = np.array([int(kind) for kind in kinds], np.int8)
    costs.time_money = SimpleNamespace(standing_usd_per_s=standing / HOUR, any_usd_per_s=hourly / HOUR)
    return costs


def pay(costs: SimpleNamespace, path: list[int]) -> tuple[float, ...] | None:
    """Return (hours, USD, kg, changes) of a way from instant 0, or None when it does not arrive in time."""
    now, state, usd = 0, (0,) * STATE_SIZE, 0.0
    for arc in path:
        passed = pass_arc(costs.rules, arc, now, state)
        if passed.end_s >= NEVER or passed.end_s > LATEST_S:
            return None
        at_sea = costs.network.arcs.kind[arc] == ArcKind.SAIL
        free = (PAUSE, DAILY_REST, WEEKLY_REST) if at_sea else (PAUSE, DAILY_REST, WEEKLY_REST, MOVE)
        still_s = sum(end - start for what, start, end in passed.events if what not in free)
        usd += float(costs.parts[CostKind.HAULAGE][arc]) + costs.time_money.standing_usd_per_s * still_s
        usd += costs.time_money.any_usd_per_s * (passed.end_s - now)
        now, state = passed.end_s, passed.state
    changes = sum(costs.network.arcs.kind[arc] == ArcKind.TRANSFER for arc in path)
    return now / HOUR, round(usd, 3), float(costs.co2e_kg[path].sum()) if path else 0.0, float(changes)


def brute_force(costs: SimpleNamespace, chosen: tuple[int, ...]) -> set[tuple[float, ...]]:
    paid = [told for path in simple_paths(costs, 0, GOAL) if (told := pay(costs, path)) is not None]
    rows = {tuple(told[i] for i in chosen) for told in paid}
    return {r for r in rows if not any(o != r and all(a <= b for a, b in zip(o, r, strict=True)) for o in rows)}


def search(costs: SimpleNamespace, criteria: tuple[Criterion, ...], **options: object) -> list[tuple[float, ...]]:
    ways = timed_ways(costs, [Start(node=0, at_s=0)], [GOAL], criteria, depart_s=0, latest_s=LATEST_S, **options)
    for way in ways:  # what a way is told to cost is what it costs
        told = pay(costs, list(way.arcs))
        assert told is not None
        assert tuple(way.totals[c] for c in (C, E, X)) == pytest.approx(told[1:], abs=2e-3)
        assert way.at_s == told[0] * HOUR
    order = (T, C, E, X)
    return [tuple(pay(costs, list(way.arcs))[order.index(c)] for c in criteria) for way in ways]


CASES = [  # drivers, standing and hourly USD, whether labels are kept for rests
    (None, 4, 0, False), (None, 4, 2, False), (QUICK_TIRED, 0, 2, False), (QUICK_TIRED, 4, 2, True),
]  # fmt: skip
ASKED = [(T, C), (C, E), (T, C, E, X)]


@pytest.mark.parametrize(("case", "criteria"), list(product(CASES, ASKED)))
@settings(max_examples=25)
@given(data=st.data())
def test_no_simple_way_beats_the_set_and_no_member_is_beaten(case, criteria, data) -> None:
    """A way may go round in a circle: driving is paid otherwise than waiting for a ship. It is in no brute force."""
    drivers, standing, hourly, exact = case
    costs = priced(data, drivers=drivers, standing=standing, hourly=hourly)
    chosen = tuple((T, C, E, X).index(c) for c in criteria)
    found, truth = search(costs, criteria, exact=exact), brute_force(costs, chosen)
    assert len(set(found)) == len(found)
    for row in truth:
        assert any(not_above(kept, row) for kept in found)
    for row in found:
        assert not any(other != row and not_above(other, row) for other in {*truth, *found})


def not_above(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Tell whether totals are at most others, up to the rounding of money."""
    return all(a <= b + 2e-3 for a, b in zip(one, other, strict=True))


@settings(max_examples=25)
@given(data=st.data())
def test_without_exactness_money_is_missed_by_the_standing_money_of_rests_at_most(data) -> None:
    costs = priced(data, drivers=QUICK_TIRED, standing=4, hourly=2)
    found = search(costs, (T, C, E))
    for path in simple_paths(costs, 0, GOAL):
        told = pay(costs, path)
        if told is not None:
            slack = 4 * told[0]  # a rest is no longer than the way
            assert any(t <= told[0] and c <= told[1] + slack + 1e-3 and e <= told[2] for t, c, e in found)


@settings(max_examples=25)
@given(data=st.data())
def test_the_subset_of_epsilon_covers_the_set(data) -> None:
    costs = priced(data, drivers=None, standing=4, hourly=2)
    some = search(costs, (T, C, E), epsilon=0.25)
    for row in brute_force(costs, (0, 1, 2)):
        assert any(not_above(kept, tuple(1.25 * value for value in row)) for kept in some)


def test_what_happens_at_the_ends_counts() -> None:
    from tests.support.little import LittleArc

    drawn = [LittleArc(tail=0, head=1, move_s=HOUR), LittleArc(tail=0, head=2, move_s=HOUR)]
    costs = little_costs(3, drawn)
    costs.parts, costs.co2e_kg = {CostKind.HAULAGE: np.array([1.0, 1.0])}, np.zeros(2)
    costs.network.arcs.kind = np.zeros(2, np.int8)
    costs.time_money = SimpleNamespace(standing_usd_per_s=0.0, any_usd_per_s=0.0)
    ends = [Extra(cost_usd=50.0, co2e_kg=0.0), Extra(cost_usd=20.0, co2e_kg=3.0)]
    loading = [Extra(cost_usd=7.0, co2e_kg=1.0)]
    ways = timed_ways(costs, [Start(node=0, at_s=2 * HOUR)], [1, 2], (T, C), depart_s=0, begin=loading, finish=ends)
    assert [way.totals for way in ways] == [{T: 3 * HOUR, C: 28.0, E: 4.0, X: 0}]
