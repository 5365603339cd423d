"""What the surface of a road lets one drive: the table of surface speeds, applied to tags."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from corridor_planner.osm.facts import Reader
from corridor_planner.osm.findings import FindingKind

SURFACE_KEYS: Final = ("surface", "smoothness", "tracktype")


class Surface(NamedTuple):
    """Highest speeds that a surface allows, inf for any and 0 where nothing passes, and whether it is unpaved."""

    light_kmh: float
    heavy_kmh: float
    unpaved: bool


def read_surface(reader: Reader) -> Surface:
    """Return what surface, smoothness and kind of track allow; of several surfaces the worst.

    A track is unpaved unless its surface or its grade says otherwise.
    """
    light, heavy = math.inf, math.inf
    unpaved: bool | None = None
    for key in SURFACE_KEYS:
        for word in reader.tags.get(key, "").lower().split(";"):
            row = reader.rules.surfaces.get((key, word.strip()))
            if row is None:
                if word:
                    reader.note(FindingKind.SURFACE_UNKNOWN, key)
                continue
            light, heavy = min(light, row.light_kmh), min(heavy, row.heavy_kmh)
            if row.unpaved is not None and (key == "surface" or unpaved is None):
                unpaved = row.unpaved or bool(unpaved)
    if unpaved is None:
        unpaved = reader.tags.get("highway") == "track"
    return Surface(light, heavy, unpaved)
