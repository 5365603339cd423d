"""Facts of one way, and the reader that keeps what was odd while they are read."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from corridor_planner.domain import ArcKind, LineClass, RoadClass, SeasonalRule
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.inputs import ReadingRules
from corridor_planner.osm.values import Reading


class WayFacts(NamedTuple):
    """What holds on a way.

    Attributes
    ----------
    kind
        ``ArcKind.ROAD``, ``RAIL`` or ``SAIL``.
    line_class, tracks
        Of a railway; 0 tracks where not tagged.
    forward, backward
        May be travelled in, and against, the direction it is drawn, by anyone.
    light_kmh, heavy_kmh, light_back_kmh, heavy_back_kmh
        Tagged limit for cars and trucks (or trains) as drawn, and against it; 0 where there is
        none, inf for *none*.
    light_cap_kmh, heavy_cap_kmh
        What the surface lets cars and trucks drive at most, inf for anything.
    urban
        A settlement's rules hold, as far as tags tell.
    speeds_as
        Kind of road in the table of default speeds.
    flags, flags_back
        Bit sets of ``Flag`` as drawn, and against it.
    max_height_m
        inf for no limit, ``LEGAL`` (-1) for the country's legal height.
    duration_s
        Of the whole way (ferries), -1 where not tagged.
    gauges_mm
        Of a railway, sorted; empty where not tagged.
    season
        Seasonal rules of this way.
    alone
        The way's id where it must not be joined with another (ferries, seasons), else 0.
    """

    kind: ArcKind
    road_class: RoadClass = RoadClass.NONE
    line_class: LineClass = LineClass.NONE
    tracks: int = 0
    forward: bool = True
    backward: bool = True
    light_kmh: float = 0.0
    heavy_kmh: float = 0.0
    light_back_kmh: float = 0.0
    heavy_back_kmh: float = 0.0
    light_cap_kmh: float = math.inf
    heavy_cap_kmh: float = math.inf
    urban: bool = False
    speeds_as: str = ""
    flags: int = 0
    flags_back: int = 0
    max_mass_t: float = math.inf
    max_height_m: float = math.inf
    max_axle_t: float = math.inf
    max_length_m: float = math.inf
    max_width_m: float = math.inf
    duration_s: int = -1
    gauges_mm: tuple[int, ...] = ()
    season: tuple[SeasonalRule, ...] = ()
    alone: int = 0

    @property
    def alike_both_ways(self) -> bool:
        """Tell whether the same holds in both directions."""
        return (
            self.forward
            and self.backward
            and self.flags == self.flags_back
            and (self.light_kmh, self.heavy_kmh) == (self.light_back_kmh, self.heavy_back_kmh)
        )


class Note(NamedTuple):
    """A finding about a way that is not yet tied to its id."""

    kind: FindingKind
    key: str = ""
    value: str = ""


class Reader:
    """Reads the values of a way and keeps what was odd."""

    def __init__(self, way_id: int, tags: Mapping[str, str], rules: ReadingRules, as_of: str) -> None:
        self.way_id, self.tags, self.rules, self.as_of = way_id, tags, rules, as_of
        self.notes: list[Note] = []

    def note(self, kind: FindingKind, key: str = "") -> None:
        """Keep a finding about a key and its value."""
        self.notes.append(Note(kind, key, self.tags.get(key, "")))

    def take(self, key: str, reading: Reading) -> float | None:
        """Return what a key's value reads as, None for nothing."""
        if reading.value is None:
            self.note(FindingKind.VALUE_UNUSABLE, key)
        elif reading.doubtful and reading.value >= 0:
            self.note(FindingKind.VALUE_DOUBTFUL, key)
        return reading.value
