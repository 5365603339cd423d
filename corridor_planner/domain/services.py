"""Ferries, passenger trains and flights: connections with a frequency or a timetable."""

from __future__ import annotations

from dataclasses import dataclass

from corridor_planner.domain.facts import Source, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Ferry:
    """A shipping line between two ports, sailing both ways without a timetable.

    ``type`` is ``ropax``, ``rail_ferry``, ``container_feeder`` or ``general``. Prices are for one
    direction; None means that this load is not carried or the price is unknown.
    """

    id: str
    name: str
    type: str
    operator: str
    from_place_id: str
    to_place_id: str
    distance_m: float
    sailing: Spread
    wait: Spread
    loading_s: int
    departures_per_week: float
    capacity_railcars: int | None
    capacity_trucks: int | None
    capacity_teu: int | None
    price_truck_usd: float | None
    price_teu_usd: float | None
    price_railcar_usd: float | None
    price_passenger_usd: float | None
    price_car_usd: float | None
    weather_cancel_share: float
    note: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainStop:
    """A stop of a passenger train: hours after the first departure, in both directions."""

    place_id: str
    station_id: str
    from_start_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Train:
    """A passenger train, both directions, with assumed or published departures.

    Attributes
    ----------
    departures, return_departures
        Local clock times ``HH:MM`` at the first and at the last stop.
    days
        OSM weekday syntax of the departures at the first stop.
    departure_basis
        ``published``, ``published_part`` or ``estimate``; anything else means none.
    """

    id: str
    name: str
    operator: str
    status: str
    stops: tuple[TrainStop, ...]
    distance_m: float
    departures: tuple[str, ...]
    departures_tz: str
    return_departures: tuple[str, ...]
    return_departures_tz: str
    days: str
    departure_basis: str
    price_low_usd: float | None
    price_high_usd: float | None
    book_days_ahead: int
    sleeper: bool
    border_crossing_id: str
    border_time_included: bool
    note: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """A city pair flown in both directions; priced, without a timetable."""

    id: str
    from_place_id: str
    to_place_id: str
    flights_per_week: float
    block_s: int
    overhead_s: int
    price_low_usd: float | None
    price_high_usd: float | None
    distance_m: float
    co2e_kg_per_person: float
    status: str
    note: str
    source: Source
