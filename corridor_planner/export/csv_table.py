"""Plans as CSV: a row per leg, units in the headers, UTF-8 with BOM so that spreadsheets read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from corridor_planner.export.plain_text import cell

_COLUMNS = (
    "plan", "leg", "kind", "mode", "from", "from_country", "to", "to_country", "start", "end", "distance_km", "time_h",
    "cost_usd", "co2e_kg", "crossing_id", "service_id", "note", "warnings", "sources",
)  # fmt: skip


def write_csv(document: Mapping[str, Any]) -> str:
    """Return the table of all legs of a plan document."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for plan in document["plans"]:
        for number, leg in enumerate(plan["legs"], start=1):
            row = (
                plan["label"], number, leg["kind"], leg["mode"], leg["from"]["name"], leg["from"]["country"],
                leg["to"]["name"], leg["to"]["country"], leg["start"], leg["end"], round(leg["distance_m"] / 1000, 3),
                round(leg["time_s"] / 3600, 3), leg["cost_usd"], leg["co2e_kg"], leg["crossing_id"], leg["service_id"],
                leg["note"]["text"] if leg["note"] else None, "; ".join(w["text"] for w in leg["warnings"]),
                "; ".join(f"{s['text']} ({s['as_of']}, {s['confidence']})" for s in leg["sources"]),
            )  # fmt: skip
            writer.writerow([cell(value) for value in row])
    writer.writerow([])
    writer.writerow([cell(f"{document['network']['name']} {document['network']['data_version']}")])
    for line in document["network"]["attribution"]:
        writer.writerow([cell(line)])
    return out.getvalue()
