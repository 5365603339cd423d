"""In which country a point lies, by the boundaries that the files hold, and else by coarse shapes.

A country whose rings close is known for certain. Right outside it lies the neighbour whose part of
the boundary is nearest (neighbours share their boundary's ways). Elsewhere the coarse shapes of
Natural Earth tell, which are 1 to 5 km off along borders: points near them are not settled until
the roads have been looked at (:mod:`.labels`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from corridor_planner.graph.globe import Spots
from corridor_planner.osm.boundaries import Boundary
from corridor_planner.osm.boundary_lines import BoundaryLines
from corridor_planner.osm.faces import divide_box
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.grid import NOWHERE, find_areas
from corridor_planner.osm.rings import close_area
from corridor_planner.units import EARTH_RADIUS_M

BESIDE_M: Final = 50.0  # a road this near to a certain boundary may be drawn on its wrong side
_REACH_OF_BOUNDARY_M: Final = 15_000.0  # beyond it the coarse shapes tell better who is on the other side
_FAR_REACH_M: Final = 100_000.0
_COAST_M: Final = 20_000.0  # coarse coasts leave some land out
_MARGIN_DEG: Final = 1.0

Shapes = Mapping[str, Sequence[Sequence[NDArray[np.float64]]]]
Box = tuple[float, float, float, float]


class Doubt(IntEnum):
    """Whether the place of a point tells its country by itself."""

    NONE = 0
    BESIDE = 1  # some metres from a certain boundary
    COARSE = 2  # some kilometres from a coarse one


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Countries of points.

    Attributes
    ----------
    country
        Index into ``CountryMap.codes``, -1 unknown.
    certain
        Inside a closed boundary of the files.
    doubt
        A ``Doubt``: how near a border is.
    """

    country: NDArray[np.int16]
    certain: NDArray[np.bool_]
    doubt: NDArray[np.int8]


class CountryMap:
    """Tells the country of points; built once per build.

    Parameters
    ----------
    shapes
        Coarse polygons by country, each an outer ring and its holes.
    box
        West, south, east and north of the data, degrees.
    others
        Further countries to give a number to.
    """

    def __init__(
        self,
        boundaries: Sequence[Boundary],
        shapes: Shapes,
        box: Box,
        findings: Findings,
        *,
        others: Iterable[str] = (),
    ) -> None:
        areas = {b.id: area for b in boundaries if (area := close_area(b)) is not None}
        complete = {b.country for b in boundaries if b.id in areas and areas[b.id].complete}
        for boundary in boundaries:
            if boundary.country not in complete:
                findings.note(FindingKind.BOUNDARY_OPEN, f"relation/{boundary.id}", "ISO3166-1", boundary.country)
        coarse = _coarse(shapes, box)
        self.codes: tuple[str, ...] = tuple(sorted({*(b.country for b in boundaries), *coarse, *others} - {""}))
        number = {code: i for i, code in enumerate(self.codes)}
        # Where two countries claim the same ground, the smaller one has it: mostly an enclave.
        claims = [(areas[b.id].shape.area, number[b.country], areas[b.id].shape) for b in boundaries if b.id in areas]
        self._closed = [(label, shape) for _, label, shape in sorted(claims, key=lambda claim: claim[:2])]
        elsewhere = {code: shape for code, shape in coarse.items() if code not in complete}
        faces = divide_box(boundaries, elsewhere, box, [shape for _, shape in self._closed])
        self._closed += [(number[face.country], face.shape) for face in faces]
        self._complete = frozenset(number[code] for code in complete)
        self._coarse = [(number[code], shape) for code, shape in sorted(coarse.items())]
        self._neighbours = _Nearest(_shared(boundaries, complete, number))
        self._coasts = _Nearest([(x, y, label) for label, shape in self._coarse if label not in self._complete
                                 for x, y in shapely.get_coordinates(shape).tolist()])  # fmt: skip
        self.lines = BoundaryLines(shapely.boundary(shape) for _, shape in self._closed)
        self.coarse_lines = BoundaryLines(_borders(self._coarse))

    def locate(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Whereabouts:
        """Return the countries of points in degrees."""
        inside = find_areas(self._closed, lon, lat)
        country, certain = inside.label.copy(), inside.label != NOWHERE
        free = np.flatnonzero(~certain)
        roughly = find_areas(self._coarse, lon[free], lat[free])
        doubt = np.zeros(len(lon), np.int8)
        doubt[free[roughly.boundaries > 1]] = Doubt.COARSE
        near = np.flatnonzero(inside.boundaries)
        doubt[near[self.lines.beside(lon[near], lat[near], reach_m=BESIDE_M)]] = Doubt.BESIDE
        country[free] = self._outside(lon[free], lat[free], roughly.label)
        return Whereabouts(country=country, certain=certain, doubt=doubt)

    @property
    def coarse_numbers(self) -> tuple[int, ...]:
        """Numbers of the countries whose coarse outline reaches near the data."""
        return tuple(number for number, _ in self._coarse)

    def coarse_distance_m(self, number: int, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return roughly how far points lie outside a country's coarse outline, inf where it is not near."""
        shape = dict(self._coarse).get(number)
        if shape is None:
            return np.full(len(lon), np.inf)
        away: NDArray[np.float64] = np.radians(shapely.distance(shape, shapely.points(lon, lat))) * EARTH_RADIUS_M
        return away

    def _outside(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], coarse: NDArray[np.int16]
    ) -> NDArray[np.int16]:
        """Return the countries of points that no closed boundary holds."""
        wrong = np.isin(coarse, list(self._complete))  # for certain they are not in there
        found = np.where(wrong, NOWHERE, coarse).astype(np.int16)
        near = self._neighbours.find(lon, lat, reach_m=_REACH_OF_BOUNDARY_M)
        found = np.where(near != NOWHERE, near, found)
        for nearest, reach_m in ((self._neighbours, _FAR_REACH_M), (self._coasts, _COAST_M)):
            free = np.flatnonzero(found == NOWHERE)
            if len(free):
                found[free] = nearest.find(lon[free], lat[free], reach_m=reach_m)
        return found


class _Nearest:
    """Label of the nearest of many points on the globe."""

    def __init__(self, points: Sequence[tuple[float, float, int]]) -> None:
        lon, lat, label = np.array(points, np.float64).reshape(-1, 3).T
        self._label = np.append(label.astype(np.int16), np.int16(NOWHERE))
        self._spots = Spots(lon, lat)

    def find(self, lon: NDArray[np.float64], lat: NDArray[np.float64], *, reach_m: float) -> NDArray[np.int16]:
        at, _ = self._spots.nearest(lon, lat, reach_m=reach_m)
        found: NDArray[np.int16] = self._label[at]
        return found


def _shared(
    boundaries: Sequence[Boundary], complete: set[str], number: Mapping[str, int]
) -> list[tuple[float, float, int]]:
    """Return points of the lines that a country known only in part shares with one known wholly."""
    whole = {line.way for b in boundaries if b.country in complete for line in b.lines}
    return [
        (lon, lat, number[b.country])
        for b in boundaries if b.country not in complete
        for line in b.lines if line.way in whole
        for lon, lat in line.points.tolist()
    ]  # fmt: skip


def _coarse(shapes: Shapes, box: Box) -> dict[str, BaseGeometry]:
    """Return the shapes that reach into the box or near it."""
    frame = shapely.box(box[0] - _MARGIN_DEG, box[1] - _MARGIN_DEG, box[2] + _MARGIN_DEG, box[3] + _MARGIN_DEG)
    found = {}
    for code, polygons in shapes.items():
        parts = [shapely.Polygon(outer, holes) for outer, *holes in polygons]
        near = shapely.union_all(
            [shapely.make_valid(part) for part in parts if part.intersects(shapely.envelope(frame))]
        )
        if not near.is_empty:
            found[code] = near
    return found


def _borders(shapes: Sequence[tuple[int, BaseGeometry]]) -> list[BaseGeometry]:
    """Return the lines between two coarse shapes, which share their points."""
    found = []
    for at, (_, one) in enumerate(shapes):
        for _, other in shapes[at + 1 :]:
            line = shapely.intersection(shapely.boundary(one), shapely.boundary(other))
            lines = [part for part in shapely.get_parts(line) if part.geom_type == "LineString"]
            found += lines
    return found
