"""The use case *export*: the same files from the command line and the web."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from corridor_planner.errors import InvalidInput
from corridor_planner.planning.documents import PlanDocument

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "geojson": "application/geo+json",
    "gpx": "application/gpx+xml",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
_UNSAFE = re.compile(r"[^a-z0-9]+")


def export_plan(document: PlanDocument, extension: str) -> str:
    """Return the content of a file in one of :data:`MEDIA_TYPES`.

    Raises
    ------
    InvalidInput
        For an unknown format.
    """
    if extension not in MEDIA_TYPES:
        raise InvalidInput(
            "format", extension, rule=f"the formats are {', '.join(MEDIA_TYPES)}", remedy="choose one of them"
        )
    if extension == "json":
        return document.to_json()
    raw = json.loads(document.to_json())
    match extension:
        case "geojson":
            from corridor_planner.export.geojson import write_geojson

            return write_geojson(raw)
        case "gpx":
            from corridor_planner.export.gpx import write_gpx

            return write_gpx(raw)
        case "csv":
            from corridor_planner.export.csv_table import write_csv

            return write_csv(raw)
        case _:
            from corridor_planner.export.maps import standalone_html

            return standalone_html(raw)


def file_name(document: PlanDocument, extension: str) -> str:
    """Return ``corridor_<from>_<to>_<date>.<ext>`` in plain letters."""
    if document.plans and document.plans[0].legs:
        legs = document.plans[0].legs
        ends = [legs[0].origin.name, legs[-1].destination.name]
    else:
        ends = [str(document.request.get("from", "")), str(document.request.get("to", ""))]
    words = [_UNSAFE.sub("-", end.lower()).strip("-")[:40] or "place" for end in ends]
    date = str(document.request.get("depart", ""))[:10]
    return "_".join(["corridor", *words, *([date] if date else [])]) + f".{extension}"
