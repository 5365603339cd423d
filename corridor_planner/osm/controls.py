"""Border controls as OpenStreetMap knows them: posts on roads, buildings and areas, marks on rails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from corridor_planner.osm.globe import Spots
from corridor_planner.osm.reading import TaggedNode
from corridor_planner.units import great_circle_m


class Evidence(IntEnum):
    """How plainly an element says that a border is controlled here; the plainest first."""

    CONTROL = 0  # barrier, building or office of border control
    CUSTOMS = 1  # a customs office, which may stand in a town as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A border control.

    Attributes
    ----------
    node
        Id of the node, which may lie on a road; 0 for a building or an area.
    """

    element: str
    node: int
    lon: float
    lat: float
    rail: bool
    evidence: Evidence
    tags: Mapping[str, str]

    @property
    def crossing_id(self) -> str:
        """Id of the crossing that this post makes where no row of the table describes it."""
        return "osm-" + self.element.replace("/", "-")


def read_posts(nodes: Iterable[TaggedNode]) -> tuple[Post, ...]:
    """Return the border controls among nodes, in the order of their ids."""
    return tuple(
        Post(element=f"node/{n.id}", node=n.id, lon=n.lon, lat=n.lat, rail=False, evidence=Evidence.CONTROL,
             tags=n.tags)
        for n in nodes
    )  # fmt: skip


class PostIndex:
    """The nearest of many posts, the plainest evidence first."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self.posts = tuple(posts)
        self._spots = Spots(np.array([p.lon for p in self.posts]), np.array([p.lat for p in self.posts]))

    def find(self, lon: float, lat: float, *, rail: bool, reach_m: Mapping[Evidence, float]) -> Post | None:
        """Return the nearest post of the plainest evidence in reach, by kind of evidence."""
        near = [self.posts[i] for i in self._spots.within(lon, lat, reach_m=max(reach_m.values()))]
        away = [(post.evidence, great_circle_m(lon, lat, post.lon, post.lat), post.element, post) for post in near
                if post.rail == rail]  # fmt: skip
        fitting = [item for item in away if item[1] <= reach_m[item[0]]]
        return min(fitting, key=lambda item: item[:3])[3] if fitting else None
