"""The use case *places*: search in any script, typos forgiven."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from corridor_planner.planning.documents import Document
from corridor_planner.planning.session import Planner

PLACES_SCHEMA: Final = "corridor-planner/places/1"


class PlaceHitDoc(Document):
    """A place that fits a query."""

    id: str
    name: str
    name_local: str
    country: str
    kind: str
    lon: float
    lat: float
    population: int
    matched: str = Field(description="the name or alias that fits")
    match: str = Field(description="id, spelling, name, roman, prefix, word or typo")


class PlacesDocument(Document):
    """The answer to a place search, best first."""

    schema_id: Literal["corridor-planner/places/1"] = Field(default=PLACES_SCHEMA, alias="schema")
    query: str
    places: list[PlaceHitDoc]


def search_places(planner: Planner, query: str, limit: int = 8) -> PlacesDocument:
    """Return the places that fit a query, best first; none is an empty list."""
    hits = planner.gazetteer.search(query.strip()[:200], limit=limit)
    return PlacesDocument(query=query, places=[
        PlaceHitDoc(
            id=hit.place.id, name=hit.place.name, name_local=hit.place.name_local, country=hit.place.country,
            kind=hit.place.kind, lon=round(hit.place.lon, 6), lat=round(hit.place.lat, 6),
            population=hit.place.population, matched=hit.text, match=hit.match.name.lower(),
        )
        for hit in hits
    ])  # fmt: skip
