"""Finding the path of a route through all its stops, by time or by another criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.local_areas import NO_AREA
from corridor_planner.cost.simulator import NEVER, pass_arc, read_only
from corridor_planner.cost.stays import NO_VISIT, Stay, Visit
from corridor_planner.cost.terminals import departure_terminal
from corridor_planner.domain import ArcKind, Criterion
from corridor_planner.graph.network import Network
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.evaluated import Evaluated
from corridor_planner.search.static import shortest_path, straight_rate
from corridor_planner.search.timed import Start, earliest_arrivals

_BOUND_FROM_ARCS = 50_000  # on a smaller network the bound takes longer than it saves
LONGEST_WAIT_S = 21 * 86_400  # nobody waits longer than three weeks for a pass or a post to open


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Arcs in travel order and where each stop lies among them (arcs done when it is reached)."""

    arcs: tuple[int, ...]
    stops_after: tuple[int, ...]
    depart_s: int

    def stays(self, visits: Sequence[Visit]) -> tuple[Stay, ...]:
        """Return the visits of the stops where they fall; visits without any wish are left out."""
        pairs = zip(self.stops_after, visits, strict=True)
        return tuple(Stay(after=after, visit=visit) for after, visit in pairs if visit != NO_VISIT)


def find_path(
    evaluated: Evaluated,
    anchors: Sequence[Anchor],
    depart_s: int,
    criterion: Criterion,
    *,
    visits: Sequence[Visit] = (),
    blocked: frozenset[int] = frozenset(),
) -> Path | None:
    """Return the best path through the anchors in order, or None when there is none.

    ``visits`` are those of the anchors between the first and the last.
    """
    mask = allowed_arcs(evaluated.costs, anchors, blocked)
    if criterion is Criterion.TIME:
        return _by_time(evaluated, anchors, depart_s, mask, visits)
    return _by_weight(evaluated, anchors, depart_s, criterion, mask)


def allowed_arcs(costs: ArcCosts, anchors: Sequence[Anchor], blocked: frozenset[int]) -> NDArray[np.bool_]:
    """Return which arcs may be used; local access only in the areas of the ends and stops.

    An end that through traffic reaches opens no local road: otherwise the local stretches of both
    ends could meet and make a short cut.
    """
    mask = costs.usable & ~costs.local_only
    opened = {int(costs.area_of_node[node]) for anchor in anchors for node in anchor.nodes} - {NO_AREA}
    if opened:
        mask |= costs.usable & np.isin(costs.area_of_arc, list(opened))
    if blocked:
        mask[list(blocked)] = False
    return mask


def _by_time(
    evaluated: Evaluated, anchors: Sequence[Anchor], depart_s: int, mask: NDArray[np.bool_], visits: Sequence[Visit]
) -> Path | None:
    costs = evaluated.costs
    starts = [Start(node=node, at_s=depart_s + departure_terminal(costs, node).time.p50_s) for node in anchors[0].nodes]
    ways: list[tuple[int, ...]] = [() for _ in starts]
    stops: list[tuple[int, ...]] = [() for _ in starts]
    slack_s = 12 * 3600 if len(costs.rules.driver_rules) else 0
    for i, goal in enumerate(anchors[1:], start=1):
        last = i == len(anchors) - 1
        arrivals = earliest_arrivals(
            costs, starts, goal.nodes, allowed=mask, every_target=goal.end.crossing >= 0,
            slack_s=0 if last else slack_s, to_go=evaluated.least_time_to(goal.nodes),
        )  # fmt: skip
        if not arrivals:
            return None
        next_starts: list[Start] = []
        next_ways: list[tuple[int, ...]] = []
        next_stops: list[tuple[int, ...]] = []
        for arrival in arrivals:
            way = ways[arrival.start] + arrival.arcs
            forced = crossing_arcs_from(costs.network, arrival.node, goal.end.crossing, mask)
            for arc in forced or (None,):
                if goal.end.crossing >= 0:
                    if arc is None:
                        continue
                    passed = pass_arc(costs.rules, arc, arrival.at_s, arrival.state)
                    if passed.end_s >= NEVER:
                        continue
                    beyond = int(costs.network.arcs.head[arc])
                    next_starts.append(Start(node=beyond, at_s=passed.end_s, state=passed.state))
                    next_ways.append((*way, arc))
                else:
                    visit = visits[i - 1] if visits and not last else NO_VISIT
                    stayed = visit.at(costs, arrival.at_s, arrival.state)
                    if stayed is None:
                        continue
                    next_starts.append(Start(node=arrival.node, at_s=stayed.end_s, state=stayed.state))
                    next_ways.append(way)
                next_stops.append((*stops[arrival.start], len(next_ways[-1])))
        if not next_starts:
            return None
        starts, ways, stops = next_starts, next_ways, next_stops
    best = min(range(len(starts)), key=lambda k: (starts[k].at_s, len(ways[k])))
    return Path(arcs=ways[best], stops_after=stops[best][:-1], depart_s=depart_s)


def _by_weight(
    evaluated: Evaluated, anchors: Sequence[Anchor], depart_s: int, criterion: Criterion, mask: NDArray[np.bool_]
) -> Path | None:
    """Chain shortest paths; a via that is a crossing is passed in the cheaper direction."""
    costs = evaluated.costs
    values = costs.cost_usd if criterion is Criterion.COST else costs.co2e_kg
    weights = read_only(np.where(mask & np.isfinite(costs.time_s), values, np.inf))
    large = costs.network.n_arcs >= _BOUND_FROM_ARCS
    rate = straight_rate(costs.network, weights) if large and evaluated.hierarchy is None else 0.0

    def shortest(sources: Sequence[int], targets: Sequence[int]) -> tuple[float, tuple[int, ...]] | None:
        to_go = evaluated.least_weight_to(criterion, targets)
        return shortest_path(costs.network, weights, sources, targets, to_go=to_go, rate=rate)

    arcs: tuple[int, ...] = ()
    stops: list[int] = []
    here = anchors[0].nodes
    for goal in anchors[1:]:
        found = shortest(here, goal.nodes)
        if found is None:
            return None
        arcs += found[1]
        node = int(costs.network.arcs.head[found[1][-1]]) if found[1] else here[0]
        if goal.end.crossing >= 0:
            options = [
                (total + weights[arc], way, arc)
                for side in goal.nodes
                for arc in crossing_arcs_from(costs.network, side, goal.end.crossing, np.isfinite(weights))
                if (reached := shortest(here, (side,))) is not None
                for total, way in (reached,)
            ]
            if not options:
                return None
            _, way, arc = min(options, key=lambda option: option[0])
            arcs = (*arcs[: len(arcs) - len(found[1])], *way, arc)
            node = int(costs.network.arcs.head[arc])
        here = (node,)
        stops.append(len(arcs))
    return Path(arcs=arcs, stops_after=tuple(stops[:-1]), depart_s=depart_s)


def crossing_arcs_from(network: Network, node: int, crossing: int, mask: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the allowed arcs that pass a crossing from a node."""
    if crossing < 0:
        return ()
    leaving = range(int(network.first_out[node]), int(network.first_out[node + 1]))
    arcs = network.arcs
    return tuple(a for a in leaving if mask[a] and arcs.kind[a] == ArcKind.CROSSING and arcs.crossing[a] == crossing)
