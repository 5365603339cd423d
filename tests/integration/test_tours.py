"""The use case *order of stops* over an oracle of searches that never sees the grid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from corridor_planner.cost.tour_times import NEVER
from corridor_planner.cost.tours import DropReason, TourStop
from corridor_planner.planning.tours import GridParams, optimize_stops
from corridor_planner.solve import AfterIterations, SolveStatus
from tests.support.stops import HOUR

DAY = 24 * HOUR
KM = (0, 30, 60, -30)  # points on a line, 60 km/h


def line_with_a_post(point: int, depart_s: int) -> Sequence[int]:
    """Ways on a line; between 30 and 60 km lies a post that works from 08:00 to 18:00 only."""
    arrivals = []
    for km in KM:
        here = KM[point]
        if (here - 45) * (km - 45) > 0:
            arrivals.append(depart_s + abs(km - here) * 60)
        else:
            at_post = depart_s + abs(45 - here) * 60
            clock = at_post % DAY
            at_post += 0 if 8 * HOUR <= clock < 18 * HOUR else (8 * HOUR - clock) % DAY
            arrivals.append(at_post + abs(km - 45) * 60)
    return arrivals


def test_tour_passes_the_post_before_it_shuts_and_is_told_in_true_times() -> None:
    stops = [TourStop(id="near", point=1, visit_s=HOUR), TourStop(id="beyond", point=2), TourStop(id="west", point=3)]
    answer = optimize_stops(
        stops, line_with_a_post, points=4, start=0, end=0, depart_s=16 * HOUR, stop=AfterIterations(50)
    )
    tour = answer.solution.tour
    assert tour is not None
    assert answer.complete
    assert answer.true_times
    assert answer.solution.status is SolveStatus.OPTIMAL
    assert tour.order == (1, 0, 2)  # any other order is back at the post after 18:00
    assert tour.end_s == 20 * HOUR
    at, leave_s = 0, 16 * HOUR
    for stop, told_s in zip(tour.order, tour.arrive_s, strict=True):
        assert told_s == line_with_a_post(at, leave_s)[stops[stop].point]
        at, leave_s = stops[stop].point, told_s + stops[stop].visit_s


def test_times_are_true_when_a_post_shuts_between_two_grid_instants() -> None:
    stops = [TourStop(id="beyond", point=2, visit_s=700)]
    answer = optimize_stops(
        stops, line_with_a_post, points=4, start=0, end=0, depart_s=16 * HOUR + 55 * 60, stop=AfterIterations(5),
        grid=GridParams(least_step_s=6 * HOUR),
    )  # fmt: skip
    tour = answer.solution.tour
    assert tour is not None
    assert answer.true_times
    assert tour.arrive_s == (16 * HOUR + 115 * 60,)
    assert tour.end_s == DAY + 8 * HOUR + 45 * 60


def test_horizon_grows_until_a_far_opening_is_seen() -> None:
    stops = [TourStop(id="later", point=1, windows=((20 * DAY, 20 * DAY + HOUR),)), TourStop(id="west", point=3)]
    answer = optimize_stops(stops, line_with_a_post, points=4, start=0, end=0, depart_s=0, stop=AfterIterations(5))
    assert answer.complete
    assert answer.solution.tour is not None
    assert answer.solution.tour.begin_s[-1] == 20 * DAY


def test_what_can_not_be_served_is_told_and_the_rest_is_planned() -> None:
    stops = [
        TourStop(id="shut", point=1, windows=((0, HOUR),)),
        TourStop(id="west", point=3, windows=((2 * HOUR, 3 * HOUR),)),
        TourStop(id="beyond", point=2, windows=((0, 9 * HOUR),)),
        TourStop(id="clash", point=3, windows=((8 * HOUR + 1800, 9 * HOUR),)),
    ]
    answer = optimize_stops(
        stops, line_with_a_post, points=4, start=0, end=0, depart_s=HOUR, stop=AfterIterations(5),
        grid=GridParams(horizon_s=3 * DAY),
    )  # fmt: skip
    assert [message.id for message in answer.explanation] == ["left_out.closed", "left_out.conflict"]
    assert answer.explanation[1].values["against"] in ("beyond", "clash")
    assert not answer.complete


def test_degenerate_stops_are_served_or_told(shared: Path) -> None:
    case = json.loads((shared / "cases" / "stops_degenerate.json").read_text())
    rows = case["time_min"]
    stops = [
        TourStop(id=s["id"], point=i, demand_kg=s["demand_t"] * 1000) for i, s in enumerate(case["stops"]) if i > 0
    ]

    def oracle(point: int, depart_s: int) -> Sequence[int]:
        return [NEVER if minutes is None else depart_s + minutes * 60 for minutes in rows[point]]

    answer = optimize_stops(
        stops, oracle, points=len(rows), start=0, end=0, depart_s=0, stop=AfterIterations(10),
        capacity_kg=case["capacity_t"] * 1000,
    )  # fmt: skip
    tour = answer.solution.tour
    assert tour is not None
    assert answer.solution.status is SolveStatus.OPTIMAL
    assert sorted(stops[i].id for i in tour.order) == ["A", "A2", "B"]
    assert tour.end_s == 75 * 60
    assert {stops[d.stop].id: d.reason for d in tour.dropped} == {
        "C": DropReason.OVER_CAPACITY, "D": DropReason.NO_WAY_IN,
    }  # fmt: skip
    told = json.dumps([dict(message.values) for message in answer.explanation], allow_nan=False)
    assert json.loads(told)[0] == {"stop": "C", "days": 2, "demand_kg": 25000, "capacity_kg": 20000}


@pytest.mark.parametrize("points", [2, 12, 52])
def test_number_of_searches_stays_near_its_budget(points: int) -> None:
    asked: list[int] = []

    def oracle(point: int, depart_s: int) -> Sequence[int]:
        asked.append(point)
        return [depart_s if other == point else depart_s + 4 * HOUR for other in range(points)]

    stops = [TourStop(id=str(i), point=i) for i in range(1, points)]
    answer = optimize_stops(
        stops,
        oracle,
        points=points,
        start=0,
        end=0,
        depart_s=0,
        stop=AfterIterations(3),
        grid=GridParams(searches=1000),
    )
    assert answer.complete
    assert len(asked) <= 1000 + 4 * points
