"""What a build takes from the tables: default speeds, legal limits, gauges, crossings and places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import (
    ClassSpeed,
    Crossing,
    FeatureRule,
    Ferry,
    GaugeChange,
    OpenBorder,
    Place,
    RoadLeg,
    SeasonalRule,
    SurfaceSpeed,
    Train,
)
from corridor_planner.osm.values import ImplicitLimit, no_implicit_limit

DEFAULT_COUNTRY = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedDefaults:
    """Speeds by (country, highway value, urban); the country ``default`` answers for all others."""

    rows: Mapping[tuple[str, str, bool], ClassSpeed]

    def get(self, country: str, highway: str, *, urban: bool) -> ClassSpeed:
        """Return the speeds of a kind of road, of the country's own row where there is one."""
        own = self.rows.get((country, highway, urban))
        return own if own is not None else self.rows[DEFAULT_COUNTRY, highway, urban]

    def implicit_limit(self) -> ImplicitLimit:
        """Return the legal limits as a function of country and zone (``RU``, ``rural``)."""
        zones = {
            "urban": ("primary", True), "rural": ("primary", False), "motorway": ("motorway", False),
            "trunk": ("trunk", False), "expressway": ("trunk", False), "express": ("trunk", False),
            "national": ("primary", False), "living_street": ("living_street", True),
            "pedestrian_zone": ("living_street", True), "service": ("service", True), "track": ("track", False),
        }  # fmt: skip

        def limit_kmh(country: str, zone: str) -> float | None:
            if zone not in zones:
                return None
            highway, urban = zones[zone]
            return self.get(country, highway, urban=urban).legal_light_kmh

        return limit_kmh


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRules:
    """What tags mean beyond their own words, from the tables.

    Attributes
    ----------
    implicit
        Limits of the traffic codes.
    surfaces
        By key and value.
    closed_months
        By key and value: when a road of that kind is shut, such as a winter road.
    """

    implicit: ImplicitLimit = no_implicit_limit
    surfaces: Mapping[tuple[str, str], SurfaceSpeed] = field(default_factory=dict)
    closed_months: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildTables:
    """Tables of the planner that a built network rests on.

    Attributes
    ----------
    legal_height_m
        By country; ``default`` answers for all others.
    gauge_mm
        Usual gauge of a country's railways.
    crossings
        Known border crossings.
    places
        Known places, merged with those of the files.
    shapes
        Coarse polygons of countries, to tell the country where the files hold no boundary: of each its
        outer ring and its holes as (points, 2) arrays of degrees.
    zones
        IANA zone by country.
    open_borders
        By pair of countries.
    ferries, trains
        Services that are added where their ports and stations lie in the network.
    gauge_changes
        By crossing or place.
    road_legs
        Of the backbone, which seasonal rules speak of.
    seasonal, season_spots
        Seasonal rules, and the longitude and latitude of each.
    data_version
        Version of the tables.
    attribution
        Lines of attribution of the tables.
    ferry_speed_kmh
        Ordinary speed of a ship, for ferries without a duration.
    feature_rules
        What tags mean beside the road.
    surfaces, closed_months
        See :class:`ReadingRules`.
    """

    speeds: SpeedDefaults
    legal_height_m: Mapping[str, float]
    gauge_mm: Mapping[str, int] = field(default_factory=dict)
    crossings: tuple[Crossing, ...] = ()
    places: tuple[Place, ...] = ()
    shapes: Mapping[str, Sequence[Sequence[NDArray[np.float64]]]] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    open_borders: Mapping[frozenset[str], OpenBorder] = field(default_factory=dict)
    ferries: tuple[Ferry, ...] = ()
    trains: tuple[Train, ...] = ()
    gauge_changes: Mapping[str, GaugeChange] = field(default_factory=dict)
    road_legs: tuple[RoadLeg, ...] = ()
    seasonal: Mapping[str, SeasonalRule] = field(default_factory=dict)
    season_spots: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    data_version: str = ""
    attribution: tuple[str, ...] = ()
    ferry_speed_kmh: float = 25.0
    feature_rules: tuple[FeatureRule, ...] = ()
    surfaces: Mapping[tuple[str, str], SurfaceSpeed] = field(default_factory=dict)
    closed_months: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)

    def reading_rules(self) -> ReadingRules:
        """Return what the reading of tags rests on."""
        return ReadingRules(
            implicit=self.speeds.implicit_limit(), surfaces=self.surfaces, closed_months=self.closed_months
        )
