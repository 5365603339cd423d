"""What happens along a path, in order: arcs and stays played through the one simulator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.simulator import NEVER, STATE_SIZE, record, walk
from corridor_planner.cost.stays import VISIT, WAIT_STOP, Stay

STAYING = -1  # the arc of events that happen at a stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happens.

    Attributes
    ----------
    position
        Index of the arc in the path; a stay has that of the arc that follows it.
    arc
        The arc, or ``STAYING``.
    what
        A code of ``cost.simulator`` (BEFORE ... WEEKLY_REST) or ``cost.stays``.
    """

    position: int
    arc: int
    what: int
    start_s: int
    end_s: int


def play(costs: ArcCosts, arcs: Sequence[int], depart_s: int, stays: Sequence[Stay] = ()) -> tuple[Event, ...] | int:
    """Return the events of a path, or the position of the arc or stay that can't be passed in time."""
    events: list[Event] = []
    state: tuple[int, ...] = (0,) * STATE_SIZE
    at_s = depart_s
    for position in range(len(arcs) + 1):
        for plan in stays:
            if plan.after == position:
                stayed = plan.visit.at(costs, at_s, state)
                if stayed is None:
                    return max(0, position - 1)
                for what, start, end in ((WAIT_STOP, at_s, stayed.begin_s), (VISIT, stayed.begin_s, stayed.end_s)):
                    if end > start:
                        events.append(Event(position=position, arc=STAYING, what=what, start_s=start, end_s=end))
                at_s, state = stayed.end_s, stayed.state
        if position < len(arcs):
            passed, end_s, state = _pass(costs, position, arcs[position], at_s, state)
            if end_s >= NEVER:
                return position
            events += passed
            at_s = end_s
    return tuple(events)


def pass_one(costs: ArcCosts, arc: int, at_s: int, state: Sequence[int]) -> tuple[int, tuple[int, ...]] | None:
    """Return when one arc is passed and how tired the driver is then, or None when it never is."""
    _, end_s, tired = _pass(costs, 0, arc, at_s, state)
    return None if end_s >= NEVER else (end_s, tired)


def _pass(
    costs: ArcCosts, position: int, arc: int, at_s: int, state: Sequence[int]
) -> tuple[list[Event], int, tuple[int, ...]]:
    table = record()
    single = np.array([arc], np.int32)
    single.flags.writeable = False
    tiredness = np.array(state, np.int64)
    end_s = int(walk(costs.rules, single, at_s, tiredness, table)[1])
    rows = table[1 : int(table[0, 0]) + 1].tolist()
    events = [Event(position=position, arc=arc, what=what, start_s=start, end_s=end) for what, start, end in rows]
    return events, end_s, tuple(tiredness.tolist())
