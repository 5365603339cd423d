"""The network: nodes and arcs as arrays, with the tables that they point into.

Struct of arrays, immutable, memory-mappable. Arcs stand in CSR order: those that leave node
``n`` are ``first_out[n]:first_out[n + 1]``. A place has one node per layer it belongs to; a
terminal joins its layers by transfer arcs; a crossing has one node per side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import IntFlag
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, Crossing, Ferry, Flight, Layer, Place, SeasonalRule, Source, Train
from corridor_planner.graph.globe import unit_vectors
from corridor_planner.graph.leg_tags import LegTags

if TYPE_CHECKING:
    import networkx as nx
    from geopandas import GeoDataFrame
    from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.int8]

FORMAT_VERSION = 2
NONE = -1


class Flag(IntFlag):
    """Facts about an arc that are true or false."""

    TOLL = 1  # trucks pay
    UNPAVED = 2
    TUNNEL = 4
    BRIDGE = 8
    MOUNTAIN = 16
    NOT_OPERATING = 32  # planned, under construction or closed: kept but unusable
    NO_CAR = 64  # closed to private cars by access tags
    NO_TRUCK = 128  # closed to trucks by access tags
    LOCAL_CAR = 256  # cars: only to reach a destination beside it, never through
    LOCAL_TRUCK = 512
    ELECTRIFIED = 1024
    YARD = 2048  # railway yard or siding: not for through routes
    NO_COACH = 4096
    ROUNDABOUT = 8192
    LOCAL_COACH = 16384
    TOLL_CAR = 32768  # cars and coaches pay; TOLL is what trucks pay


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """Arrays over nodes, all of length ``nodes``.

    Attributes
    ----------
    lon, lat
        Degrees, WGS84.
    country
        Index into ``Network.countries``, -1 where unknown.
    layer
        ``Layer`` as int8.
    place
        Index into ``Network.places``, -1 for a node that has no name.
    crossing
        Index into ``Network.crossings`` for the sides of a crossing, else -1.
    osm_id
        OpenStreetMap node id, -1 where there is none.
    """

    lon: Floats
    lat: Floats
    country: NDArray[np.int16]
    layer: Bytes
    place: Ints
    crossing: Ints
    osm_id: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """Arrays over arcs in CSR order, all of length ``arcs``.

    Attributes
    ----------
    tail, head
        Node indices.
    kind, layer, road_class, line_class
        ``ArcKind``, ``Layer``, ``RoadClass``, ``LineClass`` as int8.
    tracks
        Tracks of a railway, 0 where not known.
    length_m
        Length along the arc; 0 for arcs at one spot.
    speed_light_kmh, speed_heavy_kmh
        Free-flow speed of a car and a truck, or of a passenger and a freight train; 0 = n/a.
    country
        Index into ``Network.countries`` of the land the arc lies in (the tail's side of a
        crossing arc).
    crossing
        Index into ``Network.crossings`` of the crossing or port whose rules apply, else -1.
    service
        Index into ``Network.services`` (ferry, train or flight), else -1.
    stop
        Position in ``Train.stops`` where one boards, else -1.
    backward
        True for an arc that runs against its leg or service (from its ``to`` to its ``from``).
    scheduled_s
        Time that a timetable or a ``duration`` tag gives for the arc, -1 where speed decides.
    season
        Index into ``Network.season_sets`` (tuples of seasonal rules), -1 for none.
    flags
        Bit set of :class:`Flag`.
    max_mass_t, max_height_m, max_axle_t, max_length_m, max_width_m
        Legal limits; inf where none is known.
    leg
        Index into ``Network.leg_ids``, which names the arc in plans.
    geometry
        Index of the line in ``Geometry``, -1 for a straight line; ``reversed_geometry`` says
        that it is drawn from head to tail.
    """

    tail: Ints
    head: Ints
    kind: Bytes
    layer: Bytes
    road_class: Bytes
    line_class: Bytes
    tracks: Bytes
    length_m: Floats
    speed_light_kmh: Floats
    speed_heavy_kmh: Floats
    country: NDArray[np.int16]
    crossing: Ints
    service: Ints
    stop: NDArray[np.int16]
    backward: NDArray[np.bool_]
    scheduled_s: Ints
    season: Ints
    flags: Ints
    max_mass_t: Floats
    max_height_m: Floats
    max_axle_t: Floats
    max_length_m: Floats
    max_width_m: Floats
    leg: Ints
    geometry: Ints
    reversed_geometry: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """Lines between the ends of arcs: line ``i`` has points ``offset[i]:offset[i + 1]``."""

    offset: NDArray[np.int64]
    lon: Floats
    lat: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkMeta:
    """What a network is and where it comes from."""

    name: str
    kind: str  # "backbone" or "built"
    data_version: str
    attribution: tuple[str, ...]
    selection: str = ""  # which kinds of way a built network was to hold, in words
    format_version: int = FORMAT_VERSION


Service = Ferry | Train | Flight


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """A multimodal network; build it with ``graph.backbone`` or read it with ``store.networks``.

    Attributes
    ----------
    first_out
        (nodes + 1,) int32, CSR offsets into the arcs.
    leg_ids
        Names of arcs without direction: id of the table row, or ``way/<osm id>`` (``#1`` and
        so on for its further pieces).
    leg_sources
        Source of each leg, None for OpenStreetMap.
    season_sets
        Distinct combinations of seasonal rules on one leg.
    leg_tags
        Names and numbers of roads, and other tags that no array holds.
    """

    meta: NetworkMeta
    countries: tuple[str, ...]
    places: Sequence[Place]
    crossings: tuple[Crossing, ...]
    services: tuple[Service, ...]
    season_sets: tuple[tuple[SeasonalRule, ...], ...]
    leg_ids: Sequence[str]
    leg_sources: Sequence[Source | None]
    nodes: Nodes
    arcs: Arcs
    first_out: Ints
    geometry: Geometry
    leg_tags: LegTags = field(default_factory=LegTags)

    def __post_init__(self) -> None:
        for part in (self.nodes, self.arcs, self.geometry):
            for f in fields(part):
                getattr(part, f.name).flags.writeable = False
        self.first_out.flags.writeable = False

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.nodes.lon)

    @property
    def n_arcs(self) -> int:
        """Number of arcs."""
        return len(self.arcs.tail)

    @cached_property
    def incoming(self) -> tuple[Ints, Ints]:
        """Reverse CSR: offsets (nodes + 1,) and the arc indices sorted by head."""
        order = np.argsort(self.arcs.head, kind="stable").astype(np.int32)
        first_in = np.zeros(self.n_nodes + 1, np.int32)
        np.cumsum(np.bincount(self.arcs.head, minlength=self.n_nodes), out=first_in[1:])
        return first_in, order

    @cached_property
    def unit_vectors(self) -> Floats:
        """(nodes, 3) points on the unit sphere, for nearest-node search."""
        return unit_vectors(self.nodes.lon, self.nodes.lat)

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of the nodes in degrees; None for a network without nodes."""
        lon, lat = self.nodes.lon, self.nodes.lat
        return (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())) if self.n_nodes else None

    @cached_property
    def search_tree(self) -> cKDTree:
        """Tree over ``unit_vectors``, built when first asked for."""
        from scipy.spatial import cKDTree

        return cKDTree(self.unit_vectors)

    @cached_property
    def place_index(self) -> dict[str, int]:
        """Position of each place by its id."""
        return {place.id: i for i, place in enumerate(self.places)}

    @cached_property
    def crossing_index(self) -> dict[str, int]:
        """Position of each crossing by its id."""
        return {crossing.id: i for i, crossing in enumerate(self.crossings)}

    @cached_property
    def aboard(self) -> NDArray[np.bool_]:
        """Nodes on board a ship or a passenger train, where no trip begins or ends."""
        on_board: NDArray[np.bool_] = self.nodes.layer == Layer.TRAIN
        sailing = (self.arcs.kind == ArcKind.SAIL) & (self.arcs.service >= 0)
        on_board[self.arcs.tail[sailing]] = True
        on_board[self.arcs.head[sailing]] = True
        return on_board

    @cached_property
    def nodes_of_place(self) -> dict[int, tuple[int, ...]]:
        """Node indices ashore of every place that has any, in order of layer."""
        found: dict[int, list[int]] = {}
        ashore = np.flatnonzero((self.nodes.place >= 0) & ~self.aboard)
        for node in ashore[np.argsort(self.nodes.layer[ashore], kind="stable")]:
            found.setdefault(int(self.nodes.place[node]), []).append(int(node))
        return {p: tuple(nodes) for p, nodes in found.items()}

    def to_networkx(self) -> nx.MultiDiGraph[Any]:
        """Return a MultiDiGraph in OSMnx's conventions; see ``graph.views``."""
        from corridor_planner.graph.views import to_networkx

        return to_networkx(self)

    def to_gdfs(self) -> tuple[GeoDataFrame, GeoDataFrame]:
        """Return nodes and arcs as GeoDataFrames, indexed as OSMnx does."""
        from corridor_planner.graph.views import to_gdfs

        return to_gdfs(self)

    @classmethod
    def from_networkx(cls, graph: nx.MultiDiGraph[Any], *, name: str, tables: Network | None = None) -> Network:
        """Return the network of an OSMnx graph; see ``graph.intake``."""
        from corridor_planner.graph.intake import from_networkx

        return from_networkx(graph, name=name, tables=tables)

    def place_at(self, node: int) -> Place | None:
        """Return the place that a node belongs to, if any."""
        place = int(self.nodes.place[node])
        return self.places[place] if place >= 0 else None

    def country_of(self, arc: int) -> str:
        """Return the country an arc lies in, or "" where it is not known."""
        country = int(self.arcs.country[arc])
        return self.countries[country] if country >= 0 else ""

    def arc_key(self, arc: int) -> str:
        """Return the name of an arc: leg id, direction and layer; equal on every build."""
        head, tail = int(self.arcs.head[arc]), int(self.arcs.tail[arc])
        leg = int(self.arcs.leg[arc])
        name = self.leg_ids[leg] if leg >= 0 else f"{tail}-{head}"
        sign = "-" if self.arcs.backward[arc] else "+"
        return f"{name}{sign}{self.arcs.layer[arc]}"

    def line(self, arc: int) -> list[tuple[float, float]]:
        """Return the (lon, lat) points of an arc in travel order, both ends included."""
        tail, head = int(self.arcs.tail[arc]), int(self.arcs.head[arc])
        ends = [
            (float(self.nodes.lon[tail]), float(self.nodes.lat[tail])),
            (float(self.nodes.lon[head]), float(self.nodes.lat[head])),
        ]
        line = int(self.arcs.geometry[arc])
        if line < 0:
            return ends
        start, stop = self.geometry.offset[line], self.geometry.offset[line + 1]
        points = list(zip(self.geometry.lon[start:stop].tolist(), self.geometry.lat[start:stop].tolist(), strict=True))
        if self.arcs.reversed_geometry[arc]:
            points.reverse()
        return [ends[0], *points, ends[1]]
