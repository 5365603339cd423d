"""Borders of files without boundaries: each border post parts the roads that meet at it.

What the posts part are the countries: of two parts, the one that lies nearer to country a's known
places is country a's. With no known place near, the sides have no country but are kept apart
just the same. A post right behind another one on the same road belongs to the same crossing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from corridor_planner.domain import ArcKind
from corridor_planner.osm.borders import Keys, Passage
from corridor_planner.osm.controls import Post
from corridor_planner.osm.countries import NOWHERE, CountryMap
from corridor_planner.osm.crossings import REACH_M, CrossingBook
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.strands import Strands
from corridor_planner.units import great_circle_m

_SAMPLE = 24  # points of a part that are asked in which country they lie

Half = tuple[int, int]  # an edge that meets at a post: points of the post and of its neighbour


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Edges at a post that lead into the same part of the roads."""

    halves: tuple[Half, ...]
    points: NDArray[np.int64]  # some points of that part
    part: int


class _Side(NamedTuple):
    """The node and the country of one side of a post."""

    key: int
    country: int


def cut_at_posts(
    strands: Strands, data: OsmData, countries: CountryMap, book: CrossingBook, *, keys: Keys
) -> tuple[Strands, tuple[Passage, ...]]:
    """Part the roads at every border post that lies on one."""
    on_road = np.array([f.kind is ArcKind.ROAD for f in data.facts] or [False])[data.facts_of_way[strands.way]]
    posts = [post for post in book.posts.posts if post.node and not post.rail]
    halves = _halves(strands, on_road, posts)
    active = _one_per_crossing(strands, posts, halves)
    part = _parts(strands, on_road, [post.node for post in active])
    side_of: dict[Half, _Side] = {}
    land: dict[int, int] = {}
    passages: list[Passage] = []
    for post in active:
        groups = _groups(halves[post.node], part)
        if len(groups) < 2:
            continue
        row = book.find_row(post.lon, post.lat, mode="road", pair=frozenset())
        pair = (row.country_a, row.country_b) if row else _pair(post, groups, strands, countries, book)
        crossing = book.at_post(row, post, pair)
        assert crossing is not None
        key_a, key_b = keys.take(2).tolist()
        on_side_a = _side_a(groups, strands, countries, pair)
        for group, is_a in zip(groups, on_side_a, strict=True):
            code = pair[0] if is_a else pair[1]
            country = countries.codes.index(code) if code in countries.codes else NOWHERE
            side_of |= dict.fromkeys(group.halves, _Side(key_a if is_a else key_b, country))
            if country != NOWHERE:
                land[group.part] = country
        passages.append(Passage(crossing=crossing, key_a=key_a, key_b=key_b, a_to_b=True, b_to_a=True, rail=False,
                                element=post.element, lon=post.lon, lat=post.lat))  # fmt: skip
    strands = _name_land(strands, part, on_road, land)
    return _split(strands, side_of), tuple(passages)


def _halves(strands: Strands, on_road: NDArray[np.bool_], posts: Sequence[Post]) -> dict[int, list[Half]]:
    """Return, for each post on a road, the edges that meet at it."""
    found: dict[int, list[Half]] = defaultdict(list)
    joined = strands.joined
    at_post = np.isin(strands.key, np.array([post.node for post in posts], np.int64)) & on_road
    for at in np.flatnonzero(at_post).tolist():
        post = int(strands.key[at])
        if at and joined[at - 1]:
            found[post].append((at, at - 1))
        if joined[at]:
            found[post].append((at, at + 1))
    return found


def _one_per_crossing(strands: Strands, posts: Sequence[Post], halves: Mapping[int, list[Half]]) -> list[Post]:
    active: dict[int, Post] = {}
    for post in posts:
        behind = (active.get(int(strands.key[there])) for _, there in halves.get(post.node, ()))
        second = any(p and great_circle_m(post.lon, post.lat, p.lon, p.lat) <= REACH_M for p in behind)
        if post.node in halves and not second:
            active[post.node] = post
    return list(active.values())


def _parts(strands: Strands, on_road: NDArray[np.bool_], posts: Sequence[int]) -> NDArray[np.int64]:
    """Return, for every point, the number of the part of the roads it is in when the posts are taken out."""
    keys, spot = np.unique(strands.key, return_inverse=True)
    is_post = np.isin(keys, np.array(posts, np.int64))
    at = np.flatnonzero(strands.joined & on_road)
    at = at[~(is_post[spot[at]] | is_post[spot[at + 1]])]
    edges = coo_matrix((np.ones(len(at), np.int8), (spot[at], spot[at + 1])), shape=(len(keys), len(keys)))
    _, label = connected_components(edges, directed=False)
    part: NDArray[np.int64] = label[spot].astype(np.int64)
    return part


def _groups(halves: Sequence[Half], part: NDArray[np.int64]) -> list[_Group]:
    """Return the edges at a post by the part they lead into; if all lead into one, each for itself."""
    by_part: dict[int, list[Half]] = defaultdict(list)
    for half in halves:
        by_part[int(part[half[1]])].append(half)
    if len(by_part) == 1:
        return [_Group(halves=(half,), points=np.array([half[1]]), part=NOWHERE) for half in halves]
    groups = []
    for number, members in by_part.items():
        points = np.flatnonzero(part == number)
        points = points[:: max(1, len(points) // _SAMPLE)]
        groups.append(_Group(halves=tuple(members), points=points, part=number))
    return groups


def _pair(
    post: Post, groups: Sequence[_Group], strands: Strands, countries: CountryMap, book: CrossingBook
) -> tuple[str, str]:
    """Return the countries that a post without a row of the table parts."""
    seen = []
    for group in groups:
        labels = strands.country[group.points]
        labels = labels[labels != NOWHERE]
        if len(labels):
            seen.append(countries.codes[int(np.bincount(labels).argmax())])
    distinct = sorted(set(seen))
    if len(distinct) == 2:
        return distinct[0], distinct[1]
    return book.find_pair(post.lon, post.lat) or ("", "")


def _side_a(groups: Sequence[_Group], strands: Strands, countries: CountryMap, pair: tuple[str, str]) -> list[bool]:
    """Tell which groups are on the side of the pair's first country: the ones nearer to its places."""
    scores = []
    for group in groups:
        gains = [
            countries.distance_m(float(strands.lon[p]), float(strands.lat[p]), pair[0])
            - countries.distance_m(float(strands.lon[p]), float(strands.lat[p]), pair[1])
            for p in group.points.tolist()
        ]
        scores.append(sum(gains) / len(gains))
    if not all(isfinite(score) for score in scores) or min(scores) == max(scores):
        return [number == 0 for number in range(len(groups))]
    middle = (min(scores) + max(scores)) / 2
    return [score < middle for score in scores]


def _name_land(
    strands: Strands, part: NDArray[np.int64], on_road: NDArray[np.bool_], land: Mapping[int, int]
) -> Strands:
    country = strands.country.copy()
    for number, code in land.items():
        if number != NOWHERE:
            country[(part == number) & on_road] = code
    return replace(strands, country=country)


def _split(strands: Strands, side_of: Mapping[Half, _Side]) -> Strands:
    """Give every edge at a post the node of its side; a strand that changes sides falls in two."""
    key, country = strands.key.copy(), strands.country.copy()
    doubled: list[int] = []
    after: list[_Side] = []
    for at in sorted({half[0] for half in side_of}):
        before, behind = side_of.get((at, at - 1)), side_of.get((at, at + 1))
        here = before or behind
        assert here is not None
        key[at], country[at] = here
        if behind is not None and behind != here:
            doubled.append(at)
            after.append(behind)
    spots = np.array(doubled, np.int64)
    values = {name: np.insert(getattr(strands, name), spots + 1, getattr(strands, name)[spots])
              for name in strands.__slots__}  # fmt: skip
    values["key"] = np.insert(key, spots + 1, np.array([side.key for side in after], np.int64))
    values["country"] = np.insert(country, spots + 1, np.array([side.country for side in after], np.int16))
    values["first"] = np.insert(strands.first, spots + 1, True)
    return Strands(**values).without_single_points()
