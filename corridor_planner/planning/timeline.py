"""What happens along a path, in order: arcs and stays played through the one simulator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.simulator import NEVER, STATE_SIZE, pass_arc
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
            arc = arcs[position]
            passed = pass_arc(costs.rules, arc, at_s, state)
            if passed.end_s >= NEVER:
                return position
            events += [
                Event(position=position, arc=arc, what=what, start_s=start, end_s=end)
                for what, start, end in passed.events
            ]
            at_s, state = passed.end_s, passed.state
    return tuple(events)
