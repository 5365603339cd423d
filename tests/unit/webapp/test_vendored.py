"""What is committed of others: vendored files as published, the base map whole and small."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
import shapely

from corridor_planner.resources import web_file

STATIC = Path(str(web_file("static")))
VENDOR = STATIC / "vendor"


@pytest.fixture(scope="module")
def base() -> dict[str, list[list[list[int]]]]:
    """The base map as it is committed."""
    return json.loads((STATIC / "map" / "base.json").read_text(encoding="utf-8"))


def decode(steps: list[int]) -> list[tuple[float, float]]:
    points, x, y = [], 0, 0
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / 1000, y / 1000))
    return points


def test_every_vendored_file_is_in_the_manifest_and_unchanged() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == manifest["sha256"]


def test_every_vendored_package_has_its_licence_beside_it() -> None:
    for package in json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["packages"]:
        assert (VENDOR / package["name"] / "LICENSE").read_text(encoding="utf-8").strip()
        assert package["version"]


def test_the_base_map_fits_its_budget() -> None:
    assert len(gzip.compress((STATIC / "map" / "base.json").read_bytes(), 9)) < 230_000


@pytest.mark.parametrize(
    ("name", "lon", "lat", "is_land"),
    [
        ("Almaty", 76.91, 43.25, True),
        ("Baikonur", 63.3, 45.6, True),
        ("the middle of the Caspian", 51.0, 41.5, False),
        ("the Black Sea", 38.0, 43.0, False),
        ("Moscow", 37.6, 55.75, True),
        ("Yakutia beyond the map's region", 129.7, 62.0, True),
    ],
)
def test_land_and_sea_are_where_they_are(base: dict, name: str, lon: float, lat: float, is_land: bool) -> None:
    point = shapely.Point(lon, lat)
    land = [shapely.Polygon(decode(rings[0]), [decode(r) for r in rings[1:]]) for rings in base["land"]]
    assert any(polygon.contains(point) for polygon in land) is is_land, name


def test_no_border_is_drawn_round_baikonur(base: dict) -> None:
    lines = shapely.union_all([shapely.LineString(decode(steps)) for steps in base["borders"]])
    assert not lines.intersects(shapely.Point(63.3, 45.8).buffer(1.0))
    assert lines.intersects(shapely.Point(71.0, 43.0).buffer(1.0))


def test_lake_balkhash_is_a_lake(base: dict) -> None:
    lakes = [shapely.Polygon(decode(rings[0])) for rings in base["lakes"]]
    assert any(lake.contains(shapely.Point(74.2, 46.2)) for lake in lakes)
