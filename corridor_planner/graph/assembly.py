"""Putting a network together: a draft that grows arc by arc, and the sorting into CSR order.

The same nodes and arcs give the same network, in whatever order the arcs come: they are sorted by
tail, head and leg.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, Crossing, Layer, LineClass, Place, RoadClass, SeasonalRule, Source
from corridor_planner.errors import DataFault
from corridor_planner.graph.leg_tags import LegTags, TagBook, TagValue
from corridor_planner.graph.network import NONE, Arcs, Flag, Geometry, Network, NetworkMeta, Nodes, Service

Point = tuple[float, float]

_NODE_TYPES: dict[str, type] = {
    "lon": np.float64, "lat": np.float64, "country": np.int16, "layer": np.int8, "place": np.int32,
    "crossing": np.int32, "osm_id": np.int64,
}  # fmt: skip
_ARC_TYPES: dict[str, type] = {
    "tail": np.int32, "head": np.int32, "kind": np.int8, "layer": np.int8, "road_class": np.int8,
    "line_class": np.int8, "tracks": np.int8,
    "length_m": np.float64, "speed_light_kmh": np.float64, "speed_heavy_kmh": np.float64, "country": np.int16,
    "crossing": np.int32, "service": np.int32, "stop": np.int16, "backward": np.bool_, "scheduled_s": np.int32,
    "season": np.int32, "flags": np.int32, "max_mass_t": np.float64, "max_height_m": np.float64,
    "max_axle_t": np.float64, "max_length_m": np.float64, "max_width_m": np.float64,
    "leg": np.int32, "geometry": np.int32, "reversed_geometry": np.bool_,
}  # fmt: skip


def assemble(
    *,
    meta: NetworkMeta,
    countries: Sequence[str],
    nodes: Nodes,
    arcs: Arcs,
    geometry: Geometry,
    leg_ids: Sequence[str],
    leg_sources: Sequence[Source | None],
    places: Sequence[Place] = (),
    crossings: Sequence[Crossing] = (),
    services: Sequence[Service] = (),
    season_sets: Sequence[tuple[SeasonalRule, ...]] = (),
    leg_tags: LegTags | None = None,
) -> Network:
    """Return a network of arcs that come in any order; names and sources of legs are kept as given.

    Raises
    ------
    DataFault
        When an arc points to a node that does not exist.
    """
    n_nodes = len(nodes.lon)
    ends = np.concatenate([arcs.tail, arcs.head])
    if len(ends) and not 0 <= int(ends.min()) <= int(ends.max()) < n_nodes:
        raise DataFault("end of an arc", int(ends.max()), rule=f"nodes are numbered 0 to {n_nodes - 1}",
                        remedy="build the network again from its sources")  # fmt: skip
    order = np.lexsort((arcs.leg, arcs.head, arcs.tail))
    in_order = Arcs(**{f.name: getattr(arcs, f.name)[order] for f in fields(Arcs)})
    first_out = np.zeros(n_nodes + 1, np.int32)
    np.cumsum(np.bincount(in_order.tail, minlength=n_nodes), out=first_out[1:])
    return Network(
        meta=meta, countries=tuple(countries), places=tuple(places), crossings=tuple(crossings),
        services=tuple(services), season_sets=tuple(season_sets), leg_ids=leg_ids, leg_sources=leg_sources,
        leg_tags=leg_tags or LegTags(), nodes=nodes, arcs=in_order, first_out=first_out, geometry=geometry,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What a draft adds to nodes that were there before it.

    Attributes
    ----------
    nodes, arcs
        Rows of the new nodes and arcs; arcs count nodes from the first old one on, but legs and
        lines of ``leg_ids`` and ``geometry`` from 0.
    countries
        The countries given to the draft, and after them its own.
    """

    nodes: Nodes
    arcs: Arcs
    leg_ids: tuple[str, ...]
    leg_sources: tuple[Source | None, ...]
    geometry: Geometry
    countries: tuple[str, ...]


class NetworkDraft:
    """A network while it is being built; indices that it returns stay valid after ``freeze``.

    Parameters
    ----------
    upon
        Nodes that are there already, with indices into ``countries``; new ones are numbered on
        from them, and ``additions`` takes the place of ``freeze``.
    """

    def __init__(
        self, *, places: Iterable[Place] = (), crossings: Iterable[Crossing] = (), countries: Iterable[str] = (),
        upon: Nodes | None = None,
    ) -> None:  # fmt: skip
        self.places: list[Place] = list(places)
        self.crossings: list[Crossing] = list(crossings)
        self.services: list[Service] = []
        self._upon = upon
        self._base = 0 if upon is None else len(upon.lon)
        self._countries = {country: i for i, country in enumerate(countries)}
        self._legs: dict[str, int] = {}
        self._leg_sources: list[Source | None] = []
        self._leg_tags = TagBook()
        self._season_sets: dict[tuple[str, ...], int] = {}
        self._seasons: list[tuple[SeasonalRule, ...]] = []
        self._nodes: list[tuple[float, float, int, int, int, int, int]] = []
        self._arcs: list[tuple[float, ...]] = []
        self._lines: list[tuple[Point, ...]] = []

    @property
    def n_nodes(self) -> int:
        """Nodes so far."""
        return self._base + len(self._nodes)

    def position(self, node: int) -> Point:
        """Return (lon, lat) of a node."""
        if self._upon is not None and node < self._base:
            return float(self._upon.lon[node]), float(self._upon.lat[node])
        return self._nodes[node - self._base][:2]

    def country_index(self, country: str) -> int:
        """Return the index of a country, a new one if need be; -1 for none."""
        return self._countries.setdefault(country, len(self._countries)) if country else NONE

    def leg_index(self, leg: str, source: Source | None = None) -> int:
        """Return the index of a leg, a new one if need be; the source of the first mention counts."""
        if leg not in self._legs:
            self._legs[leg] = len(self._legs)
            self._leg_sources.append(source)
        return self._legs[leg]

    def tag_leg(self, leg: str, tags: Mapping[str, TagValue]) -> None:
        """Give a leg tags that no array holds; the first mention counts."""
        self._leg_tags.add(self.leg_index(leg), tags)

    def add_place(self, place: Place) -> int:
        """Add a place and return its index."""
        self.places.append(place)
        return len(self.places) - 1

    def add_service(self, service: Service) -> int:
        """Add a service and return its index."""
        self.services.append(service)
        return len(self.services) - 1

    def add_season_set(self, rules: tuple[SeasonalRule, ...]) -> int:
        """Return the index of a combination of seasonal rules; -1 for none."""
        if not rules:
            return NONE
        key = tuple(rule.id for rule in rules)
        if key not in self._season_sets:
            self._season_sets[key] = len(self._seasons)
            self._seasons.append(rules)
        return self._season_sets[key]

    def add_line(self, points: Sequence[Point]) -> int:
        """Add the points between two ends of an arc; -1 for a straight line."""
        if not points:
            return NONE
        self._lines.append(tuple(points))
        return len(self._lines) - 1

    def add_node(
        self, lon: float, lat: float, *, layer: Layer = Layer.ROAD, country: str = "", place: int = NONE,
        crossing: int = NONE, osm_id: int = NONE,
    ) -> int:  # fmt: skip
        """Add a node and return its index."""
        self._nodes.append((lon, lat, self.country_index(country), int(layer), place, crossing, osm_id))
        return self.n_nodes - 1

    def add_arc(
        self,
        tail: int,
        head: int,
        *,
        leg: str,
        kind: ArcKind = ArcKind.ROAD,
        layer: Layer = Layer.ROAD,
        source: Source | None = None,
        road_class: RoadClass = RoadClass.NONE,
        line_class: LineClass = LineClass.NONE,
        tracks: int = 0,
        length_m: float = 0.0,
        speed_light_kmh: float = 0.0,
        speed_heavy_kmh: float = 0.0,
        country: str | None = None,
        crossing: int = NONE,
        service: int = NONE,
        stop: int = NONE,
        backward: bool = False,
        scheduled_s: int = NONE,
        season: int = NONE,
        flags: Flag | int = 0,
        max_mass_t: float = math.inf,
        max_height_m: float = math.inf,
        max_axle_t: float = math.inf,
        max_length_m: float = math.inf,
        max_width_m: float = math.inf,
        line: int = NONE,
        line_reversed: bool = False,
    ) -> None:
        """Add a directed arc.

        Parameters
        ----------
        leg
            Name without direction; arcs of one leg share the source of the first.
        country
            None takes the tail's.
        line, line_reversed
            Result of ``add_line``, and whether it was drawn from head to tail.
        """
        land = self._land(tail) if country is None else self.country_index(country)
        self._arcs.append((
            tail, head, int(kind), int(layer), int(road_class), int(line_class), tracks, length_m, speed_light_kmh,
            speed_heavy_kmh, land, crossing, service, stop, backward, scheduled_s, season, int(flags), max_mass_t,
            max_height_m, max_axle_t, max_length_m, max_width_m, self.leg_index(leg, source), line, line_reversed,
        ))  # fmt: skip

    def _land(self, node: int) -> int:
        if self._upon is not None and node < self._base:
            return int(self._upon.country[node])
        return self._nodes[node - self._base][2]

    def additions(self) -> Additions:
        """Return what was added to the nodes that were there before."""
        return Additions(
            nodes=Nodes(**_columns(self._nodes, _NODE_TYPES)), arcs=Arcs(**_columns(self._arcs, _ARC_TYPES)),
            leg_ids=tuple(self._legs), leg_sources=tuple(self._leg_sources), geometry=self._geometry(),
            countries=tuple(self._countries),
        )  # fmt: skip

    def freeze(self, meta: NetworkMeta) -> Network:
        """Return the network; the draft may grow on and be frozen again."""
        all_of_it = self.additions()
        return assemble(
            meta=meta, countries=all_of_it.countries, nodes=all_of_it.nodes, arcs=all_of_it.arcs,
            geometry=all_of_it.geometry, leg_ids=all_of_it.leg_ids, leg_sources=all_of_it.leg_sources,
            leg_tags=self._leg_tags.freeze(len(self._legs)), places=self.places,
            crossings=self.crossings, services=self.services, season_sets=self._seasons,
        )  # fmt: skip

    def _geometry(self) -> Geometry:
        points = [point for line in self._lines for point in line]
        lengths = np.array([len(line) for line in self._lines], np.int64)
        return Geometry(
            offset=np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)]),
            lon=np.array([p[0] for p in points], np.float64), lat=np.array([p[1] for p in points], np.float64),
        )  # fmt: skip


def _columns(rows: Sequence[Sequence[float]], types: dict[str, type]) -> dict[str, NDArray[Any]]:
    columns = zip(*rows, strict=True) if rows else ((),) * len(types)
    return {name: np.array(column, dtype) for (name, dtype), column in zip(types.items(), columns, strict=True)}


__all__ = ["NetworkDraft", "Point", "assemble"]
