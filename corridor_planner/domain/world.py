"""The world as the tables describe it: everything a plan may rest on, in one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corridor_planner.domain.crossings import Crossing
from corridor_planner.domain.facts import Source
from corridor_planner.domain.legs import RailLeg, RoadLeg, SeasonalRule
from corridor_planner.domain.places import Place
from corridor_planner.domain.services import Ferry, Flight, Train


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a fact table with its range, unit and source."""

    value: float
    low: float
    high: float
    unit: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class GaugeChange:
    """What it takes to change gauge at a crossing or station."""

    place_id: str  # crossing or place id
    time: tuple[int, int, int]  # p10, p50, p90 in seconds
    cost_feu_usd: float
    cost_wagon_usd: float
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFee:
    """What a foreign truck pays on entering a country, by weight and registration."""

    country: str
    min_mass_t: float
    max_mass_t: float
    registrations: frozenset[str]  # empty: every other registration
    exempt: frozenset[str]
    amount: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class RailSpeed:
    """Route speed of freight trains of a country, yards and stops included."""

    country: str
    service: str  # "container" or "general"
    km_per_day: float
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverRule:
    """Limits on one truck or coach driver (or a team), in whole seconds.

    Driving is limited between breaks, between daily rests and between weekly rests; work of any
    kind is limited between daily rests.
    """

    id: str
    break_after_s: int
    break_s: int
    day_driving_s: int
    day_duty_s: int
    rest_s: int
    week_driving_s: int
    week_span_s: int
    week_rest_s: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class VisaRule:
    """What a nationality needs to enter a country."""

    country: str
    group: str
    regime: str
    visa_free_days: int | None
    land_border_note: str
    permit_note: str
    loi_required: bool | None
    lead_time_days: int | None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryTime:
    """Clock and calendar of a country."""

    country: str
    zone: str
    weekend: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All typed tables; built by ``store.world`` and never changed.

    ``figures`` maps the row ids of freight_costs, emission_factors, vehicle_costs and
    driver_rules to numbers, so that no factor stands in code.
    """

    data_version: str
    places: Mapping[str, Place]
    crossings: Mapping[str, Crossing]
    road_legs: tuple[RoadLeg, ...]
    rail_legs: tuple[RailLeg, ...]
    ferries: Mapping[str, Ferry]
    trains: Mapping[str, Train]
    flights: Mapping[str, Flight]
    seasonal: Mapping[str, SeasonalRule]
    figures: Mapping[str, Figure]
    gauge_changes: Mapping[str, GaugeChange]
    entry_fees: tuple[EntryFee, ...]
    rail_speeds: Mapping[tuple[str, str], RailSpeed]
    driver_rules: Mapping[str, DriverRule]
    visa_rules: tuple[VisaRule, ...]
    nationality_groups: Mapping[str, frozenset[str]]
    country_times: Mapping[str, CountryTime]
    attribution: tuple[str, ...] = field(default=())
