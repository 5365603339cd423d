"""How the borders in the files and the crossings of the table met: one row per crossing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, Crossing
from corridor_planner.graph.network import Network
from corridor_planner.osm.borders import Passage
from corridor_planner.osm.controls import Evidence
from corridor_planner.osm.crossings import CrossingBook
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.units import METRES_PER_KM, great_circle_m

_MOVED_M: Final = 2_000.0  # beyond the accuracy of the row's place
_CELLS_PER_DEGREE: Final = 10  # a row without a road or railway in its cell or beside it lies outside the network
_ROW_OF_CELLS: Final = 10_000


class MatchKind(Enum):
    """What became of a crossing."""

    MATCHED = "matched"  # a row of the table, where the table says it is
    MOVED = "moved"  # a row of the table, but roads pass the border well away from its place
    OSM_ONLY = "osm_only"  # a border control that no row describes: assumed
    CLOSED_BY_OSM = "closed_by_osm"  # access tags shut it, whatever the row says
    TABLE_ONLY = "table_only"  # a row inside the network that nothing passes


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderMatch:
    """One crossing of the network, or a row of the table that nothing passes.

    Attributes
    ----------
    crossing_id
        Id in the network.
    row_id
        Row of the table, "" where there is none.
    element
        OpenStreetMap's border control (``node/12``) or else the way over the border; "" for a row that
        nothing passes.
    distance_m
        From the row's place to the nearest spot where the border is passed; None without both.
    lon, lat
        That spot, or the row's place.
    arcs
        Crossing arcs, each direction counted.
    """

    crossing_id: str
    row_id: str
    name: str
    country_a: str
    country_b: str
    kind: MatchKind
    element: str
    distance_m: float | None
    lon: float
    lat: float
    arcs: int


def match_borders(book: CrossingBook, passages: Sequence[Passage], network: Network) -> tuple[BorderMatch, ...]:
    """Return the crossings in the order of their ids, then the rows that nothing passes."""
    arcs = network.arcs
    laid = arcs.crossing[(arcs.kind == ArcKind.CROSSING) & (arcs.crossing >= 0)]
    count = np.bincount(laid, minlength=len(book.used))
    spots: dict[int, list[Passage]] = {}
    for passage in passages:
        if passage.crossing < 0:
            continue
        spots.setdefault(passage.crossing, []).append(passage)
    rows = {row.id: row for row in book.table}
    used = [
        _met(book.used[at], rows.get(book.row_of.get(at, "")), spots[at], int(count[at]))
        for at in sorted(spots, key=lambda at: book.used[at].id)
    ]
    return (*used, *_unmet(book.table, set(book.row_of.values()), network))


def _met(crossing: Crossing, row: Crossing | None, passages: Iterable[Passage], arcs: int) -> BorderMatch:
    place = row or crossing
    away = [(great_circle_m(place.lon, place.lat, p.lon, p.lat), p.element, p) for p in passages]
    distance_m, _, nearest = min(away, key=lambda item: item[:2])
    if not crossing.status.passable and row is not None and row.status.passable:
        kind = MatchKind.CLOSED_BY_OSM
    elif row is None:
        kind = MatchKind.OSM_ONLY if crossing.status.passable else MatchKind.CLOSED_BY_OSM
    else:
        near = distance_m <= _MOVED_M + row.coord_accuracy_km * METRES_PER_KM
        kind = MatchKind.MATCHED if near else MatchKind.MOVED
    return BorderMatch(
        crossing_id=crossing.id, row_id=row.id if row else "", name=crossing.name, country_a=crossing.country_a,
        country_b=crossing.country_b, kind=kind, element=nearest.element,
        distance_m=round(distance_m, 1) if row else None, lon=nearest.lon, lat=nearest.lat, arcs=arcs,
    )  # fmt: skip


def _unmet(table: Sequence[Crossing], met: set[str], network: Network) -> Iterable[BorderMatch]:
    covered = _cells(
        np.concatenate([network.nodes.lon, network.geometry.lon]),
        np.concatenate([network.nodes.lat, network.geometry.lat]),
    )
    beside = np.array([dx * _ROW_OF_CELLS + dy for dx in (-1, 0, 1) for dy in (-1, 0, 1)])
    for row in table:
        inside = bool(np.isin(_cells(np.array([row.lon]), np.array([row.lat])) + beside, covered).any())
        theirs = {row.country_a, row.country_b} & set(network.countries)
        if inside and row.id not in met and row.status.passable and (theirs or not network.countries):
            yield BorderMatch(
                crossing_id=row.id, row_id=row.id, name=row.name, country_a=row.country_a, country_b=row.country_b,
                kind=MatchKind.TABLE_ONLY, element="", distance_m=None, lon=row.lon, lat=row.lat, arcs=0,
            )  # fmt: skip


def _cells(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the numbers of the cells of a grid that points lie in, each once."""
    x, y = (np.floor(degrees * _CELLS_PER_DEGREE).astype(np.int64) for degrees in (lon, lat))
    return np.unique(x * _ROW_OF_CELLS + y)


def tell_unused(book: CrossingBook, borders: Sequence[BorderMatch], findings: Findings) -> None:
    """Count rows of the table that nothing passes, and border controls that no passage leads by."""
    for match in borders:
        if match.kind is MatchKind.TABLE_ONLY:
            findings.note(FindingKind.CROSSING_NOT_FOUND, "table", "border_crossings", match.row_id)
    for post in book.posts.posts:
        if post.evidence is Evidence.CONTROL and post.element not in book.led_by:
            findings.note(FindingKind.POST_UNUSED, post.element, "name", post.tags.get("name", ""))
