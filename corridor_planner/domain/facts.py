"""Where a number comes from, and a quantity that is known only as a spread."""

from __future__ import annotations

from dataclasses import dataclass

from corridor_planner.domain.words import Confidence
from corridor_planner.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The origin of a table row.

    Attributes
    ----------
    table, row_id
        The file in ``data/`` (without ending) and the id of its row.
    text
        The citation as the table gives it.
    as_of
        Year, year-month or date for which the row held.
    """

    table: str
    row_id: str
    text: str
    as_of: str
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A duration as three quantiles, in whole seconds."""

    p10_s: int
    p50_s: int
    p90_s: int

    def __post_init__(self) -> None:
        if not 0 <= self.p10_s <= self.p50_s <= self.p90_s:
            raise InvalidInput(
                "spread of a time",
                (self.p10_s, self.p50_s, self.p90_s),
                rule="quantiles must not be negative nor fall",
                remedy="order them p10, p50, p90",
            )

    @classmethod
    def exactly(cls, time_s: int) -> Spread:
        """Return a spread without uncertainty."""
        return cls(p10_s=time_s, p50_s=time_s, p90_s=time_s)
