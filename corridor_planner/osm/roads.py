"""A road as facts: class, directions, limits and flags for cars, trucks and coaches."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from corridor_planner.domain import ArcKind, RoadClass
from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import ACCESS_KEYS, DIRECTIONS, NOBODY, access_flags, opens_to_motors
from corridor_planner.osm.closures import Conditional
from corridor_planner.osm.facts import Reader, WayFacts
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.oneways import ONEWAY_KEYS, ROUNDABOUTS, Directions, read_directions
from corridor_planner.osm.seasons import read_seasons
from corridor_planner.osm.speeds import read_limits, read_urban
from corridor_planner.osm.surfaces import SURFACE_KEYS, read_surface
from corridor_planner.osm.values import Reading, read_height_m, read_length_m, read_mass_t

_CLASSES: Final = {
    "motorway": RoadClass.MOTORWAY, "motorway_link": RoadClass.MOTORWAY, "trunk": RoadClass.TRUNK,
    "trunk_link": RoadClass.TRUNK, "primary": RoadClass.PRIMARY, "primary_link": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY, "secondary_link": RoadClass.SECONDARY, "tertiary": RoadClass.TERTIARY,
    "tertiary_link": RoadClass.TERTIARY, "unclassified": RoadClass.UNCLASSIFIED, "road": RoadClass.UNCLASSIFIED,
    "residential": RoadClass.RESIDENTIAL, "living_street": RoadClass.RESIDENTIAL, "service": RoadClass.SERVICE,
    "track": RoadClass.TRACK,
}  # fmt: skip
_OTHERWISE_NOT_FOR_MOTORS: Final = frozenset({
    "pedestrian", "footway", "path", "cycleway", "bridleway", "busway", "bus_guideway", "steps", "corridor",
    "platform", "via_ferrata", "elevator",
})  # fmt: skip
_WAITING: Final = ("construction", "proposed", "planned")
_GIVEN_UP: Final = ("abandoned", "disused", "razed", "demolished", "dismantled", "removed")
NOT_IN_USE: Final = _WAITING + _GIVEN_UP
_STILL_OPEN: Final = frozenset({"no", "minor", "widening"})  # works that leave a road open
_TOLLS: Final = ("toll:hgv", "toll:motorcar", "toll:motor_vehicle")
_LIMITS: Final = {
    "maxweight": ("maxweight:hgv", "maxweight", "maxweightrating:hgv", "maxweightrating"),
    "maxheight": ("maxheight", "maxheight:legal", "maxheight:physical"), "maxaxleload": ("maxaxleload",),
    "maxlength": ("maxlength:hgv", "maxlength"), "maxwidth": ("maxwidth:hgv", "maxwidth", "maxwidth:physical"),
}  # fmt: skip
_NOT_USED: Final = ("hazmat", "hazmat:water", "maxbogieweight", "maxaxles")

PATH_VALUES: Final = tuple(sorted(_OTHERWISE_NOT_FOR_MOTORS))
ROAD_KEYS: Final = ACCESS_KEYS | ONEWAY_KEYS | {key for keys in _LIMITS.values() for key in keys} | {
    "highway", "area", "service", "toll", "tunnel", "bridge", "mountain_pass", "impassable", "status", "motorroad",
    *_TOLLS, *NOT_IN_USE, *SURFACE_KEYS, *_NOT_USED,
}  # fmt: skip


def read_lifecycle(tags: Mapping[str, str], value: str) -> FindingKind | None:
    """Return why a road or railway of some value is not there to be used; None where it is."""
    if value in _WAITING or any(tags.get(key) == "yes" for key in _WAITING[1:]):
        return FindingKind.LEFT_OUT_PLANNED
    if "construction" in tags and tags["construction"] not in _STILL_OPEN:
        return FindingKind.LEFT_OUT_PLANNED
    if value in _GIVEN_UP or any(tags.get(key) == "yes" for key in _GIVEN_UP):
        return FindingKind.LEFT_OUT_GIVEN_UP
    return None


def read_road_class(tags: Mapping[str, str]) -> RoadClass | FindingKind | None:
    """Return the class of a road for vehicles, or why it is left out; None for what is no road at all."""
    highway = tags.get("highway", "")
    gone = read_lifecycle(tags, highway)
    if gone is not None:
        return gone
    if tags.get("area") == "yes":
        return FindingKind.LEFT_OUT_AREA
    if highway in _OTHERWISE_NOT_FOR_MOTORS:
        return RoadClass.SERVICE if opens_to_motors(tags) else FindingKind.LEFT_OUT_NOT_FOR_MOTORS
    if tags.get("impassable") == "yes" or tags.get("status") == "impassable":
        return FindingKind.LEFT_OUT_IMPASSABLE
    return _CLASSES.get(highway)


def read_speed_kind(tags: Mapping[str, str], road_class: RoadClass) -> str:
    """Return the kind of road whose usual speeds hold; ramps are driven like tertiary roads."""
    highway = tags.get("highway", "")
    if highway.endswith("_link"):
        return "tertiary"
    return highway if highway == "living_street" else road_class.name.lower()


def read_road(reader: Reader) -> WayFacts | None:
    """Return the facts of a road, None for one that no motor vehicle can use."""
    tags = reader.tags
    road_class = read_road_class(tags)
    if not isinstance(road_class, RoadClass):
        if road_class is not None:
            reader.note(road_class, "highway")
        return None
    surface = read_surface(reader)
    if surface.light_kmh <= 0.0 and surface.heavy_kmh <= 0.0:
        reader.note(FindingKind.LEFT_OUT_IMPASSABLE, "smoothness")
        return None
    one_way = read_directions(tags)
    if one_way.forward & one_way.backward & NOBODY == NOBODY:
        reader.note(FindingKind.LEFT_OUT_REVERSIBLE, "oneway")
        return None
    shared = _shared_flags(tags) | (Flag.UNPAVED if surface.unpaved else Flag(0))
    conditional, season = read_seasons(reader)
    flags, flags_back = _access_by_direction(reader, one_way, conditional)
    for key in _NOT_USED:
        if key in tags:
            reader.note(FindingKind.TAG_NOT_USED, key)
    limits = read_limits(reader)
    return WayFacts(
        kind=ArcKind.ROAD, road_class=road_class, forward=one_way.forward & NOBODY != NOBODY,
        backward=one_way.backward & NOBODY != NOBODY, light_kmh=limits.light, heavy_kmh=limits.heavy,
        light_back_kmh=limits.light_back, heavy_back_kmh=limits.heavy_back, light_cap_kmh=surface.light_kmh,
        heavy_cap_kmh=surface.heavy_kmh, urban=read_urban(tags), speeds_as=read_speed_kind(tags, road_class),
        flags=int(flags | shared), flags_back=int(flags_back | shared),
        max_mass_t=_limit(reader, "maxweight", conditional, "mass"),
        max_height_m=_limit(reader, "maxheight", conditional, "height"),
        max_axle_t=_limit(reader, "maxaxleload", conditional, "axle"),
        max_length_m=_limit(reader, "maxlength", conditional, "length"),
        max_width_m=_limit(reader, "maxwidth", conditional, "width"), season=season,
        alone=reader.way_id if season else 0,
    )  # fmt: skip


def _access_by_direction(reader: Reader, one_way: Directions, conditional: Conditional) -> tuple[Flag, Flag]:
    """Return the flags of who may go as drawn and against it."""
    tags = reader.tags
    if one_way.unread:
        reader.note(FindingKind.ACCESS_UNKNOWN, one_way.unread)
    if "oneway:conditional" in tags:
        reader.note(FindingKind.CONDITION_IGNORED, "oneway:conditional")
    plain, unread = access_flags(tags)
    if unread:
        reader.note(FindingKind.ACCESS_UNKNOWN, unread)
    by_direction = any(key.endswith(DIRECTIONS) for key in tags)
    forward, backward = (access_flags(tags, d)[0] if by_direction else plain for d in DIRECTIONS)
    if tags.get("service") == "emergency_access" and not any(key in ACCESS_KEYS for key in tags):
        forward = backward = NOBODY
    opened, shut = ~conditional.opened, conditional.shut
    return (forward & opened) | shut | one_way.forward, (backward & opened) | shut | one_way.backward


def _limit(reader: Reader, name: str, conditional: Conditional, what: str) -> float:
    """Return the limit that the first readable of its keys sets, or a condition below it; inf for none."""
    limit = math.inf
    for key in _LIMITS[name]:
        if key in reader.tags:
            value = reader.take(key, _read_limit(what, reader.tags[key]))
            if value is not None:
                limit = value
                break
    return min(limit, conditional.limits.get(what, math.inf))


def _read_limit(what: str, text: str) -> Reading:
    if what == "height":
        return read_height_m(text)
    return read_mass_t(text) if what in ("mass", "axle") else read_length_m(text)


def _shared_flags(tags: Mapping[str, str]) -> Flag:
    """Return the flags that hold in both directions: tolls and structures."""
    flags = structure_flags(tags)
    said = {key: tags[key] for key in ("toll", *_TOLLS) if key in tags}
    if said:
        general = said.get("toll:motor_vehicle", said.get("toll", "no"))
        flags |= Flag.TOLL if said.get("toll:hgv", general) not in ("no", "") else Flag(0)
        flags |= Flag.TOLL_CAR if said.get("toll:motorcar", general) not in ("no", "") else Flag(0)
    if tags.get("junction") in ROUNDABOUTS:
        flags |= Flag.ROUNDABOUT
    if tags.get("mountain_pass") == "yes":
        flags |= Flag.MOUNTAIN
    return flags


def structure_flags(tags: Mapping[str, str]) -> Flag:
    """Return whether a way runs in a tunnel or over a bridge; passages through houses count as tunnels."""
    tunnel = Flag.TUNNEL if tags.get("tunnel", "no") != "no" else Flag(0)
    return tunnel | (Flag.BRIDGE if tags.get("bridge", "no") != "no" else Flag(0))
