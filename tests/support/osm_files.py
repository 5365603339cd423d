"""OpenStreetMap files drawn in a test, and tables of the smallest kind to build them with.

Positions are given in kilometres east and north of 10 E 0 N, where a hundredth of a degree is
1.112 km both ways; a node's id is its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ClassSpeed, SurfaceSpeed
from corridor_planner.osm.building import BuildResult, build_from_osm
from corridor_planner.osm.inputs import BuildTables, SpeedDefaults
from corridor_planner.osm.selection import EVERYTHING, Selection

KM = 1 / 111.1951  # degrees per kilometre on the sphere that lengths are measured on
Tags = Mapping[str, str]

_KINDS = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street",
          "service", "track")  # fmt: skip
PLAIN_SPEEDS = SpeedDefaults(rows={
    ("default", kind, urban): ClassSpeed(
        legal_light_kmh=50.0 if urban else 90.0, legal_heavy_kmh=40.0 if urban else 70.0,
        typical_light_kmh=30.0 if urban else 72.0, typical_heavy_kmh=20.0 if urban else 54.0,
    )
    for kind in _KINDS for urban in (False, True)
})  # fmt: skip
PLAIN_SURFACES = {
    ("surface", "asphalt"): SurfaceSpeed(unpaved=False),
    ("surface", "gravel"): SurfaceSpeed(light_kmh=36.0, heavy_kmh=27.0, unpaved=True),
    ("smoothness", "bad"): SurfaceSpeed(light_kmh=36.0, heavy_kmh=18.0),
    ("smoothness", "impassable"): SurfaceSpeed(light_kmh=0.0, heavy_kmh=0.0),
    ("tracktype", "grade1"): SurfaceSpeed(light_kmh=54.0, heavy_kmh=54.0, unpaved=False),
    ("tracktype", "grade3"): SurfaceSpeed(light_kmh=27.0, heavy_kmh=18.0, unpaved=True),
}
PLAIN = BuildTables(
    speeds=PLAIN_SPEEDS, legal_height_m={"default": 4.0}, gauge_mm={"default": 1435}, surfaces=PLAIN_SURFACES,
    closed_months={("ice_road", "yes"): frozenset(range(4, 12)), ("winter_road", "yes"): frozenset(range(4, 12))},
)  # fmt: skip
PLAIN_RULES = PLAIN.reading_rules()


def write_osm(
    path: Path,
    nodes: Mapping[int, tuple[float, float] | tuple[float, float, Tags]],
    ways: Mapping[int, tuple[Sequence[int], Tags]],
    relations: Mapping[int, tuple[Sequence[tuple[str, int, str]], Tags]] | None = None,
    *,
    version: int = 1,
) -> Path:
    """Write a file of nodes (km east, km north), ways and relations (members as type, id, role)."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="test">']
    for id_, (x, y, *rest) in nodes.items():
        place = f'<node id="{id_}" version="{version}" lon="{10 + x * KM:.7f}" lat="{y * KM:.7f}">'
        lines.append(place + _tags(rest[0] if rest else {}) + "</node>")
    for id_, (refs, tags) in ways.items():
        members = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{id_}" version="{version}">{members}{_tags(tags)}</way>')
    for id_, (parts, tags) in (relations or {}).items():
        members = "".join(f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in parts)
        lines.append(f'<relation id="{id_}" version="{version}">{members}{_tags(tags)}</relation>')
    path.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return path


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())


def build(
    *paths: Path, tables: BuildTables = PLAIN, join_chains: bool = True, selection: Selection = EVERYTHING
) -> BuildResult:
    """Build files without telling anybody."""
    return build_from_osm(paths, tables, name="test", progress=lambda _stage, _share: None, join_chains=join_chains,
                          selection=selection)  # fmt: skip


def coarse_shapes(border: float) -> dict[str, Sequence[Sequence[NDArray[np.float64]]]]:
    """Return coarse outlines of AA in the west and BB in the east of a line at so many kilometres."""

    def rectangle(west: float, east: float) -> Sequence[Sequence[NDArray[np.float64]]]:
        corners = [(west, -50), (east, -50), (east, 50), (west, 50), (west, -50)]
        return ((np.array([(10 + x * KM, y * KM) for x, y in corners]),),)

    return {"AA": rectangle(-100, border), "BB": rectangle(border, 200)}


def turns(result: BuildResult) -> set[str]:
    """Return the arcs of a network by their OpenStreetMap nodes, such as ``1>2``; ``x`` for our own nodes."""
    network = result.network
    name = [str(i) if i > 0 else "x" for i in network.nodes.osm_id.tolist()]
    return {f"{name[t]}>{name[h]}" for t, h in zip(network.arcs.tail.tolist(), network.arcs.head.tolist(), strict=True)}


def two_countries(
    west: float, border: float, east: float
) -> tuple[dict[int, tuple[float, float]], dict[int, tuple[list[int], Tags]], dict[int, Any]]:
    """Return nodes, ways and relations of the countries AA and BB side by side, 50 km to the south and north."""
    nodes = {901: (west, -50.0), 902: (border, -50.0), 903: (east, -50.0), 904: (east, 50.0), 905: (border, 50.0),
             906: (west, 50.0)}  # fmt: skip
    ways: dict[int, tuple[list[int], Tags]] = {
        91: ([902, 901, 906, 905], {}), 92: ([902, 905], {"boundary": "administrative"}),
        93: ([902, 903, 904, 905], {}),
    }  # fmt: skip
    country = {"type": "boundary", "boundary": "administrative", "admin_level": "2"}
    relations = {
        801: ([("way", 91, "outer"), ("way", 92, "outer")], {**country, "ISO3166-1:alpha2": "AA"}),
        802: ([("way", 92, "outer"), ("way", 93, "outer")], {**country, "ISO3166-1:alpha2": "BB"}),
    }
    return nodes, ways, relations
