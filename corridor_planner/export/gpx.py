"""Plans as GPX 1.1: a track per leg that moves, a waypoint per place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from corridor_planner.export.plain_text import visible
from corridor_planner.units import METRES_PER_KM


def write_gpx(document: Mapping[str, Any]) -> str:
    """Return the GPX text of a plan document.

    Tracks, not routes, because devices calculate routes anew; without times, because the points of a
    track between two places have none. When a leg starts and ends is in the track's description.
    """
    from gpxpy.gpx import GPX, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

    gpx = GPX()
    gpx.creator = "corridor-planner"
    network = document["network"]
    gpx.description = visible("; ".join((f"{network['name']} {network['data_version']}", *network["attribution"])))
    seen: set[str] = set()
    for plan in document["plans"]:
        for number, leg in enumerate(plan["legs"], start=1):
            for place in (leg["from"], leg["to"]):
                if place["id"] and place["id"] not in seen:
                    seen.add(place["id"])
                    gpx.waypoints.append(GPXWaypoint(
                        place["lat"], place["lon"], name=visible(place["name"]), description=place["country"],
                    ))  # fmt: skip
            if len(leg["geometry"]) > 1:
                name = f"{number} {leg['kind']}: {leg['from']['name']} - {leg['to']['name']}"
                track = GPXTrack(name=visible(name), description=_told(leg))
                track.type = leg["kind"]
                track.segments.append(GPXTrackSegment([GPXTrackPoint(lat, lon) for lon, lat in leg["geometry"]]))
                gpx.tracks.append(track)
    return str(gpx.to_xml(version="1.1"))


def _told(leg: Mapping[str, Any]) -> str:
    start, end = (datetime.fromisoformat(leg[key]).strftime("%Y-%m-%d %H:%M %z") for key in ("start", "end"))
    return f"{start} to {end}, {leg['distance_m'] / METRES_PER_KM:.1f} km"
