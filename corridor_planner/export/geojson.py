"""Plans as GeoJSON (RFC 7946): a feature per leg with a line, a point per place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_LEG_KEYS = (
    "kind", "mode", "start", "end", "distance_m", "time_s", "cost_usd", "cost", "co2e_kg", "crossing_id", "service_id",
)  # fmt: skip


def write_geojson(document: Mapping[str, Any]) -> str:
    """Return a FeatureCollection of a plan document; coordinates are (lon, lat) with 6 decimals."""
    features: list[dict[str, Any]] = []
    for plan in document["plans"]:
        for number, leg in enumerate(plan["legs"], start=1):
            features.append(_leg_feature(plan, number, leg))
        features += _place_features(plan)
    return json.dumps(
        {
            "type": "FeatureCollection",
            "attribution": "; ".join(document["network"]["attribution"]),
            "data_version": document["network"]["data_version"],
            "features": features,
        },
        ensure_ascii=False,
    )


def _leg_feature(plan: Mapping[str, Any], number: int, leg: Mapping[str, Any]) -> dict[str, Any]:
    line = [_position(*point) for point in leg["geometry"]]
    spot = _position(leg["from"]["lon"], leg["from"]["lat"])
    geometry = {"type": "LineString", "coordinates": line} if len(line) > 1 else {"type": "Point", "coordinates": spot}
    return {
        "type": "Feature",
        "geometry": geometry,
        "properties": {
            "plan": plan["id"], "leg": number, "from": leg["from"]["name"], "to": leg["to"]["name"],
            **{key: leg[key] for key in _LEG_KEYS}, "note": leg["note"]["text"] if leg["note"] else None,
            "warnings": [warning["text"] for warning in leg["warnings"]],
            "source": [f"{source['text']} ({source['as_of']}, {source['confidence']})" for source in leg["sources"]],
        },
    }  # fmt: skip


def _place_features(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    places: dict[str, Mapping[str, Any]] = {}
    for leg in plan["legs"]:
        for place in (leg["from"], leg["to"]):
            if place["id"]:
                places.setdefault(place["id"], place)
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": _position(place["lon"], place["lat"])},
            "properties": {"plan": plan["id"], "kind": "place", **{k: place[k] for k in ("id", "name", "country", "tz")}},
        }
        for place in places.values()
    ]


def _position(lon: float, lat: float) -> list[float]:
    return [round(lon, 6), round(lat, 6)]
