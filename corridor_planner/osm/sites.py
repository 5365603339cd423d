"""Named places of a built network: towns, stations and ferry terminals at their nearest node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from corridor_planner.domain import Layer, Place
from corridor_planner.graph.network import Nodes
from corridor_planner.osm.globe import unit_vectors
from corridor_planner.osm.layers import RAILS
from corridor_planner.osm.reading import TaggedNode
from corridor_planner.units import EARTH_RADIUS_M

_REACH_M: Final = {"city": 3_000.0, "town": 2_000.0, "village": 1_000.0, "station": 500.0, "ferry_terminal": 1_000.0}
_RANK: Final = ("city", "town", "ferry_terminal", "village", "station")
_KIND: Final = {"city": "city", "town": "town", "village": "town", "ferry_terminal": "sea_port",
                "station": "rail_station"}  # fmt: skip
_OTHER_NAMES: Final = ("name:en", "int_name", "name:ru", "alt_name", "old_name", "official_name")
_TERMINAL_REACH_M: Final = 1_000.0  # from a station's track to the road


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Places and their nodes.

    Attributes
    ----------
    nodes
        Node numbers of each place; a node has at most one place.
    terminals
        (place, road node, rail node) where road and rail meet at a station.
    """

    places: tuple[Place, ...]
    nodes: tuple[tuple[int, ...], ...]
    terminals: tuple[tuple[int, int, int], ...]


def locate_sites(
    sites: Sequence[TaggedNode], nodes: Nodes, tail: NDArray[Any], head: NDArray[Any],
    countries: tuple[str, ...], zones: Mapping[str, str],
) -> Located:  # fmt: skip
    """Put sites on the nearest node of the part of the roads, or tracks, that most nodes belong to."""
    index = _LayerIndex(nodes, tail, head)
    places: list[Place] = []
    at: list[tuple[int, ...]] = []
    terminals: list[tuple[int, int, int]] = []
    taken: set[int] = set()
    for site in sorted(sites, key=lambda s: (_RANK.index(_word(s)), s.id)):
        word = _word(site)
        layers = RAILS if word == "station" else (Layer.ROAD,)
        found = tuple(n for layer in layers if (n := index.nearest(layer, site, _REACH_M[word])) is not None)
        if not found or taken & set(found):
            continue
        taken |= set(found)
        code = nodes.country[found[0]]
        country = countries[code] if code >= 0 else ""
        road = index.nearest(Layer.ROAD, site, _TERMINAL_REACH_M) if word == "station" else None
        if road is not None and site.tags.get("railway") == "station":
            terminals += [(len(places), road, rail) for rail in found]
        places.append(_place(site, word, country, zones.get(country, "UTC")))
        at.append(found)
    return Located(places=tuple(places), nodes=tuple(at), terminals=tuple(terminals))


class _LayerIndex:
    """Nearest nodes by layer, among those of the largest connected part."""

    def __init__(self, nodes: Nodes, tail: NDArray[Any], head: NDArray[Any]) -> None:
        n = len(nodes.lon)
        joined = coo_matrix((np.ones(len(tail), np.int8), (tail, head)), shape=(n, n))
        _, part = connected_components(joined, directed=False)
        self._trees: dict[Layer, tuple[cKDTree, NDArray[np.int64]]] = {}
        for layer in (Layer.ROAD, *RAILS):
            members = np.flatnonzero((nodes.layer == layer) & (nodes.crossing < 0))
            if len(members):
                main = members[part[members] == np.bincount(part[members]).argmax()]
                self._trees[layer] = cKDTree(unit_vectors(nodes.lon[main], nodes.lat[main])), main

    def nearest(self, layer: Layer, site: TaggedNode, reach_m: float) -> int | None:
        if layer not in self._trees:
            return None
        tree, members = self._trees[layer]
        chord = 2 * np.sin(reach_m / EARTH_RADIUS_M / 2)
        here = unit_vectors(np.array([site.lon]), np.array([site.lat]))[0]
        distance, at = tree.query(here, distance_upper_bound=chord)
        return int(members[at]) if np.isfinite(distance) else None


def _word(site: TaggedNode) -> str:
    place = site.tags.get("place", "")
    if place in ("city", "town", "village"):
        return place
    return "ferry_terminal" if site.tags.get("amenity") == "ferry_terminal" else "station"


def _place(site: TaggedNode, word: str, country: str, tz: str) -> Place:
    local = site.tags["name"]
    name = site.tags.get("name:en") or site.tags.get("int_name") or local
    others = {part.strip() for key in _OTHER_NAMES for part in site.tags.get(key, "").split(";")} - {"", name, local}
    population = site.tags.get("population", "").replace(" ", "").replace(",", "")
    return Place(
        id=f"osm-node-{site.id}", name=name, name_local=local, country=country, lon=site.lon, lat=site.lat, tz=tz,
        kind=_KIND[word], aliases=tuple(sorted(others)),
        population=int(population) if population.isascii() and population.isdigit() else 0,
    )  # fmt: skip
