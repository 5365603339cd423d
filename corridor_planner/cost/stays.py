"""Stays at stops: waiting until a stop is open, and the visit itself.

Search, plan and checker all use :meth:`Visit.at`, as they use ``cost.simulator`` for the way
between stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from corridor_planner.cost import simulator as sim
from corridor_planner.cost.calendar import Interval
from corridor_planner.cost.evaluation import ArcCosts

WAIT_STOP, VISIT = 20, 21  # events besides those of the simulator


class Stayed(NamedTuple):
    """When a visit began and ended, and the driver's state at its end."""

    begin_s: int
    end_s: int
    state: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is done at a stop.

    Attributes
    ----------
    windows
        Sorted [open, close) in epoch seconds; the visit begins and ends inside one. None: always.
    """

    visit_s: int = 0
    windows: tuple[Interval, ...] | None = None

    def at(self, costs: ArcCosts, at_s: int, state: Sequence[int]) -> Stayed | None:
        """Return the visit of someone who arrives at an instant; None when it can never be.

        The driver rests while waiting and visiting.
        """
        begin_s = at_s
        if self.windows is not None:
            lasting_s = max(self.visit_s, 1)  # at the very closing a stop is shut, also to those who only call
            fitting = (max(at_s, opens) for opens, closes in self.windows if max(at_s, opens) + lasting_s <= closes)
            found = next(fitting, None)
            if found is None:
                return None
            begin_s = found
        tiredness = np.array(state, np.int64)
        if len(costs.rules.driver_rules):
            sim.rest(costs.rules, 0, tiredness, begin_s + self.visit_s - at_s)
        return Stayed(begin_s, begin_s + self.visit_s, tuple(tiredness.tolist()))


NO_VISIT = Visit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A visit after so many arcs of a path."""

    after: int
    visit: Visit
