"""Sampled times: they meet their quantiles, and the same seed draws the same."""

from __future__ import annotations

import numpy as np
import pytest

from corridor_planner.cost.reliability import UncertainPart, sample, sample_total
from corridor_planner.domain import Message, Spread

HOUR = 3600


def part(name: str, *hours: int) -> UncertainPart:
    p10, p50, p90 = (HOUR * h for h in hours)
    return UncertainPart(time=Spread(p10_s=p10, p50_s=p50, p90_s=p90), name=Message(id=name))


@pytest.mark.parametrize(
    "hours", [(1, 2, 8), (2, 2, 2), (1, 10, 11), (0, 5, 20), (0, 0, 10), (5, 5, 40), (0, 0, 0)], ids=str
)
def test_the_quantiles_of_many_draws_are_those_of_the_spread(hours: tuple[int, int, int]) -> None:
    drawn = sample(part("", *hours).time, np.random.default_rng(1), samples=100_000)
    quantiles = np.quantile(drawn, (0.1, 0.5, 0.9)) / HOUR
    assert quantiles == pytest.approx(hours, rel=0.03, abs=0.02)
    assert drawn.min() >= 0


def test_the_total_is_fixed_time_and_parts() -> None:
    totals, _ = sample_total([part("a", 2, 2, 2), part("b", 3, 3, 3)], 10 * HOUR, seed=0)
    assert set(totals.tolist()) == {15.0 * HOUR}


def test_independent_parts_spread_less_than_the_sum_of_their_quantiles() -> None:
    totals, _ = sample_total([part("a", 1, 2, 4)] * 4, 0, seed=0)
    assert 8 * HOUR < np.quantile(totals, 0.9) < 4 * 4 * HOUR


def test_the_widest_part_is_the_main_cause() -> None:
    _, cause = sample_total([part("calm", 9, 10, 11), part("wild", 1, 2, 30), part("calm", 3, 3, 4)], 0, seed=0)
    assert cause == 1


def test_without_uncertain_parts_there_is_no_cause() -> None:
    assert sample_total([], 5.0, seed=0)[1] == -1


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    draws = [sample_total([part("a", 1, 2, 8)], 0, seed=seed)[0] for seed in (3, 3, 4)]
    assert np.array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0], draws[2])
