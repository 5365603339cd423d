"""``build --place`` and ``--bbox`` as a stranger types them, against a map server on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import osmnx
import pytest

from tests.support.overpass import MapServer, serving_map, town
from tests.unit.cli.conftest import Type

TWO = Path(__file__).parents[2] / "data" / "two_countries.osm"
WHOLE = "10.3,-0.3,11,0.4"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[MapServer]:
    monkeypatch.setattr(osmnx._nominatim.time, "sleep", lambda _s: None)
    with serving_map(TWO) as (served, server):
        served.places = {"Ost, Beeland": [town("Ost, Beeland", 10.55, -0.02, 10.65, 0.02)]}
        monkeypatch.setenv("CORRIDOR_OVERPASS_URL", f"{server.url}/api")
        monkeypatch.setenv("CORRIDOR_NOMINATIM_URL", server.url)
        yield served


def test_a_box_is_built_and_travelled(type_in: Type, world: MapServer) -> None:
    built = type_in("build", "--bbox", WHOLE, "--name", "two")
    trip = type_in("--network", "two", "route", "West Town", "East Town", "--profile", "car")

    assert built.code == 0, built.err
    assert "19 nodes, 35 arcs, 1 crossings" in built.out
    assert "OpenStreetMap" in built.out
    assert (trip.code, "22 km" in trip.out) == (0, True)


def test_what_was_downloaded_is_built_again_without_a_server(
    type_in: Type, world: MapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = json.loads(type_in("build", "--place", "Ost, Beeland", "--json").out)
    asked = len(world.queries)
    monkeypatch.setenv("CORRIDOR_OVERPASS_URL", "http://127.0.0.1:1/api")
    again = json.loads(type_in("build", "--place", "Ost, Beeland", "--json").out)

    assert (first["name"], first["nodes"]) == ("ost", again["nodes"])
    assert first["sources"] == again["sources"]
    assert first["attribution"][0].startswith("© OpenStreetMap contributors")
    assert len(world.queries) == asked


def test_refresh_asks_again(type_in: Type, world: MapServer) -> None:
    type_in("build", "--place", "Ost, Beeland")
    asked = len(world.queries)
    assert type_in("build", "--place", "Ost, Beeland", "--refresh").code == 0
    assert len(world.queries) == 2 * asked


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("--bbox", WHOLE, "--place", "Ost"), 2, ["one of the three"]),
        (("two.osm", "--bbox", WHOLE), 2, ["one of the three"]),
        (("two.osm", "--refresh"), 2, ["--refresh goes with --place or --bbox"]),
        (("--bbox", "39.6,66.9,39.7"), 2, ["four numbers WEST,SOUTH,EAST,NORTH"]),
        (("--bbox", "39.6,66.9,39.7,97"), 2, ["latitudes from -90 to 90"]),
        (("--bbox", "60,40,65,45"), 2, ["at most 10,000 km2", "corridor-planner fetch"]),
        (("--place", ""), 2, ["area"]),
        (("--place", "Samarqnd, Uzbekistan"), 2, ["no place of this name", "Samarkand, UZ", "candidates:"]),
        (("--bbox", "1,1,1.1,1.1"), 3, ["must hold a road, a railway or a ferry"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_the_remedy(
    type_in: Type, world: MapServer, typed: tuple[str, ...], code: int, said: list[str]
) -> None:
    answer = type_in("build", *typed)

    assert answer.code == code
    for words in said:
        assert words in answer.err
