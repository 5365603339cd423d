"""Borders: who may pass, when the post works, how long it takes and what it costs.

A fee that was measured at a post (CPMM) holds everything paid there, so that the entry fee of
the country is added only as far as it exceeds it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corridor_planner.cost.calendar import crossing_windows
from corridor_planner.cost.draft import BEFORE, QUEUE, Draft
from corridor_planner.cost.permissions import refusal
from corridor_planner.domain import ArcKind, CostKind, Crossing, Ferry, Layer, Message, Party, Spread

_MOVES = (ArcKind.ROAD, ArcKind.RAIL, ArcKind.RIDE, ArcKind.SAIL, ArcKind.FLY)
_CHANGES = (ArcKind.BOARD, ArcKind.ALIGHT)


def evaluate_borders(draft: Draft) -> None:
    """Fill in crossings, apply their rules to ports too, and leave out what is to be avoided."""
    arcs = draft.network.arcs
    windows: dict[int, int] = {}
    for arc in np.flatnonzero((arcs.kind == ArcKind.CROSSING) & (arcs.crossing >= 0)).tolist():
        _cross(draft, arc, windows)
    in_port = (arcs.crossing >= 0) & np.isin(arcs.kind, (ArcKind.BOARD, ArcKind.ALIGHT)) & draft.usable
    for arc in np.flatnonzero(in_port).tolist():
        _pass_port(draft, arc)
    _avoid(draft)


def parties_on(draft: Draft, layer: Layer) -> tuple[Party, ...]:
    """Return as whom the profile passes a crossing of a layer, best liked first."""
    profile = draft.circumstances.profile
    if layer is Layer.TRAIN:
        return (Party.TRAIN,) if profile.trains else ()
    if layer in (Layer.RAIL_1520, Layer.RAIL_1435):
        return (Party.FREIGHT,) if profile.rail else ()
    if layer is Layer.ROAD and profile.road:
        others = (profile.road_small.party, Party.FOOT) if profile.road_small else ()
        return (profile.road.party, *others)
    return ()


def _cross(draft: Draft, arc: int, windows: dict[int, int]) -> None:
    network = draft.network
    arcs = network.arcs
    layer = Layer(int(arcs.layer[arc]))
    crossing = network.crossings[arcs.crossing[arc]]
    from_country = crossing.country_b if arcs.backward[arc] else crossing.country_a
    choice: tuple[Party, Spread] | None = None
    why: Message | None = None
    for party in parties_on(draft, layer):
        refused = refusal(crossing, from_country, party, draft.circumstances.who)
        if refused is not None:
            why = why or refused
            continue
        wait = _wait(crossing, from_country, party, layer)
        if choice is None or wait.p50_s < choice[1].p50_s:
            choice = (party, wait)
    if choice is None:
        if why is not None:
            draft.usable[arc] = True
            draft.refuse(arc, why)
        return
    party, wait = choice
    draft.usable[arc] = True
    draft.set_spread(arc, QUEUE, wait)
    _set_driver(draft, arc)
    if layer is not Layer.TRAIN:
        index = int(arcs.crossing[arc])
        if index not in windows:
            intervals = crossing_windows(crossing, draft.horizon)
            windows[index] = -1 if intervals is None else draft.add_window(intervals)
        draft.window[arc] = windows[index]
    if party is Party.FREIGHT:
        units = draft.amounts.vehicles if layer is Layer.ROAD else draft.amounts.loads
        _charge_fees(draft, arc, crossing, crossing.other_country(from_country), units, by_road=layer is Layer.ROAD)


def _wait(crossing: Crossing, from_country: str, party: Party, layer: Layer) -> Spread:
    if party is Party.FREIGHT:
        return crossing.freight_wait or Spread.exactly(0)
    known = crossing.passenger_wait(party, from_country)
    if layer is Layer.TRAIN:
        # The table says that every train's hours hold its border stop.
        return Spread.exactly(0) if known is None or known.inside_train_hours else known.wait
    if known is not None:
        return known.wait
    return crossing.freight_wait or Spread.exactly(0)


def _set_driver(draft: Draft, arc: int) -> None:
    """At a border the driver works under the rules of the country that is left."""
    road = draft.circumstances.profile.road
    if road is not None and draft.network.arcs.layer[arc] == Layer.ROAD:
        rules = road.drivers_by_country.get(draft.network.country_of(arc), road.drivers)
        draft.driver[arc] = draft.driver_index(rules)


def _charge_fees(draft: Draft, arc: int, crossing: Crossing, to_country: str, units: int, *, by_road: bool) -> None:
    paid = crossing.fee_usd or 0.0
    draft.parts[CostKind.BORDER][arc] += paid * units
    if by_road:
        entry = entry_fee_usd(draft, to_country)
        draft.parts[CostKind.FEE][arc] += max(0.0, entry - paid) * units


def entry_fee_usd(draft: Draft, country: str) -> float:
    """Return what one foreign truck pays to enter a country; 0 for its own trucks."""
    plates = draft.circumstances.who.registration
    road = draft.circumstances.profile.road
    if plates == country or road is None:
        return 0.0
    fitting = [
        fee for fee in draft.world.entry_fees
        if fee.country == country and fee.min_mass_t < road.mass_t <= fee.max_mass_t and plates not in fee.exempt
        and (not fee.registrations or plates in fee.registrations)
    ]  # fmt: skip
    own_row = [fee for fee in fitting if fee.registrations]
    return max((fee.amount.value for fee in own_row or fitting), default=0.0)


def _pass_port(draft: Draft, arc: int) -> None:
    """Apply the rules of a port's row to leaving or entering its country by ship."""
    network = draft.network
    arcs = network.arcs
    use = draft.circumstances.profile.ferry
    ferry = network.services[arcs.service[arc]]
    if use is None or not isinstance(ferry, Ferry):
        return
    port = network.crossings[arcs.crossing[arc]]
    ends = {ferry.from_place_id, ferry.to_place_id} - {port.id}
    other = next((network.places[network.place_index[p]].country for p in ends if p in network.place_index), "")
    port = replace(port, country_b=other or port.country_b)
    boarding = arcs.kind[arc] == ArcKind.BOARD
    from_country = port.country_a if boarding else port.country_b
    refused = refusal(port, from_country, use.party, draft.circumstances.who)
    if refused is not None:
        draft.refuse(arc, refused)
        return
    if use.party is Party.FREIGHT:
        if not boarding and use.fare == "truck":
            units = draft.amounts.vehicles
            draft.parts[CostKind.FEE][arc] += entry_fee_usd(draft, port.country_a) * units
        return
    formalities = port.passenger_wait(use.party, from_country)
    if formalities is not None and (not boarding or formalities.wait.p50_s > draft.before_s[arc]):
        draft.set_spread(arc, BEFORE if boarding else QUEUE, formalities.wait)


def _avoid(draft: Draft) -> None:
    """Take out the arcs of countries that are to be avoided; crossings name the reason themselves."""
    network = draft.network
    shunned = [i for i, code in enumerate(network.countries) if code in draft.circumstances.who.avoid_countries]
    if shunned:
        inside = np.isin(network.arcs.country, shunned) & (network.arcs.kind != ArcKind.CROSSING)
        draft.usable &= ~inside
    for mode in sorted(draft.circumstances.avoid_modes, key=lambda mode: mode.value):
        layers = [layer for layer in Layer if layer.mode is mode]
        avoided = np.isin(network.arcs.layer, layers) & draft.usable
        moving = avoided & np.isin(network.arcs.kind, _MOVES) & (draft.refusal == 0)
        draft.refuse(np.flatnonzero(moving), Message(id="refused.avoided_mode", values={"mode": mode.value}))
        # Going on board stays possible, so that the answer can name what was avoided where it was the way.
        draft.usable &= ~(avoided & (draft.refusal == 0) & ~np.isin(network.arcs.kind, _CHANGES))
