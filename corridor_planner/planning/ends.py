"""The ends and stops of a route: from what a person wrote to nodes of the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.domain import ArcKind, Layer, Message, Place
from corridor_planner.errors import InvalidInput, UnknownName
from corridor_planner.graph.gazetteer import Match
from corridor_planner.graph.network import Network
from corridor_planner.graph.spatial import Snap, find_snap, snap
from corridor_planner.planning.evaluated import Evaluated, Mask

if TYPE_CHECKING:
    from corridor_planner.planning.session import Planner

SNAP_LIMIT_M = {"backbone": 25_000.0, "built": 5_000.0}
HARDLY_NEARER_M = 150.0  # by which a track or service road must be nearer than a real road
_COORDINATE = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*$")
_FREIGHT_KINDS = ("sea_port", "dry_port", "rail_station", "city", "town", "junction", "airport")
_TRAVEL_KINDS = ("city", "town", "junction", "rail_station", "airport", "sight", "sea_port", "dry_port")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a route begins, ends or stops.

    Attributes
    ----------
    crossing
        Index of the crossing that must be passed, for a via that names one; else -1.
    coordinate
        True when given as a coordinate that has to be snapped once the profile's arcs are known.
    """

    text: str
    place: Place
    crossing: int = -1
    coordinate: bool = False


def resolve_end(planner: Planner, text: str, *, freight: bool, via: bool = False) -> End:
    """Return what a text means.

    Raises
    ------
    UnknownName, AmbiguousName
        With the nearest or all fitting names.
    InvalidInput
        For a coordinate out of range or swapped, and for a bare crossing id as an end.
    """
    network = planner.network
    text = text.strip()
    coordinate = parse_coordinate(text, network)
    if coordinate is not None:
        lon, lat = coordinate
        return End(text=text, place=_point(network, lon, lat), coordinate=True)
    if text in network.crossing_index and text not in network.place_index:
        return _crossing_end(network, text, via=via)
    if text in network.place_index:
        return End(text=text, place=network.places[network.place_index[text]])
    return _named_end(planner, text, _FREIGHT_KINDS if freight else _TRAVEL_KINDS)


def _named_end(planner: Planner, text: str, kinds: Sequence[str]) -> End:
    """Return the place of a name; a sight counts where no place has the name, and lies where it lies."""
    best = planner.gazetteer.search(text, limit=1)
    if best and best[0].match.exact:
        return End(text=text, place=planner.gazetteer.resolve(text, prefer_kinds=kinds))
    sight = next(iter(planner.sight_gazetteer.search(text, limit=1)), None)
    if sight is None or not sight.match.exact:
        try:
            return End(text=text, place=planner.gazetteer.resolve(text, prefer_kinds=kinds))
        except UnknownName:
            if sight is None or sight.match is not Match.PREFIX:
                raise
    found = planner.sight_gazetteer.resolve(text)
    return End(text=text, place=replace(found, id="", kind="point"), coordinate=True)


def parse_coordinate(text: str, network: Network) -> tuple[float, float] | None:
    """Return (lon, lat), or None when the text is no coordinate.

    A point that only makes sense swapped is refused with the swap offered, never swapped silently.
    """
    match = _COORDINATE.match(text)
    if match is None:
        return None
    lon, lat = float(match[1]), float(match[2])
    lon_range = (float(network.nodes.lon.min()) - 5, float(network.nodes.lon.max()) + 5)
    lat_range = (float(network.nodes.lat.min()) - 5, float(network.nodes.lat.max()) + 5)

    def fits(x: float, y: float) -> bool:
        return lon_range[0] <= x <= lon_range[1] and lat_range[0] <= y <= lat_range[1]

    if not fits(lon, lat) and fits(lat, lon):
        raise InvalidInput("coordinate", text, rule="it is read as lon,lat and lies outside the network that way",
                           remedy=f"swap it: {lat:g},{lon:g}")  # fmt: skip
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InvalidInput("coordinate", text, rule="longitude must be within -180..180 and latitude within -90..90",
                           remedy="give lon,lat in degrees")  # fmt: skip
    return lon, lat


def _point(network: Network, lon: float, lat: float) -> Place:
    """Return a nameless place; its country and clock are those of the nearest named place."""
    from corridor_planner.units import great_circle_m

    nearest = min(network.places, key=lambda p: great_circle_m(lon, lat, p.lon, p.lat), default=None)
    country, tz = (nearest.country, nearest.tz) if nearest else ("", "UTC")
    return Place(id="", name=f"{lon:.4f},{lat:.4f}", country=country, lon=lon, lat=lat, tz=tz, kind="point")


def _crossing_end(network: Network, crossing_id: str, *, via: bool) -> End:
    index = network.crossing_index[crossing_id]
    crossing = network.crossings[index]
    if via:
        side = network.places[network.place_index[f"{crossing_id}:{crossing.country_a}"]]
        return End(text=crossing_id, place=side, crossing=index)
    sides = [f"{crossing_id}:{c}" for c in (crossing.country_a, crossing.country_b)]
    raise InvalidInput("end of the route", crossing_id, rule="a border crossing has two sides, a route ends on one",
                       remedy=f"write {sides[0]} or {sides[1]}")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """An end on the network for one profile: its nodes and how far it was moved."""

    end: End
    place: Place
    nodes: tuple[int, ...]
    snap_m: float = 0.0


def anchor(evaluated: Evaluated, end: End) -> Anchor | Message:
    """Return the nodes of an end that the profile can use, or why there are none.

    Raises
    ------
    InvalidInput
        When a coordinate is farther from the network than the stated limit.
    """
    if end.coordinate:
        return _snap(evaluated, end)
    costs = evaluated.costs
    network = costs.network
    if end.crossing >= 0:
        fitting = _crossing_side_nodes(costs, end.crossing)
    else:
        nodes = network.nodes_of_place.get(network.place_index[end.place.id], ())
        fitting = tuple(n for n in nodes if _usable_here(costs, n))
    if not fitting:
        return Message(id="no_plan.no_access", values={
            "place": end.place.name, "country": end.place.country, "profile": costs.circumstances.profile.name,
        })  # fmt: skip
    if network.meta.kind == "built" and end.crossing < 0 and not evaluated.main_nodes[list(fitting)].any():
        return _snap(evaluated, end)  # the middle of a town may be shut to the vehicle
    return Anchor(end=end, place=end.place, nodes=fitting)


def _crossing_side_nodes(costs: ArcCosts, crossing: int) -> tuple[int, ...]:
    """Return the nodes from which a crossing can be passed on the profile's layers."""
    network = costs.network
    layers = list(costs.circumstances.profile.layers)
    arcs = np.flatnonzero(
        (network.arcs.kind == ArcKind.CROSSING) & (network.arcs.crossing == crossing)
        & np.isin(network.arcs.layer, layers)
    )  # fmt: skip
    return tuple(sorted({int(network.arcs.tail[a]) for a in arcs}))


def _usable_here(costs: ArcCosts, node: int) -> bool:
    network = costs.network
    layer = Layer(int(network.nodes.layer[node]))
    profile = costs.circumstances.profile
    if layer in profile.layers and layer is not Layer.TRAIN:
        return True
    first_in, order = network.incoming
    leaving = range(int(network.first_out[node]), int(network.first_out[node + 1]))
    entering = order[first_in[node] : first_in[node + 1]].tolist()
    kinds = (ArcKind.BOARD, ArcKind.ALIGHT, ArcKind.FLY)
    return any(costs.usable[a] and network.arcs.kind[a] in kinds for a in (*leaving, *entering))


def _snap(evaluated: Evaluated, end: End) -> Anchor:
    """Return the nearest usable node; an island is taken only when nothing else lies within the limit."""
    network, usable, main = evaluated.costs.network, evaluated.usable_nodes, evaluated.main_nodes
    limit_m = SNAP_LIMIT_M[network.meta.kind]
    lon, lat = end.place.lon, end.place.lat
    found = None
    if network.meta.kind == "built":
        found = _door(evaluated, lon, lat, main, limit_m) or _door(evaluated, lon, lat, usable, limit_m)
    found = found or find_snap(network, lon, lat, usable=main, limit_m=limit_m)
    found = found or snap(network, lon, lat, usable=usable, limit_m=limit_m)
    nodes = tuple(node for node in found.nodes if usable[node])
    return Anchor(end=end, place=end.place, nodes=nodes or (found.node,), snap_m=found.distance_m)


def _door(evaluated: Evaluated, lon: float, lat: float, usable: Mask, limit_m: float) -> Snap | None:
    """Return where a trip begins or ends in a network of streets.

    A vehicle stops on a road, and rather on a real one than on a track or a service road that is hardly
    nearer; whoever travels by rail alone begins at a station.
    """
    costs = evaluated.costs
    network = costs.network
    if Layer.ROAD not in costs.circumstances.profile.layers:
        return find_snap(network, lon, lat, usable=usable & (network.nodes.place >= 0), limit_m=limit_m)
    on_road = usable & (network.nodes.layer == Layer.ROAD)
    nearest = find_snap(network, lon, lat, usable=on_road, limit_m=limit_m)
    if nearest is None:
        return None
    real_limit_m = min(limit_m, nearest.distance_m + HARDLY_NEARER_M)
    real = find_snap(network, lon, lat, usable=on_road & evaluated.nodes_on_real_roads, limit_m=real_limit_m)
    return real or nearest
