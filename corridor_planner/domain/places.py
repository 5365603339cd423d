"""Places: named points that a person can search for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town, station, port, crossing side or sight.

    Attributes
    ----------
    id
        Stable id of the table row; a side of a crossing is ``<crossing id>:<country>``.
    country
        ISO 3166-1 alpha-2.
    kind
        ``city``, ``town``, ``junction``, ``rail_station``, ``sea_port``, ``dry_port``,
        ``airport``, ``border``, ``sight`` or ``point`` (a coordinate or a spot on the way).
    tz
        IANA zone in which its local times are told.
    aliases
        Other spellings to search by, in any script.
    """

    id: str
    name: str
    country: str
    lon: float
    lat: float
    tz: str
    kind: str = "town"
    name_local: str = ""
    population: int = 0
    aliases: tuple[str, ...] = ()
