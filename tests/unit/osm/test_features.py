"""Sights, lodgings and facilities: what tags make them, where they are, and what is left out."""

import json
from dataclasses import replace

import osmnx
import pytest

from corridor_planner.domain import Condition, FeatureGroup, FeatureRule, Needs
from corridor_planner.errors import InvalidInput
from corridor_planner.osm.feature_frames import query_tags, shapes_of_frame
from corridor_planner.osm.features import make_features
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.reading import ATTRIBUTION
from corridor_planner.store.feature_rules import load_feature_rules
from tests.support.osm_files import KM, PLAIN, build, write_osm
from tests.support.plans import hostile_places

RULES = load_feature_rules()
TABLES = replace(PLAIN, feature_rules=RULES)
ROAD = {90: (0, -50), 91: (1, -50)}
WAY = {99: ([90, 91], {"highway": "primary"})}
SQUARE = {1: (0, 0), 2: (2, 0), 3: (2, 2), 4: (0, 2)}


def built(path, nodes, ways=None, relations=None):
    file = write_osm(path / "beside.osm", ROAD | nodes, WAY | (ways or {}), relations)
    return build(file, tables=TABLES)


def sights(path, nodes, ways=None, relations=None):
    return {s.id: s for s in built(path, nodes, ways, relations).features.sights}


def the_sight(path, tags):
    (found,) = sights(path, {1: (0, 0, tags)}).values()
    return found


def kilometres(feature):
    return round((feature.lon - 10) / KM, 3), round(feature.lat / KM, 3)


def test_a_museum_carries_what_its_tags_say(tmp_path):
    museum = the_sight(tmp_path, {
        "tourism": "museum", "name": "Осорхона", "name:en": "Museum", "name:ru": "Музей", "name:tg": "Осорхона",
        "alt_name": "Old Museum;Treasury", "name:etymology": "x", "opening_hours": "Tu-Su 10:00-17:00",
        "wikidata": "Q1;Q2", "wikipedia": "tg:Осорхона", "website": "https://museum.example/", "fee": "yes",
        "charge": "5 TJS", "ele": "810 m", "wheelchair": "limited", "heritage": "2",
    })  # fmt: skip
    assert (museum.id, museum.kind, museum.interests) == ("osm-node-1", "museum", ("interest-museum", "interest-city"))
    assert (museum.name, museum.name_local, museum.aliases) == ("Museum", "Осорхона", ("Old Museum", "Treasury"))
    assert museum.names == (("en", "Museum"), ("ru", "Музей"), ("tg", "Осорхона"))
    assert (museum.opening_hours, museum.hours_readable) == ("Tu-Su 10:00-17:00", True)
    assert (museum.wikidata, museum.wikipedia, museum.website) == ("Q1", "tg:Осорхона", "https://museum.example/")
    assert (museum.fee, museum.charge, museum.elevation_m, museum.heritage_level) == (True, "5 TJS", 810.0, 2)
    assert museum.source.text == ATTRIBUTION


def test_what_nobody_wrote_down_stays_unknown(tmp_path):
    museum = the_sight(tmp_path, {"tourism": "museum", "name": "M", "opening_hours": "when we feel like it"})
    assert museum.hours_readable is False
    assert museum.fee is museum.elevation_m is museum.prize is museum.visit_s is museum.season_months is None
    assert museum.wikidata == museum.website == museum.country == ""


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"tourism": "attraction", "historic": "castle"}, "castle"),
        ({"historic": "castle", "castle_type": "palace"}, "palace"),
        ({"historic": "castle", "tourism": "museum"}, "castle"),
        ({"tourism": "attraction"}, "attraction"),
        ({"tourism": "attraction", "natural": "beach"}, "beach"),
        ({"natural": "water", "water": "lake"}, "lake"),
        ({"historic": "tomb", "tomb": "mausoleum"}, "mausoleum"),
        ({"historic": "tomb"}, "tomb"),
        ({"amenity": "place_of_worship", "religion": "muslim", "wikidata": "Q7"}, "mosque"),
        ({"heritage": "1", "historic": "city_gate"}, "city_gate"),
        ({"heritage": "1"}, "world_heritage"),
        ({"mountain_pass": "yes"}, "pass"),
    ],
)
def test_the_tag_that_tells_most_names_the_kind(tmp_path, tags, kind):
    assert the_sight(tmp_path, {"name": "A", **tags}).kind == kind


@pytest.mark.parametrize(
    "tags",
    [
        {"tourism": "information", "name": "Board 12", "information": "board"},
        {"tourism": "museum"},
        {"tourism": "attraction", "attraction": "roller_coaster", "name": "Whoosh"},
        {"historic": "wayside_cross", "name": "Cross"},
        {"historic": "memorial", "memorial": "plaque", "name": "He lived here"},
        {"natural": "water", "water": "river", "name": "Brook", "wikidata": "Q9"},
        {"amenity": "place_of_worship", "name": "Chapel"},
        {"natural": "tree", "name": "Oak"},
    ],
)
def test_what_is_no_sight_is_left_out(tmp_path, tags):
    assert not sights(tmp_path, {1: (0, 0, tags)})


def test_world_heritage_is_an_interest_whatever_the_kind(tmp_path):
    town = the_sight(tmp_path, {"historic": "district", "name": "Itchan Kala", "ref:whc": "543"})
    assert (town.unesco_id, town.heritage_level) == ("543", 1)
    assert "interest-unesco" in town.interests


def test_what_has_only_an_item_goes_by_its_article_or_the_item(tmp_path):
    found = sights(tmp_path, {1: (0, 0, {"historic": "fort", "wikidata": "Q5"}),
                              2: (9, 0, {"historic": "fort", "wikipedia": "ru:Хиссарская_крепость"})})  # fmt: skip
    assert [s.name for s in found.values()] == ["Q5", "Хиссарская крепость"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a.example", "museum.example", 'https://a" onload=x'])
def test_only_addresses_of_the_web_are_kept(tmp_path, address):
    assert the_sight(tmp_path, {"tourism": "museum", "name": "M", "website": address}).website == ""


@pytest.mark.parametrize("name", [place["name"] for place in hostile_places()])
def test_a_hostile_name_stays_a_name(tmp_path, name):
    kept = the_sight(tmp_path, {"tourism": "museum", "name": name.replace("\x00", ""), "wikidata": "Q1"})
    assert kept.name_local in name


def test_a_point_stands_for_a_shape(tmp_path):
    ways = {
        10: ([1, 2, 3, 4, 1], {"tourism": "museum", "name": "Square"}),
        11: ([5, 6, 7], {"historic": "citywalls", "name": "Wall"}),
    }
    found = sights(tmp_path, SQUARE | {5: (10, 0), 6: (14, 0), 7: (14, 4)}, ways)
    assert kilometres(found["osm-way-10"]) == (1.0, 1.0)
    assert kilometres(found["osm-way-11"]) == (14.0, 0.0)


def test_the_point_of_a_crescent_lies_inside(tmp_path):
    corners = {1: (0, 0), 2: (9, 0), 3: (9, 9), 4: (0, 9), 5: (0, 8), 6: (8, 8), 7: (8, 1), 8: (0, 1)}
    ways = {10: ([*corners, 1], {"natural": "water", "water": "lake", "name": "Crescent"})}
    (lake,) = sights(tmp_path, corners, ways).values()
    x, y = kilometres(lake)
    assert x > 8 or y < 1 or y > 8


def test_a_relation_is_put_together_from_its_untagged_ways(tmp_path):
    ways = {10: ([1, 2, 3], {}), 11: ([3, 4, 1], {})}
    members = [("way", 10, "outer"), ("way", 11, "outer")]
    tags = {"type": "multipolygon", "tourism": "museum", "name": "Palace"}
    (palace,) = sights(tmp_path, SQUARE, ways, {1: (members, tags)}).values()
    assert (palace.id, kilometres(palace)) == ("osm-relation-1", (1.0, 1.0))


def test_a_relation_of_which_the_file_holds_a_part_stands_on_that_part(tmp_path):
    members = [("way", 10, "outer"), ("way", 404, "outer")]
    tags = {"type": "boundary", "boundary": "national_park", "name": "Ala-Archa"}
    (park,) = sights(tmp_path, SQUARE, {10: ([1, 2, 3], {})}, {1: (members, tags)}).values()
    assert kilometres(park) == (1.5, 0.5)


def test_what_the_file_holds_nothing_of_is_told(tmp_path):
    result = built(tmp_path, {}, {10: ([404, 405, 406], {"tourism": "museum", "name": "Gone"})})
    assert not result.features.sights
    assert result.findings.counts[FindingKind.FEATURE_NOWHERE] == 1


def test_the_cages_of_a_zoo_are_no_sights_of_their_own(tmp_path):
    nodes = SQUARE | {
        5: (1, 1.5, {"tourism": "artwork", "name": "Lion"}),
        6: (5, 5, {"tourism": "artwork", "name": "Bear"}),
    }
    result = built(tmp_path, nodes, {10: ([1, 2, 3, 4, 1], {"tourism": "zoo", "name": "Zoo"})})
    assert [s.name for s in result.features.sights] == ["Bear", "Zoo"]
    assert result.findings.counts[FindingKind.FEATURE_PART] == 1


def test_a_thing_drawn_twice_is_one_with_what_both_say(tmp_path):
    nodes = SQUARE | {5: (1.0, 1.1, {"tourism": "museum", "name": "KUNSTMUSEUM", "opening_hours": "24/7"}),
                      6: (1.5, 2.5, {"tourism": "attraction", "name": "Kunsthaus", "wikidata": "Q4"})}  # fmt: skip
    tags = {"tourism": "museum", "name": "Kunstmuseum", "wikidata": "Q4"}
    result = built(tmp_path, nodes, {10: ([1, 2, 3, 4, 1], tags)})
    (museum,) = result.features.sights
    assert (museum.id, museum.name, museum.opening_hours) == ("osm-way-10", "Kunstmuseum", "24/7")
    assert result.findings.counts[FindingKind.FEATURE_JOINED] == 2


def test_two_of_one_name_far_apart_stay_two(tmp_path):
    tags = {"natural": "peak", "name": "Ak-Too"}
    assert len(sights(tmp_path, {1: (0, 0, tags), 2: (3, 0, tags)})) == 2


def test_drivers_find_fuel_rest_and_parking(tmp_path):
    nodes = {
        1: (
            0,
            0,
            {"amenity": "fuel", "brand": "Oil", "fuel:diesel": "yes", "fuel:HGV_diesel": "yes", "hgv": "yes"},
        ),
        2: (1, 0, {"highway": "rest_area", "toilets": "yes", "shower": "no"}),
        3: (2, 0, {"amenity": "parking", "hgv": "designated", "capacity:hgv": "40", "opening_hours": "24/7"}),
        4: (3, 0, {"amenity": "parking"}),
        5: (4, 0, {"amenity": "fuel", "access": "private"}),
        6: (5, 0, {"amenity": "fuel"}),
    }
    found = {f.id: f for f in built(tmp_path, nodes).features.facilities}
    assert [f.kind for f in found.values()] == ["fuel", "rest_area", "truck_parking", "fuel"]
    fuel, rest, parking, plain = found.values()
    assert (fuel.name, fuel.diesel, fuel.hgv_diesel, fuel.hgv) == ("Oil", True, True, True)
    assert (rest.toilets, rest.shower, rest.name) == (True, False, "")
    assert (parking.capacity_hgv, parking.hgv, parking.hours_readable) == (40, True, True)
    assert plain.diesel is plain.hgv is None


def test_a_castle_with_beds_is_a_sight_and_a_lodging(tmp_path):
    features = built(
        tmp_path, {1: (0, 0, {"historic": "castle", "tourism": "hotel", "name": "C", "stars": "4S"})}
    ).features
    assert [s.kind for s in features.sights] == ["castle"]
    assert [(h.kind, h.stars) for h in features.lodgings] == [("hotel", 4.5)]
    assert features.counts() == {"sight": {"castle": 1}, "lodging": {"hotel": 1}, "facility": {}}


def test_of_two_files_the_higher_version_counts_in_either_order(tmp_path):
    old = write_osm(tmp_path / "a.osm", ROAD | {1: (0, 0, {"tourism": "museum", "name": "Old"})}, WAY)
    new = write_osm(tmp_path / "b.osm", ROAD | {1: (0, 0, {"tourism": "museum", "name": "New"})}, WAY, version=2)
    for files in ((old, new), (new, old)):
        assert [s.name for s in build(*files, tables=TABLES).features.sights] == ["New"]


def test_a_relation_finds_its_way_in_a_file_read_before(tmp_path):
    ways = {10: ([1, 2, 3, 4, 1], {})}
    first = write_osm(tmp_path / "a.osm", ROAD | SQUARE, WAY | ways)
    tags = {"type": "multipolygon", "tourism": "museum", "name": "M"}
    second = write_osm(tmp_path / "b.osm", ROAD, WAY, {1: ([("way", 10, "outer")], tags)})
    (museum,) = build(first, second, tables=TABLES).features.sights
    assert kilometres(museum) == (1.0, 1.0)


def test_osmnx_gives_the_same_features_as_the_file(tmp_path):
    nodes = SQUARE | {
        5: (10, 0), 6: (14, 0), 7: (14, 4), 20: (30, 0, {"tourism": "museum", "name": "Музей", "wikidata": "Q3"}),
        21: (31, 0, {"amenity": "fuel", "brand": "X"}), 22: (32, 0, {"tourism": "hotel", "name": "H"}),
        23: (33, 0, {"natural": "peak"}), 24: (34, 0, {"natural": "cape", "wikipedia:de": "Kap"}),
        25: (35, 0, {"natural": "cape", "name": "Kap", "wikipedia:de": "Kap"}),
        31: (40, 0), 32: (44, 0), 33: (44, 4), 34: (40, 4), 41: (41, 1), 42: (42, 1),
        43: (42, 2),
    }  # fmt: skip
    ways = {
        10: ([1, 2, 3, 4, 1], {"tourism": "zoo", "name": "Zoo"}), 11: ([5, 6, 7], {"historic": "fort", "name": "W"}),
        12: ([31, 32, 33], {}), 13: ([33, 34, 31], {}), 14: ([41, 42, 43, 41], {}),
    }  # fmt: skip
    members = [("way", 12, "outer"), ("way", 13, "outer"), ("way", 14, "inner")]
    relations = {1: (members, {"type": "multipolygon", "historic": "castle", "name": "Castle"})}
    result = built(tmp_path, nodes, ways, relations)
    frame = osmnx.features_from_xml(tmp_path / "beside.osm", tags=query_tags(RULES))
    features = make_features(
        shapes_of_frame(frame), RULES, country_of=lambda lon, _lat: [""] * len(lon), zones={}, as_of="undated",
        source=ATTRIBUTION, findings=Findings(),
    )  # fmt: skip
    assert features == result.features
    assert features.counts()["sight"] == {"cape": 1, "castle": 1, "fortress": 1, "museum": 1, "zoo": 1}


def test_a_frame_of_another_kind_is_refused(tmp_path):
    frame = osmnx.features_from_xml(
        write_osm(tmp_path / "a.osm", {1: (0, 0, {"tourism": "museum"})}, {}), tags={"tourism": True}
    )
    with pytest.raises(InvalidInput, match="index"):
        shapes_of_frame(frame.reset_index())
    with pytest.raises(InvalidInput, match="WGS84"):
        shapes_of_frame(frame.to_crs(3857))


def test_a_condition_reads_lists():
    assert Condition(key="hgv", values=frozenset({"yes"})).holds({"hgv": "no; yes"})
    assert Condition(key="attraction").holds({"attraction": "animal"})
    assert not Condition(key="attraction").holds({"tourism": "attraction"})


def test_every_rule_of_a_sight_serves_an_interest():
    assert [r.id for r in RULES if (r.group is FeatureGroup.SIGHT) != bool(r.interests)] == []
    assert {r.needs for r in RULES if r.group is FeatureGroup.FACILITY} == {Needs.NOTHING}


def test_asking_osmnx_names_every_tag():
    asked = query_tags((*RULES, FeatureRule(id="x", key="shop", value="gift", group=FeatureGroup.SIGHT, kind="shop",
                                            weight=1, needs=Needs.NAME)))  # fmt: skip
    assert asked["shop"] == ["gift"]
    assert {(key, value) for key, values in asked.items() for value in values} >= {(r.key, r.value) for r in RULES}
    json.dumps(asked)
