"""The use case *export*: the same files from the command line and the web."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Final, Literal

from anyascii import anyascii
from pydantic import Field

from corridor_planner.errors import InvalidInput
from corridor_planner.planning.documents import Document, PlanDocument
from corridor_planner.planning.places import PlacesDocument

EXPORT_SCHEMA: Final = "corridor-planner/export/1"

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "geojson": "application/geo+json",
    "gpx": "application/gpx+xml",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
PLACES_FORMATS: Final = ("geojson", "csv", "json")
_UNSAFE = re.compile(r"[^a-z0-9]+")
_LONGEST_WORD = 40


class ExportDocument(Document):
    """What ``export`` wrote."""

    schema_id: Literal["corridor-planner/export/1"] = Field(default=EXPORT_SCHEMA, alias="schema")
    file: str
    format: str


def refuse_unknown_format(extension: str, formats: Collection[str] = MEDIA_TYPES) -> None:
    """Raise for a format that is none of those that there are.

    Raises
    ------
    InvalidInput
        With the formats that there are.
    """
    if extension not in formats:
        raise InvalidInput("format", extension[:20], rule=f"the formats are {', '.join(formats)}",
                           remedy="choose one of them")  # fmt: skip


def export_plan(document: PlanDocument, extension: str) -> str:
    """Return the content of a file in one of :data:`MEDIA_TYPES`.

    Raises
    ------
    InvalidInput
        For an unknown format, and for a document without plans in a format of places and lines.
    """
    refuse_unknown_format(extension)
    if not document.plans and extension in ("geojson", "gpx", "csv"):
        raise InvalidInput("plan", document.status, rule=f"only a plan that exists can become {extension}",
                           remedy="change the request until there is a plan, or choose json or html")  # fmt: skip
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


def export_places(document: PlacesDocument, extension: str) -> str:
    """Return the content of a file in one of :data:`PLACES_FORMATS`.

    Raises
    ------
    InvalidInput
        For another format.
    """
    refuse_unknown_format(extension, PLACES_FORMATS)
    if extension == "json":
        return document.to_json()
    from corridor_planner.export.places import write_places_csv, write_places_geojson

    raw = json.loads(document.to_json())
    return write_places_geojson(raw) if extension == "geojson" else write_places_csv(raw)


def file_name(document: PlanDocument, extension: str) -> str:
    """Return ``corridor_<from>_<to>_<date>.<ext>`` in plain letters."""
    if document.plans and document.plans[0].legs:
        legs = document.plans[0].legs
        ends = [legs[0].origin.name, legs[-1].destination.name]
    else:
        ends = [str(document.request.get(end) or "") for end in ("from", "to")]
    words = [_UNSAFE.sub("-", anyascii(end).lower()).strip("-")[:_LONGEST_WORD].strip("-") or "place" for end in ends]
    date = _UNSAFE.sub("-", str(document.request.get("depart") or "")[:10].lower()).strip("-")
    return "_".join(["corridor", *words, *([date] if date else [])]) + f".{extension}"
