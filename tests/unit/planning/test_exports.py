"""Files of a plan: which formats there are, what they are called, and what cannot become one."""

from __future__ import annotations

import csv
import io
import json

import gpxpy
import pytest

from corridor_planner.errors import InvalidInput
from corridor_planner.planning.checks import read_plan_document
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.exports import MEDIA_TYPES, export_plan, file_name
from corridor_planner.planning.session import Planner
from tests.support.asking import ask, planner_on
from tests.support.sketch import CLOSED, sketch_world


@pytest.fixture(scope="module")
def plan() -> PlanDocument:
    return ask(planner_on(sketch_world("a-X-b", km_per_step=36)), "a", "b", "toy-truck")


@pytest.fixture(scope="module")
def no_plan() -> PlanDocument:
    world = sketch_world("a-X-b", km_per_step=36, crossings={"X": CLOSED})
    return ask(planner_on(world), "a", "b", "toy-truck")


def test_json_is_the_document_itself(plan: PlanDocument) -> None:
    assert read_plan_document(json.loads(export_plan(plan, "json"))) == plan


def test_every_format_tells_the_whole_way(plan: PlanDocument) -> None:
    geojson = json.loads(export_plan(plan, "geojson"))
    lines = [f for f in geojson["features"] if f["geometry"] and f["geometry"]["type"] == "LineString"]
    assert len(lines) >= 2
    gpx = gpxpy.parse(export_plan(plan, "gpx"))
    assert sum(len(segment.points) for track in gpx.tracks for segment in track.segments) >= 4
    rows = list(csv.reader(io.StringIO(export_plan(plan, "csv").lstrip("\ufeff"))))
    assert len(rows) >= 1 + len(plan.plans[0].legs)
    assert "<html" in export_plan(plan, "html").lower()


def test_an_unknown_format_is_refused_with_the_known_ones(plan: PlanDocument) -> None:
    with pytest.raises(InvalidInput, match="geojson") as caught:
        export_plan(plan, "docx")
    assert all(known in caught.value.rule for known in MEDIA_TYPES)


@pytest.mark.parametrize("extension", ["geojson", "gpx", "csv"])
def test_an_answer_without_a_plan_becomes_no_line_and_no_table(no_plan: PlanDocument, extension: str) -> None:
    with pytest.raises(InvalidInput, match="only a plan that exists"):
        export_plan(no_plan, extension)


@pytest.mark.parametrize("extension", ["json", "html"])
def test_an_answer_without_a_plan_can_still_be_told(no_plan: PlanDocument, extension: str) -> None:
    assert "X" in export_plan(no_plan, extension)


def test_a_file_is_called_after_ends_and_day(plan: PlanDocument, no_plan: PlanDocument) -> None:
    assert file_name(plan, "gpx") == "corridor_a_b_2026-07-06.gpx"
    assert file_name(no_plan, "json") == "corridor_a_b_2026-07-06.json"


def test_a_file_name_is_in_plain_letters(planner: Planner) -> None:
    plan = ask(planner, "Türkmenbaşy", "Ashgabat", "car", depart_text="2026-07-08")
    name = file_name(plan, "csv")
    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
