"""Sites put on the network: which node each has in which layer, and why it has none in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import Layer
from corridor_planner.graph.globe import Spots
from corridor_planner.osm.large_parts import LargeParts
from corridor_planner.osm.layers import RAILS
from corridor_planner.osm.site_kinds import SiteKind
from corridor_planner.osm.sites import Site
from corridor_planner.osm.strands import Strands

_LAYERS: Final = (Layer.ROAD, *RAILS)
_RANK: Final = {kind: number for number, kind in enumerate(SiteKind)}
_ON_TRACKS: Final = (SiteKind.STATION, SiteKind.YARD, SiteKind.HALT)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The nearest node of a layer and how far it is; ``node`` is -1 where that is too far."""

    node: int
    distance_m: float
    reach_m: float


@dataclass(slots=True, kw_only=True)
class LocatedSite:
    """A site on the network.

    Attributes
    ----------
    nodes
        Its own node in each layer.
    nearest
        The nearest node of each layer whether or not another site has it.
    """

    site: Site
    nodes: dict[Layer, int] = field(default_factory=dict)
    nearest: dict[Layer, Meeting] = field(default_factory=dict)

    def near(self, layer: Layer) -> int | None:
        """Return its own node in a layer, or the one that it shares with another site."""
        meeting = self.nearest.get(layer)
        shared = meeting.node if meeting is not None and meeting.node >= 0 else None
        return self.nodes.get(layer, shared)


def stops_on_tracks(strands: Mapping[Layer, Strands], sites: Sequence[Site]) -> NDArray[np.int64]:
    """Return the keys of the points of tracks that are nearest to sites, so that trains can stop there."""
    found = [np.zeros(0, np.int64)]
    for layer in (layer for layer in RAILS if layer in strands):
        track = strands[layer]
        reach_m = np.array([_reach_m(site, layer) for site in sites])
        lon, lat = (np.array([getattr(site.place, name) for site in sites]) for name in ("lon", "lat"))
        at, away = Spots(track.lon, track.lat).nearest(lon, lat, reach_m=np.inf)
        found.append(track.key[at[away <= reach_m]])
    return np.unique(np.concatenate(found))


def locate_sites(sites: Sequence[Site], parts: LargeParts) -> tuple[tuple[LocatedSite, ...], tuple[LocatedSite, ...]]:
    """Return the sites that the network reaches, and those that it does not.

    A node belongs to one site. Ports choose first; tracks go to stations before they go to towns,
    roads to towns before they go to stations.
    """
    order = sorted(sites, key=lambda s: (_RANK[s.kind], not s.from_table, -s.place.population, s.place.id))
    located = tuple(LocatedSite(site=site) for site in order)
    for layer in _LAYERS:
        if layer in parts.layers():
            _look(layer, located, parts)
    taken: set[int] = set()
    for second_choice in (False, True):
        for one in located:
            for layer in _LAYERS:
                if layer in one.nearest and _is_second_choice(one.site.kind, layer) is second_choice:
                    _settle(one, layer, parts, taken)
    return tuple(one for one in located if one.nodes), tuple(one for one in located if not one.nodes)


def _is_second_choice(kind: SiteKind, layer: Layer) -> bool:
    return kind in _ON_TRACKS if layer is Layer.ROAD else kind.settlement


def _look(layer: Layer, located: Sequence[LocatedSite], parts: LargeParts) -> None:
    """Note the nearest node of a layer for all sites that may have one there."""
    reaches = [_reach_m(one.site, layer) for one in located]
    asked = [one for one, reach_m in zip(located, reaches, strict=True) if reach_m > 0]
    reach_m = np.array([r for r in reaches if r > 0])
    lon = np.array([one.site.place.lon for one in asked])
    lat = np.array([one.site.place.lat for one in asked])
    node, distance_m = parts.nearest(layer, lon, lat, reach_m)
    for one, at, away, reach in zip(asked, node.tolist(), distance_m.tolist(), reach_m.tolist(), strict=True):
        one.nearest[layer] = Meeting(at, away, reach)


def _reach_m(site: Site, layer: Layer) -> float:
    reach_m = site.kind.reach.road_m if layer is Layer.ROAD else site.kind.reach.rail_m
    return reach_m + site.extra_m if reach_m else 0.0


def _settle(one: LocatedSite, layer: Layer, parts: LargeParts, taken: set[int]) -> None:
    """Give a site the nearest node, or, where it needs one of its own, the nearest that is free."""
    meeting = one.nearest[layer]
    if meeting.node < 0:
        return
    node = meeting.node if meeting.node not in taken else None
    shares = layer is Layer.ROAD and one.site.kind in _ON_TRACKS
    if node is None and not shares:
        place = one.site.place
        free = ((n, m) for n, m in parts.ranked(layer, place.lon, place.lat, meeting.reach_m) if n not in taken)
        node, away = next(free, (None, 0.0))
        if node is not None:
            one.nearest[layer] = Meeting(node, away, meeting.reach_m)
    if node is not None:
        one.nodes[layer] = node
        taken.add(node)
