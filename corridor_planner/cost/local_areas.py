"""Local areas: what lies behind roads, or yards, that are open to their own destinations only.

Through traffic has a core: of everything that hangs together, the largest part in which every node
reaches every other without a local arc. What lies outside the core falls into areas; a trip may
use the local arcs of the areas in which it begins, stops or ends, and no others. A street without
any tag that is reached over a private road only lies in an area like the private road itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from corridor_planner.graph.network import Network

NO_AREA = -1


def find_local_areas(
    network: Network, usable: NDArray[np.bool_], local_only: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the local area of every node, and of every arc that touches one; -1 in the core.

    Parameters
    ----------
    usable, local_only : (arcs,)
    """
    tail, head = network.arcs.tail, network.arcs.head
    if not (usable & local_only).any():
        return np.full(network.n_nodes, NO_AREA, np.int32), np.full(network.n_arcs, NO_AREA, np.int32)
    outside = ~_core(network, usable, local_only)
    within = usable & outside[tail] & outside[head]
    area = np.where(outside, _parts(network, within, strong=False), NO_AREA).astype(np.int32)
    return area, np.where(usable, np.maximum(area[tail], area[head]), NO_AREA).astype(np.int32)


def _core(network: Network, usable: NDArray[np.bool_], local_only: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the nodes of the largest through part of each part of the network."""
    whole = _parts(network, usable, strong=False)
    through = _parts(network, usable & ~local_only, strong=True)
    sizes = np.bincount(through)
    order = np.lexsort((through, -sizes[through], whole))
    first = order[np.concatenate([np.ones(1, bool), np.diff(whole[order]) > 0])]
    core: NDArray[np.bool_] = np.isin(through, through[first])
    return core


def _parts(network: Network, arcs: NDArray[np.bool_], *, strong: bool) -> NDArray[np.int32]:
    n = network.n_nodes
    ends = network.arcs.tail[arcs], network.arcs.head[arcs]
    graph = csr_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(n, n))
    _, label = connected_components(graph, directed=strong, connection="strong" if strong else "weak")
    return np.asarray(label, np.int32)
