"""Answers to real questions on the embedded network: show what moved, and write them anew.

``tests/golden/routes.csv`` holds for each question of ``tests/golden/questions.csv`` the totals and
the plan in one line. Run it from a checkout: ``python tools/golden.py``; say in the commit why each
line moved.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from corridor_planner.domain import Criterion, Mode, RouteRequest, Stop
from corridor_planner.export.tell import tell
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner, open_planner

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "golden"
COLUMNS = ("id", "status", "time_h", "cost_usd", "co2e_kg", "distance_km", "crossings", "transfers", "told")
Row = dict[str, str]


def main() -> None:
    """Print the differences and write the answers."""
    old = {row["id"]: row for row in read_rows(FOLDER / "routes.csv")}
    new = {row["id"]: row for row in answers(open_planner())}
    for id_ in sorted(old.keys() | new.keys()):
        for line in differences(old.get(id_, {}), new.get(id_, {})):
            print(f"{id_}: {line}")
    with (FOLDER / "routes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(new.values())
    moved = sum(old.get(id_) != row for id_, row in new.items())
    print(f"{len(new)} answers written, {moved} of them moved")


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file; none when it does not exist yet."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers(planner: Planner) -> Iterator[Row]:
    """Answer every question."""
    for question in read_rows(FOLDER / "questions.csv"):
        yield answer_row(question["id"], plan_route(planner, request_of(question)))


def request_of(question: Mapping[str, str]) -> RouteRequest:
    """Return the request of a row; options are words such as ``avoid_country=RU IR`` and ``optimize``."""
    options: dict[str, list[str]] = {}
    last = ""
    for word in question["options"].split():
        name, equals, value = word.partition("=")
        if equals or name in ("optimize", "return"):
            last = name
            options[last] = [value] if value else []
        else:
            options[last].append(word)
    return RouteRequest(
        origin=question["from"], destination=question["to"], profile=question["profile"],
        via=tuple(Stop(place=place) for place in question["via"].split("|") if place),
        depart_text=question["depart"], criterion=Criterion(question["by"]),
        nationality=" ".join(options.get("nationality", ())), travellers=int(options.get("travellers", ["1"])[0]),
        avoid_countries=tuple(options.get("avoid_country", ())),
        avoid_modes=tuple(Mode(word) for word in options.get("avoid_mode", ())),
        optimize="optimize" in options, round_trip="return" in options,
    )  # fmt: skip


def answer_row(id_: str, document: PlanDocument) -> Row:
    """Return an answer as a row."""
    told = tell(json.loads(document.to_json()))
    if not document.plans:
        return dict.fromkeys(COLUMNS, "") | {"id": id_, "status": document.status, "told": told}
    totals = document.plans[0].totals
    return {
        "id": id_, "status": document.status, "time_h": f"{totals.time_s / 3600:.2f}",
        "cost_usd": f"{totals.cost_usd:.0f}", "co2e_kg": f"{totals.co2e_kg:.0f}",
        "distance_km": f"{totals.distance_m / 1000:.0f}", "crossings": str(totals.crossings),
        "transfers": str(totals.transfers), "told": told,
    }  # fmt: skip


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return the cells that differ between two rows of one question."""
    if not old or not new:
        return ["is new" if new else "is gone"]
    return [f"{name} {old[name]!r} -> {new[name]!r}" for name in COLUMNS if old[name] != new[name]]


if __name__ == "__main__":
    main()
