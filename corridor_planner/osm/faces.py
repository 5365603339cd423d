"""Ground that boundary lines divide although no country's ring closes: a box cut out of the map.

The lines and the edge of the data make faces; which of the countries that a line belongs to lies on
which side of it, the coarse shapes tell by the larger part of the face. Faces on which both sides
of a line would be the same country are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from corridor_planner.osm.boundaries import Boundary

_ENOUGH: Final = 0.6  # of a face, in the coarse shape of its country
_BRIDGED: Final = 0.1  # of the box's shorter side, from the end of a line to the box's edge

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A part of the box, with the country that it belongs to."""

    country: str
    shape: BaseGeometry


def divide_box(
    boundaries: Sequence[Boundary], coarse: Mapping[str, BaseGeometry], box: Box, known: Sequence[BaseGeometry]
) -> tuple[Face, ...]:
    """Return the faces whose country is plain, those inside known areas left out."""
    frame = shapely.box(*box)
    if not coarse or frame.area <= 0 or any(shapely.covers(area, frame) for area in known):
        return ()
    owners: dict[int, set[str]] = {}
    lines: dict[int, BaseGeometry] = {}
    for boundary in boundaries:
        for line in boundary.lines:
            owners.setdefault(line.way, set()).add(boundary.country)
            lines[line.way] = line.shape
    clipped = {way: part for way, line in lines.items() if not (part := shapely.clip_by_rect(line, *box)).is_empty}
    if not clipped:
        return ()
    faces = [face for face in _faces(list(clipped.values()), frame)
             if not any(shapely.intersects(area, shapely.point_on_surface(face)) for area in known)]  # fmt: skip
    tree = shapely.STRtree([_inner_spot(line) for line in clipped.values()])
    ways = list(clipped)
    beside = [[ways[i] for i in tree.query(face.exterior, "dwithin", 1e-9)] for face in faces]
    labels = [
        _country_of(face, set().union(*(owners[way] for way in touching)), coarse)
        for face, touching in zip(faces, beside, strict=True)
    ]
    doubtful = _doubtful(beside, labels)
    return tuple(
        Face(country=label, shape=face)
        for i, (face, label) in enumerate(zip(faces, labels, strict=True)) if label and i not in doubtful
    )  # fmt: skip


def _faces(lines: Sequence[BaseGeometry], frame: shapely.Polygon) -> list[shapely.Polygon]:
    joined = shapely.line_merge(shapely.union_all(lines))
    bridged = [joined, *_bridges(joined, frame), frame.exterior]
    parts = list(shapely.get_parts(shapely.node(shapely.GeometryCollection(bridged))))
    return [face for face in shapely.polygonize(parts).geoms if isinstance(face, shapely.Polygon)]


def _bridges(joined: BaseGeometry, frame: shapely.Polygon) -> list[BaseGeometry]:
    """Lead loose ends of lines that stop short of the edge on to it."""
    ends = [shapely.Point(c) for part in shapely.get_parts(joined) if not part.is_ring
            for c in (part.coords[0], part.coords[-1])]  # fmt: skip
    at, count = np.unique(shapely.get_coordinates(ends), axis=0, return_counts=True)
    west, south, east, north = frame.bounds
    reach = _BRIDGED * min(east - west, north - south)
    loose = [shapely.Point(x, y) for (x, y), n in zip(at.tolist(), count.tolist(), strict=True) if n == 1]
    gaps = [shapely.shortest_line(end, frame.exterior) for end in loose]
    return [gap for gap in gaps if 0 < gap.length <= reach]


def _inner_spot(line: BaseGeometry) -> BaseGeometry:
    """Return a point on a line that is no end of it, where it borders its own two faces only."""
    part = max(shapely.get_parts(line), key=lambda p: p.length)
    middle: BaseGeometry = shapely.line_interpolate_point(part, 0.5, normalized=True)
    return middle


def _country_of(face: shapely.Polygon, candidates: set[str], coarse: Mapping[str, BaseGeometry]) -> str:
    shares = [(shapely.intersection(face, coarse[code]).area / face.area, code)
              for code in sorted(candidates) if code in coarse]  # fmt: skip
    share, code = max(shares, default=(0.0, ""))
    return code if share >= _ENOUGH else ""


def _doubtful(beside: Sequence[Sequence[int]], labels: Sequence[str]) -> set[int]:
    """Return the faces with the same country on the other side of one of their lines."""
    at_line: dict[int, list[int]] = {}
    for face, ways in enumerate(beside):
        for way in ways:
            at_line.setdefault(way, []).append(face)
    return {face for faces in at_line.values() if len(faces) > 1 and len({labels[f] for f in faces}) == 1
            for face in faces}  # fmt: skip
