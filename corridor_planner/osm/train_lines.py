"""Passenger trains on a built network: the lines between their stations, and which of them can run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Final

import numpy as np

from corridor_planner.domain import ArcKind, Train
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import Flag, Nodes
from corridor_planner.graph.sites import Sites
from corridor_planner.graph.tracks import Stretch
from corridor_planner.graph.trains import train_sections
from corridor_planner.osm.arcs import Columns
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.layers import RAILS
from corridor_planner.osm.least_cost import LeastCost
from corridor_planner.units import great_circle_m

_YARD_DETOUR: Final = 10.0  # a yard is run through only where there is no other way
_DETOUR: Final = 3.0  # longest line over great circle
_SHORTEST_LIMIT_M: Final = 100_000.0


def trains_that_run(trains: Iterable[Train], sites: Sites, lines: BuiltLines, findings: Findings) -> list[Train]:
    """Return the trains whose stops all lie in the network with a line from each to the next.

    A train that the network holds in part is reported; one that is elsewhere is not.
    """
    found = []
    for train in trains:
        held = [stop.station_id in sites and stop.place_id in sites for stop in train.stops]
        if all(held) and all(train_sections(train, sites, lines)):
            found.append(train)
            findings.note(FindingKind.TRAIN_ADDED, "table", "train_services", train.id)
        elif sum(held) > 1:
            findings.note(FindingKind.TRAIN_LEFT_OUT, "table", "train_services", train.id)
    return found


class BuiltLines:
    """Shortest ways over the tracks of a built network; a train stays on its gauge."""

    def __init__(self, draft: NetworkDraft, sites: Sites, nodes: Nodes, arcs: Columns) -> None:
        self._draft, self._sites, self._nodes, self._arcs = draft, sites, nodes, arcs
        on_rails = np.isin(arcs["layer"], [int(layer) for layer in RAILS])
        self._ways = np.flatnonzero(on_rails & np.isin(arcs["kind"], (int(ArcKind.RAIL), int(ArcKind.CROSSING))))
        self._graphs: dict[str, LeastCost] = {}
        self._known: dict[tuple[str, str, str], tuple[Stretch, ...]] = {}

    def between(self, origin: str, destination: str, border_id: str = "") -> tuple[Stretch, ...]:
        """Return the stretches of the way between two stations, cut at borders; none where no line leads.

        Parameters
        ----------
        border_id
            Crossing that the train uses, every other one is shut to it; "" leaves it to the shortest way.
        """
        asked = origin, destination, border_id
        if asked not in self._known:
            self._known[asked] = tuple(self._stretches(*asked))
        return self._known[asked]

    def _stretches(self, origin: str, destination: str, border_id: str) -> Iterator[Stretch]:
        arcs = self._arcs
        part: list[int] = []
        country = self._sites.country_of(self._sites.place(origin))
        way = self._way_between(origin, destination, border_id)
        for arc in way:
            if arcs["kind"][arc] != ArcKind.CROSSING:
                part.append(arc)
                continue
            crossing = self._draft.crossings[int(arcs["crossing"][arc])]
            near = crossing.country_b if arcs["backward"][arc] else crossing.country_a
            yield self._stretch(part, near, crossing.id)
            part, country = [], crossing.other_country(near)
        if way:
            yield self._stretch(part, country, "")

    def _stretch(self, part: Sequence[int], country: str, crossing_id: str) -> Stretch:
        arcs, nodes = self._arcs, self._nodes
        length_m = arcs["length_m"][list(part)]
        wired = (arcs["flags"][list(part)] & int(Flag.ELECTRIFIED)) > 0
        inner = arcs["head"][list(part[:-1])]
        return Stretch(
            country=country, length_m=float(length_m.sum()), crossing_id=crossing_id,
            points=tuple(zip(nodes.lon[inner].tolist(), nodes.lat[inner].tolist(), strict=True)),
            electrified=bool(2 * length_m[wired].sum() > length_m.sum()),
        )  # fmt: skip

    def _way_between(self, origin: str, destination: str, border_id: str) -> list[int]:
        """Return the arcs of the shortest way, on whichever gauge that is."""
        a, b = (self._draft.places[self._sites.place(end)] for end in (origin, destination))
        limit_m = _SHORTEST_LIMIT_M + _DETOUR * great_circle_m(a.lon, a.lat, b.lon, b.lat)
        best: tuple[float, list[int]] = (inf, [])
        for start in self._stops(origin):
            tree = self._graph(border_id).tree(start, limit=limit_m)
            for goal in self._stops(destination):
                if tree.cost(goal) < best[0]:
                    best = tree.cost(goal), tree.way(goal)
        return best[1]

    def _stops(self, station: str) -> list[int]:
        place = self._sites.place(station)
        return [self._sites.node(place, layer) for layer in self._sites.layers(place) if layer in RAILS]

    def _graph(self, border_id: str) -> LeastCost:
        if border_id not in self._graphs:
            arcs = self._arcs
            fits = np.array([
                row.id == border_id if border_id else row.status.passable and row.passengers
                for row in self._draft.crossings
            ] or [False])  # fmt: skip
            free = (arcs["kind"][self._ways] != ArcKind.CROSSING) | fits[arcs["crossing"][self._ways]]
            ways = self._ways[free]
            in_yard = (arcs["flags"][ways] & int(Flag.YARD)) > 0
            cost_m = arcs["length_m"][ways] * np.where(in_yard, _YARD_DETOUR, 1.0)
            tail, head = (arcs[end][ways].astype(np.int64) for end in ("tail", "head"))
            self._graphs[border_id] = LeastCost(ways, tail, head, cost_m)
        return self._graphs[border_id]
