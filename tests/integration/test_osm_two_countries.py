"""The two made-up countries of tests/data/two_countries.osm: built, opened and travelled."""

import json
from pathlib import Path

import pytest

from corridor_planner.cli.app import run
from corridor_planner.domain import RouteRequest
from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput
from corridor_planner.planning import networks
from corridor_planner.planning.checks import check_plan, read_plan_document
from corridor_planner.planning.networks import build_network, describe_network
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner
from corridor_planner.settings import Settings
from corridor_planner.webapp.factory import create_app
from tests.support.osm_files import write_osm

FILE = Path(__file__).parents[1] / "data" / "two_countries.osm"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("networks") / "two"
    build_network([FILE], target, name="two countries")
    return target


@pytest.fixture(scope="module")
def ways(folder):
    """Return a function that plans a trip and gives the plan and the names of its arcs."""
    planner = open_planner(str(folder))

    def travel(origin, destination, profile="car", **options):
        request = RouteRequest(origin=origin, destination=destination, profile=profile, **options)
        document = plan_route(planner, request)
        arcs = document.route.arcs[0] if document.plans else []
        return document, arcs

    return travel


def test_the_build_report_names_what_was_taken_otherwise(tmp_path):
    stages = []
    report = build_network([FILE], tmp_path / "two", name="two", progress=lambda stage, share: stages.append(share))
    assert (report.nodes, report.arcs, report.crossings, report.countries) == (19, 35, 1, ["AA", "BB"])
    assert report.findings["crossing_assumed"].examples[0].element == "node/2"
    assert report.findings["border_without_crossing"].examples[0].element == "way/108"
    assert "OpenStreetMap" in report.attribution[0]
    assert stages == sorted(stages)
    assert stages[-1] == 1.0


def test_a_network_tells_what_it_holds(folder):
    info = describe_network(folder, verify=True)
    assert (info.name, info.kind, info.assumed_crossings) == ("two countries", "built", 1)
    assert set(info.layers) == {"road", "rail_1520", "rail_1435", "ferry"}
    assert info.layers["ferry"].directed_km == pytest.approx(2 * 22.24, abs=0.1)
    assert info.verified_files
    assert info.report["schema"] == "corridor-planner/build/1"
    assert info.bounds == [10.4, -0.21, 10.9, 0.3]


def test_the_backbone_tells_what_it_holds(planner):
    info = describe_network(planner.network)
    assert (info.kind, info.folder, info.verified_files, info.report) == ("backbone", None, None, None)
    assert info.services > 0


def test_a_car_passes_the_border_at_its_post(ways):
    document, arcs = ways("West Town", "East Town")
    assert "osm-node-2+0" in arcs
    assert document.plans[0].totals.crossings == 1
    assert document.plans[0].totals.distance_m == pytest.approx(22_239, rel=0.001)
    crossing = next(leg for leg in document.plans[0].legs if leg.crossing_id)
    assert any("median" in source.text for source in crossing.sources)


def test_only_known_crossings_leave_no_way(ways):
    document, _ = ways("West Town", "East Town", known_crossings_only=True)
    assert document.status == "no_plan"
    assert document.request["known_crossings_only"] is True
    assert any("osm-node-2" in message.text for message in document.blocked)
    assert {"known_crossings_only": False} in [remedy.change for remedy in document.remedies]


def test_the_checker_finds_an_assumed_crossing_that_was_not_wanted(folder, ways):
    document, _ = ways("West Town", "East Town")
    raw = json.loads(document.to_json())
    planner = open_planner(str(folder))
    assert check_plan(planner, read_plan_document(raw)).valid
    raw["request"]["known_crossings_only"] = True
    assert not check_plan(planner, read_plan_document(raw)).valid


def test_the_command_line_and_the_web_leave_out_assumed_crossings_when_asked(folder, tmp_path, capsys):
    words = ["--network", str(folder), "route", "West Town", "East Town", "--profile", "car", "--json"]
    assert run(words) == 0
    assert run([*words, "--known-crossings-only"]) == 1
    assert "known from OpenStreetMap only" in capsys.readouterr().out
    query = {"from": "West Town", "to": "East Town", "profile": "car", "known_crossings_only": "1"}
    client = create_app(
        Settings(home=tmp_path, cache=tmp_path / "cache"), open_planner(str(folder)), testing=True
    ).test_client()
    answer = client.get("/api/v1/route", query_string=query).get_json()
    assert answer["status"] == "no_plan"


def test_on_the_embedded_network_every_crossing_is_known(planner):
    request = RouteRequest(origin="Almaty", destination="Bishkek", profile="car", known_crossings_only=True)
    assert plan_route(planner, request).plans[0].totals.crossings == 1


def test_a_oneway_is_driven_in_its_direction_and_a_closed_road_never(ways):
    _, there = ways("East Town", "10.70,0.10")
    _, back = ways("10.60,0.10", "East Town")
    assert [arc.split("#")[0] for arc in there] == ["way/102+0", "way/104+0", "way/105-0"]
    assert {arc[:7] for arc in back} == {"way/104"}


def test_a_ferry_takes_the_time_of_its_tag(ways):
    document, arcs = ways("East Town", "Farshore")
    assert "way/110+3" in arcs
    ferry = next(leg for leg in document.plans[0].legs if leg.kind == "ferry")
    assert ferry.time_s == 7200
    assert ferry.distance_m == pytest.approx(22_239, rel=0.001)


def test_freight_changes_gauge_exactly_once(ways):
    document, arcs = ways("Broad Station", "Narrow Station", "rail-wagon")
    assert document.plans[0].totals.transfers == 1
    assert arcs == ["way/201+1", "gauge/node/22+1", "way/202+2"]


def test_an_interrupted_build_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(stage, _share):
        if stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_network([FILE], tmp_path / "two", name="two", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_a_target_is_refused_before_anything_is_read(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("mine")
    monkeypatch.setattr(networks, "build_from_osm", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(InvalidInput, match="holds no network"):
        build_network([FILE], tmp_path, name="two")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(EnvironmentFault, match="must be writable"):
        build_network([FILE], tmp_path / "two", name="two")


def test_no_source_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="built from files"):
        build_network([], tmp_path / "two", name="two")


def test_a_folder_that_is_no_network_cannot_be_described(tmp_path):
    with pytest.raises(DataFault, match=r"meta\.json"):
        describe_network(tmp_path)


def test_a_town_whose_middle_is_shut_to_trucks_is_reached_from_its_edge(tmp_path):
    """The town's own node lies in a street for vehicles up to 18 t."""
    zone = {"highway": "residential", "maxweight": "18"}
    source = write_osm(
        tmp_path / "town.osm",
        {1: (0, 0), 2: (0.3, 0), 3: (3, 0), 4: (0, 0.01, {"place": "town", "name": "Oldtown"}),
         5: (3, 0.01, {"place": "town", "name": "Newtown"})},
        {10: ([1, 2], zone), 11: ([2, 3], {"highway": "primary"})},
    )  # fmt: skip
    build_network([source], tmp_path / "town", name="town")
    planner = open_planner(str(tmp_path / "town"))
    for profile, km in (("car", 3.0), ("truck-40t", 2.7)):
        document = plan_route(planner, RouteRequest(origin="Oldtown", destination="Newtown", profile=profile))
        assert document.plans, document.reason
        assert document.plans[0].totals.distance_m / 1000 == pytest.approx(km, abs=0.05)
