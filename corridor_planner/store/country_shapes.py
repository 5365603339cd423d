"""Coarse outlines of countries: the shipped file as arrays of degrees."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from corridor_planner.errors import DataFault
from corridor_planner.resources import data_file

Ring = NDArray[np.float64]
Polygon = tuple[Ring, ...]

_FILE = "borders/country_shapes.json"


def load_country_shapes() -> Mapping[str, tuple[Polygon, ...]]:
    """Return the polygons of every country, by ISO 3166-1 alpha-2.

    Returns
    -------
    polygons
        Each is its outer ring and then its holes, (points, 2) arrays of lon and lat in degrees.

    Raises
    ------
    DataFault
        When the file cannot be read.
    """
    try:
        document = json.loads(data_file(_FILE).read_text(encoding="utf-8"))
        arcs = [np.cumsum(np.array(steps, np.int64).reshape(-1, 2), axis=0) for steps in document["arcs"]]
        scale = float(document["per_degree"])
        drawn = {
            code: tuple(tuple(_ring(indices, arcs) / scale for indices in rings) for rings in polygons)
            for code, polygons in document["countries"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise DataFault("outlines of countries", _FILE, rule=f"the file must be as it was shipped: {error}",
                        remedy="install the planner again") from error  # fmt: skip
    return {code: tuple(p for p in map(_without_specks, polygons) if p) for code, polygons in drawn.items()}


def _ring(indices: list[int], arcs: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return arcs joined to one closed line; a negative index is an arc taken backwards."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _without_specks(polygon: Polygon) -> Polygon:
    """Leave out rings that are too small to have an area at this scale."""
    outer, *holes = polygon
    return (outer, *(hole for hole in holes if len(hole) > 3)) if len(outer) > 3 else ()
