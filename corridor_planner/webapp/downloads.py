"""Plans as files to keep; the formats are those of the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from corridor_planner.planning.documents import PlanDocument

FORMATS: Final[Mapping[str, str]] = {
    "geojson": "application/geo+json",
    "gpx": "application/gpx+xml",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
_UNSAFE = re.compile(r"[^a-z0-9]+")


def write_file(document: PlanDocument, extension: str) -> bytes:
    """Return the content of a file in one of :data:`FORMATS`."""
    import json

    if extension == "json":
        return document.to_json().encode()
    plan = json.loads(document.to_json())
    if extension == "html":
        from corridor_planner.export.maps import standalone_html

        return standalone_html(plan).encode()
    from corridor_planner import export

    raise NotImplementedError(extension, export)


def file_name(document: PlanDocument, extension: str) -> str:
    """Return ``corridor_<from>_<to>_<date>.<ext>`` in plain letters."""
    ends = [document.plans[0].legs[0].origin.name, document.plans[0].legs[-1].destination.name] if (
        document.plans and document.plans[0].legs
    ) else [str(document.request.get("from", "")), str(document.request.get("to", ""))]  # fmt: skip
    words = [_UNSAFE.sub("-", end.lower()).strip("-")[:40] or "place" for end in ends]
    date = str(document.request.get("depart", ""))[:10]
    return "_".join(["corridor", *words, *([date] if date else [])]) + f".{extension}"
