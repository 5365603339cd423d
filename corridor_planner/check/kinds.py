"""Which kinds of leg may tell what happens on an arc."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from corridor_planner.cost import simulator as sim
from corridor_planner.cost.stays import VISIT, WAIT_STOP
from corridor_planner.domain import ArcKind, LegKind, Mode

MODE_OF: Final[Mapping[LegKind, Mode]] = {
    LegKind.ROAD: Mode.ROAD, LegKind.RAIL: Mode.RAIL, LegKind.FERRY: Mode.FERRY, LegKind.AIR: Mode.AIR,
}  # fmt: skip
_MOVES: Final = {
    ArcKind.ROAD: LegKind.ROAD, ArcKind.RAIL: LegKind.RAIL, ArcKind.RIDE: LegKind.RAIL, ArcKind.SAIL: LegKind.FERRY,
    ArcKind.FLY: LegKind.AIR,
}  # fmt: skip
_CHANGES: Final = (ArcKind.BOARD, ArcKind.ALIGHT)
_ONLY: Final = {
    sim.WAIT_OPEN: LegKind.WAIT, sim.WAIT_DEPARTURE: LegKind.WAIT, sim.WAIT_SEASON: LegKind.WAIT,
    sim.PAUSE: LegKind.REST, sim.DAILY_REST: LegKind.REST, sim.WEEKLY_REST: LegKind.REST,
    WAIT_STOP: LegKind.WAIT, VISIT: LegKind.VISIT,
}  # fmt: skip


def fitting_kinds(what: int, arc: ArcKind | None) -> frozenset[LegKind]:
    """Return the kinds of leg that may tell something that lasts.

    Parameters
    ----------
    what
        A code of ``cost.simulator`` or ``cost.stays``.
    arc
        The arc it happens on; None at a stop or at the first terminal.
    """
    if what in _ONLY:
        return frozenset({_ONLY[what]})
    if what == sim.MOVE and arc in _MOVES:
        return frozenset({_MOVES[arc]})
    if what == sim.QUEUE:
        return frozenset({LegKind.QUEUE if arc in (ArcKind.CROSSING, ArcKind.ALIGHT) else LegKind.WAIT})
    if arc in _CHANGES:  # handling in a port, being at a station in time, the ride to it
        return frozenset({LegKind.TRANSFER, LegKind.WAIT, LegKind.ROAD})
    return frozenset({LegKind.TRANSFER if arc is ArcKind.TRANSFER else LegKind.WAIT})
