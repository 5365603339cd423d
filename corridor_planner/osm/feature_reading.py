"""Elements of OpenStreetMap beside the road, with their tags and shapes, gathered while files are read.

The roads' own pass over a file hands every element that libosmium lets through to
:meth:`FeatureCollector.take`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from corridor_planner.domain import FeatureRule, Needs
from corridor_planner.osm.member_ways import Line, MemberWays, line_of

NAMING: Final = ("name", "wikidata", "wikipedia")
"""One of these keys has whatever needs a name or an item."""

_AREAS: Final = ("multipolygon", "boundary")
_OUTER: Final = ("outer", "")


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
    shape: BaseGeometry | None


@dataclass(slots=True)
class _Found:
    version: int
    missing: int  # nodes or members that the files lack
    tags: Mapping[str, str]
    line: Line | None = None
    members: tuple[int, ...] = ()


class FeatureCollector:
    """Gathers the elements that a rule may speak of; of several versions the highest counts."""

    def __init__(self, rules: Sequence[FeatureRule], named: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, set[str]] = {}
        for key, value in (*((rule.key, rule.value) for rule in rules), *named):
            self._values.setdefault(key, set()).add(value)
        self._matters = frozenset(self.tags)
        self._nameless = tuple(sorted({rule.key for rule in rules if rule.needs is Needs.NOTHING}))
        self._found: dict[tuple[str, int], _Found] = {}
        self.members = MemberWays()

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """Tags that matter."""
        return tuple(sorted((key, value) for key, values in self._values.items() for value in values))

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys, of which whatever matters has one: of a name, of an item, or of what needs neither."""
        return (*NAMING, *self._nameless) if self._values else ()

    def take(self, element: Any, tags: Mapping[str, str]) -> None:  # noqa: ANN401
        """Keep a node, way or relation of pyosmium, if its tags matter."""
        if self._matters.isdisjoint(tags.items()):
            return
        if element.is_node():
            self._keep("node", element, tags, line=np.array([(element.lon, element.lat)]))
        elif element.is_way():
            line = line_of(element)
            self._keep("way", element, tags, line=line, missing=len(element.nodes) - len(line))
        elif tags.get("type") in _AREAS and not tags.keys().isdisjoint(self.keys):
            members = tuple(m.ref for m in element.members if m.type == "w" and m.role in _OUTER)
            self.members.want(members)
            self._keep("relation", element, tags, members=members)

    def shapes(self) -> tuple[TaggedShape, ...]:
        """Return what was kept, by kind of element and id."""
        return tuple(
            TaggedShape(element=kind, id=id_, tags=found.tags, shape=self._shape(found))
            for (kind, id_), found in sorted(self._found.items())
        )

    def _keep(
        self, kind: str, element: Any, tags: Mapping[str, str], *,  # noqa: ANN401
        line: Line | None = None, missing: int = 0, members: tuple[int, ...] = (),
    ) -> None:  # fmt: skip
        before = self._found.get((kind, element.id))
        if before is None or (before.version, -before.missing) < (element.version, -missing):
            self._found[kind, element.id] = _Found(element.version, missing, tags, line, members)

    def _shape(self, found: _Found) -> BaseGeometry | None:
        if found.line is None:
            lines = self.members.lines
            return area_of([lines[way] for way in found.members if len(lines.get(way, ())) > 1])
        if len(found.line) == 1:
            return shapely.Point(found.line[0])
        return shapely.LineString(found.line) if len(found.line) else None


def area_of(lines: Sequence[Line]) -> BaseGeometry | None:
    """Return the area within outer rings; of rings that do not close, the lines themselves."""
    if not lines:
        return None
    drawn = shapely.MultiLineString(list(lines))
    polygons = shapely.polygonize(list(shapely.node(drawn).geoms)) if len(lines) else None
    return shapely.union_all(list(polygons.geoms)) if polygons is not None and len(polygons.geoms) else drawn
