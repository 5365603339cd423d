"""From the world's rules to numbers: what every arc of a network means for one request.

``evaluate`` is the door: network, tables, profile and request in, an :class:`ArcCosts` out. It is
vectorised; a backbone takes milliseconds. Each kind of arc has a module of its own
(``roads``, ``railways``, ``seas``, ``borders``) that fills the draft.

Time on an arc is *before + queue + move* (typical values, medians). Its cost is the sum of

    sum over charges: amount x figure x factors         (cost.charges)
    + fee of the crossing + entry fee of the country      (cost.borders)
    + handling at terminals and ports                     (cost.seas, cost.railways)
    + standing USD/h x (before + queue) and sea passages  (the vehicle and its driver stand still)
    + hourly charges x all time                           (cost.elapsed: second driver, reefer, capital)

and its CO2e the sum over the profile's emissions. Money that depends on time is kept out of
``parts``: a plan charges it on the time that really passes, waits for an opening included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.borders import evaluate_borders
from corridor_planner.cost.calendar import Horizon
from corridor_planner.cost.charges import Amounts, Figures
from corridor_planner.cost.draft import Draft
from corridor_planner.cost.elapsed import TimeMoney, time_money
from corridor_planner.cost.local_areas import find_local_areas
from corridor_planner.cost.permissions import Traveller
from corridor_planner.cost.profile import Profile
from corridor_planner.cost.railways import evaluate_railways
from corridor_planner.cost.roads import evaluate_roads
from corridor_planner.cost.seas import evaluate_seas
from corridor_planner.cost.simulator import TimedRules, freeze
from corridor_planner.cost.trains import evaluate_flights, evaluate_trains
from corridor_planner.domain import ArcKind, CostKind, Load, Message, Mode, SeasonalRule, Source, World
from corridor_planner.graph.network import Flag, Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Who or what travels and when, as far as costs care."""

    profile: Profile
    depart: datetime
    load: Load
    persons: int = 1
    who: Traveller = field(default_factory=Traveller)
    avoid_modes: frozenset[Mode] = frozenset()
    domestic_country: str = ""  # the country that holds both ends, "" when there is none


@dataclass(frozen=True, kw_only=True, eq=False)
class ArcCosts:
    """The values of all arcs for one request; every array is read-only, and of length arcs unless said.

    Attributes
    ----------
    usable
        The profile may pass the arc at some time.
    refusal
        Index into ``refusals``: why a border arc may not be passed; 0 where nothing is refused.
    time_s
        Static time in the month of departure; inf where not usable or closed in that month.
    cost_usd, co2e_kg
        Static values of a typical passage.
    parts
        Money by kind that does not depend on time; ``cost_usd`` adds the time money of a typical
        passage.
    rules
        What the simulator needs for time-dependent arrival.
    low_s, high_s
        (arcs, 3) p10 and p90 of before, queue and move.
    season_rules
        The seasonal rules behind each row of ``rules.season``.
    sources
        Where the figures of single arcs come from (changes of gauge and mode).
    time_money
        What a second of standing still, or of any time, costs.
    local_only
        Arcs that may be used only at the ends of a trip.
    area_of_node, area_of_arc
        (nodes,) and (arcs,) local areas, -1 in the core of through traffic; see ``cost.local_areas``.
    """

    network: Network
    circumstances: Circumstances
    usable: NDArray[np.bool_]
    local_only: NDArray[np.bool_]
    area_of_node: NDArray[np.int32]
    area_of_arc: NDArray[np.int32]
    refusal: NDArray[np.int16]
    refusals: tuple[Message | None, ...]
    time_s: Floats
    cost_usd: Floats
    co2e_kg: Floats
    parts: Mapping[CostKind, Floats]
    rules: TimedRules
    low_s: NDArray[np.int32]
    high_s: NDArray[np.int32]
    season_rules: tuple[tuple[SeasonalRule, ...], ...]
    sources: Mapping[int, Source]
    time_money: TimeMoney
    figures: Figures
    amounts: Amounts


def evaluate(network: Network, world: World, circumstances: Circumstances) -> ArcCosts:
    """Return the values of all arcs of a network for one request.

    Raises
    ------
    DataFault
        When the profile names a figure that the tables do not have.
    """
    profile = circumstances.profile
    figures = Figures(rows=world.figures)
    amounts = _amounts(profile, circumstances, figures)
    draft = Draft.blank(network, world, circumstances, figures, amounts, Horizon.around(circumstances.depart))
    if profile.road:
        evaluate_roads(draft, profile.road, profile.road_small)
    if profile.rail:
        evaluate_railways(draft, profile.rail)
    if profile.trains:
        evaluate_trains(draft, profile.trains)
    if profile.ferry:
        evaluate_seas(draft, profile.ferry)
    if profile.air:
        evaluate_flights(draft)
    evaluate_borders(draft)
    return _finish(draft)


def _amounts(profile: Profile, circumstances: Circumstances, figures: Figures) -> Amounts:
    load = circumstances.load
    persons = 0 if profile.freight else circumstances.persons
    vehicles = load.count
    if persons and profile.road:
        vehicles = ceil(persons / figures.get(profile.road.persons_per_vehicle).value)
    return Amounts(
        vehicles=vehicles, loads=load.count, mass_t=load.count * load.mass_t if profile.freight else 0.0,
        persons=persons, load=load,
    )  # fmt: skip


def _finish(draft: Draft) -> ArcCosts:
    usable = draft.usable & (draft.refusal == 0) & ((draft.network.arcs.flags & Flag.NOT_OPERATING) == 0)
    moving = draft.move_s * draft.season_factor
    time_s = np.where(usable, draft.before_s + draft.queue_s + moving, np.inf)
    usable &= np.isfinite(time_s) | (draft.season_index >= 0)
    money = time_money(draft)
    still_s = (draft.before_s + draft.queue_s) + np.where(draft.network.arcs.kind == ArcKind.SAIL, draft.move_s, 0)
    cost = still_s * money.standing_usd_per_s + money.any_usd_per_s * np.where(np.isfinite(time_s), time_s, 0.0)
    for part in draft.parts.values():
        cost += part
    area_of_node, area_of_arc = find_local_areas(draft.network, usable, draft.local_only)
    arrays = {
        "usable": usable,
        "local_only": draft.local_only,
        "area_of_node": area_of_node,
        "area_of_arc": area_of_arc,
        "refusal": draft.refusal,
        "time_s": np.where(usable, time_s, np.inf),
        "cost_usd": cost,
        "co2e_kg": draft.co2e_g / 1000.0,
        "low_s": draft.low_s,
        "high_s": draft.high_s,
    }
    for array in (*arrays.values(), *draft.parts.values()):
        array.flags.writeable = False
    return ArcCosts(
        network=draft.network, circumstances=draft.circumstances, refusals=tuple(draft.refusals),
        parts=dict(draft.parts), rules=freeze(draft.timed_rules()), season_rules=draft.season_rules,
        sources=draft.sources, time_money=money, figures=draft.figures, amounts=draft.amounts,
        **arrays,
    )  # fmt: skip
