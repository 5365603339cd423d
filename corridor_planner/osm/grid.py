"""Many points in few large areas: cells that no boundary touches are asked once for all their points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

NOWHERE: Final = -1
_CELL_DEG: Final = 0.05  # about 5 km
_Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Found:
    """Labels of points, -1 outside all areas; how many areas have their boundary in or beside the point's cell."""

    label: NDArray[np.int16]
    boundaries: NDArray[np.int8]


def find_areas(areas: Sequence[tuple[int, BaseGeometry]], lon: _Floats, lat: _Floats) -> Found:
    """Return the label of the first area that covers each point, its boundary included."""
    label = np.full(len(lon), NOWHERE, np.int16)
    if not areas or not len(lon):
        return Found(label=label, boundaries=np.zeros(len(lon), np.int8))
    grid = _Grid(lon, lat)
    touched = np.zeros(grid.size, np.int8)
    for _, area in areas:
        touched += grid.beside(shapely.boundary(area))
        shapely.prepare(area)
    cell = grid.cells(lon, lat)
    plain = np.zeros(grid.size, bool)
    plain[cell] = True
    plain &= touched == 0
    middles = np.flatnonzero(plain)
    of_cell = np.full(grid.size, NOWHERE, np.int16)
    of_cell[middles] = _ask(areas, *grid.middles(middles))
    mixed = np.flatnonzero(touched[cell] > 0)
    label = of_cell[cell]
    label[mixed] = _ask(areas, lon[mixed], lat[mixed])
    return Found(label=label, boundaries=touched[cell])


def _ask(areas: Sequence[tuple[int, BaseGeometry]], lon: _Floats, lat: _Floats) -> NDArray[np.int16]:
    label = np.full(len(lon), NOWHERE, np.int16)
    for number, area in areas:
        free = np.flatnonzero(label == NOWHERE)
        inside = shapely.intersects_xy(area, lon[free], lat[free])
        label[free[inside]] = number
    return label


class _Grid:
    """Cells over the points, one more on every side."""

    def __init__(self, lon: _Floats, lat: _Floats) -> None:
        self.west, self.south = lon.min() - 1.5 * _CELL_DEG, lat.min() - 1.5 * _CELL_DEG
        self.columns = int((lon.max() - self.west) / _CELL_DEG) + 3
        self.rows = int((lat.max() - self.south) / _CELL_DEG) + 3
        self.size = self.columns * self.rows

    def cells(self, lon: _Floats, lat: _Floats) -> NDArray[np.int64]:
        x, y = ((lon - self.west) / _CELL_DEG).astype(np.int64), ((lat - self.south) / _CELL_DEG).astype(np.int64)
        cells: NDArray[np.int64] = y * self.columns + x
        return cells

    def middles(self, cells: NDArray[np.int64]) -> tuple[_Floats, _Floats]:
        y, x = np.divmod(cells, self.columns)
        return self.west + (x + 0.5) * _CELL_DEG, self.south + (y + 0.5) * _CELL_DEG

    def beside(self, boundary: BaseGeometry) -> NDArray[np.int8]:
        """Return 1 for the cells that a boundary touches and those around them."""
        frame = (self.west, self.south, self.west + self.columns * _CELL_DEG, self.south + self.rows * _CELL_DEG)
        near = shapely.clip_by_rect(boundary, *frame)
        found = np.zeros((self.rows + 2, self.columns + 2), np.int8)
        # Points half a cell apart lie in every cell that the line touches, or in one beside it.
        points = shapely.get_coordinates(shapely.segmentize(near, _CELL_DEG / 2))
        x = ((points[:, 0] - self.west) / _CELL_DEG).astype(np.int64)
        y = ((points[:, 1] - self.south) / _CELL_DEG).astype(np.int64)
        x, y = np.clip(x, 0, self.columns - 1), np.clip(y, 0, self.rows - 1)
        for dy in (0, 1, 2):
            for dx in (0, 1, 2):
                found[y + dy, x + dx] = 1
        return found[1:-1, 1:-1].ravel()
