"""Small cuttings around a post where the coarse outlines put both of its sides into one country.

The outlines are kilometres off, and a download of a border town is no larger than that. Where a post near
a coarse border parts the roads, and nothing on one of its sides lies beyond doubt, the side that is
nearer to the other country belongs to it: the country of the row that is near, or the nearest one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from corridor_planner.osm.controls import Post
from corridor_planner.osm.countries import CountryMap, Doubt
from corridor_planner.osm.crossings import REACH_M, CrossingBook
from corridor_planner.osm.posts import Half, countries_beside
from corridor_planner.osm.strands import Strands
from corridor_planner.units import great_circle_m

_NEAR_M: Final = 8_000.0  # from the other country's outline
_SAMPLE: Final = 24  # points of a part that are asked how far the other country is


def claim_far_sides(
    strands: Strands, joined: NDArray[np.bool_], halves: Mapping[int, Sequence[Half]], posts: Sequence[Post],
    countries: CountryMap, book: CrossingBook,
) -> Strands:  # fmt: skip
    """Return the strands with the far sides of such posts given to the other country."""
    lone = {node: beside[0] for node, beside in countries_beside(strands, halves).items() if len(beside) == 1}
    sought = [
        (away_m, post, other) for post in posts if post.node in lone
        and (found := _other_country(post, lone[post.node], countries, book)) is not None
        for away_m, other in (found,)
    ]  # fmt: skip
    if not sought:
        return strands
    part = _parts(strands, joined, np.array(list(halves), np.int64))
    settled = set(np.unique(part[strands.doubt == Doubt.NONE]).tolist())
    done = [post for post in posts if len(countries_beside(strands, halves).get(post.node, ())) == 2]
    country = strands.country.copy()
    for _, post, other in sorted(sought, key=lambda item: (item[0], item[1].element)):
        sides = {int(part[there]) for _, there in halves[post.node]}
        free = sides - settled
        near = any(great_circle_m(post.lon, post.lat, p.lon, p.lat) <= REACH_M for p in done)
        if near or len(sides) < 2 or not free:
            continue
        away = {side: _away_m(strands, part == side, other, countries) for side in sorted(free)}
        country[part == min(away, key=lambda side: (away[side], side))] = other
        done.append(post)
    return replace(strands, country=country)


def _other_country(post: Post, own: int, countries: CountryMap, book: CrossingBook) -> tuple[float, int] | None:
    """Return how far the country on the other side is, and its number."""
    spot = np.array([post.lon]), np.array([post.lat])
    row = book.find_row_of(post.lon, post.lat, countries.codes[own])
    near = [number for number in countries.coarse_numbers if number != own]
    if row is not None:
        near = [countries.codes.index(row)] if row in countries.codes else []
    away = [(float(countries.coarse_distance_m(number, *spot)[0]), number) for number in near]
    found = min(away, default=None)
    return found if found is not None and found[0] <= _NEAR_M else None


def _parts(strands: Strands, joined: NDArray[np.bool_], posts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for every point, the number of the part it is in when the posts are taken out."""
    keys, spot = np.unique(strands.key, return_inverse=True)
    is_post = np.isin(keys, posts)
    at = np.flatnonzero(joined)
    at = at[~(is_post[spot[at]] | is_post[spot[at + 1]])]
    edges = coo_matrix((np.ones(len(at), np.int8), (spot[at], spot[at + 1])), shape=(len(keys), len(keys)))
    _, label = connected_components(edges, directed=False)
    part: NDArray[np.int64] = label[spot].astype(np.int64)
    return part


def _away_m(strands: Strands, mine: NDArray[np.bool_], other: int, countries: CountryMap) -> float:
    points = np.flatnonzero(mine)
    points = points[:: max(1, len(points) // _SAMPLE)]
    return float(countries.coarse_distance_m(other, strands.lon[points], strands.lat[points]).mean())
