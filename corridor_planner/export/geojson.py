"""Plans as GeoJSON (RFC 7946): a feature per leg, a point per named place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from corridor_planner.export.plain_text import visible

_DECIMALS: Final = 6  # about 0.1 m
_AS_THEY_ARE: Final = (
    "kind", "mode", "start", "end", "distance_m", "time_s", "cost_usd", "cost", "co2e_kg", "crossing_id", "service_id",
    "papers",
)  # fmt: skip


def write_geojson(document: Mapping[str, Any]) -> str:
    """Return a FeatureCollection of a plan document; coordinates are (lon, lat) with 6 decimals.

    Legs that move are lines, the others points. The units stand in the names of the properties;
    ``cost`` is USD by kind. Attribution and data version are members of the collection.
    """
    features = [_leg_feature(plan, i, leg) for plan in document["plans"] for i, leg in enumerate(plan["legs"], start=1)]
    features += [_place_feature(place) for place in _places(document).values()]
    return json.dumps(
        {
            "type": "FeatureCollection",
            **_bounds(features),
            "attribution": "; ".join(document["network"]["attribution"]),
            "data_version": document["network"]["data_version"],
            "features": features,
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def _leg_feature(plan: Mapping[str, Any], number: int, leg: Mapping[str, Any]) -> dict[str, Any]:
    line = [_position(lon, lat) for lon, lat in leg["geometry"]]
    at = _position(leg["from"]["lon"], leg["from"]["lat"])
    ends = {
        name: value for end in ("from", "to") for name, value in (
            (end, visible(leg[end]["name"])), (f"{end}_id", leg[end]["id"]), (f"{end}_country", leg[end]["country"]),
        )
    }  # fmt: skip
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": line}
        if len(line) > 1
        else {"type": "Point", "coordinates": at},
        "properties": {
            "plan": plan["id"],
            "leg": number,
            **ends,
            **{key: leg[key] for key in _AS_THEY_ARE},
            "note": leg["note"]["text"] if leg["note"] else None,
            "warnings": [warning["text"] for warning in leg["warnings"]],
            "source": [f"{source['text']} ({source['as_of']}, {source['confidence']})" for source in leg["sources"]],
        },
    }


def _places(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the named places of all plans by id, each once."""
    found: dict[str, Mapping[str, Any]] = {}
    for plan in document["plans"]:
        for leg in plan["legs"]:
            for place in (leg["from"], leg["to"]):
                if place["id"]:
                    found.setdefault(place["id"], place)
    return found


def _place_feature(place: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": _position(place["lon"], place["lat"])},
        "properties": {
            "kind": "place", "id": place["id"], "name": visible(place["name"]),
            "name_local": visible(place["name_local"]), "country": place["country"], "tz": place["tz"],
        },
    }  # fmt: skip


def _bounds(features: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Return the member ``bbox``: west, south, east, north; nothing for nothing."""
    points = [
        point for feature in features for point in (
            feature["geometry"]["coordinates"] if feature["geometry"]["type"] == "LineString"
            else [feature["geometry"]["coordinates"]]
        )
    ]  # fmt: skip
    if not points:
        return {}
    lons, lats = zip(*points, strict=True)
    return {"bbox": [min(lons), min(lats), max(lons), max(lats)]}


def _position(lon: float, lat: float) -> list[float]:
    return [round(lon, _DECIMALS), round(lat, _DECIMALS)]
