"""Seasonal rules of passes, roads and regulations as factors on the time of arcs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.calendar import Horizon, month_starts
from corridor_planner.domain import ArcKind, RoadClass, SeasonalRule
from corridor_planner.graph.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Seasons:
    """Seasonal tables for the simulator and what a static search needs of them.

    Attributes
    ----------
    index : (arcs,) int32
        Row of the tables, -1 where no rule applies.
    ban : (arcs,) int32
        Position in ``bans`` of the rule under which vehicles of this kind may not pass in any month, else -1.
    factor_now : (arcs,) float64
        Factor in the month of departure; inf where closed.
    rules
        For each row, the seasonal rules behind it.
    """

    index: NDArray[np.int32]
    ban: NDArray[np.int32]
    factor_now: NDArray[np.float64]
    offset: NDArray[np.int64]
    start: NDArray[np.int64]
    factor: NDArray[np.float64]
    rules: tuple[tuple[SeasonalRule, ...], ...]
    bans: tuple[SeasonalRule, ...]


def month_factor(rules: Sequence[SeasonalRule], month: int) -> float:
    """Return the strictest factor of several rules in a month; inf where one is closed.

    Rules on the same stretch are not multiplied: the stricter one is taken.
    """
    if any(month in rule.closed_months for rule in rules):
        return math.inf
    return max((rule.delay_factor for rule in rules if month in rule.restricted_months), default=1.0)


def evaluate_seasons(
    network: Network,
    regulations: Sequence[SeasonalRule],
    *,
    vehicle: str,
    zones: Sequence[str],
    horizon: Horizon,
    depart_s: int,
) -> Seasons:
    """Lay out the rules that bind a vehicle on each road arc.

    Parameters
    ----------
    regulations
        Rules whose scope is a country.
    vehicle
        ``truck``, ``coach`` or ``car``.
    zones
        IANA zone of each of the network's countries; months begin at its midnight.
    """
    arcs = network.arcs
    index = np.full(network.n_arcs, -1, np.int32)
    ban = np.full(network.n_arcs, -1, np.int32)
    bans: list[SeasonalRule] = []
    factor_now = np.ones(network.n_arcs)
    of_country = [
        tuple(r for r in regulations if code in r.scope_ids and _binds(r, vehicle)) for code in network.countries
    ]
    concerned = arcs.kind == ArcKind.ROAD
    has_country_rule = np.array([bool(rules) for rules in of_country] + [False])
    concerned &= (arcs.season >= 0) | has_country_rule[arcs.country]
    rows: list[tuple[SeasonalRule, ...]] = []
    offset, start, factor = [0], [], []
    for season, country, road_class, members in _alike(network, concerned):
        rules = _rules(network, season, of_country[country] if country >= 0 else (), vehicle, RoadClass(road_class))
        banning = next((rule for rule in rules if vehicle in rule.banned_vehicles), None)
        if banning is not None:
            ban[members] = len(bans)
            bans.append(banning)
        rules = tuple(r for r in rules if r.closed_months or r.restricted_months)
        if not rules:
            continue
        index[members] = len(rows)
        rows.append(rules)
        months = month_starts(zones[country] if country >= 0 else "UTC", horizon)
        start += [at for at, _ in months]
        factor += [month_factor(rules, month) for _, month in months]
        offset.append(len(start))
        current = max((month for month in months if month[0] <= depart_s), default=months[0])
        factor_now[members] = month_factor(rules, current[1])
    return Seasons(
        index=index, ban=ban, factor_now=factor_now, offset=np.array(offset, np.int64),
        start=np.array(start, np.int64), factor=np.array(factor, np.float64), rules=tuple(rows),
        bans=tuple(bans),
    )  # fmt: skip


def _alike(network: Network, concerned: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, NDArray[np.intp]]]:
    """Give each season, country and road class that occur together, in order, and the arcs that have them."""
    arcs = network.arcs
    positions = np.flatnonzero(concerned)
    if not len(positions):
        return
    sizes = (len(network.season_sets) + 1, len(network.countries) + 1, len(RoadClass))
    parts = (arcs.season[positions] + 1, arcs.country[positions] + 1, arcs.road_class[positions])
    keys, inverse = np.unique(np.ravel_multi_index(parts, sizes), return_inverse=True)
    members = np.split(positions[np.argsort(inverse, kind="stable")], np.cumsum(np.bincount(inverse))[:-1])
    for key, same in zip(keys.tolist(), members, strict=True):
        season, country, road_class = (int(i) for i in np.unravel_index(key, sizes))
        yield season - 1, country - 1, road_class, same


def _binds(rule: SeasonalRule, vehicle: str) -> bool:
    return rule.vehicles == "all" or rule.vehicles == vehicle or vehicle in rule.banned_vehicles


def _rules(
    network: Network, season: int, regulations: tuple[SeasonalRule, ...], vehicle: str, road_class: RoadClass
) -> tuple[SeasonalRule, ...]:
    local = tuple(r for r in network.season_sets[season] if _binds(r, vehicle)) if season >= 0 else ()
    return tuple(r for r in local + regulations if not r.road_classes or road_class in r.road_classes)
