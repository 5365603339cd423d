"""Which of OpenStreetMap's elements are places that a trip can be about, and how far the network may be.

A site is a settlement, a station, a yard or a port. It meets the network at the nearest node of a
large part of each of its layers, within the reach of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final, NamedTuple

_SETTLEMENTS: Final = ("city", "town", "village")
_NO_RAILWAY_STATION: Final = ("subway", "light_rail", "monorail", "funicular", "miniature")
_PORT_VALUES: Final = ("port", "harbour")
_CONTAINERS: Final = ("container_terminal", "intermodal_freight_terminal")
_LEISURE: Final = ("marina", "marina_no_facilities", "fishing")
_RAILWAY_SITES: Final = ("station", "halt", "yard")
SITE_TAGS: Final = (
    *(("place", value) for value in _SETTLEMENTS), *(("railway", value) for value in _RAILWAY_SITES),
    ("amenity", "ferry_terminal"), *(("industrial", value) for value in (*_CONTAINERS, *_PORT_VALUES)),
    *(("landuse", value) for value in ("railway", *_PORT_VALUES)), ("harbour", "yes"), ("seamark:type", "harbour"),
)  # fmt: skip
"""Tags of which every site has one; of harbours only those that say no more than yes are read."""
SITE_KEYS: Final = ("place", "railway", "amenity", "industrial", "landuse", "harbour", "seamark:type")


class Reach(NamedTuple):
    """How far a site's nodes may be from it, in metres; 0 where it belongs to no such layer."""

    road_m: float
    rail_m: float


class SiteKind(Enum):
    """Kinds of site, in the order in which they choose their nodes."""

    SEA_PORT = "sea_port"
    DRY_PORT = "dry_port"
    CITY = "city"
    TOWN = "town"
    FERRY_TERMINAL = "ferry_terminal"
    JUNCTION = "junction"
    STATION = "station"
    YARD = "yard"
    VILLAGE = "village"
    HALT = "halt"
    AIRPORT = "airport"

    @property
    def reach(self) -> Reach:
        """How far the network may be."""
        return _REACH[self]

    @property
    def word(self) -> str:
        """The kind of place that it is to a person."""
        return _PLACE_KIND.get(self, self.value)

    @property
    def settlement(self) -> bool:
        """True where people live; its node in a layer is as near to the centre as one can get."""
        return self in (SiteKind.CITY, SiteKind.TOWN, SiteKind.VILLAGE, SiteKind.JUNCTION)

    @property
    def changes_mode(self) -> bool:
        """True where loads may change between road and rail, as far as a profile allows it."""
        return self in (SiteKind.SEA_PORT, SiteKind.DRY_PORT, SiteKind.STATION, SiteKind.YARD)


_REACH: Final = {
    SiteKind.SEA_PORT: Reach(3_000.0, 3_000.0), SiteKind.DRY_PORT: Reach(2_000.0, 3_000.0),
    SiteKind.CITY: Reach(3_000.0, 5_000.0), SiteKind.TOWN: Reach(2_000.0, 3_000.0),
    SiteKind.FERRY_TERMINAL: Reach(1_000.0, 500.0), SiteKind.JUNCTION: Reach(2_000.0, 0.0),
    SiteKind.STATION: Reach(1_000.0, 1_000.0), SiteKind.YARD: Reach(1_000.0, 1_000.0),
    SiteKind.VILLAGE: Reach(1_000.0, 0.0), SiteKind.HALT: Reach(1_000.0, 1_000.0),
    SiteKind.AIRPORT: Reach(3_000.0, 0.0),
}  # fmt: skip
_PLACE_KIND: Final = {
    SiteKind.VILLAGE: "town", SiteKind.FERRY_TERMINAL: "sea_port", SiteKind.STATION: "rail_station",
    SiteKind.YARD: "rail_station", SiteKind.HALT: "rail_station",
}  # fmt: skip
OF_TABLE: Final = {
    "city": SiteKind.CITY, "town": SiteKind.TOWN, "junction": SiteKind.JUNCTION, "rail_station": SiteKind.STATION,
    "sea_port": SiteKind.SEA_PORT, "dry_port": SiteKind.DRY_PORT, "airport": SiteKind.AIRPORT,
}  # fmt: skip
"""Kinds of the places table; what is missing here is no site of its own."""


def read_site_kind(tags: Mapping[str, str]) -> SiteKind | None:
    """Return what an element is; None for anything that is no named site."""
    if "name" not in tags:
        return None
    if tags.get("place") in _SETTLEMENTS:
        return SiteKind(tags["place"])
    railway = tags.get("railway")
    if railway in _RAILWAY_SITES and tags.get("station") not in _NO_RAILWAY_STATION:
        return SiteKind(railway)
    if tags.get("amenity") == "ferry_terminal":
        return SiteKind.FERRY_TERMINAL
    if tags.get("industrial") in _CONTAINERS:
        return SiteKind.DRY_PORT
    if tags.get("landuse") == "railway":
        return SiteKind.YARD
    return SiteKind.SEA_PORT if _is_port(tags) else None


def _is_port(tags: Mapping[str, str]) -> bool:
    """Tell a port for ships with cargo from a harbour for boats."""
    if tags.get("leisure") == "marina" or tags.get("seamark:harbour:category") in _LEISURE:
        return False
    return (
        tags.get("industrial") in _PORT_VALUES
        or tags.get("landuse") in _PORT_VALUES
        or tags.get("harbour", "no") != "no"
        or tags.get("seamark:type") == "harbour"
    )
