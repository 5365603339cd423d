"""Little networks for tests of the search: nodes, arcs and rules straight from numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np

from corridor_planner.cost.simulator import DRIVEN, TimedRules, empty_rules, freeze


@dataclass(frozen=True, slots=True, kw_only=True)
class LittleArc:
    """An arc with its rules; times in seconds, windows as (open, close) pairs."""

    tail: int
    head: int
    move_s: int = 0
    before_s: int = 0
    queue_s: int = 0
    windows: tuple[tuple[int, int], ...] | None = None
    departures: tuple[int, ...] | None = None
    season: tuple[tuple[int, float], ...] | None = None
    driven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """Limits of one driver in the order of the simulator's columns."""

    break_after_s: int = 16_200
    break_s: int = 2_700
    day_driving_s: int = 32_400
    day_duty_s: int = 46_800
    rest_s: int = 39_600
    week_driving_s: int = 201_600
    week_span_s: int = 518_400
    week_rest_s: int = 162_000
    row: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "row", (
            self.break_after_s, self.break_s, self.day_driving_s, self.day_duty_s, self.rest_s,
            self.week_driving_s, self.week_span_s, self.week_rest_s,
        ))  # fmt: skip


def rules_of(arcs: Sequence[LittleArc], drivers: Drivers | None = None) -> TimedRules:
    """Return the simulator's tables for arcs in CSR order."""
    n = len(arcs)
    window, departures, season = (np.full(n, -1, np.int32) for _ in range(3))
    windows: list[tuple[int, int]] = []
    leaves: list[int] = []
    starts: list[tuple[int, float]] = []
    offsets: tuple[list[int], list[int], list[int]] = ([0], [0], [0])
    for i, arc in enumerate(arcs):
        for column, rows, flat, offset in (
            (window, arc.windows, windows, offsets[0]),
            (departures, arc.departures, leaves, offsets[1]),
            (season, arc.season, starts, offsets[2]),
        ):
            if rows is not None:
                column[i] = len(offset) - 1
                flat.extend(rows)  # type: ignore[arg-type]
                offset.append(len(flat))
    flat_windows = np.array(windows, np.int64).reshape(-1, 2)
    return freeze(empty_rules(n)._replace(
        before_s=np.array([a.before_s for a in arcs], np.int32), queue_s=np.array([a.queue_s for a in arcs], np.int32),
        move_s=np.array([a.move_s for a in arcs], np.int32), window=window, departures=departures, season=season,
        driver=np.array([0 if drivers else -1 for _ in arcs], np.int32),
        manner=np.array([DRIVEN if a.driven else 0 for a in arcs], np.int8),
        window_offset=np.array(offsets[0], np.int64), window_open=flat_windows[:, 0], window_close=flat_windows[:, 1],
        departure_offset=np.array(offsets[1], np.int64), departure_at=np.array(leaves, np.int64),
        season_offset=np.array(offsets[2], np.int64), season_from=np.array([s for s, _ in starts], np.int64),
        season_factor=np.array([f for _, f in starts], np.float64),
        driver_rules=np.array([drivers.row] if drivers else np.zeros((0, 8)), np.int64).reshape(-1, 8),
    ))  # fmt: skip


def little_costs(nodes: int, arcs: Sequence[LittleArc], drivers: Drivers | None = None) -> SimpleNamespace:
    """Return just enough of an ArcCosts for the search; arcs are sorted by their tail first."""
    arcs = sorted(arcs, key=lambda a: a.tail)
    first_out = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount([a.tail for a in arcs], minlength=nodes), out=first_out[1:])
    head, tail = (np.array([getattr(a, name) for a in arcs], np.int32) for name in ("head", "tail"))
    for array in (first_out, head, tail):
        array.flags.writeable = False
    order = np.argsort(head, kind="stable").astype(np.int32)
    first_in = np.zeros(nodes + 1, np.int32)
    np.cumsum(np.bincount(head, minlength=nodes), out=first_in[1:])
    network = SimpleNamespace(
        incoming=(first_in, order),
        n_nodes=nodes,
        n_arcs=len(arcs),
        first_out=first_out,
        arcs=SimpleNamespace(head=head, tail=tail),
    )
    return SimpleNamespace(
        network=network, usable=np.ones(len(arcs), bool), local_only=np.zeros(len(arcs), bool),
        rules=rules_of(arcs, drivers), little_arcs=tuple(arcs),
    )  # fmt: skip


__all__ = ["Drivers", "LittleArc", "little_costs", "replace", "rules_of"]
