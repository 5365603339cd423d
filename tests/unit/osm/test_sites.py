"""Places of two sources: what OpenStreetMap calls a site, and how the tables' places meet them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.domain import Place
from corridor_planner.graph.gazetteer import Gazetteer
from corridor_planner.graph.network import Network
from corridor_planner.osm.countries import CountryMap
from corridor_planner.osm.findings import Findings
from corridor_planner.osm.site_kinds import SiteKind, read_site_kind
from corridor_planner.osm.sites import Site, TaggedSite, gather_sites, sites_of_table
from tests.support.osm_files import KM, PLAIN, build, write_osm
from tests.support.toys import town

ROAD = {"highway": "primary", "maxspeed": "60"}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"place": "city"}, SiteKind.CITY),
        ({"place": "hamlet"}, None),
        ({"railway": "station"}, SiteKind.STATION),
        ({"railway": "station", "station": "subway"}, None),
        ({"railway": "halt"}, SiteKind.HALT),
        ({"railway": "yard"}, SiteKind.YARD),
        ({"landuse": "railway"}, SiteKind.YARD),
        ({"railway": "signal"}, None),
        ({"amenity": "ferry_terminal"}, SiteKind.FERRY_TERMINAL),
        ({"industrial": "container_terminal"}, SiteKind.DRY_PORT),
        ({"industrial": "port"}, SiteKind.SEA_PORT),
        ({"landuse": "port"}, SiteKind.SEA_PORT),
        ({"harbour": "yes"}, SiteKind.SEA_PORT),
        ({"harbour": "no"}, None),
        ({"harbour": "yes", "leisure": "marina"}, None),
        ({"seamark:type": "harbour"}, SiteKind.SEA_PORT),
        ({"seamark:type": "harbour", "seamark:harbour:category": "marina"}, None),
        ({"industrial": "factory"}, None),
    ],
)
def test_a_site_is_told_by_its_tags(tags: dict[str, str], kind: SiteKind | None) -> None:
    assert read_site_kind({"name": "x", **tags}) is kind
    assert read_site_kind(tags) is None


def gather(*tagged: TaggedSite, table: tuple[Site, ...] = ()) -> tuple[Site, ...]:
    """Return all sites where no country is known."""
    findings = Findings()
    return gather_sites(tagged, table, CountryMap((), {}, (0.0, 0.0, 0.0, 0.0), findings), {}, findings)


def network_with(folder: Path, tags: dict[str, str], *table: Place) -> Network:
    """Return a network of one road of 4 km with a tagged node at its beginning."""
    nodes = {1: (0, 0, tags), 2: (1, 0), 3: (4, 0)}
    path = write_osm(folder / "drawn.osm", nodes, {10: ([1, 2], ROAD), 11: ([2, 3], {**ROAD, "maxspeed": "50"})})
    return build(path, tables=replace(PLAIN, places=table)).network


def test_one_town_of_two_sources_is_one_place_with_the_names_of_both(tmp_path: Path) -> None:
    table = replace(
        town("uz-tashkent", 10 + 2 * KM, 0.0, country="", name="Tashkent"), aliases=("Chach",), tz="Asia/Tashkent"
    )
    network = network_with(
        tmp_path,
        {"place": "city", "name": "Toshkent", "name:en": "Tashkent", "old_name": "Binkath", "name:fa": "تاشکند"},
        table,
    )
    (place,) = network.places
    assert (place.id, place.name, place.name_local, place.tz) == (
        "uz-tashkent",
        "Tashkent",
        "Toshkent",
        "Asia/Tashkent",
    )
    assert place.lon == pytest.approx(10.0)
    search = Gazetteer(network.places)
    assert {
        search.resolve(name).id for name in ("Tashkent", "toshkent", "Chach", "Binkath", "تاشکند", "osm-node-1")
    } == {"uz-tashkent"}


@pytest.mark.parametrize(
    ("tags", "x_km", "name"),
    [
        ({"place": "city", "name": "Toshkent"}, 2.0, "Samarkand"),  # another name
        ({"place": "town", "name": "Tashkent"}, 11.0, "Tashkent"),  # too far off
        ({"railway": "station", "name": "Tashkent"}, 2.0, "Tashkent"),  # a station is no town
    ],
)
def test_what_differs_in_name_kind_or_place_stays_apart(
    tmp_path: Path, tags: dict[str, str], x_km: float, name: str
) -> None:  # fmt: skip
    table = sites_of_table([town("t", 10 + x_km * KM, 0.0, country="", name=name)], {})
    site = TaggedSite(element="node/1", lon=10.0, lat=0.0, tags=tags)
    assert {s.place.id for s in gather(site, table=table)} == {"t", "osm-node-1"}


def test_a_port_is_known_by_its_position_alone() -> None:
    table = sites_of_table([town("kz-port", 10.0, 0.02, country="KZ", kind="sea_port", name="Port of Aktau")], {})
    site = TaggedSite(element="way/7", lon=10.0, lat=0.0, tags={"industrial": "port", "name": "Ақтау порты"})
    (merged,) = gather(site, table=table)
    assert (merged.place.id, merged.place.lat, merged.kind) == ("kz-port", 0.0, SiteKind.SEA_PORT)
    assert {"Ақтау порты", "osm-way-7"} <= {merged.place.name_local, *merged.place.aliases}


def test_a_town_that_is_a_node_and_an_area_is_one_place() -> None:
    tags = {"place": "town", "name": "Alga"}
    sites = gather(TaggedSite(element="way/5", lon=10.01, lat=0.0, tags=tags),
                   TaggedSite(element="node/1", lon=10.0, lat=0.0, tags=tags),
                   TaggedSite(element="node/2", lon=10.5, lat=0.0, tags=tags))  # fmt: skip
    assert [site.place.id for site in sites] == ["osm-node-1", "osm-node-2"]


def test_stations_ports_and_towns_are_read_from_areas_too(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (0, 0.2), 5: (2, 0.2),
             **{10 + i: xy for i, xy in enumerate([(0.9, 0.1), (1.1, 0.1), (1.1, 0.3), (0.9, 0.3)])},
             **{20 + i: xy for i, xy in enumerate([(0.1, -0.5), (1.9, -0.5), (1.9, 0.5), (0.1, 0.5)])}}  # fmt: skip
    ways = {
        100: ([1, 2], ROAD),
        101: ([2, 3], {**ROAD, "maxspeed": "50"}),
        200: ([4, 5], {"railway": "rail", "gauge": "1520"}),
        300: ([10, 11, 12, 13, 10], {"railway": "station", "name": "Middle"}),
        301: ([20, 21, 22, 23, 20], {"place": "town", "name": "Alga"}),
        302: ([10, 11, 12, 10], {"industrial": "port", "name": "Quay"}),
    }
    result = build(write_osm(tmp_path / "a.osm", nodes, ways))
    kinds = {place.id: place.kind for place in result.network.places}
    assert kinds == {"osm-way-300": "rail_station", "osm-way-301": "town", "osm-way-302": "sea_port"}
    assert {join.id for join in result.terminals} == {"osm-way-300", "osm-way-302"}
    middle = result.network.places[result.network.place_index["osm-way-300"]]
    assert (middle.lon, middle.lat) == pytest.approx((10 + KM, 0.2 * KM), abs=1e-5)


def test_the_area_of_a_town_does_not_stand_beside_its_centre() -> None:
    tags = {"place": "city", "name": "Alga"}
    sites = gather(TaggedSite(element="relation/5", lon=10.1, lat=0.0, tags=tags),
                   TaggedSite(element="node/1", lon=10.0, lat=0.0, tags=tags))  # fmt: skip
    assert [site.place.id for site in sites] == ["osm-node-1"]


def test_a_place_of_the_table_that_no_file_has_stands_on_its_nearest_road(tmp_path: Path) -> None:
    network = network_with(tmp_path, {}, town("aa-town", 10 + 4 * KM, 0.005, kind="town"))
    assert [network.nodes.osm_id[list(nodes)].tolist() for nodes in network.nodes_of_place.values()] == [[3]]


def test_two_villages_at_one_node_both_stay_on_the_map(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (0.3, 0), 3: (0.6, 0), 8: (0.01, 0.1, {"place": "village", "name": "Upper"}),
             9: (0.01, -0.1, {"place": "village", "name": "Lower"})}  # fmt: skip
    ways = {10: ([1, 2], ROAD), 11: ([2, 3], {**ROAD, "maxspeed": "50"})}
    network = build(write_osm(tmp_path / "a.osm", nodes, ways)).network
    at = {network.places[p].name: network.nodes.osm_id[list(n)].tolist() for p, n in network.nodes_of_place.items()}
    assert at == {"Upper": [1], "Lower": [2]}
