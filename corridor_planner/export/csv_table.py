"""Plans as CSV: a row per leg, units in the headers, UTF-8 with BOM so that spreadsheets read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, Final

from corridor_planner.export.plain_text import cell
from corridor_planner.units import METRES_PER_KM, SECONDS_PER_HOUR

COLUMNS: Final = (
    "plan", "leg", "kind", "mode", "from", "from_country", "to", "to_country", "start", "end", "distance_km", "time_h",
    "cost_usd", "co2e_kg", "crossing_id", "service_id", "note", "papers", "warnings", "sources", "attribution",
)  # fmt: skip


def write_csv(document: Mapping[str, Any]) -> str:
    """Return the table of all legs of a plan document, led by a byte order mark.

    Start and end are local times with their offset from UTC. The last column says where the data
    come from, in every row, so that it stays with rows that are copied elsewhere.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    network = document["network"]
    attribution = "; ".join((f"{network['name']} {network['data_version']}", *network["attribution"]))
    for plan in document["plans"]:
        for number, leg in enumerate(plan["legs"], start=1):
            row = (
                plan["label"], number, leg["kind"], leg["mode"], leg["from"]["name"], leg["from"]["country"],
                leg["to"]["name"], leg["to"]["country"], leg["start"], leg["end"],
                round(leg["distance_m"] / METRES_PER_KM, 3), round(leg["time_s"] / SECONDS_PER_HOUR, 3),
                leg["cost_usd"], leg["co2e_kg"], leg["crossing_id"], leg["service_id"],
                leg["note"]["text"] if leg["note"] else None, "; ".join(leg["papers"]),
                "; ".join(warning["text"] for warning in leg["warnings"]),
                "; ".join(f"{source['text']} ({source['as_of']}, {source['confidence']})" for source in leg["sources"]),
                attribution,
            )  # fmt: skip
            writer.writerow([cell(value) for value in row])
    return out.getvalue()
