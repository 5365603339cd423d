"""Plans against the plausibility bands of ``calibration.csv``, printed with their deviations."""

from __future__ import annotations

import csv

import pytest

from corridor_planner.domain import Mode, RouteRequest, Stop
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner
from corridor_planner.resources import data_file

DEPART = "2026-04-13"  # a month without the summer ban on heavy trucks and with few passes closed
PROFILE = {"rail-wagonload": "rail-wagon"}
SHARE_INSIDE = 0.8


def rows(name: str) -> list[dict[str, str]]:
    with data_file("checks").joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def measured(document: PlanDocument, parameter: str) -> float:
    plan = document.plans[0]
    match parameter:
        case "time_d_p50":
            return plan.reliability.p50_s / 86_400
        case "time_d_p90":
            return plan.reliability.p90_s / 86_400
        case "distance_km":
            return plan.totals.distance_m / 1000
        case _:
            return plan.totals.cost_usd


def ask(planner: Planner, row: dict[str, str], routes: dict[str, dict[str, str]]) -> PlanDocument:
    as_told = routes.get(row["od"], {})
    split = {
        key: tuple(filter(None, as_told.get(key, "").split(";"))) for key in ("via", "avoid_countries", "avoid_modes")
    }
    end = row["to_place_id"]
    return plan_route(planner, RouteRequest(
        origin=row["from_place_id"], destination=f"{end}:TM" if end == "tm-ir-sarakhs-rail" else end,
        profile=PROFILE.get(row["profile"], row["profile"]), depart_text=DEPART,
        via=tuple(Stop(place=v) for v in split["via"]), avoid_countries=split["avoid_countries"],
        avoid_modes=tuple(Mode(m) for m in split["avoid_modes"]),
    ))  # fmt: skip


def test_at_least_four_fifths_of_the_bands_are_met(planner: Planner, capsys: pytest.CaptureFixture[str]) -> None:
    routes = {row["od"]: row for row in rows("calibration_routes.csv")}
    inside, told = 0, []
    concerned = [row for row in rows("calibration.csv") if row["from_place_id"] and row["to_place_id"]]
    for row in concerned:
        value = measured(ask(planner, row, routes), row["parameter"])
        fits = float(row["low"]) <= value <= float(row["high"])
        inside += fits
        deviation = value / float(row["value"]) - 1
        told.append(f"{'  ' if fits else '! '}{row['id']:<42} {value:10.2f} of {row['low']}..{row['high']} "
                    f"{row['unit']}, "
                    f"{deviation:+.0%} ({row['confidence']})")  # fmt: skip
    with capsys.disabled():
        print("\ncalibration:", *told, f"{inside} of {len(concerned)} inside their band", sep="\n  ")
    assert len(concerned) >= 50
    assert inside >= SHARE_INSIDE * len(concerned), "\n".join(told)
