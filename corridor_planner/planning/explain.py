"""Why there is no plan: what blocks the way, in words, and what would help."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.domain import ArcKind, Message, NoPlan, Remedy, RouteRequest
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.paths import allowed_arcs
from corridor_planner.search.static import reachable

_OWN_CHOICE = {
    "refused.avoided_country": ("avoid_country", "remedy.drop_avoid_country"),
    "refused.avoided_crossing": ("avoid_crossing", "remedy.drop_avoid_crossing"),
    "refused.avoided_mode": ("avoid_mode", "remedy.drop_avoid_mode"),
}


def explain_no_path(costs: ArcCosts, anchors: Sequence[Anchor], request: RouteRequest) -> NoPlan:
    """Return the reason for the first part of the route that can't be travelled.

    The blocked crossings are those that lead from where one can get to, to where one could go
    on to the goal; when even they do not join the two, every refused one near them is named.
    """
    for spot in anchors:
        if spot.end.crossing >= 0 and (refused := via_refusals(costs, spot.end.crossing, every_way=True)):
            values = {"crossing": spot.place.name.split(" (")[0], "profile": costs.circumstances.profile.label}
            reason = Message(id="no_plan.via_refused", values=values)
            return NoPlan(reason=reason, blocked=refused, remedies=_remedies(refused, request, costs))
    mask = allowed_arcs(costs, anchors, frozenset())
    for origin, goal in pairwise(anchors):
        ahead = reachable(costs.network, mask, origin.nodes)
        if ahead[list(goal.nodes)].any():
            continue
        behind = reachable(costs.network, mask, goal.nodes, backward=True)
        return _explain(costs, origin, goal, ahead, behind, request)
    return _shut_for_now(costs, anchors, mask)


def via_refusals(costs: ArcCosts, crossing: int, *, every_way: bool) -> tuple[Message, ...]:
    """Return why a crossing is refused; with ``every_way`` only when no direction of it is open."""
    arcs = costs.network.arcs
    passing = (arcs.kind == ArcKind.CROSSING) & (arcs.crossing == crossing)
    refused = passing & (costs.refusal > 0)
    if every_way and (passing & costs.usable).any():
        return ()
    return _distinct([costs.refusals[costs.refusal[a]] for a in np.flatnonzero(refused).tolist()])


def _shut_for_now(costs: ArcCosts, anchors: Sequence[Anchor], mask: NDArray[np.bool_]) -> NoPlan:
    """Return which arcs are shut in the month of departure, when all ways lead over one of them."""
    arcs = costs.network.arcs
    shut = mask & ~np.isfinite(costs.time_s)
    for origin, goal in pairwise(anchors):
        ahead = reachable(costs.network, mask & ~shut, origin.nodes)
        if not ahead[list(goal.nodes)].any():
            behind = reachable(costs.network, mask & ~shut, goal.nodes, backward=True)
            joins = shut & ahead[arcs.tail] & behind[arcs.head]
            near = joins if joins.any() else shut & (ahead[arcs.tail] | behind[arcs.head])
            return closed_in_season(costs, np.flatnonzero(near).tolist())
    return NoPlan(reason=Message(id="no_plan.in_time", values={"days": 180}), remedies=(other_date(),))


def _explain(
    costs: ArcCosts, origin: Anchor, goal: Anchor, ahead: np.ndarray, behind: np.ndarray, request: RouteRequest
) -> NoPlan:
    network = costs.network
    arcs = network.arcs
    refused = costs.refusal > 0
    joins = refused & ahead[arcs.tail] & behind[arcs.head]
    if not joins.any():  # more than one closed door in a row: name those on either side
        joins = refused & (ahead[arcs.tail] | behind[arcs.head])
    blocked = _distinct([costs.refusals[costs.refusal[a]] for a in np.flatnonzero(joins).tolist()])
    values: dict[str, object] = {
        "from": origin.place.name, "to": goal.place.name, "profile": costs.circumstances.profile.label,
    }  # fmt: skip
    if blocked:
        reason = Message(id="no_plan.all_refused", values=values | {"count": len(blocked)})
    elif costs.circumstances.profile.trains and not costs.circumstances.profile.road:
        reason = Message(id="no_plan.no_train", values=values)
    elif network.meta.kind == "built" and min(int(ahead.sum()), int(behind.sum())) < network.n_nodes // 2:
        lost, nodes = (origin, ahead) if ahead.sum() < behind.sum() else (goal, behind)
        reason = Message(id="no_plan.island", values=values | {"place": lost.place.name, "nodes": int(nodes.sum())})
    else:
        reason = Message(id="no_plan.not_connected", values=values)
    return NoPlan(reason=reason, blocked=blocked, remedies=_remedies(blocked, request, costs))


def _remedies(blocked: Sequence[Message], request: RouteRequest, costs: ArcCosts) -> tuple[Remedy, ...]:
    found: dict[str, Remedy] = {}
    for message in blocked:
        if message.id in _OWN_CHOICE:
            key, text = _OWN_CHOICE[message.id]
            value = message.values.get({"avoid_country": "country", "avoid_crossing": "crossing_id"}.get(key, "mode"))
            found.setdefault(f"{key}={value}", Remedy(
                message=Message(id=text, values={"value": value}), change={f"remove_{key}": value}
            ))  # fmt: skip
    if any(message.id == "refused.assumed_crossing" for message in blocked):
        found["known_crossings_only"] = Remedy(
            message=Message(id="remedy.assumed_crossings"), change={"known_crossings_only": False}
        )  # fmt: skip
    profile = costs.circumstances.profile
    if (
        profile.freight
        and any(m.id == "refused.no_freight" for m in blocked)
        and request.profile != "container-intermodal"
    ):
        found["profile"] = Remedy(message=Message(id="remedy.intermodal"), change={"profile": "container-intermodal"})
    if not profile.freight and not profile.air and bool((costs.network.arcs.kind == ArcKind.FLY).any()):
        found["profile"] = Remedy(message=Message(id="remedy.by_air"), change={"profile": "traveller-air"})
    return tuple(found.values())


def other_date() -> Remedy:
    """Return the remedy of asking for another date."""
    return Remedy(message=Message(id="remedy.other_date"), change={"depart": None})


def _distinct(messages: Sequence[Message | None]) -> tuple[Message, ...]:
    seen: dict[str, Message] = {}
    for message in messages:
        if message is not None:
            seen.setdefault(f"{message.id}{message.values.get('crossing_id', message.values)}", message)
    return tuple(seen.values())


def closed_in_season(costs: ArcCosts, arcs: Sequence[int]) -> NoPlan:
    """Return the answer that passes or posts are shut, naming each with its months or hours."""
    named: dict[str, Message] = {}
    for arc in arcs:
        row = int(costs.rules.season[arc])
        for rule in costs.season_rules[row] if row >= 0 else ():
            months = ",".join(map(str, sorted(rule.closed_months)))
            named.setdefault(rule.id, Message(id="refused.season", values={
                "rule": rule.name, "months": months, "reason": rule.reason, "alternative": rule.alternative,
                "source": rule.source.text, "as_of": rule.source.as_of,
            }))  # fmt: skip
        crossing = int(costs.network.arcs.crossing[arc])
        if crossing >= 0:
            post = costs.network.crossings[crossing]
            named.setdefault(post.id, Message(id="refused.not_open", values={
                "crossing_id": post.id, "crossing": post.name, "hours": post.opening_hours,
            }))  # fmt: skip
    return NoPlan(reason=Message(id="no_plan.season"), blocked=tuple(named.values()), remedies=(other_date(),))
