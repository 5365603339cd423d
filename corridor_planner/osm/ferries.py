"""A ferry line as facts: who is taken on board, and how long the passage takes."""

from __future__ import annotations

from typing import Final

from corridor_planner.domain import ArcKind
from corridor_planner.osm.access import NOBODY, access_flags
from corridor_planner.osm.facts import Reader, WayFacts
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.seasons import read_seasons
from corridor_planner.osm.values import read_duration_s

_SAYS_WHO: Final = ("motorcar", "motor_vehicle", "vehicle", "hgv", "access")
_TRAINS: Final = ("train", "rail")
_NOT_USED: Final = ("interval", "opening_hours", "interval:conditional")
FERRY_KEYS: Final = frozenset({"route", "duration", "foot", "railway", *_TRAINS, *_NOT_USED})


def read_ferry(reader: Reader) -> WayFacts | None:
    """Return the facts of a ferry line, None for one that takes no road vehicle."""
    tags = reader.tags
    said = next((key for key in _SAYS_WHO if key in tags), "")
    trains = tags.get("railway") == "ferry" or any(tags.get(key) == "yes" for key in _TRAINS)
    if not said and trains:
        reader.note(FindingKind.FERRY_TRAINS_ONLY, "railway")
        return None
    if not said and "foot" in tags:
        reader.note(FindingKind.FERRY_FOOT_ONLY, "foot")
        return None
    if not said:
        reader.note(FindingKind.FERRY_ACCESS_ASSUMED)
    conditional, season = read_seasons(reader)
    flags = (access_flags(tags)[0] & ~conditional.opened) | conditional.shut
    if flags & NOBODY == NOBODY:
        reader.note(FindingKind.FERRY_FOOT_ONLY, said)
        return None
    for key in _NOT_USED:
        if key in tags:
            reader.note(FindingKind.TAG_NOT_USED, key)
    duration = reader.take("duration", read_duration_s(tags["duration"])) if "duration" in tags else None
    if duration is None:
        reader.note(FindingKind.FERRY_ESTIMATED)
    oneway = tags.get("oneway", "no")
    return WayFacts(
        kind=ArcKind.SAIL, forward=oneway not in ("-1", "reverse"), backward=oneway not in ("yes", "1", "true"),
        flags=int(flags), flags_back=int(flags), duration_s=-1 if duration is None else round(duration),
        season=season, alone=reader.way_id,
    )  # fmt: skip
