"""In which country a point lies, by the boundaries that the files hold.

A country whose outer rings close is known for certain. Around it, the country whose incomplete
boundary is nearest is a good estimate (neighbours share their boundary ways). Where the files
hold no boundary at all, the nearest known place tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from corridor_planner.domain import Place
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.globe import Spots
from corridor_planner.osm.reading import Boundary

NOWHERE: Final = -1
_REACH_OF_BOUNDARY_M: Final = 100_000.0
_REACH_OF_PLACE_M: Final = 150_000.0


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Countries of points: indices into ``CountryMap.codes`` (-1 unknown), and which are certain."""

    country: NDArray[np.int16]
    certain: NDArray[np.bool_]


class CountryMap:
    """Tells the country of points; built once per build."""

    def __init__(self, boundaries: Sequence[Boundary], places: Sequence[Place], findings: Findings) -> None:
        shapes = {b.country: _polygons(b) for b in boundaries}
        self.closed = {code: shape for code, shape in sorted(shapes.items()) if shape is not None}
        held = [b for b in boundaries if b.country not in self.closed and b.lines]
        for boundary in boundaries:
            if boundary.country not in self.closed:
                findings.note(FindingKind.BOUNDARY_OPEN, f"relation/{boundary.id}", "ISO3166-1", boundary.country)
        elsewhere = [place for place in places if place.country and place.country not in self.closed]
        self.codes: tuple[str, ...] = tuple(
            sorted({*self.closed, *(b.country for b in held), *(p.country for p in elsewhere)})
        )
        index = {code: i for i, code in enumerate(self.codes)}
        vertices = [(lon, lat, index[b.country]) for b in held for line in b.lines for lon, lat in line.tolist()]
        self._lines = _Nearest(vertices, _REACH_OF_BOUNDARY_M)
        self._places = _Nearest([(p.lon, p.lat, index[p.country]) for p in elsewhere], _REACH_OF_PLACE_M)

    def locate(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Whereabouts:
        """Return the countries of points in degrees."""
        country = np.full(len(lon), NOWHERE, np.int16)
        for code, shape in self.closed.items():
            free = np.flatnonzero(country == NOWHERE)
            inside = shapely.contains_xy(shape, lon[free], lat[free])
            country[free[inside]] = self.codes.index(code)
        certain = country != NOWHERE
        for nearest in (self._lines, self._places):
            free = np.flatnonzero(country == NOWHERE)
            if len(free):
                country[free] = nearest.find(lon[free], lat[free])
        return Whereabouts(country=country, certain=certain)

    def distance_m(self, lon: float, lat: float, code: str) -> float:
        """Return how far the nearest known place of a country is; inf where none is near."""
        if code not in self.codes:
            return float("inf")
        return self._places.distance_m(lon, lat, self.codes.index(code))


class _Nearest:
    """Label of the nearest of many points on the globe, within a reach."""

    def __init__(self, points: Sequence[tuple[float, float, int]], reach_m: float) -> None:
        self.reach_m = reach_m
        self.lon, self.lat, label = np.array(points, np.float64).reshape(-1, 3).T
        self.label = label.astype(np.int16)
        self.spots = Spots(self.lon, self.lat)

    def find(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int16]:
        at, _ = self.spots.nearest(lon, lat, reach_m=self.reach_m)
        found: NDArray[np.int16] = np.append(self.label, np.int16(NOWHERE))[at]
        return found

    def distance_m(self, lon: float, lat: float, label: int) -> float:
        own = self.label == label
        _, away = Spots(self.lon[own], self.lat[own]).nearest(np.array([lon]), np.array([lat]), reach_m=np.inf)
        return float(away[0])


def _polygons(boundary: Boundary) -> shapely.Geometry | None:
    """Return a country's area, or None when its outer rings do not close."""
    if boundary.missing or not boundary.lines:
        return None
    lines = shapely.node(shapely.MultiLineString([line for line in boundary.lines if len(line) > 1]))
    polygons, cuts, dangles, invalid = shapely.polygonize_full(list(lines.geoms))
    if len(cuts.geoms) or len(dangles.geoms) or len(invalid.geoms) or not len(polygons.geoms):
        return None
    area = shapely.union_all(list(polygons.geoms))
    shapely.prepare(area)
    return area
