"""A plan's way as one line, and how far from it and along it things lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from corridor_planner.graph.globe import chords_to_m, unit_vectors
from corridor_planner.units import EARTH_RADIUS_M

Degrees = NDArray[np.float64]
Metres = NDArray[np.float64]

_STEP_M = 500.0  # longest stretch between two points that are looked for


class Line:
    """A line of at least two points in degrees, in travel order."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        lon, lat = np.array(points, np.float64).reshape(-1, 2).T
        self._lon, self._lat = _filled(lon, lat)
        self._vectors = unit_vectors(self._lon, self._lat)
        self._tree = cKDTree(self._vectors)
        self._steps_m = chords_to_m(np.linalg.norm(np.diff(self._vectors, axis=0), axis=1))
        self._along_m = np.concatenate([np.zeros(1), np.cumsum(self._steps_m)])

    def locate(self, lon: Degrees, lat: Degrees) -> tuple[Metres, Metres]:
        """Return how far points are from the line, and how far along it the nearest spot is."""
        _, at = self._tree.query(unit_vectors(lon, lat))
        last = len(self._steps_m) - 1
        before = self._on_step(np.clip(at - 1, 0, last), lon, lat)
        after = self._on_step(np.clip(at, 0, last), lon, lat)
        nearer = after[0] < before[0]
        return np.where(nearer, after[0], before[0]), np.where(nearer, after[1], before[1])

    def _on_step(self, step: NDArray[np.int64], lon: Degrees, lat: Degrees) -> tuple[Metres, Metres]:
        """Return distance and place along the line of the nearest spot of a straight step, in a flat neighbourhood."""
        m_per_degree = np.radians(EARTH_RADIUS_M)
        narrow = np.cos(np.radians(lat))
        x0, y0 = (self._lon[step] - lon) * narrow * m_per_degree, (self._lat[step] - lat) * m_per_degree
        x1, y1 = (self._lon[step + 1] - lon) * narrow * m_per_degree, (self._lat[step + 1] - lat) * m_per_degree
        dx, dy = x1 - x0, y1 - y0
        share = np.clip(-(x0 * dx + y0 * dy) / np.maximum(dx**2 + dy**2, 1e-9), 0.0, 1.0)
        return np.hypot(x0 + share * dx, y0 + share * dy), self._along_m[step] + share * self._steps_m[step]


def _filled(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return the points with further ones between those far apart."""
    vectors = unit_vectors(lon, lat)
    steps_m = chords_to_m(np.linalg.norm(np.diff(vectors, axis=0), axis=1))
    parts = np.maximum(1, np.ceil(steps_m / _STEP_M)).astype(np.int64)
    whole = np.concatenate([np.zeros(1), np.cumsum(parts)])
    fine = np.arange(int(whole[-1]) + 1)
    return np.interp(fine, whole, lon), np.interp(fine, whole, lat)
