"""The use case *places*: search in any script, typos forgiven; lists of what lies beside the ways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from pydantic import Field

from corridor_planner.domain import FeatureGroup
from corridor_planner.errors import InvalidInput
from corridor_planner.graph.gazetteer import Hit
from corridor_planner.planning.documents import Document, PlanDocument
from corridor_planner.planning.ends import parse_coordinate
from corridor_planner.planning.features import FeatureDoc, Found, feature_doc, list_features
from corridor_planner.planning.session import Planner

PLACES_SCHEMA: Final = "corridor-planner/places/1"
_LONGEST_QUERY: Final = 200
_SIGHT: Final = "sight"


class PlaceHitDoc(Document):
    """A place that fits a query, or a sight, lodging or facility on a list."""

    id: str
    name: str
    name_local: str
    country: str
    kind: str = Field(description="kind of place, or what a feature is, such as castle or fuel")
    lon: float
    lat: float
    population: int
    matched: str = Field(description="the name or alias that fits")
    match: str = Field(description="id, spelling, name, roman, prefix, word, typo, or listed")
    distance_m: float | None = Field(default=None, description="from the point or the way that was asked for")
    along_m: float | None = Field(default=None, description="from the start of the plan along its way")
    feature: FeatureDoc | None = Field(default=None, description="what is known of a sight, lodging or facility")


class PlacesDocument(Document):
    """The answer to a place search or a request for a list, best first."""

    schema_id: Literal["corridor-planner/places/1"] = Field(default=PLACES_SCHEMA, alias="schema")
    query: str
    places: list[PlaceHitDoc]
    attribution: list[str] = Field(default_factory=list)


def search_places(planner: Planner, query: str, limit: int = 8) -> PlacesDocument:
    """Return the places and sights that fit a query, best first; none is an empty list.

    Among those that fit alike, sights come after towns, the best known first.
    """
    wanted = query.strip()[:_LONGEST_QUERY]
    hits = [*planner.gazetteer.search(wanted, limit=limit), *planner.sight_gazetteer.search(wanted, limit=limit)]
    sights = planner.features.sights

    def place_hit(hit: Hit) -> tuple[tuple[int, float, bool, float], PlaceHitDoc]:
        sight = sights[planner.sight_number[hit.place.id]] if hit.place.kind == _SIGHT else None
        document = PlaceHitDoc(
            id=hit.place.id, name=hit.place.name, name_local=hit.place.name_local, country=hit.place.country,
            kind=hit.place.kind, lon=round(hit.place.lon, 6), lat=round(hit.place.lat, 6),
            population=hit.place.population, matched=hit.text, match=hit.match.name.lower(),
            feature=feature_doc(FeatureGroup.SIGHT, sight) if sight is not None else None,
        )  # fmt: skip
        return (hit.match, -hit.score, sight is not None, -sight.standing if sight is not None else 0.0), document

    found = sorted(map(place_hit, hits), key=lambda item: item[0])
    return PlacesDocument(query=query, places=[document for _, document in found[:limit]],
                          attribution=list(planner.network.meta.attribution))  # fmt: skip


def list_places(
    planner: Planner, *, categories: Sequence[str] = (), near: str = "", along: PlanDocument | None = None,
    within_m: float | None = None, limit: int | None = None,
) -> PlacesDocument:  # fmt: skip
    """Return sights, lodgings and facilities by category, near a point, or along a plan.

    Parameters
    ----------
    near
        ``lon,lat``, or the name of a place.

    Raises
    ------
    InvalidInput
        For an unknown category, and where a plan and a point are given at once.
    UnknownName, AmbiguousName
        When nothing, or more than one place, has the name.
    """
    if near and along is not None:
        raise InvalidInput("point and plan", near, rule="one looks near a point or along a plan",
                           remedy="give one of them")  # fmt: skip
    point = _point(planner, near) if near else None
    listed = list_features(planner.features, categories=categories, near=point, along=along, within_m=within_m,
                           limit=limit)  # fmt: skip
    return PlacesDocument(query="", places=[_listed(found) for found in listed],
                          attribution=list(planner.network.meta.attribution))  # fmt: skip


def _point(planner: Planner, near: str) -> tuple[float, float]:
    point = parse_coordinate(near, planner.network)
    if point is not None:
        return point
    place = planner.gazetteer.resolve(near)
    return place.lon, place.lat


def _listed(found: Found) -> PlaceHitDoc:
    feature = found.feature
    return PlaceHitDoc(
        id=feature.id, name=feature.name, name_local=feature.name_local, country=feature.country, kind=feature.kind,
        lon=feature.lon, lat=feature.lat, population=0, matched=feature.name, match="listed",
        distance_m=_metres(found.distance_m), along_m=_metres(found.along_m),
        feature=feature_doc(found.group, feature),
    )  # fmt: skip


def _metres(distance_m: float | None) -> float | None:
    return None if distance_m is None else round(distance_m, 1)
