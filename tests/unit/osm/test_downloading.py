"""Areas come from a map server on loopback and are built as the file that it serves."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import osmium
import osmnx
import pytest

from corridor_planner.domain import FeatureRule
from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput, UnknownName
from corridor_planner.osm.areas import Area, read_bbox
from corridor_planner.osm.downloading import DownloadParams, download_area
from corridor_planner.osm.servers import Patience
from corridor_planner.osm.site_kinds import _CONTAINERS, _PORT_VALUES
from corridor_planner.store.feature_rules import load_feature_rules
from tests.support.osm_files import build, write_osm
from tests.support.overpass import STAMP, MapServer, serving_map, spot, town
from tests.support.server import Server, reply, serving
from tests.unit.osm.test_osmnx_settings import everything

TWO = Path(__file__).parents[2] / "data" / "two_countries.osm"
WHOLE = read_bbox("10.3,-0.3,11,0.4")
TOWN = {"Little Town": [town("Little Town", 10.55, -0.02, 10.65, 0.02)], "Dot": [spot("Dot", 10.6, 0.0)]}
Download = Callable[..., Path]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[MapServer, Server]]:
    """The two made-up countries, served; OSMnx does not wait between its questions."""
    monkeypatch.setattr(osmnx._nominatim.time, "sleep", lambda _s: None)
    with serving_map(TWO) as (served, server):
        served.places = TOWN
        yield served, server


@pytest.fixture
def params(world: tuple[MapServer, Server]) -> DownloadParams:
    url = world[1].url
    return DownloadParams(overpass_url=f"{url}/api", nominatim_url=url, timeout_s=5,
                          patience=Patience(attempts=3, seed=1, sleep=lambda _s: None))  # fmt: skip


@pytest.fixture
def download(params: DownloadParams, tmp_path: Path) -> Download:
    """Download an area to a file and return its path."""

    def call(area: Area, *, rules: Sequence[FeatureRule] = (), **changes: object) -> Path:
        target = tmp_path / "kept" / "area.osm.pbf"
        asked = replace(params, **changes)  # type: ignore[arg-type]
        download_area(area, target, rules=rules, params=asked, progress=lambda _stage, _share: None)
        return target

    return call


def elements(path: Path) -> set[tuple[str, int, tuple[tuple[str, str], ...]]]:
    return {(e.type_str(), e.id, tuple(sorted((t.k, t.v) for t in e.tags))) for e in osmium.FileProcessor(str(path))}


def test_a_box_comes_whole_with_tags_relations_and_the_date_of_the_data(download: Download) -> None:
    target = download(WHOLE)

    assert elements(target) == elements(TWO)
    assert osmium.FileProcessor(str(target)).header.get("osmosis_replication_timestamp") == STAMP
    assert [path.name for path in target.parent.iterdir()] == ["area.osm.pbf"]


def test_the_network_of_a_box_is_that_of_the_file(download: Download) -> None:
    ours, theirs = build(download(WHOLE)).network, build(TWO).network

    np.testing.assert_array_equal(ours.nodes.osm_id, theirs.nodes.osm_id)
    for name in ("tail", "head", "length_m", "kind", "layer", "flags", "speed_light_kmh", "crossing"):
        np.testing.assert_array_equal(getattr(ours.arcs, name), getattr(theirs.arcs, name), err_msg=name)
    assert [crossing.id for crossing in ours.crossings] == [crossing.id for crossing in theirs.crossings]
    assert [place.id for place in ours.places] == [place.id for place in theirs.places]


def test_turn_restrictions_and_tags_that_osmnx_does_not_know_come_along(
    tmp_path: Path, download: Download, world: tuple[MapServer, Server]
) -> None:
    drawn = write_osm(
        tmp_path / "turn.osm", {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1)},
        {1: ((1, 2), {"highway": "primary", "maxweight:hgv": "7.5"}), 2: ((2, 3), {"highway": "primary"}),
         3: ((2, 4), {"highway": "footway", "motor_vehicle": "yes"}), 4: ((3, 4), {"highway": "footway"})},
        {9: ((("way", 1, "from"), ("node", 2, "via"), ("way", 3, "to")),
             {"type": "restriction", "restriction": "no_left_turn"})},
    )  # fmt: skip
    world[0].elements = MapServer(drawn).elements
    kept = elements(download(read_bbox("9.9,-0.1,10.1,0.1")))

    assert {(kind, id_) for kind, id_, _ in kept if kind != "n"} == {("w", 1), ("w", 2), ("w", 3), ("r", 9)}
    assert ("w", 1, (("highway", "primary"), ("maxweight:hgv", "7.5"))) in kept


def test_everything_that_the_builder_takes_beside_the_road_is_asked_for(
    tmp_path: Path, download: Download, world: tuple[MapServer, Server]
) -> None:
    rules = load_feature_rules()
    tags = [{rule.key: rule.value} for rule in rules]
    tags += [{"place": "city"}, {"place": "village"}, {"railway": "yard"}, {"railway": "halt"}, {"harbour": "yes"},
             {"amenity": "ferry_terminal"}, {"landuse": "port"}, {"landuse": "railway"}, {"seamark:type": "harbour"},
             {"barrier": "border_control"}]  # fmt: skip
    tags += [{"industrial": value} for value in (*_PORT_VALUES, *_CONTAINERS)]
    drawn = write_osm(tmp_path / "beside.osm", {i: (i / 1000, 0, row) for i, row in enumerate(tags, start=1)}, {})
    world[0].elements = MapServer(drawn).elements
    unwanted = {"id": 999, "type": "node", "lat": 0.0, "lon": 10.0, "tags": {"natural": "tree"}}
    world[0].elements["node", 999] = unwanted
    kept = {id_ for _, id_, _ in elements(download(read_bbox("9.99,-0.01,10.01,0.01"), rules=rules))}

    assert [tags[i - 1] for i in range(1, len(tags) + 1) if i not in kept] == []
    assert 999 not in kept


def test_a_place_is_looked_up_and_its_ways_come_whole(download: Download, world: tuple[MapServer, Server]) -> None:
    kept = elements(download(Area(place="Little Town")))

    assert world[0].searches == ["Little Town"]
    ways = {id_ for kind, id_, _ in kept if kind == "w"}
    assert 101 in ways  # it begins in the town and ends far outside
    assert not ways & {107, 201}


def test_osmnx_is_as_before_afterwards_also_when_it_fails(download: Download, world: tuple[MapServer, Server]) -> None:
    before = everything()
    download(Area(place="Little Town"))
    assert everything() == before
    world[0].refusals = [429] * 9
    with pytest.raises(EnvironmentFault):
        download(WHOLE)
    assert everything() == before
    assert socket.getaddrinfo is before["getaddrinfo"]


def test_a_busy_server_is_asked_again_and_answers_that_came_are_not(
    download: Download, world: tuple[MapServer, Server]
) -> None:
    world[0].refusals = [504, 429]
    refused_twice = len(world[0].queries)
    target = download(WHOLE)
    queries = world[0].queries

    assert elements(target) == elements(TWO)
    assert refused_twice == 0
    assert len(queries) - len(set(queries)) == 2  # the first query three times, every other one once


def test_an_interrupted_download_goes_on_with_the_answers_it_has(
    download: Download, world: tuple[MapServer, Server]
) -> None:
    world[0].refusals = [{}, {}, {}, 504, 504, 504]  # type: ignore[list-item]
    with pytest.raises(EnvironmentFault, match="the answers that came are kept"):
        download(WHOLE)
    download(WHOLE)
    assert len(world[0].queries) - len(set(world[0].queries)) == 3


def test_an_answer_that_tells_of_its_own_failure_is_not_taken_for_the_whole(
    download: Download, world: tuple[MapServer, Server]
) -> None:
    failed = {"elements": [], "remark": 'runtime error: Query timed out in "query" at line 1'}
    world[0].refusals = [failed] * 9
    with pytest.raises(EnvironmentFault, match=r"did not finish .*timed out.*3 times in a row; .*smaller area"):
        download(WHOLE)


def test_a_server_that_refuses_for_good_is_told(download: Download, world: tuple[MapServer, Server]) -> None:
    world[0].refusals = [400]
    with pytest.raises(DataFault, match="answers 400"):
        download(WHOLE)


def test_no_place_of_the_name_is_told(download: Download) -> None:
    with pytest.raises(UnknownName, match="the map knows no place of this name"):
        download(Area(place="Atlantis"))


def test_a_place_without_an_outline_gets_a_box_offered(download: Download) -> None:
    with pytest.raises(InvalidInput, match=r"not how far it reaches; .*--bbox 10.50,-0.10,10.70,0.10"):
        download(Area(place="Dot"))


def test_too_large_a_place_is_refused_before_the_map_is_asked(
    download: Download, world: tuple[MapServer, Server]
) -> None:
    with pytest.raises(InvalidInput, match="at most 10 km2"):
        download(Area(place="Little Town"), most_km2=10.0)
    assert world[0].queries == []


def test_offline_is_told_at_once(download: Download) -> None:
    with serving(reply) as server:
        gone = server.url
    for area, url in ((WHOLE, "overpass_url"), (Area(place="Little Town"), "nominatim_url")):
        with pytest.raises(EnvironmentFault, match="you seem to be offline"):
            download(area, **{url: f"{gone}/api"})


def test_only_web_servers_are_asked(download: Download) -> None:
    with pytest.raises(InvalidInput, match="map server is 'file:///etc'"):
        download(WHOLE, overpass_url="file:///etc")
