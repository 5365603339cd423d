"""The area of a country from the lines of its relation: rings inside rings, as many as there are.

Lines that close to rings make faces; a face belongs to the country when a ray from it meets the rings an
odd number of times, so that enclaves are out, an exclave inside an enclave is in, and rings that
touch do no harm. An extract holds its neighbours' relations in part only: then the rings that do close
and are said to be outer ones are theirs, such as an exclave inside the extract's own country.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from corridor_planner.osm.boundaries import Boundary
from corridor_planner.osm.way_text import SCALE

_Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryArea:
    """What is known of a country's area.

    Attributes
    ----------
    complete
        The relation is wholly in the files and all its lines close.
    """

    shape: BaseGeometry
    complete: bool


def close_area(boundary: Boundary) -> CountryArea | None:
    """Return the area that a country's lines enclose, or None when nothing closes."""
    whole = not boundary.missing
    faces, loose = _faces([line.points for line in boundary.lines if whole or not line.inner])
    own = [face for face, inside in zip(faces, _odd(faces), strict=True) if inside]
    if not own:
        return None
    return CountryArea(shape=shapely.union_all(own), complete=whole and not loose)


def _faces(lines: Sequence[_Points]) -> tuple[list[shapely.Polygon], bool]:
    """Return the faces between lines, and whether some lines bound none."""
    drawn = [shapely.LineString(points) for points in lines]
    faces, cuts, dangles, invalid = shapely.polygonize_full(drawn)
    if len(invalid.geoms):  # rings that touch themselves or each other between the ends of their ways
        noded = shapely.node(shapely.MultiLineString(drawn))
        faces, cuts, dangles, invalid = shapely.polygonize_full(list(noded.geoms))
    return [face for face in faces.geoms if isinstance(face, shapely.Polygon)], bool(
        len(cuts.geoms) or len(dangles.geoms) or len(invalid.geoms)
    )


def _odd(faces: Sequence[shapely.Polygon]) -> list[bool]:
    """Tell which faces a ray to the east leaves by an odd number of their edges."""
    if len(faces) < 2:
        return [True] * len(faces)
    edges = np.unique(np.concatenate([_edges(face) for face in faces]), axis=0) * SCALE
    tree = shapely.STRtree(np.atleast_1d(np.asarray(shapely.linestrings(edges.reshape(-1, 2, 2)))))
    east = float(edges[:, [0, 2]].max()) + 1.0
    found = []
    for face in faces:
        spot = shapely.point_on_surface(face)
        hit = edges[tree.query(shapely.LineString([(spot.x, spot.y), (east, spot.y)]))]
        over = hit[(hit[:, 1] > spot.y) != (hit[:, 3] > spot.y)]
        share = (spot.y - over[:, 1]) / (over[:, 3] - over[:, 1])
        found.append(bool((over[:, 0] + share * (over[:, 2] - over[:, 0]) > spot.x).sum() % 2))
    return found


def _edges(face: shapely.Polygon) -> NDArray[np.int64]:
    """Return (n, 4) edges in whole units, each the same from whichever face it is seen."""
    parts = []
    for ring in (face.exterior, *face.interiors):
        points = np.rint(shapely.get_coordinates(ring) / SCALE).astype(np.int64)
        ahead = np.concatenate([points[:-1], points[1:]], axis=1)
        back = ahead[:, [2, 3, 0, 1]]
        swap = (points[:-1, 0] > points[1:, 0]) | ((points[:-1, 0] == points[1:, 0]) & (points[:-1, 1] > points[1:, 1]))
        parts.append(np.where(swap[:, None], back, ahead))
    return np.concatenate(parts)
