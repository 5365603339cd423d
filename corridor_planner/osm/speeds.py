"""Speed limits as tags tell them, for cars and trucks and for each direction of a way.

The most special key decides: ``maxspeed:hgv:forward``, ``maxspeed:hgv``, then ``maxspeed:forward``,
``maxspeed``, and where none stands the traffic rule that a source names (``source:maxspeed=KZ:rural``).
An advisory speed is driven where it is lower. Of ``maxspeed:conditional`` the limits of heavy
vehicles are used; those by hours, months or weather, and ``maxspeed:practical``, are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from corridor_planner.osm.conditions import read_conditions
from corridor_planner.osm.facts import Reader
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.values import read_speed_kmh

SOURCES: Final = ("maxspeed:type", "source:maxspeed", "zone:maxspeed")
_NOT_USED: Final = ("maxspeed:practical", "maxspeed:variable", "maxspeed:lanes")
_ADVISORY: Final = "maxspeed:advisory"
SPEED_KEYS: Final = frozenset({
    *(f"{key}{end}" for key in ("maxspeed", "maxspeed:hgv") for end in ("", ":forward", ":backward", ":conditional")),
    "maxspeed:freight", _ADVISORY, *SOURCES, *_NOT_USED, "zone:traffic",
})  # fmt: skip
_URBAN_ENDS: Final = ("urban", "living_street", "zone30", "zone:30", "zone:20", "zone20")


class Limits(NamedTuple):
    """Limits in km/h as drawn and against it; 0 where no tag sets one, inf for *none*."""

    light: float
    heavy: float
    light_back: float
    heavy_back: float


def read_limits(reader: Reader, heavy_key: str = "maxspeed:hgv") -> Limits:
    """Return the limits of a way for light and heavy vehicles in both directions."""
    tags = reader.tags
    for key in _NOT_USED:
        if key in tags:
            reader.note(FindingKind.TAG_NOT_USED, key)
    if not any(key in tags for key in SPEED_KEYS):
        return Limits(0.0, 0.0, 0.0, 0.0)
    general = _first(reader, ("maxspeed",)) or _by_source(reader)
    forward = _first(reader, ("maxspeed:forward",)) or general
    backward = _first(reader, ("maxspeed:backward",)) or general
    own = _first(reader, (heavy_key,))
    heavy = _first(reader, (f"{heavy_key}:forward",)) or own or forward
    heavy_back = _first(reader, (f"{heavy_key}:backward",)) or own or backward
    trucks = _conditional(reader)
    advisory = _first(reader, (_ADVISORY,))
    return Limits(
        _least(forward, advisory), _least(heavy, trucks, advisory), _least(backward, advisory),
        _least(heavy_back, trucks, advisory),
    )  # fmt: skip


def read_urban(tags: Mapping[str, str]) -> bool:
    """Tell whether the rules of settlements hold."""
    if tags.get("highway") in ("residential", "living_street"):
        return True
    return any(tags.get(key, "").lower().endswith(_URBAN_ENDS) for key in ("maxspeed", *SOURCES, "zone:traffic"))


def _first(reader: Reader, keys: tuple[str, ...]) -> float:
    """Return what the first of the keys that stands reads as; 0 for nothing."""
    for key in keys:
        if key in reader.tags:
            return reader.take(key, read_speed_kmh(reader.tags[key], reader.rules.implicit)) or 0.0
    return 0.0


def _by_source(reader: Reader) -> float:
    """Return the limit that a named traffic rule sets; words such as ``sign`` name none."""
    for key in SOURCES:
        text = reader.tags.get(key, "")
        limit = read_speed_kmh(text, reader.rules.implicit).value if ":" in text or text.isdigit() else None
        if limit is not None:
            return limit
    return 0.0


def _conditional(reader: Reader) -> float:
    """Return the least conditional limit that holds for heavy vehicles, 0 for none."""
    found = 0.0
    for key in ("maxspeed:conditional", "maxspeed:hgv:conditional"):
        used = True
        for clause in read_conditions(reader.tags.get(key, "")):
            heavy = clause.trucks or any(limit.above and limit.what in ("mass", "length") for limit in clause.limits)
            speed = read_speed_kmh(clause.value, reader.rules.implicit).value
            if speed is None or not heavy or clause.other or clause.callers or clause.months is not None:
                used = False
            else:
                found = _least(found, speed)
        if not used:
            reader.note(FindingKind.CONDITION_IGNORED, key)
    return found


def _least(*limits: float) -> float:
    return min((limit for limit in limits if limit > 0.0), default=0.0)
