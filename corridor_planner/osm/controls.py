"""Border controls as OpenStreetMap knows them: posts on roads, buildings and areas, marks on rails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.graph.globe import Spots
from corridor_planner.units import great_circle_m

if TYPE_CHECKING:
    from corridor_planner.osm.reading import TaggedNode

POST_TAGS: Final = (
    ("barrier", "border_control"), ("government", "border_control"), ("government", "customs"), ("amenity", "customs"),
)  # fmt: skip
_FAR_M: Final = 20_000.0


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


def read_evidence(tags: Mapping[str, str]) -> Evidence | None:
    """Return how plainly tags say that a border is controlled here, None for anything else."""
    if tags.get("barrier") == "border_control" or tags.get("government") == "border_control" or _on_rails(tags):
        return Evidence.CONTROL
    if tags.get("amenity") == "customs" or tags.get("government") == "customs":
        return Evidence.CUSTOMS
    return None


def read_posts(nodes: Iterable[TaggedNode], areas: Iterable[TaggedNode] = ()) -> tuple[Post, ...]:
    """Return the border controls among nodes and among ways at their middle, in the order of their ids."""
    return tuple(
        Post(element=f"{kind}/{spot.id}", node=spot.id if kind == "node" else 0, lon=spot.lon, lat=spot.lat,
             rail=_on_rails(spot.tags), evidence=evidence, tags=spot.tags)
        for kind, spots in (("node", nodes), ("way", areas)) for spot in spots
        if (evidence := read_evidence(spot.tags)) is not None
    )  # fmt: skip


def _on_rails(tags: Mapping[str, str]) -> bool:
    return tags.get("railway") == "border"


class PostIndex:
    """The nearest of many posts, the plainest evidence first."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self.posts = tuple(posts)
        self._lon, self._lat = np.array([p.lon for p in self.posts]), np.array([p.lat for p in self.posts])
        self._spots = Spots(self._lon, self._lat)
        self._to_border_m = np.full(len(self.posts), np.inf)

    def measure(self, lon: NDArray[np.float64], lat: NDArray[np.float64], rail: NDArray[np.bool_]) -> None:
        """Keep how far every post is from the nearest spot where something of its kind passes a border."""
        for kind in (False, True):
            own = np.array([p.rail is kind for p in self.posts], bool)
            spots = Spots(lon[rail == kind], lat[rail == kind])
            self._to_border_m[own] = spots.nearest(self._lon[own], self._lat[own], reach_m=_FAR_M)[1]

    def find(
        self, lon: float, lat: float, *, rail: bool, reach_m: Mapping[Evidence, float], spare_m: float = np.inf
    ) -> Post | None:
        """Return the nearest post of the plainest evidence in reach.

        Parameters
        ----------
        reach_m
            By kind of evidence.
        spare_m
            How much farther than the nearest road over a border a road may pass and still belong to the post.
        """
        near = self._spots.within(lon, lat, reach_m=max(reach_m.values()))
        away = [(p.evidence, great_circle_m(lon, lat, p.lon, p.lat), p.element, p, self._to_border_m[i])
                for i, p in ((i, self.posts[i]) for i in near) if p.rail == rail]  # fmt: skip
        fitting = [item for item in away if item[1] <= min(reach_m[item[0]], item[4] + spare_m)]
        return min(fitting, key=lambda item: item[:3])[3] if fitting else None
