"""Opening hours, breaks, public holidays, departures and months as instants.

OSM opening hours are read by the ``opening_hours`` library and public holidays by ``holidays``;
both become sorted intervals in epoch seconds over a horizon, which the simulator searches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from corridor_planner.domain import Crossing
from corridor_planner.errors import DataFault, InvalidInput

HORIZON_DAYS = 150
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The stretch of time for which windows and departures are laid out."""

    start: datetime
    end: datetime

    @classmethod
    def around(cls, depart: datetime, *, days: int = HORIZON_DAYS) -> Horizon:
        """Return the horizon of a departure; it starts on the first of a month, so that it is shared."""
        start = depart.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
        return cls(start=start, end=start + timedelta(days=days + 32))

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years that the horizon touches."""
        return tuple(range(self.start.year, self.end.year + 1))


@lru_cache(maxsize=4096)
def open_intervals(hours: str, zone: str, horizon: Horizon) -> tuple[Interval, ...]:
    """Return the intervals [open, close) of an OSM opening-hours text, in epoch seconds.

    Raises
    ------
    DataFault
        When the text or the zone can't be read.
    """
    import opening_hours

    parse, unreadable = opening_hours.OpeningHours, (opening_hours.ParserError, ZoneInfoNotFoundError, ValueError)  # type: ignore[attr-defined]

    try:
        tz = ZoneInfo(zone)
        parsed = parse(hours, timezone=tz)
    except unreadable as error:
        raise DataFault(
            "opening hours", f"{hours} ({zone})", rule=f"they must be OSM opening hours in an IANA zone: {error}",
            remedy="write them like 'Mo-Fr 08:00-18:00' with a zone like 'Asia/Almaty'",
        ) from error  # fmt: skip
    found: list[Interval] = []
    for start, end, state, _ in parsed.intervals(horizon.start.astimezone(tz), horizon.end.astimezone(tz)):
        if str(state) == "open":
            found.append((_epoch(max(start, horizon.start)), _epoch(min(end or horizon.end, horizon.end))))
    return tuple(found)


def subtract(open_at: Iterable[Interval], shut_at: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return ``open_at`` without ``shut_at``; both sorted and disjoint."""
    shut = sorted(shut_at)
    left: list[Interval] = []
    for opens, end in open_at:
        start = opens
        for shut_start, shut_end in shut:
            if shut_end <= start:
                continue
            if shut_start >= end:
                break
            if shut_start > start:
                left.append((start, shut_start))
            start = max(start, shut_end)
        if start < end:
            left.append((start, end))
    return tuple(left)


@lru_cache(maxsize=256)
def holidays_of(country: str, years: tuple[int, ...]) -> tuple[date, ...]:
    """Return the public holidays of a country, days off in lieu included."""
    import holidays

    return tuple(sorted(holidays.country_holidays(country, years=years)))


def crossing_windows(crossing: Crossing, horizon: Horizon) -> tuple[Interval, ...] | None:
    """Return when a crossing works, or None when it always does.

    Opening hours less breaks less the public holidays of its calendars, all in its own zone.
    Unknown opening hours count as always open. Before ``closed_until`` nobody passes.
    """
    hours = crossing.opening_hours or "24/7"
    reopens = _reopening(crossing)
    shut_at_first = reopens is not None and reopens > _epoch(horizon.start)
    if hours == "24/7" and not crossing.breaks and not crossing.holiday_calendars and not shut_at_first:
        return None
    working = open_intervals(hours, crossing.hours_tz, horizon)
    if reopens is not None and shut_at_first:
        working = subtract(working, [(_epoch(horizon.start), reopens)])
    if crossing.breaks:
        working = subtract(working, open_intervals(crossing.breaks, crossing.hours_tz, horizon))
    days = {day for country in crossing.holiday_calendars for day in holidays_of(country, horizon.years)}
    return subtract(working, _whole_days(sorted(days), crossing.hours_tz))


def _reopening(crossing: Crossing) -> int | None:
    if not crossing.closed_until:
        return None
    return _epoch(datetime.combine(date.fromisoformat(crossing.closed_until), time(), ZoneInfo(crossing.hours_tz)))


def departures(
    clock_times: Sequence[str], days: str, zone: str, after_start_s: int, horizon: Horizon
) -> tuple[int, ...]:
    """Return the instants at which a service leaves a stop ``after_start_s`` into its run.

    Parameters
    ----------
    clock_times
        Local times ``HH:MM`` at the first stop.
    days
        OSM weekdays at the first stop, such as ``Mo-Su`` or ``Tu,Fr``.
    """
    running = _weekdays(days)
    into_day_s = [3600 * int(hour) + 60 * int(minute) for hour, _, minute in (c.partition(":") for c in clock_times)]
    leaves = [
        midnight_s + clock_s + shift_s * (clock_s >= shift_from_s) + after_start_s
        for weekday, midnight_s, shift_s, shift_from_s in _local_days(zone, horizon)
        if weekday in running
        for clock_s in into_day_s
    ]
    return tuple(sorted(leaves))


@lru_cache(maxsize=64)
def _local_days(zone: str, horizon: Horizon) -> tuple[tuple[int, int, int, int], ...]:
    """Return (weekday, midnight, clock change, from which second of the day) for each local day.

    On the day of a clock change the instants after 03:00 move by its size.
    """
    tz = ZoneInfo(zone)
    days = []
    day = horizon.start.astimezone(tz).date()
    while day <= horizon.end.date():
        midnight_s = _epoch(datetime.combine(day, time(), tz))
        noon_s = _epoch(datetime.combine(day, time(12), tz))
        days.append((day.weekday(), midnight_s, noon_s - midnight_s - 12 * 3600, 3 * 3600))
        day += timedelta(days=1)
    return tuple(days)


def month_starts(zone: str, horizon: Horizon) -> tuple[tuple[int, int], ...]:
    """Return (instant, month) for each month of the horizon, the running one first."""
    tz = ZoneInfo(zone)
    first = horizon.start.astimezone(tz)
    starts = [(_epoch(horizon.start), first.month)]
    year, month = first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        at = datetime(year, month, 1, tzinfo=tz)
        if at >= horizon.end:
            return tuple(starts)
        starts.append((_epoch(at), month))


_DAY_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def _weekdays(days: str) -> frozenset[int]:
    found: set[int] = set()
    for part in filter(None, (p.strip() for p in days.replace(";", ",").split(","))):
        first, _, last = part.partition("-")
        if first not in _DAY_NAMES or (last and last not in _DAY_NAMES):
            raise InvalidInput(
                "days of a service", days, rule="weekdays are Mo Tu We Th Fr Sa Su", remedy="write Mo-Su or Tu,Fr"
            )
        start, end = _DAY_NAMES.index(first), _DAY_NAMES.index(last or first)
        found.update((start + i) % 7 for i in range((end - start) % 7 + 1))
    return frozenset(found)


def _whole_days(days: Iterable[date], zone: str) -> list[Interval]:
    tz = ZoneInfo(zone)
    return [
        (_epoch(datetime.combine(day, time(), tz)), _epoch(datetime.combine(day + timedelta(days=1), time(), tz)))
        for day in days
    ]


def _epoch(at: datetime) -> int:
    return round(at.timestamp())
