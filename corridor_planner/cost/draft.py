"""The arrays of an evaluation while they are being filled; frozen into ArcCosts at the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.simulator import DRIVEN, RESTFUL, TimedRules
from corridor_planner.domain import CostKind, DriverRule, Message, SeasonalRule, Source, Spread, World
from corridor_planner.errors import DataFault
from corridor_planner.graph.network import Network

if TYPE_CHECKING:
    from corridor_planner.cost.calendar import Horizon, Interval
    from corridor_planner.cost.charges import Amounts, Figures
    from corridor_planner.cost.evaluation import Circumstances

BEFORE, QUEUE, MOVE = range(3)  # columns of low_s and high_s


class Draft:
    """Arrays of length arcs and the growing tables that they point into."""

    def __init__(
        self, network: Network, world: World, circumstances: Circumstances, figures: Figures, amounts: Amounts,
        horizon: Horizon,
    ) -> None:  # fmt: skip
        n = network.n_arcs
        self.network, self.world, self.circumstances = network, world, circumstances
        self.figures, self.amounts, self.horizon = figures, amounts, horizon
        self.depart_s = round(circumstances.depart.timestamp())
        self.zones = tuple(
            world.country_times[c].zone if c in world.country_times else "UTC" for c in network.countries
        )
        self.usable = np.zeros(n, bool)
        self.local_only = np.zeros(n, bool)
        self.refusal = np.zeros(n, np.int16)
        self.refusals: list[Message | None] = [None]
        self.before_s, self.queue_s, self.move_s = (np.zeros(n, np.int32) for _ in range(3))
        self.low_s, self.high_s = np.zeros((n, 3), np.int32), np.zeros((n, 3), np.int32)
        self.window, self.departures, self.driver = (np.full(n, -1, np.int32) for _ in range(3))
        self.manner = np.zeros(n, np.int8)
        self.season_index = np.full(n, -1, np.int32)
        self.season_factor = np.ones(n)
        self.season_tables = (np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0))
        self.season_rules: tuple[tuple[SeasonalRule, ...], ...] = ()
        self.sources: dict[int, Source] = {}
        self.parts: dict[CostKind, NDArray[np.float64]] = defaultdict(lambda: np.zeros(n))
        self.co2e_g = np.zeros(n)
        self._windows: list[tuple[Interval, ...]] = []
        self._departures: list[tuple[int, ...]] = []
        self._drivers: dict[str, int] = {}

    @classmethod
    def blank(
        cls, network: Network, world: World, circumstances: Circumstances, figures: Figures, amounts: Amounts,
        horizon: Horizon,
    ) -> Draft:  # fmt: skip
        """Return a draft in which no arc is usable."""
        return cls(network, world, circumstances, figures, amounts, horizon)

    def set_spread(self, arcs: NDArray[np.intp] | int, column: int, spread: Spread) -> None:
        """Set the typical value and the quantiles of one of before, queue and move."""
        (self.before_s, self.queue_s, self.move_s)[column][arcs] = spread.p50_s
        self.low_s[arcs, column], self.high_s[arcs, column] = spread.p10_s, spread.p90_s

    def add_window(self, intervals: tuple[Interval, ...]) -> int:
        """Return the index of a new window."""
        self._windows.append(intervals)
        return len(self._windows) - 1

    def add_departures(self, instants: tuple[int, ...]) -> int:
        """Return the index of a new list of departures."""
        self._departures.append(instants)
        return len(self._departures) - 1

    def driver_index(self, regime: str) -> int:
        """Return the row of a driver regime in the simulator's table, -1 for none."""
        if not regime:
            return -1
        if regime not in self.world.driver_rules:
            known = ", ".join(self.world.driver_rules)
            raise DataFault("driver rules", regime, rule=f"a profile names them, but the table has only {known}",
                            remedy="correct the profile")  # fmt: skip
        return self._drivers.setdefault(regime, len(self._drivers))

    def refuse(self, arcs: NDArray[np.intp] | int, why: Message) -> None:
        """Mark arcs as refused for one reason."""
        self.refusals.append(why)
        self.refusal[arcs] = len(self.refusals) - 1

    def timed_rules(self) -> TimedRules:
        """Return the tables for the simulator."""
        offset, start, factor = self.season_tables
        window_offset, window_open, window_close = _flat_intervals(self._windows)
        departure_offset = np.cumsum([0, *(len(d) for d in self._departures)]).astype(np.int64)
        return TimedRules(
            before_s=self.before_s, queue_s=self.queue_s, move_s=self.move_s, window=self.window,
            departures=self.departures, season=self.season_index, driver=self.driver, manner=self.manner,
            window_offset=window_offset, window_open=window_open, window_close=window_close,
            departure_offset=departure_offset,
            departure_at=np.array([at for d in self._departures for at in d], np.int64),
            season_offset=offset, season_from=start, season_factor=factor,
            driver_rules=np.array([_limits(self.world.driver_rules[r]) for r in self._drivers], np.int64).reshape(
                -1, 8
            ),
        )  # fmt: skip


def _limits(rule: DriverRule) -> tuple[int, ...]:
    return (
        rule.break_after_s, rule.break_s, rule.day_driving_s, rule.day_duty_s, rule.rest_s,
        rule.week_driving_s, rule.week_span_s, rule.week_rest_s,
    )  # fmt: skip


def _flat_intervals(
    windows: Sequence[tuple[Interval, ...]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    offset = np.cumsum([0, *(len(w) for w in windows)]).astype(np.int64)
    flat = np.array([pair for w in windows for pair in w], np.int64).reshape(-1, 2)
    return offset, flat[:, 0].copy(), flat[:, 1].copy()


__all__ = ["BEFORE", "DRIVEN", "MOVE", "QUEUE", "RESTFUL", "Draft"]
