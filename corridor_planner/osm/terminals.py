"""Terminals: where loads change between road and rail, and between gauges.

Stations, yards, ports and dry ports join the layers that reach them; a city does where it has no
such terminal. What a change takes, and for whom, is for ``cost`` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from corridor_planner.domain import ArcKind, Crossing, GaugeChange, Layer
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.borders import add_gauge_change, add_mode_change
from corridor_planner.graph.globe import Spots
from corridor_planner.graph.network import NONE, Flag, Nodes
from corridor_planner.graph.sites import Sites
from corridor_planner.osm.arcs import Columns
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.large_parts import LargeParts
from corridor_planner.osm.layers import RAILS
from corridor_planner.osm.locating import LocatedSite
from corridor_planner.osm.site_kinds import SiteKind

CITY_ROAD_REACH_M: Final = 2_000.0  # from the track in a city to the road
_NO_NEED_M: Final = 10_000.0  # a city with a station or port as near as this needs no terminal of its own
BORDER_STATION_M: Final = 25_000.0  # within which a change of gauge is that of a border crossing


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFar:
    """The nearest node of a layer lies beyond the limit; inf where the layer has none."""

    nearest_m: float
    limit_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalJoin:
    """What a terminal was joined to, metres to the node of each layer, and what it was not."""

    id: str
    name: str
    kind: SiteKind
    lon: float
    lat: float
    joined: Mapping[Layer, float]
    not_joined: Mapping[Layer, TooFar]


def tell_joins(sites: Iterable[LocatedSite], layers: Sequence[Layer]) -> tuple[TerminalJoin, ...]:
    """Return how terminals met the layers; of the two gauges the nearer one is enough."""
    found = []
    for one in sites:
        met = {layer: m for layer, m in one.nearest.items() if layer in layers}
        joined = {layer: m.distance_m for layer, m in met.items() if m.node >= 0}
        nearer = min((layer for layer in met if layer in RAILS), key=lambda rail: met[rail].distance_m, default=None)
        missing: dict[Layer, TooFar] = {
            layer: TooFar(nearest_m=m.distance_m, limit_m=m.reach_m) for layer, m in met.items()
            if m.node < 0 and (layer is Layer.ROAD or layer is nearer)
        }  # fmt: skip
        place = one.site.place
        found.append(TerminalJoin(id=place.id, name=place.name, kind=one.site.kind, lon=place.lon, lat=place.lat,
                                  joined=joined, not_joined=missing))  # fmt: skip
    return tuple(sorted(found, key=lambda join: join.id))


def add_mode_changes(draft: NetworkDraft, located: Sequence[LocatedSite], parts: LargeParts) -> None:
    """Join road and rail at every terminal that has both within reach."""
    terminals = [one for one in located if one.site.kind.changes_mode and tracks_of(one) and one.near(Layer.ROAD)]
    for one in terminals:
        _join(draft, one, one.near(Layer.ROAD))
    spots = Spots([one.site.place.lon for one in terminals], [one.site.place.lat for one in terminals])
    for one in located:
        place, tracks = one.site.place, tracks_of(one)
        if one.site.kind is SiteKind.CITY and tracks and not spots.within(place.lon, place.lat, reach_m=_NO_NEED_M):
            track = next(iter(tracks.values()))
            road = next(parts.ranked(Layer.ROAD, *draft.position(track), CITY_ROAD_REACH_M), (None,))[0]
            _join(draft, one, road)


def _join(draft: NetworkDraft, one: LocatedSite, road: int | None) -> None:
    if road is not None:
        for layer, track in tracks_of(one).items():
            add_mode_change(draft, road, track, at=one.site.place.id, rail=layer)


def tracks_of(one: LocatedSite) -> dict[Layer, int]:
    """Return the nodes of a site on rails, by gauge."""
    return {layer: one.nodes[layer] for layer in RAILS if layer in one.nodes}


class GaugeChanges:
    """Adds changes of gauge: at terminals with both, and where tracks of both meet.

    Parameters
    ----------
    changes
        Rows by crossing or place.
    crossings
        The table: of a change near a rail crossing that has a row, that row tells what it takes.
    """

    def __init__(
        self, draft: NetworkDraft, sites: Sites, changes: Mapping[str, GaugeChange], crossings: Iterable[Crossing],
        findings: Findings,
    ) -> None:  # fmt: skip
        self.draft, self.sites, self.changes, self.findings = draft, sites, changes, findings
        self._rows = [row for row in crossings if row.id in changes and row.mode == "rail"]
        self._spots = Spots([row.lon for row in self._rows], [row.lat for row in self._rows])
        self._done: set[tuple[int, int]] = set()

    def add_at_breaks(self, breaks: Mapping[int, tuple[int, int]]) -> None:
        """Join the two nodes that stand where tracks of both gauges meet, by the key of that spot."""
        for key, (wide, narrow) in breaks.items():
            self._add(wide, narrow, at=f"node/{key}")

    def add_at_terminals(self, located: Iterable[LocatedSite]) -> None:
        """Join the gauges of every terminal that has both; where no row tells of it, that is assumed."""
        for one in located:
            tracks, place = tracks_of(one), one.site.place
            known = place.id in self.changes
            if len(tracks) == len(RAILS) and (one.site.kind.changes_mode or known):
                wide, narrow = (tracks[layer] for layer in RAILS)
                if (wide, narrow) not in self._done and not self._add(wide, narrow, at=place.id) and not known:
                    self.findings.note(FindingKind.GAUGE_CHANGE_ASSUMED, place.id, "name", place.name)

    def _add(self, wide: int, narrow: int, *, at: str) -> bool:
        """Add a change and return whether it is that of a border crossing."""
        self._done.add((wide, narrow))
        change, crossing = self.changes.get(at), NONE
        if change is None:
            row, _ = self._spots.nearest(*(np.array([x]) for x in self.draft.position(wide)), reach_m=BORDER_STATION_M)
            if row[0] >= 0:
                post = self._rows[int(row[0])]
                change, crossing = self.changes[post.id], self.sites.use(post)
        add_gauge_change(self.draft, wide, narrow, at=at, layer=Layer.RAIL_1520,
                         source=change.source if change else None, crossing=crossing)  # fmt: skip
        return crossing != NONE


def open_yards(nodes: Nodes, arcs: Columns, terminals: Iterable[LocatedSite]) -> int:
    """Let trains reach terminals that lie in a yard or on a siding; return how many arcs were opened.

    Yard tracks are kept out of through routes. The shortest way over them from a terminal to a
    through track is opened; it ends at the terminal, so that it is no short cut.
    """
    rail = arcs["kind"] == ArcKind.RAIL
    yard = rail & ((arcs["flags"] & int(Flag.YARD)) > 0)
    through = np.zeros(len(nodes.lon), bool)
    through[arcs["tail"][rail & ~yard]] = through[arcs["head"][rail & ~yard]] = True
    inside = [node for one in terminals for node in tracks_of(one).values() if not through[node]]
    at = np.flatnonzero(yard)
    if not inside or not len(at):
        return 0
    n = len(nodes.lon)
    tail, head = arcs["tail"][at].astype(np.int64), arcs["head"][at].astype(np.int64)
    tracks = csr_matrix((arcs["length_m"][at] + 1.0, (tail, head)), shape=(n, n))
    gates = np.unique(np.concatenate([tail, head]))
    gates = gates[through[gates]]
    if not len(gates):
        return 0
    _, before, _ = dijkstra(tracks, directed=False, indices=gates, return_predecessors=True, min_only=True)
    passed = set()
    for here in inside:
        while (ahead := int(before[here])) >= 0:
            passed |= {here * n + ahead, ahead * n + here}
            here = ahead  # noqa: PLW2901
    opened = at[np.isin(tail * n + head, np.array(sorted(passed), np.int64))]
    arcs["flags"][opened] &= ~int(Flag.YARD)
    return len(opened)
