"""Areas to download: a place by its name, or a box of degrees."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from corridor_planner.errors import InvalidInput
from corridor_planner.units import EARTH_RADIUS_M

MOST_KM2: Final = 10_000.0  # about what a public server answers within minutes
_MOST_LETTERS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A place to be looked up, or a box (west, south, east, north) in degrees; one of the two."""

    place: str = ""
    bbox: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        if bool(self.place.strip()) == (self.bbox is not None):
            raise InvalidInput("area", self.place, rule="it is a place or a box", remedy="give one of the two")
        if len(self.place) > _MOST_LETTERS:
            raise InvalidInput("place", f"{self.place[:40]}...", rule=f"it has more than {_MOST_LETTERS} letters",
                               remedy="shorten it")  # fmt: skip
        if self.bbox is not None:
            _check_box(self.bbox)

    @property
    def words(self) -> str:
        """The area as it was asked for."""
        return self.place.strip() or ",".join(f"{edge:g}" for edge in self.bbox or ())

    @property
    def key(self) -> str:
        """A short name of this area and no other."""
        return hashlib.sha256(f"{self.place.strip()}{self.bbox}".encode()).hexdigest()[:8]


def read_bbox(text: str) -> Area:
    """Return the area of ``WEST,SOUTH,EAST,NORTH``.

    Raises
    ------
    InvalidInput
        When it is no such box.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidInput("--bbox", text, rule="it has four numbers WEST,SOUTH,EAST,NORTH in degrees",
                           remedy="write it like 66.90,39.60,67.05,39.70") from None  # fmt: skip
    return Area(bbox=(west, south, east, north))


def _check_box(box: tuple[float, float, float, float]) -> None:
    west, south, east, north = box
    text = ",".join(f"{edge:g}" for edge in box)
    if not all(low <= edge <= -low for edge, low in zip(box, (-180, -90, -180, -90), strict=True)):
        raise InvalidInput("--bbox", text, rule="longitudes lie from -180 to 180, latitudes from -90 to 90",
                           remedy="write WEST,SOUTH,EAST,NORTH in degrees")  # fmt: skip
    if not (west < east and south < north):
        raise InvalidInput("--bbox", text, rule="west must be less than east, and south less than north",
                           remedy="write WEST,SOUTH,EAST,NORTH, longitudes first in each pair")  # fmt: skip


def area_km2(shape: Polygon | MultiPolygon) -> float:
    """Return an area on the sphere, by Lambert's cylindrical equal-area projection."""
    radius_km = EARTH_RADIUS_M / 1e3

    def flat(
        lon_lat: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        lon, lat = np.radians(lon_lat).T
        return np.column_stack([radius_km * lon, radius_km * np.sin(lat)])

    return float(shapely.transform(shape, flat).area)


def refuse_too_large(area: Area, shape: Polygon | MultiPolygon, most_km2: float) -> None:
    """Refuse an area that a public server would not answer.

    Raises
    ------
    InvalidInput
        Tells the size, the limit and what to do.
    """
    size_km2 = area_km2(shape)
    if size_km2 > most_km2:
        raise InvalidInput(
            "area", area.words, rule=f"it has {size_km2:,.0f} km2, and at most {most_km2:,.0f} km2 are downloaded",
            remedy="take a smaller one, or whole countries with 'corridor-planner fetch' and 'build'",
        )  # fmt: skip
