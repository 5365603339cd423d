"""Money and emissions of moving along arcs, from a profile's charges and the figures they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.profile import Charge, Emission, Per
from corridor_planner.domain import Figure, Load, Spread
from corridor_planner.errors import DataFault
from corridor_planner.graph.network import Flag, Network
from corridor_planner.units import METRES_PER_KM, hours_to_s

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much of a load or party travels.

    Attributes
    ----------
    vehicles
        Trucks, cars or coaches on the road.
    loads
        Containers or wagons.
    mass_t
        Cargo of all loads together.
    persons
        Travellers; 0 for freight.
    """

    vehicles: int
    loads: int
    mass_t: float
    persons: int
    load: Load


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of the tables by name; a missing name is a fault of profile or table."""

    rows: Mapping[str, Figure]

    def get(self, name: str) -> Figure:
        """Return a figure."""
        if name not in self.rows:
            raise DataFault(
                "figure", name, rule="a profile names it, but no cost or emission row has this id",
                remedy="correct the profile or add the row",
            )  # fmt: skip
        return self.rows[name]

    def find(self, name: str) -> Figure | None:
        """Return a figure, or None where the tables have none."""
        return self.rows.get(name)

    def find_by_country(self, pattern: str, country: str, fallback: str = "") -> Figure | None:
        """Return the figure of a country, its fallback, or None."""
        named = self.rows.get(pattern.replace("{country}", country.lower()))
        return named or (self.rows.get(fallback) if fallback else None)


def charge_rates(charge: Charge, figures: Figures, countries: Sequence[str], domestic_country: str) -> Floats:
    """Return USD per unit for each country; the last element is for arcs without a country."""
    factor = 0.01 if charge.percent else 1.0
    for name in charge.factors:
        factor *= figures.get(name).value
    rates = np.zeros(len(countries) + 1)
    for i, country in enumerate((*countries, "")):
        if charge.countries and country not in charge.countries:
            continue
        pattern = charge.by_country.get(country, charge.figure)
        if country and country == domestic_country:
            pattern = charge.domestic.get(country, pattern)
        figure = figures.find_by_country(pattern, country, charge.fallback)
        if figure is None:
            figure = figures.get(pattern if "{" not in pattern else charge.fallback)
        rates[i] = figure.value * factor
    return rates


def charge_amounts(network: Network, per: Per, amounts: Amounts, arcs: Indices) -> Floats:
    """Return how many units each of some arcs counts."""
    km = network.arcs.length_m[arcs] / METRES_PER_KM
    match per:
        case Per.VEHICLE_KM:
            return km * amounts.vehicles
        case Per.TOLL_KM:
            tolled = Flag.TOLL_CAR if amounts.persons else Flag.TOLL
            return km * amounts.vehicles * ((network.arcs.flags[arcs] & int(tolled)) > 0)
        case Per.LOAD_KM:
            return km * amounts.loads
        case Per.TONNE_KM:
            return km * amounts.mass_t
        case Per.PERSON_KM:
            return km * amounts.persons
        case Per.HOUR:
            return np.zeros_like(km)  # charged on elapsed time, see cost.elapsed


def emission_g(network: Network, emission: Emission, figures: Figures, amounts: Amounts, arcs: Indices) -> Floats:
    """Return grams of CO2e of each of some arcs."""
    rates = np.zeros(len(network.countries) + 1)
    electric = np.zeros(len(network.countries) + 1)
    for i, country in enumerate((*network.countries, "")):
        plain = figures.find_by_country(emission.figure, country, emission.fallback) or figures.get(emission.figure)
        rates[i] = electric[i] = plain.value
        if emission.electric:
            traction = figures.find_by_country(emission.electric, country, emission.fallback)
            electric[i] = traction.value if traction else plain.value
    flags, lies_in = network.arcs.flags[arcs], network.arcs.country[arcs]
    grams = np.where((flags & Flag.ELECTRIFIED) > 0, electric[lies_in], rates[lies_in])
    if emission.mountain:
        grams = grams * np.where((flags & Flag.MOUNTAIN) > 0, figures.get(emission.mountain).value, 1.0)
    return grams * charge_amounts(network, emission.per, amounts, arcs)


def handling_factor(amounts: Amounts, figures: Figures) -> float:
    """Return the price units of all loads: prices are per 20 ft container, a 40 ft one pays more."""
    twenty = amounts.load.kind == "container-20"
    return amounts.loads * (1.0 if twenty else figures.get("handling-feu-factor").value)


def hours_spread(figure: Figure) -> Spread:
    """Return the spread of a figure in hours."""
    return Spread(p10_s=hours_to_s(figure.low), p50_s=hours_to_s(figure.value), p90_s=hours_to_s(figure.high))
