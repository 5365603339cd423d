"""Corridors on the shipped network: ten pairs whose ways a forwarder would name, and what each answer holds."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from corridor_planner.cli.app import cli, run
from corridor_planner.domain import Criterion, RouteRequest
from corridor_planner.errors import InvalidInput
from corridor_planner.planning.checks import check_plan, read_plan_document
from corridor_planner.planning.corridors import plan_corridors
from corridor_planner.planning.routes import plan_route

TABLE = Path(__file__).parents[1] / "golden" / "corridors.csv"
DEPART = "2026-06-02T08:00"


def pairs():
    """Return, per pair and profile, the corridors that must be offered and what each contains."""
    found = defaultdict(list)
    with TABLE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            wanted = [frozenset(token.split("|")) for token in row["must_contain"].split()]
            found[row["from"], row["to"], row["profile"]].append((row["corridor"], wanted))
    return found


def ask(planner, origin, destination, profile, **options):
    request = RouteRequest(origin=origin, destination=destination, profile=profile, depart_text=DEPART)
    return plan_corridors(planner, request, **options)


def passed(plan):
    """Return the crossings and ships of a plan."""
    return {leg.crossing_id for leg in plan.legs if leg.kind == "crossing"} | {
        leg.service_id for leg in plan.legs if leg.kind == "ferry"
    }


@pytest.mark.parametrize(("pair", "corridors"), list(pairs().items()), ids=lambda value: " ".join(value[:2])
                         if isinstance(value, tuple) else "")  # fmt: skip
def test_the_corridors_a_forwarder_would_name_are_offered(planner, pair, corridors):
    document = ask(planner, *pair, most=10)
    offered = [passed(plan) for plan in document.plans]
    for name, wanted in corridors:
        assert any(all(tokens & posts for tokens in wanted) for posts in offered), (name, offered)


@pytest.fixture(scope="module")
def caspian(planner):
    return ask(planner, "kz-cn-altynkol-rail:CN", "ge-port-poti", "container-intermodal")


def test_the_best_by_each_criterion_is_on_the_list_and_says_so(planner, caspian):
    fastest = plan_route(planner, RouteRequest(
        origin="kz-cn-altynkol-rail:CN", destination="ge-port-poti", profile="container-intermodal",
        depart_text=DEPART))  # fmt: skip
    assert caspian.plans[0].totals.time_s == fastest.plans[0].totals.time_s
    for word, key in (("earliest arrival", "time_s"), ("cheapest", "cost_usd"), ("least CO2e", "co2e_kg")):
        named = [plan for plan in caspian.plans if word in plan.why]
        assert len(named) == 1
        assert getattr(named[0].totals, key) == min(getattr(plan.totals, key) for plan in caspian.plans)
    assert sum("surest" in plan.why for plan in caspian.plans) == 1


def test_what_the_search_counts_is_what_the_plan_tells(caspian):
    front = caspian.corridors.front
    for plan in caspian.plans[:3]:
        near = min(
            front, key=lambda row: abs(row.time_s - plan.totals.time_s) + abs(row.cost_usd - plan.totals.cost_usd)
        )
        assert near.time_s == pytest.approx(plan.totals.time_s, abs=1)
        assert near.cost_usd == pytest.approx(plan.totals.cost_usd, abs=0.5)
        assert near.co2e_kg == pytest.approx(plan.totals.co2e_kg, abs=0.1)


def test_no_member_of_the_front_beats_another(caspian):
    rows = [(row.time_s, row.cost_usd, row.co2e_kg) for row in caspian.corridors.front]
    assert len(rows) > 5
    assert not any(a != b and all(x <= y for x, y in zip(a, b, strict=True)) for a in rows for b in rows)


def test_the_checker_walks_every_corridor_and_finds_a_tampered_one(planner, caspian):
    saved = json.loads(caspian.to_json())
    assert check_plan(planner, read_plan_document(saved)).valid
    saved["plans"][2]["totals"]["cost_usd"] -= 100
    assert not check_plan(planner, read_plan_document(saved)).valid


def test_the_same_question_gets_the_same_answer(planner, caspian):
    again = ask(planner, "kz-cn-altynkol-rail:CN", "ge-port-poti", "container-intermodal")
    assert again.to_json() == caspian.to_json()


def test_an_excluded_country_is_on_no_corridor(planner):
    request = RouteRequest(origin="uz-samarkand", destination="ge-batumi", profile="truck-40t", depart_text=DEPART,
                           avoid_countries=("IR", "RU"))  # fmt: skip
    document = plan_corridors(planner, request)
    assert document.plans
    for plan in document.plans:
        assert not {"IR", "RU"} & {leg.destination.country for leg in plan.legs}


def test_no_way_at_all_is_an_answer(planner):
    request = RouteRequest(origin="uz-samarkand", destination="ge-batumi", profile="truck-40t", depart_text=DEPART,
                           avoid_countries=("TM", "KZ", "AF", "KG", "TJ"))  # fmt: skip
    document = plan_corridors(planner, request)
    assert (document.kind, document.status, document.plans) == ("corridors", "no_plan", [])
    assert document.reason is not None


@pytest.mark.parametrize(
    ("options", "words"),
    [({"criteria": (Criterion.TIME,)}, "two to four"), ({"most": 0}, "1 to 12"), ({"epsilon": 2.0}, "from 0 to 1")],
)
def test_numbers_out_of_range_are_refused_with_the_remedy(planner, options, words):
    with pytest.raises(InvalidInput, match=words):
        ask(planner, "uz-samarkand", "ge-batumi", "truck-40t", **options)


def test_the_command_compares_side_by_side(capsys):
    arguments = ["corridors", "Samarkand", "Batumi", "--profile", "truck-40t", "--depart", DEPART, "--max", "4"]
    assert run(arguments) == 0
    told = capsys.readouterr().out
    assert "earliest arrival" in told
    assert (
        "UZ > TM > (alat-turkmenbashi-ropax) > AZ > GE" in told.replace("\n", " ").replace("  ", " ")
        or "UZ > TM" in told
    )
    assert run([*arguments, "--criteria", "time,beauty"]) == 2


def test_help_tells_the_criteria():
    assert "co2e" in CliRunner().invoke(cli, ["corridors", "--help"]).output
