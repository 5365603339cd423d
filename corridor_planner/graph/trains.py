"""Passenger trains: nodes on board at each stop and border, rides between them, the way to the station."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from corridor_planner.domain import ArcKind, Layer, Train, TrainStop
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import Flag
from corridor_planner.graph.sites import Sites
from corridor_planner.graph.tracks import Stretch
from corridor_planner.units import great_circle_m

ACCESS_DETOUR = 1.3  # streets over great circle, between a town and its station
_RUNNING = ("running", "seasonal", "unclear")


class Lines(Protocol):
    """Knows the way of a train between two stations."""

    def between(self, origin: str, destination: str, border_id: str = "") -> tuple[Stretch, ...]:
        """Return the stretches of the way, cut at borders."""
        ...


def add_trains(draft: NetworkDraft, sites: Sites, trains: Iterable[Train], tracks: Lines) -> None:
    """Add trains in both directions; those that do not run are kept as not operating."""
    for train in trains:
        line = _Line(draft, sites, train, draft.add_service(train), tuple(train_sections(train, sites, tracks)))
        for backward in (False, True):
            line.add(backward=backward)


def train_sections(train: Train, sites: Sites, tracks: Lines) -> Iterator[tuple[Stretch, ...]]:
    """Return the way between each two stops; the train's border belongs to the first pair it divides."""
    border = sites.border.get(train.border_crossing_id)
    for one, two in zip(train.stops, train.stops[1:], strict=False):
        countries = {sites.country_of(sites.place(stop.station_id)) for stop in (one, two)}
        divided = border is not None and countries == {border.country_a, border.country_b}
        yield tracks.between(one.station_id, two.station_id, border.id if border and divided else "")
        if divided:
            border = None


@dataclass(frozen=True, slots=True)
class _Line:
    """One train with the ways between its stops, in the direction of the table."""

    draft: NetworkDraft
    sites: Sites
    train: Train
    service: int
    sections: tuple[tuple[Stretch, ...], ...]

    def add(self, *, backward: bool) -> None:
        stops = self.train.stops
        on_board = [self.sites.extra_node(self.sites.place(stop.station_id), Layer.TRAIN) for stop in stops]
        last = 0 if backward else len(stops) - 1
        first = len(stops) - 1 - last
        for i, stop in enumerate(stops):
            if i != last:
                self._reach(i, stop, on_board[i], ArcKind.BOARD, backward=backward)
            if i != first:
                self._reach(i, stop, on_board[i], ArcKind.ALIGHT, backward=backward)
        for i, section in enumerate(self.sections):
            ends = on_board[i + 1] if backward else on_board[i], on_board[i] if backward else on_board[i + 1]
            self._ride(i, section, *ends, backward=backward)

    def _flags(self, *, backward: bool) -> Flag:
        clocks = self.train.return_departures if backward else self.train.departures
        return Flag(0) if clocks and self.train.status in _RUNNING else Flag.NOT_OPERATING

    def _reach(self, i: int, stop: TrainStop, on_board: int, kind: ArcKind, *, backward: bool) -> None:
        """Join the train to its station and, where that lies outside, to the town."""
        station, town = self.sites.place(stop.station_id), self.sites.place(stop.place_id)
        ways = [(self.sites.hub(station), 0.0, "")]
        if town != station:
            a, b = self.draft.places[town], self.draft.places[station]
            ways.append((self.sites.hub(town), ACCESS_DETOUR * great_circle_m(a.lon, a.lat, b.lon, b.lat), "/town"))
        for hub, length_m, suffix in ways:
            boarding = kind is ArcKind.BOARD
            self.draft.add_arc(
                *((hub, on_board) if boarding else (on_board, hub)),
                leg=f"train/{self.train.id}/{kind.name.lower()}/{i}{suffix}", source=self.train.source, kind=kind,
                layer=Layer.TRAIN, length_m=length_m, service=self.service, stop=i if boarding else -1,
                backward=backward, flags=self._flags(backward=backward),
            )  # fmt: skip

    def _ride(self, i: int, section: Sequence[Stretch], tail: int, head: int, *, backward: bool) -> None:
        """Ride from stop to stop; a border on the way is passed between two rides."""
        stops = self.train.stops
        shares = _share_time(abs(stops[i + 1].from_start_s - stops[i].from_start_s), [s.length_m for s in section])
        numbered = list(enumerate(zip(section, shares, strict=True)))
        here = tail
        for k, (stretch, time_s) in reversed(numbered) if backward else numbered:
            ahead = (section[k - 1] if k else None) if backward else stretch
            crossing_id = ahead.crossing_id if ahead else ""
            there = head
            if crossing_id:
                there = self.sites.extra_node(self.sites.side(crossing_id, stretch.country), Layer.TRAIN)
            flags = self._flags(backward=backward) | (Flag.ELECTRIFIED if stretch.electrified else Flag(0))
            self.draft.add_arc(
                here, there, leg=f"train/{self.train.id}/{i}-{i + 1}/{k}", source=self.train.source,
                kind=ArcKind.RIDE, layer=Layer.TRAIN, length_m=stretch.length_m, country=stretch.country,
                service=self.service, backward=backward, scheduled_s=time_s, flags=flags,
                line=self.draft.add_line(stretch.points), line_reversed=backward,
            )  # fmt: skip
            here = self._cross(i, crossing_id, stretch.country, there, backward=backward) if crossing_id else there

    def _cross(self, i: int, crossing_id: str, country: str, near_side: int, *, backward: bool) -> int:
        """Pass a border on board; the arc's direction is the crossing's, from its side a to its side b."""
        crossing = self.sites.border[crossing_id]
        far_side = self.sites.extra_node(self.sites.side(crossing_id, crossing.other_country(country)), Layer.TRAIN)
        self.draft.add_arc(
            near_side, far_side, leg=f"train/{self.train.id}/{i}-{i + 1}/{crossing_id}", source=crossing.source,
            kind=ArcKind.CROSSING, layer=Layer.TRAIN, crossing=self.sites.crossing_index[crossing_id],
            service=self.service, backward=country == crossing.country_b, scheduled_s=0,
            flags=self._flags(backward=backward),
        )  # fmt: skip
        return far_side


def _share_time(total_s: int, lengths_m: Sequence[float]) -> list[int]:
    """Share out whole seconds by length; the shares add up to the total."""
    whole = sum(lengths_m) or 1.0
    shares: list[int] = []
    passed = 0.0
    for length in lengths_m:
        passed += length
        shares.append(round(total_s * passed / whole) - sum(shares))
    if shares:
        shares[-1] += total_s - sum(shares)
    return shares
