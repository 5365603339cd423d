"""Ways as strands: runs of points without gaps, on which borders cut and junctions join.

A strand network is flat arrays over points; ``first`` marks the first point of each strand.
Nodes are told apart by ``key``: OpenStreetMap's id, or a negative number for a node of our own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor_planner.osm.countries import CountryMap
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.way_text import SCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Strands:
    """Flat arrays over points, in the order of way ids and of the ways' own direction.

    Attributes
    ----------
    way
        Index into ``OsmData.way_id``.
    country, certain
        Index into the country map's codes, and whether a closed boundary says so.
    doubt
        A ``countries.Doubt``: whether a border is so near that the roads have to tell.
    """

    key: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    first: NDArray[np.bool_]
    way: NDArray[np.int32]
    country: NDArray[np.int16]
    certain: NDArray[np.bool_]
    doubt: NDArray[np.int8]

    @property
    def joined(self) -> NDArray[np.bool_]:
        """(points,) True where an edge leads from a point to the next one."""
        return np.append(~self.first[1:], False) if len(self.first) else self.first.copy()

    def select(self, ways: NDArray[np.bool_]) -> Strands:
        """Return the strands of some ways."""
        mask = ways[self.way]
        return Strands(**{name: getattr(self, name)[mask] for name in self.__slots__})

    def with_keys(self, key: NDArray[np.int64]) -> Strands:
        """Return the same strands with other node keys."""
        return replace(self, key=key)

    def insert_after(
        self, at: NDArray[np.int64], keys: tuple[NDArray[np.int64], NDArray[np.int64]], share: NDArray[np.float64]
    ) -> Strands:
        """Cut strands inside edges: two new points at one spot, the strand broken between them.

        Parameters
        ----------
        at
            Points whose edge to the next one is cut.
        keys
            Keys of the point that ends the first part and of the one that begins the second.
        share
            Which part of the edge lies before the cut.
        """
        lon = self.lon[at] + share * (self.lon[at + 1] - self.lon[at])
        lat = self.lat[at] + share * (self.lat[at + 1] - self.lat[at])
        where = np.repeat(at + 1, 2)

        def weave(values: NDArray[Any], one: NDArray[Any], two: NDArray[Any]) -> NDArray[Any]:
            return np.insert(values, where, np.stack([one, two], axis=1).ravel())

        no, yes = np.zeros(len(at), bool), np.ones(len(at), bool)
        woven = {
            "key": weave(self.key, *keys), "lon": weave(self.lon, lon, lon), "lat": weave(self.lat, lat, lat),
            "first": weave(self.first, no, yes), "way": weave(self.way, self.way[at], self.way[at]),
            "country": weave(self.country, self.country[at], self.country[at + 1]),
            "certain": weave(self.certain, self.certain[at], self.certain[at + 1]),
            "doubt": weave(self.doubt, self.doubt[at], self.doubt[at + 1]),
        }  # fmt: skip
        return Strands(**woven)

    def broken_after(self, at: NDArray[np.int64]) -> Strands:
        """Return the strands with the edges after some points taken out."""
        first = self.first.copy()
        first[at + 1] = True
        return replace(self, first=first)

    def without_single_points(self) -> Strands:
        """Return the strands that have at least one edge."""
        alone = self.first & np.append(self.first[1:], True)
        return Strands(**{name: getattr(self, name)[~alone] for name in self.__slots__})


def lay_strands(data: OsmData, countries: CountryMap) -> Strands:
    """Return all ways as strands; where nodes are missing, a way falls apart and is not bridged."""
    first = np.zeros(len(data.ref), bool)
    first[data.offset[:-1]] = True
    first[1:] |= data.missing[:-1]
    # A gap at the very start of a way hands its mark on to the next point that exists.
    keep = ~data.missing
    way = np.repeat(np.arange(len(data.way_id), dtype=np.int32), np.diff(data.offset))
    lon, lat = data.x[keep].astype(np.float64) * SCALE, data.y[keep].astype(np.float64) * SCALE
    where = countries.locate(lon, lat)
    return Strands(
        key=data.ref[keep], lon=lon, lat=lat, first=first[keep], way=way[keep], country=where.country,
        certain=where.certain, doubt=where.doubt,
    ).without_single_points()  # fmt: skip
