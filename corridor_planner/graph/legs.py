"""Road and rail legs as pairs of arcs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from corridor_planner.domain import ArcKind, Layer, RailLeg, RoadLeg, SeasonalRule, World
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import Flag
from corridor_planner.graph.sites import RAILS, Sites


def add_road_legs(draft: NetworkDraft, sites: Sites, world: World) -> None:
    """Add every road leg in both directions, with its seasonal rules."""
    rules = rules_of_legs(world.seasonal, world.road_legs)
    for leg in world.road_legs:
        country = sites.country_of_leg(leg)
        ends = [sites.node(sites.end_of_leg(end, country), Layer.ROAD) for end in (leg.from_id, leg.to_id)]
        season = draft.add_season_set(rules.get(leg.id, ()))
        line = draft.add_line(leg.via)
        for backward in (False, True):
            tail, head = reversed(ends) if backward else ends
            draft.add_arc(
                tail, head, leg=leg.id, source=leg.source, kind=ArcKind.ROAD, layer=Layer.ROAD,
                road_class=leg.road_class, length_m=leg.length_m, speed_light_kmh=leg.speed_car_kmh,
                speed_heavy_kmh=leg.speed_truck_kmh, country=country, backward=backward, season=season,
                flags=_road_flags(leg), max_mass_t=math.inf if leg.max_mass_t is None else leg.max_mass_t,
                line=line, line_reversed=backward,
            )  # fmt: skip
        draft.tag_leg(leg.id, {"ref": leg.ref} if leg.ref else {})


def add_rail_legs(draft: NetworkDraft, sites: Sites, world: World) -> None:
    """Add every rail leg in both directions, once per gauge."""
    for leg in world.rail_legs:
        country = sites.country_of_leg(leg)
        places = [sites.end_of_leg(end, country) for end in (leg.from_id, leg.to_id)]
        flags = (Flag.ELECTRIFIED if leg.electrified else Flag(0)) | _not_operating(leg)
        line = draft.add_line(leg.via)
        for gauge in sorted(leg.gauges_mm, reverse=True):
            layer = RAILS[gauge]
            ends = [sites.node(place, layer) for place in places]
            for backward in (False, True):
                tail, head = reversed(ends) if backward else ends
                draft.add_arc(
                    tail, head, leg=leg.id, source=leg.source, kind=ArcKind.RAIL, layer=layer,
                    tracks=leg.tracks, length_m=leg.length_m, speed_light_kmh=leg.speed_passenger_kmh,
                    speed_heavy_kmh=leg.speed_freight_kmh, country=country, backward=backward, flags=flags,
                    line=line, line_reversed=backward,
                )  # fmt: skip


def rules_of_legs(
    seasonal: Mapping[str, SeasonalRule], legs: Iterable[RoadLeg]
) -> Mapping[str, tuple[SeasonalRule, ...]]:
    """Return all seasonal rules of each leg, in the order of their table."""
    found: dict[str, list[SeasonalRule]] = {}
    for rule in seasonal.values():
        if rule.scope == "leg":
            for leg_id in rule.scope_ids:
                found.setdefault(leg_id, []).append(rule)
    for leg in legs:
        named = seasonal.get(leg.seasonal_id)
        if named is not None and named.scope == "leg" and named not in found.get(leg.id, ()):
            found.setdefault(leg.id, []).append(named)
    return {leg_id: tuple(rules) for leg_id, rules in found.items()}


def _road_flags(leg: RoadLeg) -> Flag:
    flags = _not_operating(leg)
    if leg.toll:
        flags |= Flag.TOLL
    if not leg.paved:
        flags |= Flag.UNPAVED
    if leg.mountain:
        flags |= Flag.MOUNTAIN
    return flags


def _not_operating(leg: RoadLeg | RailLeg) -> Flag:
    return Flag(0) if leg.operating else Flag.NOT_OPERATING
