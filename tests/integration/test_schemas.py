"""The shipped JSON Schemas are those of the code, and what the planner says is valid under them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from corridor_planner.cli.app import run
from corridor_planner.planning.session import Planner
from corridor_planner.resources import data_file
from corridor_planner.settings import Settings
from corridor_planner.webapp import create_app
from tests.support.osm_files import write_osm
from tests.support.scripts import load_script

SCHEMAS = load_script("tools/schemas.py")
Say = Callable[..., Any]


@pytest.mark.parametrize("kind", SCHEMAS.KINDS)
def test_the_shipped_schema_is_that_of_the_code(kind: str) -> None:
    shipped = data_file(f"schemas/{kind}-1.json").read_text(encoding="utf-8")
    assert shipped == SCHEMAS.schema_text(kind), "run: make schemas"


@pytest.mark.parametrize("kind", SCHEMAS.KINDS)
def test_a_schema_is_a_schema_and_shuts_out_unknown_keys(kind: str) -> None:
    schema = SCHEMAS.schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


def test_no_schema_is_shipped_that_nobody_writes() -> None:
    shipped = {entry.name for entry in data_file("schemas").iterdir()}
    assert shipped == {f"{kind}-1.json" for kind in SCHEMAS.KINDS}


def validate(kind: str, document: object) -> None:
    shipped = json.loads(data_file(f"schemas/{kind}-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(shipped, format_checker=FormatChecker()).validate(document)


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Type a command with --json and read what it says, whatever the exit code."""
    monkeypatch.setenv("CORRIDOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CORRIDOR_KERNELS", "compiled")
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Any:
        capsys.readouterr()
        run([*words, "--json"])
        return json.loads(capsys.readouterr().out, parse_constant=pytest.fail)

    return call


ROUTES = {
    "freight": ("Osh", "Kashgar", "--profile", "truck-40t", "--depart", "2026-07-10", "--deadline", "2026-07-14"),
    "travel": ("Almaty", "Tbilisi", "--profile", "traveller", "--depart", "2026-07-10", "--nationality", "DE"),
    "no plan": ("Mary", "Mashhad", "--profile", "rail-passenger", "--depart", "2026-07-10"),
    "tour": ("Almaty", "Almaty", "--profile", "car", "--depart", "2026-07-10", "--via", "Taraz", "--via", "Bishkek",
             "--optimize", "--visit", "Taraz=2", "--iterations", "5"),
    "coordinate": ("76.9,43.2", "Taraz", "--profile", "car", "--depart", "2026-07-10"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_is_valid(say: Say, name: str) -> None:
    document = say("route", *ROUTES[name])
    validate("route", document)
    assert (document["status"] == "no_plan") is (name == "no plan")


def test_a_route_with_a_key_too_few_is_not_valid(say: Say) -> None:
    document = say("route", *ROUTES["coordinate"])
    del document["plans"][0]["legs"][0]["warnings"]
    with pytest.raises(ValidationError, match="warnings"):
        validate("route", document)


def test_the_small_documents_are_valid(say: Say, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "places.csv").write_text("id,name\nx,Nowhere\n", encoding="utf-8")
    (tmp_path / "plan.json").write_text(json.dumps(say("route", *ROUTES["freight"])), encoding="utf-8")
    validate("places", say("places", "Ташкент"))
    validate("places", say("places", "zzzzzz"))
    validate("info", say("info"))
    validate("check-data", say("check-data"))
    validate("check-data", say("check-data", "own"))
    validate("check", say("check", "plan.json"))
    validate("export", say("export", "plan.json", "--to", "gpx", "--out", "plan.gpx"))


def test_a_build_and_what_it_made_are_valid(say: Say, tmp_path: Path) -> None:
    write_osm(tmp_path / "roads.osm", {1: (0, 0), 2: (5, 0)}, {7: ((1, 2), {"highway": "primary", "maxspeed": "no"})})
    report = say("build", "roads.osm", "--out", "network")
    validate("build", report)
    assert report["findings"]
    validate("info", say("--network", "network", "info", "--verify"))


WRONG = {
    "unknown place": ("route", "Atlantis", "Osh", "--profile", "car"),
    "unknown profile": ("route", "Almaty", "Osh", "--profile", "carr"),
    "an option that nobody knows": ("route", "Almaty", "Osh", "--profile", "car", "--fast"),
    "no such file": ("check", "nowhere.json"),
    "a damaged network": ("--network", ".", "info"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_error_of_the_command_line_is_a_valid_problem(say: Say, name: str) -> None:
    document = say(*WRONG[name])
    validate("problem", document)
    assert document["exit_code"] in (2, 3)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/route?from=Almaty&to=Atlantis&profile=car", 422),
        ("/api/v1/route?from=Almaty", 422),
        ("/api/v1/nothing", 404),
        ("/api/v1/route?from=Almaty&to=Osh&profile=car&color=red", 422),
    ],
)
def test_an_error_of_the_web_is_a_valid_problem(planner: Planner, tmp_path: Path, path: str, status: int) -> None:
    client = create_app(Settings(home=tmp_path, cache=tmp_path / "cache"), planner, testing=True).test_client()
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    validate("problem", json.loads(answer.data))


def test_a_route_of_the_web_is_valid(planner: Planner, tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path, cache=tmp_path / "cache"), planner, testing=True).test_client()
    answer = client.get("/api/v1/route?from=Almaty&to=Bishkek&profile=car&depart=2026-07-10")
    validate("route", json.loads(answer.data))
