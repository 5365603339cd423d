"""Conversions between the units of tables and displays and the SI units used inside.

The only place where a factor between two units may stand.
"""

from __future__ import annotations

import math
from typing import Final

METRES_PER_KM: Final = 1000.0
SECONDS_PER_HOUR: Final = 3600
SECONDS_PER_DAY: Final = 86_400
KG_PER_TONNE: Final = 1000.0
GRAMS_PER_KG: Final = 1000.0
EARTH_RADIUS_M: Final = 6_371_008.8  # mean radius R1, IUGG/GRS80


def hours_to_s(hours: float) -> int:
    """Return whole seconds; times inside are integers so that two routes to a sum agree."""
    return round(hours * SECONDS_PER_HOUR)


def great_circle_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the haversine distance in metres between two WGS84 points in degrees."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_chord = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half_chord)))
