"""The nodes at which a site may meet the network: those of large parts of each layer.

A part is what hangs together by any arcs. It is large when it is the longest of its layer in its
country, or when its ways in that layer are over 100 km long: an exclave or the other shore of a
sea counts, the tracks of a works or a few streets that join nothing do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from corridor_planner.domain import ArcKind, Layer, RoadClass
from corridor_planner.graph.globe import Spots, great_circles_m
from corridor_planner.graph.network import Flag, Nodes
from corridor_planner.osm.arcs import Columns

LONG_M: Final = 100_000.0
THROUGH_TRACK_M: Final = 500.0
_CLOSED: Final = Flag.NO_CAR | Flag.NO_TRUCK
_NOT_FOR_ALL: Final = _CLOSED | Flag.LOCAL_CAR | Flag.LOCAL_TRUCK

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


class LargeParts:
    """Nodes of the large parts by layer, and among them those on through roads and tracks."""

    def __init__(self, nodes: Nodes, arcs: Columns) -> None:
        part = _parts(nodes, arcs)
        self._spots: dict[Layer, tuple[tuple[Spots, Numbers], ...]] = {}
        for layer, ways, through in _ways_by_layer(arcs):
            members = (nodes.layer == layer) & (nodes.crossing < 0) & _touched(nodes, arcs, ways)
            members &= _large(nodes, arcs, ways, part)
            best = members & _touched(nodes, arcs, through)
            sets = [np.flatnonzero(mask) for mask in (best, members)]
            self._spots[layer] = tuple((Spots(nodes.lon[n], nodes.lat[n]), n) for n in sets)
        self._lon, self._lat = nodes.lon, nodes.lat

    def nearest(
        self, layer: Layer, lon: NDArray[np.float64], lat: NDArray[np.float64], reach_m: NDArray[np.float64]
    ) -> tuple[Numbers, NDArray[np.float64]]:
        """Return the nearest node of each point, -1 where none is in reach, and how far it is.

        A node on a through road within reach beats a nearer one on a field track or a road with
        restricted access; so does one on a through track within half a kilometre beat a yard.
        """
        node = np.full(len(lon), -1, np.int64)
        distance_m = np.full(len(lon), np.inf)
        for (spots, numbers), limit_m in zip(self._spots[layer], self._limits(layer, reach_m), strict=True):
            open_ = np.flatnonzero(node < 0)
            if not len(numbers) or not len(open_):
                continue
            at, away = spots.nearest(lon[open_], lat[open_], reach_m=np.inf)
            fits = away <= limit_m[open_]
            node[open_[fits]], distance_m[open_[fits]] = numbers[at[fits]], away[fits]
            far = open_[~fits]
            distance_m[far] = np.minimum(distance_m[far], away[~fits])
        return node, distance_m

    def ranked(self, layer: Layer, lon: float, lat: float, reach_m: float) -> Iterator[tuple[int, float]]:
        """Yield nodes in reach with their distance, in the order of :meth:`nearest`."""
        for (spots, numbers), limit_m in zip(self._spots[layer], self._limits(layer, np.array([reach_m])), strict=True):
            if len(numbers):
                near = numbers[spots.within(lon, lat, reach_m=float(limit_m[0]))]
                away = great_circles_m(np.full(len(near), lon), np.full(len(near), lat), self._lon[near],
                                       self._lat[near])  # fmt: skip
                order = np.lexsort((near, away))
                yield from zip(near[order].tolist(), away[order].tolist(), strict=True)

    def _limits(self, layer: Layer, reach_m: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        through_m = reach_m if layer is Layer.ROAD else np.minimum(reach_m, THROUGH_TRACK_M)
        return through_m, reach_m

    def layers(self) -> tuple[Layer, ...]:
        """Return the layers that have any node to meet."""
        return tuple(layer for layer, sets in self._spots.items() if len(sets[-1][1]))


def _parts(nodes: Nodes, arcs: Columns) -> NDArray[np.int32]:
    n = len(nodes.lon)
    joined = coo_matrix((np.ones(len(arcs["tail"]), np.int8), (arcs["tail"], arcs["head"])), shape=(n, n))
    part: NDArray[np.int32] = connected_components(joined, directed=False)[1]
    return part


def _ways_by_layer(arcs: Columns) -> Iterator[tuple[Layer, Mask, Mask]]:
    """Yield for each layer the arcs that one can travel on, and those for through traffic."""
    flags = arcs["flags"]
    road = (arcs["kind"] == ArcKind.ROAD) & ((flags & int(_CLOSED)) != int(_CLOSED))
    yield Layer.ROAD, road, road & ((flags & int(_NOT_FOR_ALL)) == 0) & (arcs["road_class"] < RoadClass.TRACK)
    for layer in (Layer.RAIL_1520, Layer.RAIL_1435):
        rail = (arcs["kind"] == ArcKind.RAIL) & (arcs["layer"] == layer)
        yield layer, rail, rail & ((flags & int(Flag.YARD)) == 0)


def _touched(nodes: Nodes, arcs: Columns, ways: Mask) -> Mask:
    found = np.zeros(len(nodes.lon), bool)
    found[arcs["tail"][ways]] = True
    found[arcs["head"][ways]] = True
    return found


def _large(nodes: Nodes, arcs: Columns, ways: Mask, part: NDArray[np.int32]) -> Mask:
    """Return the nodes of parts that are the longest of their country, or long anyway."""
    tail, length_m = arcs["tail"][ways], arcs["length_m"][ways]
    n_parts = int(part.max()) + 1 if len(part) else 0
    total_m = np.bincount(part[tail], weights=length_m, minlength=n_parts) / 2  # most ways go both ways
    key = (nodes.country.astype(np.int64) + 1) * n_parts + part  # the part within a country
    pieces, spot = np.unique(key[tail], return_inverse=True)
    here_m = np.bincount(spot, weights=length_m, minlength=len(pieces))
    country = pieces // max(n_parts, 1)
    order = np.lexsort((pieces, -here_m, country))
    longest = order[np.concatenate([np.ones(1, bool), np.diff(country[order]) > 0])[: len(order)]]
    large: Mask = np.isin(key, pieces[longest]) | (total_m > LONG_M)[part]
    return large
