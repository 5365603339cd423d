"""Answers that a first reader did not believe, kept right."""

from __future__ import annotations

import pytest

from corridor_planner.domain import Load, RouteRequest, Stop
from corridor_planner.errors import InvalidInput
from corridor_planner.planning.checks import check_plan
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner

ZHIBEK_ZHOLY = "kz-uz-zhibek-zholy-road"


def ask(planner: Planner, origin: str, destination: str, profile: str, **more: object) -> PlanDocument:
    more.setdefault("depart_text", "2026-07-08")
    return plan_route(planner, RouteRequest(origin=origin, destination=destination, profile=profile, **more))  # type: ignore[arg-type]


def crossings(document: PlanDocument) -> set[str | None]:
    return {leg.crossing_id for leg in document.plans[0].legs if leg.kind == "crossing"}


def test_a_post_that_is_rebuilt_is_not_used_before_its_reopening(planner: Planner) -> None:
    reopens = planner.world.crossings[ZHIBEK_ZHOLY].closed_until
    assert reopens > "2026-03-10"
    assert ZHIBEK_ZHOLY not in crossings(ask(planner, "Almaty", "Tashkent", "car", depart_text="2026-03-10"))


def test_a_reopening_that_nobody_confirmed_is_told(planner: Planner) -> None:
    plan = ask(planner, "Almaty", "Tashkent", "car", via=(Stop(place=ZHIBEK_ZHOLY),), depart_text="2026-10-10")
    assert "warning.reopening_not_confirmed" in {w.id for leg in plan.plans[0].legs for w in leg.warnings}


def test_a_via_that_the_vehicle_may_not_pass_is_named_with_its_reason(planner: Planner) -> None:
    answer = ask(planner, "Almaty", "Tashkent", "truck-40t", via=(Stop(place=ZHIBEK_ZHOLY),))
    assert answer.status == "no_plan"
    assert answer.reason is not None
    assert answer.reason.id == "no_plan.via_refused"
    assert [m.id for m in answer.blocked] == ["refused.no_freight"]
    assert all("depart" not in remedy.change for remedy in answer.remedies)


def test_a_via_that_is_shut_in_ones_own_direction_is_warned_about(planner: Planner) -> None:
    via = (Stop(place="az-ge-red-bridge-road"),)
    plan = ask(planner, "Tbilisi", "Baku", "car", via=via, nationality="DE")
    assert plan.status == "no_plan" or "warning.via_one_way" in {w.id for w in plan.plans[0].warnings}


@pytest.mark.parametrize(
    ("profile", "load", "told"),
    [
        ("truck-40t", Load(kind="container-40", mass_t=60.0), "0 to 26 t"),
        ("rail-wagon", Load(kind="reefer-40", mass_t=20.0), "rail-wagon takes wagon"),
    ],
)
def test_a_load_that_does_not_fit_the_profile_is_refused(planner: Planner, profile: str, load: Load, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        ask(planner, "Almaty", "Tashkent", profile, load=load)


@pytest.mark.parametrize(("typed", "same_as"), [("DEU", "DE"), ("deu", "DE"), ("NZL", "NZ")])
def test_alpha_3_codes_of_all_countries_are_understood(planner: Planner, typed: str, same_as: str) -> None:
    by_three = ask(planner, "Almaty", "Bishkek", "car", nationality=typed)
    by_two = ask(planner, "Almaty", "Bishkek", "car", nationality=same_as)
    assert by_three.plans[0].warnings == by_two.plans[0].warnings


@pytest.mark.parametrize("field", ["nationality", "registration"])
def test_a_country_that_does_not_exist_is_refused(planner: Planner, field: str) -> None:
    with pytest.raises(InvalidInput, match="ZZ"):
        ask(planner, "Almaty", "Bishkek", "car", **{field: "ZZ"})


def test_a_change_of_gauge_tells_its_source(planner: Planner) -> None:
    plan = ask(planner, "kz-cn-altynkol-rail:CN", "kz-almaty", "container-block-train")
    change = next(leg for leg in plan.plans[0].legs if leg.note and leg.note.id == "note.gauge_change")
    assert [source.table for source in change.sources] == ["gauge_changes"]


def test_the_crossing_of_a_ship_tells_both_countries(planner: Planner) -> None:
    plan = ask(planner, "kz-port-kuryk", "az-baku", "car", nationality="DE")
    entry = next(leg for leg in plan.plans[0].legs if leg.crossing_id == "az-port-alat" and leg.kind == "crossing")
    assert entry.note is not None
    assert entry.note.values == {"from": "KZ", "to": "AZ"}


def test_a_traveller_is_told_what_he_rides_in(planner: Planner) -> None:
    plan = ask(planner, "Almaty", "Bishkek", "traveller")
    assert {leg.note.id for leg in plan.plans[0].legs if leg.kind == "road" and leg.note} <= {
        "note.by_coach", "note.by_hired_car",
    }  # fmt: skip
    assert any(leg.note for leg in plan.plans[0].legs if leg.kind == "road")


def test_a_document_without_plans_that_claims_a_plan_is_no_valid_one(planner: Planner) -> None:
    plan = ask(planner, "Almaty", "Bishkek", "car")
    assert check_plan(planner, plan).valid
    assert not check_plan(planner, plan.model_copy(update={"plans": []})).valid
    assert not check_plan(planner, plan.model_copy(update={"status": "no_plan"})).valid


def test_wrong_opening_hours_of_a_stop_are_the_callers_mistake(planner: Planner) -> None:
    with pytest.raises(InvalidInput, match="8am") as caught:
        ask(planner, "Almaty", "Bishkek", "car", via=(Stop(place="Taraz", opening_hours="Mo-Fr 8am"),))
    assert "\n" not in str(caught.value)
