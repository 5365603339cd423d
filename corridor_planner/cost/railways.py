"""Freight on rails: route speeds, tariffs, terminals and changes of gauge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.charges import charge_amounts, charge_rates, emission_g, handling_factor, hours_spread
from corridor_planner.cost.draft import BEFORE, MOVE, Draft
from corridor_planner.cost.profile import RailUse
from corridor_planner.cost.simulator import FRESH_DRIVER
from corridor_planner.domain import ArcKind, CostKind, Layer, Spread
from corridor_planner.graph.network import Flag
from corridor_planner.units import METRES_PER_KM, SECONDS_PER_DAY

_RAILS = (Layer.RAIL_1520, Layer.RAIL_1435)


def evaluate_railways(draft: Draft, use: RailUse) -> None:
    """Fill in rail arcs, transfers between gauges and, where allowed, between road and rail."""
    network = draft.network
    arcs = network.arcs
    members = np.flatnonzero((arcs.kind == ArcKind.RAIL) & ((arcs.flags & Flag.YARD) == 0))
    draft.usable[members] = True
    yards = np.flatnonzero((arcs.kind == ArcKind.RAIL) & ((arcs.flags & Flag.YARD) > 0))
    draft.usable[yards] = draft.local_only[yards] = True
    _move(draft, use, np.concatenate([members, yards]))
    _change_gauge(draft, use)
    if draft.circumstances.profile.transfer_road_rail:
        _change_mode(draft, use)


def route_speed_km_per_day(draft: Draft, use: RailUse) -> NDArray[np.float64]:
    """Return km per day for each country, yards and stops included; last element for no country."""
    speeds = draft.world.rail_speeds
    slowest = min((s.km_per_day for s in speeds.values() if s.service == use.service), default=298.0)
    return np.array(
        [speeds[c, use.service].km_per_day if (c, use.service) in speeds else slowest
         for c in (*draft.network.countries, "")]
    )  # fmt: skip


def _move(draft: Draft, use: RailUse, members: NDArray[np.intp]) -> None:
    network = draft.network
    arcs = network.arcs
    country = arcs.country[members]
    per_day = route_speed_km_per_day(draft, use)[country]
    by_route = arcs.length_m[members] / METRES_PER_KM / per_day * SECONDS_PER_DAY
    line_kmh = arcs.speed_heavy_kmh[members]
    by_line = np.where(line_kmh > 0, arcs.length_m[members] / np.maximum(line_kmh, 1.0) * 3.6, 0.0)
    move_s = np.rint(np.maximum(by_route, by_line))
    spread = draft.figures.get(use.time_spread)
    draft.move_s[members] = move_s
    draft.low_s[members, MOVE] = move_s * spread.low
    draft.high_s[members, MOVE] = move_s * spread.high
    for charge in use.charges:
        rates = charge_rates(charge, draft.figures, network.countries, draft.circumstances.domestic_country)
        factor = _container_factor(draft) if not use.wagon else 1.0
        units = charge_amounts(network, charge.per, draft.amounts, members)
        draft.parts[charge.kind][members] += units * rates[country] * factor
    for emission in use.emissions:
        draft.co2e_g[members] += emission_g(network, emission, draft.figures, draft.amounts, members)


def _container_factor(draft: Draft) -> float:
    """Return the share of the tariff, which is per 40 ft container, that the load pays."""
    twenty = draft.amounts.load.kind == "container-20"
    return draft.figures.get("rail-teu-factor").value if twenty else 1.0


def _change_gauge(draft: Draft, use: RailUse) -> None:
    network, world = draft.network, draft.world
    layers = network.nodes.layer
    arcs = network.arcs
    between = (arcs.kind == ArcKind.TRANSFER) & np.isin(layers[arcs.tail], _RAILS) & np.isin(layers[arcs.head], _RAILS)
    for arc in np.flatnonzero(between).tolist():
        draft.usable[arc] = True
        node = int(arcs.tail[arc])
        post = max(int(network.nodes.crossing[node]), int(arcs.crossing[arc]))
        crossing = network.crossings[post] if post >= 0 else None
        where = crossing or network.place_at(node)
        change = world.gauge_changes.get(where.id if where else "")
        if change is None:
            figure = draft.figures.get("gauge-hours-total")
            draft.sources[arc] = figure.source
            time = hours_spread(figure)
            price = draft.figures.get("gauge-sarakhs-cost").value
        else:
            time = Spread(p10_s=change.time[0], p50_s=change.time[1], p90_s=change.time[2])
            price = change.cost_wagon_usd if use.wagon else change.cost_feu_usd
            draft.sources[arc] = change.source
        draft.set_spread(arc, BEFORE, time)
        # A fee measured at the post already holds the change of gauge: the larger of the two counts.
        already = crossing.fee_usd if crossing and crossing.gauge_change and crossing.fee_usd is not None else 0.0
        draft.parts[CostKind.TRANSFER][arc] += max(0.0, price - already) * draft.amounts.loads
        draft.co2e_g[arc] += draft.figures.get("hub-transship").value * draft.amounts.mass_t


def _change_mode(draft: Draft, use: RailUse) -> None:
    network = draft.network
    arcs, layers = network.arcs, network.nodes.layer
    one = layers[arcs.tail] == Layer.ROAD
    other = layers[arcs.head] == Layer.ROAD
    mixed = (arcs.kind == ArcKind.TRANSFER) & (one ^ other)
    hours = draft.figures.get(use.dwell)
    dwell = hours_spread(hours)
    lift = draft.figures.get(use.handling).value * handling_factor(draft.amounts, draft.figures)
    for arc in np.flatnonzero(mixed).tolist():
        draft.usable[arc] = True
        draft.set_spread(arc, BEFORE, dwell)
        draft.sources[arc] = hours.source
        draft.parts[CostKind.TRANSFER][arc] += lift
        draft.co2e_g[arc] += draft.figures.get("hub-transship").value * draft.amounts.mass_t
        draft.manner[arc] |= FRESH_DRIVER
