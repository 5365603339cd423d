"""From steps to the legs of a plan: places, local times, lines, sources and warnings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.domain import LegKind, Place, PlanLeg
from corridor_planner.planning.leg_facts import leg_sources, leg_warnings
from corridor_planner.planning.lines import cut_line, join_lines
from corridor_planner.planning.road_names import tell_roads
from corridor_planner.planning.steps import Step


def assemble_legs(costs: ArcCosts, steps: Sequence[Step], origin: Place, destination: Place) -> tuple[PlanLeg, ...]:
    """Return the legs of a plan; each starts where and when the one before ends."""
    legs: list[PlanLeg] = []
    here = origin
    for position, step in enumerate(steps):
        there = destination if position == len(steps) - 1 else _end_place(costs, step, here)
        legs.append(_leg(costs, step, here, there))
        here = there
    return tuple(legs)


def _leg(costs: ArcCosts, step: Step, origin: Place, destination: Place) -> PlanLeg:
    network = costs.network
    time_s = step.end_s - step.start_s
    money = dict(step.money)
    for kind, usd in costs.time_money.of(time_s, standing=step.standing).items():
        money[kind] = money.get(kind, 0.0) + usd
    moving = step.kind is not LegKind.REST
    distance_m = sum(float(network.arcs.length_m[arc]) * (b - a) for arc, a, b in step.pieces) if moving else 0.0
    lines = [cut_line(network.line(arc), a, b) for arc, a, b in step.pieces] if moving else []
    return PlanLeg(
        kind=step.kind, mode=step.mode, origin=origin, destination=destination,
        start=local(step.start_s, origin.tz), end=local(step.end_s, destination.tz), distance_m=distance_m,
        cost={k: usd for k, usd in money.items() if usd}, co2e_kg=step.co2e_kg,
        crossing_id=network.crossings[step.crossing].id if step.crossing >= 0 else "",
        service_id=network.services[step.service].id if step.service >= 0 else "",
        note=step.note or (tell_roads(network, step.pieces) if step.kind is LegKind.ROAD else None),
        sources=leg_sources(costs, step), warnings=leg_warnings(costs, step),
        geometry=join_lines(lines),
    )  # fmt: skip


def local(at_s: int, zone: str) -> datetime:
    """Return an instant on the clock of a zone."""
    return datetime.fromtimestamp(at_s, UTC).astimezone(ZoneInfo(zone))


def _end_place(costs: ArcCosts, step: Step, here: Place) -> Place:
    """Return where a step ends: at a node, or on the way when a rest cuts the movement."""
    network = costs.network
    if not step.pieces:
        if step.arc < 0:
            return here
        moved = step.kind in (LegKind.CROSSING, LegKind.TRANSFER)
        return _place_of(costs, int(network.arcs.head[step.arc]) if moved else int(network.arcs.tail[step.arc]), here)
    arc, _, share = step.pieces[-1]
    if share >= 1.0 - 1e-9:
        return _place_of(costs, int(network.arcs.head[arc]), here)
    if step.kind is LegKind.REST:
        return here
    lon, lat = cut_line(network.line(arc), 0.0, share)[-1]
    ahead = _place_of(costs, int(network.arcs.head[arc]), here)
    name = f"on the way to {ahead.name}" if ahead.id else f"{lon:.4f},{lat:.4f}"
    country = network.country_of(arc) or here.country
    return Place(id="", name=name, country=country, lon=lon, lat=lat, tz=here.tz, kind="point")


def _place_of(costs: ArcCosts, node: int, here: Place) -> Place:
    network = costs.network
    place = network.place_at(node)
    if place is not None:
        return place
    lon, lat = float(network.nodes.lon[node]), float(network.nodes.lat[node])
    country = network.countries[network.nodes.country[node]] if network.nodes.country[node] >= 0 else here.country
    return Place(id="", name=f"{lon:.4f},{lat:.4f}", country=country, lon=lon, lat=lat, tz=here.tz, kind="point")
