"""Right input: what people read, and what programs read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Type

TRIP = ("route", "Almaty", "Bishkek", "--profile", "car", "--depart", "2026-07-08")


def test_a_route_is_told_step_by_step_with_its_crossing_times_and_sources(type_in: Type) -> None:
    answer = type_in(*TRIP)

    assert answer.code == 0
    for words in ("From: Almaty (KZ)", "To:   Bishkek (KG)", "08 Jul 08:00 +05", "KZ > KG at kz-kg-", "USD", "kg CO2e",
                  "Sources:", "GeoNames, CC BY 4.0"):  # fmt: skip
        assert words in answer.out


def test_a_route_fits_100_columns_and_is_plain_when_nobody_watches(type_in: Type) -> None:
    out = type_in("route", "Khorgos", "Poti", "--profile", "container-intermodal", "--depart", "2026-07-08").out

    assert out.count("\n") > 20
    assert max(len(line) for line in out.splitlines()) <= 100
    assert "\x1b" not in out


def test_json_is_exactly_the_plan_document(type_in: Type) -> None:
    answer = type_in(*TRIP, "--json")
    document = json.loads(answer.out)

    assert answer.err == ""
    assert document["schema"] == "corridor-planner/plan/1"
    assert document["request"]["depart"] == "2026-07-08T08:00:00+05:00"


def test_no_plan_is_an_answer_with_reason_and_remedies_and_exits_1(type_in: Type) -> None:
    typed = ("route", "Tbilisi", "Baku", "--profile", "car", "--nationality", "DE", "--avoid-mode", "ferry",
             "--depart", "2026-07-08")  # fmt: skip
    told, document = type_in(*typed), type_in(*typed, "--json")

    assert told.code == document.code == 1
    assert "No plan:" in told.out
    assert "az-ge-red-bridge-road" in told.out
    assert json.loads(document.out)["status"] == "no_plan"


def test_a_load_changes_only_what_was_said_of_it(type_in: Type) -> None:
    answer = type_in("route", "Almaty", "Bishkek", "--profile", "truck-reefer", "--count", "2", "--json",
                     "--depart", "2026-07-08")  # fmt: skip
    load = json.loads(answer.out)["request"]["load"]

    assert load["count"] == 2
    assert load["kind"] == "reefer-40"


def test_a_snapped_end_tells_how_far_it_was_moved(type_in: Type) -> None:
    answer = type_in("route", "76.90,43.30", "Bishkek", "--profile", "car", "--depart", "2026-07-08")

    assert answer.code == 0
    assert "km from the network" in answer.out


def test_a_saved_plan_passes_the_check_and_a_tampered_one_does_not(type_in: Type) -> None:
    type_in(*TRIP, "--out", "plan.json")
    good = type_in("check", "plan.json")
    document = json.loads(Path("plan.json").read_text(encoding="utf-8"))
    document["plans"][0]["totals"]["cost_usd"] -= 10
    Path("plan.json").write_text(json.dumps(document), encoding="utf-8")
    bad = type_in("check", "plan.json", "--json")

    assert (good.code, bad.code) == (0, 1)
    assert "Nothing wrong" in good.out
    assert json.loads(bad.out)["violations"][0]["where"] == "totals.cost_usd"


@pytest.mark.parametrize("extension", ["geojson", "gpx", "csv", "html", "json"])
def test_a_saved_plan_is_exported_under_a_name_that_tells_the_trip(type_in: Type, extension: str) -> None:
    type_in(*TRIP, "--out", "plan.json")

    answer = type_in("export", "plan.json", "--to", extension, "--json")

    name = f"corridor_almaty_bishkek_2026-07-08.{extension}"
    assert answer.code == 0
    assert json.loads(answer.out)["file"] == name
    assert Path(name).stat().st_size > 500
    assert [path.name for path in Path().iterdir() if path.name.startswith(".")] == []


def test_an_export_to_standard_output_is_the_file_and_nothing_else(type_in: Type) -> None:
    type_in(*TRIP, "--out", "plan.json")

    assert (
        json.loads(type_in("export", "plan.json", "--to", "geojson", "--out", "-").out)["type"] == "FeatureCollection"
    )


def test_sights_are_listed_from_the_nearest_on(type_in: Type) -> None:
    answer = type_in("places", "--category", "bazaar", "--near", "Almaty", "--limit", "2")

    assert answer.code == 0
    assert "Green Bazaar" in answer.out
    assert answer.out.splitlines()[0].split()[:3] == ["km", "off", "name"]


def test_a_list_is_written_whole_to_a_file(type_in: Type) -> None:
    answer = type_in("places", "--category", "sights", "--out", "sights.geojson")

    assert answer.out.startswith("Wrote ")
    assert len(json.loads(Path("sights.geojson").read_text(encoding="utf-8"))["features"]) > 200


def test_what_lies_along_a_saved_plan_is_told_in_its_order(type_in: Type) -> None:
    type_in(*TRIP, "--out", "trip.json")
    answer = type_in("places", "--along", "trip.json", "--within", "30", "--category", "sights")

    kilometres = [float(line.split()[0]) for line in answer.out.splitlines()[1:] if line[:1].isdigit()]
    assert len(kilometres) > 3
    assert kilometres == sorted(kilometres)


def test_places_are_found_in_any_script(type_in: Type) -> None:
    for query in ("Tashkent", "Ташкент", "Toshkent", "tashkant"):
        assert "uz-tashkent" in type_in("places", query).out
    assert json.loads(type_in("places", "Ташкент", "--json").out)["places"][0]["id"] == "uz-tashkent"


def test_a_place_that_nobody_knows_exits_1_without_an_error(type_in: Type) -> None:
    answer = type_in("places", "zzzzzz")

    assert answer.code == 1
    assert "Nothing found" in answer.out


def test_info_tells_what_the_backbone_holds(type_in: Type) -> None:
    told, document = type_in("info"), json.loads(type_in("info", "--json").out)

    assert told.code == 0
    assert document["name"] == "backbone"
    assert f"crossings {document['crossings']}" in told.out
    assert "GeoNames" in told.out


def test_check_data_finds_the_shipped_tables_clean(type_in: Type) -> None:
    told, document = type_in("check-data"), json.loads(type_in("check-data", "--json").out)

    assert told.code == 0
    assert "0 faults" in told.out
    assert document["faults"] == []


def test_the_help_lists_every_command_and_the_exit_codes(type_in: Type) -> None:
    answer = type_in()

    assert answer.code == 0
    for command in ("build", "check", "check-data", "export", "info", "places", "route", "serve", "130 interrupted"):
        assert command in answer.out
