"""Settle the country of points that lie so near to a border that their place alone does not tell.

A road that runs along a border is drawn now on this side of the line and now on the other, and a
coarse line lies kilometres off. Such points take the country of the settled point that the road leads
to most cheaply, where every passing of the line costs a long detour: a road that only weaves stays in one
country, and one that does pass the border does so once. Near coarse lines nothing leads past a
border post, so that the posts decide where the border is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from corridor_planner.graph.globe import great_circles_m
from corridor_planner.osm.countries import CountryMap, Doubt
from corridor_planner.osm.grid import NOWHERE
from corridor_planner.osm.strands import Strands

_DETOUR_M: Final = 1_000_000.0  # for passing a line
_DEEP_M: Final = 1_000.0  # farther than this behind a coarse line counts where nothing is settled
_AT_LEAST_M: Final = 1e-3


def settle_countries(
    strands: Strands, by_land: NDArray[np.bool_], countries: CountryMap, posts: NDArray[np.int64]
) -> Strands:
    """Return the strands with the countries of doubtful points settled.

    Parameters
    ----------
    by_land : (points,)
        Of a road or railway; ships know no border between their ports.
    posts
        Keys of nodes that are border posts.
    """
    joined = strands.joined & by_land
    for doubt in (Doubt.BESIDE, Doubt.COARSE):
        open_ = strands.doubt == doubt
        if not open_.any():
            continue
        at = joined.copy()
        at[:-1] &= open_[:-1] | open_[1:]
        if doubt is Doubt.COARSE:
            barred = np.isin(strands.key, posts) | strands.certain
            at[:-1] &= ~(barred[:-1] | barred[1:])
        web = _weave(strands, np.flatnonzero(at), open_)
        if doubt is Doubt.COARSE:
            web.seed_by_depth(countries)
        strands = replace(strands, country=web.settled(strands))
    return strands


def _weave(strands: Strands, at: NDArray[np.int64], open_: NDArray[np.bool_]) -> _Web:
    """Return the edges after some points as a web of nodes, each node once."""
    points = np.concatenate([at, at + 1])
    key, first, spot = np.unique(strands.key[points], return_index=True, return_inverse=True)
    point = points[first]
    lon, lat, label = strands.lon[point], strands.lat[point], strands.country[point].copy()
    a, b = np.sort(spot.reshape(2, -1), axis=0)
    length_m = great_circles_m(lon[a], lat[a], lon[b], lat[b]) + _AT_LEAST_M
    length_m += np.where(label[a] != label[b], _DETOUR_M, 0.0)
    # Of parallel edges the first is kept; a sparse matrix would add them up.
    pair, chosen = np.unique(a * len(key) + b, return_index=True)
    edges = csr_matrix((length_m[chosen], (pair // max(1, len(key)), pair % max(1, len(key)))), shape=(len(key),) * 2)
    return _Web(key=key, lon=lon, lat=lat, label=label, open=open_[point], edges=edges)


@dataclass(slots=True, kw_only=True)
class _Web:
    """Nodes near a border and the edges between them; ``open`` ones take the label that reaches them."""

    key: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    label: NDArray[np.int16]
    open: NDArray[np.bool_]
    edges: csr_matrix

    def settled(self, strands: Strands) -> NDArray[np.int16]:
        """Return the countries of all points of the strands."""
        self._flood()
        country = strands.country.copy()
        doubtful = np.flatnonzero(strands.doubt)
        if len(self.key):
            spot = np.minimum(np.searchsorted(self.key, strands.key[doubtful]), len(self.key) - 1)
            mine = self.key[spot] == strands.key[doubtful]
            country[doubtful[mine]] = self.label[spot[mine]]
        return country

    def _flood(self) -> None:
        """Give open nodes the label of the nearest settled one that reaches them."""
        seeds = np.flatnonzero(~self.open & (self.label != NOWHERE))
        if not len(seeds):
            return
        distance, _, source = dijkstra(
            self.edges, directed=False, indices=seeds, min_only=True, return_predecessors=True
        )  # fmt: skip
        reached = self.open & np.isfinite(distance)
        self.label[reached] = self.label[source[reached]]

    def seed_by_depth(self, countries: CountryMap) -> None:
        """In parts where nothing is settled, settle what lies deepest in each country, or else the most common one."""
        lost = np.flatnonzero(self._lost())
        if not len(lost):
            return
        _, part = connected_components(self.edges, directed=False)
        depth_m = countries.coarse_lines.distance_m(self.lon[lost], self.lat[lost])
        group = part[lost].astype(np.int64) * (len(countries.codes) + 1) + self.label[lost] + 1
        _, at, size = np.unique(group, return_inverse=True, return_counts=True)
        deepest = np.zeros(len(size))
        np.maximum.at(deepest, at, depth_m)
        deep = (deepest[at] >= _DEEP_M) & (depth_m >= deepest[at] / 2)
        hopeless = ~np.isin(part[lost], part[lost[deep]])
        most = np.zeros(part.max() + 1, np.int64)
        np.maximum.at(most, part[lost], size[at])
        common = hopeless & (size[at] == most[part[lost]])
        self.open[lost[deep | common]] = False

    def _lost(self) -> NDArray[np.bool_]:
        seeds = ~self.open & (self.label != NOWHERE)
        _, part = connected_components(self.edges, directed=False)
        lost: NDArray[np.bool_] = self.open & ~np.isin(part, part[seeds])
        return lost
