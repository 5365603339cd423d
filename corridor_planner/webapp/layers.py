"""Layers of the map as GeoJSON: crossings, labels and the generalised network.

Made once from the network and kept as bytes, since they do not depend on who asks. The network
is cut to a box and thinned for a zoom, one feature per class, so that a reply stays below a
few hundred kilobytes whatever the network.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from corridor_planner.domain import ArcKind, Crossing, Layer, PassengerWait, Place, RoadClass, Source, Spread
from corridor_planner.graph.network import Flag
from corridor_planner.planning.session import Planner
from corridor_planner.units import SECONDS_PER_HOUR

Box = tuple[float, float, float, float]

_LABELLED = ("city", "town", "sea_port")
_SMALLEST_LABELLED = 20_000
_MOST_POINTS = 20_000
_KEPT_REPLIES = 64
_COARSEST_CLASS = {0: RoadClass.PRIMARY, 8: RoadClass.SECONDARY, 10: RoadClass.TERTIARY, 12: RoadClass.TRACK}
_DRAWN = {ArcKind.ROAD: "road", ArcKind.RAIL: "rail", ArcKind.SAIL: "ferry"}
_DEGREES_PER_PIXEL_AT_ZOOM_0 = 360 / 256


class MapLayers:
    """The layers of one planner's map."""

    def __init__(self, planner: Planner) -> None:
        self.planner = planner
        self._replies: OrderedDict[tuple[Box, int], bytes] = OrderedDict()

    def prepare(self) -> None:
        """Make what does not depend on the view, so that the first visitor need not wait."""
        _ = self.crossings, self.labels, self._index

    @cached_property
    def crossings(self) -> bytes:
        """All crossings, short."""
        return _collection(
            _point(c.lon, c.lat, crossing_summary(c)) for c in self.planner.network.crossings if c.mode != "ferry_port"
        )

    @cached_property
    def labels(self) -> bytes:
        """Towns and ports worth writing on a map, the largest first."""
        chosen = [p for p in self.planner.network.places if _worth_a_label(p)]
        chosen.sort(key=lambda p: (-p.population, p.id))
        return _collection(_point(p.lon, p.lat, described(p)) for p in chosen)

    def place(self, place_id: str) -> dict[str, Any] | None:
        """Return a place or sight by its id."""
        network = self.planner.network
        index = network.place_index.get(place_id)
        if index is not None:
            return described(network.places[index])
        sight = self.planner.sight_gazetteer.find(place_id)
        return None if sight is None else described(sight)

    def crossing(self, crossing_id: str) -> dict[str, Any] | None:
        """Return everything that is known of a crossing."""
        network = self.planner.network
        index = network.crossing_index.get(crossing_id)
        return None if index is None else crossing_details(network.crossings[index])

    def network(self, box: Box, zoom: int) -> bytes:
        """Return the lines inside a box for a zoom."""
        key = (_widened(box, zoom), zoom)
        found = self._replies.get(key)
        if found is None:
            found = self._replies[key] = _collection(self._classes(*key))
            while len(self._replies) > _KEPT_REPLIES:
                self._replies.popitem(last=False)
        return found

    def _classes(self, box: Box, zoom: int) -> list[dict[str, Any]]:
        lines, kinds = self._lines
        chosen = sorted(self._index.query(shapely.box(*box)).tolist())
        coarsest = max(c for z, c in _COARSEST_CLASS.items() if z <= zoom)
        features = []
        left = _MOST_POINTS
        tolerance = _DEGREES_PER_PIXEL_AT_ZOOM_0 / 2**zoom / 2
        for name in ("ferry", "rail", "road"):
            members = [i for i in chosen if kinds[i][0] == name and kinds[i][1] <= coarsest]
            shapes = shapely.simplify(lines[members], tolerance, preserve_topology=False)
            parts = []
            for shape in shapes[~shapely.is_empty(shapes)]:
                points = np.round(shapely.get_coordinates(shape), 5 if zoom >= 10 else 4).tolist()
                left -= len(points)
                if left < 0:
                    break
                parts.append(points)
            features.append({"type": "Feature", "properties": {"class": name},
                             "geometry": {"type": "MultiLineString", "coordinates": parts}})  # fmt: skip
        return features

    @cached_property
    def _lines(self) -> tuple[np.ndarray[Any, np.dtype[Any]], list[tuple[str, int]]]:
        """One line per leg that is in use, with its class; the important roads first."""
        network = self.planner.network
        arcs = network.arcs
        wanted = np.isin(arcs.kind, [int(k) for k in _DRAWN]) & ~arcs.backward & (arcs.flags & Flag.NOT_OPERATING == 0)
        wanted &= arcs.layer != Layer.TRAIN
        seen: set[tuple[int, str]] = set()
        lines, kinds = [], []
        for arc in np.flatnonzero(wanted)[np.argsort(arcs.road_class[wanted], kind="stable")].tolist():
            name = _DRAWN[ArcKind(int(arcs.kind[arc]))]
            key = (int(arcs.leg[arc]), name)
            if key[0] >= 0 and key in seen and network.meta.kind == "backbone":
                continue
            seen.add(key)
            lines.append(shapely.LineString(network.line(arc)))
            kinds.append((name, int(arcs.road_class[arc])))
        return np.array(lines, object), kinds

    @cached_property
    def _index(self) -> shapely.STRtree:
        return shapely.STRtree(self._lines[0])


def described(place: Place) -> dict[str, Any]:
    """Return a place in the words of a place search."""
    return {
        "id": place.id, "name": place.name, "name_local": place.name_local, "country": place.country,
        "kind": place.kind, "lon": round(place.lon, 5), "lat": round(place.lat, 5), "population": place.population,
    }  # fmt: skip


def crossing_summary(crossing: Crossing) -> dict[str, Any]:
    """Return what the map needs to draw a crossing."""
    wait = crossing.freight_wait
    return {
        "id": crossing.id, "name": crossing.name, "mode": crossing.mode,
        "countries": [crossing.country_a, crossing.country_b], "status": crossing.status.value,
        "freight": crossing.freight, "passengers": crossing.passengers,
        "freight_wait_h": None if wait is None else round(wait.p50_s / SECONDS_PER_HOUR, 1),
    }  # fmt: skip


def crossing_details(crossing: Crossing) -> dict[str, Any]:
    """Return everything that is known of a crossing."""
    return {
        **crossing_summary(crossing),
        "name_local": crossing.name_local, "lon": crossing.lon, "lat": crossing.lat,
        "bilateral": crossing.bilateral, "assumed": crossing.assumed, "gauge_change": crossing.gauge_change,
        "passengers_a_to_b": crossing.passengers_a_to_b.value, "passengers_b_to_a": crossing.passengers_b_to_a.value,
        "opening_hours": crossing.opening_hours, "breaks": crossing.breaks, "hours_tz": crossing.hours_tz,
        "holiday_calendars": list(crossing.holiday_calendars),
        "freight_wait": _spread(crossing.freight_wait),
        "wait_source": _source(crossing.wait_source),
        "passenger_waits": [_passenger_wait(w) for w in crossing.passenger_waits],
        "fee_usd": crossing.fee_usd, "verified_until": crossing.verified_until, "note": crossing.note,
        "source": _source(crossing.source),
    }  # fmt: skip


def _passenger_wait(wait: PassengerWait) -> dict[str, Any]:
    return {"party": wait.party.value, "from_country": wait.from_country, "wait": _spread(wait.wait),
            "inside_train_hours": wait.inside_train_hours, "source": _source(wait.source)}  # fmt: skip


def _spread(spread: Spread | None) -> dict[str, int] | None:
    return None if spread is None else {"p10_s": spread.p10_s, "p50_s": spread.p50_s, "p90_s": spread.p90_s}


def _source(source: Source | None) -> dict[str, str] | None:
    if source is None:
        return None
    return {"table": source.table, "row_id": source.row_id, "text": source.text, "as_of": source.as_of,
            "confidence": source.confidence.value}  # fmt: skip


def _worth_a_label(place: Place) -> bool:
    return place.kind in _LABELLED and (place.population >= _SMALLEST_LABELLED or place.kind != "town")


def _widened(box: Box, zoom: int) -> Box:
    """Return the box grown to a grid, so that small moves of the map find the same reply."""
    step = 360 / 2 ** min(max(zoom, 3), 12)
    west, south = np.floor([box[0] / step, box[1] / step]) * step
    east, north = np.ceil([box[2] / step, box[3] / step]) * step
    return (max(float(west), -180.0), max(float(south), -90.0), min(float(east), 180.0), min(float(north), 90.0))


def _point(lon: float, lat: float, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": dict(properties),
            "geometry": {"type": "Point", "coordinates": [round(lon, 4), round(lat, 4)]}}  # fmt: skip


def _collection(features: Iterable[Mapping[str, Any]] | Sequence[Mapping[str, Any]]) -> bytes:
    document = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
