"""What searches are made of: a heap with four children to a node, arrays that grow, the way back.

The heap is a pair of arrays, keys and items, with the number of entries held by the caller; the
least key stands first. All but the last are parts of kernels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from corridor_planner.kernels import Scalar, kernel, part, warms


@part
def push(keys: NDArray[Any], items: NDArray[np.int32], waiting: Scalar, key: Scalar, item: Scalar) -> Scalar:
    """Put an item in; return how many wait now. There must be room."""
    at = waiting
    while at > 0:
        above = (at - 1) >> 2
        if keys[above] <= key:
            break
        keys[at], items[at] = keys[above], items[above]
        at = above
    keys[at], items[at] = key, item
    return waiting + 1


@part
def pop(keys: NDArray[Any], items: NDArray[np.int32], waiting: Scalar) -> Scalar:
    """Take the first item out; return how many wait now."""
    waiting -= 1
    key, item = keys[waiting], items[waiting]
    at = 0
    while True:
        child = 4 * at + 1
        if child >= waiting:
            break
        least = child
        for other in range(child + 1, min(child + 4, waiting)):
            if keys[other] < keys[least]:
                least = other
        if keys[least] >= key:
            break
        keys[at], items[at] = keys[least], items[least]
        at = least
    keys[at], items[at] = key, item
    return waiting


@part
def grown(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array of twice the length that begins with the same values."""
    larger = np.empty(2 * len(array), array.dtype)
    larger[: len(array)] = array
    return larger


@part
def grown_rows(table: NDArray[Any]) -> NDArray[Any]:
    """Return a table of twice the length that begins with the same rows."""
    larger = np.empty((2 * len(table), table.shape[1]), table.dtype)
    larger[: len(table)] = table
    return larger


@part
def way_back(via: NDArray[np.int32], parent: NDArray[np.int32], label: Scalar) -> NDArray[np.int32]:
    """Return the arcs that led to a label, in travel order."""
    length = 0
    walk = label
    while parent[walk] >= 0:
        length += 1
        walk = parent[walk]
    arcs = np.empty(length, np.int32)
    while parent[label] >= 0:
        length -= 1
        arcs[length] = via[label]
        label = parent[label]
    return arcs


@kernel
def trace(via: NDArray[np.int32], parent: NDArray[np.int32], label: Scalar) -> NDArray[np.int32]:
    """Return what :func:`way_back` does, for callers outside of kernels."""
    return way_back(via, parent, label)


@warms
def _warm() -> None:
    trace(np.full(1, -1, np.int32), np.full(1, -1, np.int32), 0)
