"""Which kinds of way a network is to hold: classes of road, ferries with them, and railways."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from corridor_planner.domain import ArcKind, RoadClass
from corridor_planner.errors import InvalidInput
from corridor_planner.osm.railways import RAIL_VALUES
from corridor_planner.osm.roads import NOT_IN_USE, PATH_VALUES

# Values of highway by class, best road first; ramps go with their class.
HIGHWAYS: Final = {
    "motorway": ("motorway", "motorway_link"),
    "trunk": ("trunk", "trunk_link"),
    "primary": ("primary", "primary_link"),
    "secondary": ("secondary", "secondary_link"),
    "tertiary": ("tertiary", "tertiary_link"),
    "unclassified": ("unclassified", "road"),
    "residential": ("residential", "living_street"),
    "service": ("service", *PATH_VALUES),
    "track": ("track",),
}
_RANGE: Final = ".."


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Classes of road, best first, and whether railways are wanted; ferries go with the roads."""

    roads: tuple[str, ...] = tuple(HIGHWAYS)
    rail: bool = True

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """Tags of the ways to read; also of those that are no longer in use, whose older versions must not count."""
        highways = tuple(("highway", value) for name in self.roads for value in HIGHWAYS[name])
        unused = tuple((key, value) for key in ("highway", "railway") for value in NOT_IN_USE)
        rails = tuple(("railway", value) for value in RAIL_VALUES) if self.rail else ()
        return (*highways, *unused, *((("route", "ferry"),) if self.roads else ()), *rails)

    def holds(self, kind: ArcKind, road_class: RoadClass) -> bool:
        """Tell whether a way is wanted."""
        if kind is ArcKind.RAIL:
            return self.rail
        return bool(self.roads) if kind is ArcKind.SAIL else road_class.name.lower() in self.roads

    def __str__(self) -> str:
        """Return the selection in words, such as ``motorway, trunk, rail``."""
        roads = ["all roads"] if len(self.roads) == len(HIGHWAYS) else list(self.roads)
        return ", ".join([*roads, *(["ferries"] if self.roads else []), *(["rail"] if self.rail else [])])


EVERYTHING: Final = Selection()


def read_selection(roads: str | None, *, no_roads: bool = False, no_rail: bool = False) -> Selection:
    """Return the selection of words like ``motorway..tertiary`` or ``motorway,trunk``; None means every class.

    Raises
    ------
    InvalidInput
        When a word is no class of road, or nothing is left to select.
    """
    if no_roads and roads is not None:
        raise InvalidInput("--roads", roads, rule="it cannot go with --no-roads", remedy="leave one of the two out")
    if no_roads and no_rail:
        raise InvalidInput("selection", "--no-roads --no-rail", rule="something must be left to travel on",
                           remedy="leave one of the two out")  # fmt: skip
    if no_roads:
        return Selection(roads=(), rail=True)
    if roads is None:
        return Selection(rail=not no_rail)
    classes = list(HIGHWAYS)
    chosen = {number for word in roads.split(",") for number in _numbers(word.strip(), classes)}
    return Selection(roads=tuple(classes[number] for number in sorted(chosen)), rail=not no_rail)


def _numbers(word: str, classes: list[str]) -> range:
    """Return the positions of one class, or of all between two."""
    best, dots, least = word.partition(_RANGE)
    first, last = _number(best, classes), _number(least if dots else best, classes)
    return range(min(first, last), max(first, last) + 1)


def _number(word: str, classes: list[str]) -> int:
    name = word.strip().lower().removesuffix("_link")
    if name not in classes:
        near = get_close_matches(name, classes, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise InvalidInput("class of road", word, rule=f"it must be one of {', '.join(classes)}",
                           remedy=f"{hint}give classes with commas, or a range like motorway..tertiary")  # fmt: skip
    return classes.index(name)
