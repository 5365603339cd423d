"""Candidates for corridors: the Pareto set, and what is best when one country, ship or crossing is left out.

Ways that no other beats may all go through the same country. So each country, ferry and crossing
that the fastest way uses is left out in turn, then pairs of them, and the best ways that are left
become candidates too. Whoever must not use one of them finds the way around here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.simulator import NEVER, WAIT_OPEN, WAIT_SEASON
from corridor_planner.cost.terminals import arrival_terminal, departure_terminal
from corridor_planner.domain import ArcKind, Criterion
from corridor_planner.graph.network import Network
from corridor_planner.planning.ends import Anchor
from corridor_planner.planning.paths import LONGEST_WAIT_S, allowed_arcs
from corridor_planner.planning.routes import Question
from corridor_planner.planning.timeline import Event, play
from corridor_planner.search.timed import Start
from corridor_planner.search.timed_pareto import Extra, TimedWay, timed_ways

_MOST_DETOURS = 40  # searches with something left out
_MOST_LEFT_OUT = 3
_MOST_RETRIES = 4
_DETOUR_EPSILON = 0.1
_SLOWEST = 4  # times as long as the fastest way: nobody asks for slower ones

Feature = tuple[str, str]  # what may be left out: ("country", "RU"), ("service", ...), ("crossing", ...)


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """A way, what happens on it and what it amounts to.

    Attributes
    ----------
    on_front
        No other way beats it in the criteria that were asked for.
    without
        What was left out when it was found.
    """

    way: TimedWay
    events: tuple[Event, ...]
    on_front: bool
    without: frozenset[Feature] = frozenset()

    @property
    def totals(self) -> Mapping[Criterion, float]:
        """Seconds since the departure, USD, kg of CO2e, and changes."""
        return self.way.totals


def find_candidates(
    question: Question, anchors: Sequence[Anchor], criteria: Sequence[Criterion], *, epsilon: float
) -> list[Candidate]:
    """Return the Pareto set and the detours around its parts; empty when there is no way at all."""
    search = _Search(question, anchors)
    front = [Candidate(way=way, events=events, on_front=True) for way, events in search.ways(criteria, epsilon)]
    if not front:
        return []
    known = {candidate.way.arcs for candidate in front}
    found = list(front)
    for without, way, events in _detours(search, [candidate.way for candidate in front]):
        if way.arcs not in known:
            known.add(way.arcs)
            found.append(Candidate(way=way, events=events, on_front=False, without=without))
    return found


def features_of(network: Network, arcs: Sequence[int], ends: frozenset[str]) -> list[Feature]:
    """Return the countries between the ends, ferries and crossings of a way, in travel order."""
    features: dict[Feature, None] = {}
    for arc in arcs:
        country = network.country_of(arc)
        if country and country not in ends:
            features["country", country] = None
        if network.arcs.service[arc] >= 0:
            features["service", network.services[int(network.arcs.service[arc])].id] = None
        if network.arcs.kind[arc] == ArcKind.CROSSING:
            features["crossing", network.crossings[int(network.arcs.crossing[arc])].id] = None
    order = ("country", "service", "crossing")
    return sorted(features, key=lambda feature: order.index(feature[0]))


class _Search:
    """Searches between two ends, with something left out."""

    def __init__(self, question: Question, anchors: Sequence[Anchor]) -> None:
        self.costs: ArcCosts = question.costs
        self.network = self.costs.network
        self.depart_s = round(question.depart.timestamp())
        self.allowed = allowed_arcs(self.costs, anchors, frozenset())
        self.targets = anchors[-1].nodes
        self.ends = frozenset(anchor.place.country for anchor in (anchors[0], anchors[-1]))
        self.starts, self.begin = [], []
        for node in anchors[0].nodes:
            terminal = departure_terminal(self.costs, node)
            loading_s = terminal.time.p50_s
            usd = terminal.cost_usd + sum(self.costs.time_money.of(loading_s, standing=True).values())
            self.starts.append(Start(node=node, at_s=self.depart_s + loading_s))
            self.begin.append(Extra(cost_usd=usd, co2e_kg=terminal.co2e_kg))
        lifts = [arrival_terminal(self.costs, node) for node in self.targets]
        self.finish = [Extra(cost_usd=lift.cost_usd, co2e_kg=lift.co2e_kg) for lift in lifts]
        fastest = self._run(self.allowed, (Criterion.TIME,), 0.0)
        self.latest_s = self.depart_s + _SLOWEST * (fastest[0].at_s - self.depart_s) if fastest else self.depart_s

    def ways(
        self, criteria: Sequence[Criterion], epsilon: float, without: frozenset[Feature] = frozenset()
    ) -> list[tuple[TimedWay, tuple[Event, ...]]]:
        """Return the set with its events; ways that wait for weeks are no answer, their closed arcs are left out."""
        mask = self.allowed & ~self._touched(without)
        for _ in range(_MOST_RETRIES):
            ways = self._run(mask, criteria, epsilon, self.latest_s)
            played = [(way, play(self.costs, way.arcs, self.starts[way.start].at_s)) for way in ways]
            shut = {arc for way, events in played for arc in _waits_too_long(way, events)}
            if not shut:
                return [(way, events) for way, events in played if not isinstance(events, int) and way.arcs]
            mask = mask.copy()
            mask[list(shut)] = False
        return []

    def _run(
        self, mask: NDArray[np.bool_], criteria: Sequence[Criterion], epsilon: float, latest_s: int = int(NEVER)
    ) -> tuple[TimedWay, ...]:
        return timed_ways(
            self.costs, self.starts, self.targets, criteria, depart_s=self.depart_s, begin=self.begin,
            finish=self.finish, allowed=mask, epsilon=epsilon, latest_s=latest_s,
        )  # fmt: skip

    def _touched(self, without: frozenset[Feature]) -> NDArray[np.bool_]:
        """Return the arcs that what is left out would use."""
        network, arcs = self.network, self.network.arcs
        touched = np.zeros(network.n_arcs, bool)
        for kind, name in without:
            if kind == "country":
                touched |= arcs.country == network.countries.index(name)
            elif kind == "service":
                touched |= arcs.service == next(i for i, s in enumerate(network.services) if s.id == name)
            else:
                touched |= (arcs.kind == ArcKind.CROSSING) & (arcs.crossing == network.crossing_index[name])
        return touched


def _detours(
    search: _Search, front: Sequence[TimedWay]
) -> Iterator[tuple[frozenset[Feature], TimedWay, tuple[Event, ...]]]:
    """Leave out features of the ways so far, breadth first, and give what is best then."""
    queue: deque[tuple[frozenset[Feature], Feature]] = deque()
    tried: set[frozenset[Feature]] = set()

    def enqueue(way: TimedWay, without: frozenset[Feature]) -> None:
        for feature in features_of(search.network, way.arcs, search.ends):
            if len(without) < _MOST_LEFT_OUT and (feature[0] != "crossing" or not without):
                queue.append((without, feature))

    for way in front[:3]:
        enqueue(way, frozenset())
    while queue and len(tried) < _MOST_DETOURS:
        before, feature = queue.popleft()
        without = before | {feature}
        if without in tried:
            continue
        tried.add(without)
        for way, events in search.ways((Criterion.TIME, Criterion.COST), _DETOUR_EPSILON, without):
            yield without, way, events
            enqueue(way, without)


def _waits_too_long(way: TimedWay, events: tuple[Event, ...] | int) -> Iterator[int]:
    if isinstance(events, int):
        yield way.arcs[events]
        return
    for event in events:
        if event.what in (WAIT_OPEN, WAIT_SEASON) and event.end_s - event.start_s > LONGEST_WAIT_S:
            yield event.arc
