"""Plans as GeoJSON, GPX, CSV and JSON, and the names of their files."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import gpxpy
import pytest
from shapely.geometry import shape

from corridor_planner.errors import InvalidInput
from corridor_planner.export.csv_table import COLUMNS
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.exports import MEDIA_TYPES, export_plan, file_name
from tests.support.plans import DEPART, document, hostile_journey, hostile_places, journey, leg, place


def geojson(plan: PlanDocument) -> dict[str, Any]:
    """The parsed GeoJSON of a plan."""
    parsed: dict[str, Any] = json.loads(export_plan(plan, "geojson"))
    return parsed


def rows(plan: PlanDocument) -> list[dict[str, str]]:
    """The parsed CSV of a plan."""
    return list(csv.DictReader(io.StringIO(export_plan(plan, "csv").removeprefix("\ufeff"), newline="")))


def test_geojson_has_a_feature_per_leg_with_all_attributes_and_units() -> None:
    legs = [feature for feature in geojson(journey())["features"] if feature["properties"]["kind"] != "place"]

    assert [feature["properties"]["kind"] for feature in legs] == [
        "road", "queue", "crossing", "road", "transfer", "ferry", "rail",
    ]  # fmt: skip
    assert legs[0]["properties"] | {"source": ""} == {
        "plan": "1", "leg": 1, "from": "Aksu", "from_id": "a", "from_country": "KZ", "to": "Post", "to_id": "x:KZ",
        "to_country": "KZ", "kind": "road", "mode": "road", "start": "2026-07-10T08:00:00+05:00",
        "end": "2026-07-10T10:00:00+05:00", "distance_m": 200_000.0, "time_s": 7200, "cost_usd": 100.0,
        "cost": {"haulage": 100.0}, "co2e_kg": 40.0, "crossing_id": None, "service_id": None, "papers": [],
        "note": None, "warnings": [], "source": "",
    }  # fmt: skip


def test_geojson_keeps_rfc_7946() -> None:
    collection = geojson(journey())

    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert collection["bbox"] == [70.0, 43.0, 74.0, 44.0]  # west, south, east, north
    assert collection["attribution"] == "nobody"
    for feature in collection["features"]:
        assert feature["type"] == "Feature"
        assert shape(feature["geometry"]).is_valid


def test_geojson_names_each_place_once_and_rounds_to_six_decimals() -> None:
    near, far = place("a", "A", 70.123456789, 43.0), place("b", "B", 71.0, 43.0)
    collection = geojson(document([leg("road", near, far, DEPART, 1), leg("road", far, near, DEPART, 1)]))
    places = [feature for feature in collection["features"] if feature["properties"]["kind"] == "place"]

    assert [feature["properties"]["id"] for feature in places] == ["a", "b"]
    assert places[0]["geometry"]["coordinates"] == [70.123457, 43.0]


def test_gpx_has_a_track_per_moving_leg_a_waypoint_per_place_and_no_invented_times() -> None:
    gpx = gpxpy.parse(export_plan(journey(), "gpx"))

    assert [track.type for track in gpx.tracks] == ["road", "road", "ferry", "rail"]
    assert gpx.tracks[2].name == "6 ferry: Port - Far port"
    assert [(point.longitude, point.latitude) for point in gpx.tracks[2].segments[0].points] == [(72, 43), (73, 44)]
    assert all(point.time is None for track in gpx.tracks for point in track.segments[0].points)
    assert [waypoint.name for waypoint in gpx.waypoints] == ["Aksu", "Post", "Post", "Port", "Far port", "End"]
    assert "nobody" in str(gpx.description)
    assert gpx.routes == []


def test_csv_opens_in_a_spreadsheet_with_a_row_per_leg_and_units_in_the_header() -> None:
    text = export_plan(journey(), "csv")
    table = rows(journey())

    assert text.startswith("\ufeffplan,leg,kind,")
    assert text.count("\r\n") == text.count("\n") == len(table) + 1
    assert tuple(table[0]) == COLUMNS
    assert [row["kind"] for row in table] == ["road", "queue", "crossing", "road", "transfer", "ferry", "rail"]
    assert (table[0]["distance_km"], table[0]["time_h"], table[0]["cost_usd"]) == ("200.0", "2.0", "100.0")
    assert table[1]["crossing_id"] == "x"
    assert {row["attribution"] for row in table} == {"drawn test; nobody"}


def test_json_can_be_read_back_as_the_same_plan() -> None:
    assert PlanDocument.model_validate_json(export_plan(journey(), "json")) == journey()


def test_hostile_names_stay_names_in_every_text_format() -> None:
    names = [one["name"] for one in hostile_places()]
    plan = hostile_journey()
    cells = [value for row in rows(plan) for value in row.values()]
    waypoints = [waypoint.name for waypoint in gpxpy.parse(export_plan(plan, "gpx")).waypoints]
    features = geojson(plan)["features"]
    found = [feature["properties"]["name"] for feature in features if feature["properties"]["kind"] == "place"]

    assert len(names) == len(waypoints) == len(found) == 9
    assert not any(value[:1] in "=+-@\t\r" for value in cells if value)
    assert not any("\u202e" in value or "\n" in value for value in (*cells, *waypoints, *found))
    assert waypoints[0] == found[0] == names[0] == '<img src=x onerror="window.hit=1">'


@pytest.mark.parametrize(
    ("origin", "destination", "name"),
    [
        ("Almaty", "Bishkek", "corridor_almaty_bishkek_2026-07-10.gpx"),
        ("Самарканд", "Ташкент", "corridor_samarkand_tashkent_2026-07-10.gpx"),
        ("76.9000,43.2000", "Port of Baku (Alat)", "corridor_76-9000-43-2000_port-of-baku-alat_2026-07-10.gpx"),
        ("../../etc/passwd", "\u202e", "corridor_etc-passwd_place_2026-07-10.gpx"),
        ("x" * 300, "y", f"corridor_{'x' * 40}_y_2026-07-10.gpx"),
    ],
)
def test_a_file_is_named_by_its_ends_and_date_in_plain_letters(origin: str, destination: str, name: str) -> None:
    plan = document([leg("road", place("a", origin, 70, 43), place("b", destination, 71, 43), DEPART, 1)])

    assert file_name(plan, "gpx") == name


def test_a_document_without_plans_has_no_lines_to_export() -> None:
    nothing = journey().model_copy(update={"plans": [], "status": "no_plan"})

    for extension in ("geojson", "gpx", "csv"):
        with pytest.raises(InvalidInput, match="only a plan that exists"):
            export_plan(nothing, extension)
    assert '"no_plan"' in export_plan(nothing, "json")


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match=", ".join(MEDIA_TYPES)):
        export_plan(journey(), "dxf")
