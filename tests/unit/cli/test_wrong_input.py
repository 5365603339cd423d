"""Wrong input: what was typed, what is said, and the exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.plans import journey
from tests.unit.cli.conftest import Type

CAR = ("--profile", "car", "--depart", "2026-07-08")
TRUCK = ("--profile", "truck-40t", "--depart", "2026-07-08")

WRONG = [
    # what was typed, what must be said
    (("places",), ["nothing to look for", "--category"]),
    (("places", "Osh", "--category", "lake"), ["Osh", "leave out the name or the options"]),
    (("places", "--category", "laek"), ["laek", "did you mean lake?", "one of"]),
    (("places", "--category", "lake", "--within", "3"), ["--within", "--near or --along"]),
    (("places", "--category", "lake", "--out", "lakes.xlsx"), ["xlsx", "geojson, csv, json"]),
    (("places", "--near", "Almatty"), ["Almatty", "did you mean"]),
    (("places", "--along", "other.json"), ["plan document", "route --json"]),
    (("plan",), ["no command 'plan'", "Did you mean 'places'"]),
    (("route",), ["Missing argument 'FROM'"]),
    (("route", "Almaty", "Bishkek"), ["Missing option '--profile'"]),
    (("route", "Almaty", "Bishkek", *CAR, "--nonsense"), ["No such option", "--nonsense"]),
    (("route", "Almaty", "Bishkek", "--profile", "truck-40"), ["profile is 'truck-40'", "did you mean 'truck-40t'"]),
    (("route", "Atlantis", "Bishkek", *CAR), ["'Atlantis'"]),
    (("route", "Almaty", "Almaty", *CAR), ["destination is 'Almaty'", "same place as the origin"]),
    (("route", "Almaty", "43.2,76.9", *CAR), ["swap it: 76.9,43.2"]),
    (("route", "Almaty", "176.9,243.2", *CAR), ["longitude must be within"]),
    (("route", "Almaty", "55.0,45.5", *CAR), ["25"]),
    (("route", "Almaty", "Bishkek", "--profile", "car", "--depart", "8 July"), ["departure is '8 July'", "ISO 8601",
                                                                               "2026-07-10T20:00+08:00"]),
    (("route", "Almaty", "Bishkek", *CAR, "--deadline", "2026-07-01"), ["deadline", "after the departure"]),
    (("route", "Almaty", "Bishkek", *CAR, "--by", "beauty"), ["'beauty' is not one of", "'co2e'"]),
    (("route", "Almaty", "Bishkek", *CAR, "--optimize"), ["--optimize", "add --via"]),
    (("route", "Almaty", "Bishkek", *CAR, "--iterations", "9"), ["--iterations", "add --optimize"]),
    (("route", "Almaty", "Bishkek", *CAR, "--via", "Osh", "--optimize", "--iterations", "9", "--time-limit", "1"),
     ["--time-limit", "give one of the two"]),
    (("route", "Almaty", "Bishkek", *CAR, "--time-limit", "nan"), ["not a finite number"]),
    (("route", "Almaty", "Bishkek", *CAR, "--avoid-country", "kz"), ["--avoid-country is 'KZ'", "Almaty lies there"]),
    (("route", "Almaty", "Bishkek", *CAR, "--avoid-country", "ZZ"), ["--avoid-country is 'ZZ'", "no such country"]),
    (("route", "Almaty", "Bishkek", *CAR, "--avoid-crossing", "kz-kg-kordai-road"), ["did you mean kz-kg-korday-road"]),
    (("route", "Almaty", "Bishkek", *CAR, "--via", "kz-kg-korday-road", "--avoid-crossing", "kz-kg-korday-road"),
     ["--avoid-crossing", "also asked to pass it"]),
    (("route", "kz-kg-korday-road", "Bishkek", *CAR), ["two sides", "kz-kg-korday-road:KZ", "kz-kg-korday-road:KG"]),
    (("route", "Almaty", "Bishkek", *CAR, "--mass-t", "5"), ["--mass-t", "carries people, not goods"]),
    (("route", "Almaty", "Bishkek", *TRUCK, "--travellers", "2"), ["--travellers", "carries goods, not travellers"]),
    (("route", "Almaty", "Bishkek", *TRUCK, "--mass-t", "900"), ["900", "range"]),
    (("route", "Almaty", "Bishkek", *CAR, "--nationality", "Klingon"), ["nationality is 'Klingon'", "DEU"]),
    (("route", "Almaty", "Bishkek", *CAR, "--visit", "Osh=2"), ["--visit", "given with --via"]),
    (("route", "Almaty", "Bishkek", *CAR, "--via", "Osh", "--visit", "Osh=long"), ["0 to 240 hours"]),
    (("--network", "narnia", "route", "Almaty", "Bishkek", *CAR), ["network is 'narnia'", "backbone"]),
    (("check", "nowhere.json"), ["nowhere.json", "does not exist"]),
    (("check", "words.json"), ["no readable JSON"]),
    (("check", "list.json"), ["a JSON object"]),
    (("check", "other.json"), ["plan document"]),
    (("export", "plan.json"), ["Missing option '--to'"]),
    (("export", "plan.json", "--to", "dxf"), ["'dxf' is not one of", "'gpx'"]),
    (("build",), ["Missing argument"]),
    (("build", "nowhere.osm.pbf"), ["nowhere.osm.pbf"]),
    (("build", "nowhere.osm.pbf", "--name", "../up"), ["name of the network"]),
    (("serve", "--port", "99999"), ["99999", "range"]),
]  # fmt: skip


@pytest.fixture
def files(home: Path) -> Path:
    """Files that are no plans, beside one that is."""
    here = Path.cwd()
    (here / "words.json").write_text("not json at all")
    (here / "list.json").write_text("[1, 2]")
    (here / "other.json").write_text('{"schema": "something/else"}')
    (here / "plan.json").write_text(journey().to_json())
    return here


@pytest.mark.parametrize(("typed", "said"), WRONG, ids=[" ".join(typed)[:60] for typed, _ in WRONG])
def test_wrong_input_is_named_with_its_remedy_and_exits_2(
    type_in: Type, files: Path, typed: tuple[str, ...], said: list[str]
) -> None:
    answer = type_in(*typed)

    assert answer.code == 2, answer
    assert answer.out == ""
    assert "Traceback" not in answer.err
    for words in said:
        assert words in answer.err


@pytest.mark.parametrize("typed", [typed for typed, _ in WRONG if typed[0] == "route"][:6])
def test_wrong_input_is_one_json_problem_when_json_was_asked_for(type_in: Type, typed: tuple[str, ...]) -> None:
    answer = type_in(*typed, "--json")
    problem = json.loads(answer.out)

    assert answer.code == 2
    assert problem["exit_code"] == 2
    assert problem["type"].startswith("urn:corridor-planner:")
    assert problem["detail"]
    assert problem["remedy"]


def test_an_unknown_place_offers_the_nearest_names_as_data(type_in: Type) -> None:
    problem = json.loads(type_in("route", "Almatty", "Bishkek", *CAR, "--json").out)

    assert problem["code"] == "unknown_name"
    assert any("almaty" in name for name in problem["candidates"])


def test_an_unknown_setting_of_the_environment_is_refused_with_the_nearest_one(
    type_in: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORRIDOR_HOEM", "/tmp")

    answer = type_in("places", "Osh")

    assert answer.code == 2
    assert "did you mean CORRIDOR_HOME?" in answer.err


def test_a_plan_is_not_computed_when_its_file_could_not_be_written(type_in: Type) -> None:
    answer = type_in("route", "Almaty", "Bishkek", *CAR, "--out", "missing/plan.json")

    assert answer.code == 3
    assert "there is no folder 'missing'" in answer.err
    assert answer.out == ""


def test_a_read_only_folder_is_an_environment_fault(
    type_in: Type, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write anywhere

    answer = type_in("export", "plan.json", "--to", "csv", "--out", "plan.csv")

    assert answer.code == 3
    assert "read-only" in answer.err
    assert not Path("plan.csv").exists()


def test_a_damaged_profile_of_the_user_is_a_data_fault_that_names_the_key(type_in: Type) -> None:
    Path("mine/profiles").mkdir(parents=True)
    Path("mine/profiles/cart.toml").write_text('name = "cart"\nwheels = 2\n')

    answer = type_in("--data", "mine", "route", "Almaty", "Bishkek", "--profile", "cart")

    assert answer.code == 3
    assert "'wheels'" in answer.err


def test_a_fault_in_a_table_of_the_user_names_file_line_and_column(type_in: Type) -> None:
    Path("mine").mkdir()
    Path("mine/places.csv").write_text("id,name\nkz-x,X\n")

    answer = type_in("check-data", "mine")

    assert answer.code == 2
    assert "places.csv" in answer.out + answer.err


def test_a_folder_that_is_no_network_is_refused(type_in: Type) -> None:
    Path("photos").mkdir()
    Path("photos/meta.json").write_text("{}")

    answer = type_in("--network", "photos", "info")

    assert answer.code == 3
    assert "photos" in answer.err
