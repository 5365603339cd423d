"""Passenger trains at the departures of their services, and flights as priced hops."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from corridor_planner.cost.calendar import departures
from corridor_planner.cost.draft import BEFORE, MOVE, QUEUE, RESTFUL, Draft
from corridor_planner.cost.profile import TrainUse
from corridor_planner.domain import ArcKind, CostKind, Flight, Layer, Spread, Train
from corridor_planner.graph.network import Flag
from corridor_planner.units import GRAMS_PER_KG, METRES_PER_KM, SECONDS_PER_HOUR, hours_to_s

RUNNING = ("running", "seasonal", "unclear")  # statuses that can carry a plan, the last with a warning
_SUMMER = (6, 7, 8)  # seasonal trains of the table run in summer


def evaluate_trains(draft: Draft, use: TrainUse) -> None:
    """Fill in boarding, riding and alighting of every running train."""
    network = draft.network
    arcs = network.arcs
    on_train = np.isin(arcs.kind, (ArcKind.BOARD, ArcKind.RIDE, ArcKind.ALIGHT)) & (arcs.layer == Layer.TRAIN)
    boards: dict[tuple[int, int, bool], int] = {}
    for arc in np.flatnonzero(on_train).tolist():
        service = int(arcs.service[arc])
        train = network.services[service]
        if not isinstance(train, Train) or train.status not in RUNNING:
            continue
        draft.usable[arc] = True
        draft.manner[arc] |= RESTFUL
        match ArcKind(int(arcs.kind[arc])):
            case ArcKind.RIDE:
                _ride(draft, use, arc, train)
            case ArcKind.BOARD:
                _reach_station(draft, arc, margin_s=round(60 * draft.figures.get("station-margin-min").value))
                key = (service, int(arcs.stop[arc]), bool(arcs.backward[arc]))
                if key not in boards:
                    boards[key] = draft.add_departures(_leaves(draft, train, key[1], backward=key[2]))
                draft.departures[arc] = boards[key]
            case _:
                _reach_station(draft, arc, margin_s=0)


def evaluate_flights(draft: Draft) -> None:
    """Fill in flights; without a timetable the wait is spread evenly over the headway."""
    arcs = draft.network.arcs
    for arc in np.flatnonzero(arcs.kind == ArcKind.FLY).tolist():
        flight = draft.network.services[arcs.service[arc]]
        if not isinstance(flight, Flight) or flight.flights_per_week <= 0:
            continue
        draft.usable[arc] = True
        headway_s = 7 * 24 * SECONDS_PER_HOUR / flight.flights_per_week
        wait = Spread(p10_s=round(0.1 * headway_s), p50_s=round(0.5 * headway_s), p90_s=round(0.9 * headway_s))
        draft.set_spread(arc, QUEUE, wait)
        draft.set_spread(arc, MOVE, Spread.exactly(int(arcs.scheduled_s[arc])))
        draft.manner[arc] |= RESTFUL
        draft.parts[CostKind.TICKET][arc] += (
            _middle(flight.price_low_usd, flight.price_high_usd) * draft.amounts.persons
        )
        draft.co2e_g[arc] += flight.co2e_kg_per_person * GRAMS_PER_KG * draft.amounts.persons


def _ride(draft: Draft, use: TrainUse, arc: int, train: Train) -> None:
    network = draft.network
    arcs = network.arcs
    ride_s = int(arcs.scheduled_s[arc])
    draft.set_spread(arc, MOVE, Spread.exactly(ride_s))
    run_s = max(1, train.stops[-1].from_start_s - train.stops[0].from_start_s)
    fare = _middle(train.price_low_usd, train.price_high_usd) * ride_s / run_s
    draft.parts[CostKind.TICKET][arc] += fare * draft.amounts.persons
    diesel = draft.figures.get(use.emission_diesel)
    electric = draft.figures.find_by_country(use.emission_electric, network.country_of(arc)) or diesel
    figure = electric if arcs.flags[arc] & Flag.ELECTRIFIED else diesel
    draft.co2e_g[arc] += figure.value * arcs.length_m[arc] / METRES_PER_KM * draft.amounts.persons


def _reach_station(draft: Draft, arc: int, *, margin_s: int) -> None:
    """Ride between the town and a station outside it by hired car, and be there in time."""
    km = draft.network.arcs.length_m[arc] / METRES_PER_KM
    access_s = hours_to_s(km / draft.figures.get("station-access-kmh").value)
    draft.set_spread(arc, BEFORE, Spread.exactly(access_s + margin_s))
    draft.parts[CostKind.HAULAGE][arc] += km * draft.figures.get("hired-car-usd-km").value


def _leaves(draft: Draft, train: Train, stop: int, *, backward: bool) -> tuple[int, ...]:
    if backward:
        clocks, zone = train.return_departures, train.return_departures_tz
        after_s = train.stops[-1].from_start_s - train.stops[stop].from_start_s
    else:
        clocks, zone = train.departures, train.departures_tz
        after_s = train.stops[stop].from_start_s
    instants = departures(clocks, train.days, zone, after_s, draft.horizon)
    if train.status == "seasonal":
        tz = ZoneInfo(zone)
        instants = tuple(at for at in instants if datetime.fromtimestamp(at, tz).month in _SUMMER)
    return instants


def _middle(low: float | None, high: float | None) -> float:
    known = [v for v in (low, high) if v is not None]
    return sum(known) / len(known) if known else 0.0
