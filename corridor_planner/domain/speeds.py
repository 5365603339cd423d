"""How fast a kind of road, and its surface, lets one drive."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSpeed:
    """Speeds on a class of road in km/h: what the law allows and what is usual."""

    legal_light_kmh: float
    legal_heavy_kmh: float
    typical_light_kmh: float
    typical_heavy_kmh: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceSpeed:
    """What a value of ``surface``, ``smoothness`` or ``tracktype`` lets one drive.

    Attributes
    ----------
    light_kmh, heavy_kmh
        Highest speed of cars and trucks, inf for any, 0 where nothing passes.
    unpaved
        None where the value does not tell.
    closed_months
        When a road of that kind is shut, such as a winter road.
    """

    light_kmh: float = math.inf
    heavy_kmh: float = math.inf
    unpaved: bool | None = None
    closed_months: frozenset[int] = frozenset()
