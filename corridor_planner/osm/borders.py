"""Cut strands where they pass a border, and join the two sides by a crossing only.

Where the files hold a country's closed boundary, every edge over it is cut right there. Where
they do not, border posts are cut instead, and the parts that they separate are taken for the two
countries (:mod:`.posts`). Ferries are left alone: their ports are their borders.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, RoadClass
from corridor_planner.osm.countries import NOWHERE, CountryMap
from corridor_planner.osm.crossings import CrossingBook
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.strands import Strands

MINOR = (RoadClass.RESIDENTIAL, RoadClass.SERVICE, RoadClass.TRACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Two nodes at one spot, joined by crossing arcs.

    Attributes
    ----------
    crossing
        Position in ``CrossingBook.used``.
    key_a, key_b
        Keys of the node on the side of the crossing's country a and b.
    a_to_b, b_to_a
        Directions that the road allows.
    rail
        Of railways, else of roads.
    element
        OpenStreetMap's border control, or the way where there is none.
    """

    crossing: int
    key_a: int
    key_b: int
    a_to_b: bool
    b_to_a: bool
    rail: bool
    element: str
    lon: float
    lat: float


class Keys:
    """Hands out keys for nodes that OpenStreetMap does not have: -1, -2, ..."""

    def __init__(self) -> None:
        self._last = 0

    def take(self, count: int) -> NDArray[np.int64]:
        """Return so many new keys."""
        self._last -= count
        return np.arange(self._last + count - 1, self._last - 1, -1, dtype=np.int64)


def cut_at_borders(
    strands: Strands,
    data: OsmData,
    countries: CountryMap,
    book: CrossingBook,
    *,
    open_borders: frozenset[frozenset[str]],
    keys: Keys,
    findings: Findings,
) -> tuple[Strands, tuple[Passage, ...]]:
    """Cut every edge over a border that the files' boundaries show for certain."""
    passages: list[Passage] = []
    passed: list[tuple[int, int, int]] = []
    shut: list[int] = []
    for at in _border_edges(strands, data).tolist():
        pair = (countries.codes[strands.country[at]], countries.codes[strands.country[at + 1]])
        way = int(strands.way[at])
        facts = data.facts[data.facts_of_way[way]]
        element = f"way/{int(data.way_id[way])}"
        if frozenset(pair) in open_borders:
            findings.note(FindingKind.BORDER_OPEN, element, "countries", "-".join(pair))
            continue
        lon = float(strands.lon[at] + strands.lon[at + 1]) / 2
        lat = float(strands.lat[at] + strands.lat[at + 1]) / 2
        rail = facts.kind is ArcKind.RAIL
        met = book.at_border(lon, lat, pair, rail=rail, minor=facts.road_class in MINOR)
        if met is None:
            findings.note(FindingKind.BORDER_WITHOUT_CROSSING, element, "countries", "-".join(pair))
            shut.append(at)
            continue
        crossing, post = met
        near, far = keys.take(2).tolist()
        ahead = book.used[crossing].country_a == pair[0]
        passages.append(Passage(
            crossing=crossing, key_a=near if ahead else far, key_b=far if ahead else near, rail=rail,
            a_to_b=facts.forward if ahead else facts.backward, b_to_a=facts.backward if ahead else facts.forward,
            element=post.element if post else element, lon=lon, lat=lat,
        ))  # fmt: skip
        passed.append((at, near, far))
    return _cut(strands, passed, shut), tuple(passages)


def _border_edges(strands: Strands, data: OsmData) -> NDArray[np.int64]:
    facts = np.array([f.kind != ArcKind.SAIL for f in data.facts] or [False])
    by_land = facts[data.facts_of_way[strands.way]]
    here, there = strands.country[:-1], strands.country[1:]
    over = strands.joined[:-1] & by_land[:-1] & (here != there) & (here != NOWHERE) & (there != NOWHERE)
    return np.flatnonzero(over & (strands.certain[:-1] | strands.certain[1:]))


def _cut(strands: Strands, passed: list[tuple[int, int, int]], shut: list[int]) -> Strands:
    # Shut edges are marked first, so that positions stay valid while points are put in.
    strands = strands.broken_after(np.array(shut, np.int64))
    at, near, far = np.array(passed, np.int64).reshape(-1, 3).T
    return strands.insert_after(at, (near, far)).without_single_points()
