"""The HTTP API as a visitor without a browser meets it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from corridor_planner.errors import InvalidInput
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.session import Planner
from corridor_planner.settings import Settings
from corridor_planner.webapp import Limits, create_app
from corridor_planner.webapp.context import UseCases
from tests.support.plans import journey

DRIVE = "from=kz-almaty&to=kg-bishkek&profile=car&depart=2026-07-10"


def get(client: FlaskClient, path: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return json.loads(answer.get_data())


def test_route_answers_with_a_plan_document(client: FlaskClient) -> None:
    answer = client.get(f"/api/v1/route?{DRIVE}")
    document = PlanDocument.model_validate_json(answer.get_data())
    assert document.status == "optimal"
    assert document.plans[0].legs[0].origin.id == "kz-almaty"
    assert document.plans[0].totals.crossings == 1


def test_no_plan_is_an_answer_and_no_error(client: FlaskClient) -> None:
    document = get(client, "route?from=ge-tbilisi&to=az-baku&profile=car&nationality=DE&avoid_mode=ferry")
    assert document["status"] == "no_plan"
    assert document["reason"]["text"]
    assert document["blocked"]


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("route?from=kz-almaty&to=zzzzqq&profile=car", "place"),
        ("route?from=kz-almaty&to=kz-almaty&profile=car", "destination"),
        ("route?from=kz-almaty&to=kg-bishkek&profile=bicycle", "profile"),
        (f"route?{DRIVE}-soon", "departure"),
        (f"route?{DRIVE}&wings=2", "parameter"),
        ("route?from=41.3,69.2&to=kg-bishkek&profile=car", "coordinate"),
        ("route?from=200,41&to=kg-bishkek&profile=car", "coordinate"),
        ("places?q=", "q"),
        ("places?q=ab&limit=1000", "limit"),
        ("places?q=ab&limit=0000000051000", "limit"),
        ("network?bbox=1,2,3&z=5", "bbox"),
        ("network?bbox=80,36,60,46&z=5", "bbox"),
        ("network?bbox=60,36,80,46&z=99", "z"),
        ("network?bbox=nan,36,80,46&z=5", "bbox"),
        ("crossings/nowhere", "crossing"),
        (f"route.exe?{DRIVE}", "format"),
    ],
)
def test_wrong_input_is_a_problem_with_value_rule_and_remedy(client: FlaskClient, path: str, what: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    problem = json.loads(answer.get_data())
    assert (answer.status_code, answer.mimetype, problem["what"]) == (422, "application/problem+json", what)
    assert problem["rule"]
    assert problem["remedy"]
    assert "Traceback" not in answer.get_data(as_text=True)


def test_an_unknown_place_comes_with_candidates_that_work(client: FlaskClient) -> None:
    problem = get(client, "route?from=kz-almaty&to=Bishkec%20town&profile=car", status=422)
    first = problem["candidates"][0]
    assert get(client, f"places?id={first}")["places"][0]["id"] == first


def test_places_are_found_in_any_script(client: FlaskClient) -> None:
    for text in ("Tashkent", "ташкент", "Toshkent", "tashkant"):
        assert get(client, f"places?q={text}")["places"][0]["id"] == "uz-tashkent", text


def test_an_unknown_id_is_an_empty_list(client: FlaskClient) -> None:
    assert get(client, "places?id=nowhere") == {"places": []}


@pytest.mark.parametrize(
    ("extension", "mime", "holds"),
    [
        ("geojson", "application/geo+json", '"FeatureCollection"'),
        ("gpx", "application/gpx+xml", "<gpx"),
        ("csv", "text/csv", "Almaty"),
        ("html", "text/html", "map_planner"),
        ("json", "application/json", "corridor-planner/plan/1"),
    ],
)
def test_a_plan_downloads_in_every_format(client: FlaskClient, extension: str, mime: str, holds: str) -> None:
    answer = client.get(f"/api/v1/route.{extension}?{DRIVE}")
    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert f"corridor_almaty_bishkek_2026-07-10.{extension}" in answer.headers["Content-Disposition"]
    assert holds in answer.get_data(as_text=True)


def test_what_is_no_plan_is_not_written_to_a_file(client: FlaskClient) -> None:
    query = "from=ge-tbilisi&to=az-baku&profile=car&nationality=DE&avoid_mode=ferry"
    assert client.get(f"/api/v1/route.gpx?{query}").status_code == 422
    assert client.get(f"/api/v1/route.json?{query}").status_code == 200


def test_a_posted_plan_comes_back_as_a_file(client: FlaskClient) -> None:
    answer = client.post("/api/v1/export?to=gpx", data=journey().to_json())
    assert answer.status_code == 200
    assert "Far port" in answer.get_data(as_text=True)


@pytest.mark.parametrize("body", ["", "{", "[]", '{"schema": "corridor-planner/plan/1"}'])
def test_a_posted_body_that_is_no_plan_is_refused(client: FlaskClient, body: str) -> None:
    answer = client.post("/api/v1/export?to=gpx", data=body)
    assert answer.status_code == 422
    assert json.loads(answer.get_data())["what"] == "plan document"


def test_a_posted_body_above_the_limit_is_refused(planner: Planner, settings: Settings) -> None:
    small = create_app(settings, planner, limits=Limits(largest_body_bytes=1000), testing=True).test_client()
    assert small.post("/api/v1/export?to=gpx", data="x" * 1001).status_code == 413


def test_crossings_tell_status_and_their_details_tell_the_rest(client: FlaskClient) -> None:
    listed = {f["properties"]["id"]: f for f in get(client, "crossings")["features"]}
    post = listed["kz-kg-korday-road"]
    assert post["properties"]["status"] == "open"
    assert "note" not in post["properties"]
    details = get(client, "crossings/kz-kg-korday-road")
    assert details["opening_hours"]
    assert details["source"]["as_of"]
    assert {w["party"] for w in details["passenger_waits"]} >= {"car"}


def test_the_network_is_generalised_for_the_zoom(client: FlaskClient) -> None:
    def points(zoom: int) -> int:
        return sum(len(line) for f in get(client, f"network?bbox=-180,-90,180,90&z={zoom}")["features"]
                   for line in f["geometry"]["coordinates"])  # fmt: skip

    classes = [f["properties"]["class"] for f in get(client, "network?bbox=66,40,72,44&z=6")["features"]]
    assert sorted(classes) == ["ferry", "rail", "road"]
    assert 500 < points(4) < points(7)
    numbers = json.dumps(get(client, "network?bbox=66,40,72,44&z=6")["features"][2]["geometry"]["coordinates"][0])
    assert all(len(n.split(".")[-1]) <= 4 for n in numbers.strip("[]").replace("[", "").replace("]", "").split(", "))


def test_the_whole_network_stays_small_enough_to_send(client: FlaskClient) -> None:
    answer = client.get("/api/v1/network?bbox=-180,-90,180,90&z=5", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert 5_000 < len(answer.get_data()) < 300_000


def test_labels_begin_with_the_largest_town(client: FlaskClient) -> None:
    people = [f["properties"]["population"] for f in get(client, "labels")["features"]]
    assert people == sorted(people, reverse=True)
    assert people[0] > 1_000_000


def test_profiles_are_listed_with_their_sources(client: FlaskClient) -> None:
    listed = {p["name"]: p for p in get(client, "profiles")["profiles"]}
    assert listed["truck-40t"]["purpose"] == "freight"
    assert listed["car"]["load"] is None
    assert all(p["source"] for p in listed.values())


def test_the_load_left_out_is_the_profiles_own(client: FlaskClient) -> None:
    plain = get(client, "route?from=kz-almaty&to=kg-bishkek&profile=rail-wagon&depart=2026-07-10")
    two = get(client, "route?from=kz-almaty&to=kg-bishkek&profile=rail-wagon&depart=2026-07-10&count=2")
    assert two["request"]["load"] == {**plain["request"]["load"], "count": 2}


def test_a_full_house_answers_503_and_says_when_to_come_back(planner: Planner, settings: Settings) -> None:
    app = create_app(settings, planner, limits=Limits(most_at_once=1, longest_wait_s=0.01), testing=True)
    context = app.extensions["corridor_planner"]
    with context.slot():
        answer = app.test_client().get(f"/api/v1/route?{DRIVE}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_defect_is_told_by_an_id_and_never_by_a_traceback(
    planner: Planner, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> PlanDocument:
        raise ZeroDivisionError("secret detail")

    app = create_app(settings, planner, use_cases=UseCases(plan_route=fail))
    answer = app.test_client().get(f"/api/v1/route?{DRIVE}")
    problem = json.loads(answer.get_data())
    assert answer.status_code == 500
    assert problem["id"] in caplog.text
    assert "secret" not in answer.get_data(as_text=True)


def test_long_values_are_cut_before_they_are_repeated(planner: Planner, settings: Settings) -> None:
    def refuse(*_: object) -> PlanDocument:
        raise InvalidInput("place", "x" * 5000, rule="it is too long", remedy="shorten it")

    app = create_app(settings, planner, use_cases=UseCases(plan_route=refuse), testing=True)
    assert len(app.test_client().get(f"/api/v1/route?{DRIVE}").get_data()) < 1500


def test_an_unknown_address_of_the_api_is_a_problem_document(client: FlaskClient) -> None:
    assert get(client, "nothing", status=404)["code"] == "http_error"
