"""From a query string to a request: the command line's names, underscores for hyphens.

Everything is bounded and unknown names are refused with the nearest known one. Places stay text:
what they mean is decided by planning.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from enum import Enum
from typing import Final, TypeVar

from werkzeug.datastructures import MultiDict

from corridor_planner.cost.profile import Profile
from corridor_planner.domain import ROUTE_CRITERIA, Criterion, Load, Mode, RouteRequest, Stop
from corridor_planner.errors import InvalidInput, UnknownName
from corridor_planner.units import hours_to_s
from corridor_planner.webapp.limits import Limits

Query = MultiDict[str, str]
Choice = TypeVar("Choice", bound=Enum)

PARAMETERS: Final[Mapping[str, str]] = {
    "from": "place id, name, 'lon,lat' or one side of a crossing, '<crossing id>:<country>'",
    "to": "like from; may be left out with return=1",
    "via": "a stop on the way, or the id of a crossing to pass; may be repeated",
    "visit": "hours to stay at a stop, PLACE=HOURS; may be repeated",
    "open": "opening hours of a stop, PLACE=HOURS in OSM syntax; may be repeated",
    "profile": "name of a profile, see /api/v1/profiles",
    "depart": "ISO 8601; a date alone means 08:00, a time without zone is the origin's",
    "deadline": "ISO 8601",
    "by": "time, cost or co2e",
    "load": "container-40, container-20, reefer-40, wagon or truck",
    "count": "how many units of the load",
    "mass_t": "tonnes of cargo in one unit",
    "value_usd": "value of the cargo of one unit",
    "travellers": "how many people",
    "nationality": "ISO 3166-1 code, or a group of the nationality table",
    "registration": "country of the vehicle's plates",
    "avoid_country": "ISO 3166-1 alpha-2; may be repeated",
    "avoid_crossing": "id of a crossing; may be repeated",
    "avoid_mode": "road, rail, ferry or air; may be repeated",
    "max_transfers": "most changes of mode or gauge",
    "optimize": "1: put the stops in the best order",
    "return": "1: come back to the origin",
    "known_crossings_only": "1: only crossings that have a row in the tables",
    "seed": "whole number",
    "iterations": "most iterations of the optimizer",
    "time_limit": "most seconds for the optimizer",
    "lang": "en or ru",
}
_REPEATED = frozenset({"via", "visit", "open", "avoid_country", "avoid_crossing", "avoid_mode"})
_MOST_PEOPLE, _MOST_UNITS, _MOST_TONNES, _DEAREST_USD, _LONGEST_VISIT_H = 200, 1000, 200.0, 1e12, 240


def read_route_request(query: Query, limits: Limits) -> RouteRequest:
    """Return the request that a query describes.

    Raises
    ------
    InvalidInput
        Naming the parameter, its rule and the remedy.
    """
    _refuse_unknown(query, limits)
    round_trip = _flag(query, "return")
    return RouteRequest(
        origin=_needed(query, "from"),
        destination=query.get("to", "").strip() if round_trip else _needed(query, "to"),
        profile=_needed(query, "profile"),
        via=_stops(query),
        depart_text=query.get("depart", "").strip(),
        deadline_text=query.get("deadline", "").strip(),
        criterion=_criterion(query),
        load=_load(query),
        travellers=_whole(query, "travellers", 1, 1, _MOST_PEOPLE) or 1,
        nationality=query.get("nationality", "").strip(),
        registration=query.get("registration", "").strip().upper(),
        avoid_countries=tuple(text.upper() for text in _many(query, "avoid_country")),
        avoid_crossings=_many(query, "avoid_crossing"),
        avoid_modes=tuple(_word("avoid_mode", text, Mode) for text in _many(query, "avoid_mode")),
        max_transfers=_whole(query, "max_transfers", None, 0, 50),
        optimize=_flag(query, "optimize"),
        round_trip=round_trip,
        known_crossings_only=_flag(query, "known_crossings_only"),
        seed=_whole(query, "seed", 0, 0, 2**31 - 1) or 0,
        iterations=_whole(query, "iterations", None, 1, limits.most_iterations),
        time_limit_s=_number(query, "time_limit", limits.longest_search_s, 0.1, limits.longest_search_s),
        lang=_one_of("lang", query.get("lang", "en"), ("en", "ru")),
    )


def with_load(request: RouteRequest, profiles: tuple[Profile, ...], query: Query) -> RouteRequest:
    """Return the request with the parts of the load that were left out taken from the profile."""
    if request.load is None:
        return request
    default = next((p.load for p in profiles if p.name == request.profile), Load())
    load = Load(
        kind=request.load.kind if query.get("load") else default.kind, count=request.load.count,
        mass_t=request.load.mass_t if query.get("mass_t") else default.mass_t,
        value_usd=request.load.value_usd,
    )  # fmt: skip
    return replace(request, load=load)


def _refuse_unknown(query: Query, limits: Limits) -> None:
    for name in query:
        if name not in PARAMETERS:
            near = get_close_matches(name, PARAMETERS, n=1, cutoff=0.3)
            raise UnknownName(
                "parameter", name[: limits.longest_text], rule="it is not known",
                remedy=f"did you mean {near[0]!r}?" if near else "leave it out", candidates=tuple(near),
            )  # fmt: skip
        values = query.getlist(name)
        most = limits.most_stops if name in _REPEATED else 1
        if len(values) > most:
            raise InvalidInput(name, f"{len(values)} values", rule=f"it may be given at most {most} times",
                               remedy="leave some out")  # fmt: skip
        for value in values:
            if len(value) > limits.longest_text:
                raise InvalidInput(name, value[:40] + "...", rule=f"it may have at most {limits.longest_text} letters",
                                   remedy="shorten it")  # fmt: skip


def _needed(query: Query, name: str) -> str:
    text = query.get(name, "").strip()
    if not text:
        raise InvalidInput(name, "", rule="it must be given", remedy=f"give {PARAMETERS[name]}")
    return text


def _many(query: Query, name: str) -> tuple[str, ...]:
    return tuple(text for raw in query.getlist(name) if (text := raw.strip()))


def _stops(query: Query) -> tuple[Stop, ...]:
    via = _many(query, "via")
    visits = {place: _hours(place, text) for place, text in _by_place(query, "visit", via)}
    opening = dict(_by_place(query, "open", via))
    return tuple(Stop(place=v, visit_s=visits.get(v, 0), opening_hours=opening.get(v, "")) for v in via)


def _by_place(query: Query, name: str, via: tuple[str, ...]) -> list[tuple[str, str]]:
    pairs = []
    for text in _many(query, name):
        place, equals, value = text.partition("=")
        if not equals or place not in via:
            raise InvalidInput(name, text, rule="it must be PLACE=HOURS for a place given with via",
                               remedy="write for example uz-khiva=2")  # fmt: skip
        pairs.append((place, value))
    return pairs


def _hours(place: str, text: str) -> int:
    try:
        hours = float(text)
    except ValueError:
        hours = math.nan
    if not 0 <= hours <= _LONGEST_VISIT_H:
        raise InvalidInput("visit", f"{place}={text}", rule=f"a visit lasts 0 to {_LONGEST_VISIT_H} hours",
                           remedy="give hours, e.g. 1.5")  # fmt: skip
    return hours_to_s(hours)


def _one_of(name: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise InvalidInput(name, text, rule=f"it must be one of {', '.join(known)}", remedy="choose one of them")
    return text


def _flag(query: Query, name: str) -> bool:
    text = query.get(name, "").strip().lower()
    if text in ("", "0", "false", "no"):
        return False
    if text in ("1", "true", "yes", "on"):
        return True
    raise InvalidInput(name, text, rule="it is a yes or no", remedy="write 1 or 0")


def _criterion(query: Query) -> Criterion:
    text = query.get("by", "").strip()
    return Criterion(_one_of("by", text, tuple(c.value for c in ROUTE_CRITERIA))) if text else Criterion.TIME


def _word(name: str, text: str, kind: type[Choice]) -> Choice:
    return kind(_one_of(name, text, tuple(str(member.value) for member in kind)))


def _whole(query: Query, name: str, default: int | None, low: int, high: int) -> int | None:
    text = query.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or not low <= int(text) <= high:
        raise _refused(name, text, "a whole number", low, high)
    return int(text)


def _number(query: Query, name: str, default: float | None, low: float, high: float) -> float | None:
    text = query.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise _refused(name, text, "a number", low, high)
    return value


def _refused(name: str, text: str, words: str, low: float, high: float) -> InvalidInput:
    return InvalidInput(name, text, rule=f"it must be {words} from {low:g} to {high:g}", remedy="change it")


def _load(query: Query) -> Load | None:
    """Return what the query says of the load; None when it says nothing."""
    if not any(query.get(name) for name in ("load", "count", "mass_t", "value_usd")):
        return None
    kinds = ("container-40", "container-20", "reefer-40", "wagon", "truck")
    kind = _one_of("load", query.get("load", "").strip() or kinds[0], kinds)
    count = _whole(query, "count", 1, 1, _MOST_UNITS)
    mass_t = _number(query, "mass_t", 18.0, 0.0, _MOST_TONNES)
    return Load(kind=kind, count=count or 1, mass_t=18.0 if mass_t is None else mass_t,
                value_usd=_number(query, "value_usd", None, 0.0, _DEAREST_USD))  # fmt: skip
