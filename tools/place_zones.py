"""Write the column ``tz`` of data/network/places.csv from the position of each place.

The zone is that of the timezone polygons of the package timezonefinder (OpenStreetMap boundaries).
China is told in Asia/Shanghai everywhere: trains, flights and border posts use Beijing time, also in
Xinjiang, where the polygons say Asia/Urumqi (note of the row time-cn in data/borders/public_time.csv).

Run it from a checkout after places were added: ``python tools/place_zones.py``.
"""

from __future__ import annotations

import csv
from pathlib import Path

from timezonefinder import TimezoneFinder

PLACES = Path(__file__).resolve().parent.parent / "data" / "network" / "places.csv"
FIXED = {"CN": "Asia/Shanghai"}


def main() -> None:
    """Rewrite the table in place; the other columns stay as they are."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        columns = list(reader.fieldnames or [])
        rows = list(reader)
    if "tz" not in columns:
        columns.insert(columns.index("population") + 1, "tz")
    finder = TimezoneFinder(in_memory=True)
    for row in rows:
        found = finder.timezone_at(lng=float(row["lon"]), lat=float(row["lat"]))
        row["tz"] = FIXED.get(row["country"]) or found or ""
    with PLACES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
