"""Where a coordinate meets the network, and which part of it hangs together."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from corridor_planner.errors import InvalidInput
from corridor_planner.graph.globe import unit_vectors
from corridor_planner.graph.network import Network
from corridor_planner.units import EARTH_RADIUS_M, METRES_PER_KM

Mask = NDArray[np.bool_]
_FIRST_LOOK = 16
_SAME_DISTANCE_M = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """The usable node nearest to a coordinate.

    Attributes
    ----------
    nodes
        ``node`` and the other usable nodes of the same place ashore, one per layer.
    """

    node: int
    distance_m: float
    nodes: tuple[int, ...]


def snap(network: Network, lon: float, lat: float, *, usable: Mask, limit_m: float) -> Snap:
    """Return the nearest usable node by great circle; of several at one spot the first.

    Parameters
    ----------
    usable
        Mask over nodes; those on board a ship or train never count.

    Raises
    ------
    InvalidInput
        When no usable node lies within the limit.
    """
    found = find_snap(network, lon, lat, usable=usable, limit_m=inf)
    if found is None or found.distance_m > limit_m:
        far = "no usable part"
        if found is not None:
            far = f"its nearest usable point {found.distance_m / METRES_PER_KM:.1f} km away"
        raise InvalidInput(
            "coordinate", f"{lon:g},{lat:g}",
            rule=f"the network has {far}, and at most {limit_m / METRES_PER_KM:g} km are bridged",
            remedy="give a point nearer to a road or railway, or the name of a place",
        )  # fmt: skip
    return found


def find_snap(network: Network, lon: float, lat: float, *, usable: Mask, limit_m: float) -> Snap | None:
    """Return what :func:`snap` does, or None where no usable node lies within the limit."""
    usable = usable & ~network.aboard
    found = _nearest(network, lon, lat, usable)
    if found is None or found[1] > limit_m:
        return None
    return Snap(node=found[0], distance_m=found[1], nodes=_same_spot(network, found[0], usable))


def largest_component(network: Network, usable_arcs: Mask, *, both_ways: bool = True) -> Mask:
    """Return the nodes of the largest part that hangs together over usable arcs.

    Parameters
    ----------
    both_ways
        Every node reaches every other; otherwise the direction of the arcs does not count.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    n = network.n_nodes
    tail, head = network.arcs.tail[usable_arcs], network.arcs.head[usable_arcs]
    joined = csr_matrix((np.ones(len(tail), np.int8), (tail, head)), shape=(n, n))
    _, label = connected_components(joined, directed=both_ways, connection="strong" if both_ways else "weak")
    sizes = np.bincount(label, minlength=1)
    largest: Mask = label == int(np.argmax(sizes))
    return largest


def _nearest(network: Network, lon: float, lat: float, usable: Mask) -> tuple[int, float] | None:
    point = unit_vectors(np.array([lon]), np.array([lat]))[0]
    look = min(_FIRST_LOOK, network.n_nodes)
    while 0 < look < network.n_nodes:
        chords, candidates = network.search_tree.query(point, k=look)
        fitting = usable[candidates]
        if fitting.any():
            found = candidates[fitting], chords[fitting]
            # A tie may continue beyond the last candidate that was looked at.
            if found[1][0] < chords[-1] - _SAME_DISTANCE_M / EARTH_RADIUS_M:
                return _first(*found)
        if look > network.n_nodes // 8:
            break
        look *= 8
    candidates = np.flatnonzero(usable)
    if len(candidates) == 0:
        return None
    return _first(candidates, np.linalg.norm(network.unit_vectors[candidates] - point, axis=1))


def _first(candidates: NDArray[np.intp], chords: NDArray[np.float64]) -> tuple[int, float]:
    """Return the lowest index among the nearest candidates, and its distance in metres."""
    least = float(chords.min())
    node = int(candidates[chords <= least + _SAME_DISTANCE_M / EARTH_RADIUS_M].min())
    return node, float(2 * EARTH_RADIUS_M * np.arcsin(min(1.0, least / 2)))


def _same_spot(network: Network, node: int, usable: Mask) -> tuple[int, ...]:
    place = int(network.nodes.place[node])
    ashore = network.nodes_of_place.get(place, ()) if place >= 0 else ()
    return tuple(sorted({node, *(n for n in ashore if usable[n])}))
