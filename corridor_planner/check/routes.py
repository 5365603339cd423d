"""The independent checker of routes: recomputes everything from the network and the tables.

It knows neither the search that found the path nor the code that told its legs. It walks the
named arcs through the shared simulator, lays out what must happen when, and compares every leg
and total with that.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from corridor_planner.check.kinds import MODE_OF, fitting_kinds
from corridor_planner.check.places import Passing, check_places
from corridor_planner.cost import simulator as sim
from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.stays import VISIT, WAIT_STOP, Stay
from corridor_planner.cost.terminals import arrival_terminal, departure_terminal
from corridor_planner.domain import ArcKind, CostKind, Layer, LegKind, Place, PlanLeg, RoutePlan, Violation
from corridor_planner.graph.network import Network

_USD, _KG, _M = 0.05, 0.01, 2.0  # what rounding in documents may add up to per leg
_STILL = (sim.BEFORE, sim.WAIT_OPEN, sim.QUEUE, sim.WAIT_DEPARTURE, sim.WAIT_SEASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A stretch of time on an arc with what it costs, as the checker lays it out."""

    arc: int
    what: int
    start_s: int
    end_s: int
    distance_m: float
    money: Mapping[CostKind, float]
    co2e_kg: float
    fixed_usd: float = 0.0

    @property
    def cost_usd(self) -> float:
        """All money."""
        return sum(self.money.values())


def check_route(
    costs: ArcCosts, plan: RoutePlan, ends: Sequence[Collection[int]], stays: Sequence[Stay] = (),
    places: tuple[Place, Place] | None = None,
) -> list[Violation]:  # fmt: skip
    """Return everything wrong in a plan; empty when it is right.

    Parameters
    ----------
    ends
        Node indices at which the route may begin and end.
    stays
        The visits that were asked for, where the plan makes them.
    places
        What origin and destination of the request were understood as.
    """
    found: list[Violation] = []
    arcs = find_arcs(costs.network, plan.arc_keys, ends[0])
    if not arcs or len(arcs) < len(plan.arc_keys) or not plan.legs:
        claimed = plan.arc_keys[len(arcs)] if len(arcs) < len(plan.arc_keys) else "none"
        return [Violation(rule="every arc is in the network and joins the one before", where=f"arc {len(arcs) + 1}",
                          claimed=claimed, found="no such arc here")]  # fmt: skip
    _check_chain(costs, arcs, ends, found)
    if found:
        return found
    happenings = _lay_out(costs, arcs, round(plan.legs[0].start.timestamp()), stays)
    if happenings is None:
        return [Violation(rule="every arc can be passed in time", where="plan", claimed="passed", found="closed")]
    _check_legs(plan.legs, found)
    _check_crossings(costs, arcs, plan.legs, found)
    _compare(costs, plan.legs, happenings, found)
    passings = [Passing(arc=h.arc, start_s=h.start_s, end_s=h.end_s) for h in happenings]
    return [*found, *check_places(costs, plan.legs, passings, places)]


def find_arcs(network: Network, keys: Sequence[str], begins: Collection[int]) -> list[int]:
    """Follow the names of arcs from one of the nodes at which the route may begin, as far as they lead."""
    arcs: list[int] = []
    here = sorted(begins)
    for key in keys:
        leaving = (a for node in here for a in range(int(network.first_out[node]), int(network.first_out[node + 1])))
        arc = next((a for a in leaving if network.arc_key(a) == key), None)
        if arc is None:
            break
        arcs.append(arc)
        here = [int(network.arcs.head[arc])]
    return arcs


def _check_chain(costs: ArcCosts, arcs: Sequence[int], ends: Sequence[Collection[int]], found: list[Violation]) -> None:
    network = costs.network
    for node, allowed, name in (
        (int(network.arcs.tail[arcs[0]]), ends[0], "origin"),
        (int(network.arcs.head[arcs[-1]]), ends[1], "destination"),
    ):
        if node not in allowed:
            found.append(Violation(rule=f"the route reaches its {name}", where=name, claimed=str(sorted(allowed)),
                                   found=str(node)))  # fmt: skip
    for arc in arcs:
        if not costs.usable[arc]:
            reason = costs.refusals[costs.refusal[arc]]
            found.append(Violation(rule="every arc may be used", where=network.arc_key(arc), claimed="used",
                                   found=reason.id if reason else "not for this profile"))  # fmt: skip


def _lay_out(costs: ArcCosts, arcs: Sequence[int], start_s: int, stays: Sequence[Stay]) -> list[Happening] | None:
    """Play arcs and stays and price what happens; time-independent money falls on the arc's main event."""
    laid: list[Happening] = []
    first = departure_terminal(costs, int(costs.network.arcs.tail[arcs[0]]))
    at_s = start_s + first.time.p50_s
    if first.time.p50_s or first.cost_usd:
        money = costs.time_money.of(first.time.p50_s, standing=True)
        money[CostKind.TRANSFER] = money.get(CostKind.TRANSFER, 0.0) + first.cost_usd
        laid.append(Happening(arc=-1, what=sim.BEFORE, start_s=start_s, end_s=at_s, distance_m=0.0,
                              money=money, co2e_kg=first.co2e_kg))  # fmt: skip
    state: tuple[int, ...] = (0,) * sim.STATE_SIZE
    for position in range(len(arcs) + 1):
        for visit in (one.visit for one in stays if one.after == position):
            stayed = visit.at(costs, at_s, state)
            if stayed is None:
                return None
            for what, start, end in ((WAIT_STOP, at_s, stayed.begin_s), (VISIT, stayed.begin_s, stayed.end_s)):
                laid.append(Happening(
                    arc=-1, what=what, start_s=start, end_s=end, distance_m=0.0, co2e_kg=0.0,
                    money=costs.time_money.of(end - start, standing=False),
                ))  # fmt: skip
            at_s, state = stayed.end_s, stayed.state
        if position < len(arcs):
            passed = sim.pass_arc(costs.rules, arcs[position], at_s, state)
            if passed.end_s >= sim.NEVER:
                return None
            laid += _price(costs, arcs[position], passed.events)
            at_s, state = passed.end_s, passed.state
    return laid


def _price(costs: ArcCosts, arc: int, rows: Sequence[tuple[int, ...]]) -> list[Happening]:
    moving_s = sum(end - start for what, start, end in rows if what == sim.MOVE)
    fixed = {kind: float(part[arc]) for kind, part in costs.parts.items() if part[arc]}
    kind = ArcKind(int(costs.network.arcs.kind[arc]))
    at_sea = kind is ArcKind.SAIL
    by_taxi = kind in (ArcKind.BOARD, ArcKind.ALIGHT)  # the way between a town and its station
    laid = []
    for what, start, end in rows:
        share = (((end - start) / moving_s) if moving_s else 1.0) if what == sim.MOVE else 0.0
        standing = what in _STILL or (what == sim.MOVE and at_sea)
        travelled = float(what == sim.BEFORE) if by_taxi else share
        money = costs.time_money.of(end - start, standing=standing)
        for cost_kind, usd in fixed.items():
            money[cost_kind] = money.get(cost_kind, 0.0) + usd * share
        laid.append(Happening(
            arc=arc, what=what, start_s=start, end_s=end,
            distance_m=float(costs.network.arcs.length_m[arc]) * travelled, money=money,
            fixed_usd=sum(fixed.values()) * share, co2e_kg=float(costs.co2e_kg[arc]) * share,
        ))  # fmt: skip
    return laid


def _check_legs(legs: Sequence[PlanLeg], found: list[Violation]) -> None:
    for i, leg in enumerate(legs):
        where = f"leg {i + 1} ({leg.kind.value})"
        if leg.end.timestamp() < leg.start.timestamp():
            found.append(Violation(rule="a leg does not end before it starts", where=where,
                                   claimed=leg.end.isoformat(), found=leg.start.isoformat()))  # fmt: skip
        if i and legs[i - 1].end.timestamp() != leg.start.timestamp():
            found.append(Violation(rule="a leg starts when the one before ends", where=where,
                                   claimed=leg.start.isoformat(), found=legs[i - 1].end.isoformat()))  # fmt: skip


def _check_crossings(costs: ArcCosts, arcs: Sequence[int], legs: Sequence[PlanLeg], found: list[Violation]) -> None:
    """Every border and port of entry that is passed is told, in order."""
    of = costs.network.arcs
    passed = [
        costs.network.crossings[of.crossing[arc]].id for arc in arcs if of.crossing[arc] >= 0
        and (of.kind[arc] == ArcKind.CROSSING or (of.kind[arc] == ArcKind.ALIGHT and of.layer[arc] == Layer.FERRY))
    ]  # fmt: skip
    told = [leg.crossing_id for leg in legs if leg.kind is LegKind.CROSSING]
    if told != passed:
        found.append(Violation(rule="every crossing that is passed is a leg", where="plan",
                               claimed=", ".join(told) or "none", found=", ".join(passed) or "none"))  # fmt: skip


def _compare(costs: ArcCosts, legs: Sequence[PlanLeg], laid: Sequence[Happening], found: list[Violation]) -> None:
    """Compare instants and distance leg by leg, money and carbon up to the end of each leg."""
    starts, ends = [h.start_s for h in laid], [h.end_s for h in laid]  # both in order of time
    edges = {*starts, *ends}
    for i, leg in enumerate(legs):
        where = f"leg {i + 1} ({leg.kind.value})"
        start, end = round(leg.start.timestamp()), round(leg.end.timestamp())
        for at, name in ((start, "start"), (end, "end")):
            if at not in edges:
                found.append(Violation(rule=f"the {name} of a leg is when something happens", where=where,
                                       claimed=str(at), found="nothing happens then"))  # fmt: skip
        inside = laid[bisect_left(starts, start) : bisect_right(ends, end)]
        _compare_kind(costs, leg, inside, where, found)
        if end > start:
            lasting = sum(h.distance_m for h in inside if h.end_s > h.start_s)
            _differ("distance_m", where, leg.distance_m, lasting if leg.mode else 0.0, _M, found)
    _compare_sums(costs, legs, laid, found)


def _compare_sums(costs: ArcCosts, legs: Sequence[PlanLeg], laid: Sequence[Happening], found: list[Violation]) -> None:
    """Compare what was spent and emitted by the time each leg has ended, so that no swap hides.

    Where a leg ends in the middle of a transfer, its price may stand before or after.
    """
    last = arrival_terminal(costs, int(costs.network.arcs.head[next(h.arc for h in reversed(laid) if h.arc >= 0)]))
    ends = [h.end_s for h in laid]
    due_usd = [0.0, *accumulate(h.cost_usd for h in laid)]
    due_kg = [0.0, *accumulate(h.co2e_kg for h in laid)]
    spent_usd = emitted_kg = 0.0
    for i, leg in enumerate(legs):
        spent_usd += leg.cost_usd
        emitted_kg += leg.co2e_kg
        at_end = i == len(legs) - 1
        if not at_end and legs[i + 1].time_s == 0:
            continue  # steps without duration at the same instant belong together
        until = round(leg.end.timestamp())
        done = bisect_right(ends, until)
        under_way = _rest_of_arc(laid, done, until)
        open_usd, open_kg = sum(h.fixed_usd for h in under_way), sum(h.co2e_kg for h in under_way)
        where = "plan" if at_end else f"legs 1 to {i + 1}"
        usd = due_usd[done] + (last.cost_usd if at_end else 0.0)
        kg = due_kg[done] + (last.co2e_kg if at_end else 0.0)
        tolerance_usd, tolerance_kg = _USD * (i + 1), _KG * (i + 1)
        _differ("cost_usd", where, spent_usd, min(max(spent_usd, usd), usd + open_usd), tolerance_usd, found)
        _differ("co2e_kg", where, emitted_kg, min(max(emitted_kg, kg), kg + open_kg), tolerance_kg, found)
    for cost_kind in CostKind:
        spent = sum(leg.cost.get(cost_kind, 0.0) for leg in legs)
        due = sum(h.money.get(cost_kind, 0.0) for h in laid)
        due += last.cost_usd if cost_kind is CostKind.TRANSFER else 0.0
        _differ(f"cost.{cost_kind.value}", "plan", spent, due, _USD * len(legs), found)
    _differ("time_s", "plan", sum(leg.time_s for leg in legs), laid[-1].end_s - laid[0].start_s, 0.0, found)


def _rest_of_arc(laid: Sequence[Happening], done: int, until: int) -> list[Happening]:
    """Return what has no duration and is still to come on the arc that is under way at an instant."""
    if done == len(laid):
        return []
    arc = laid[done].arc
    begun = laid[done].start_s <= until or (done > 0 and laid[done - 1].arc == arc)
    following = takewhile(lambda h: h.arc == arc, laid[done:]) if begun else ()
    return [h for h in following if h.start_s == h.end_s]


def _compare_kind(
    costs: ArcCosts, leg: PlanLeg, inside: Sequence[Happening], where: str, found: list[Violation]
) -> None:
    """Compare what a leg says it is: its crossing is passed, a rest is one, movement takes place."""
    network = costs.network
    if leg.crossing_id:
        passed = {network.crossings[network.arcs.crossing[h.arc]].id for h in inside
                  if h.arc >= 0 and network.arcs.crossing[h.arc] >= 0}  # fmt: skip
        if leg.crossing_id not in passed:
            found.append(Violation(rule="a leg names the crossing that is passed", where=where,
                                   claimed=leg.crossing_id, found=", ".join(sorted(passed)) or "none"))  # fmt: skip
    for h in inside:
        fitting = fitting_kinds(h.what, ArcKind(int(network.arcs.kind[h.arc])) if h.arc >= 0 else None)
        if h.end_s > h.start_s and leg.kind not in fitting:
            found.append(Violation(rule="a leg is of the kind of what happens", where=where, claimed=leg.kind.value,
                                   found=" or ".join(sorted(kind.value for kind in fitting))))  # fmt: skip
    if leg.mode is not MODE_OF.get(leg.kind):
        found.append(Violation(rule="a leg is of the mode of its kind", where=where,
                               claimed=leg.mode.value if leg.mode else "none", found=leg.kind.value))  # fmt: skip


def _differ(what: str, where: str, claimed: float, wanted: float, tolerance: float, found: list[Violation]) -> None:
    if abs(claimed - wanted) > tolerance + 1e-6 * abs(wanted):
        found.append(Violation(rule=f"{what} follows from the tables", where=where, claimed=f"{claimed:.2f}",
                               found=f"{wanted:.2f}"))  # fmt: skip
