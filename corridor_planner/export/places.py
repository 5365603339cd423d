"""Lists of places as GeoJSON and CSV, for boards and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any, Final

from corridor_planner.export.plain_text import cell, visible

_DECIMALS: Final = 6  # about 0.1 m
_FIRST: Final = ("id", "name", "name_local", "group", "kind", "country", "lon", "lat")  # columns of every table
_OF_THE_PLACE: Final = ("id", "kind", "country", "population", "distance_m", "along_m")
_OF_THE_FEATURE: Final = (
    "group", "elevation_m", "opening_hours", "hours_readable", "website", "wikidata", "wikipedia", "wheelchair",
)  # fmt: skip


def write_places_geojson(document: Mapping[str, Any]) -> str:
    """Return a FeatureCollection of points; names by language are ``name:<language>``."""
    return json.dumps(
        {
            "type": "FeatureCollection", "attribution": "; ".join(document["attribution"]),
            "features": [_point(place) for place in document["places"]],
        },
        ensure_ascii=False, allow_nan=False,
    )  # fmt: skip


def write_places_csv(document: Mapping[str, Any]) -> str:
    """Return a table, a row per place, led by a byte order mark; columns for what any of the places has."""
    rows = [{"lon": place["lon"], "lat": place["lat"], **_properties(place)} for place in document["places"]]
    further = sorted({name for row in rows for name in row} - {*_FIRST, "source"})
    names = [*_FIRST, *further, "source"]
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(name) for name in (*names, "attribution")])
    attribution = "; ".join(document["attribution"])
    for row in rows:
        writer.writerow([cell(_flat(row.get(name))) for name in names] + [cell(attribution)])
    return out.getvalue()


def _point(place: Mapping[str, Any]) -> dict[str, Any]:
    at = [round(place["lon"], _DECIMALS), round(place["lat"], _DECIMALS)]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": _properties(place)}


def _properties(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a place, flat; nothing for what is not."""
    feature = place["feature"] or {}
    known: dict[str, Any] = {
        "name": visible(place["name"]), "name_local": visible(place["name_local"]),
        **{key: place[key] for key in _OF_THE_PLACE}, **{key: feature.get(key) for key in _OF_THE_FEATURE},
        "interests": feature.get("interests"), **feature.get("details", {}),
        **{f"name:{language}": visible(name) for language, name in feature.get("names", {}).items()},
    }  # fmt: skip
    if feature:
        source = feature["source"]
        known["source"] = f"{source['text']} ({source['row_id']}, {source['as_of']}, {source['confidence']})"
    return {key: value for key, value in known.items() if value not in (None, "", [])}


def _flat(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value
