"""Sights, lodgings and facilities made from tagged shapes, whoever read them.

The steps: find each shape's rules; drop the nameless; put it at one point; leave out the parts of
zoos and amusement parks; join what was drawn twice; tell the country.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from corridor_planner.domain import (
    Confidence,
    Facility,
    FeatureGroup,
    FeatureRule,
    Features,
    Lodging,
    Needs,
    Sight,
    Source,
)
from corridor_planner.osm import feature_values as said
from corridor_planner.osm.feature_doubles import join_doubles
from corridor_planner.osm.feature_reading import NAMING, TaggedShape
from corridor_planner.osm.findings import FindingKind, Findings

CountryOf = Callable[[Any, Any], Sequence[str]]  # longitudes and latitudes of points -> alpha-2 or ""

_DECIMALS: Final = 7  # as precise as OpenStreetMap
_TABLE: Final = "openstreetmap"
_UNESCO: Final = "interest-unesco"

# What speaks for a sight beside the weight of its kind; only the order of lists depends on it.
_ITEM, _ARTICLE, _NATION, _WORLD, _HOURS, _WEBSITE = 10.0, 5.0, 10.0, 30.0, 5.0, 5.0
_LANGUAGE, _MOST_LANGUAGES = 1.5, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A shape that may become a feature of one group.

    Attributes
    ----------
    rules
        Those that fit, the one that names the kind first.
    area
        Its polygon, or None.
    """

    element: str
    id: int
    tags: Mapping[str, str]
    rules: tuple[FeatureRule, ...]
    lon: float
    lat: float
    area: BaseGeometry | None

    @property
    def weight(self) -> float:
        """How much it draws as what it is."""
        return max(rule.weight for rule in self.rules)

    @property
    def key(self) -> str:
        """Its name in findings."""
        return f"{self.element}/{self.id}"


def make_features(
    shapes: Sequence[TaggedShape], rules: Sequence[FeatureRule], *, country_of: CountryOf, zones: Mapping[str, str],
    as_of: str, source: str, findings: Findings,
) -> Features:  # fmt: skip
    """Return the features of all shapes; the same for the same elements, whichever way they were read.

    Parameters
    ----------
    zones
        IANA zone by country.
    as_of, source
        Date of the data, and its line of attribution.
    """
    by_tag: dict[tuple[str, str], list[FeatureRule]] = {}
    for rule in rules:
        by_tag.setdefault((rule.key, rule.value), []).append(rule)
    found: dict[FeatureGroup, list[Candidate]] = {group: [] for group in FeatureGroup}
    for shape in sorted(shapes, key=lambda s: (s.element, s.id)):
        for group, fitting in _fitting(shape.tags, by_tag).items():
            _add_candidate(found[group], shape, fitting, findings)
    sights = join_doubles(_without_parts(found[FeatureGroup.SIGHT], findings), findings)
    lodgings = join_doubles(found[FeatureGroup.LODGING], findings)
    made = {}
    for group, candidates in ((FeatureGroup.SIGHT, sights), (FeatureGroup.LODGING, lodgings),
                              (FeatureGroup.FACILITY, found[FeatureGroup.FACILITY])):  # fmt: skip
        lon, lat = np.array([c.lon for c in candidates]), np.array([c.lat for c in candidates])
        countries = country_of(lon, lat) if candidates else ()
        made[group] = sorted(
            (_MAKERS[group](c, _common(c, country, zones, as_of=as_of, source=source))
             for c, country in zip(candidates, countries, strict=True)),
            key=lambda feature: feature.id,
        )  # fmt: skip
    return Features(sights=tuple(made[FeatureGroup.SIGHT]), lodgings=tuple(made[FeatureGroup.LODGING]),
                    facilities=tuple(made[FeatureGroup.FACILITY]))  # fmt: skip


def _fitting(
    tags: Mapping[str, str], by_tag: Mapping[tuple[str, str], Sequence[FeatureRule]]
) -> dict[FeatureGroup, tuple[FeatureRule, ...]]:
    """Return the rules that fit, by group: what tells more first, then the heaviest, then the more special."""
    found: dict[FeatureGroup, list[FeatureRule]] = {}
    for key, text in tags.items():
        for value in text.split(";"):
            for rule in by_tag.get((key, value.strip()), ()):
                if _holds(rule, tags):
                    found.setdefault(rule.group, []).append(rule)
    return {group: tuple(sorted(fitting, key=lambda rule: rule.order)) for group, fitting in found.items()}


def _holds(rule: FeatureRule, tags: Mapping[str, str]) -> bool:
    if rule.only_with is not None and not rule.only_with.holds(tags):
        return False
    return rule.not_with is None or not rule.not_with.holds(tags)


def _add_candidate(
    candidates: list[Candidate], shape: TaggedShape, fitting: Sequence[FeatureRule], findings: Findings
) -> None:
    naming = not shape.tags.keys().isdisjoint(NAMING)  # else no reader of files would have let it through
    item = naming and bool(said.item_of(shape.tags) or said.article_of(shape.tags))
    enough = {Needs.NOTHING: True, Needs.ITEM: item, Needs.NAME: item or bool(shape.tags.get("name", "").strip())}
    kept = tuple(rule for rule in fitting if enough[rule.needs])
    where = _point_and_area(shape.shape) if kept else None
    name = f"{shape.element}/{shape.id}"
    if not kept:
        if any(rule.needs is Needs.NAME for rule in fitting):
            findings.note(FindingKind.FEATURE_NAMELESS, name, fitting[0].key, shape.tags.get(fitting[0].key, ""))
    elif where is None:
        findings.note(FindingKind.FEATURE_NOWHERE, name, kept[0].key, shape.tags.get(kept[0].key, ""))
    else:
        lon, lat, area = where
        candidates.append(Candidate(element=shape.element, id=shape.id, tags=shape.tags, rules=kept,
                                    lon=lon, lat=lat, area=area))  # fmt: skip


def _point_and_area(shape: BaseGeometry | None) -> tuple[float, float, BaseGeometry | None] | None:
    """Return the point that stands for a shape, and its area within the outer rings.

    The centre of an area, or a point inside where that lies outside; the middle of a line.
    """
    if shape is None or shape.is_empty:
        return None
    area = _area(shape)
    if area is not None:
        centre = area.centroid
        point: BaseGeometry = centre if area.covers(centre) else area.representative_point()
    elif shape.geom_type == "Point":
        point = shape
    elif shape.geom_type == "LineString":
        point = shape.interpolate(0.5, normalized=True)
    else:
        point = shape.centroid
    lon, lat = point.coords[0][:2]
    return round(lon, _DECIMALS), round(lat, _DECIMALS), area


def _area(shape: BaseGeometry) -> BaseGeometry | None:
    if shape.geom_type == "LineString" and shape.is_closed and len(shape.coords) > 3:
        shape = shapely.Polygon(shape.coords)
    parts = shapely.get_parts(shapely.make_valid(shape))
    rings = [shapely.Polygon(part.exterior) for part in parts if part.geom_type == "Polygon"]
    if not rings:
        return None
    return rings[0] if len(rings) == 1 else shapely.union_all(rings)


def _without_parts(sights: Sequence[Candidate], findings: Findings) -> list[Candidate]:
    """Leave out what stands inside a sight that holds its parts, such as the cages of a zoo."""
    holders = {i: s.area for i, s in enumerate(sights) if s.rules[0].holds_parts and s.area is not None}
    if not holders:
        return list(sights)
    tree, owner = shapely.STRtree(list(holders.values())), list(holders)
    points = shapely.points([(s.lon, s.lat) for s in sights])
    inside = {int(i) for i, h in tree.query(points, predicate="within").T if owner[h] != i}
    for i in sorted(inside):
        findings.note(FindingKind.FEATURE_PART, sights[i].key, sights[i].rules[0].key, said.local_name(sights[i].tags))
    return [sight for i, sight in enumerate(sights) if i not in inside]


def _common(c: Candidate, country: str, zones: Mapping[str, str], *, as_of: str, source: str) -> dict[str, Any]:
    hours, tags = said.hours_of(c.tags), c.tags
    return {
        "id": f"osm-{c.element}-{c.id}", "kind": c.rules[0].kind, "name": said.english_name(tags),
        "name_local": said.local_name(tags), "names": said.names_by_language(tags), "aliases": said.other_names(tags),
        "country": country, "lon": c.lon, "lat": c.lat, "tz": zones.get(country, "UTC"),
        "elevation_m": said.elevation_m(tags), "opening_hours": hours, "hours_readable": said.hours_readable(hours),
        "website": said.website_of(tags), "wikidata": said.item_of(tags), "wikipedia": said.article_of(tags),
        "wheelchair": tags.get("wheelchair", "") if tags.get("wheelchair") in _WHEELCHAIR else "",
        "source": Source(table=_TABLE, row_id=c.key, text=source, as_of=as_of, confidence=Confidence.PUBLISHED),
    }  # fmt: skip


_WHEELCHAIR: Final = ("yes", "limited", "no", "designated")


def _sight(c: Candidate, common: dict[str, Any]) -> Sight:
    level = said.heritage_level(c.tags)
    interests = dict.fromkeys(interest for rule in c.rules for interest in rule.interests)
    if level == 1:
        interests[_UNESCO] = None
    return Sight(
        **common, interests=tuple(interests), heritage_level=level, unesco_id=said.unesco_id(c.tags),
        fee=said.whether(c.tags, "fee"), charge=c.tags.get("charge", "").strip(),
        setting=c.rules[0].setting, standing=_standing(c, common, level),
    )  # fmt: skip


def _standing(c: Candidate, common: Mapping[str, Any], level: int | None) -> float:
    if common["name"] == common["wikidata"]:
        return c.weight  # nobody wrote down its name
    languages = min(len(common["names"]), _MOST_LANGUAGES)
    return (
        c.weight + _LANGUAGE * languages + _ITEM * bool(common["wikidata"])
        + _ARTICLE * bool(common["wikipedia"]) + _HOURS * bool(common["opening_hours"])
        + _WEBSITE * bool(common["website"]) + (_WORLD if level == 1 else _NATION if level is not None else 0.0)
    )  # fmt: skip


def _lodging(c: Candidate, common: dict[str, Any]) -> Lodging:
    return Lodging(**common, stars=said.stars_of(c.tags), rooms=said.count_of(c.tags, "rooms"))


def _facility(c: Candidate, common: dict[str, Any]) -> Facility:
    brand, operator = c.tags.get("brand", "").strip(), c.tags.get("operator", "").strip()
    named = {name: common[name] or brand or operator for name in ("name", "name_local")}
    return Facility(
        **{**common, **named}, brand=brand, operator=operator,
        hgv=said.whether(c.tags, "hgv"), diesel=said.whether(c.tags, "fuel:diesel", "fuel:HGV_diesel"),
        hgv_diesel=said.whether(c.tags, "fuel:HGV_diesel"), capacity_hgv=said.count_of(c.tags, "capacity:hgv"),
        fee=said.whether(c.tags, "fee"), toilets=said.whether(c.tags, "toilets"), shower=said.whether(c.tags, "shower"),
    )  # fmt: skip


_MAKERS: Final[dict[FeatureGroup, Callable[[Candidate, dict[str, Any]], Any]]] = {
    FeatureGroup.SIGHT: _sight, FeatureGroup.LODGING: _lodging, FeatureGroup.FACILITY: _facility,
}  # fmt: skip
