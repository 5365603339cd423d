"""Boundaries in short pieces, asked what lies beside them and where edges pass them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from corridor_planner.units import EARTH_RADIUS_M

_EDGES_PER_PIECE: Final = 16
_Floats = NDArray[np.float64]


class BoundaryLines:
    """Lines in degrees, straight between their points as OpenStreetMap's ways are."""

    def __init__(self, lines: Iterable[BaseGeometry]) -> None:
        runs = [shapely.get_coordinates(part) for line in lines for part in shapely.get_parts(line)]
        self._pieces = _pieces([run for run in runs if len(run) > 1])
        self._tree = shapely.STRtree(self._pieces)

    def beside(self, lon: _Floats, lat: _Floats, *, reach_m: float) -> NDArray[np.bool_]:
        """Tell which points lie within a short distance, less to the east and west the nearer to a pole."""
        found = np.zeros(len(lon), bool)
        found[self._tree.query(shapely.points(lon, lat), "dwithin", np.degrees(reach_m / EARTH_RADIUS_M))[0]] = True
        return found

    def distance_m(self, lon: _Floats, lat: _Floats) -> _Floats:
        """Return roughly how far points are, as if a degree were as long to the east as to the north."""
        if not len(self._pieces) or not len(lon):
            return np.full(len(lon), np.inf)
        (at, _), degrees = self._tree.query_nearest(shapely.points(lon, lat), return_distance=True, all_matches=False)
        away = np.full(len(lon), np.inf)
        away[at] = np.radians(degrees) * EARTH_RADIUS_M
        return away

    def find_cuts(self, lon: tuple[_Floats, _Floats], lat: tuple[_Floats, _Floats]) -> _Floats:
        """Return which share of each edge lies before its first meeting with a line, nan without one.

        Parameters
        ----------
        lon, lat
            Of the edges' first and second ends.
        """
        start, step = np.stack([lon[0], lat[0]], axis=1), np.stack([lon[1] - lon[0], lat[1] - lat[0]], axis=1)
        edges = np.atleast_1d(np.asarray(shapely.linestrings(np.stack([start, start + step], axis=1)), dtype=object))
        at, piece = self._tree.query(edges, "intersects")
        met, index = shapely.get_coordinates(
            shapely.intersection(edges[at], self._pieces[piece]), return_index=True
        )  # fmt: skip
        edge = at[index]
        length = np.maximum((step[edge] ** 2).sum(axis=1), 1e-300)
        share = np.full(len(start), np.inf)
        np.minimum.at(share, edge, ((met - start[edge]) * step[edge]).sum(axis=1) / length)
        return np.where(np.isfinite(share), share, np.nan)


def _pieces(runs: Sequence[_Floats]) -> NDArray[np.object_]:
    """Return lines of at most so many edges; the points between two of them are in both."""
    points, numbers, count = [np.zeros((0, 2))], [np.zeros(0, np.int64)], 0
    for run in runs:
        at = np.arange(len(run))
        joints = at[_EDGES_PER_PIECE:-1:_EDGES_PER_PIECE]
        ends = np.minimum(at // _EDGES_PER_PIECE, max(0, (len(run) - 2) // _EDGES_PER_PIECE))
        order = np.sort(np.concatenate([at, joints]), kind="stable")
        number = np.sort(np.concatenate([ends, joints // _EDGES_PER_PIECE - 1]), kind="stable")
        points.append(run[order])
        numbers.append(number + count)
        count += int(number[-1]) + 1
    drawn: object = shapely.linestrings(np.concatenate(points), indices=np.concatenate(numbers)) if count else []
    return np.asarray(drawn, dtype=object)
