"""Write the JSON Schema of every document into data/schemas, one file per kind.

Run it from a checkout after a document changed: ``python tools/schemas.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corridor_planner.planning.build_report import BuildReportDocument
from corridor_planner.planning.checks import CheckDocument
from corridor_planner.planning.documents import Document, PlanDocument, ProblemDocument
from corridor_planner.planning.exports import ExportDocument
from corridor_planner.planning.fetching import FetchDocument
from corridor_planner.planning.networks import InfoDocument
from corridor_planner.planning.places import PlacesDocument
from corridor_planner.planning.tables import CheckDataDocument

FOLDER = Path(__file__).resolve().parent.parent / "data" / "schemas"
KINDS: dict[str, type[Document]] = {
    "route": PlanDocument,
    "places": PlacesDocument,
    "check": CheckDocument,
    "check-data": CheckDataDocument,
    "info": InfoDocument,
    "build": BuildReportDocument,
    "export": ExportDocument,
    "fetch": FetchDocument,
    "problem": ProblemDocument,
}


def main() -> None:
    """Write all files and tell which changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        file, text = FOLDER / f"{kind}-1.json", schema_text(kind)
        changed = not file.exists() or file.read_text(encoding="utf-8") != text
        file.write_text(text, encoding="utf-8")
        print(f"{'written' if changed else 'same   '} {file.relative_to(FOLDER.parent.parent)}")


def schema_text(kind: str) -> str:
    """Return the schema of a kind as it is shipped."""
    return json.dumps(schema(kind), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def schema(kind: str) -> dict[str, Any]:
    """Return the schema of a kind; all keys are required except in problems, which leave empty ones out."""
    mode = "validation" if kind == "problem" else "serialization"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:corridor-planner:{kind}:1",
        **KINDS[kind].model_json_schema(by_alias=True, mode=mode),
    }


if __name__ == "__main__":
    main()
