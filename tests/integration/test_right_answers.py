"""Answers that a forwarder or a guide would recognise, on the shipped backbone.

Where an expectation is a number of a table, it is read from the table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from corridor_planner.domain import Mode, RouteRequest, Stop
from corridor_planner.planning.documents import LegDoc, PlanDocument
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner

Ask = Callable[..., PlanDocument]


@pytest.fixture(scope="module")
def ask(planner: Planner) -> Ask:
    def plan(origin: str, destination: str, profile: str, *, via: tuple[str, ...] = (), **more: object) -> PlanDocument:
        more.setdefault("depart_text", "2026-07-08")
        return plan_route(planner, RouteRequest(
            origin=origin, destination=destination, profile=profile, via=tuple(Stop(place=v) for v in via), **more,
        ))  # type: ignore[arg-type]  # fmt: skip

    return plan


def legs(document: PlanDocument, kind: str = "") -> list[LegDoc]:
    assert document.status == "optimal", document.reason
    return [leg for leg in document.plans[0].legs if not kind or leg.kind == kind]


def crossings(document: PlanDocument) -> list[str]:
    return [leg.crossing_id or "" for leg in legs(document, "crossing")]


def gauge_changes(document: PlanDocument) -> list[LegDoc]:
    return [leg for leg in legs(document, "transfer") if leg.note and leg.note.id == "note.gauge_change"]


def test_almaty_to_bishkek_by_car_waits_at_one_kazakh_kyrgyz_post(ask: Ask, planner: Planner) -> None:
    plan = ask("Almaty", "Bishkek", "car")
    assert plan.plans[0].totals.distance_m == pytest.approx(237_000, rel=0.05)
    (crossing,) = crossings(plan)
    assert crossing.startswith("kz-kg-")
    (queue,) = legs(plan, "queue")
    waits = planner.world.crossings[crossing].passenger_waits
    assert queue.time_s in {wait.wait.p50_s for wait in waits if wait.party.value == "car"}


def test_tashkent_to_samarkand_takes_the_fast_train_at_one_of_its_departures(ask: Ask, planner: Planner) -> None:
    plan = ask("Tashkent", "Samarkand", "rail-passenger")
    (ride,) = legs(plan, "rail")
    train = planner.world.trains[ride.service_id or ""]
    assert train.name == "Afrosiyob"
    assert ride.start.strftime("%H:%M") in train.departures


ALTYNKOL = "kz-cn-altynkol-rail:CN"
MIDDLE = {"avoid_countries": ("RU", "IR", "TM")}


def test_block_train_goes_by_the_caspian_with_one_change_of_gauge_and_two_port_transfers(
    ask: Ask, planner: Planner
) -> None:
    plan = ask(ALTYNKOL, "ge-port-poti", "container-block-train", **MIDDLE)
    passed = crossings(plan)
    assert passed[0] == "kz-cn-altynkol-rail"
    assert passed[-1] == "az-ge-boyuk-kesik-rail"
    (change,) = gauge_changes(plan)
    assert change.origin.id is not None
    assert change.origin.id.startswith("kz-cn-altynkol-rail")
    ports = [leg.origin.id for leg in legs(plan, "transfer") if leg.service_id]
    assert ports[0] in ("kz-port-aktau", "kz-port-kuryk")
    assert ports[1:] == ["az-port-alat"]
    ferry = planner.world.ferries[legs(plan, "ferry")[0].service_id or ""]
    assert sum(leg.time_s for leg in legs(plan, "wait") if leg.service_id == ferry.id) == ferry.wait.p50_s


def test_without_exclusions_the_fastest_by_the_tables_comes_first(ask: Ask) -> None:
    free, middle = (
        ask(ALTYNKOL, "ge-port-poti", "container-block-train"),
        ask(ALTYNKOL, "ge-port-poti", "container-block-train", **MIDDLE),
    )
    assert free.plans[0].totals.time_s <= middle.plans[0].totals.time_s


def test_from_altynkol_itself_no_gauge_changes(ask: Ask) -> None:
    assert gauge_changes(ask("kz-altynkol", "ge-port-poti", "container-block-train", **MIDDLE)) == []


def test_a_german_car_finds_no_way_by_land_into_azerbaijan_and_every_crossing_says_why(
    ask: Ask, planner: Planner
) -> None:
    answer = ask("Tbilisi", "Baku", "car", nationality="DE", avoid_modes=(Mode.FERRY,))
    assert answer.status == "no_plan"
    told = " ".join(message.text for message in answer.blocked)
    mainland = [c for c in planner.world.crossings.values() if c.mode == "road" and c.status.passable
                and c.country_a == "AZ" and c.country_b in ("GE", "RU", "IR")
                and c.id != "az-ir-julfa-road"]  # fmt: skip
    assert len(mainland) >= 6
    for crossing in mainland:
        assert crossing.id in told
        assert crossing.verified_until in told


def test_a_way_round_by_sea_says_that_the_land_crossings_are_refused(ask: Ask) -> None:
    plan = ask("Tbilisi", "Baku", "car", nationality="DE")
    if plan.status == "optimal":
        assert legs(plan, "ferry")
        assert "warning.round_by_sea" in {w.id for w in plan.plans[0].warnings}


def test_the_same_traveller_may_leave_azerbaijan_by_land(ask: Ask) -> None:
    (crossing,) = crossings(ask("Baku", "Tbilisi", "car", nationality="DE"))
    assert crossing.startswith("az-ge-")


def test_an_azerbaijani_may_not_leave_where_only_foreigners_may(ask: Ask) -> None:
    answer = ask("Baku", "Tbilisi", "car", nationality="AZ", avoid_modes=(Mode.FERRY,))
    assert answer.status == "no_plan"
    assert "refused.foreigners_only" in {m.id for m in answer.blocked}


def test_a_truck_passes_from_georgia_into_azerbaijan(ask: Ask) -> None:
    (crossing,) = crossings(ask("Tbilisi", "Baku", "truck-40t"))
    assert crossing.startswith("az-ge-")


def test_the_red_bridge_shows_its_long_wait_and_the_year_of_its_source(ask: Ask, planner: Planner) -> None:
    plan = ask("Tbilisi", "Baku", "truck-40t", via=("az-ge-red-bridge-road",))
    (queue,) = legs(plan, "queue")
    wait = planner.world.crossings["az-ge-red-bridge-road"].freight_wait
    assert wait is not None
    assert queue.time_s == wait.p50_s > 20 * 3600
    assert any(source.as_of[:4].isdigit() for source in queue.sources)


def test_kulma_waits_for_monday_in_its_own_zone(ask: Ask) -> None:
    plan = ask("Kashgar", "Dushanbe", "truck-40t", via=("tj-cn-kulma-road",), depart_text="2026-07-10T20:00+08:00")
    wait = next(leg for leg in legs(plan, "wait") if leg.crossing_id == "tj-cn-kulma-road")
    assert wait.end.astimezone(ZoneInfo("Asia/Dushanbe")) == datetime(2026, 7, 13, 10, tzinfo=ZoneInfo("Asia/Dushanbe"))
    passing = next(leg for leg in legs(plan, "crossing") if leg.crossing_id == "tj-cn-kulma-road")
    local = passing.start.astimezone(ZoneInfo("Asia/Dushanbe"))
    assert local.weekday() < 5
    assert 10 <= local.hour < 18
    assert local.hour not in (11, 12)  # the midday break, told in Dushanbe time


def test_kulma_holds_up_whoever_arrives_in_the_midday_break(ask: Ask) -> None:
    plan = ask("Tashkurgan", "Murghab", "truck-40t", via=("tj-cn-kulma-road",), depart_text="2026-07-14T14:00+08:00")
    wait = next(leg for leg in legs(plan, "wait") if leg.crossing_id == "tj-cn-kulma-road")
    assert wait.end.astimezone(ZoneInfo("Asia/Dushanbe")).strftime("%a %H:%M") == "Tue 13:00"


def test_irkeshtam_is_open_to_freight_around_the_clock(ask: Ask) -> None:
    plan = ask("Osh", "Kashgar", "truck-40t", via=("kg-cn-irkeshtam-road",), depart_text="2026-07-10T20:00+06:00")
    assert [leg for leg in legs(plan, "wait") if leg.crossing_id == "kg-cn-irkeshtam-road"] == []


@pytest.mark.parametrize(
    ("origin", "destination", "via"),
    [("Osh", "Kashgar", "kg-cn-irkeshtam-road"), ("Kashgar", "Dushanbe", "tj-cn-kulma-road")],
)
def test_a_chinese_holiday_shuts_the_post(ask: Ask, origin: str, destination: str, via: str) -> None:
    plan = ask(origin, destination, "truck-40t", via=(via,), depart_text="2026-10-01")
    wait = next(leg for leg in legs(plan, "wait") if leg.crossing_id == via)
    assert wait.time_s > 24 * 3600


PASSES = [
    # from, to, seasonal ids that must lie on the way
    ("kg-kara-balta", "kg-suusamyr", "too-ashuu"),
    ("uz-angren", "uz-kokand", "kamchik"),
    ("kg-at-bashy", "kg-cn-torugart-road:KG", "torugart"),
    ("tj-karakul", "tj-murghab", "ak-baital"),
    ("tj-karasu-junction", "tj-cn-kulma-road:TJ", "kulma"),
    ("tj-kalaikhum", "tj-tavildara", "khaburabot"),
    ("kg-kochkor", "kg-song-kol", "song-kul-kalmak"),
]


@pytest.mark.parametrize("profile", ["car", "truck-40t"])
@pytest.mark.parametrize(("origin", "destination", "rule_id"), PASSES)
def test_passes_are_refused_slowed_or_free_as_the_tables_say(
    ask: Ask, planner: Planner, origin: str, destination: str, rule_id: str, profile: str
) -> None:
    rule = planner.world.seasonal[rule_id]
    leg_ids = set(rule.scope_ids)
    for month in (1, 7):
        plan = ask(origin, destination, profile, depart_text=f"2026-{month:02d}-15")
        arcs = {key.rsplit("+", 1)[0].rsplit("-", 1)[0] if "+" not in key else key.rsplit("+", 1)[0]
                for key in (plan.route.arcs[0] if plan.route and plan.route.arcs else [])}  # fmt: skip
        if month in rule.closed_months:
            assert not (arcs & leg_ids), f"{rule_id} is closed in month {month}"
        elif month in rule.restricted_months:
            told = [w.values.get("rule") for leg in legs(plan, "road") for w in leg.warnings]
            assert rule.name in told
        elif profile == "car":
            told = [w.values.get("rule") for leg in legs(plan, "road") for w in leg.warnings]
            assert rule.name not in told


def test_a_slow_month_takes_longer_by_the_factor_of_the_table(ask: Ask, planner: Planner) -> None:
    winter = legs(ask("uz-angren", "uz-kokand", "car", depart_text="2026-01-15"), "road")
    summer = legs(ask("uz-angren", "uz-kokand", "car", depart_text="2026-05-15"), "road")
    factor = planner.world.seasonal["kamchik"].delay_factor
    assert sum(leg.time_s for leg in winter) == pytest.approx(factor * sum(leg.time_s for leg in summer), rel=0.01)


def test_a_wagon_changes_gauge_once_at_sarakhs(ask: Ask) -> None:
    (change,) = gauge_changes(ask("Mary", "Mashhad", "rail-wagon", avoid_countries=("UZ",)))
    assert (change.origin.id or "").startswith("tm-ir-sarakhs-rail")


def test_no_passenger_train_runs_from_mary_to_mashhad_and_the_answer_says_so(ask: Ask) -> None:
    answer = ask("Mary", "Mashhad", "rail-passenger")
    assert answer.status == "no_plan"
    assert answer.reason is not None
    assert "train" in answer.reason.text


@pytest.mark.parametrize(
    ("origin", "destination"), [("Almaty", "Tashkent"), ("Shymkent", "Samarkand"), ("Tashkent", "Taraz")]
)
def test_trucks_avoid_zhibek_zholy_and_every_passenger_only_crossing(
    ask: Ask, planner: Planner, origin: str, destination: str
) -> None:
    for crossing in crossings(ask(origin, destination, "truck-40t")):
        assert crossing != "kz-uz-zhibek-zholy-road"
        assert planner.world.crossings[crossing].freight


def test_a_truck_reaches_nakhchivan_through_iran_and_julfa_never_through_armenia(ask: Ask) -> None:
    plan = ask("Baku", "Nakhchivan", "truck-40t")
    assert crossings(plan)[-1] == "az-ir-julfa-road"
    assert "AM" not in {leg.destination.country for leg in legs(plan)}


def test_a_foreign_tourist_cannot_enter_nakhchivan_by_car(ask: Ask) -> None:
    for origin in ("Baku", "Igdir"):
        answer = ask(origin, "Nakhchivan", "car", nationality="DE")
        assert answer.status == "no_plan"
        assert answer.blocked


def test_the_summed_tariffs_altynkol_poti_lie_within_a_quarter_of_the_through_rate(ask: Ask, planner: Planner) -> None:
    plan = ask(ALTYNKOL, "ge-port-poti", "container-intermodal", avoid_modes=(Mode.ROAD,), **MIDDLE)
    through = planner.world.figures["titr-through-feu"]
    assert plan.plans[0].totals.cost_usd == pytest.approx(through.value, rel=0.25)
    assert "warning.estimates" in {w.id for w in plan.plans[0].warnings}
