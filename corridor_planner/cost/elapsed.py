"""Money that depends on elapsed time: standing vehicles, second drivers, cooling units, capital.

It is charged on the time that really passes, at the end, so that a search never throws away a
way that waits cheaply. The cost of capital is value x rate / year and needs the cargo's value;
without one it is left out, and the plan says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corridor_planner.cost.profile import Per
from corridor_planner.domain import CostKind
from corridor_planner.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

if TYPE_CHECKING:
    from corridor_planner.cost.draft import Draft

_DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMoney:
    """USD per second for the whole load or party.

    Attributes
    ----------
    standing_usd_per_s
        In queues, waits, handling and at sea; kind ``driver``. Rests are inside the price per km.
    hourly_usd_per_s
        Always, by kind.
    """

    standing_usd_per_s: float
    hourly_usd_per_s: Mapping[CostKind, float]

    @property
    def any_usd_per_s(self) -> float:
        """Sum of what every second costs."""
        return sum(self.hourly_usd_per_s.values())

    def of(self, time_s: float, *, standing: bool) -> dict[CostKind, float]:
        """Return the money of a stretch of time, by kind."""
        money = {kind: rate * time_s for kind, rate in self.hourly_usd_per_s.items()}
        if standing and self.standing_usd_per_s:
            money[CostKind.DRIVER] = money.get(CostKind.DRIVER, 0.0) + self.standing_usd_per_s * time_s
        return {kind: usd for kind, usd in money.items() if usd}


def time_money(draft: Draft) -> TimeMoney:
    """Return the rates of a request."""
    profile, amounts, figures = draft.circumstances.profile, draft.amounts, draft.figures
    standing = figures.get(profile.standing).value * amounts.vehicles / SECONDS_PER_HOUR if profile.standing else 0.0
    hourly: dict[CostKind, float] = {}
    for charge in profile.road.charges if profile.road else ():
        if charge.per is Per.HOUR:
            rate = figures.get(charge.figure).value * amounts.vehicles / SECONDS_PER_HOUR
            hourly[charge.kind] = hourly.get(charge.kind, 0.0) + rate
    value = amounts.load.value_usd
    if profile.freight and value is not None:
        yearly = value * amounts.loads * figures.get("inventory-rate").value / 100.0
        hourly[CostKind.CAPITAL] = yearly / (_DAYS_PER_YEAR * SECONDS_PER_DAY)
    return TimeMoney(standing_usd_per_s=standing, hourly_usd_per_s=hourly)
