"""A network drawn small: its lines by class, thinned to what a map of it can show.

Lines are snapped to a grid that is as fine as the budget of points allows, and points that fall on
the same spot are dropped. What does not fit even so is left out from the least important class
upwards, and told.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.graph.measures import classes_of, pick_lines
from corridor_planner.graph.network import Network

BUDGET_POINTS: Final = 200_000
_CELLS_ACROSS: Final = (40_000, 12_000, 4_000)  # finest first; a screen has about 2,000
_FINEST_PER_DEGREE: Final = 100_000  # about a metre
_RANK: Final = ("motorway", "trunk", "primary", "", "secondary", "tertiary", "unclassified", "yard", "residential",
                "service", "track")  # fmt: skip

LineClass = tuple[str, str]  # layer and line class


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The lines of a network on a grid.

    Attributes
    ----------
    per_degree
        Grid cells per degree.
    lines
        By class: each line as [x, y, dx, dy, dx, dy, ...] in cells, x eastward and y northward.
    left_out
        Classes that did not fit.
    """

    per_degree: int
    lines: dict[LineClass, list[list[int]]]
    left_out: tuple[LineClass, ...]


def outline(network: Network, *, budget_points: int = BUDGET_POINTS) -> Outline:
    """Return a network's lines as far as the budget of points goes."""
    arcs = pick_lines(network)
    index, names = classes_of(network, arcs)
    order = sorted(range(len(names)), key=lambda i: (_RANK.index(names[i][1]), names[i]))
    chosen = {names[i]: arcs[index == i] for i in order}
    best: Outline | None = None
    for cells in _CELLS_ACROSS:
        drawn = _draw(network, chosen, _per_degree(network, cells), budget_points)
        if best is None or len(drawn.left_out) < len(best.left_out):
            best = drawn
        if not drawn.left_out:
            break
    assert best is not None
    return best


def _per_degree(network: Network, cells: int) -> int:
    nodes = network.nodes
    if not network.n_nodes:
        return _FINEST_PER_DEGREE
    extent = max(float(np.ptp(nodes.lon)), float(np.ptp(nodes.lat)), cells / _FINEST_PER_DEGREE)
    return max(1, round(cells / extent))


def _draw(network: Network, chosen: dict[LineClass, NDArray[np.int64]], per_degree: int, budget_points: int) -> Outline:
    lines: dict[LineClass, list[list[int]]] = {}
    left = budget_points
    names = list(chosen)
    for number, name in enumerate(names):
        found = _on_grid(network, chosen[name], per_degree)
        left -= sum(map(len, found)) // 2
        if left < 0:
            return Outline(per_degree=per_degree, lines=lines, left_out=tuple(names[number:]))
        lines[name] = found
    return Outline(per_degree=per_degree, lines=lines, left_out=())


def _on_grid(network: Network, arcs: NDArray[np.int64], per_degree: int) -> list[list[int]]:
    lon, lat, line = _points(network, arcs)
    x, y = np.round(lon * per_degree).astype(np.int64), np.round(lat * per_degree).astype(np.int64)
    fresh = np.ones(len(x), bool)
    fresh[1:] = (np.diff(x) != 0) | (np.diff(y) != 0) | (np.diff(line) != 0)
    x, y, line = x[fresh], y[fresh], line[fresh]
    first = np.ones(len(x), bool)
    first[1:] = np.diff(line) != 0
    step_x, step_y = np.diff(x, prepend=0), np.diff(y, prepend=0)
    flat = np.column_stack([np.where(first, x, step_x), np.where(first, y, step_y)]).ravel().tolist()
    starts = np.flatnonzero(first).tolist()
    return [flat[2 * start : 2 * stop] for start, stop in pairwise([*starts, len(x)]) if stop - start > 1]


def _points(
    network: Network, arcs: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return all points of some arcs with both ends, in drawn order, and the number of each point's arc."""
    line = network.arcs.geometry[arcs].astype(np.int64)
    bent = line >= 0
    start = np.where(bent, network.geometry.offset[np.maximum(line, 0)] if bent.any() else 0, 0)
    inner = np.where(bent, network.geometry.offset[np.maximum(line, 0) + 1] - start if bent.any() else 0, 0)
    turned = network.arcs.reversed_geometry[arcs]
    tail, head = network.arcs.tail[arcs], network.arcs.head[arcs]
    ends = np.where(turned, head, tail), np.where(turned, tail, head)
    size = inner + 2
    at = np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])
    number = np.repeat(np.arange(len(arcs)), size)
    position = np.arange(at[-1]) - at[number]
    within = (position > 0) & (position <= inner[number])
    taken = (start[number] + position - 1)[within]
    columns = []
    for of_line, of_node in ((network.geometry.lon, network.nodes.lon), (network.geometry.lat, network.nodes.lat)):
        values = np.empty(at[-1])
        values[within] = of_line[taken]
        values[at[:-1]], values[at[1:] - 1] = of_node[ends[0]], of_node[ends[1]]
        columns.append(values)
    return columns[0], columns[1], number
