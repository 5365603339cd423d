"""Points on the globe as vectors: distances between them, and the nearest ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corridor_planner.units import EARTH_RADIUS_M

Floats = NDArray[np.float64]


class Spots:
    """Points in degrees; distances are great circles in metres."""

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        from scipy.spatial import cKDTree

        vectors = unit_vectors(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
        self._tree = cKDTree(vectors) if len(vectors) else None

    def nearest(self, lon: Floats, lat: Floats, *, reach_m: float) -> tuple[NDArray[np.int64], Floats]:
        """Return the number of the nearest point, -1 where none is in reach, and how far it is, else inf."""
        if self._tree is None:
            return np.full(len(lon), -1, np.int64), np.full(len(lon), np.inf)
        distance, at = self._tree.query(unit_vectors(lon, lat), distance_upper_bound=chord(reach_m))
        found = np.isfinite(distance)
        away = np.where(found, chords_to_m(np.where(found, distance, 0.0)), np.inf)
        return np.where(found, at, -1).astype(np.int64), away

    def within(self, lon: float, lat: float, *, reach_m: float) -> list[int]:
        """Return the numbers of the points in reach, in their order."""
        if self._tree is None:
            return []
        here = unit_vectors(np.array([lon]), np.array([lat]))[0]
        return sorted(self._tree.query_ball_point(here, chord(reach_m) * (1 + 1e-9)))


def unit_vectors(lon: Floats, lat: Floats) -> Floats:
    """Return (n, 3) points on the unit sphere of points in degrees."""
    lam, phi = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=1)


def chord(distance_m: float) -> float:
    """Return the straight line through the unit sphere below a distance on it."""
    return float(2 * np.sin(min(distance_m / EARTH_RADIUS_M, np.pi) / 2))


def chords_to_m(chords: Floats) -> Floats:
    """Return great circles over straight lines through the unit sphere."""
    found: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, chords / 2))
    return found


def great_circles_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Return haversine distances in metres; the vectorised twin of ``units.great_circle_m``."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half = np.sin((phi_b - phi_a) / 2) ** 2
    half += np.cos(phi_a) * np.cos(phi_b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    distance: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return distance
