"""Ferries: handling and waiting in ports, the passage, the fare.

The wait for a ship stands in the ferries table only; a port's own wait is never added. Where a
load is lifted, the dwell of the port replaces the loading time of the ferry.
"""

from __future__ import annotations

import numpy as np

from corridor_planner.cost.charges import charge_amounts, handling_factor, hours_spread
from corridor_planner.cost.draft import BEFORE, MOVE, QUEUE, RESTFUL, Draft
from corridor_planner.cost.profile import FerryUse
from corridor_planner.domain import ArcKind, CostKind, Ferry, Layer, Party, Spread
from corridor_planner.graph.network import Flag


def evaluate_seas(draft: Draft, use: FerryUse) -> None:
    """Fill in boarding, sailing and alighting for the ships that carry this load or party."""
    network = draft.network
    arcs, layers = network.arcs, network.nodes.layer
    own_layers = draft.circumstances.profile.layers | {Layer.FERRY}
    sea = np.isin(arcs.kind, (ArcKind.BOARD, ArcKind.SAIL, ArcKind.ALIGHT)) & (arcs.layer == Layer.FERRY)
    for arc in np.flatnonzero(sea).tolist():
        service = network.services[arcs.service[arc]] if arcs.service[arc] >= 0 else None
        kind = ArcKind(int(arcs.kind[arc]))
        if kind is ArcKind.SAIL:
            _sail(draft, use, arc, service if isinstance(service, Ferry) else None)
            continue
        if not isinstance(service, Ferry) or _fare_usd(draft, use, service) is None:
            continue
        shore = int(arcs.tail[arc] if kind is ArcKind.BOARD else arcs.head[arc])
        if Layer(int(layers[shore])) not in own_layers:
            continue
        to_quay = kind is ArcKind.ALIGHT and layers[shore] == Layer.FERRY
        _handle(draft, use, arc, service, kind, network.places[network.nodes.place[shore]].id, to_quay=to_quay)


def _sail(draft: Draft, use: FerryUse, arc: int, ferry: Ferry | None) -> None:
    network = draft.network
    if ferry is None:  # a ferry way of OpenStreetMap: its tags are all that is known
        barred = Flag.NO_TRUCK if use.party is Party.FREIGHT else Flag.NO_CAR if use.party is Party.CAR else Flag(0)
        open_to_us = (int(network.arcs.flags[arc]) & int(barred)) == 0
        draft.usable[arc] = open_to_us and network.arcs.scheduled_s[arc] > 0
        draft.set_spread(arc, MOVE, Spread.exactly(max(0, int(network.arcs.scheduled_s[arc]))))
        return
    fare = _fare_usd(draft, use, ferry)
    if fare is None:
        return
    draft.usable[arc] = True
    draft.set_spread(arc, MOVE, ferry.sailing)
    draft.manner[arc] |= RESTFUL
    _let_driver_rest(draft, arc)
    draft.parts[CostKind.SEA if draft.circumstances.profile.freight else CostKind.TICKET][arc] += fare
    figure = draft.figures.get(use.emissions[ferry.type])
    draft.co2e_g[arc] += figure.value * charge_amounts(network, use.emission_per, draft.amounts, np.array([arc]))[0]


def _handle(draft: Draft, use: FerryUse, arc: int, ferry: Ferry, kind: ArcKind, port_id: str, *, to_quay: bool) -> None:
    draft.usable[arc] = True
    draft.manner[arc] |= RESTFUL
    _let_driver_rest(draft, arc)
    lifted = ferry.type in use.lifted_types
    goes_on = kind is ArcKind.BOARD or not to_quay  # who stays on the quay has arrived
    if lifted and goes_on:
        draft.set_spread(arc, BEFORE, hours_spread(draft.figures.get(use.dwell)))
        draft.co2e_g[arc] += draft.figures.get("hub-transship").value * draft.amounts.mass_t
    elif kind is ArcKind.BOARD:
        draft.set_spread(arc, BEFORE, Spread.exactly(ferry.loading_s))
    if kind is ArcKind.BOARD:
        draft.set_spread(arc, QUEUE, ferry.wait)
    pattern = use.handling if lifted else use.rolling
    if pattern:
        price = draft.figures.find(pattern.replace("{port}", port_key(port_id)))
        if price is None and lifted:
            price = draft.figures.get("handling-inland")
        if price is not None:
            units = handling_factor(draft.amounts, draft.figures) if lifted else draft.amounts.loads
            draft.parts[CostKind.TRANSFER][arc] += price.value * units


def _let_driver_rest(draft: Draft, arc: int) -> None:
    road = draft.circumstances.profile.road
    if road is not None:
        draft.driver[arc] = draft.driver_index(road.drivers)


def port_key(port_id: str) -> str:
    """Return the short name of a port that figures use: ``kz-port-aktau`` is ``aktau``."""
    return port_id.partition("-")[2].removeprefix("port-").removesuffix("-port")


def _fare_usd(draft: Draft, use: FerryUse, ferry: Ferry) -> float | None:
    """Return the fare of the whole load or party, or None when this ship does not take it.

    A car's driver travels with the car; everyone else pays as a passenger.
    """
    if ferry.type not in use.types:
        return None
    amounts = draft.amounts
    if use.fare == "truck":
        return _times(ferry.price_truck_usd, amounts.vehicles)
    if use.fare == "railcar":
        return _times(ferry.price_railcar_usd, amounts.loads)
    if use.fare == "teu":
        twenty = amounts.load.kind == "container-20"
        return _times(
            ferry.price_teu_usd, amounts.loads * (1.0 if twenty else draft.figures.get("sea-feu-factor").value)
        )
    if use.fare == "passenger":
        return _times(ferry.price_passenger_usd, amounts.persons)
    if ferry.price_car_usd is None:
        return None
    others = max(0, amounts.persons - amounts.vehicles)
    return ferry.price_car_usd * amounts.vehicles + (ferry.price_passenger_usd or 0.0) * others


def _times(price: float | None, units: float) -> float | None:
    return None if price is None else price * units
