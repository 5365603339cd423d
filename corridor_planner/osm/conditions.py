"""The grammar of OpenStreetMap's conditional tags: ``value @ (condition)``, several joined by ``;``.

A condition is read as far as a network can hold it: months, limits of the vehicle, and classes of
vehicle or purpose. Hours, weekdays and weather are named as such and left to the caller, which
counts them as not used. A part of a month counts as the whole of it, so that no plan relies on a
road that may be shut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from corridor_planner.osm.values import read_length_m, read_mass_t

ALL_MONTHS: Final = frozenset(range(1, 13))
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"^([a-z]{3})[a-z]*\.?(?:\s*(\d{1,2}))?$")
_CLAUSE = re.compile(r"([^@;]+?)\s*@\s*(\((?:[^()]|\([^()]*\))*\)|[^;]+)")
_AND = re.compile(r"\s+and\s+")
_LIMIT = re.compile(r"^([a-z_]+)\s*(<=|>=|<|>|=)\s*([\d.,]+\s*[a-z'\"]*)$")
_MASS: Final = frozenset({"weight", "maxweight", "weightrating", "maxweightrating", "gross_weight", "gvw", "mass"})
_AXLE: Final = frozenset({"axleload", "maxaxleload"})
_SIZES: Final = {"length": "length", "maxlength": "length", "width": "width", "maxwidth": "width", "height": "height",
                 "maxheight": "height"}  # fmt: skip
_TRUCKS: Final = frozenset({"hgv", "goods", "trailer", "hgv_articulated", "articulated", "lorry"})
_CALLERS: Final = frozenset({"destination", "delivery", "customers", "residents", "resident", "permit", "private"})


class Limit(NamedTuple):
    """A bound of the vehicle: what is measured (mass, axle, length, width, height), in tonnes or metres."""

    what: str
    value: float
    above: bool  # holds for vehicles above it; otherwise for those that stay within


class Condition(NamedTuple):
    """One value and when it holds.

    Attributes
    ----------
    months
        None where the condition does not speak of months.
    rounded
        Parts of months were taken as whole ones.
    trucks, callers
        Holds for trucks only; for those who have business there only.
    other
        What a network cannot hold, such as hours or weather; "" for nothing.
    """

    value: str
    months: frozenset[int] | None = None
    rounded: bool = False
    limits: tuple[Limit, ...] = ()
    trucks: bool = False
    callers: bool = False
    other: str = ""


def read_conditions(text: str) -> tuple[Condition, ...]:
    """Return the clauses of a conditional tag; none for a text that has no ``@``."""
    return tuple(_condition(value.strip(), said) for value, said in _CLAUSE.findall(text.lower()))


def _condition(value: str, said: str) -> Condition:
    said = said.strip()
    said = said[1:-1] if said.startswith("(") and said.endswith(")") else said
    found = Condition(value=value)
    for part in _AND.split(said.strip()):
        found = _with_part(found, part.strip(" ()"))
    return found


def _with_part(found: Condition, part: str) -> Condition:
    if part in _TRUCKS:
        return found._replace(trucks=True)
    if part in _CALLERS:
        return found._replace(callers=True)
    limit = _limit(part)
    if limit is not None:
        return found._replace(limits=(*found.limits, limit))
    span = read_months(part)
    if span is not None and found.months is None:
        return found._replace(months=span[0], rounded=span[1])
    return found._replace(other=part or "?")


def _limit(part: str) -> Limit | None:
    match = _LIMIT.match(part)
    if match is None:
        return None
    name, sign, number = match[1], match[2], match[3]
    what = "mass" if name in _MASS else "axle" if name in _AXLE else _SIZES.get(name)
    if what is None or sign == "=":
        return None
    value = (read_mass_t if what in ("mass", "axle") else read_length_m)(number).value
    return None if value is None else Limit(what, value, above=sign.startswith(">"))


def read_months(text: str) -> tuple[frozenset[int], bool] | None:
    """Return the months that a text such as ``Oct-May`` or ``Nov 15-Apr 10, Dec`` touches.

    The second value tells whether parts of months were rounded to whole ones. None when the text
    is about anything else.
    """
    months: set[int] = set()
    rounded = False
    for first, last in _spans(text):
        if first is None or last is None:
            return None
        begin, end = _MONTHS.index(first[1]), _MONTHS.index(last[1])
        months |= {(begin + step) % 12 + 1 for step in range((end - begin) % 12 + 1)}
        one_day = first is last and first[2] is not None
        rounded |= one_day or first[2] not in (None, "1", "01")
        rounded |= first is not last and last[2] not in (None, "30", "31")
    return frozenset(months), rounded


def _spans(text: str) -> Iterator[tuple[re.Match[str] | None, re.Match[str] | None]]:
    """Yield the ends of each span of days; None for an end that is no day of a month."""
    for part in text.lower().split(","):
        ends = [match if (match := _DAY.match(end.strip())) and match[1] in _MONTHS else None
                for end in part.split("-")]  # fmt: skip
        yield (ends[0], ends[-1]) if len(ends) <= 2 else (None, None)
