"""Driver hours, windows, breaks and month edges, worked by hand.

Each case was calculated on paper with the AETR limits (break of 45 min after 4 h 30 of driving,
9 h of driving and 13 h of work a day, 11 h of rest, 56 h a week, 45 h of weekly rest). Times are
hours; the toy clock starts at 0 = Monday 00:00.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from corridor_planner.cost import simulator as sim
from tests.support.little import Drivers, LittleArc, rules_of

H = 3600
DAILY_8_TO_18 = tuple(((24 * d + 8) * H, (24 * d + 18) * H) for d in range(30))
WEEKDAYS_WITH_BREAK = tuple(
    ((24 * d + a) * H, (24 * d + b) * H) for d in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11) for a, b in ((10, 11), (13, 18))
)
APRIL = 100 * H  # the toy month begins at hour 100


def end_h(arcs: list[LittleArc], depart_h: float, *, driver: bool = True) -> float:
    """Play arcs one after the other and return the arrival in hours."""
    rules = rules_of(arcs, Drivers() if driver else None)
    order = np.arange(len(arcs), dtype=np.int32)
    order.flags.writeable = False
    state = np.zeros(sim.STATE_SIZE, np.int64)
    end_s = int(sim.walk(rules, order, round(depart_h * H), state, sim.record())[-1])
    return math.inf if end_s >= sim.NEVER else end_s / H


def drive(hours: float, **more: object) -> LittleArc:
    return LittleArc(tail=0, head=0, move_s=round(hours * H), driven=True, **more)  # type: ignore[arg-type]


def post(windows: object, queue_h: float = 0.0) -> LittleArc:
    return LittleArc(tail=0, head=0, queue_s=round(queue_h * H), windows=windows)  # type: ignore[arg-type]


CASES = [
    ("a short drive needs no break", [drive(4.5)], 0, 4.5),
    ("one minute more needs a break of 45 minutes", [drive(4.5 + 1 / 60)], 0, 5.25 + 1 / 60),
    ("nine hours hold one break", [drive(9)], 0, 9.75),
    ("the tenth hour comes after the daily rest", [drive(10)], 0, 9.75 + 11 + 1),
    ("eighteen hours are two days", [drive(18)], 0, 9.75 + 11 + 9.75),
    ("breaks carry over from one arc to the next", [drive(4), drive(1)], 0, 5.75),
    ("a wait of 45 minutes at a shut post is a break", [drive(4), post(((5 * H, 9 * H),)), drive(1)], 0, 6),
    ("a wait of half an hour is none", [drive(4), post((((9 * H) // 2, 9 * H),)), drive(1)], 0, 4.5 + 1 + 0.75),
    ("a night at a shut post is the daily rest", [drive(9), post(DAILY_8_TO_18), drive(9)], 9, 32 + 9.75),
    ("a queue is work, not rest", [drive(4), post(None, 2), drive(5)], 0, 4 + 2 + 0.5 + 0.75 + 4.5),
    ("thirteen hours of work force the rest", [post(None, 10), drive(4)], 0, 13 + 11 + 1),
    ("work up to the limit rests before the next minute", [post(None, 13), drive(1)], 0, 13 + 11 + 1),
    ("no break is taken when the daily rest is due anyway", [post(None, 8.25), drive(5)], 0, 8.25 + 4.5 + 11 + 0.5),
    ("a week holds 56 hours of driving", [drive(57)], 0, 6 * (9.75 + 11) + 2 + 45 + 1),
    ("arriving in the night waits for the opening", [post(DAILY_8_TO_18)], 3, 8),
    ("at the very opening nobody waits", [post(DAILY_8_TO_18)], 8, 8),
    ("at the very closing it is shut", [post(DAILY_8_TO_18)], 18, 32),
    ("a queue that outlasts the day is finished the next morning", [post(DAILY_8_TO_18, 3)], 16, 32),
    ("a queue that ends before closing passes the same day", [post(DAILY_8_TO_18, 2)], 15, 17),
    ("the midday break holds up whoever arrives in it", [post(WEEKDAYS_WITH_BREAK)], 11.5, 13),
    ("the queue runs on through the break and passes after it", [post(WEEKDAYS_WITH_BREAK, 1)], 10.5, 13),
    ("a weekend waits for Monday's opening", [post(WEEKDAYS_WITH_BREAK)], 5 * 24 + 12, 7 * 24 + 10),
    ("after the last opening there is no way", [post(((0, H),))], 2, math.inf),
    ("a service leaves at its next departure", [LittleArc(tail=0, head=0, departures=(5 * H, 9 * H), move_s=H)], 6, 10),
    ("a departure that is met exactly is caught", [LittleArc(tail=0, head=0, departures=(5 * H,), move_s=H)], 5, 6),
    ("the last departure missed is no way", [LittleArc(tail=0, head=0, departures=(5 * H,))], 6, math.inf),
    ("a closed pass opens on the 1st", [drive(2, season=((0, math.inf), (APRIL, 1.0)))], 90, 102),
    ("a slow month slows the drive", [drive(2, season=((0, 1.5), (APRIL, 1.0)))], 50, 53),
    ("waiting for the 1st is better than the slow drive", [drive(4, season=((0, 2.0), (APRIL, 1.0)))], 99, 104),
    ("setting off at once is better when the 1st is far", [drive(4, season=((0, 2.0), (APRIL, 1.0)))], 90, 98.75),
    ("a pass closing on the 1st is free the evening before", [drive(2, season=((0, 1.0), (APRIL, math.inf)))], 99, 101),
    ("a pass closed for good is no way", [drive(2, season=((0, math.inf),))], 0, math.inf),
    ("handling, queue and move add up", [LittleArc(tail=0, head=0, before_s=H, queue_s=2 * H, move_s=3 * H)], 0, 6),
]  # fmt: skip


@pytest.mark.parametrize(("arcs", "depart_h", "arrive_h"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_hand_worked_chain_ends_at_the_calculated_hour(arcs: list[LittleArc], depart_h: float, arrive_h: float) -> None:
    assert end_h(arcs, depart_h) == pytest.approx(arrive_h, abs=1e-9)


def test_without_a_driver_nobody_rests() -> None:
    assert end_h([drive(20)], 0, driver=False) == 20


def test_two_drivers_take_turns_and_drive_eighteen_hours_before_they_rest() -> None:
    team = Drivers(break_after_s=18 * H, day_driving_s=18 * H, day_duty_s=21 * H, rest_s=9 * H, week_driving_s=112 * H)
    rules = rules_of([drive(19)], team)
    one = np.zeros(1, np.int32)
    one.flags.writeable = False
    assert sim.walk(rules, one, 0, np.zeros(5, np.int64), sim.record())[-1] == (18 + 9 + 1) * H


def test_events_tell_what_happened_and_touch_each_other() -> None:
    rules = rules_of([drive(10)], Drivers())
    one = np.zeros(1, np.int32)
    one.flags.writeable = False
    events = sim.record()
    sim.walk(rules, one, 0, np.zeros(5, np.int64), events)
    rows = events[1 : events[0, 0] + 1].tolist()
    assert [what for what, _, _ in rows] == [sim.MOVE, sim.PAUSE, sim.MOVE, sim.DAILY_REST, sim.MOVE]
    assert all(a[2] == b[1] for a, b in pairwise(rows))


def test_a_sea_passage_of_a_night_is_the_drivers_rest() -> None:
    sea = LittleArc(tail=0, head=0, move_s=12 * H)
    rules = rules_of([drive(9), sea, drive(9)], Drivers())
    manner = rules.manner.copy()
    manner[1] = sim.RESTFUL
    rules = sim.freeze(rules._replace(manner=manner))
    order = np.arange(3, dtype=np.int32)
    order.flags.writeable = False
    assert sim.walk(rules, order, 0, np.zeros(5, np.int64), sim.record())[-1] == (9.75 + 12 + 9.75) * H
