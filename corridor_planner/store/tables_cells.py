"""Turn the text of a cell into the value that its column asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from math import inf
from zoneinfo import ZoneInfo

from corridor_planner.store.cells import CellError, parse_flag, parse_line, parse_list, parse_months, parse_number
from corridor_planner.store.schema import CellType, Column

Points = tuple[tuple[float, float], ...]
Value = str | float | int | bool | frozenset[int] | tuple[str, ...] | Points | None

_ID = re.compile(r"[^\s;,]+( [^\s;,]+)*")
_AS_OF = re.compile(r"(?P<year>\d{4})(?:-(?P<last>\d{4})?|-(?P<month>\d\d)(?:-(?P<day>\d\d))?|-Q[1-4]|-H[12])?")
_UNDATED = "undated"
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

_ISO_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY "
    "BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK "
    "FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
ISO_COUNTRIES = frozenset(_ISO_CODES.split())


def parse_cell(text: str, column: Column, *, decimal_comma: bool = False) -> Value:
    """Return the value of a cell; None where it is empty and may be.

    Raises
    ------
    CellError
        With the rule that the cell breaks and what mends it.

    """
    if not text:
        if column.optional:
            return None
        raise CellError("it must not be empty", "fill it in")
    if column.type in _NUMBERS:
        return _number(text, column, decimal_comma=decimal_comma)
    reader = _READERS.get(column.type)
    return reader(text, column) if reader else text


_NUMBERS = {CellType.FLOAT, CellType.INT, CellType.LON, CellType.LAT}
_LIMITS = {CellType.LON: (-180.0, 180.0), CellType.LAT: (-90.0, 90.0)}


def _number(text: str, column: Column, *, decimal_comma: bool) -> float | int:
    low, high = _LIMITS.get(column.type, (column.low, column.high))
    # Only coordinates have a range narrow enough to tell 57,250 from 57.25; the world's loader knows no other.
    sure = (low, high) if column.type in _LIMITS else (-inf, inf)
    value = parse_number(text, low=sure[0], high=sure[1], decimal_comma=decimal_comma)
    if not low <= value <= high:
        unit = f" {column.unit}" if column.unit else ""
        raise CellError(f"it must lie from {low:g} to {high:g}{unit}", "check the unit and the digits")
    if column.type is not CellType.INT:
        return value
    if value != int(value):
        raise CellError("it must be a whole number", "round it")
    return int(value)


def _identity(text: str, _: Column) -> str:
    if not _ID.fullmatch(text):
        raise CellError("an id has no comma, semicolon or double blank", "use letters, digits and hyphens")
    return text


def _word(text: str, column: Column) -> str:
    if text not in column.values:
        raise CellError(f"it must be one of {', '.join(column.values)}", "choose one of them")
    return text


def _country(text: str, column: Column) -> str:
    if text not in ISO_COUNTRIES and text not in column.also:
        others = f" or {', '.join(column.also)}" if column.also else ""
        raise CellError(f"{text!r} must be an ISO 3166-1 alpha-2 code{others}", "write KZ, not KAZ or Kazakhstan")
    return text


def _countries(text: str, column: Column) -> tuple[str, ...]:
    return tuple(_country(part, column) for part in parse_list(text))


@lru_cache(maxsize=128)
def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _zone(text: str, _: Column) -> str:
    if not _zone_exists(text):
        raise CellError("it must be a zone of the IANA database", "write a name such as Asia/Tashkent")
    return text


@lru_cache(maxsize=512)
def _hours_valid(text: str) -> bool:
    from opening_hours import validate  # heavy, and only a full check needs it

    return bool(validate(text))


def _hours(text: str, _: Column) -> str:
    if not _hours_valid(text):
        raise CellError("it must be OpenStreetMap opening_hours syntax", "write Mo-Fr 09:00-18:00 or 24/7")
    return text


def _clocks(text: str, _: Column) -> tuple[str, ...]:
    clocks = parse_list(text)
    if not all(_CLOCK.fullmatch(clock) for clock in clocks):
        raise CellError("times are HH:MM from 00:00 to 23:59, with semicolons between", "write 07:00;19:30")
    return clocks


def _date(text: str, _: Column) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise CellError("it must be a date", "write it as 2026-07-01") from None
    return text


def _as_of(text: str, _: Column) -> str:
    spans = [_AS_OF.fullmatch(part) for part in text.split(" to ")]
    if text != _UNDATED and not (len(spans) <= 2 and all(span and _is_time(span) for span in spans)):
        raise CellError(
            "it must be a year, month, date or span of years", "write 2025, 2025-11, 2025-11-30 or 2022-2025"
        )
    return text


def _is_time(span: re.Match[str]) -> bool:
    year, last, month, day = (int(span[name] or 0) for name in ("year", "last", "month", "day"))
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return False
    return not last or last >= year


_READERS: Mapping[CellType, Callable[[str, Column], Value]] = {
    CellType.ID: _identity,
    CellType.ENUM: _word,
    CellType.FLAG: lambda text, _: parse_flag(text),
    CellType.LIST: lambda text, _: parse_list(text),
    CellType.REFS: lambda text, _: parse_list(text),
    CellType.MONTHS: lambda text, _: parse_months(text),
    CellType.LINE: lambda text, _: parse_line(text),
    CellType.COUNTRY: _country,
    CellType.COUNTRIES: _countries,
    CellType.ZONE: _zone,
    CellType.HOURS: _hours,
    CellType.CLOCKS: _clocks,
    CellType.DATE: _date,
    CellType.AS_OF: _as_of,
}
