"""What a network amounts to: length by class and country, and how well it hangs together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from corridor_planner.domain import ArcKind, Layer, RoadClass
from corridor_planner.graph.network import Flag, Network

LAID: tuple[ArcKind, ...] = (ArcKind.ROAD, ArcKind.RAIL, ArcKind.SAIL)
YARD = "yard"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLength:
    """How much there is of a class of road, railway or ferry in a country.

    Attributes
    ----------
    layer
        ``road``, ``rail_1520``, ``rail_1435`` or ``ferry``.
    line_class
        Class of a road (``motorway`` ...), ``yard`` or "" for railways, "" for ferries.
    country
        ISO 3166-1 alpha-2, or "" where it is not known.
    length_m
        Of the lines on the ground: a road for both directions counts once.
    """

    layer: str
    line_class: str
    country: str
    length_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohesion:
    """How a layer hangs together, by itself.

    Attributes
    ----------
    parts
        Connected parts, whatever the directions.
    largest_share
        Share of the nodes in the largest part.
    mutual_share
        Share of the nodes in the largest set in which each can reach each.
    """

    nodes: int
    parts: int
    largest_share: float
    mutual_share: float


def pick_lines(network: Network) -> NDArray[np.int64]:
    """Return one arc of each road, railway and ferry line, by leg: not the other direction, not copies."""
    arcs = network.arcs
    laid = np.flatnonzero(np.isin(arcs.kind, np.array(LAID, np.int8)))
    _, first = np.unique(arcs.leg[laid], return_index=True)
    return laid[first]


def classes_of(network: Network, arcs: NDArray[np.int64]) -> tuple[NDArray[np.int16], tuple[tuple[str, str], ...]]:
    """Return the class of each arc as an index into (layer, line class) pairs."""
    layer, kind = network.arcs.layer[arcs].astype(np.int16), network.arcs.kind[arcs]
    road_class = np.where(kind == ArcKind.ROAD, network.arcs.road_class[arcs], 0)
    yard = (kind == ArcKind.RAIL) & ((network.arcs.flags[arcs] & Flag.YARD) != 0)
    code = (layer * 64 + road_class) * 2 + yard
    found, index = np.unique(code, return_inverse=True)
    names = tuple(_class_name(int(value)) for value in found.tolist())
    return np.ravel(index).astype(np.int16), names


def measure_lengths(network: Network) -> tuple[ClassLength, ...]:
    """Return lengths by class and country, in order of layer, class and country."""
    lines = pick_lines(network)
    if not len(lines):
        return ()
    index, names = classes_of(network, lines)
    country = network.arcs.country[lines].astype(np.int64) + 1
    both = index.astype(np.int64) * (len(network.countries) + 1) + country
    total_m = np.bincount(both, weights=network.arcs.length_m[lines])
    return tuple(
        ClassLength(
            layer=names[pair // (len(network.countries) + 1)][0],
            line_class=names[pair // (len(network.countries) + 1)][1],
            country=("", *network.countries)[pair % (len(network.countries) + 1)], length_m=float(total_m[pair]),
        )
        for pair in np.flatnonzero(np.bincount(both)).tolist()
    )  # fmt: skip


def measure_cohesion(network: Network) -> dict[str, Cohesion]:
    """Return, for each layer that has lines, how it hangs together."""
    return dict(_cohesions(network))


def _cohesions(network: Network) -> Iterator[tuple[str, Cohesion]]:
    tail, head = network.arcs.tail, network.arcs.head
    layers = network.nodes.layer
    for layer in (Layer.ROAD, Layer.RAIL_1520, Layer.RAIL_1435):
        members = np.flatnonzero(layers == layer)
        if not len(members):
            continue
        inside = (layers[tail] == layer) & (layers[head] == layer)
        number = np.zeros(network.n_nodes, np.int32)
        number[members] = np.arange(len(members))
        matrix = coo_matrix(
            (np.ones(int(inside.sum()), np.int8), (number[tail[inside]], number[head[inside]])),
            shape=(len(members), len(members)),
        ).tocsr()
        parts, largest = _largest(matrix, connection="weak")
        _, mutual = _largest(matrix, connection="strong")
        yield (
            layer.name.lower(),
            Cohesion(
                nodes=len(members),
                parts=parts,
                largest_share=largest / len(members),
                mutual_share=mutual / len(members),
            ),
        )


def _largest(matrix: Any, *, connection: str) -> tuple[int, int]:  # noqa: ANN401 - scipy ships no types
    parts, label = connected_components(matrix, directed=True, connection=connection)
    return int(parts), int(np.bincount(label).max())


def _class_name(code: int) -> tuple[str, str]:
    layer, road_class = Layer(code // 2 // 64), RoadClass(code // 2 % 64)
    if layer is Layer.ROAD:
        return "road", road_class.name.lower()
    return layer.name.lower(), YARD if code % 2 else ""
