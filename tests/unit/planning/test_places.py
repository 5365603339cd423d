"""Places and what lies beside the ways: searched by name, listed by category, point and plan."""

import csv
import io
import json

import pytest

from corridor_planner.domain import RouteRequest
from corridor_planner.errors import InvalidInput, UnknownName
from corridor_planner.planning.exports import export_places
from corridor_planner.planning.networks import build_network, describe_network
from corridor_planner.planning.places import list_places, search_places
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner
from tests.support.osm_files import KM, write_osm
from tests.support.plans import hostile_places

ROAD = {"highway": "primary", "maxspeed": "60"}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A road of 20 km with a town at its start, and things beside it."""
    nodes = {n: (n - 1, 0) for n in range(1, 22)}
    nodes[1] = (0, 0, {"place": "town", "name": "Вадуц", "name:en": "Vaduz"})
    nodes |= {
        30: (0.5, 0.3, {"historic": "castle", "name": "Замок Вадуц", "name:en": "Vaduz Castle", "wikidata": "Q1"}),
        31: (8, 0.4, {"tourism": "museum", "name": "Kunsthaus", "alt_name": "Art House", "opening_hours": "24/7"}),
        32: (12, 0.1, {"amenity": "fuel", "brand": "Oil", "fuel:HGV_diesel": "yes"}),
        33: (4, 0.2, {"amenity": "parking", "hgv": "designated", "capacity:hgv": "12"}),
        34: (15, 3, {"amenity": "fuel", "brand": "Far"}),
        35: (2, 0.1, {"tourism": "hotel", "name": "Inn"}),
        36: (18, 0.1, {"tourism": "gallery", "name": "Vaduz"}),
    }
    nodes |= {
        40 + i: (19, 9 + i, {"tourism": "artwork", "name": place["name"].replace("\x00", "")})
        for i, place in enumerate(hostile_places())
    }
    folder = tmp_path_factory.mktemp("beside")
    build_network([write_osm(folder / "t.osm", nodes, {99: (list(range(1, 22)), ROAD)})], folder / "t", name="t")
    return open_planner(str(folder / "t"))


def names(document):
    return [hit.name for hit in document.places]


def test_a_sight_is_found_in_any_script_after_the_town(town):
    assert names(search_places(town, "vaduz")) == ["Vaduz", "Vaduz", "Vaduz Castle"]
    assert [hit.kind for hit in search_places(town, "Vaduz").places] == ["town", "sight", "sight"]
    assert names(search_places(town, "замок вадуц"))[0] == "Vaduz Castle"
    assert names(search_places(town, "art house")) == ["Kunsthaus"]


def test_a_sight_tells_what_is_known_of_it(town):
    (hit,) = search_places(town, "Kunsthaus").places
    assert (hit.feature.group, hit.feature.opening_hours, hit.feature.hours_readable) == ("sight", "24/7", True)
    assert hit.feature.details == {"setting": "indoor"}
    assert "OpenStreetMap" in hit.feature.source.text
    assert search_places(town, "osm-node-31").places == [hit.model_copy(update={"matched": hit.id, "match": "id"})]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("museum", ["Kunsthaus", "Vaduz"]), ("castle", ["Vaduz Castle"]), ("lodgings", ["Inn"]),
        ("Truck-Parking", [""]), ("interest-museum", []), ("archaeology", ["Vaduz Castle"]),
    ],
)  # fmt: skip
def test_a_category_is_a_group_a_kind_or_an_interest(town, word, found):
    if not found:
        with pytest.raises(InvalidInput, match="museum"):
            list_places(town, categories=[word])
    else:
        assert names(list_places(town, categories=[word])) == found


def test_the_best_known_sight_comes_first_without_a_point(town):
    listed = list_places(town, limit=2)
    assert names(listed) == ["Vaduz Castle", "Kunsthaus"]


def test_the_nearest_comes_first_with_a_point(town):
    listed = list_places(town, categories=["fuel", "truck_parking"], near=f"{10 + 13 * KM:.6f},0")
    assert [(hit.name, round(hit.distance_m, -2)) for hit in listed.places] == [
        ("Oil", 1000), ("Far", 3600), ("", 9000)
    ]  # fmt: skip
    assert names(list_places(town, categories=["fuel"], near="Vaduz", within_m=13_000)) == ["Oil"]


def test_drivers_find_fuel_and_parking_along_their_way(town):
    plan = plan_route(town, RouteRequest(origin="Vaduz", destination=f"{10 + 20 * KM:.6f},0", profile="truck-40t"))
    listed = list_places(town, categories=["facilities"], along=plan)
    assert [(hit.kind, round(hit.along_m, -2), round(hit.distance_m, -2)) for hit in listed.places] == [
        ("truck_parking", 4000, 200), ("fuel", 12000, 100)
    ]  # fmt: skip
    assert len(list_places(town, categories=["facilities"], along=plan, within_m=5_000).places) == 3


def test_a_plan_and_a_point_at_once_are_refused(town):
    plan = plan_route(town, RouteRequest(origin="Vaduz", destination=f"{10 + 20 * KM:.6f},0", profile="car"))
    with pytest.raises(InvalidInput, match="near a point or along a plan"):
        list_places(town, near="10,0", along=plan)


def test_a_route_ends_at_a_sight_by_its_name_or_id(town):
    for text in ("Kunsthaus", "osm-node-31", "Art House"):
        plan = plan_route(town, RouteRequest(origin="Vaduz", destination=text, profile="car"))
        assert plan.plans[0].totals.distance_m == pytest.approx(8_000, rel=0.01)
        assert plan.plans[0].legs[-1].destination.name == "Kunsthaus"
        assert plan.route.snaps[0]["distance_m"] == pytest.approx(400, abs=5)


def test_a_town_beats_a_sight_of_its_name(town):
    plan = plan_route(town, RouteRequest(origin="Kunsthaus", destination="Vaduz", profile="car"))
    assert plan.plans[0].totals.distance_m == pytest.approx(8_000, rel=0.01)


def test_what_nothing_is_called_is_still_unknown(town):
    with pytest.raises(UnknownName, match="Xyzzy"):
        plan_route(town, RouteRequest(origin="Vaduz", destination="Xyzzy", profile="car"))


def test_info_counts_what_lies_beside_the_ways(town):
    info = describe_network(town.folder, verify=True)
    assert info.features["sight"]["museum"] == 1
    assert info.features["facility"] == {"fuel": 2, "truck_parking": 1}
    assert info.report["features"]["lodging"] == {"hotel": 1}


def test_hostile_names_survive_json_and_never_become_formulas(town):
    document = list_places(town, categories=["artwork"])
    written = [place["name"] for place in hostile_places()]
    told = [hit["name"] for hit in json.loads(document.to_json())["places"]]
    assert len(told) == len(set(written))
    assert all(any(name in whole for whole in written) for name in told)
    rows = list(csv.reader(io.StringIO(export_places(document, "csv").removeprefix("\ufeff"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert len(json.loads(export_places(document, "geojson"))["features"]) == len(told)


def test_a_list_becomes_a_file_with_names_in_all_languages(town):
    document = list_places(town, categories=["castle", "fuel"])
    (castle, *_) = json.loads(export_places(document, "geojson"))["features"]
    assert castle["properties"]["name:en"] == "Vaduz Castle"
    assert castle["properties"]["name_local"] == "Замок Вадуц"
    assert castle["geometry"]["coordinates"] == pytest.approx([10 + 0.5 * KM, 0.3 * KM], abs=1e-6)
    header, *rows = csv.reader(io.StringIO(export_places(document, "csv").removeprefix("\ufeff")))
    assert header[:8] == ["id", "name", "name_local", "group", "kind", "country", "lon", "lat"]
    assert [row[header.index("hgv_diesel")] for row in rows] == ["", "True", ""]
    assert all("OpenStreetMap" in row[header.index("attribution")] for row in rows)
    with pytest.raises(InvalidInput, match="geojson, csv, json"):
        export_places(document, "xlsx")


def test_the_backbone_lists_the_sights_of_the_table(planner):
    lakes = list_places(planner, categories=["lake"], limit=3)
    assert all(hit.feature.source.table == "pois" for hit in lakes.places)
    assert lakes.places[0].feature.details["prize"] >= lakes.places[-1].feature.details["prize"] > 50
    unesco = list_places(planner, categories=["unesco"])
    assert {hit.kind for hit in unesco.places} > {"unesco"}
    assert search_places(planner, "Чарынский каньон").places[0].country == "KZ"


def test_a_backbone_route_ends_at_a_sight_of_the_table(planner):
    plan = plan_route(planner, RouteRequest(origin="Almaty", destination="Osh Bazaar", profile="car"))
    assert plan.plans[0].legs[-1].destination.name == "Osh Bazaar"
