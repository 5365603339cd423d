"""Sites that a build knows: those of OpenStreetMap and those of the tables, each town once.

A place of the tables and one of OpenStreetMap with a name in common, of one kind and near each
other, are one: it keeps the table's id, kind, clock and names, stands where OpenStreetMap has it,
and is found by the names of both. A port is also recognised where only the position fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from corridor_planner.domain import Place
from corridor_planner.graph.folding import fold, romanise
from corridor_planner.graph.globe import Spots
from corridor_planner.graph.sites import PORT, port_place
from corridor_planner.osm.countries import CountryMap
from corridor_planner.osm.feature_reading import TaggedShape
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.grid import NOWHERE
from corridor_planner.osm.inputs import BuildTables
from corridor_planner.osm.reading import TaggedNode
from corridor_planner.osm.site_kinds import OF_TABLE, SiteKind, read_site_kind
from corridor_planner.units import METRES_PER_KM, great_circle_m

_LANGUAGES: Final = ("en", "ru", "uz", "kk", "ky", "tg", "tk", "az", "ka", "hy", "fa", "tr", "zh", "uk")
_OTHER_NAMES: Final = (*(f"name:{code}" for code in _LANGUAGES), "int_name", "alt_name", "old_name", "official_name")
_SAME_PLACE_M: Final = 10_000.0  # between the centres, or stations, that two sources give for one name
_SAME_PORT_M: Final = 5_000.0
_TWICE_M: Final = 3_000.0  # one thing that OpenStreetMap has as a node and as an area
_WIDE_M: Final = 20_000.0  # from the middle of a town's area to the node in its centre
_OF_NODE: Final = "osm-node-"
_STATION_OFF_M: Final = 2_500.0  # how rough the coordinates of the table's stations are
_CLOCK_REACH_M: Final = 300_000.0
_GROUPS: Final = (
    frozenset({SiteKind.CITY, SiteKind.TOWN, SiteKind.VILLAGE}),
    frozenset({SiteKind.STATION, SiteKind.YARD, SiteKind.HALT}),
    frozenset({SiteKind.SEA_PORT, SiteKind.FERRY_TERMINAL}),
    frozenset({SiteKind.DRY_PORT}),
)  # fmt: skip
_BY_POSITION: Final = (SiteKind.SEA_PORT, SiteKind.DRY_PORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedSite:
    """A node of OpenStreetMap, or the middle of an area, with its tags; ``element`` is like ``way/7``."""

    element: str
    lon: float
    lat: float
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place before it is put on the network.

    Attributes
    ----------
    extra_m
        How far its coordinates may be off; the network may be farther by as much.
    """

    kind: SiteKind
    place: Place
    from_table: bool = False
    extra_m: float = 0.0


def tagged_sites(nodes: Iterable[TaggedNode]) -> tuple[TaggedSite, ...]:
    """Return nodes as sites may be."""
    return tuple(TaggedSite(element=f"node/{n.id}", lon=n.lon, lat=n.lat, tags=n.tags) for n in nodes)


def tagged_areas(shapes: Iterable[TaggedShape]) -> Iterator[TaggedSite]:
    """Yield a point inside each way or relation that may be a site."""
    for shape in shapes:
        if shape.element != "node" and shape.shape is not None and read_site_kind(shape.tags) is not None:
            ring = shape.shape
            area = shapely.Polygon(ring.coords) if isinstance(ring, shapely.LineString) and ring.is_ring else ring
            point = area.representative_point()
            yield TaggedSite(element=f"{shape.element}/{shape.id}", lon=point.x, lat=point.y, tags=shape.tags)


def known_sites(
    tagged: Sequence[TaggedSite], countries: CountryMap, tables: BuildTables, findings: Findings
) -> tuple[Site, ...]:
    """Return the sites of OpenStreetMap and of the tables, ports that only the crossings table has among them."""
    have = {place.id for place in tables.places}
    ports = [row for row in tables.crossings if row.mode == PORT]
    places = [*tables.places, *(port_place(row) for row in ports if row.id not in have)]
    accuracy_m = {row.id: row.coord_accuracy_km * METRES_PER_KM for row in ports}
    return gather_sites(tagged, sites_of_table(places, accuracy_m), countries, tables.zones, findings)


def gather_sites(
    tagged: Sequence[TaggedSite], table: Sequence[Site], countries: CountryMap, zones: Mapping[str, str],
    findings: Findings,
) -> tuple[Site, ...]:  # fmt: skip
    """Return the sites of OpenStreetMap and the tables, those that both have once."""
    found = list(_without_twins(_read(tagged, table, countries, zones)))
    merged, gone = _match(found, table, findings)
    rest = [site for number, site in enumerate(found) if number not in gone]
    return (*merged, *rest)


def sites_of_table(places: Iterable[Place], accuracy_m: Mapping[str, float]) -> tuple[Site, ...]:
    """Return the places that can be sites; ``accuracy_m`` tells how rough the coordinates of some are."""
    kinds = [(place, OF_TABLE[place.kind]) for place in places if place.kind in OF_TABLE]
    return tuple(
        Site(kind=kind, place=place, from_table=True,
             extra_m=accuracy_m.get(place.id, _STATION_OFF_M if kind is SiteKind.STATION else 0.0))
        for place, kind in kinds
    )  # fmt: skip


def _read(
    tagged: Sequence[TaggedSite], table: Sequence[Site], countries: CountryMap, zones: Mapping[str, str]
) -> Iterator[Site]:
    kinds = [read_site_kind(site.tags) for site in tagged]
    known = [(site, kind) for site, kind in zip(tagged, kinds, strict=True) if kind is not None]
    lon, lat = np.array([s.lon for s, _ in known]), np.array([s.lat for s, _ in known])
    land = countries.locate(lon, lat).country.tolist()
    clocks = Spots([s.place.lon for s in table], [s.place.lat for s in table])
    near, _ = clocks.nearest(lon, lat, reach_m=_CLOCK_REACH_M)
    for (site, kind), code, neighbour in zip(known, land, near.tolist(), strict=True):
        country = countries.codes[code] if code != NOWHERE else ""
        clock = table[neighbour].place if neighbour >= 0 else None
        tz = clock.tz if clock and clock.country == country else zones.get(country, "UTC")
        yield Site(kind=kind, place=_place(site, kind, country, tz))


def _place(site: TaggedSite, kind: SiteKind, country: str, tz: str) -> Place:
    local = site.tags["name"]
    name = site.tags.get("name:en") or site.tags.get("int_name") or local
    others = {part.strip() for key in _OTHER_NAMES for part in site.tags.get(key, "").split(";")} - {"", name, local}
    population = site.tags.get("population", "").replace(" ", "").replace(",", "")
    return Place(
        id=f"osm-{site.element.replace('/', '-')}", name=name, name_local=local, country=country, lon=site.lon,
        lat=site.lat, tz=tz, kind=kind.word, aliases=tuple(sorted(others)),
        population=int(population) if population.isascii() and population.isdigit() else 0,
    )  # fmt: skip


def _without_twins(sites: Iterable[Site]) -> Iterator[Site]:
    """Leave out what OpenStreetMap has as a node and again as an area."""
    kept: dict[tuple[int, str], list[Place]] = defaultdict(list)
    for site in sorted(sites, key=lambda s: s.place.id):
        place = site.place
        same = kept[_group(site.kind), place.name_local]
        of_town = site.kind.settlement and not place.id.startswith(_OF_NODE)
        if all(_apart_m(place, other) > (_WIDE_M if of_town else _TWICE_M) for other in same):
            same.append(place)
            yield site


def _match(
    found: Sequence[Site], table: Sequence[Site], findings: Findings
) -> tuple[list[Site], frozenset[int]]:  # fmt: skip
    """Return the table's sites with what OpenStreetMap knows of them, and the numbers of those found."""
    spots = Spots([s.place.lon for s in found], [s.place.lat for s in found])
    gone: set[int] = set()
    merged: list[Site] = []
    for site in table:
        reach_m = (_SAME_PORT_M if site.kind in _BY_POSITION else _SAME_PLACE_M) + site.extra_m
        near = [n for n in spots.within(site.place.lon, site.place.lat, reach_m=reach_m) if n not in gone]
        best = _best(site, [(n, found[n]) for n in near if _group(found[n].kind) == _group(site.kind)])
        if best is None:
            merged.append(site)
            continue
        gone.add(best)
        other = found[best].place
        merged.append(_join(site, other))
        element = other.id.removeprefix("osm-").replace("-", "/")
        findings.note(FindingKind.PLACE_MERGED, element, "place", site.place.id)
    return merged, frozenset(gone)


def _best(site: Site, near: Sequence[tuple[int, Site]]) -> int | None:
    own = _forms(site.place)
    named = [(n, other) for n, other in near if other.place.country in ("", site.place.country)
             and own & _forms(other.place)]  # fmt: skip
    meant = named or (near if site.kind in _BY_POSITION else ())
    return min(meant, key=lambda pair: (_apart_m(site.place, pair[1].place), pair[0]), default=(None, None))[0]


def _join(site: Site, other: Place) -> Site:
    mine = site.place
    names = dict.fromkeys((*mine.aliases, other.name, other.name_local, *other.aliases, other.id))
    place = replace(
        mine, lon=other.lon, lat=other.lat, name_local=mine.name_local or other.name_local,
        population=mine.population or other.population,
        aliases=tuple(name for name in names if name and name not in (mine.name, mine.name_local)),
    )  # fmt: skip
    return replace(site, place=place, extra_m=0.0)


def _forms(place: Place) -> set[str]:
    return {romanise(fold(name)) for name in (place.name, place.name_local, *place.aliases) if name} - {""}


def _group(kind: SiteKind) -> int:
    return next((number for number, group in enumerate(_GROUPS) if kind in group), len(_GROUPS))


def _apart_m(one: Place, other: Place) -> float:
    return great_circle_m(one.lon, one.lat, other.lon, other.lat)
