"""Seasonal closures from OpenStreetMap's conditional tags, as whole months.

Read are closures and openings by months, such as ``motor_vehicle:conditional = no @ (Oct-May)``.
A part of a month counts as the whole of it, so that no plan relies on a road that may be shut.
Conditions on hours, weights or weather are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from corridor_planner.osm.access import Access, read_access

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"^([a-z]{3})[a-z]*\.?(?:\s+(\d{1,2}))?$")
_RULE = re.compile(r"([a-z_]+)\s*@\s*(\([^)]*\)|[^;]+)")
ALL_MONTHS = frozenset(range(1, 13))
_NO_FROST = frozenset(range(4, 12))

CONDITIONAL_KEYS = tuple(f"{key}:conditional" for key in ("access", "vehicle", "motor_vehicle", "hgv"))
_SEASONS = {"winter": {12, 1, 2}, "spring": {3, 4, 5}, "summer": {6, 7, 8}, "autumn": {9, 10, 11}}


class Closure(NamedTuple):
    """Months in which a way is shut.

    ``trucks_only`` limits it; ``rounded`` tells that parts of months were taken as whole ones;
    ``opens`` that the way is shut by its plain tags and open only outside the closed months.
    """

    months: frozenset[int]
    key: str
    value: str
    trucks_only: bool = False
    rounded: bool = False
    opens: bool = False


def read_closures(tags: Mapping[str, str]) -> tuple[tuple[Closure, ...], tuple[str, ...]]:
    """Return the seasonal closures of a way and the conditional keys that could not be read."""
    closures: list[Closure] = []
    ignored: list[str] = []
    for key in CONDITIONAL_KEYS:
        value = tags.get(key)
        if value is None:
            continue
        rules = list(_rules(tags, key, value))
        closures += rules
        if not rules:
            ignored.append(key)
    by_season = list(_season_tags(tags))
    if not by_season and tags.get("seasonal", "no") != "no":
        ignored.append("seasonal")
    closures += by_season
    return tuple(closures), tuple(ignored)


def _rules(tags: Mapping[str, str], key: str, value: str) -> Iterator[Closure]:
    plain = key.removesuffix(":conditional")
    for word, condition in _RULE.findall(value.lower()):
        span = read_months(condition.strip("() "))
        if span is None:
            continue
        months, rounded = span
        meaning = read_access({"access": word}, ("access",))[0]
        shut_else = read_access(tags, (plain, "access"))[0] is Access.CLOSED
        if meaning is Access.CLOSED:
            yield Closure(months=months, trucks_only=plain == "hgv", rounded=rounded, key=key, value=value)
        elif meaning is Access.OPEN and shut_else:
            closed = ALL_MONTHS - months
            if closed and not rounded:
                yield Closure(months=closed, trucks_only=plain == "hgv", opens=True, key=key, value=value)


def _season_tags(tags: Mapping[str, str]) -> Iterator[Closure]:
    """``seasonal`` lists the seasons of use; a winter or ice road bears only frost."""
    season = tags.get("seasonal", "")
    words = [part.strip() for part in season.split(";")]
    if season and all(word in _SEASONS for word in words):
        open_months = frozenset().union(*(_SEASONS[word] for word in words))
        yield Closure(months=ALL_MONTHS - open_months, rounded=True, key="seasonal", value=season)
    for key in ("winter_road", "ice_road"):
        if tags.get(key) == "yes":
            yield Closure(months=_NO_FROST, rounded=True, key=key, value="yes")


def read_months(text: str) -> tuple[frozenset[int], bool] | None:
    """Return the months that a text such as ``Oct-May`` or ``Nov 15-Apr 10, Dec`` touches.

    The second value tells whether parts of months were rounded to whole ones. None when the text
    is about anything else.
    """
    months: set[int] = set()
    rounded = False
    for part in text.lower().split(","):
        ends = [_DAY.match(end.strip()) for end in part.split("-")]
        if not 1 <= len(ends) <= 2 or any(end is None or end[1] not in _MONTHS for end in ends):
            return None
        known = [end for end in ends if end is not None]
        first, last = (_MONTHS.index(end[1]) for end in (known[0], known[-1]))
        months |= {(first + step) % 12 + 1 for step in range((last - first) % 12 + 1)}
        rounded |= known[0][2] not in (None, "1", "01") or (len(known) == 2 and known[-1][2] not in (None, "30", "31"))
        rounded |= len(known) == 1 and known[0][2] is not None
    return frozenset(months), rounded
