"""Reading a departure or a deadline that a person wrote."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from corridor_planner.errors import InvalidInput

MORNING = time(8)


def read_instant(text: str, zone: str, *, what: str) -> datetime:
    """Return an aware instant from ISO 8601 text.

    A date alone means 08:00; a time without a zone is read in ``zone``.
    """
    cleaned = text.strip().replace("Z", "+00:00")
    try:
        at = datetime.fromisoformat(cleaned)
    except ValueError:
        raise InvalidInput(
            what, text, rule="it must be an ISO 8601 date or date and time",
            remedy="write it like 2026-07-10, 2026-07-10T20:00 or 2026-07-10T20:00+08:00",
        ) from None  # fmt: skip
    if len(cleaned) <= len("2026-07-10"):
        at = datetime.combine(at.date(), MORNING)
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(zone))
    if not 1990 <= at.year <= 2100:
        raise InvalidInput(what, text, rule="the year must lie between 1990 and 2100", remedy="check the year")
    return at


def this_morning(zone: str) -> datetime:
    """Return today 08:00 in a zone."""
    return datetime.combine(datetime.now(UTC).astimezone(ZoneInfo(zone)).date(), MORNING, ZoneInfo(zone))


def elapsed_s(start: datetime, end: datetime) -> int:
    """Return the seconds between two aware instants.

    Raises
    ------
    InvalidInput
        When the end lies before the start, as clocks in two zones easily hide.
    """
    seconds = round(end.timestamp() - start.timestamp())  # differences of one zone would ignore clock changes
    if seconds < 0:
        raise InvalidInput(
            "arrival", end.isoformat(), rule=f"it lies {-seconds // 60} min before the departure {start.isoformat()}",
            remedy="check both local times and their zones",
        )  # fmt: skip
    return seconds
