"""Where only coarse lines show a border, the border posts part the roads that meet at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corridor_planner.osm.controls import Post
from corridor_planner.osm.grid import NOWHERE
from corridor_planner.osm.strands import Strands

Half = tuple[int, int]  # an edge that meets at a post: points of the post and of its neighbour


class Side(NamedTuple):
    """The node and the country of one side of a post."""

    key: int
    country: int


def find_halves(strands: Strands, on_road: NDArray[np.bool_], posts: Sequence[Post]) -> dict[int, list[Half]]:
    """Return the edges that meet at each post on a road outside every closed boundary, by the post's node."""
    found: dict[int, list[Half]] = defaultdict(list)
    joined = strands.joined
    at_post = np.isin(strands.key, np.array([post.node for post in posts], np.int64)) & on_road & ~strands.certain
    for at in np.flatnonzero(at_post).tolist():
        node = int(strands.key[at])
        if at and joined[at - 1]:
            found[node].append((at, at - 1))
        if joined[at]:
            found[node].append((at, at + 1))
    return found


def countries_beside(strands: Strands, halves: Mapping[int, Sequence[Half]]) -> dict[int, list[int]]:
    """Return the countries that the edges at each post lead to, other posts left out."""
    return {
        node: sorted({int(strands.country[there]) for _, there in of_post if int(strands.key[there]) not in halves}
                     - {NOWHERE})
        for node, of_post in halves.items()
    }  # fmt: skip


def settle_posts(
    strands: Strands, halves: Mapping[int, Sequence[Half]], beside: Mapping[int, Sequence[int]]
) -> Strands:
    """Give a post that has one country on all its sides that country."""
    country = strands.country.copy()
    for node, countries in beside.items():
        if len(countries) == 1:
            country[[at for at, _ in halves[node]]] = countries[0]
    return replace(strands, country=country)


def split_at_posts(strands: Strands, side_of: Mapping[Half, Side]) -> Strands:
    """Give every edge at a post the node of its side; a strand that changes sides falls in two."""
    key, country = strands.key.copy(), strands.country.copy()
    doubled: list[int] = []
    after: list[Side] = []
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
