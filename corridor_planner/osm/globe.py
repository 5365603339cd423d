"""Points on the globe, asked for the nearest ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from corridor_planner.units import EARTH_RADIUS_M


class Spots:
    """Points in degrees; distances are great circles in metres."""

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        vectors = unit_vectors(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        self._tree = cKDTree(vectors) if len(vectors) else None

    def nearest(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], *, reach_m: float
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the number of the nearest point, -1 where none is in reach, and how far it is, else inf."""
        if self._tree is None:
            return np.full(len(lon), -1, np.int64), np.full(len(lon), np.inf)
        distance, at = self._tree.query(unit_vectors(lon, lat), distance_upper_bound=_chord(reach_m))
        found = np.isfinite(distance)
        away = np.where(found, 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.where(found, distance, 0.0) / 2)),
                        np.inf)  # fmt: skip
        return np.where(found, at, -1).astype(np.int64), away

    def within(self, lon: float, lat: float, *, reach_m: float) -> list[int]:
        """Return the numbers of the points in reach, in their order."""
        if self._tree is None:
            return []
        here = unit_vectors(np.array([lon]), np.array([lat]))[0]
        return sorted(self._tree.query_ball_point(here, _chord(reach_m) * (1 + 1e-9)))


def unit_vectors(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 3) points on the unit sphere of points in degrees."""
    lam, phi = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=1)


def _chord(distance_m: float) -> float:
    """Return the straight line through the unit sphere below a distance on it."""
    return float(2 * np.sin(min(distance_m / EARTH_RADIUS_M, np.pi) / 2))
