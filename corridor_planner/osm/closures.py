"""Conditional and seasonal tags of a way as closures by months, limits and flags.

``no @ (Oct-May)`` shuts a road in months; ``no @ (weight>12)`` is a limit of mass; ``no @ (hgv)`` and
``destination @ (weight>7.5)`` are flags of trucks. ``seasonal`` lists the seasons of use, and a
winter or ice road is shut in the months that the table of seasonal roads gives. What depends on
hours, weekdays or weather is not used and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import CAR, CLASSES, COACH, TRUCK, Access, VehicleClass, read_access, read_word
from corridor_planner.osm.conditions import ALL_MONTHS, Condition, Limit, read_conditions
from corridor_planner.osm.values import read_length_m, read_mass_t

_CONCERNS: Final[dict[str, tuple[VehicleClass, ...]]] = {
    "access": CLASSES, "vehicle": CLASSES, "motor_vehicle": CLASSES, "motorcar": (CAR,), "hgv": (TRUCK,),
    "coach": (COACH,), "tourist_bus": (COACH,),
}  # fmt: skip
_LIMITED: Final = {"maxweight": "mass", "maxaxleload": "axle", "maxheight": "height", "maxlength": "length",
                   "maxwidth": "width"}  # fmt: skip
CONDITIONAL_KEYS: Final = tuple(f"{key}:conditional" for key in (*_CONCERNS, *_LIMITED, "maxweight:hgv"))
_SEASONS: Final = {"winter": {12, 1, 2}, "spring": {3, 4, 5}, "summer": {6, 7, 8}, "autumn": {9, 10, 11}}
NONE: Final = Flag(0)
FROST_KEYS: Final = ("winter_road", "ice_road")


class Closure(NamedTuple):
    """Months in which a way is shut.

    ``trucks_only`` limits it; ``rounded`` tells that parts of months were taken as whole ones.
    """

    months: frozenset[int]
    key: str
    value: str
    trucks_only: bool = False
    rounded: bool = False


@dataclass(slots=True)
class Conditional:
    """What the conditional tags of a way come to.

    Attributes
    ----------
    shut, opened
        Flags to set, and flags that the plain tags set and a condition lifts.
    limits
        Least limit by what is measured (see ``conditions.Limit``).
    ignored
        Keys of which at least one clause is not used.
    """

    closures: list[Closure] = field(default_factory=list)
    shut: Flag = NONE
    opened: Flag = NONE
    limits: dict[str, float] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def limit(self, limit: Limit) -> None:
        """Take the least of several limits of one thing."""
        self.limits[limit.what] = min(limit.value, self.limits.get(limit.what, limit.value))


def read_conditional(tags: Mapping[str, str], closed_months: Mapping[tuple[str, str], frozenset[int]]) -> Conditional:
    """Return what the conditional and seasonal tags of a way come to.

    Parameters
    ----------
    closed_months
        By key and value: when a road of that kind is shut, such as a winter road.
    """
    found = Conditional()
    for key in CONDITIONAL_KEYS:
        if key in tags:
            plain = key.removesuffix(":conditional")
            for clause in read_conditions(tags[key]) or (Condition(value="", other="?"),):
                used = (
                    _take_limit(found, clause, key, tags)
                    if plain.split(":")[0] in _LIMITED
                    else _take_access(found, clause, plain, key, tags)
                )
                if not used and key not in found.ignored:
                    found.ignored.append(key)
    by_season = list(_season_tags(tags, closed_months))
    if not by_season and tags.get("seasonal", "no") != "no":
        found.ignored.append("seasonal")
    found.closures += by_season
    return found


def _take_access(found: Conditional, clause: Condition, plain: str, key: str, tags: Mapping[str, str]) -> bool:
    """Take one clause on access; False where it is not used."""
    meaning = read_word(clause.value)
    concerned = tuple(v for v in _CONCERNS[plain] if v is TRUCK) if clause.trucks else _CONCERNS[plain]
    if meaning is None or clause.other or len(clause.limits) > 1 or not concerned:
        return False
    shut = tuple(v for v in concerned if read_access(tags, v)[0] is Access.CLOSED)
    if clause.months is not None:
        by_vehicle = bool(clause.limits) or concerned == (TRUCK,)
        return not clause.callers and _take_months(found, clause, meaning, shut, Closure(
            months=clause.months, key=key, value=tags[key], trucks_only=by_vehicle, rounded=clause.rounded,
        ))  # fmt: skip
    if clause.limits:
        return not clause.callers and _take_vehicle(found, clause.limits[0], meaning, concerned, shut)
    if clause.callers:  # those who have business there may pass what is shut to others
        _open(found, shut, Access.LOCAL)
        return meaning is not Access.CLOSED
    if meaning is not Access.CLOSED:
        _open(found, shut, meaning)
    else:
        _shut(found, concerned, meaning)
    return True


def _take_months(
    found: Conditional, clause: Condition, meaning: Access, shut: tuple[VehicleClass, ...], closure: Closure
) -> bool:
    if meaning is Access.CLOSED:
        if all(limit.above for limit in clause.limits):
            found.closures.append(closure)
            return True
        return False
    closed = ALL_MONTHS - closure.months
    if meaning is not Access.OPEN or not shut or clause.limits or closure.rounded or not closed:
        return False
    _open(found, shut, Access.OPEN)
    found.closures.append(closure._replace(months=closed))
    return True


def _take_vehicle(
    found: Conditional, limit: Limit, meaning: Access, concerned: tuple[VehicleClass, ...],
    shut: tuple[VehicleClass, ...],
) -> bool:  # fmt: skip
    """Take a clause that holds for vehicles above a limit, or for those within one."""
    if limit.above and meaning is not Access.OPEN and TRUCK in concerned:
        if meaning is Access.CLOSED:
            found.limit(limit)
        else:
            _shut(found, (TRUCK,), meaning)
        return True
    if not limit.above and meaning is Access.OPEN and shut:
        _open(found, shut, Access.OPEN)
        found.limit(limit)
        return True
    return False


def _take_limit(found: Conditional, clause: Condition, key: str, tags: Mapping[str, str]) -> bool:
    """Take one clause on a limit; one that holds in some months shuts the way to trucks in them."""
    plain = key.removesuffix(":conditional")
    what = _LIMITED[plain.split(":")[0]]
    value = (read_mass_t if what in ("mass", "axle") else read_length_m)(clause.value).value
    if value is None or clause.other or clause.callers or clause.limits:
        return False
    if clause.months is None:
        if clause.trucks:
            found.limit(Limit(what, value, above=True))
        return clause.trucks
    found.closures.append(Closure(clause.months, key, tags[key], trucks_only=True, rounded=clause.rounded))
    return True


def _open(found: Conditional, shut: tuple[VehicleClass, ...], meaning: Access) -> None:
    for vehicle in shut:
        found.opened |= vehicle.closed
        if meaning is Access.LOCAL:
            found.shut |= vehicle.local


def _shut(found: Conditional, concerned: tuple[VehicleClass, ...], meaning: Access) -> None:
    for vehicle in concerned:
        found.shut |= vehicle.closed if meaning is Access.CLOSED else vehicle.local


def _season_tags(tags: Mapping[str, str], closed_months: Mapping[tuple[str, str], frozenset[int]]) -> Iterator[Closure]:
    """``seasonal`` lists the seasons of use; a winter or ice road bears only in frost."""
    season = tags.get("seasonal", "")
    words = [part.strip() for part in season.split(";")]
    if season and all(word in _SEASONS for word in words):
        open_months = frozenset().union(*(_SEASONS[word] for word in words))
        yield Closure(months=ALL_MONTHS - open_months, rounded=True, key="seasonal", value=season)
    for key in FROST_KEYS:
        months = closed_months.get((key, tags.get(key, "")))
        if months:
            yield Closure(months=months, rounded=True, key=key, value=tags[key])
