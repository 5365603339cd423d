"""Values of OpenStreetMap tags as numbers: one function per kind of quantity.

Every function takes the raw text and returns a :class:`Reading`; none of them raises. Texts that
mean nothing give no value, so that the caller takes its documented default and counts it.

>>> read_speed_kmh("40 mph").value
64.37376
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final, NamedTuple

UNLIMITED: Final = math.inf
LEGAL: Final = -1.0  # the limit that the law of the country sets, where no sign stands
GAUGES_MM: Final = range(381, 1677)
_STANDARD: Final = "1435"

_KMH_PER_MPH: Final = 1.609344
_KMH_PER_KNOT: Final = 1.852
_M_PER_FOOT: Final = 0.3048
_TONNES: Final = {"": 1.0, "t": 1.0, "kg": 0.001, "st": 0.90718474, "lbs": 0.00045359237, "lb": 0.00045359237,
                  "lt": 1.0160469088, "cwt": 0.05080234544}  # fmt: skip
_METRES: Final = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": _M_PER_FOOT}
_SPEEDS: Final = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "kmph": 1.0, "mph": _KMH_PER_MPH,
                  "knots": _KMH_PER_KNOT}  # fmt: skip
_WALK_KMH: Final = 5.0  # what the tag's value stands for by convention: the pace of a walker
_LONGEST_SAILING_S: Final = 14 * 86_400

_QUANTITY = re.compile(r"^(\d+(?:[.,]\d+)?)\s*([a-z/]*)$")
_FEET = re.compile(r"^(\d+)\s*(?:'|ft)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|''|in)?)?$")
_ZONE = re.compile(r"^([A-Za-z]{2})(?:-[A-Za-z]{2,3})?:(?:zone:?)?([a-z_]+|\d{1,3})$", re.IGNORECASE)
_CLOCK = re.compile(r"^(\d{1,3}):(\d{2})(?::(\d{2}))?$")
_ISO_DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")

ImplicitLimit = Callable[[str, str], float | None]


class Reading(NamedTuple):
    """What a text says: ``value`` is None when it says nothing; ``doubtful`` when one had to guess."""

    value: float | None
    doubtful: bool = False


def no_implicit_limit(_country: str, _zone: str) -> float | None:
    """Know of no limit that a country's traffic code sets for a zone."""
    return None


def read_speed_kmh(text: str, implicit: ImplicitLimit = no_implicit_limit) -> Reading:
    """Return a speed limit in km/h, inf for *none*; of several the lowest.

    ``KZ:zone30``, ``KZ:zone:30`` and ``KZ:30`` name a zone by its limit.

    Parameters
    ----------
    implicit
        Limit of a country's traffic code, for texts such as ``RU:urban``.
    """
    parts = [_speed(part.strip(), implicit) for part in re.split(r"[;|]", text)]
    known = [speed for speed in parts if speed is not None]
    if not known:
        return Reading(None)
    return Reading(min(known), doubtful=len(known) < len(parts))


def _speed(text: str, implicit: ImplicitLimit) -> float | None:
    zone = _ZONE.match(text)
    if zone and not zone[2].isdigit():
        return implicit(zone[1].upper(), zone[2].lower())
    word = zone[2] if zone else text.lower()
    if word == "none":
        return UNLIMITED
    if word == "walk":
        return _WALK_KMH
    speed = _quantity(word, _SPEEDS).value
    return speed if speed is not None and 2.0 <= speed <= 400.0 else None


def read_height_m(text: str) -> Reading:
    """Return a height limit in metres, inf for *none*, ``LEGAL`` where the law's limit holds."""
    word = text.strip().lower()
    if word == "none":
        return Reading(UNLIMITED)
    if word in ("default", "below_default"):
        return Reading(LEGAL, doubtful=True)
    feet = _FEET.match(word)
    if feet:
        return _plausible(Reading(_feet(feet)), 1.0, 30.0)
    return _plausible(_quantity(word, _METRES), 1.0, 30.0)


def _feet(match: re.Match[str]) -> float:
    return (int(match[1]) + float(match[2] or 0.0) / 12.0) * _M_PER_FOOT


def read_length_m(text: str) -> Reading:
    """Return a limit of length or width in metres, inf for *none*."""
    word = text.strip().lower()
    if word == "none":
        return Reading(UNLIMITED)
    feet = _FEET.match(word)
    if feet:
        return _plausible(Reading(_feet(feet)), 1.0, 100.0)
    return _plausible(_quantity(word, _METRES), 1.0, 100.0)


def read_mass_t(text: str) -> Reading:
    """Return a limit of mass or axle load in tonnes, inf for *none*."""
    word = text.strip().lower()
    if word == "none":
        return Reading(UNLIMITED)
    return _plausible(_quantity(word, _TONNES), 0.1, 500.0)


def _quantity(word: str, units: dict[str, float]) -> Reading:
    match = _QUANTITY.match(word)
    if match is None or match[2] not in units:
        return Reading(None)
    return Reading(float(match[1].replace(",", ".")) * units[match[2]], doubtful="," in match[1])


def _plausible(reading: Reading, low: float, high: float) -> Reading:
    return reading if reading.value is not None and low <= reading.value <= high else Reading(None)


def read_gauges_mm(text: str) -> frozenset[int] | None:
    """Return the gauges of a track, several where it has more than two rails; None if unreadable.

    Several gauges are parted by ``;``, ``/``, ``|`` or ``+``; *standard* is 1435 mm by definition.
    """
    parts = [_STANDARD if part.strip().lower() == "standard" else part.strip().removesuffix("mm").strip()
             for part in re.split(r"[;/|+]", text)]  # fmt: skip
    if not all(part.isascii() and part.isdigit() and int(part) in GAUGES_MM for part in parts):
        return None
    return frozenset(int(part) for part in parts)


def read_duration_s(text: str) -> Reading:
    """Return a duration in seconds from ``hh:mm``, ``hh:mm:ss``, minutes or ISO 8601; the longest of several."""
    parts = [_duration(part.strip()) for part in text.split(";")]
    known = [time for time in parts if time is not None and 0 < time <= _LONGEST_SAILING_S]
    return Reading(float(max(known)), doubtful=len(parts) > 1) if known else Reading(None)


def _duration(text: str) -> int | None:
    clock = _CLOCK.match(text)
    if clock:
        hours, minutes, seconds = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        return hours * 3600 + minutes * 60 + seconds if minutes < 60 and seconds < 60 else None
    if text.isascii() and text.isdigit():
        return int(text) * 60
    iso = _ISO_DURATION.match(text)
    if iso is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
    total = days * 86_400 + hours * 3600 + minutes * 60 + seconds
    return total if total <= _LONGEST_SAILING_S and (minutes < 60 or not (days or hours)) else None
