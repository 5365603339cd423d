"""Profiles: how something travels, as a table that a planner can read and change.

A profile names *figures* (rows of the cost and emission tables) rather than numbers, so that
every price and gram it causes has a source. ``{country}`` in a figure's name stands for the
lower-case country code of the land an arc lies in, ``{port}`` for the short name of a port.

The cost of an arc is the sum over the profile's charges of *amount x figure x factors*, where the
amount is the arc's length in km, the tonne-km of the load, the person-km of the party, or one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from corridor_planner.domain import CostKind, Layer, Load, Party


class Per(Enum):
    """What a charge or an emission is counted by."""

    VEHICLE_KM = "vehicle-km"
    TOLL_KM = "toll-km"  # vehicle-km on legs that are marked as toll roads
    LOAD_KM = "load-km"  # a container or wagon
    TONNE_KM = "tonne-km"
    PERSON_KM = "person-km"
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Money per unit: ``figure`` times ``factors`` (ids of figures), on arcs of these countries.

    Attributes
    ----------
    by_country
        Figures that replace ``figure`` in single countries.
    domestic
        Figures that replace them when the whole trip stays in that country.
    fallback
        Figure for countries for which the table has none.
    percent
        True when the product is per 100 (litres per 100 km).
    """

    kind: CostKind
    per: Per
    figure: str
    factors: tuple[str, ...] = ()
    by_country: Mapping[str, str] = field(default_factory=dict)
    domestic: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    fallback: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission:
    """Well-to-wheel grams per unit (ISO 14083), from the emission table.

    ``electric`` is the figure on electrified lines, ``mountain`` the factor figure on mountain
    roads, ``fallback`` the figure where a country has none.
    """

    per: Per
    figure: str
    electric: str = ""
    mountain: str = ""
    fallback: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadUse:
    """How the profile uses roads; masses in tonnes, sizes in metres."""

    party: Party
    heavy: bool
    max_kmh: float
    speed_share: str
    mass_t: float = 0.0
    height_m: float = 0.0
    length_m: float = 0.0
    width_m: float = 0.0
    axle_t: float = 0.0
    drivers: str = ""
    drivers_by_country: Mapping[str, str] = field(default_factory=dict)
    charges: tuple[Charge, ...] = ()
    emissions: tuple[Emission, ...] = ()
    persons_per_vehicle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RailUse:
    """How freight uses railways; passengers ride on train services instead."""

    service: str  # "container" or "general"
    time_spread: str
    charges: tuple[Charge, ...] = ()
    emissions: tuple[Emission, ...] = ()
    wagon: bool = False  # pays the wagon price where gauges change
    dwell: str = ""  # figure: hours at the terminal of departure
    handling: str = ""  # figure: lift at a terminal, USD per TEU


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainUse:
    """How passengers use trains with a timetable."""

    emission_electric: str
    emission_diesel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FerryUse:
    """How the profile goes to sea.

    Attributes
    ----------
    fare
        ``truck``, ``teu``, ``railcar``, ``passenger`` or ``car``: the price column to pay.
    lifted_types
        Ship types for which the load is lifted: the port's handling price and dwell apply and
        replace the loading time.
    handling
        Figure of the price of a lift in port, e.g. ``handling-{port}``, USD per TEU.
    rolling
        Figure of the price of rolling on or off, e.g. ``handling-{port}-truck``, USD per vehicle.
    """

    party: Party
    types: tuple[str, ...]
    fare: str
    emissions: Mapping[str, str]
    emission_per: Per
    lifted_types: tuple[str, ...] = ()
    handling: str = ""
    rolling: str = ""
    dwell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How something travels.

    Attributes
    ----------
    purpose
        ``freight`` or ``travel``.
    standing
        Figure for an hour that vehicle and driver stand still (queue, wait, sea), or "".
    road_small
        How secondary and smaller roads are used, where that differs (``traveller``).
    transfer_road_rail
        True when the load may change between road and rail at terminals.
    """

    name: str
    label: str
    purpose: str
    source: str
    as_of: str
    load: Load
    loads: tuple[str, ...] = ()  # kinds of load it takes; empty for travel
    max_load_t: float = 0.0  # cargo of one load at the most
    road: RoadUse | None = None
    road_small: RoadUse | None = None
    rail: RailUse | None = None
    trains: TrainUse | None = None
    ferry: FerryUse | None = None
    air: bool = False
    standing: str = ""
    transfer_road_rail: bool = False

    @property
    def freight(self) -> bool:
        """True when goods travel, not people."""
        return self.purpose == "freight"

    @property
    def layers(self) -> frozenset[Layer]:
        """Layers on which the profile moves."""
        found: set[Layer] = set()
        if self.road:
            found.add(Layer.ROAD)
        if self.rail:
            found |= {Layer.RAIL_1520, Layer.RAIL_1435}
        if self.trains:
            found.add(Layer.TRAIN)
        if self.ferry:
            found.add(Layer.FERRY)
        if self.air:
            found.add(Layer.AIR)
        return frozenset(found)
