"""Plans as GPX 1.1: a track per leg that moves, a waypoint per place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from corridor_planner.export.plain_text import visible


def write_gpx(document: Mapping[str, Any]) -> str:
    """Return the GPX text of a plan document.

    Tracks, not routes: devices calculate routes anew.
    """
    from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

    gpx = GPX()
    gpx.creator = "corridor-planner"
    gpx.description = visible("; ".join(document["network"]["attribution"]))
    seen: set[str] = set()
    for plan in document["plans"]:
        for number, leg in enumerate(plan["legs"], start=1):
            for place in (leg["from"], leg["to"]):
                if place["id"] and place["id"] not in seen:
                    seen.add(place["id"])
                    gpx.waypoints.append(
                        GPXWaypoint(place["lat"], place["lon"], name=visible(place["name"]), description=place["country"])
                    )
            if len(leg["geometry"]) > 1:
                track = GPXTrack(name=visible(f"{number} {leg['kind']}: {leg['from']['name']} - {leg['to']['name']}"),
                                 description=_times(leg))  # fmt: skip
                track.segments.append(GPXTrackSegment([GPXTrackPoint(lat, lon) for lon, lat in leg["geometry"]]))
                gpx.tracks.append(track)
    return str(gpx.to_xml(version="1.1"))


def _times(leg: Mapping[str, Any]) -> str:
    start, end = (datetime.fromisoformat(leg[key]).strftime("%Y-%m-%d %H:%M %z") for key in ("start", "end"))
    return f"{start} to {end}, {leg['distance_m'] / 1000:.1f} km"
