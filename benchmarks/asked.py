"""What is asked in the suites ``routing`` and ``web``: routes and place searches, from CSV files.

``routes.csv``: name, origin, destination, profile, by, depart, nationality, avoid_countries (blank
separated). ``places.csv``: query, first_id (the place that must come first; empty for no place).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from corridor_planner.domain import Criterion, RouteRequest
from corridor_planner.errors import DataFault

INSTANCES: Final = Path(__file__).resolve().parent / "instances"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRoute:
    """A route that somebody asks for."""

    name: str
    request: RouteRequest

    @property
    def timed(self) -> bool:
        """Whether the clock decides the way."""
        return self.request.criterion is Criterion.TIME

    @property
    def what(self) -> str:
        """The question in words."""
        asked = self.request
        return f"{asked.origin} to {asked.destination}, {asked.profile}, by {asked.criterion.value}"

    @property
    def arguments(self) -> list[str]:
        """The question to ``corridor-planner route``."""
        asked = self.request
        words = [asked.origin, asked.destination, "--profile", asked.profile, "--by", asked.criterion.value]
        words += ["--depart", asked.depart_text]
        words += ["--nationality", asked.nationality] if asked.nationality else []
        return words + [word for country in asked.avoid_countries for word in ("--avoid-country", country)]

    @property
    def query(self) -> str:
        """The question to ``/api/v1/route``."""
        asked = self.request
        pairs = [("from", asked.origin), ("to", asked.destination), ("profile", asked.profile),
                 ("by", asked.criterion.value), ("depart", asked.depart_text)]  # fmt: skip
        pairs += [("nationality", asked.nationality)] if asked.nationality else []
        return urlencode(pairs + [("avoid_country", country) for country in asked.avoid_countries])


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPlace:
    """A place search and the id that must come first; "" when there must be none."""

    query: str
    first_id: str


def load_routes(folder: Path | None) -> tuple[AskedRoute, ...]:
    """Return the routes of a folder of instances, the project's own by default."""
    rows = _rows(folder, "routes.csv", ("name", "origin", "destination", "profile", "by", "depart"))
    return tuple(
        AskedRoute(
            name=row["name"],
            request=RouteRequest(
                origin=row["origin"], destination=row["destination"], profile=row["profile"],
                criterion=Criterion(row["by"]), depart_text=row["depart"], nationality=row.get("nationality") or "",
                avoid_countries=tuple((row.get("avoid_countries") or "").split()),
            ),
        )
        for row in rows
    )  # fmt: skip


def load_places(folder: Path | None) -> tuple[AskedPlace, ...]:
    """Return the place searches of a folder of instances, the project's own by default."""
    rows = _rows(folder, "places.csv", ("query", "first_id"))
    return tuple(AskedPlace(query=row["query"], first_id=row["first_id"]) for row in rows)


def _rows(folder: Path | None, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    path = (folder or INSTANCES) / name
    if not path.exists():
        path = INSTANCES / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise DataFault("instances", str(path), rule=f"they must have the columns {', '.join(missing)}",
                            remedy="see benchmarks/asked.py")  # fmt: skip
        return list(reader)
