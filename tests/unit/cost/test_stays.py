"""Visits at stops: when they begin, and how they rest a driver."""

from __future__ import annotations

import pytest

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.stays import Visit
from tests.support.asking import HOUR, costs_on
from tests.support.sketch import sketch_world

TIRED = tuple(HOUR * h for h in (3, 7, 8, 20, 60))
DAY = tuple(((24 * d + 9) * HOUR, (24 * d + 18) * HOUR) for d in range(7))


@pytest.fixture(scope="module")
def driven() -> ArcCosts:
    return costs_on(sketch_world("a--b", km_per_step=36), "toy-driver")


@pytest.fixture(scope="module")
def driverless() -> ArcCosts:
    return costs_on(sketch_world("a--b", km_per_step=36), "toy-truck")


@pytest.mark.parametrize(
    ("visit_h", "at_h", "begins_h"),
    [
        (2, 10, 10),
        (2, 7, 9),  # waits for the opening
        (2, 16, 16),  # ends at the very closing
        (2, 17, 24 + 9),  # would not end in time: tomorrow
        (0, 18, 24 + 9),  # at the very closing it is shut
        (9, 8, 9),  # a whole day
    ],
)
def test_a_visit_begins_and_ends_while_the_stop_is_open(
    driverless: ArcCosts, visit_h: int, at_h: int, begins_h: int
) -> None:
    stayed = Visit(visit_s=visit_h * HOUR, windows=DAY).at(driverless, at_h * HOUR, (0,) * 5)
    assert stayed is not None
    assert (stayed.begin_s, stayed.end_s) == (begins_h * HOUR, (begins_h + visit_h) * HOUR)


def test_a_visit_longer_than_any_opening_never_happens(driverless: ArcCosts) -> None:
    assert Visit(visit_s=10 * HOUR, windows=DAY).at(driverless, 0, (0,) * 5) is None


def test_after_the_last_opening_there_is_no_visit(driverless: ArcCosts) -> None:
    assert Visit(visit_s=HOUR, windows=DAY).at(driverless, 200 * HOUR, (0,) * 5) is None


@pytest.mark.parametrize(
    ("visit_h", "left_h"),
    [
        (0.5, (3, 7, 8, 20, 60)),  # too short to be a break
        (1, (0, 7, 8, 20, 60)),  # a break
        (12, (0, 0, 0, 20, 60)),  # a night
        (48, (0, 0, 0, 0, 0)),  # a weekend
    ],
)
def test_a_long_visit_is_the_drivers_rest(driven: ArcCosts, visit_h: float, left_h: tuple[int, ...]) -> None:
    stayed = Visit(visit_s=round(visit_h * HOUR)).at(driven, 0, TIRED)
    assert stayed is not None
    assert tuple(s / HOUR for s in stayed.state) == left_h


def test_waiting_for_the_opening_counts_as_rest_too(driven: ArcCosts) -> None:
    stayed = Visit(visit_s=0, windows=((12 * HOUR, 20 * HOUR),)).at(driven, 0, TIRED)
    assert stayed is not None
    assert stayed.state[:3] == (0, 0, 0)
