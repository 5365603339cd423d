"""Plan documents made by hand, for everything that shows or writes plans."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import Any

from corridor_planner.planning.documents import PlanDocument

HOSTILE = Path(__file__).parents[1] / "data" / "cases" / "names_hostile.csv"
DEPART = datetime(2026, 7, 10, 8, tzinfo=timezone(timedelta(hours=5)))
SOURCE = {
    "table": "road_legs",
    "row_id": "a-b",
    "text": "drawn for a test",
    "as_of": "2026-07",
    "confidence": "published",
}


def place(
    place_id: str, name: str, lon: float, lat: float, *, country: str = "KZ", tz: str = "Asia/Almaty"
) -> dict[str, Any]:
    """A place of a step."""
    return {"id": place_id, "name": name, "name_local": "", "country": country, "lon": lon, "lat": lat, "tz": tz}


def hostile_places() -> list[dict[str, Any]]:
    """The places whose names try to break out of a page, a script or a cell."""
    with HOSTILE.open(encoding="utf-8", newline="") as file:
        return [
            place(row["id"], row["name"], float(row["lon"]), float(row["lat"]), country=row["country"])
            for row in csv.DictReader(file)
        ]


def leg(kind: str, origin: dict[str, Any], destination: dict[str, Any], start: datetime, hours: float,
        **more: Any) -> dict[str, Any]:  # fmt: skip
    """A step; a moving one is 100 km an hour for 50 USD and 20 kg."""
    moving = kind in ("road", "rail", "ferry", "air")
    cost = {"haulage": 50.0 * hours} if moving else {}
    base = {
        "kind": kind, "mode": kind if moving else None, "from": origin, "to": destination,
        "start": start.isoformat(), "end": (start + timedelta(hours=hours)).isoformat(),
        "distance_m": 100_000.0 * hours if moving else 0.0, "time_s": round(hours * 3600),
        "cost_usd": sum(cost.values()), "cost": cost, "co2e_kg": 20.0 * hours if moving else 0.0,
        "crossing_id": None, "service_id": None, "note": None, "papers": [], "sources": [SOURCE], "warnings": [],
        "geometry": [[origin["lon"], origin["lat"]], [destination["lon"], destination["lat"]]] if moving else [],
    }  # fmt: skip
    return base | more


def document(legs: Sequence[dict[str, Any]]) -> PlanDocument:
    """A document with one plan of these steps."""
    time_s = sum(one["time_s"] for one in legs)
    cost: dict[str, float] = {}
    for one in legs:
        for kind, usd in one["cost"].items():
            cost[kind] = cost.get(kind, 0.0) + usd
    plan = {
        "id": "1", "label": "A", "why": "earliest arrival",
        "totals": {
            "time_s": time_s, "cost_usd": sum(one["cost_usd"] for one in legs),
            "co2e_kg": sum(one["co2e_kg"] for one in legs), "distance_m": sum(one["distance_m"] for one in legs),
            "crossings": sum(one["kind"] == "crossing" for one in legs),
            "transfers": sum(one["kind"] == "transfer" for one in legs),
        },
        "reliability": {"p10_s": time_s, "p50_s": time_s, "p90_s": time_s * 2, "p_deadline": None, "main_cause": None},
        "cost": cost, "warnings": [], "legs": list(legs),
    }  # fmt: skip
    return PlanDocument.model_validate({
        "schema": "corridor-planner/plan/1", "kind": "route",
        "network": {"name": "drawn", "data_version": "test", "attribution": ["nobody"]},
        "request": {"from": legs[0]["from"]["name"], "to": legs[-1]["to"]["name"], "depart": legs[0]["start"]},
        "status": "optimal", "plans": [plan], "route": {"arcs": [[]]},
    })  # fmt: skip


def journey() -> PlanDocument:
    """Road, queue, border, transfer, ferry and rail: one step of each kind that a map draws."""
    town, post = place("a", "Aksu", 70.0, 43.0), place("x:KZ", "Post", 71.0, 43.0)
    other = place("x:KG", "Post", 71.0, 43.0, country="KG", tz="Asia/Bishkek")
    port, far, end = place("p", "Port", 72.0, 43.0), place("q", "Far port", 73.0, 44.0), place("e", "End", 74.0, 44.0)
    steps = [
        ("road", town, post, 2.0, {}),
        ("queue", post, post, 1.5, {"crossing_id": "x"}),
        ("crossing", post, other, 0.0, {"crossing_id": "x"}),
        ("road", other, port, 1.0, {}),
        ("transfer", port, port, 8.0, {}),
        ("ferry", port, far, 20.0, {"service_id": "p-q"}),
        ("rail", far, end, 3.0, {"sources": [SOURCE | {"confidence": "estimate"}]}),
    ]
    legs, at = [], DEPART
    for kind, origin, destination, hours, more in steps:
        legs.append(leg(kind, origin, destination, at, hours, **more))
        at += timedelta(hours=hours)
    return document(legs)


def hostile_journey() -> PlanDocument:
    """A drive through all places with hostile names."""
    places = hostile_places()
    legs, at = [], DEPART
    for origin, destination in pairwise(places):
        legs.append(leg("transfer", origin, origin, at, 0.5, note={"id": "n", "text": origin["name"], "values": {}}))
        source, warning = SOURCE | {"text": origin["name"]}, {"id": "w", "text": origin["name"], "values": {}}
        start = at + timedelta(hours=0.5)
        legs.append(leg("road", origin, destination, start, 1.0, sources=[source], warnings=[warning]))
        at += timedelta(hours=1.5)
    return document(legs)
