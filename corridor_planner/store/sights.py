"""Sights of the table ``pois.csv``, with the interests that they serve."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from corridor_planner.domain import Place, Sight
from corridor_planner.store.csvfiles import Record, TableReader
from corridor_planner.store.world_network import source_of
from corridor_planner.units import hours_to_s

_UNESCO: Final = "unesco"


def load_sights(places: Mapping[str, Place], override: Path | None = None) -> tuple[Sight, ...]:
    """Return the sights of the shipped table, with a user's rows laid over them, by id.

    Parameters
    ----------
    places
        Those of the network, whose clocks the sights near them go by.

    Raises
    ------
    TableFault
        Names file, line, column, value and rule of the first cell that cannot be used.
    """
    reader = TableReader(override)
    interests = tuple(reader.read("interests"))
    return tuple(sorted((_sight(row, interests, places) for row in reader.read("pois")), key=lambda s: s.id))


def _sight(row: Record, interests: tuple[Record, ...], places: Mapping[str, Place]) -> Sight:
    unesco_id, prize, ticket_usd = row.text("unesco_id"), row.number("prize", 0, 100), row.number("ticket_usd", 0)
    near = places.get(row.name("nearest_place_id"))
    return Sight(
        id=row.name("id"), kind=row.name("category"), name=row.name("name"), name_local=row.name("name_local"),
        names=(("en", row.name("name")), ("ru", row.name("name_ru"))), country=row.name("country"),
        lon=row.number("lon", -180, 180), lat=row.number("lat", -90, 90), tz=near.tz if near else "UTC",
        source=source_of(row, "pois", row.name("id")), elevation_m=row.number("elevation_m"),
        opening_hours=row.text("opening_hours"), hours_readable=bool(row.text("opening_hours")),
        wikidata=row.text("wikidata"), interests=tuple(i.name("id") for i in interests if _serves(i, row)),
        standing=prize, heritage_level=1 if unesco_id else None, unesco_id=unesco_id, fee=ticket_usd > 0,
        charge=f"{ticket_usd:g} USD" if ticket_usd else "", setting=row.name("setting"), prize=prize,
        visit_s=hours_to_s(row.number("visit_h_active", 0)), season_months=tuple(sorted(row.months("season_months"))),
    )  # fmt: skip


def _serves(interest: Record, row: Record) -> bool:
    """Tell whether a sight serves an interest: by its id, where ids are named, else by its category."""
    if ids := interest.names("poi_ids"):
        return row.name("id") in ids
    if interest.name("interest") == _UNESCO and row.text("unesco_id"):
        return True
    return row.name("category") in interest.names("poi_categories")
