"""The lines that passenger trains follow: shortest ways over the rail legs in operation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from corridor_planner.domain import RailLeg, World
from corridor_planner.graph.assembly import Point
from corridor_planner.graph.sites import Sites
from corridor_planner.units import great_circle_m

TRACK_DETOUR = 1.2  # rail over great circle where no line is known
_FOREIGN_PENALTY = 2.0  # a way through a third country is taken only where it is much shorter
_BEYOND_BORDER = 1e7  # a closed border is passed only where there is no other way


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the way inside one country; ``crossing_id`` names the border at its end, "" at the last."""

    country: str
    length_m: float
    points: tuple[Point, ...]
    electrified: bool
    crossing_id: str


class Tracks:
    """Shortest rail ways between stations, each looked up once."""

    def __init__(self, world: World, sites: Sites) -> None:
        self._world, self._sites = world, sites
        self._at: dict[str, list[tuple[str, RailLeg, str]]] = {}
        self._known: dict[tuple[str, str], tuple[Stretch, ...] | None] = {}
        for leg in world.rail_legs:
            if leg.operating:
                country = sites.country_of_leg(leg)
                self._at.setdefault(leg.from_id, []).append((leg.to_id, leg, country))
                self._at.setdefault(leg.to_id, []).append((leg.from_id, leg, country))

    def between(self, origin: str, destination: str, border_id: str = "") -> tuple[Stretch, ...]:
        """Return the stretches of a train's way between two stations.

        Parameters
        ----------
        border_id
            Crossing that the train must use; "" leaves it to the shortest way.

        Returns
        -------
        tuple of Stretch
            Empty where the ends lie in countries without a common rail crossing.
        """
        if border_id:
            before, after = (self._find(*pair) for pair in ((origin, border_id), (border_id, destination)))
            if before and after and before[-1].country != after[0].country:
                return (*before, *after)
        else:
            found = self._find(origin, destination)
            if found:
                return found
        return self._straight(origin, destination, border_id)

    def _find(self, origin: str, destination: str) -> tuple[Stretch, ...] | None:
        if (origin, destination) not in self._known:
            way = self._shortest(origin, destination)
            self._known[origin, destination] = None if way is None else tuple(self._cut(origin, destination, way))
        return self._known[origin, destination]

    def _shortest(self, origin: str, destination: str) -> list[tuple[str, RailLeg, str]] | None:
        """Return (node reached, leg, country) along the shortest way: Dijkstra's algorithm."""
        home = self._countries(origin) | self._countries(destination)
        best: dict[str, float] = {origin: 0.0}
        came: dict[str, tuple[str, RailLeg, str]] = {}
        queue = [(0.0, origin)]
        done: set[str] = set()
        while queue:
            so_far, here = heappop(queue)
            if here == destination:
                return list(_walk_back(came, origin, destination))
            if here in done:
                continue
            done.add(here)
            border = self._sites.border.get(here)
            if border is not None and here != origin and not (border.status.passable and border.passengers):
                so_far += _BEYOND_BORDER
            for there, leg, country in self._at.get(here, ()):
                if border is not None and here in came and came[here][2] == country:
                    continue  # no turning round inside a post
                reach = so_far + leg.length_m * (1.0 if country in home else _FOREIGN_PENALTY)
                if reach < best.get(there, float("inf")):
                    best[there] = reach
                    came[there] = (here, leg, country)
                    heappush(queue, (reach, there))
        return None

    def _countries(self, end: str) -> set[str]:
        border = self._sites.border.get(end)
        return {border.country_a, border.country_b} if border else {self._sites.country_of(self._sites.place(end))}

    def _cut(self, origin: str, destination: str, way: Sequence[tuple[str, RailLeg, str]]) -> Iterator[Stretch]:
        """Cut a way at the borders that it passes and at its end."""
        points: list[Point] = []
        length_m = wired_m = 0.0
        here = origin
        for there, leg, country in way:
            points += leg.via if leg.from_id == here else leg.via[::-1]
            length_m += leg.length_m
            wired_m += leg.length_m if leg.electrified else 0.0
            if there in self._sites.border or there == destination:
                yield Stretch(
                    country=country, length_m=length_m, points=tuple(points), electrified=2 * wired_m > length_m,
                    crossing_id=there if there in self._sites.border else "",
                )  # fmt: skip
                points, length_m, wired_m = [], 0.0, 0.0
            else:
                points.append(self._position(there))
            here = there

    def _straight(self, origin: str, destination: str, border_id: str) -> tuple[Stretch, ...]:
        """Return the way as the crow flies; where the countries differ, over the crossing least out of the way."""
        ends = [self._sites.country_of(self._sites.place(end)) for end in (origin, destination)]
        if ends[0] == ends[1]:
            border_id = ""
        else:
            border_id = border_id or self._nearest_border(origin, destination, set(ends))
            if not border_id:
                return ()
        stops = [origin, border_id, destination] if border_id else [origin, destination]
        return tuple(
            Stretch(
                country=country, length_m=TRACK_DETOUR * great_circle_m(*self._position(a), *self._position(b)),
                points=(), electrified=False, crossing_id=b if b == border_id else "",
            )
            for country, a, b in zip(ends if border_id else ends[:1], stops, stops[1:], strict=False)
        )  # fmt: skip

    def _nearest_border(self, origin: str, destination: str, countries: set[str]) -> str:
        """Return the rail crossing between two countries with the least way over it, "" for none."""
        ends = self._position(origin), self._position(destination)
        ways = [
            (sum(great_circle_m(*end, border.lon, border.lat) for end in ends), border.id)
            for border in self._sites.border.values()
            if border.mode == "rail" and {border.country_a, border.country_b} == countries
        ]
        return min(ways, default=(0.0, ""))[1]

    def _position(self, end: str) -> Point:
        border = self._sites.border.get(end)
        if border is not None:
            return border.lon, border.lat
        place = self._sites.draft.places[self._sites.place(end)]
        return place.lon, place.lat


def _walk_back(
    came: dict[str, tuple[str, RailLeg, str]], origin: str, destination: str
) -> Iterator[tuple[str, RailLeg, str]]:
    way: list[tuple[str, RailLeg, str]] = []
    there = destination
    while there != origin:
        here, leg, country = came[there]
        way.append((there, leg, country))
        there = here
    yield from reversed(way)
