"""Legs of the backbone: undirected stretches of road or rail between two places."""

from __future__ import annotations

from dataclasses import dataclass

from corridor_planner.domain.facts import Source
from corridor_planner.domain.words import RoadClass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLeg:
    """A stretch of road inside one country; ``via`` are (lon, lat) points between the ends."""

    id: str
    from_id: str
    to_id: str
    via: tuple[tuple[float, float], ...]
    ref: str
    length_m: float
    road_class: RoadClass
    lanes: int
    paved: bool
    surface_quality: str
    speed_car_kmh: float
    speed_truck_kmh: float
    mountain: bool
    max_mass_t: float | None
    toll: bool
    seasonal_id: str
    operating: bool
    status: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RailLeg:
    """A stretch of railway inside one country; a dual-gauge line names both gauges."""

    id: str
    from_id: str
    to_id: str
    via: tuple[tuple[float, float], ...]
    line_name: str
    length_m: float
    gauges_mm: tuple[int, ...]
    tracks: int
    electrified: bool
    speed_freight_kmh: float
    speed_passenger_kmh: float
    operating: bool
    status: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonalRule:
    """A pass, road, port or regulation that is closed or slow in some months.

    Attributes
    ----------
    scope, scope_ids
        ``leg`` (ids of road legs), ``country`` or ``port``.
    vehicles
        ``all`` or ``truck``.
    banned_vehicles
        Vehicles shut out all year, e.g. ``("truck", "coach")``.
    road_classes
        Road classes the rule is limited to; empty means all.
    """

    id: str
    name: str
    country: str
    type: str
    closed_months: frozenset[int]
    restricted_months: frozenset[int]
    delay_factor: float
    scope: str
    scope_ids: tuple[str, ...]
    vehicles: str
    reason: str
    alternative: str
    source: Source
    banned_vehicles: tuple[str, ...] = ()
    road_classes: tuple[RoadClass, ...] = ()
