"""One way of OpenStreetMap as facts: is it a road, a railway or a ferry, and what holds on it.

Ways with equal facts may be joined to one arc. What depends on the country (default speeds, the
legal height, a gauge that is not tagged) is left open here and filled in by ``osm.filling``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from corridor_planner.domain import ArcKind, Confidence, RoadClass, SeasonalRule, Source
from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import ACCESS_KEYS, access_flags, opens_to_motors
from corridor_planner.osm.conditions import CONDITIONAL_KEYS, Closure, read_closures
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.values import (
    ImplicitLimit,
    Reading,
    no_implicit_limit,
    read_duration_s,
    read_gauges_mm,
    read_height_m,
    read_mass_t,
    read_speed_kmh,
)

_CLASSES: Final = {
    "motorway": RoadClass.MOTORWAY, "motorway_link": RoadClass.MOTORWAY, "trunk": RoadClass.TRUNK,
    "trunk_link": RoadClass.TRUNK, "primary": RoadClass.PRIMARY, "primary_link": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY, "secondary_link": RoadClass.SECONDARY, "tertiary": RoadClass.TERTIARY,
    "tertiary_link": RoadClass.TERTIARY, "unclassified": RoadClass.UNCLASSIFIED, "road": RoadClass.UNCLASSIFIED,
    "residential": RoadClass.RESIDENTIAL, "living_street": RoadClass.RESIDENTIAL, "service": RoadClass.SERVICE,
    "track": RoadClass.TRACK,
}  # fmt: skip
_OTHERWISE_NOT_FOR_MOTORS: Final = frozenset({"pedestrian", "footway", "path", "cycleway", "bridleway", "busway"})
_UNPAVED: Final = frozenset({
    "unpaved", "gravel", "fine_gravel", "compacted", "pebblestone", "dirt", "earth", "ground", "soil", "sand", "mud",
    "grass", "clay", "rock", "stone", "rocks", "ice", "snow", "salt", "woodchips",
})  # fmt: skip
_PAVED: Final = frozenset({"paved", "asphalt", "concrete", "concrete:plates", "concrete:lanes", "paving_stones",
                           "sett", "cobblestone", "chipseal", "bricks", "metal", "wood"})  # fmt: skip
_ROUNDABOUTS: Final = frozenset({"roundabout", "circular"})
_ONEWAY: Final = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0}
_NOT_IN_USE: Final = ("construction", "proposed", "planned", "abandoned", "disused", "razed")

RELEVANT_TAGS: Final = (
    *(("highway", value) for value in (*_CLASSES, *sorted(_OTHERWISE_NOT_FOR_MOTORS))),
    ("railway", "rail"), ("route", "ferry"),
)  # fmt: skip
RELEVANT_KEYS: Final = ACCESS_KEYS | frozenset(CONDITIONAL_KEYS) | frozenset({
    "highway", "railway", "route", "oneway", "junction", "maxspeed", "maxspeed:hgv", "maxspeed:type", "source:maxspeed",
    "zone:traffic", "maxheight", "maxheight:physical", "maxweight", "maxweight:hgv", "maxaxleload", "toll", "toll:hgv",
    "surface", "tracktype", "tunnel", "bridge", "duration", "gauge", "electrified", "service", "seasonal",
    "winter_road", "ice_road", "foot", "area", "mountain_pass", "usage", "barrier", *_NOT_IN_USE,
})  # fmt: skip


class WayFacts(NamedTuple):
    """What holds on a way.

    Attributes
    ----------
    kind
        ``ArcKind.ROAD``, ``RAIL`` or ``SAIL``.
    forward, backward
        May be travelled in, and against, the direction it is drawn.
    light_kmh, heavy_kmh
        Tagged limit for cars and trucks (or trains); 0 where there is none, inf for *none*.
    urban
        A settlement's rules hold, as far as tags tell.
    speeds_as
        Kind of road in the table of default speeds.
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
    forward: bool = True
    backward: bool = True
    light_kmh: float = 0.0
    heavy_kmh: float = 0.0
    urban: bool = False
    speeds_as: str = ""
    flags: int = 0
    max_mass_t: float = math.inf
    max_height_m: float = math.inf
    max_axle_t: float = math.inf
    duration_s: int = -1
    gauges_mm: tuple[int, ...] = ()
    season: tuple[SeasonalRule, ...] = ()
    alone: int = 0


class Note(NamedTuple):
    """A finding about a way that is not yet tied to its id."""

    kind: FindingKind
    key: str = ""
    value: str = ""


class _Reader:
    """Reads values and keeps what was odd."""

    def __init__(self, way_id: int, tags: Mapping[str, str], as_of: str) -> None:
        self.way_id, self.tags, self.as_of = way_id, tags, as_of
        self.notes: list[Note] = []

    def take(self, key: str, reading: Reading) -> float | None:
        if reading.value is None:
            self.notes.append(Note(FindingKind.VALUE_UNUSABLE, key, self.tags[key]))
        elif reading.doubtful and reading.value >= 0:
            self.notes.append(Note(FindingKind.VALUE_DOUBTFUL, key, self.tags[key]))
        return reading.value


def read_way(
    way_id: int, tags: Mapping[str, str], implicit: ImplicitLimit = no_implicit_limit, *, as_of: str = "undated"
) -> tuple[WayFacts | None, tuple[Note, ...]]:
    """Return the facts of a way and what was odd; None for a way that nothing travels on.

    Ways that are planned, under construction or given up are left out.
    """
    reader = _Reader(way_id, tags, as_of)
    facts: WayFacts | None = None
    if tags.get("railway") == "rail":
        facts = _railway(reader)
    elif "highway" in tags:
        facts = _road(reader, implicit)
    elif tags.get("route") == "ferry":
        facts = _ferry(reader)
    return facts, tuple(reader.notes)


def read_road_class(tags: Mapping[str, str]) -> RoadClass | None:
    """Return the class of a road for vehicles; None for paths and for roads that do not exist yet."""
    highway = tags.get("highway", "")
    if highway in _OTHERWISE_NOT_FOR_MOTORS:
        return RoadClass.SERVICE if opens_to_motors(tags) else None
    if any(tags.get(key) == "yes" for key in _NOT_IN_USE) or tags.get("area") == "yes":
        return None
    return _CLASSES.get(highway)


def read_directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether a road may be driven as drawn, and against it."""
    said = _ONEWAY.get(tags.get("oneway", "").strip().lower())
    if said is None:
        implied = tags.get("junction") in _ROUNDABOUTS or tags.get("highway") in ("motorway", "motorway_link")
        said = int(implied)
    return said >= 0, said <= 0


def read_unpaved(tags: Mapping[str, str]) -> bool:
    """Tell whether a road is known to be unpaved; a track is unless its surface says otherwise."""
    surface = tags.get("surface", "").split(";")[0].strip()
    if surface in _UNPAVED:
        return True
    if surface in _PAVED:
        return False
    return tags.get("highway") == "track" and tags.get("tracktype") != "grade1"


def read_urban(tags: Mapping[str, str]) -> bool:
    """Tell whether the rules of settlements hold."""
    if tags.get("highway") in ("residential", "living_street"):
        return True
    return any(tags.get(key, "").lower().endswith(("urban", "living_street", "zone30", "zone:30", "zone:20"))
               for key in ("maxspeed", "maxspeed:type", "source:maxspeed", "zone:traffic"))  # fmt: skip


def read_speed_kind(tags: Mapping[str, str], road_class: RoadClass) -> str:
    """Return the kind of road whose usual speeds hold; ramps are driven like tertiary roads."""
    highway = tags.get("highway", "")
    if highway.endswith("_link"):
        return "tertiary"
    return highway if highway == "living_street" else road_class.name.lower()


def _road(reader: _Reader, implicit: ImplicitLimit) -> WayFacts | None:
    tags = reader.tags
    road_class = read_road_class(tags)
    if road_class is None:
        return None
    forward, backward = read_directions(tags)
    flags, unread = access_flags(tags)
    if unread:
        reader.notes.append(Note(FindingKind.ACCESS_UNKNOWN, unread, tags[unread]))
    light, heavy = _speeds(reader, implicit)
    flags |= _road_flags(tags)
    flags, season = _season(reader, flags)
    return WayFacts(
        kind=ArcKind.ROAD, road_class=road_class, forward=forward, backward=backward, light_kmh=light,
        heavy_kmh=heavy, urban=read_urban(tags), speeds_as=read_speed_kind(tags, road_class), flags=int(flags),
        max_mass_t=_limit(reader, ("maxweight:hgv", "maxweight"), mass=True),
        max_height_m=_limit(reader, ("maxheight", "maxheight:physical"), mass=False),
        max_axle_t=_limit(reader, ("maxaxleload",), mass=True), season=season,
        alone=reader.way_id if season else 0,
    )  # fmt: skip


def _speeds(reader: _Reader, implicit: ImplicitLimit) -> tuple[float, float]:
    light = 0.0
    if "maxspeed" in reader.tags:
        light = reader.take("maxspeed", read_speed_kmh(reader.tags["maxspeed"], implicit)) or 0.0
    heavy = light
    if "maxspeed:hgv" in reader.tags:
        heavy = reader.take("maxspeed:hgv", read_speed_kmh(reader.tags["maxspeed:hgv"], implicit)) or light
    return light, heavy


def _limit(reader: _Reader, keys: tuple[str, ...], *, mass: bool) -> float:
    for key in keys:
        if key in reader.tags:
            read = read_mass_t if mass else read_height_m
            value = reader.take(key, read(reader.tags[key]))
            if value is not None:
                return value
    return math.inf


def _road_flags(tags: Mapping[str, str]) -> Flag:
    flags = Flag(0)
    if tags.get("toll") == "yes" or tags.get("toll:hgv") == "yes":
        flags |= Flag.TOLL
    if read_unpaved(tags):
        flags |= Flag.UNPAVED
    if tags.get("junction") in _ROUNDABOUTS:
        flags |= Flag.ROUNDABOUT
    if tags.get("mountain_pass") == "yes":
        flags |= Flag.MOUNTAIN
    return flags | _structure_flags(tags)


def _structure_flags(tags: Mapping[str, str]) -> Flag:
    tunnel = Flag.TUNNEL if tags.get("tunnel", "no") != "no" else Flag(0)
    return tunnel | (Flag.BRIDGE if tags.get("bridge", "no") != "no" else Flag(0))


def _season(reader: _Reader, flags: Flag) -> tuple[Flag, tuple[SeasonalRule, ...]]:
    closures, ignored = read_closures(reader.tags)
    reader.notes += [Note(FindingKind.CONDITION_IGNORED, key, reader.tags[key]) for key in ignored]
    for closure in closures:
        reader.notes.append(Note(FindingKind.SEASON_TAKEN, closure.key, closure.value))
        if closure.rounded:
            reader.notes.append(Note(FindingKind.SEASON_ROUNDED, closure.key, closure.value))
        if closure.opens:
            flags &= ~(Flag.NO_TRUCK if closure.trucks_only else Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH)
    return flags, tuple(_seasonal_rule(reader, number, closure) for number, closure in enumerate(closures))


def _seasonal_rule(reader: _Reader, number: int, closure: Closure) -> SeasonalRule:
    way_id = reader.way_id
    source = Source(
        table="osm", row_id=f"way/{way_id}", text=f"OpenStreetMap contributors, {closure.key}={closure.value}",
        as_of=reader.as_of, confidence=Confidence.PUBLISHED,
    )  # fmt: skip
    return SeasonalRule(
        id=f"osm-way-{way_id}-{number}", name=f"way {way_id} of OpenStreetMap", country="", type="road",
        closed_months=closure.months, restricted_months=frozenset(), delay_factor=1.0, scope="leg",
        scope_ids=(f"way/{way_id}",), vehicles="truck" if closure.trucks_only else "all",
        reason=f"{closure.key}={closure.value}", alternative="", source=source,
    )  # fmt: skip


def _railway(reader: _Reader) -> WayFacts | None:
    tags = reader.tags
    if any(tags.get(key) == "yes" for key in _NOT_IN_USE):
        return None
    flags = _structure_flags(tags)
    if tags.get("electrified", "no") not in ("no", "unknown"):
        flags |= Flag.ELECTRIFIED
    if tags.get("service") in ("yard", "siding", "spur") or tags.get("usage") in ("military", "test"):
        flags |= Flag.YARD
    speed, _ = _speeds(reader, no_implicit_limit)
    gauges: frozenset[int] | None = frozenset()
    if tags.get("gauge"):
        gauges = read_gauges_mm(tags["gauge"])
        if gauges is None:
            reader.notes.append(Note(FindingKind.VALUE_UNUSABLE, "gauge", tags["gauge"]))
    if not math.isfinite(speed):
        speed = 0.0
    return WayFacts(kind=ArcKind.RAIL, light_kmh=speed, heavy_kmh=speed, flags=int(flags),
                    gauges_mm=tuple(sorted(gauges or ())))  # fmt: skip


def _ferry(reader: _Reader) -> WayFacts | None:
    tags = reader.tags
    said = [key for key in ("motorcar", "motor_vehicle", "vehicle", "hgv", "access") if key in tags]
    if not said and "foot" in tags:
        reader.notes.append(Note(FindingKind.FERRY_FOOT_ONLY, "foot", tags["foot"]))
        return None
    if not said:
        reader.notes.append(Note(FindingKind.FERRY_ACCESS_ASSUMED))
    flags, _ = access_flags(tags)
    if flags & Flag.NO_CAR and flags & Flag.NO_TRUCK:
        reader.notes.append(Note(FindingKind.FERRY_FOOT_ONLY, said[0], tags[said[0]]))
        return None
    duration = reader.take("duration", read_duration_s(tags["duration"])) if "duration" in tags else None
    if duration is None:
        reader.notes.append(Note(FindingKind.FERRY_ESTIMATED))
    flags, season = _season(reader, flags)
    forward = tags.get("oneway") != "-1"
    return WayFacts(kind=ArcKind.SAIL, forward=forward, backward=tags.get("oneway") not in ("yes", "1", "true"),
                    flags=int(flags), duration_s=-1 if duration is None else round(duration), season=season,
                    alone=reader.way_id)  # fmt: skip
