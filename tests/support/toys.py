"""The smallest world there is, and things to put into it; all numbers are round.

Everything moves at 36 km/h, so that 1 km takes 100 s. ``toy_world`` has no rows at all: a test
adds what it is about and leaves the rest empty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from corridor_planner.domain import (
    Confidence,
    CountryTime,
    Crossing,
    CrossingStatus,
    Ferry,
    Flight,
    GaugeChange,
    PassengerRule,
    Place,
    RailLeg,
    RoadClass,
    RoadLeg,
    SeasonalRule,
    Source,
    Spread,
    Train,
    TrainStop,
    World,
)

TOY_KMH: Final = 36.0
SOURCE: Final = Source(
    table="toys", row_id="toy", text="drawn for a test", as_of="2026", confidence=Confidence.ESTIMATE
)

OPEN: Final = Crossing(
    id="", name="", mode="road", country_a="AA", country_b="BB", lon=0.0, lat=0.0, status=CrossingStatus.OPEN,
    bilateral=False, freight=True, passengers=True, passengers_a_to_b=PassengerRule.ALL,
    passengers_b_to_a=PassengerRule.ALL, opening_hours="24/7", breaks="", hours_tz="UTC", holiday_calendars=(),
    freight_wait=Spread.exactly(0), freight_wait_mean_s=None, wait_source=SOURCE, fee_usd=0.0, gauge_change=False,
    verified_until="", note="", source=SOURCE,
)  # fmt: skip
"""Open to everyone at any time, without a wait and without a fee."""
SHUT_TO_FREIGHT: Final = replace(OPEN, freight=False, freight_wait=None)
SHUT_TO_PASSENGERS: Final = replace(
    OPEN, passengers=False, passengers_a_to_b=PassengerRule.NONE, passengers_b_to_a=PassengerRule.NONE
)
CLOSED: Final = replace(OPEN, status=CrossingStatus.CLOSED)
EMPTY: Final = World(
    data_version="toy", places={}, crossings={}, road_legs=(), rail_legs=(), ferries={}, trains={}, flights={},
    seasonal={}, figures={}, gauge_changes={}, entry_fees=(), rail_speeds={}, driver_rules={}, visa_rules=(),
    nationality_groups={},
    country_times={
        code: CountryTime(country=code, zone="UTC", weekend=("Sa", "Su"), source=SOURCE) for code in ("AA", "BB", "CC")
    },
)  # fmt: skip


def toy_world(**overrides: Any) -> World:
    """Return an empty world on UTC with the given fields of :class:`World` set."""
    return replace(EMPTY, **overrides)


def town(id_: str, lon: float, lat: float, country: str = "AA", kind: str = "city", name: str = "") -> Place:
    """Return a place named by its id."""
    return Place(id=id_, name=name or id_, country=country, lon=lon, lat=lat, tz="UTC", kind=kind)


def road(id_: str, from_id: str, to_id: str, km: float) -> RoadLeg:
    """Return a paved primary road."""
    return RoadLeg(
        id=id_, from_id=from_id, to_id=to_id, via=(), ref="", length_m=1000.0 * km, road_class=RoadClass.PRIMARY,
        lanes=2, paved=True, surface_quality="good", speed_car_kmh=TOY_KMH, speed_truck_kmh=TOY_KMH, mountain=False,
        max_mass_t=None, toll=False, seasonal_id="", operating=True, status="operating", source=SOURCE,
    )  # fmt: skip


def rail(id_: str, from_id: str, to_id: str, km: float, gauges_mm: tuple[int, ...] = (1520,)) -> RailLeg:
    """Return a single-track line without wires."""
    return RailLeg(
        id=id_, from_id=from_id, to_id=to_id, via=(), line_name="", length_m=1000.0 * km, gauges_mm=gauges_mm, tracks=1,
        electrified=False, speed_freight_kmh=TOY_KMH, speed_passenger_kmh=TOY_KMH, operating=True, status="operating",
        source=SOURCE,
    )  # fmt: skip


def ferry(id_: str, from_id: str, to_id: str, km: float = 360.0, hours: int = 10) -> Ferry:
    """Return a ro-pax line that takes everything for 100 USD; a ship comes every day, without a wait."""
    return Ferry(
        id=id_, name=id_, type="ropax", operator="", from_place_id=from_id, to_place_id=to_id, distance_m=1000.0 * km,
        sailing=Spread.exactly(3600 * hours), wait=Spread.exactly(0), loading_s=0, departures_per_week=7.0,
        capacity_railcars=None, capacity_trucks=None, capacity_teu=None, price_truck_usd=100.0, price_teu_usd=100.0,
        price_railcar_usd=100.0, price_passenger_usd=100.0, price_car_usd=100.0, weather_cancel_share=0.0, note="",
        source=SOURCE,
    )  # fmt: skip


def train(
    id_: str, stops: tuple[tuple[str, int], ...], *, border: str = "", status: str = "running",
    departures: tuple[str, ...] = ("08:00",), returns: tuple[str, ...] = ("20:00",),
) -> Train:  # fmt: skip
    """Return a daily train; stops are (place, hours after departure), ``town@station`` where they differ."""
    pairs = [(place.split("@")[0], place.split("@")[-1], hours) for place, hours in stops]
    return Train(
        id=id_, name=id_, operator="", status=status,
        stops=tuple(TrainStop(place_id=p, station_id=s, from_start_s=3600 * hours) for p, s, hours in pairs),
        distance_m=0.0, departures=departures, departures_tz="UTC", return_departures=returns,
        return_departures_tz="UTC", days="Mo-Su", departure_basis="published", price_low_usd=10.0, price_high_usd=10.0,
        book_days_ahead=0, sleeper=False, border_crossing_id=border, border_time_included=True, note="", source=SOURCE,
    )  # fmt: skip


def flight(id_: str, from_id: str, to_id: str, hours: int = 2) -> Flight:
    """Return a daily flight of which half the time is spent in the airports."""
    half_s = 1800 * hours
    return Flight(
        id=id_, from_place_id=from_id, to_place_id=to_id, flights_per_week=7.0, block_s=half_s, overhead_s=half_s,
        price_low_usd=100.0, price_high_usd=100.0, distance_m=720_000.0, co2e_kg_per_person=100.0, status="running",
        note="", source=SOURCE,
    )  # fmt: skip


def pass_rule(id_: str, *leg_ids: str, closed: tuple[int, ...] = (), slow: tuple[int, ...] = ()) -> SeasonalRule:
    """Return a rule that closes legs in some months and doubles the time in others."""
    return SeasonalRule(
        id=id_, name=id_, country="AA", type="pass", closed_months=frozenset(closed), restricted_months=frozenset(slow),
        delay_factor=2.0, scope="leg", scope_ids=leg_ids, vehicles="all", reason="snow", alternative="", source=SOURCE,
    )  # fmt: skip


def gauge_change(place_id: str, hours: int = 1) -> GaugeChange:
    """Return a change of gauge for 100 USD."""
    return GaugeChange(
        place_id=place_id, time=(3600 * hours,) * 3, cost_feu_usd=100.0, cost_wagon_usd=100.0, source=SOURCE
    )
