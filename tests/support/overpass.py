"""A server on loopback that speaks as Overpass and Nominatim do, from an ``.osm`` file of ours.

It understands the queries that OSMnx writes: statements of one kind of element with tag filters
inside a polygon, each followed down to its members and their nodes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import osmium
from shapely.geometry import LineString, Point, Polygon

from tests.support.server import Server, reply, serving

STAMP = "2026-01-02T03:04:05Z"
_STATEMENT = re.compile(r"(node|way|relation)((?:\[[^\]]*\])+)\(poly:'([^']*)'\)")
_FILTER = re.compile(r"\[([^\]]*)\]")
_WORD = r"""["']([^"']*)["']"""
_FORMS = tuple(re.compile(form) for form in (
    rf"^{_WORD}$", rf"^{_WORD}={_WORD}$", rf"^{_WORD}~{_WORD}$", rf"^{_WORD}!~{_WORD}$", rf"^~{_WORD}~{_WORD}$",
))  # fmt: skip
_STATUS = f"Connected as: 1\nCurrent time: {STAMP}\nAnnounced endpoint: none\nRate limit: 2\n2 slots available now.\n"
Element = dict[str, Any]


@dataclass
class MapServer:
    """What it has, what it refuses, and what it was asked.

    Attributes
    ----------
    places
        Answers to a search by its text; without an answer there is none.
    refusals
        Statuses, or whole answers, given to queries instead of what they ask, first come first.
    """

    file: Path
    places: dict[str, list[Element]] = field(default_factory=dict)
    refusals: list[int | Element] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    searches: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.elements = {(e["type"], e["id"]): e for e in _elements(self.file)}

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        address = urlsplit(handler.path)
        if address.path.endswith("/status"):
            reply(handler, _STATUS.encode())
        elif address.path.endswith("/interpreter"):
            body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
            self._interpret(handler, parse_qs(body)["data"][0])
        else:
            wanted = parse_qs(address.query)["q"][0]
            self.searches.append(wanted)
            reply(handler, json.dumps(self.places.get(wanted, [])).encode())

    def _interpret(self, handler: BaseHTTPRequestHandler, query: str) -> None:
        self.queries.append(query)
        refusal = self.refusals.pop(0) if self.refusals else None
        if isinstance(refusal, int):
            reply(handler, b"<html>not now</html>", refusal)
            return
        answer = refusal or {"version": 0.6, "osm3s": {"timestamp_osm_base": STAMP}, "elements": self._answer(query)}
        reply(handler, json.dumps(answer).encode())

    def _answer(self, query: str) -> list[Element]:
        statements = _STATEMENT.findall(query)
        assert statements, f"not understood: {query}"
        found: dict[tuple[str, int], Element] = {}
        for kind, filters, corners in statements:
            numbers = [float(number) for number in corners.split()]
            polygon = Polygon(zip(numbers[1::2], numbers[::2], strict=True))
            tests = _FILTER.findall(filters)
            for (type_, _), element in self.elements.items():
                if type_ == kind and all(_fits(element, test) for test in tests) and self._inside(element, polygon):
                    found |= {(e["type"], e["id"]): e for e in self._with_members(element)}
        return list(found.values())

    def _inside(self, element: Element, polygon: Polygon) -> bool:
        if element["type"] == "node":
            return polygon.intersects(Point(element["lon"], element["lat"]))
        if element["type"] == "way":
            nodes = [self.elements["node", ref] for ref in element["nodes"]]
            return polygon.intersects(LineString([(node["lon"], node["lat"]) for node in nodes]))
        return any(self._inside(member, polygon) for member in self._members(element))

    def _members(self, element: Element) -> Iterator[Element]:
        keys = [("node", ref) for ref in element.get("nodes", ())]
        keys += [(member["type"], member["ref"]) for member in element.get("members", ())]
        return (self.elements[key] for key in keys if key in self.elements)

    def _with_members(self, element: Element) -> Iterator[Element]:
        yield element
        for member in self._members(element):
            yield from self._with_members(member)


@contextmanager
def serving_map(file: Path) -> Iterator[tuple[MapServer, Server]]:
    """Serve a file as a map until the block ends."""
    world = MapServer(file)
    with serving(world) as server:
        yield world, server


def town(name: str, west: float, south: float, east: float, north: float) -> Element:
    """What Nominatim tells of a town with an outline."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return _hit(name, (west + east) / 2, (south + north) / 2, {"type": "Polygon", "coordinates": [ring]})


def spot(name: str, lon: float, lat: float) -> Element:
    """What Nominatim tells of a place that is a mere point."""
    return _hit(name, lon, lat, {"type": "Point", "coordinates": [lon, lat]})


def _hit(name: str, lon: float, lat: float, shape: Element) -> Element:
    edges = [lat - 0.1, lat + 0.1, lon - 0.1, lon + 0.1]
    return {"place_id": 1, "osm_type": "relation", "osm_id": 1, "lat": str(lat), "lon": str(lon), "class": "place",
            "type": "town", "place_rank": 16, "importance": 0.5, "addresstype": "town", "name": name,
            "display_name": name, "boundingbox": [str(edge) for edge in edges], "geojson": shape}  # fmt: skip


def _fits(element: Element, test: str) -> bool:
    tags: dict[str, str] = element.get("tags", {})
    has, equal, like, unlike, any_like = (form.match(test) for form in _FORMS)
    if has:
        return has[1] in tags
    if equal:
        return tags.get(equal[1]) == equal[2]
    if like:
        return like[1] in tags and re.search(like[2], tags[like[1]]) is not None
    if unlike:
        return re.search(unlike[2], tags.get(unlike[1], "")) is None
    assert any_like, f"not understood: [{test}]"
    return any(re.search(any_like[1], key) and re.search(any_like[2], value) for key, value in tags.items())


def _elements(file: Path) -> Iterator[Element]:
    kinds = {"n": "node", "w": "way", "r": "relation"}
    for entity in osmium.FileProcessor(str(file)):
        element: Element = {"type": kinds[entity.type_str()], "id": entity.id}
        if entity.is_node():
            element |= {"lat": entity.lat, "lon": entity.lon}
        elif entity.is_way():
            element["nodes"] = [node.ref for node in entity.nodes]
        else:
            element["members"] = [{"type": kinds[m.type], "ref": m.ref, "role": m.role} for m in entity.members]
        tags = {tag.k: tag.v for tag in entity.tags}
        yield element | ({"tags": tags} if tags else {})
