"""The one simulator of time: what happens to a clock and a driver on an arc.

Search, plan assembly and the checker all call :func:`advance`, so that they can't disagree. An
arc is passed in this order; every step but the last two may be empty:

1. *before*: handling or loading, a fixed time;
2. wait until the post opens (its window), then *queue*, then wait again if it shut meanwhile;
3. wait for a departure;
4. wait for a season when that makes the arrival earlier (a pass closed or slow until the 1st);
5. *move*, with the driver's breaks and rests put in where the rules force them.

The driver takes breaks and rests as late as the rules allow. A wait counts as a break or a rest
when it is long enough and as nothing else: the parked hours of a shorter one are left out of the
working day. A queue counts as work, since moving up in it interrupts a rest (UNECE AETR,
``other-work-border`` of driver_rules). A sea passage or a ride counts as a wait. So arrival never
gets earlier by starting later (FIFO), which the tests hold as a law.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corridor_planner.kernels import Scalar, kernel, part, warms

NEVER = np.int64(2**62)
DRIVEN, RESTFUL, FRESH_DRIVER = 1, 2, 4  # bits of TimedRules.manner

# Driver state: seconds of driving since the last break, of driving since the daily rest, of any
# work since the daily rest, of driving since the weekly rest, of work and nightly rests since then.
STATE_SIZE = 5
SINCE_BREAK, DAY_DRIVING, DAY_DUTY, WEEK_DRIVING, WEEK_SPAN = range(STATE_SIZE)
# Columns of TimedRules.driver_rules, after domain.DriverRule.
(BREAK_AFTER, BREAK, DAY_DRIVE_LIMIT, DAY_DUTY_LIMIT, REST, WEEK_DRIVE_LIMIT, WEEK_SPAN_LIMIT, WEEK_REST) = range(8)

# What a recorded event is.
BEFORE, WAIT_OPEN, QUEUE, WAIT_DEPARTURE, WAIT_SEASON, MOVE, PAUSE, DAILY_REST, WEEKLY_REST = range(9)
MAX_EVENTS = 4096


class TimedRules(NamedTuple):
    """Everything that decides time on arcs; all arrays are read-only.

    Attributes
    ----------
    before_s, queue_s, move_s : (arcs,) int32
        Typical durations, seconds.
    window, departures, season, driver : (arcs,) int32
        Index into the tables below, -1 for none.
    manner : (arcs,) int8
        Bits DRIVEN (driver rules apply to the move), RESTFUL (the move is rest for a driver),
        FRESH_DRIVER (whoever drives on starts rested).
    window_offset, window_open, window_close : int64
        Window ``w`` is open in [open[i], close[i]) for i in offset[w]:offset[w + 1], epoch seconds.
    departure_offset, departure_at : int64
        Departures in epoch seconds, ascending.
    season_offset, season_from : int64; season_factor : float64
        From ``season_from[i]`` on the move takes ``season_factor[i]`` times as long; inf = closed.
    driver_rules : (rules, 8) int64
        Limits, columns BREAK_AFTER ... WEEK_REST.
    """

    before_s: NDArray[np.int32]
    queue_s: NDArray[np.int32]
    move_s: NDArray[np.int32]
    window: NDArray[np.int32]
    departures: NDArray[np.int32]
    season: NDArray[np.int32]
    driver: NDArray[np.int32]
    manner: NDArray[np.int8]
    window_offset: NDArray[np.int64]
    window_open: NDArray[np.int64]
    window_close: NDArray[np.int64]
    departure_offset: NDArray[np.int64]
    departure_at: NDArray[np.int64]
    season_offset: NDArray[np.int64]
    season_from: NDArray[np.int64]
    season_factor: NDArray[np.float64]
    driver_rules: NDArray[np.int64]


@part
def next_open(rules: TimedRules, window: Scalar, at_s: Scalar) -> Scalar:
    """Return the first instant from ``at_s`` on at which a window is open, or NEVER."""
    low, high = rules.window_offset[window], rules.window_offset[window + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if rules.window_close[middle] > at_s:
            high = middle
        else:
            low = middle + 1
    if low == end:
        return NEVER
    return max(at_s, rules.window_open[low])


@part
def next_departure(rules: TimedRules, service: Scalar, at_s: Scalar) -> Scalar:
    """Return the first departure at or after ``at_s``, or NEVER."""
    low, high = rules.departure_offset[service], rules.departure_offset[service + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if rules.departure_at[middle] >= at_s:
            high = middle
        else:
            low = middle + 1
    return NEVER if low == end else rules.departure_at[low]


@part
def note(events: NDArray[np.int64], what: Scalar, start: Scalar, end: Scalar) -> None:
    """Append an event unless nothing is recorded; row 0 column 0 holds the count."""
    if events.shape[0] > 1 and (end > start or what == MOVE):
        n = events[0, 0] + 1
        if n < events.shape[0]:
            events[0, 0] = n
            events[n, 0], events[n, 1], events[n, 2] = what, start, end


@part
def work(rules: TimedRules, driver: Scalar, state: NDArray[np.int64], duration: Scalar) -> None:
    """Let a driver work without driving (queue, loading)."""
    if driver >= 0:
        state[DAY_DUTY] += duration
        state[WEEK_SPAN] += duration


@part
def pause(rules: TimedRules, driver: Scalar, state: NDArray[np.int64], duration: Scalar) -> None:
    """Let a driver wait; long enough a wait is a break, a daily or a weekly rest, never a burden."""
    if driver < 0 or duration <= 0:
        return
    limits = rules.driver_rules[driver]
    if duration >= limits[WEEK_REST]:
        state[:] = 0
    elif duration >= limits[REST]:
        state[SINCE_BREAK] = state[DAY_DRIVING] = state[DAY_DUTY] = 0
    elif duration >= limits[BREAK]:
        state[SINCE_BREAK] = 0


@part
def drive(
    rules: TimedRules,
    driver: Scalar,
    state: NDArray[np.int64],
    at_s: Scalar,
    driving_s: Scalar,
    events: NDArray[np.int64],
) -> Scalar:
    """Drive ``driving_s`` seconds from ``at_s``, with breaks and rests; return the end."""
    if driver < 0:
        note(events, MOVE, at_s, at_s + driving_s)
        return at_s + driving_s
    limits = rules.driver_rules[driver]
    left, t = driving_s, at_s
    while left > 0:
        if state[WEEK_DRIVING] >= limits[WEEK_DRIVE_LIMIT] or state[WEEK_SPAN] >= limits[WEEK_SPAN_LIMIT]:
            note(events, WEEKLY_REST, t, t + limits[WEEK_REST])
            t += limits[WEEK_REST]
            state[:] = 0
            continue
        must_break = state[SINCE_BREAK] >= limits[BREAK_AFTER]
        if (
            state[DAY_DRIVING] >= limits[DAY_DRIVE_LIMIT]
            or state[DAY_DUTY] >= limits[DAY_DUTY_LIMIT]
            or (must_break and state[DAY_DUTY] + limits[BREAK] >= limits[DAY_DUTY_LIMIT])
        ):
            note(events, DAILY_REST, t, t + limits[REST])
            t += limits[REST]
            state[SINCE_BREAK] = state[DAY_DRIVING] = state[DAY_DUTY] = 0
            state[WEEK_SPAN] += limits[REST]
            continue
        if must_break:
            note(events, PAUSE, t, t + limits[BREAK])
            t += limits[BREAK]
            state[SINCE_BREAK] = 0
            state[DAY_DUTY] += limits[BREAK]
            state[WEEK_SPAN] += limits[BREAK]
            continue
        go = min(
            left,
            limits[BREAK_AFTER] - state[SINCE_BREAK],
            limits[DAY_DRIVE_LIMIT] - state[DAY_DRIVING],
            limits[DAY_DUTY_LIMIT] - state[DAY_DUTY],
            limits[WEEK_DRIVE_LIMIT] - state[WEEK_DRIVING],
            limits[WEEK_SPAN_LIMIT] - state[WEEK_SPAN],
        )
        note(events, MOVE, t, t + go)
        for i in range(STATE_SIZE):
            state[i] += go
        t += go
        left -= go
    return t


@part
def move(
    rules: TimedRules, arc: Scalar, state: NDArray[np.int64], at_s: Scalar, factor: Scalar, events: NDArray[np.int64]
) -> Scalar:
    """Pass the arc itself from ``at_s``; return the end."""
    duration = np.int64(np.rint(rules.move_s[arc] * factor))
    if rules.manner[arc] & DRIVEN:
        return drive(rules, rules.driver[arc], state, at_s, duration, events)
    if rules.manner[arc] & RESTFUL:
        pause(rules, rules.driver[arc], state, duration)
    else:
        work(rules, rules.driver[arc], state, duration)
    note(events, MOVE, at_s, at_s + duration)
    return at_s + duration


@part
def move_in_season(
    rules: TimedRules, arc: Scalar, state: NDArray[np.int64], at_s: Scalar, events: NDArray[np.int64]
) -> Scalar:
    """Pass a seasonal arc, starting at once or on a later 1st, whichever ends first."""
    silent = np.zeros((1, 3), np.int64)
    season = rules.season[arc]
    first, end = rules.season_offset[season], rules.season_offset[season + 1]
    period = first
    while period + 1 < end and rules.season_from[period + 1] <= at_s:
        period += 1
    best_end, best_start = NEVER, NEVER
    best_factor: Scalar = np.inf
    while period < end:
        start = max(at_s, rules.season_from[period])
        if start >= best_end:
            break
        factor: Scalar = rules.season_factor[period]
        if factor != np.inf:
            trial = state.copy()
            pause(rules, rules.driver[arc], trial, start - at_s)
            finish = move(rules, arc, trial, start, factor, silent)
            if finish < best_end:
                best_end, best_start, best_factor = finish, start, factor
        period += 1
    if best_end == NEVER:
        return NEVER
    note(events, WAIT_SEASON, at_s, best_start)
    pause(rules, rules.driver[arc], state, best_start - at_s)
    return move(rules, arc, state, best_start, best_factor, events)


@part
def advance(
    rules: TimedRules, arc: Scalar, at_s: Scalar, state: NDArray[np.int64], events: NDArray[np.int64]
) -> Scalar:
    """Pass an arc from ``at_s``; return the arrival or NEVER.

    ``state`` (5,) int64 is changed in place. ``events`` (n, 3) int64 records what happened when
    n > 1: row 0 column 0 counts, then rows (what, start, end).
    """
    t = at_s
    driver = rules.driver[arc]
    if rules.before_s[arc] > 0:
        note(events, BEFORE, t, t + rules.before_s[arc])
        work(rules, driver, state, rules.before_s[arc])
        t += rules.before_s[arc]
    window = rules.window[arc]
    for half in range(2):
        if window >= 0:
            opens = next_open(rules, window, t)
            if opens == NEVER:
                return NEVER
            note(events, WAIT_OPEN, t, opens)
            pause(rules, driver, state, opens - t)
            t = opens
        if half == 0:
            queue = rules.queue_s[arc]
            note(events, QUEUE, t, t + queue)
            if rules.manner[arc] & RESTFUL:
                pause(rules, driver, state, queue)
            else:
                work(rules, driver, state, queue)
            t += queue
    if rules.departures[arc] >= 0:
        leaves = next_departure(rules, rules.departures[arc], t)
        if leaves == NEVER:
            return NEVER
        note(events, WAIT_DEPARTURE, t, leaves)
        pause(rules, driver, state, leaves - t)
        t = leaves
    if rules.manner[arc] & FRESH_DRIVER:
        state[:] = 0
    if rules.season[arc] >= 0:
        return move_in_season(rules, arc, state, t, events)
    return move(rules, arc, state, t, 1.0, events)


@kernel
def rest(rules: TimedRules, driver: Scalar, state: NDArray[np.int64], duration: Scalar) -> None:
    """Let a driver wait, for callers outside of kernels; see :func:`pause`."""
    pause(rules, driver, state, duration)


@kernel
def walk(
    rules: TimedRules, arcs: NDArray[np.int32], at_s: Scalar, state: NDArray[np.int64], events: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Pass arcs one after the other; return (arcs + 1,) instants, the departure first.

    Events of arc ``i`` carry no index; their instants tell where they belong.
    """
    at = np.empty(len(arcs) + 1, np.int64)
    at[0] = at_s
    for i in range(len(arcs)):
        if at[i] == NEVER:
            at[i + 1] = NEVER
        else:
            at[i + 1] = advance(rules, arcs[i], at[i], state, events)
    return at


class Passage(NamedTuple):
    """What happens on one arc, when it is passed (or NEVER), and the driver's state then."""

    events: list[tuple[int, int, int]]  # what, start and end of each, in order
    end_s: int
    state: tuple[int, ...]


def pass_arc(rules: TimedRules, arc: int, at_s: int, state: Sequence[int]) -> Passage:
    """Pass one arc and tell what happens, for callers outside of kernels; see :func:`advance`."""
    table = record()
    single = read_only(np.array([arc], np.int32))
    tiredness = np.array(state, np.int64)
    end_s = int(walk(rules, single, at_s, tiredness, table)[1])
    rows = table[1 : int(table[0, 0]) + 1].tolist()
    return Passage([(what, start, end) for what, start, end in rows], end_s, tuple(tiredness.tolist()))


def empty_rules(arcs: int) -> TimedRules:
    """Return rules under which every arc takes no time at all."""
    none = np.full(arcs, -1, np.int32)
    zero = np.zeros(arcs, np.int32)
    i64, offsets = np.zeros(0, np.int64), np.zeros(1, np.int64)
    return freeze(
        TimedRules(
            before_s=zero,
            queue_s=zero,
            move_s=zero,
            window=none,
            departures=none,
            season=none,
            driver=none,
            manner=np.zeros(arcs, np.int8),
            window_offset=offsets,
            window_open=i64,
            window_close=i64,
            departure_offset=offsets,
            departure_at=i64,
            season_offset=offsets,
            season_from=i64,
            season_factor=np.zeros(0),
            driver_rules=np.zeros((0, 8), np.int64),
        )
    )


def freeze(rules: TimedRules) -> TimedRules:
    """Return the rules with contiguous, read-only arrays, the one form that kernels accept."""
    return TimedRules(*(read_only(array) for array in rules))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous view of an array that can't be written to."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def record() -> NDArray[np.int64]:
    """Return a table for events."""
    return np.zeros((MAX_EVENTS, 3), np.int64)


@warms
def _warm() -> None:
    pass_arc(empty_rules(1), 0, 0, (0,) * STATE_SIZE)
    rest(empty_rules(1), 0, np.zeros(STATE_SIZE, np.int64), 0)
