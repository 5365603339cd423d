"""The network as networkx and GeoPandas see it, in OSMnx's conventions.

Nodes are numbered as in the arrays. OSMnx's attributes (``x``, ``y``, ``street_count``; ``osmid``,
``length``, ``highway``, ``oneway``, ``reversed``, ``maxspeed``, ``geometry``) stand beside our own
(``layer``, ``country``, ``place``, ``kind``, ``crossing``, ``service`` ...), and an attribute that has
nothing to say is left out. Arcs that are no road have their kind as ``highway``, so that
functions which group by it work on them too.
"""

from __future__ import annotations

import re
from typing import Any, Final

import networkx as nx
import numpy as np
from geopandas import GeoDataFrame
from pandas import MultiIndex
from shapely import LineString, linestrings, points

from corridor_planner.domain import ArcKind, Layer, LineClass, RoadClass
from corridor_planner.graph.intake import CRS, from_networkx
from corridor_planner.graph.network import Flag, Network
from corridor_planner.units import METRES_PER_KM, SECONDS_PER_HOUR

Row = dict[str, Any]
_WAY: Final = re.compile(r"way/(\d+)")


def to_networkx(network: Network) -> nx.MultiDiGraph[Any]:
    """Return a graph on which networkx and OSMnx functions work."""
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(
        crs=CRS, simplified=True, name=network.meta.name, created_with="corridor-planner",
        data_version=network.meta.data_version, attribution="; ".join(network.meta.attribution),
    )  # fmt: skip
    graph.add_nodes_from(enumerate(_node_rows(network)))
    tails, heads = network.arcs.tail.tolist(), network.arcs.head.tolist()
    for tail, head, key, row in zip(tails, heads, _keys(network), _arc_rows(network), strict=True):
        graph.add_edge(tail, head, key=key, **row)
    return graph


def to_gdfs(network: Network) -> tuple[GeoDataFrame, GeoDataFrame]:
    """Return nodes (indexed by ``osmid``) and arcs (by ``u, v, key``) as OSMnx does; every arc has a line."""
    nodes, arcs = network.nodes, network.arcs
    rows = _arc_rows(network)
    ends = np.stack(
        [np.column_stack([nodes.lon[end], nodes.lat[end]]) for end in (arcs.tail, arcs.head)], axis=1
    ).reshape(-1, 2, 2)
    straight: Any = linestrings(ends)
    lines = [row.pop("geometry", line) for row, line in zip(rows, straight, strict=True)]
    index = MultiIndex.from_arrays([arcs.tail, arcs.head, _keys(network)], names=["u", "v", "key"])
    spots: Any = points(nodes.lon, nodes.lat)
    gdf_nodes = GeoDataFrame(_node_rows(network), geometry=spots, crs=CRS)
    gdf_nodes.index = gdf_nodes.index.rename("osmid")
    return gdf_nodes, GeoDataFrame(rows, index=index, geometry=lines, crs=CRS)


def _node_rows(network: Network) -> list[Row]:
    nodes = network.nodes
    streets = _street_counts(network).tolist()
    rows: list[Row] = []
    for i, (lon, lat) in enumerate(zip(nodes.lon.tolist(), nodes.lat.tolist(), strict=True)):
        row: Row = {"x": lon, "y": lat, "street_count": streets[i], "layer": _word(Layer(int(nodes.layer[i])))}
        if nodes.country[i] >= 0:
            row["country"] = network.countries[nodes.country[i]]
        if nodes.place[i] >= 0:
            place = network.places[nodes.place[i]]
            row |= {"place": place.id, "name": place.name, "tz": place.tz}
        if nodes.crossing[i] >= 0:
            row["crossing"] = network.crossings[nodes.crossing[i]].id
        if nodes.osm_id[i] >= 0:
            row["osm_id"] = int(nodes.osm_id[i])
        rows.append(row)
    return rows


def _arc_rows(network: Network) -> list[Row]:
    arcs = network.arcs
    oneway = _one_way(network).tolist()
    return [_arc_row(network, arc, oneway=oneway[arc]) for arc in range(len(arcs.tail))]


def _arc_row(network: Network, arc: int, *, oneway: bool) -> Row:
    arcs = network.arcs
    kind, layer = ArcKind(int(arcs.kind[arc])), Layer(int(arcs.layer[arc]))
    road_class = RoadClass(int(arcs.road_class[arc]))
    leg = network.leg_ids[arcs.leg[arc]] if arcs.leg[arc] >= 0 else ""
    row: Row = {
        "osmid": _osmid(leg, int(arcs.leg[arc])), "leg": leg, "kind": _word(kind), "layer": _word(layer),
        "highway": _word(road_class) if kind is ArcKind.ROAD and road_class else _word(kind), "oneway": oneway,
        "reversed": bool(arcs.backward[arc]), "length": float(arcs.length_m[arc]), "flags": int(arcs.flags[arc]),
    }  # fmt: skip
    for name in ("scheduled_s", "stop"):
        if (value := int(getattr(arcs, name)[arc])) >= 0:
            row[name] = value
    if arcs.geometry[arc] >= 0:
        row["geometry"] = LineString(network.line(arc))
    tags = {key: list(value) if isinstance(value, tuple) else value
            for key, value in network.leg_tags.get(int(arcs.leg[arc]))}  # fmt: skip
    return row | _references(network, arc) | _speeds(network, arc) | _restrictions(network, arc) | tags


def _references(network: Network, arc: int) -> Row:
    """Return the ids of what an arc points to."""
    arcs = network.arcs
    row: Row = {}
    if arcs.country[arc] >= 0:
        row["country"] = network.countries[arcs.country[arc]]
    if arcs.crossing[arc] >= 0:
        row["crossing"] = network.crossings[arcs.crossing[arc]].id
    if arcs.service[arc] >= 0:
        row["service"] = network.services[arcs.service[arc]].id
    if arcs.season[arc] >= 0:
        row["season"] = ";".join(rule.id for rule in network.season_sets[arcs.season[arc]])
    return row


def _speeds(network: Network, arc: int) -> Row:
    """Return free-flow speeds; where a timetable decides, the speed that it amounts to."""
    arcs = network.arcs
    row: Row = {}
    light_kmh, heavy_kmh = float(arcs.speed_light_kmh[arc]), float(arcs.speed_heavy_kmh[arc])
    if light_kmh <= 0 < arcs.scheduled_s[arc]:
        light_kmh = float(arcs.length_m[arc]) / METRES_PER_KM / int(arcs.scheduled_s[arc]) * SECONDS_PER_HOUR
    if light_kmh > 0:
        row["maxspeed"] = f"{light_kmh:.5g}"
    if heavy_kmh > 0:
        row["speed_heavy_kmh"] = heavy_kmh
    return row


def _restrictions(network: Network, arc: int) -> Row:
    """Return limits and structures as OpenStreetMap's tags."""
    arcs = network.arcs
    row: Row = {
        tag: "yes"
        for tag, flag in (("bridge", Flag.BRIDGE), ("tunnel", Flag.TUNNEL), ("toll", Flag.TOLL | Flag.TOLL_CAR))
        if arcs.flags[arc] & flag
    }
    if arcs.line_class[arc]:
        row["usage"] = _word(LineClass(int(arcs.line_class[arc])))
    if arcs.tracks[arc]:
        row["tracks"] = int(arcs.tracks[arc])
    limits = (
        ("maxweight", arcs.max_mass_t), ("maxheight", arcs.max_height_m), ("maxaxleload", arcs.max_axle_t),
        ("maxlength", arcs.max_length_m), ("maxwidth", arcs.max_width_m),
    )  # fmt: skip
    return row | {tag: f"{limit[arc]:g}" for tag, limit in limits if np.isfinite(limit[arc])}


def _keys(network: Network) -> list[int]:
    """Return the key of each arc among those that join the same nodes; arcs are sorted by their ends."""
    tail, head = network.arcs.tail, network.arcs.head
    position = np.arange(len(tail))
    new = np.ones(len(tail), bool)
    new[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    first = np.maximum.accumulate(np.where(new, position, 0))
    keys: list[int] = (position - first).tolist()
    return keys


def _street_counts(network: Network) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return how many legs meet at each node, however many directions they have."""
    arcs = network.arcs
    pairs = np.unique(
        np.column_stack([np.concatenate([arcs.tail, arcs.head]), np.concatenate([arcs.leg, arcs.leg])]), axis=0
    )
    return np.bincount(pairs[:, 0], minlength=network.n_nodes)


def _one_way(network: Network) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which arcs have no arc of the same leg the other way."""
    arcs = network.arcs
    there = list(zip(arcs.tail.tolist(), arcs.head.tolist(), arcs.leg.tolist(), strict=True))
    back = set(zip(arcs.head.tolist(), arcs.tail.tolist(), arcs.leg.tolist(), strict=True))
    return np.array([key not in back for key in there], bool)


def _osmid(leg: str, index: int) -> int:
    """Return the way number where a leg is one of OpenStreetMap's, else its index; OSMnx wants a number."""
    way = _WAY.match(leg)
    return int(way[1]) if way else index


def _word(value: ArcKind | Layer | LineClass | RoadClass) -> str:
    return value.name.lower()


__all__ = ["CRS", "from_networkx", "to_gdfs", "to_networkx"]
