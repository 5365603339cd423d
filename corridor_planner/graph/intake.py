"""Taking in a networkx graph: one of OSMnx's, or a view of our own that was worked on."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Mapping, Set
from itertools import pairwise
from statistics import fmean
from typing import Any, Final

import networkx as nx

from corridor_planner.domain import ArcKind, Layer, LineClass, Place, RoadClass
from corridor_planner.errors import InvalidInput
from corridor_planner.graph.assembly import NetworkDraft, Point
from corridor_planner.graph.leg_tags import TagValue
from corridor_planner.graph.network import NONE, Flag, Network, NetworkMeta
from corridor_planner.units import great_circle_m

CRS: Final = "epsg:4326"
_OSM: Final = "© OpenStreetMap contributors, ODbL 1.0"
_KM_PER_MILE: Final = 1.609344
_NUMBER: Final = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mph|km/h|kph)?\s*$")
_MOST_TRACKS: Final = 99
_NO: Final = ("no",)
_LOCAL: Final = ("private", "destination", "customers", "delivery", "permit")
_OURS: Final = frozenset({"leg", "kind", "layer", "country", "crossing", "season", "geometry", "length", "reversed",
                          "oneway", "speed_kph", "maxweight", "maxheight", "maxaxleload"})  # fmt: skip

Attributes = Mapping[str, Any]


def from_networkx(graph: nx.MultiDiGraph[Any], *, name: str, tables: Network | None = None) -> Network:
    """Return the network of a graph in OSMnx's conventions.

    Speeds come from ``speed_kph``, else ``maxspeed``; a road without either gets the mean of its
    class in this graph, as OSMnx does.

    Parameters
    ----------
    tables
        For a view made by ``to_networkx``: the network it was made from, whose places, crossings, services and
        seasonal rules the graph names by their ids.

    Raises
    ------
    InvalidInput
        For an empty, undirected or projected graph, nodes without coordinates, roads whose speed nothing
        tells, and ids that ``tables`` does not have.
    """
    _check(graph)
    return _Intake(graph, name, tables).network()


def _check(graph: nx.MultiDiGraph[Any]) -> None:
    if not (graph.is_directed() and graph.is_multigraph()):
        raise InvalidInput("graph", type(graph).__name__, rule="it must be a MultiDiGraph as OSMnx makes it",
                           remedy="convert it with networkx.MultiDiGraph(graph)")  # fmt: skip
    if graph.number_of_nodes() == 0:
        raise InvalidInput("graph", "no nodes", rule="a network has at least one node", remedy="give another graph")
    crs = str(graph.graph.get("crs", CRS)).lower()
    if crs not in (CRS, "wgs84", "ogc:crs84"):
        raise InvalidInput("graph's crs", crs, rule="coordinates are degrees of WGS84",
                           remedy="call osmnx.projection.project_graph(graph, to_latlong=True)")  # fmt: skip
    for node, row in graph.nodes(data=True):
        if not (-180 <= row.get("x", math.nan) <= 180 and -90 <= row.get("y", math.nan) <= 90):
            raise InvalidInput(f"node {node}", (row.get("x"), row.get("y")),
                               rule="x must be a longitude and y a latitude",
                               remedy="set the attributes x and y of every node")  # fmt: skip


class _Intake:
    """One graph on its way in."""

    def __init__(self, graph: nx.MultiDiGraph[Any], name: str, tables: Network | None) -> None:
        self.graph, self.name, self.tables = graph, name, tables
        self.draft = NetworkDraft(places=tables.places if tables else (), crossings=tables.crossings if tables else ())
        self.draft.services = list(tables.services) if tables else []
        self.speeds = _Speeds(row for _, _, row in graph.edges(data=True))
        self.index: dict[Hashable, int] = {}
        self.pieces: dict[str, dict[tuple[int, int], int]] = {}
        self.own_places: dict[str, int] = dict(tables.place_index) if tables else {}
        self.service_index = {service.id: i for i, service in enumerate(self.draft.services)}
        self.rules = {rule.id: rule for rules in tables.season_sets for rule in rules} if tables else {}

    def network(self) -> Network:
        for node, row in self.graph.nodes(data=True):
            self.index[node] = self._add_node(node, row)
        for tail, head, row in self.graph.edges(data=True):
            self._add_arc(self.index[tail], self.index[head], row)
        about = self.graph.graph
        attribution = str(about.get("attribution", _OSM))
        return self.draft.freeze(NetworkMeta(
            name=self.name, kind=self.tables.meta.kind if self.tables else "built",
            data_version=str(about.get("data_version", about.get("created_date", ""))),
            attribution=tuple(attribution.split("; ")),
        ))  # fmt: skip

    def _add_node(self, node: Hashable, row: Attributes) -> int:
        place = str(row.get("place", ""))
        if place and place not in self.own_places:
            self.own_places[place] = self.draft.add_place(Place(
                id=place, name=str(row.get("name", place)), country=str(row.get("country", "")), lon=float(row["x"]),
                lat=float(row["y"]), tz=str(row.get("tz", "UTC")),
            ))  # fmt: skip
        ours = "layer" in row
        osm_id = row.get("osm_id", NONE if ours or not isinstance(node, int) else node)
        return self.draft.add_node(
            float(row["x"]), float(row["y"]), layer=Layer[str(row.get("layer", "road")).upper()],
            country=str(row.get("country", "")), place=self.own_places.get(place, NONE),
            crossing=self._crossing(row), osm_id=int(osm_id),
        )  # fmt: skip

    def _add_arc(self, tail: int, head: int, row: Attributes) -> None:
        kind = ArcKind[str(row.get("kind", "road")).upper()]
        road_class = _road_class(row) if kind is ArcKind.ROAD else RoadClass.NONE
        inner = _inner_points(row)
        timed = kind not in (ArcKind.ROAD, ArcKind.RAIL)  # of these, `service` is OpenStreetMap's tag of minor ones
        light = 0.0 if timed else self.speeds.of(row)
        leg = self._leg(tail, head, row)
        self.draft.tag_leg(leg, _other_tags(row, _OURS | {"service"} if timed else _OURS, road_class, light))
        self.draft.add_arc(
            tail, head, leg=leg, kind=kind,
            layer=Layer[str(row.get("layer", "road")).upper()], road_class=road_class,
            length_m=self._length(tail, head, row), speed_light_kmh=light,
            speed_heavy_kmh=float(row.get("speed_heavy_kmh", light)),
            country=str(row["country"]) if "country" in row else None, crossing=self._crossing(row),
            service=self._known(row, "service", self.service_index) if timed else NONE, stop=int(row.get("stop", NONE)),
            backward=_reversed(row), scheduled_s=int(row.get("scheduled_s", NONE)),
            season=self._season(row), flags=int(row["flags"]) if "flags" in row else _flags(row),
            max_mass_t=_limit(row, "maxweight"), max_height_m=_limit(row, "maxheight"),
            max_axle_t=_limit(row, "maxaxleload"), max_length_m=_limit(row, "maxlength"),
            max_width_m=_limit(row, "maxwidth"), line_class=_line_class(row), tracks=_tracks(row),
            line=self.draft.add_line(inner),
        )  # fmt: skip

    def _leg(self, tail: int, head: int, row: Attributes) -> str:
        """Return the leg's own name, else that of its way; further pieces of a way are numbered."""
        if row.get("leg"):
            return str(row["leg"])
        way = f"way/{_first(row.get('osmid', 0))}"
        pieces = self.pieces.setdefault(way, {})
        number = pieces.setdefault((min(tail, head), max(tail, head)), len(pieces))
        return f"{way}#{number}" if number else way

    def _length(self, tail: int, head: int, row: Attributes) -> float:
        if "length" in row:
            return float(row["length"])
        at = [self.draft.position(tail), *_inner_points(row), self.draft.position(head)]
        return sum(great_circle_m(*a, *b) for a, b in pairwise(at))

    def _crossing(self, row: Attributes) -> int:
        return self._known(row, "crossing", self.tables.crossing_index if self.tables else {})

    def _season(self, row: Attributes) -> int:
        ids = [id_ for id_ in str(row.get("season", "")).split(";") if id_]
        for id_ in ids:
            self._known({"season": id_}, "season", self.rules)
        return self.draft.add_season_set(tuple(self.rules[id_] for id_ in ids))

    def _known(self, row: Attributes, key: str, index: Mapping[str, Any]) -> int:
        """Return the index of what an attribute names, -1 where it names nothing."""
        if key not in row:
            return NONE
        if row[key] not in index:
            raise InvalidInput(key, row[key], rule="the graph names it, and the tables must have it",
                               remedy="pass tables=, the network that the graph was made from")  # fmt: skip
        found = index[row[key]]
        return found if isinstance(found, int) else NONE


class _Speeds:
    """Speeds of roads, with the mean of their class where an edge does not tell."""

    def __init__(self, rows: Iterable[Attributes]) -> None:
        known: dict[str, list[float]] = {}
        for row in rows:
            speed = _speed_kmh(row)
            if speed is not None:
                known.setdefault(str(_first(row.get("highway", ""))), []).append(speed)
        self._by_class = {highway: fmean(speeds) for highway, speeds in known.items()}
        self._overall = fmean(self._by_class.values()) if known else None

    def of(self, row: Attributes) -> float:
        speed = _speed_kmh(row)
        if speed is None:
            speed = self._by_class.get(str(_first(row.get("highway", ""))), self._overall)
        if speed is None:
            raise InvalidInput("speed of a road", row.get("maxspeed"),
                               rule="no edge of the graph has a maxspeed that can be read",
                               remedy="call osmnx.routing.add_edge_speeds(graph, fallback=...) first")  # fmt: skip
        return speed


def _speed_kmh(row: Attributes) -> float | None:
    if isinstance(row.get("speed_kph"), int | float) and math.isfinite(row["speed_kph"]):
        return float(row["speed_kph"])
    speeds = [
        float(found[1]) * (_KM_PER_MILE if found[2] == "mph" else 1.0)
        for value in _several(row.get("maxspeed")) if (found := _NUMBER.match(str(value)))
    ]  # fmt: skip
    return fmean(speeds) if speeds else None


def _limit(row: Attributes, tag: str) -> float:
    """Return the least of the limits that an edge names, inf where there is none."""
    limits = [float(found[1]) for value in _several(row.get(tag)) if (found := _NUMBER.match(str(value)))]
    return min(limits, default=math.inf)


def _road_class(row: Attributes) -> RoadClass:
    """Return the lowest class of the ways that an edge was joined from."""
    words = [str(value).removesuffix("_link").upper() for value in _several(row.get("highway"))]
    classes = [RoadClass[word] for word in words if word in RoadClass.__members__]
    return max(classes, default=RoadClass.UNCLASSIFIED)


def _line_class(row: Attributes) -> LineClass:
    word = str(_first(row.get("usage", ""))).upper()
    return LineClass[word] if word in LineClass.__members__ else LineClass.NONE


def _tracks(row: Attributes) -> int:
    text = str(_first(row.get("tracks", "")))
    return int(text) if text.isdecimal() and int(text) <= _MOST_TRACKS else 0


def _flags(row: Attributes) -> Flag:
    flags = Flag(0)
    for tag, flag in (("tunnel", Flag.TUNNEL), ("bridge", Flag.BRIDGE), ("toll", Flag.TOLL | Flag.TOLL_CAR)):
        if any(value not in _NO for value in _several(row.get(tag))):
            flags |= flag
    if "roundabout" in _several(row.get("junction")):
        flags |= Flag.ROUNDABOUT
    access = _several(row.get("access"))
    if any(value in _NO for value in access):
        flags |= Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH
    elif any(value in _LOCAL for value in access):
        flags |= Flag.LOCAL_CAR | Flag.LOCAL_TRUCK | Flag.LOCAL_COACH
    return flags


def _reversed(row: Attributes) -> bool:
    """Tell whether an edge runs against its way; of a chain, whether its first way does."""
    return bool(_first(row.get("reversed")))


def _other_tags(row: Attributes, ours: Set[str], road_class: RoadClass, light_kmh: float) -> dict[str, TagValue]:
    """Return the tags that the arrays do not say already: names, numbers, lists, spellings of their own."""
    told = {"highway": road_class.name.lower(), "maxspeed": f"{light_kmh:.5g}", "bridge": "yes", "tunnel": "yes",
            "toll": "yes"}  # fmt: skip
    found: dict[str, TagValue] = {}
    for key, value in row.items():
        if key == "osmid":
            worth = isinstance(value, list | tuple)
        else:
            worth = key not in ours and isinstance(value, str | list | tuple) and value != told.get(key)
        if worth:
            found[key] = tuple(_several(value)) if isinstance(value, list | tuple) else value
    return found


def _inner_points(row: Attributes) -> tuple[Point, ...]:
    line = row.get("geometry")
    return tuple((float(x), float(y)) for x, y in line.coords[1:-1]) if line is not None else ()


def _several(value: object) -> list[Any]:
    """Return the values of an attribute, which OSMnx gives as a scalar, a list or not at all."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return []
    return list(value) if isinstance(value, list | tuple | set) else [value]


def _first(value: object) -> object:
    return next(iter(_several(value)), "")
