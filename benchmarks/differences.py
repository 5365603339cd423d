"""Why our way and a peer's differ: which element of OpenStreetMap one of the two does not let pass.

Ours is the longer one: walk the peer's way on our network, and name what we do not let pass. Ours is
the shorter one: ask the peer to drive ours, halve the stretch where it can't until one step or one
turn is left, shut that in our network, and search again. A difference counts as explained only when
what was found makes up for all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from benchmarks.ground import Element, Ground, Point, Step
from benchmarks.own_roads import NOTHING, Floats, OwnRoads, Shut, Turn
from benchmarks.peers import Line, Router
from corridor_planner.graph.network import Flag
from corridor_planner.units import great_circle_m

NEAR_M: Final = 1.5  # a point that is moved farther is another point
SHARE: Final = 0.01  # lengths that differ by less are equal
_MOST_ROUNDS: Final = 12
_SHORTEST_STEP_M: Final = 3.0  # on shorter ones a direction cannot be asked for


@dataclass(frozen=True, slots=True)
class Cause:
    """An element that one of the two does not let pass, and what it says."""

    rule: str
    element: Element

    def told(self) -> str:
        """Return the cause in words."""
        named = " ".join(part for part in self.element if part)
        return f"{named}: {self.rule}" if named else self.rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The causes of one difference, and whether they make up for all of it."""

    causes: tuple[Cause, ...]
    whole: bool


def length_m(line: Line) -> float:
    """Return the length of a line on the sphere that the planner measures on."""
    return sum(great_circle_m(*one, *other) for one, other in pairwise(line))


def differ(one_m: float | None, other_m: float | None) -> bool:
    """Tell whether two lengths are not equal within the share; None is no way at all."""
    if one_m is None or other_m is None:
        return (one_m is None) != (other_m is None)
    return abs(one_m - other_m) > SHARE * max(one_m, other_m)


def explain(
    roads: OwnRoads, router: Router, ends: tuple[Step, Step], weights: Floats, theirs: Line | None
) -> Explanation:
    """Find what makes our shortest way between two steps another one than the peer's."""
    peer_m = length_m(theirs) if theirs else None
    their_nodes = nodes_between(roads.ground, ends, theirs or [])
    shut = NOTHING
    causes: list[Cause] = []
    for _ in range(_MOST_ROUNDS):
        ours = roads.way(*ends, weights, shut)
        our_m = None if ours is None else ours.weight
        if not differ(our_m, peer_m):
            return Explanation(causes=tuple(dict.fromkeys(causes)), whole=True)
        if peer_m is not None and (our_m is None or our_m > peer_m):
            found = what_we_deny(roads, ends, their_nodes)
            # Without a find the peer's way is one of ours too, and all that was shorter the peer denied.
            return Explanation(causes=tuple(dict.fromkeys([*causes, *found])), whole=bool(found or causes))
        denied = what_peer_denies(roads, router, ours.nodes if ours else [], set(pairwise(their_nodes)))
        new = [(part, cause) for part, cause in denied if part | shut != shut]
        if not new:
            break
        for part, cause in new:
            shut |= part
            causes.append(cause)
    return Explanation(causes=tuple(dict.fromkeys(causes)), whole=False)


def nodes_between(ground: Ground, ends: tuple[Step, Step], line: Line) -> list[int]:
    """Return the nodes of a line from the middle of a step to that of another, both ends of both steps included."""
    nodes = ground.trace(line)
    if not nodes:
        return []
    first = [node for node in ends[0] if node != nodes[0]][:1] if nodes[0] in ends[0] else []
    last = [node for node in ends[1] if node != nodes[-1]][:1] if nodes[-1] in ends[1] else []
    return [*first, *nodes, *last]


def what_we_deny(roads: OwnRoads, ends: tuple[Step, Step], nodes: Sequence[int]) -> list[Cause]:
    """Return what a way that a peer drives between two steps meets on our network."""
    found: list[Cause] = []
    allowed = roads.allowed(*ends)
    own = {step for end in ends for step in (end, end[::-1])}  # where a trip begins and ends it may be
    spots = [
        [spot for spot in roads.spots.get(step, ()) if allowed[spot.arc] or (step in own and roads.drivable[spot.arc])]
        for step in pairwise(nodes)
    ]
    for step, open_spots in zip(pairwise(nodes), spots, strict=True):
        if not open_spots:
            found.append(Cause(_our_reason(roads, step), roads.ground.step_element(step)))
    for at, (ones, others) in enumerate(pairwise(spots)):
        if ones and others and not any(roads.follows(one, other) for one in ones for other in others):
            node = nodes[at + 1]
            found.append(Cause("we allow no such turn", _turn_element(roads, (nodes[at], node, nodes[at + 2]))))
    return found


def _our_reason(roads: OwnRoads, step: Step) -> str:
    spots = roads.spots.get(step, [])
    if spots:
        arcs, arc = roads.network.arcs, spots[0].arc
        if roads.costs.local_only[arc]:
            return "we let only those on it who end on it"
        return "we close it to cars" if arcs.flags[arc] & Flag.NO_CAR else "it is too low, narrow or weak for us"
    return "we drive it in the other direction only" if step[::-1] in roads.spots else "we have no such road for cars"


def _turn_element(roads: OwnRoads, turn: Turn) -> Element:
    """Return the node of a turn when it says something, else the two ways."""
    before, node, after = turn
    ways = [roads.ground.step_element(step) for step in ((before, node), (node, after))]
    between = Element(f"{ways[0].name} to {ways[1].name}", f"{ways[0].words} to {ways[1].words}")
    return roads.ground.node_element(node) or between


def what_peer_denies(
    roads: OwnRoads, router: Router, nodes: Sequence[int], theirs: set[Step]
) -> list[tuple[Shut, Cause]]:
    """Return what a peer does not let pass where our way leaves its own."""
    steps = list(pairwise(nodes))
    found: list[tuple[Shut, Cause]] = []
    first = None
    for at in range(len(steps) + 1):
        apart = at < len(steps) and steps[at] not in theirs
        if apart and first is None:
            first = at
        elif not apart and first is not None:
            found += _Probe(roads, router, steps).between(max(first - 1, 0), min(at, len(steps) - 1))
            first = None
    if not found and steps:  # what holds it up may begin before the ways part
        found = _Probe(roads, router, steps).between(0, len(steps) - 1)
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Probe:
    """Asks a peer to drive stretches of a way, from the middle of a step to the middle of another."""

    roads: OwnRoads
    router: Router
    steps: Sequence[Step]

    def between(self, first: int, last: int) -> list[tuple[Shut, Cause]]:
        if first == last:
            return self._step(first)
        if self._drives_stretch(first, last):
            return []
        if last == first + 1:
            return self._step(first) + self._step(last) or [self._turn(first)]
        middle = (first + last) // 2
        return self.between(first, middle) + self.between(middle, last) or [self._through(first, last)]

    def _step(self, at: int) -> list[tuple[Shut, Cause]]:
        step, element = self.steps[at], self.roads.ground.step_element(self.steps[at])
        middle = self._on(at, 0.5)
        snapped = self.router.snap(middle)
        if snapped is None or great_circle_m(*middle, *snapped) > NEAR_M:
            return [(Shut(steps=frozenset({step, step[::-1]})), Cause("the peer has no such road for cars", element))]
        if self._step_m(at) < _SHORTEST_STEP_M or self._drives(
            self._on(at, 0.3), self._on(at, 0.7), 0.4 * self._step_m(at)
        ):
            return []
        return [(Shut(steps=frozenset({step})), Cause("the peer does not drive it in this direction", element))]

    def _turn(self, at: int) -> tuple[Shut, Cause]:
        turn = (*self.steps[at], self.steps[at + 1][1])
        return Shut(turns=frozenset({turn})), Cause("the peer does not pass", _turn_element(self.roads, turn))

    def _through(self, first: int, last: int) -> tuple[Shut, Cause]:
        """Name the shortest stretch whose parts are all driven, but not from one end to the other."""
        while last - first > 1 and not self._drives_stretch(first + 1, last):
            first += 1
        while last - first > 1 and not self._drives_stretch(first, last - 1):
            last -= 1
        for one, other in pairwise(self.steps[first : last + 1]):
            if other == one[::-1]:
                node = self.roads.ground.node_element(one[1])
                element = Element(f"node/{one[1]}", node.words if node else "")
                return Shut(turning=True), Cause("the peer does not turn round in the road", element)
        inner = self.steps[first + 1 : last] or self.steps[first : last + 1]
        ground = self.roads.ground
        over = dict.fromkeys(rule for _, node in self.steps[first:last] for rule in ground.restrictions.get(node, ()))
        elements = dict.fromkeys(ground.step_element(step) for step in inner)
        words = "; ".join(over) or " ".join(dict.fromkeys(element.words for element in elements))
        element = Element(" ".join(element.name for element in elements), words)
        return Shut(steps=frozenset(inner)), Cause("the peer does not drive through", element)

    def _drives_stretch(self, first: int, last: int) -> bool:
        return self._drives(self._on(first, 0.5), self._on(last, 0.5), self._stretch_m(first, last))

    def _drives(self, source: Point, target: Point, our_m: float) -> bool:
        answer = self.router.route(source, target)
        if answer is None or not reaches(answer.line, source, target):
            return False
        return length_m(answer.line) <= our_m * (1 + SHARE / 5) + NEAR_M

    def _on(self, at: int, share: float) -> Point:
        (lon_a, lat_a), (lon_b, lat_b) = (self.roads.ground.places[node] for node in self.steps[at])
        return lon_a + (lon_b - lon_a) * share, lat_a + (lat_b - lat_a) * share

    def _step_m(self, at: int) -> float:
        one, other = (self.roads.ground.places[node] for node in self.steps[at])
        return great_circle_m(*one, *other)

    def _stretch_m(self, first: int, last: int) -> float:
        halves = (self._step_m(first) + self._step_m(last)) / 2
        return halves + sum(self._step_m(at) for at in range(first + 1, last))


def reaches(line: Line, source: Point, target: Point) -> bool:
    """Tell whether a line runs between two points and not between others nearby."""
    ends: Callable[[Point, Point], bool] = lambda a, b: great_circle_m(*a, *b) <= NEAR_M  # noqa: E731
    return bool(line) and ends(line[0], source) and ends(line[-1], target)
