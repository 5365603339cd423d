"""Driving: speeds, driver rules, seasons, vehicle limits, haulage and tolls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.charges import charge_amounts, charge_rates, emission_g
from corridor_planner.cost.draft import DRIVEN, MOVE, Draft
from corridor_planner.cost.profile import Per, RoadUse
from corridor_planner.cost.seasons import evaluate_seasons
from corridor_planner.domain import ArcKind, Message, Party, RoadClass
from corridor_planner.graph.network import Flag

_FORBIDS = {
    Party.FREIGHT: (Flag.NO_TRUCK, Flag.LOCAL_TRUCK),
    Party.CAR: (Flag.NO_CAR, Flag.LOCAL_CAR),
    Party.COACH: (Flag.NO_COACH, Flag.LOCAL_COACH),
}
_VEHICLE = {Party.FREIGHT: "truck", Party.CAR: "car", Party.COACH: "coach"}


def evaluate_roads(draft: Draft, use: RoadUse, small: RoadUse | None) -> None:
    """Fill in road arcs; ``small`` is how secondary and smaller roads are used, if otherwise."""
    arcs = draft.network.arcs
    on_road = arcs.kind == ArcKind.ROAD
    if small is None:
        _drive(draft, use, on_road)
    else:
        main = on_road & (arcs.road_class <= RoadClass.PRIMARY)
        _drive(draft, use, main)
        _drive(draft, small, on_road & ~main)


def _drive(draft: Draft, use: RoadUse, mask: NDArray[np.bool_]) -> None:
    network = draft.network
    arcs = network.arcs
    share = draft.figures.get(use.speed_share)
    speed_kmh = np.minimum((arcs.speed_heavy_kmh if use.heavy else arcs.speed_light_kmh) * share.value, use.max_kmh)
    forbidden, local = _FORBIDS[use.party]
    fits = (arcs.max_mass_t >= use.mass_t) & (arcs.max_height_m >= use.height_m) & (arcs.max_axle_t >= use.axle_t)
    fits &= (arcs.max_length_m >= use.length_m) & (arcs.max_width_m >= use.width_m)
    good = mask & (speed_kmh > 0) & ((arcs.flags & int(forbidden)) == 0) & fits
    members = np.flatnonzero(good)
    draft.usable[members] = True
    draft.local_only[members] = (arcs.flags[members] & int(local)) > 0
    move_s = np.rint(arcs.length_m[members] / speed_kmh[members] * 3.6)
    draft.move_s[members] = move_s
    # p10 and p90 of driving follow the range of the share that is reached of the free-flow speed.
    draft.low_s[members, MOVE] = np.minimum(move_s, move_s * share.value / share.high)
    draft.high_s[members, MOVE] = np.maximum(move_s, move_s * share.value / share.low)
    draft.manner[members] |= DRIVEN
    regimes = np.array(
        [draft.driver_index(use.drivers_by_country.get(c, use.drivers)) for c in (*network.countries, "")], np.int32
    )
    draft.driver[members] = regimes[arcs.country[members]]
    _season(draft, use, members)
    _charge(draft, use, members)


def _season(draft: Draft, use: RoadUse, members: NDArray[np.intp]) -> None:
    regulations = [rule for rule in draft.world.seasonal.values() if rule.scope == "country"]
    seasons = evaluate_seasons(
        draft.network, regulations, vehicle=_VEHICLE[use.party], zones=draft.zones, horizon=draft.horizon,
        depart_s=draft.depart_s,
    )  # fmt: skip
    first_row = len(draft.season_rules)
    own = seasons.index[members]
    draft.season_index[members] = np.where(own >= 0, own + first_row, -1)
    draft.season_factor[members] = seasons.factor_now[members]
    offset, start, factor = draft.season_tables
    draft.season_tables = (
        np.concatenate([offset, seasons.offset[1:] + offset[-1]]),
        np.concatenate([start, seasons.start]),
        np.concatenate([factor, seasons.factor]),
    )
    draft.season_rules += seasons.rules
    for arc in members[seasons.ban[members] >= 0].tolist():
        rule = seasons.bans[seasons.ban[arc]]
        draft.refuse(arc, Message(id="refused.banned_vehicle", values={
            "rule": rule.name, "vehicle": _VEHICLE[use.party], "source": rule.source.text,
        }))  # fmt: skip


def _charge(draft: Draft, use: RoadUse, members: NDArray[np.intp]) -> None:
    vehicles = draft.amounts.vehicles
    if draft.amounts.persons and use.persons_per_vehicle:
        vehicles = int(np.ceil(draft.amounts.persons / draft.figures.get(use.persons_per_vehicle).value))
    amounts = replace(draft.amounts, vehicles=vehicles)
    country = draft.network.arcs.country[members]
    for charge in use.charges:
        if charge.per is Per.HOUR:
            continue  # charged on elapsed time, see cost.elapsed
        rates = charge_rates(charge, draft.figures, draft.network.countries, draft.circumstances.domestic_country)
        units = charge_amounts(draft.network, charge.per, amounts, members)
        draft.parts[charge.kind][members] += units * rates[country]
    for emission in use.emissions:
        draft.co2e_g[members] += emission_g(draft.network, emission, draft.figures, amounts, members)
