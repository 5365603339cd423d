"""Features: what lies beside the way. Sights to visit, lodgings to sleep in, facilities for drivers.

A field that nobody filled in is unknown: an empty text or None, never a guess.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from corridor_planner.domain.facts import Source


class FeatureGroup(Enum):
    """What a feature is good for."""

    SIGHT = "sight"
    LODGING = "lodging"
    FACILITY = "facility"


class Needs(Enum):
    """What a feature must carry to be worth keeping."""

    NOTHING = "nothing"
    NAME = "name"  # a name, or a Wikidata item that has one
    ITEM = "item"  # a Wikidata item or a Wikipedia article


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What sights, lodgings and facilities have in common.

    Attributes
    ----------
    id
        ``osm-node-12``, ``osm-way-12``, ``osm-relation-12``, or the id of a table row.
    kind
        What it is, such as ``castle``, ``hotel`` or ``fuel``.
    name, name_local
        In English where there is an English name, and as people there write it.
    names
        (language as OpenStreetMap writes it, name), sorted by language.
    aliases
        Alternative, older, official and short names.
    country
        ISO 3166-1 alpha-2, or "".
    lon, lat
        A point; of an area its centre, or a point inside where the centre lies outside.
    opening_hours
        OSM syntax in the zone ``tz``; ``hours_readable`` tells whether it can be evaluated.
    wikidata, wikipedia
        Item (``Q42``), and article (``de:Schloss Vaduz``).
    wheelchair
        yes, limited, no, designated, or "".
    """

    id: str
    kind: str
    name: str
    name_local: str
    country: str
    lon: float
    lat: float
    tz: str
    source: Source
    names: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    elevation_m: float | None = None
    opening_hours: str = ""
    hours_readable: bool = False
    website: str = ""
    wikidata: str = ""
    wikipedia: str = ""
    wheelchair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight(Feature):
    """A point of interest.

    Attributes
    ----------
    interests
        Ids of ``interests.csv``.
    standing
        How well known it seems, for sorting only: the weight of its kind, and what speaks for it.
    heritage_level
        OpenStreetMap's level of protection: 1 the world, 2 the nation, 4 and more a region or town.
    unesco_id
        Number in the World Heritage List.
    fee
        Whether one pays; ``charge`` is the price in the words of whoever wrote it down.
    setting
        ``indoor`` or ``outdoor``.
    prize
        How much it is worth a visit, 0 to 100.
    visit_s
        Length of a visit.
    season_months
        Months worth coming.
    """

    interests: tuple[str, ...] = ()
    standing: float = 0.0
    heritage_level: int | None = None
    unesco_id: str = ""
    fee: bool | None = None
    charge: str = ""
    setting: str = ""
    prize: float | None = None
    visit_s: int | None = None
    season_months: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodging(Feature):
    """A place to sleep."""

    stars: float | None = None
    rooms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility(Feature):
    """What drivers stop for: fuel, rest, parking, customs, a weighbridge.

    Attributes
    ----------
    hgv
        Whether heavy vehicles may use it, or are who it is for.
    diesel, hgv_diesel
        Whether diesel is sold, and at pumps made for trucks.
    capacity_hgv
        Parking spaces of heavy vehicles.
    """

    brand: str = ""
    operator: str = ""
    hgv: bool | None = None
    diesel: bool | None = None
    hgv_diesel: bool | None = None
    capacity_hgv: int | None = None
    fee: bool | None = None
    toilets: bool | None = None
    shower: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A tag that decides: ``key`` with one of ``values``, or with any value where there are none."""

    key: str
    values: frozenset[str] = frozenset()

    def holds(self, tags: Mapping[str, str]) -> bool:
        """Tell whether the tags fulfil it; of a list (``a;b``) one value is enough."""
        if self.key not in tags:
            return False
        return not self.values or not self.values.isdisjoint(tags[self.key].replace(" ", "").split(";"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRule:
    """What a tag of OpenStreetMap means to us; a row of ``osm_categories.csv``.

    Attributes
    ----------
    weight
        0 to 100, how much a thing of this kind draws.
    general
        The tag tells little of what it is: any other rule that fits names the kind.
    holds_parts
        What stands inside is a part of it and no sight of its own.
    """

    id: str
    key: str
    value: str
    group: FeatureGroup
    kind: str
    weight: float
    needs: Needs
    interests: tuple[str, ...] = ()
    setting: str = ""
    only_with: Condition | None = None
    not_with: Condition | None = None
    general: bool = False
    holds_parts: bool = False

    @property
    def order(self) -> tuple[bool, float, bool, str]:
        """Of several rules that fit, the first in this order names the kind."""
        return self.general, -self.weight, self.only_with is None, self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Everything beside the way; each group sorted by id."""

    sights: Sequence[Sight] = ()
    lodgings: Sequence[Lodging] = ()
    facilities: Sequence[Facility] = ()

    def of(self, group: FeatureGroup) -> Sequence[Feature]:
        """Return the features of a group."""
        if group is FeatureGroup.SIGHT:
            return self.sights
        return self.lodgings if group is FeatureGroup.LODGING else self.facilities

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many there are by group and kind, the most frequent first."""
        found = {}
        for group in FeatureGroup:
            kinds = Counter(feature.kind for feature in self.of(group))
            found[group.value] = dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
        return found
