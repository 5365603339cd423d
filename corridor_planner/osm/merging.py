"""Elements that several files hold, made one: the highest version counts, and cut parts are joined.

Extracts are cut in several ways: whole ways with all their nodes, whole ways with some nodes
missing, or ways that hold the nodes inside of the extract only. Whatever the parts are, ways that
overlap in at least one node become the way that they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from corridor_planner.osm.way_text import UNDEFINED

T = TypeVar("T")
GAP: Final = -(2**62)  # stands for the unknown nodes between two parts that do not meet


@dataclass(frozen=True, kw_only=True)
class WayColumns:
    """Ways of one file or of all.

    Attributes
    ----------
    way_id, version, facts, names, size : (ways,)
        ``facts`` is an index, -1 for a way that nothing travels on; ``names`` too, -1 for a way without.
    ref, x, y : (nodes of all ways,)
    """

    way_id: NDArray[np.int64]
    version: NDArray[np.int64]
    facts: NDArray[np.int32]
    names: NDArray[np.int32]
    size: NDArray[np.int64]
    ref: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]

    @cached_property
    def offset(self) -> NDArray[np.int64]:
        """(ways + 1,) the nodes of way ``w`` are ``offset[w]:offset[w + 1]``."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.size)])

    def take(self, rows: NDArray[np.int64]) -> WayColumns:
        """Return some ways, in the order given."""
        size = self.size[rows]
        start = np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])
        nodes = np.repeat(self.offset[rows] - start[:-1], size) + np.arange(start[-1])
        return WayColumns(way_id=self.way_id[rows], version=self.version[rows], facts=self.facts[rows],
                          names=self.names[rows], size=size, ref=self.ref[nodes], x=self.x[nodes],
                          y=self.y[nodes])  # fmt: skip


def concatenate(parts: Sequence[WayColumns]) -> WayColumns:
    """Return ways of several parts in one."""
    types = {"way_id": np.int64, "version": np.int64, "facts": np.int32, "names": np.int32, "size": np.int64,
             "ref": np.int64, "x": np.int32, "y": np.int32}  # fmt: skip
    whole: dict[str, NDArray[Any]] = {
        name: np.concatenate([np.zeros(0, dtype), *(getattr(part, name) for part in parts)])
        for name, dtype in types.items()
    }
    return WayColumns(**whole)


def merge_ways(ways: WayColumns) -> WayColumns:
    """Return each way once, by id: its highest version, joined where the files hold different parts of it."""
    if not len(ways.way_id):
        return ways
    ways = _fill_gaps(ways)
    order = np.lexsort((-ways.size, -ways.version, ways.way_id))
    first = np.concatenate([np.ones(1, bool), np.diff(ways.way_id[order]) > 0])
    begin = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    newest = ways.version[order] == ways.version[order[begin]][group]
    chosen = order[begin]
    several = np.flatnonzero(np.bincount(group[newest]) > 1)
    joined: list[WayColumns] = []
    for number in several.tolist():
        stop = begin[number + 1] if number + 1 < len(begin) else len(order)
        rows = order[begin[number] : stop][newest[begin[number] : stop]]
        part = _joined(ways, rows)
        if part is not None:
            chosen[number] = len(ways.way_id) + len(joined)
            joined.append(part)
    return concatenate([ways, *joined]).take(chosen)


def join_lists(one: Sequence[T], other: Sequence[T], gap: Sequence[T] = ()) -> list[T]:
    """Return the list that two lists are parts of: common items hold them together, in the order they share.

    Where nothing tells which comes first, the first list does; ``gap`` is put between parts that
    nothing joins.
    """
    woven: list[T] = []
    for word, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        woven += one[a:b]
        if word == "replace":
            woven += gap
        if word != "equal":
            woven += other[c:d]
    return woven


def _joined(ways: WayColumns, rows: NDArray[np.int64]) -> WayColumns | None:
    """Return the way that some variants are parts of; None where the first of them is the whole."""
    offset = ways.offset
    lists = [ways.ref[offset[row] : offset[row + 1]].tolist() for row in rows.tolist()]
    variants = sorted({tuple(refs) for refs in lists}, key=lambda refs: (-len(refs), refs))
    whole = list(variants[0])
    for part in variants[1:]:
        whole = join_lists(whole, part, [GAP])
    if whole == lists[0]:
        return None
    nodes = np.concatenate([np.arange(offset[row], offset[row + 1]) for row in rows.tolist()])
    place = {ref: (x, y) for ref, x, y in zip(ways.ref[nodes].tolist(), ways.x[nodes].tolist(), ways.y[nodes].tolist(),
                                              strict=True)}  # fmt: skip
    at = np.array([place.get(ref, (UNDEFINED, UNDEFINED)) for ref in whole], np.int32).reshape(-1, 2)
    row = rows[:1]
    return WayColumns(way_id=ways.way_id[row], version=ways.version[row], facts=ways.facts[row], names=ways.names[row],
                      size=np.array([len(whole)]), ref=np.array(whole, np.int64), x=at[:, 0], y=at[:, 1])  # fmt: skip


def _fill_gaps(ways: WayColumns) -> WayColumns:
    """Take the place of a node that one file lacks from another that holds it."""
    gap = ways.x == UNDEFINED
    if not gap.any() or gap.all():
        return ways
    wanted = np.unique(ways.ref[gap])
    held = np.flatnonzero(~gap)
    held = held[np.isin(ways.ref[held], wanted)]
    known, first = np.unique(ways.ref[held], return_index=True)
    if not len(known):
        return ways
    holes = np.flatnonzero(gap)
    spot = np.minimum(np.searchsorted(known, ways.ref[holes]), len(known) - 1)
    found = known[spot] == ways.ref[holes]
    places = held[first[spot[found]]]
    x, y = ways.x.copy(), ways.y.copy()
    x[holes[found]], y[holes[found]] = ways.x[places], ways.y[places]
    return replace(ways, x=x, y=y)
