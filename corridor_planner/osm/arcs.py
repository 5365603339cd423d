"""Arcs as columns while a network is built: rows are added in blocks, nodes by key and layer."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import Layer
from corridor_planner.graph.network import Arcs, Nodes
from corridor_planner.osm.rail_geometry import LINE_NODES_FROM

_DEFAULTS: dict[str, tuple[type, float]] = {
    "tail": (np.int32, 0), "head": (np.int32, 0), "kind": (np.int8, 0), "layer": (np.int8, 0),
    "road_class": (np.int8, 0), "line_class": (np.int8, 0), "tracks": (np.int8, 0), "length_m": (np.float64, 0.0),
    "speed_light_kmh": (np.float64, 0.0), "speed_heavy_kmh": (np.float64, 0.0), "country": (np.int16, -1),
    "crossing": (np.int32, -1), "service": (np.int32, -1), "stop": (np.int16, -1), "backward": (np.bool_, False),
    "scheduled_s": (np.int32, -1), "season": (np.int32, -1), "flags": (np.int32, 0), "max_mass_t": (np.float64, np.inf),
    "max_height_m": (np.float64, np.inf), "max_axle_t": (np.float64, np.inf), "max_length_m": (np.float64, np.inf),
    "max_width_m": (np.float64, np.inf), "leg": (np.int32, -1), "geometry": (np.int32, -1),
    "reversed_geometry": (np.bool_, False),
}  # fmt: skip
_EXTRA: dict[str, tuple[type, float]] = {"tail_way": (np.int64, -1), "head_way": (np.int64, -1)}
ALL_COLUMNS = _DEFAULTS | _EXTRA
Columns = dict[str, NDArray[Any]]


class ArcTable:
    """Blocks of arcs; columns that a block leaves out take their defaults.

    ``tail_way`` and ``head_way`` are the ids of the ways at the arc's ends, for turn restrictions.
    """

    def __init__(self) -> None:
        self._blocks: list[Columns] = []

    def add(self, count: int, columns: dict[str, object]) -> None:
        """Add a block of arcs; a single value stands for all of them."""
        block: Columns = {}
        for name, (dtype, default) in ALL_COLUMNS.items():
            value = columns.get(name, default)
            block[name] = np.broadcast_to(np.asarray(value, dtype=dtype), (count,))
        unknown = set(columns) - set(ALL_COLUMNS)
        assert not unknown, unknown
        self._blocks.append(block)

    def columns(self) -> Columns:
        """Return all arcs as columns that may be written to."""
        return {
            name: np.concatenate([block[name] for block in self._blocks] or [np.zeros(0, dtype)])
            for name, (dtype, _) in ALL_COLUMNS.items()
        }


def to_arcs(columns: Columns) -> Arcs:
    """Return columns as the network's arcs."""
    return Arcs(**{f.name: columns[f.name] for f in fields(Arcs)})


def with_added(columns: Columns, added: Arcs, *, legs: NDArray[np.int32], first_line: int) -> Columns:
    """Return columns with more arcs at their end.

    Parameters
    ----------
    legs
        The leg's number in the columns for each one of the added arcs' own.
    first_line
        How many lines come before those of the added arcs.
    """
    count = len(added.tail)
    own = {f.name: getattr(added, f.name) for f in fields(Arcs)}
    own["leg"] = legs[added.leg]
    own["geometry"] = np.where(added.geometry >= 0, added.geometry + first_line, added.geometry)
    ways: Columns = {name: np.full(count, default, dtype) for name, (dtype, default) in _EXTRA.items()}
    return {name: np.concatenate([column, (own | ways)[name]]) for name, column in columns.items()}


def joined_nodes(nodes: Nodes, more: Nodes) -> Nodes:
    """Return nodes with others put at the end."""
    return Nodes(**{f.name: np.concatenate([getattr(part, f.name) for part in (nodes, more)]) for f in fields(Nodes)})


def with_copies(nodes: Nodes, originals: NDArray[np.int64]) -> Nodes:
    """Return nodes with copies of some of them put at the end."""
    return joined_nodes(nodes, Nodes(**{f.name: getattr(nodes, f.name)[originals] for f in fields(Nodes)}))


class NodeTable:
    """Nodes of all layers, looked up by layer and key."""

    def __init__(self) -> None:
        self._columns: dict[str, list[NDArray[Any]]] = {f.name: [] for f in fields(Nodes)}
        self._keys: dict[Layer, tuple[NDArray[np.int64], int]] = {}
        self.count = 0

    def add_layer(
        self, layer: Layer, key: NDArray[np.int64], lon: NDArray[np.float64], lat: NDArray[np.float64],
        country: NDArray[np.int16],
    ) -> int:  # fmt: skip
        """Add a layer's nodes, sorted by key; return the number of the first."""
        base = self.count
        self._keys[layer] = (key, base)
        of_osm = (key > 0) & (key < LINE_NODES_FROM)
        self._append(lon, lat, country, int(layer), np.where(of_osm, key, -1))
        return base

    def find(self, layer: Layer, key: int) -> int | None:
        """Return the number of a node."""
        if layer not in self._keys:
            return None
        keys, base = self._keys[layer]
        spot = int(np.searchsorted(keys, key))
        return base + spot if spot < len(keys) and keys[spot] == key else None

    def nodes(self) -> Nodes:
        """Return all nodes as arrays that may be written to."""
        types = {"lon": np.float64, "lat": np.float64, "country": np.int16, "layer": np.int8, "place": np.int32,
                 "crossing": np.int32, "osm_id": np.int64}  # fmt: skip
        return Nodes(**{
            name: np.concatenate(blocks).astype(types[name]) if blocks else np.zeros(0, types[name])
            for name, blocks in self._columns.items()
        })  # fmt: skip

    def _append(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64], country: NDArray[np.int16], layer: int,
        osm_id: NDArray[np.int64],
    ) -> None:  # fmt: skip
        none = np.full(len(lon), -1, np.int32)
        for name, value in (("lon", lon), ("lat", lat), ("country", country),
                            ("layer", np.full(len(lon), layer, np.int8)), ("place", none), ("crossing", none.copy()),
                            ("osm_id", osm_id)):  # fmt: skip
            self._columns[name].append(value)
        self.count += len(lon)
