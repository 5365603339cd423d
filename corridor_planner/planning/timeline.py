"""What happens on each arc of a path, in order: the path played through the one simulator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.simulator import NEVER, STATE_SIZE, record, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happens: ``what`` is a code of ``cost.simulator`` (BEFORE ... WEEKLY_REST)."""

    arc: int
    what: int
    start_s: int
    end_s: int


def play(
    costs: ArcCosts, arcs: Sequence[int], depart_s: int, state: Sequence[int] = (0,) * STATE_SIZE
) -> tuple[Event, ...] | int:
    """Return the events of a path, or the position of the arc that can't be passed in time."""
    events: list[Event] = []
    tiredness = np.array(state, np.int64)
    at_s = depart_s
    for position, arc in enumerate(arcs):
        table = record()
        single = np.array([arc], np.int32)
        single.flags.writeable = False
        end_s = int(walk(costs.rules, single, at_s, tiredness, table)[1])
        if end_s >= NEVER:
            return position
        rows = table[1 : int(table[0, 0]) + 1].tolist()
        events += [Event(arc=arc, what=what, start_s=start, end_s=end) for what, start, end in rows]
        at_s = end_s
    return tuple(events)


def pass_one(costs: ArcCosts, arc: int, at_s: int, state: Sequence[int]) -> tuple[int, tuple[int, ...]] | None:
    """Return when one arc is passed and how tired the driver is then, or None when it never is."""
    single = np.array([arc], np.int32)
    single.flags.writeable = False
    tiredness = np.array(state, np.int64)
    end_s = int(walk(costs.rules, single, at_s, tiredness, record())[1])
    return None if end_s >= NEVER else (end_s, tuple(tiredness.tolist()))
