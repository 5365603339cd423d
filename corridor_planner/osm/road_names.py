"""Names and numbers of roads, handed from ways to the legs that are their pieces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corridor_planner.graph.leg_tags import LegTags
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.way_reading import NAMELESS


def name_legs(data: OsmData, way: NDArray[np.int64], *, after: int) -> LegTags:
    """Return the names of legs that are pieces of ways: those of the way that names the leg.

    Parameters
    ----------
    way : (legs,)
        Way of each leg.
    after
        Legs of other kinds that come before them and have no names.
    """
    row = np.searchsorted(data.way_id, way)
    names = data.names_of_way[row]
    used, first, spot = np.unique(names, return_index=True, return_inverse=True)
    order = np.argsort(first)  # sets are numbered by their first leg, so that the order of the files leaves no trace
    order = order[used[order] != NAMELESS]
    number = np.full(len(used), NAMELESS, np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    of_leg = np.concatenate([np.full(after, NAMELESS, np.int32), number[spot]])
    return LegTags(of_leg=of_leg, sets=tuple(data.names[i] for i in used[order].tolist()))
