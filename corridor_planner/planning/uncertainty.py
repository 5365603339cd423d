"""How reliable a route is: its uncertain parts, sampled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from corridor_planner.cost.draft import BEFORE, MOVE, QUEUE
from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.reliability import UncertainPart, sample_total
from corridor_planner.cost.terminals import departure_terminal
from corridor_planner.domain import ArcKind, Flight, Message, Reliability, Spread


def assess(
    costs: ArcCosts, arcs: Sequence[int], total_s: int, depart: datetime, deadline: datetime | None, *, seed: int
) -> Reliability:
    """Return quantiles of the total time and what spreads it most.

    Driving and train running are one part per country and layer, since a slow road is slow all
    day; each queue, wait, handling and passage is a part of its own. Waits for openings and
    departures, breaks and rests are kept as planned.
    """
    parts = _parts(costs, arcs)
    typical_s = sum(part.time.p50_s for part in parts)
    totals, cause = sample_total(parts, total_s - typical_s, seed=seed)
    p10, p50, p90 = (round(q) for q in np.quantile(totals, (0.1, 0.5, 0.9)))
    chance = None if deadline is None else float(np.mean(totals <= deadline.timestamp() - depart.timestamp()))
    return Reliability(
        p10_s=p10, p50_s=p50, p90_s=p90, p_deadline=chance, main_cause=parts[cause].name if cause >= 0 else None
    )


def _parts(costs: ArcCosts, arcs: Sequence[int]) -> list[UncertainPart]:
    network = costs.network
    parts: list[UncertainPart] = []
    moving: dict[tuple[str, str], list[int]] = {}
    typical = (costs.rules.before_s, costs.rules.queue_s, costs.rules.move_s)
    names = {BEFORE: "cause.handling", QUEUE: "cause.queue", MOVE: "cause.passage"}
    if arcs:
        terminal = departure_terminal(costs, int(network.arcs.tail[arcs[0]]))
        if terminal.time.p50_s:
            parts.append(UncertainPart(time=terminal.time, name=Message(id="cause.loading")))
    for arc in arcs:
        kind = ArcKind(int(network.arcs.kind[arc]))
        for column in (BEFORE, QUEUE, MOVE):
            p50 = int(typical[column][arc])
            low, high = int(costs.low_s[arc, column]), int(costs.high_s[arc, column])
            if not p50 or (low == p50 == high):
                continue
            if kind in (ArcKind.ROAD, ArcKind.RAIL) and column == MOVE:
                country = network.country_of(arc)
                sums = moving.setdefault((kind.name, country), [0, 0, 0])
                for i, value in enumerate((low, p50, high)):
                    sums[i] += value
                continue
            parts.append(UncertainPart(
                time=Spread(p10_s=min(low, p50), p50_s=p50, p90_s=max(high, p50)),
                name=Message(id=names[column], values={"place": _name(costs, arc)}),
            ))  # fmt: skip
    for (layer, country), (low, p50, high) in moving.items():
        parts.append(UncertainPart(
            time=Spread(p10_s=min(low, p50), p50_s=p50, p90_s=max(high, p50)),
            name=Message(id=f"cause.{layer.lower()}{'' if country else '_anywhere'}", values={"country": country}),
        ))  # fmt: skip
    return parts


def _name(costs: ArcCosts, arc: int) -> str:
    network = costs.network
    if network.arcs.service[arc] >= 0:
        service = network.services[int(network.arcs.service[arc])]
        return service.id if isinstance(service, Flight) else service.name
    if network.arcs.crossing[arc] >= 0:
        return network.crossings[int(network.arcs.crossing[arc])].name
    place = network.place_at(int(network.arcs.tail[arc]))
    return place.name if place else ""
