"""Checks where the legs of a route begin and end, what they ride on and along which line they are drawn."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.domain import Mode, Place, PlanLeg, Violation

Point = tuple[float, float]
_DEGREES = 2e-6  # documents round to six digits
_OFF_LINE_DEGREES = 2e-4  # a spot on the way, between two points of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """An arc with the stretch of time spent on it."""

    arc: int
    start_s: int
    end_s: int


def check_places(
    costs: ArcCosts, legs: Sequence[PlanLeg], passings: Sequence[Passing], ends: tuple[Place, Place] | None = None
) -> Iterator[Violation]:
    """Yield what is wrong with places, services and lines.

    Parameters
    ----------
    passings
        In order of time, one beginning when the one before ends.
    ends
        The places that the request was understood as; None leaves out their comparison.
    """
    on_arcs = [p for p in passings if p.arc >= 0]
    starts, finishes = [p.start_s for p in on_arcs], [p.end_s for p in on_arcs]
    for i, leg in enumerate(legs):
        where = f"leg {i + 1} ({leg.kind.value})"
        if i and not _same(legs[i - 1].destination, leg.origin):
            yield Violation(rule="a leg begins where the one before ends", where=where, claimed=_tell(leg.origin),
                            found=_tell(legs[i - 1].destination))  # fmt: skip
        start, end = round(leg.start.timestamp()), round(leg.end.timestamp())
        inside = on_arcs[bisect_left(starts, start) : bisect_right(finishes, end)]
        touching = on_arcs[bisect_left(finishes, start) : bisect_right(starts, end)]
        yield from _check_service(costs, leg, inside, touching, where)
        yield from _check_line(costs, leg, [p.arc for p in inside], where)
        if i < len(legs) - 1 and not _same(leg.origin, leg.destination):
            there = [p.arc for p in on_arcs[bisect_left(finishes, end) : bisect_right(starts, end)]]
            yield from _check_end(costs, leg.destination, there, where)
    for place, wanted, name in zip((legs[0].origin, legs[-1].destination), ends or (), ("origin", "destination"),
                                   strict=False):  # fmt: skip
        if not _same(place, wanted):
            yield Violation(rule="the legs lead from the origin to the destination", where=name,
                            claimed=_tell(place), found=_tell(wanted))  # fmt: skip


def _same(one: Place, other: Place) -> bool:
    near = abs(one.lon - other.lon) < _DEGREES and abs(one.lat - other.lat) < _DEGREES
    return near and (one.id, one.name, one.country, one.tz) == (other.id, other.name, other.country, other.tz)


def _tell(place: Place) -> str:
    return f"{place.id or place.name} ({place.country}, {place.lon:.6f},{place.lat:.6f}, {place.tz})"


def _check_end(costs: ArcCosts, place: Place, arcs: Sequence[int], where: str) -> Iterator[Violation]:
    """Yield what is wrong with an end: a named one is a place that is reached then, a nameless one on the way."""
    network = costs.network
    nodes = {int(node[arc]) for arc in arcs for node in (network.arcs.tail, network.arcs.head)}
    if place.id:
        known = [one for one in map(network.place_at, nodes) if one is not None]
        if not any(_same(place, one) for one in known):
            yield Violation(rule="a leg ends at a place of the network that is reached then", where=where,
                            claimed=_tell(place), found="; ".join(sorted(map(_tell, known))) or "none")  # fmt: skip
    elif not _on_lines((place.lon, place.lat), [network.line(arc) for arc in arcs]):
        yield Violation(rule="a leg ends on the way", where=where, claimed=_tell(place), found="off the way")


def _check_service(
    costs: ArcCosts, leg: PlanLeg, inside: Sequence[Passing], touching: Sequence[Passing], where: str
) -> Iterator[Violation]:
    """Yield a service that is not used, and a ride on one that is not named."""
    network = costs.network
    moving = leg.mode not in (None, Mode.ROAD) and leg.time_s > 0
    arcs = [p.arc for p in inside if p.end_s > p.start_s] if moving else [p.arc for p in touching]
    used = {network.services[s].id for arc in arcs if (s := int(network.arcs.service[arc])) >= 0}
    wrong = leg.service_id not in used if leg.service_id else moving and bool(used)
    if wrong:
        yield Violation(rule="a leg names the service that is used", where=where, claimed=leg.service_id or "none",
                        found=", ".join(sorted(used)) or "none")  # fmt: skip


def _check_line(costs: ArcCosts, leg: PlanLeg, inside: Sequence[int], where: str) -> Iterator[Violation]:
    lines = [costs.network.line(arc) for arc in dict.fromkeys(inside)]
    points = {(round(lon, 6), round(lat, 6)) for line in lines for lon, lat in line}
    for lon, lat in leg.geometry:
        if (round(lon, 6), round(lat, 6)) not in points and not _on_lines((lon, lat), lines):
            yield Violation(rule="the line of a leg is that of its way", where=where, claimed=f"{lon:.6f},{lat:.6f}",
                            found="off the way")  # fmt: skip
            return
    if leg.mode and leg.distance_m and not leg.geometry:
        yield Violation(rule="the line of a leg is that of its way", where=where, claimed="none", found="a way")


def _on_lines(point: Point, lines: Sequence[Sequence[Point]]) -> bool:
    return any(_distance_degrees(point, a, b) <= _OFF_LINE_DEGREES for line in lines for a, b in pairwise(line))


def _distance_degrees(point: Point, a: Point, b: Point) -> float:
    """Return how far a point is from a segment, in degrees of latitude."""
    narrow = math.cos(math.radians(point[1]))
    x, y = (b[0] - a[0]) * narrow, b[1] - a[1]
    u, v = (point[0] - a[0]) * narrow, point[1] - a[1]
    length = x * x + y * y
    share = min(1.0, max(0.0, (u * x + v * y) / length)) if length else 0.0
    return math.hypot(u - share * x, v - share * y)
