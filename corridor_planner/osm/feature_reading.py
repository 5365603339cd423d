"""Elements of OpenStreetMap beside the road, with their tags and shapes, gathered while files are read.

The roads' own pass over a file hands every element that libosmium lets through to
:meth:`FeatureCollector.take`; most are refused after a glance at their keys. Only the member ways
of relations are read again, without tags and without a store of locations of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from osmium.osm import WAY

from corridor_planner.domain import FeatureRule

_SCALE: Final = 1e-7  # degrees per unit of OpenStreetMap's whole-number coordinates
_AREAS: Final = ("multipolygon", "boundary")
_OUTER: Final = ("outer", "")
Line = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedShape:
    """An element, its tags and where it is.

    Attributes
    ----------
    element, id
        ``node``, ``way`` or ``relation``, and its number.
    shape
        Point, line, polygon or several, in degrees; None where the files hold none of its nodes.
    """

    element: str
    id: int
    tags: Mapping[str, str]
    shape: shapely.Geometry | None


@dataclass(slots=True)
class _Found:
    version: int
    missing: int  # nodes or members that the files lack
    tags: dict[str, str]
    line: Line | None = None
    members: tuple[int, ...] = ()


class FeatureCollector:
    """Gathers the elements that a rule may speak of; of several versions the highest counts."""

    def __init__(self, rules: Sequence[FeatureRule]) -> None:
        self._values: dict[str, set[str]] = {}
        for rule in rules:
            self._values.setdefault(rule.key, set()).add(rule.value)
        self._found: dict[tuple[str, int], _Found] = {}
        self._lines: dict[int, Line] = {}
        self._wanted: set[int] = set()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the tags that matter, for the filter of the reader."""
        return tuple(sorted(self._values))

    def take(self, element: Any) -> None:  # noqa: ANN401
        """Keep a node, way or relation of pyosmium, if its tags matter."""
        if not any(tag.k in self._values and self._matters(tag.k, tag.v) for tag in element.tags):
            return
        tags = {tag.k: tag.v for tag in element.tags}
        if element.is_node():
            self._keep("node", element, tags, line=np.array([(element.lon, element.lat)]))
        elif element.is_way():
            known = [(n.lon, n.lat) for n in element.nodes if n.location.valid()]
            self._keep("way", element, tags, line=np.array(known), missing=len(element.nodes) - len(known))
        elif tags.get("type") in _AREAS:
            members = tuple(m.ref for m in element.members if m.type == "w" and m.role in _OUTER)
            self._wanted.update(members)
            self._keep("relation", element, tags, members=members)

    def finish_file(self, path: Path, locations: osmium.index.LocationTable) -> None:
        """Read the member ways of the relations found so far, whose tags say nothing."""
        if not self._wanted:
            return
        ways = osmium.FileProcessor(str(path), WAY).with_filter(osmium.filter.IdFilter(self._wanted))
        for way in ways:
            line = np.array([at for n in way.nodes if (at := _place(locations, n.ref)) is not None])
            if len(line) > len(self._lines.get(way.id, ())):
                self._lines[way.id] = line

    def shapes(self) -> tuple[TaggedShape, ...]:
        """Return what was kept, by kind of element and id."""
        return tuple(
            TaggedShape(element=kind, id=id_, tags=found.tags, shape=self._shape(found))
            for (kind, id_), found in sorted(self._found.items())
        )

    def _matters(self, key: str, value: str) -> bool:
        values = self._values[key]
        return value in values or "*" in values or (";" in value and not values.isdisjoint(value.split(";")))

    def _keep(
        self, kind: str, element: Any, tags: dict[str, str], *,  # noqa: ANN401
        line: Line | None = None, missing: int = 0, members: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        before = self._found.get((kind, element.id))
        if before is None or (before.version, -before.missing) < (element.version, -missing):
            self._found[kind, element.id] = _Found(element.version, missing, tags, line, members)

    def _shape(self, found: _Found) -> shapely.Geometry | None:
        if found.line is None:
            return area_of([line for way in found.members if len(line := self._lines.get(way, np.zeros((0, 2)))) > 1])
        if len(found.line) == 1:
            return shapely.Point(found.line[0])
        return shapely.LineString(found.line) if len(found.line) else None


def area_of(lines: Sequence[Line]) -> shapely.Geometry | None:
    """Return the area within outer rings; of rings that do not close, the lines themselves."""
    if not lines:
        return None
    drawn = shapely.MultiLineString(list(lines))
    polygons = shapely.polygonize(list(shapely.node(drawn).geoms)) if len(lines) else None
    return shapely.union_all(list(polygons.geoms)) if polygons is not None and len(polygons.geoms) else drawn


def _place(locations: osmium.index.LocationTable, node: int) -> tuple[float, float] | None:
    try:
        at = locations.get(node)
    except KeyError:
        return None
    return (at.lon, at.lat) if at.valid() else None
