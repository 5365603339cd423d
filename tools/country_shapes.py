"""Make the coarse countries that decide where OpenStreetMap files hold no boundary.

Source: Natural Earth 4.1 (public domain), 1:10m countries, from npm world-atlas 2.0.2 (ISC); the
two-letter codes from npm i18n-iso-countries 7.14.0 (MIT). Borders between countries keep all their
points, coasts are simplified; coordinates are thousandths of a degree, each point as the step from
the one before. Natural Earth shows who holds a place, and draws some areas as countries that ISO 3166
counts to another: ``_COUNTED_TO``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from base_map import Topology, encode
from npm_packages import fetch_npm

OUT = Path(__file__).resolve().parent.parent / "data" / "borders" / "country_shapes.json"
COAST_DEG = 0.03
_COUNTED_TO = {
    "Baikonur": "KZ", "Kosovo": "XK", "N. Cyprus": "CY", "Cyprus U.N. Buffer Zone": "CY", "Dhekelia": "CY",
    "Akrotiri": "CY", "Somaliland": "SO", "USNB Guantanamo Bay": "CU",
}  # fmt: skip


def _arcs(nested: Any) -> Iterator[int]:  # noqa: ANN401 - lists in lists, as TopoJSON has them
    for item in nested:
        if isinstance(item, list):
            yield from _arcs(item)
        else:
            yield item if item >= 0 else ~item


def main() -> int:
    """Write the file and tell its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="folder with npm archives that are already there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.cache or Path(temporary)
        topology = Topology(fetch_npm("world-atlas", "2.0.2", folder) / "countries-10m.json")
        codes = json.loads((fetch_npm("i18n-iso-countries", "7.14.0", folder) / "codes.json").read_text())
    alpha_2 = {number: short for short, _, number, *_ in codes}
    owners: dict[int, set[str]] = {}
    shapes: dict[str, list[list[list[int]]]] = {}
    for country in topology.objects["countries"]["geometries"]:
        code = alpha_2.get(country.get("id", "")) or _COUNTED_TO.get(country["properties"]["name"])
        polygons = country.get("arcs", [])
        if code is None or code == "AQ" or not polygons:
            continue
        shapes.setdefault(code, []).extend([polygons] if country["type"] == "Polygon" else polygons)
        for arc in _arcs(polygons):
            owners.setdefault(arc, set()).add(code)
    numbers = {arc: i for i, arc in enumerate(sorted(owners))}
    lines = []
    for arc in numbers:
        line = shapely.LineString(topology.arcs[arc])
        ring = line.is_ring
        coast = len(owners[arc]) == 1 and not (ring and line.length < 0.5)
        lines.append(encode((line.simplify(COAST_DEG) if coast else line).coords))
    document = {
        "source": "Natural Earth 4.1, 1:10m (naturalearthdata.com), public domain; npm world-atlas 2.0.2, ISC",
        "as_of": "2018", "per_degree": 1000, "arcs": lines,
        "countries": {
            code: [[[numbers[i] if i >= 0 else ~numbers[~i] for i in ring] for ring in polygon] for polygon in polygons]
            for code, polygons in sorted(shapes.items())
        },
    }  # fmt: skip
    OUT.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")
    points = sum(len(line) // 2 for line in lines)
    sys.stdout.write(f"{OUT.name}: {len(shapes)} countries, {points} points, {OUT.stat().st_size / 1024:.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
