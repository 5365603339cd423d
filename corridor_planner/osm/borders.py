"""Cut strands where they pass a border, and join the two sides by a crossing only.

Where the files hold a country's closed boundary, every edge over it is cut right there. Where only
coarse lines show the border, posts on the roads are cut instead, and edges over the line that no
post guards. Ferries are left alone: their ports are their borders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, OpenBorder, RoadClass
from corridor_planner.graph.globe import great_circles_m
from corridor_planner.osm.claims import claim_far_sides
from corridor_planner.osm.controls import Post
from corridor_planner.osm.countries import CountryMap
from corridor_planner.osm.crossings import CrossingBook
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.grid import NOWHERE
from corridor_planner.osm.labels import settle_countries
from corridor_planner.osm.posts import Half, Side, countries_beside, find_halves, settle_posts, split_at_posts
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.strands import Strands

MINOR: Final = (RoadClass.RESIDENTIAL, RoadClass.SERVICE, RoadClass.TRACK)
_LEAST_STUB_M: Final = 0.5  # of an edge that is cut, on either side

OpenBorders = Mapping[frozenset[str], OpenBorder]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Two nodes at one spot, joined by crossing arcs, or by a road that is free to some.

    Attributes
    ----------
    crossing
        Position in ``CrossingBook.used``; -1 where ``open_border`` lets one party pass freely.
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
    open_border: OpenBorder | None = None


class Keys:
    """Hands out keys for nodes that OpenStreetMap does not have: -1, -2, ..."""

    def __init__(self) -> None:
        self._last = 0

    def take(self, count: int) -> NDArray[np.int64]:
        """Return so many new keys."""
        self._last -= count
        return np.arange(self._last + count - 1, self._last - 1, -1, dtype=np.int64)


def part_at_borders(
    strands: Strands,
    data: OsmData,
    countries: CountryMap,
    book: CrossingBook,
    *,
    open_borders: OpenBorders,
    keys: Keys,
    findings: Findings,
) -> tuple[Strands, tuple[Passage, ...]]:
    """Cut the strands at every border and return what joins the parts."""
    kind = np.array([int(f.kind) for f in data.facts] or [0], np.int8)[data.facts_of_way]
    posts = [post for post in book.posts.posts if post.node and not post.rail]
    by_land = kind[strands.way] != ArcKind.SAIL
    strands = settle_countries(strands, by_land, countries, np.array([post.node for post in posts], np.int64))
    parting = _Parting(data, countries, book, open_borders, keys, findings)
    strands = parting.at_posts(strands, kind[strands.way] == ArcKind.ROAD, posts)
    strands = parting.at_edges(strands, kind[strands.way] != ArcKind.SAIL)
    return strands, tuple(parting.passages)


class _Parting:
    """Cuts strands and remembers the passages."""

    def __init__(
        self, data: OsmData, countries: CountryMap, book: CrossingBook, open_borders: OpenBorders, keys: Keys,
        findings: Findings,
    ) -> None:  # fmt: skip
        self.data, self.countries, self.book = data, countries, book
        self.open_borders, self.keys, self.findings = open_borders, keys, findings
        self.passages: list[Passage] = []

    def at_posts(self, strands: Strands, on_road: NDArray[np.bool_], posts: list[Post]) -> Strands:
        """Part the roads at the posts that have different countries on their sides."""
        side_of: dict[Half, Side] = {}
        halves = find_halves(strands, on_road, posts)
        strands = claim_far_sides(strands, strands.joined & on_road, halves, posts, self.countries, self.book)
        countries = countries_beside(strands, halves)
        strands = settle_posts(strands, halves, countries)
        for post in posts:
            beside = countries.get(post.node, [])
            if len(beside) != 2:
                continue
            pair = (self.countries.codes[beside[0]], self.countries.codes[beside[1]])
            opened = self.open_borders.get(frozenset(pair))
            if opened is not None and opened.to_all:
                continue
            row = self.book.find_row(post.lon, post.lat, mode="road", pair=frozenset(pair), coarse=True)
            crossing = self.book.at_post(row, post, pair, half_open=opened is not None)
            assert crossing is not None
            key_of = dict(zip(beside, self.keys.take(2).tolist(), strict=True))
            for half in halves[post.node]:
                country = int(strands.country[half[1]])
                side_of[half] = Side(
                    key_of.get(country, key_of[beside[0]]), country if country in key_of else beside[0]
                )
            ahead = self.book.used[crossing].country_a == pair[0]
            near, far = key_of.values()
            self._join(crossing, opened, Passage(
                crossing=crossing, key_a=near if ahead else far, key_b=far if ahead else near, a_to_b=True,
                b_to_a=True, rail=False, element=post.element, lon=post.lon, lat=post.lat,
            ))  # fmt: skip
        return split_at_posts(strands, side_of)

    def at_edges(self, strands: Strands, by_land: NDArray[np.bool_]) -> Strands:
        """Cut every other edge from one country to another."""
        here, there = strands.country[:-1], strands.country[1:]
        over = (strands.joined & by_land)[:-1] & (here != there) & (here != NOWHERE) & (there != NOWHERE)
        at = np.flatnonzero(over)
        share = _shares(strands, at, self.countries)
        rail = np.array([f.kind is ArcKind.RAIL for f in self.data.facts] or [False])
        self.book.posts.measure(
            strands.lon[at] + share * (strands.lon[at + 1] - strands.lon[at]),
            strands.lat[at] + share * (strands.lat[at + 1] - strands.lat[at]),
            rail[self.data.facts_of_way[strands.way[at]]],
        )
        passed: list[tuple[int, int, int, float]] = []
        shut: list[int] = []
        for edge, part in zip(at.tolist(), share.tolist(), strict=True):
            outcome = self._at_edge(strands, edge, part)
            if outcome is None:
                shut.append(edge)
            elif outcome:
                passed.append((edge, *outcome, part))
        # Shut edges are marked first, so that positions stay valid while points are put in.
        strands = strands.broken_after(np.array(shut, np.int64))
        cut, near, far, parts = np.array(passed, np.float64).reshape(-1, 4).T
        sides = (near.astype(np.int64), far.astype(np.int64))
        return strands.insert_after(cut.astype(np.int64), sides, parts).without_single_points()

    def _at_edge(self, strands: Strands, at: int, share: float) -> tuple[int, int] | tuple[()] | None:
        """Return the keys of the two sides, nothing where the border is open, None where it is shut."""
        codes = self.countries.codes
        pair = (codes[strands.country[at]], codes[strands.country[at + 1]])
        way = int(strands.way[at])
        facts = self.data.facts[self.data.facts_of_way[way]]
        element = f"way/{int(self.data.way_id[way])}"
        opened = self.open_borders.get(frozenset(pair))
        if opened is not None:
            self.findings.note(FindingKind.BORDER_OPEN, element, opened.party_word, "-".join(pair))
            if opened.to_all:
                return ()
        lon = float(strands.lon[at] + share * (strands.lon[at + 1] - strands.lon[at]))
        lat = float(strands.lat[at] + share * (strands.lat[at + 1] - strands.lat[at]))
        rail = facts.kind is ArcKind.RAIL
        coarse = not bool(strands.certain[at] or strands.certain[at + 1])
        if coarse:
            self.findings.note(FindingKind.BORDER_UNCERTAIN, element, "countries", "-".join(pair))
        met = self.book.at_border(lon, lat, pair, rail=rail, minor=facts.road_class in MINOR, coarse=coarse,
                                 half_open=opened is not None)  # fmt: skip
        if met is None and (opened is None or rail):
            self.findings.note(FindingKind.BORDER_WITHOUT_CROSSING, element, "countries", "-".join(pair))
            return None
        near, far = self.keys.take(2).tolist()
        crossing, post = met or (-1, None)
        ahead = crossing < 0 or self.book.used[crossing].country_a == pair[0]
        forward, backward = (facts.forward, facts.backward) if ahead else (facts.backward, facts.forward)
        self._join(crossing, None if rail else opened, Passage(
            crossing=crossing, key_a=near if ahead else far, key_b=far if ahead else near, rail=rail, a_to_b=forward,
            b_to_a=backward, element=post.element if post else element, lon=lon, lat=lat,
        ))  # fmt: skip
        return near, far

    def _join(self, crossing: int, opened: OpenBorder | None, passage: Passage) -> None:
        if opened is not None:
            self.passages.append(replace(passage, crossing=-1, open_border=opened))
        if crossing >= 0:
            self.passages.append(passage)


def _shares(strands: Strands, at: NDArray[np.int64], countries: CountryMap) -> NDArray[np.float64]:
    """Return which share of each edge over a border lies before it: where it meets a line, or else half."""
    lon, lat = (strands.lon[at], strands.lon[at + 1]), (strands.lat[at], strands.lat[at + 1])
    certain = strands.certain[at] | strands.certain[at + 1]
    share = np.where(certain, countries.lines.find_cuts(lon, lat), countries.coarse_lines.find_cuts(lon, lat))
    least = np.minimum(0.5, _LEAST_STUB_M / np.maximum(great_circles_m(lon[0], lat[0], lon[1], lat[1]), 1e-9))
    bounded: NDArray[np.float64] = np.clip(np.nan_to_num(share, nan=0.5), least, 1 - least)
    return bounded
