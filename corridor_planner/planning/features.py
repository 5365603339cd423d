"""The use case *places* where it lists: sights, lodgings and facilities by category, near a point or along a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from corridor_planner.domain import Facility, Feature, FeatureGroup, Features, Lodging, Place, Sight
from corridor_planner.errors import InvalidInput
from corridor_planner.graph.globe import chords_to_m, unit_vectors
from corridor_planner.planning.along import Line
from corridor_planner.planning.documents import Document, PlanDocument, SourceDoc
from corridor_planner.store.features import table_of

Degrees = NDArray[np.float64]

_KINDS: Final[tuple[tuple[FeatureGroup, type[Any]], ...]] = (
    (FeatureGroup.SIGHT, Sight), (FeatureGroup.LODGING, Lodging), (FeatureGroup.FACILITY, Facility),
)  # fmt: skip
_PLURALS: Final = {"sights": "sight", "lodgings": "lodging", "facilities": "facility"}
ALONG_M: Final = 1_000.0
"""How far from a plan's way one looks, where nothing is said."""
_INTEREST: Final = "interest-"
_SIGHT_ONLY: Final = ("heritage_level", "unesco_id", "fee", "charge", "setting", "prize", "visit_s", "season_months")
_LODGING_ONLY: Final = ("stars", "rooms")
_FACILITY_ONLY: Final = (
    "brand", "operator", "hgv", "diesel", "hgv_diesel", "capacity_hgv", "fee", "toilets", "shower",
)  # fmt: skip
_ONLY: Final = {Sight: _SIGHT_ONLY, Lodging: _LODGING_ONLY, Facility: _FACILITY_ONLY}


class FeatureDoc(Document):
    """What is known of a sight, lodging or facility; what nobody wrote down is empty or left out."""

    group: Literal["sight", "lodging", "facility"]
    names: dict[str, str] = Field(description="by language, as OpenStreetMap writes it")
    interests: list[str] = Field(description="ids of the interests table")
    elevation_m: float | None
    opening_hours: str = Field(description="OSM syntax, local time")
    hours_readable: bool = Field(description="whether the hours can be evaluated")
    website: str
    wikidata: str
    wikipedia: str
    wheelchair: str
    details: dict[str, str | float | bool | list[int]] = Field(description="known facts of its group, such as fee")
    source: SourceDoc


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A feature on a list, with its distance from a point or line and how far along that line, where asked."""

    group: FeatureGroup
    feature: Feature
    distance_m: float | None = None
    along_m: float | None = None


def list_features(
    features: Features, *, categories: Sequence[str] = (), near: tuple[float, float] | None = None,
    along: PlanDocument | None = None, within_m: float | None = None, limit: int | None = None,
) -> list[Found]:  # fmt: skip
    """Return what lies beside the ways: the nearest first, or in the order of a plan, or the best known first.

    Parameters
    ----------
    categories
        Groups (``sights``), kinds (``castle``, ``fuel``) or interests (``museum``); empty for all sights.
    near
        (lon, lat) in degrees.
    along
        A plan; its first route counts.
    within_m
        Farthest distance from the point or the route; None for any, but 1 km along a plan.

    Raises
    ------
    InvalidInput
        For a category that nothing belongs to.
    """
    chosen = _choose(features, [_plain(word) for word in categories] or ["sight"], categories)
    line = _line_of(along) if along is not None else None
    if line is not None and within_m is None:
        within_m = ALONG_M
    rows = sorted(_rows(features, chosen, near, line, within_m), key=lambda row: row.order)
    return [
        Found(group=row.group, feature=row.table[row.number], distance_m=row.distance_m, along_m=row.along_m)
        for row in rows[:limit]
    ]


class _Row(NamedTuple):
    """A feature that is not made into a value yet."""

    order: tuple[float, str, int]
    group: FeatureGroup
    table: Sequence[Feature]
    number: int
    distance_m: float | None
    along_m: float | None


def _rows(
    features: Features, chosen: Mapping[FeatureGroup, NDArray[np.int64]], near: tuple[float, float] | None,
    line: Line | None, within_m: float | None,
) -> Iterator[_Row]:  # fmt: skip
    """Yield what is not too far, with its place on the list."""
    for group, kind in _KINDS:
        table, numbers = table_of(kind, features.of(group)), chosen[group]
        distance, way = _distances(table.columns["lon"][numbers], table.columns["lat"][numbers], near, line)
        for i, number in enumerate(numbers.tolist()):
            distance_m = None if distance is None else float(distance[i])
            along_m = None if way is None else float(way[i])
            if within_m is not None and distance_m is not None and distance_m > within_m:
                continue
            standing = float(table.columns["standing"][number]) if group is FeatureGroup.SIGHT else 0.0
            first = next((place for place in (along_m, distance_m) if place is not None), -standing)
            yield _Row((first, group.value, number), group, table, number, distance_m, along_m)


def feature_doc(group: FeatureGroup, feature: Feature) -> FeatureDoc:
    """Return a feature as it leaves the planner."""
    only = {name: getattr(feature, name) for name in _ONLY[type(feature)]}
    source = feature.source
    return FeatureDoc(
        group=group.value, names=dict(feature.names), interests=list(getattr(feature, "interests", ())),
        elevation_m=feature.elevation_m, opening_hours=feature.opening_hours, hours_readable=feature.hours_readable,
        website=feature.website, wikidata=feature.wikidata, wikipedia=feature.wikipedia, wheelchair=feature.wheelchair,
        details={
            name: list(value) if isinstance(value, tuple) else value
            for name, value in only.items() if value is not None and value != ""
        },
        source=SourceDoc(table=source.table, row_id=source.row_id, text=source.text, as_of=source.as_of,
                         confidence=source.confidence.value),
    )  # fmt: skip


def sights_as_places(features: Features) -> Iterator[Place]:
    """Yield the sights as places to search for."""
    sights = table_of(Sight, features.sights)
    columns = ("id", "name", "name_local", "names", "aliases", "country", "lon", "lat", "tz")
    for id_, name, local, names, aliases, country, lon, lat, tz in zip(*map(sights.values, columns), strict=True):
        others = dict.fromkeys((*(text for _, text in names), *aliases))
        yield Place(id=id_, name=name, name_local=local, country=country, lon=lon, lat=lat, tz=tz, kind="sight",
                    aliases=tuple(text for text in others if text not in (name, local)))  # fmt: skip


def ids_of(features: Features) -> list[str]:
    """Return the ids of the sights in their order."""
    return table_of(Sight, features.sights).values("id")


def _plain(word: str) -> str:
    text = word.strip().casefold().replace("-", "_").replace(" ", "_")
    return _PLURALS.get(text, text)


def _choose(
    features: Features, wanted: Sequence[str], as_written: Sequence[str]
) -> dict[FeatureGroup, NDArray[np.int64]]:
    """Return the rows of each group that belong to one of the categories."""
    chosen: dict[FeatureGroup, NDArray[np.int64]] = {}
    known: set[str] = set()
    for group, kind in _KINDS:
        table = table_of(kind, features.of(group))
        words = [{group.value, k} for k in table.values("kind")]
        if group is FeatureGroup.SIGHT:
            for own, interests in zip(words, table.values("interests"), strict=True):
                own.update(_plain(interest.removeprefix(_INTEREST)) for interest in interests)
        known.update(*words)
        chosen[group] = np.array([i for i, own in enumerate(words) if not own.isdisjoint(wanted)], np.int64)
    if as_written and not any(len(rows) for rows in chosen.values()):
        _refuse_category(wanted, as_written, known)
    return chosen


def _refuse_category(wanted: Sequence[str], as_written: Sequence[str], known: set[str]) -> None:
    if not known:
        raise InvalidInput("category", ", ".join(as_written), rule="this network knows nothing beside its ways",
                           remedy="build a network from OpenStreetMap files")  # fmt: skip
    near = get_close_matches(wanted[0], known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}? " if near else ""
    raise InvalidInput("category", ", ".join(as_written), rule="nothing in this network belongs to it",
                       remedy=f"{hint}take one of {', '.join(sorted(known))}")  # fmt: skip


def _distances(
    lon: Degrees, lat: Degrees, near: tuple[float, float] | None, line: Line | None
) -> tuple[Degrees | None, Degrees | None]:
    if line is not None:
        return line.locate(lon, lat)
    if near is None:
        return None, None
    here = unit_vectors(np.array(near[:1]), np.array(near[1:]))
    return chords_to_m(np.linalg.norm(unit_vectors(lon, lat) - here, axis=1)), None


def _line_of(plan: PlanDocument) -> Line:
    points = [point for leg in plan.plans[0].legs for point in leg.geometry] if plan.plans else []
    if len(points) < 2:
        raise InvalidInput("plan", plan.status, rule="there must be a way to look along",
                           remedy="give a plan with a route")  # fmt: skip
    return Line(points)
