"""What an extract says about the roads, point by point: to tell why two routers differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

import osmium
from osmium.filter import KeyFilter
from osmium.osm import NODE, RELATION, WAY

_SCALE: Final = 10_000_000  # OpenStreetMap's whole-number coordinates per degree
_CELL: Final = 10  # routers keep six decimals
_NEAR: Final = tuple((dx, dy) for dx in (0, -1, 1) for dy in (0, -1, 1))
_ROADS: Final = ("highway", "route")
_HOLD: Final = ("barrier", "access", "vehicle", "motor_vehicle", "motorcar")
_RULES: Final = frozenset({
    "access", "vehicle", "motor_vehicle", "motorcar", "oneway", "junction", "barrier", "bollard", "maxwidth",
    "maxheight", "construction", "proposed", "area",
})  # fmt: skip
_KINDS: Final = ("highway", "service", "route")
_WIDE_M: Final = 2.0  # a width that stops a car is worth telling

Point = tuple[float, float]
Step = tuple[int, int]  # from one OpenStreetMap node to the next one of a way


class Element(NamedTuple):
    """An element of OpenStreetMap and what it says that may matter: its tags, or its turn restrictions."""

    name: str
    words: str


NO_ELEMENT: Final = Element("", "")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Roads of an extract by OpenStreetMap's ids.

    Attributes
    ----------
    way_of
        The way that leads from a node to the next one, in whichever direction it is drawn.
    cells
        Nodes by position, whole numbers of 1e-6 degrees.
    restrictions
        Ids and words of the turn restrictions over a node, also of those over a way that it lies on.
    """

    tags_of_way: Mapping[int, Mapping[str, str]]
    way_of: Mapping[Step, int]
    tags_of_node: Mapping[int, Mapping[str, str]]
    places: Mapping[int, Point]
    cells: Mapping[tuple[int, int], int]
    restrictions: Mapping[int, Sequence[str]]

    def trace(self, line: Sequence[Point]) -> list[int]:
        """Return the nodes that a line passes; points that are none of them are left out."""
        found: list[int] = []
        for lon, lat in line:
            x, y = round(lon * _SCALE / _CELL), round(lat * _SCALE / _CELL)
            node = next((self.cells[x + dx, y + dy] for dx, dy in _NEAR if (x + dx, y + dy) in self.cells), None)
            if node is not None and (not found or found[-1] != node):
                found.append(node)
        return found

    def line(self, nodes: Sequence[int]) -> list[Point]:
        """Return the places of nodes."""
        return [self.places[node] for node in nodes]

    def step_element(self, step: Step) -> Element:
        """Return the way of a step, with the tags that may matter."""
        way = self.way_of.get(step)
        return NO_ELEMENT if way is None else Element(f"way/{way}", _told(self.tags_of_way[way]))

    def node_element(self, node: int) -> Element | None:
        """Return a node with tags or turn restrictions that may hold travellers up; None without any."""
        rules = self.restrictions.get(node, ())
        if rules:
            return Element(f"node/{node}", "; ".join(rules))
        tags = self.tags_of_node.get(node)
        return Element(f"node/{node}", _told(tags)) if tags else None


def read_ground(path: Path) -> Ground:
    """Read the roads of an extract."""
    tags_of_way: dict[int, Mapping[str, str]] = {}
    nodes_of_way: dict[int, list[int]] = {}
    way_of: dict[Step, int] = {}
    places: dict[int, Point] = {}
    cells: dict[tuple[int, int], int] = {}
    for way in _read(path, WAY, _ROADS):
        tags_of_way[way.id] = dict(way.tags)
        nodes = [(node.ref, node.x, node.y) for node in way.nodes if node.location.valid()]
        nodes_of_way[way.id] = [ref for ref, _, _ in nodes]
        for ref, x, y in nodes:
            places[ref] = (x / _SCALE, y / _SCALE)
            cells[round(x / _CELL), round(y / _CELL)] = ref
        for (one, *_), (two, *_) in pairwise(nodes):
            way_of.setdefault((one, two), way.id)
            way_of.setdefault((two, one), way.id)
    held = {node.id: dict(node.tags) for node in _read(path, NODE, _HOLD) if node.id in places}
    return Ground(tags_of_way=tags_of_way, way_of=way_of, tags_of_node=held, places=places, cells=cells,
                  restrictions=_restrictions(path, nodes_of_way))  # fmt: skip


def _read(path: Path, kind: osmium.osm.osm_entity_bits, keys: tuple[str, ...]) -> Iterator[osmium.osm.types.OSMEntity]:
    source = osmium.FileProcessor(str(path), NODE | kind)
    if kind == WAY:
        source = source.with_locations("flex_mem").with_filter(osmium.filter.EntityFilter(WAY))
    yield from source.with_filter(KeyFilter(*keys))


def _restrictions(path: Path, nodes_of_way: Mapping[int, Sequence[int]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for relation in osmium.FileProcessor(str(path), RELATION).with_filter(KeyFilter("restriction")):
        for member in relation.members:
            if member.role == "via":
                over = [member.ref] if member.type == "n" else nodes_of_way.get(member.ref, ())
                words = f"relation/{relation.id} {relation.tags['restriction']}"
                for node in over:
                    found.setdefault(node, []).append(words + (" over a way" if member.type == "w" else ""))
    return found


def _told(tags: Mapping[str, str]) -> str:
    """Return what may keep a car away, else the kind of road."""
    rules = {key: value for key, value in tags.items() if key.partition(":")[0] in _RULES}
    rules |= {"width": tags["width"]} if _narrow(tags.get("width", "")) else {}
    shown = rules or {key: tags[key] for key in _KINDS if key in tags}
    return " ".join(f"{key}={value}" for key, value in sorted(shown.items()))


def _narrow(width: str) -> bool:
    try:
        return float(width) < _WIDE_M
    except ValueError:
        return False
