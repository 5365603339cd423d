"""Few corridors that differ in substance, out of many candidates, each with the reasons why it is on the list.

Two ways differ in substance when they share at most 60 % of their length, or pass another crossing
or ship (the kSPwLO notion of limited overlap, Chondrogiannis et al. 2015, with borders as first-class
things). The best by each criterion come first, then a compromise, then ways through other countries
or by other ships that cost at most 40 % more in time or in money than the best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from corridor_planner.domain import ArcKind, Criterion, Message
from corridor_planner.graph.network import Network
from corridor_planner.planning.corridor_search import Candidate

MOST_SHARED: Final = 0.6
MOST_STRETCH: Final = 1.4


@dataclass(kw_only=True, eq=False)
class Chosen:
    """A candidate on the list, with the reasons in the order in which they were found."""

    candidate: Candidate
    reasons: list[Message] = field(default_factory=list)


def choose(
    network: Network, candidates: Sequence[Candidate], criteria: Sequence[Criterion], *, most: int
) -> list[Chosen]:
    """Return the corridors of an answer, best reasons first."""
    front = [candidate for candidate in candidates if candidate.on_front]
    chosen: list[Chosen] = []
    for criterion in criteria:
        best = min(front, key=lambda c: (c.totals[criterion], *c.totals.values()))
        _give(chosen, best, Message(id=f"why.{criterion.value}"))
    chosen = chosen[:most]
    if len(front) > 2:
        middle = _compromise(front, criteria)
        alike = [known for known in chosen if not differs(network, middle, known.candidate)]
        if alike or len(chosen) < most:
            _give(chosen, alike[0].candidate if alike else middle, Message(id="why.compromise"))
    for candidate in sorted(candidates, key=lambda c: _stretch(c, candidates)):
        if len(chosen) == most:
            break
        if _stretch(candidate, candidates) > MOST_STRETCH:
            continue
        if any(_substance(network, candidate) == _substance(network, other.candidate) for other in chosen):
            continue
        if all(differs(network, candidate, other.candidate) for other in chosen):
            countries, ships = _substance(network, candidate)
            words = ", ".join((*countries, *ships))
            chosen.append(Chosen(candidate=candidate, reasons=[Message(id="why.different", values={"through": words})]))
    return chosen


def differs(network: Network, one: Candidate, other: Candidate) -> bool:
    """Tell whether two ways differ in substance."""
    return _posts(network, one) != _posts(network, other) or share(network, one, other) <= MOST_SHARED


def share(network: Network, one: Candidate, other: Candidate) -> float:
    """Return which part of the shorter way's length the other one uses as well."""
    length_m = network.arcs.length_m
    both = sum(float(length_m[arc]) for arc in set(one.way.arcs) & set(other.way.arcs))
    shorter = min(sum(float(length_m[arc]) for arc in way.way.arcs) for way in (one, other))
    return both / shorter if shorter else 1.0


def _give(chosen: list[Chosen], candidate: Candidate, reason: Message) -> None:
    for known in chosen:
        if known.candidate is candidate:
            known.reasons.append(reason)
            return
    chosen.append(Chosen(candidate=candidate, reasons=[reason]))


def _compromise(front: Sequence[Candidate], criteria: Sequence[Criterion]) -> Candidate:
    """Return the way nearest to the best in everything, each criterion measured by its own range."""
    low = {c: min(way.totals[c] for way in front) for c in criteria}
    span = {c: (max(way.totals[c] for way in front) - low[c]) or 1.0 for c in criteria}
    return min(front, key=lambda way: sum(((way.totals[c] - low[c]) / span[c]) ** 2 for c in criteria))


def _stretch(candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """Return how many times the best time, or the best money, it takes, whichever looks better."""
    return min(
        candidate.totals[c] / (min(other.totals[c] for other in candidates) or 1.0)
        for c in (Criterion.TIME, Criterion.COST)
    )


def _posts(network: Network, candidate: Candidate) -> frozenset[tuple[str, int]]:
    """Return the crossings and services of a way."""
    arcs = network.arcs
    crossings = {("crossing", int(arcs.crossing[a])) for a in candidate.way.arcs if arcs.kind[a] == ArcKind.CROSSING}
    return frozenset(
        crossings | {("service", int(arcs.service[a])) for a in candidate.way.arcs if arcs.service[a] >= 0}
    )


def _substance(network: Network, candidate: Candidate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the countries in order and the services that tell a way in one sentence."""
    arcs = candidate.way.arcs
    countries = dict.fromkeys(code for arc in arcs if (code := network.country_of(arc)))
    ships = dict.fromkeys(
        network.services[int(network.arcs.service[arc])].id for arc in arcs if network.arcs.kind[arc] == ArcKind.SAIL
    )
    return tuple(countries), tuple(ships)
