"""Pieces put in a row where two that may be one meet, and rows cut again where they get too long.

All rows grow at once, by pointer doubling (J. C. Wyllie's list ranking): a step for every piece,
then two, four, eight. A *state* is a piece with the direction it is passed in: state ``p`` passes
piece ``p`` from start to end, state ``p + pieces`` from end to start. Halves, the ends of pieces,
are numbered alike: ``p`` is the start of piece ``p``, ``p + pieces`` its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

NOTHING: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """Chains of pieces, each in travel order.

    Attributes
    ----------
    piece, backwards : (pieces,)
        Members of all chains one after the other, and whether they are passed from their end.
    head : (chains + 1,)
        Chain ``c`` holds the members ``head[c]:head[c + 1]``.
    """

    piece: NDArray[np.int64]
    backwards: NDArray[np.bool_]
    head: NDArray[np.int64]


def single_chains(pieces: int) -> Chains:
    """Return chains of one piece each."""
    return Chains(piece=np.arange(pieces), backwards=np.zeros(pieces, bool), head=np.arange(pieces + 1))


def link_chains(mate: NDArray[np.int64], length_m: NDArray[np.float64], *, longest_m: float) -> Chains:
    """Return chains, ordered by the lowest piece of their row, which is passed as it is drawn.

    Parameters
    ----------
    mate : (2 * pieces,)
        The half that each half is joined with, or ``NOTHING``.
    length_m : (pieces,)
    longest_m
        A chain of several pieces is no longer than this.
    """
    pieces = len(length_m)
    if not pieces:
        return single_chains(0)
    row, lowest = _rows(mate, pieces)
    mate = _without_rings(mate, row, lowest)
    first, rank = _ranks(mate)
    # Every row is found twice, once in each direction; the one that passes its lowest piece as drawn counts.
    counts = np.zeros(2 * pieces, bool)
    counts[first[lowest]] = True
    states = np.flatnonzero(counts[first])
    states = states[np.lexsort((rank[states], row[states % pieces]))]
    piece = states % pieces
    return Chains(piece=piece, backwards=states >= pieces, head=_cut(row[piece], length_m[piece], longest_m))


def find_mates(
    start: NDArray[np.int64], end: NDArray[np.int64], may_join: NDArray[np.bool_], *,
    alike: NDArray[Any], one_way: NDArray[np.bool_],
) -> NDArray[np.int64]:  # fmt: skip
    """Return the half that each half may be joined with, at nodes where just two halves meet.

    Parameters
    ----------
    start, end : (pieces,)
        Nodes.
    may_join : (nodes,)
        Whether pieces may be joined there at all.
    alike : (pieces, columns)
        What two pieces must have in common.
    one_way : (pieces,)
        Pieces that are joined only with one drawn in the same direction.
    """
    pieces = len(start)
    node = np.concatenate([start, end])
    candidate = may_join & (np.bincount(node, minlength=len(may_join)) == 2)
    halves = np.flatnonzero(candidate[node])
    halves = halves[np.argsort(node[halves], kind="stable")]
    one, two = halves[::2], halves[1::2]
    a, b = one % pieces, two % pieces if pieces else two
    fits = (a != b) & (alike[a] == alike[b]).all(axis=1) & (((one < pieces) != (two < pieces)) | ~one_way[a])
    mate = np.full(2 * pieces, NOTHING, np.int64)
    mate[one[fits]], mate[two[fits]] = two[fits], one[fits]
    return mate


def _rows(mate: NDArray[np.int64], pieces: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the row of each piece, rows numbered by their lowest piece, and those lowest pieces."""
    halves = np.flatnonzero(mate != NOTHING)
    links = coo_matrix((np.ones(len(halves), np.int8), (halves % pieces, mate[halves] % pieces)), (pieces, pieces))
    _, label = connected_components(links, directed=False)
    _, lowest, row = np.unique(label, return_index=True, return_inverse=True)
    order = np.argsort(lowest)
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    return number[row], lowest[order]


def _without_rings(mate: NDArray[np.int64], row: NDArray[np.int64], lowest: NDArray[np.int64]) -> NDArray[np.int64]:
    """Open the rows that have no end, before their lowest piece."""
    pieces = len(row)
    loose = np.flatnonzero(mate == NOTHING)
    has_end = np.zeros(len(lowest), bool)
    has_end[row[loose % pieces]] = True
    opened = lowest[~has_end]
    mate = mate.copy()
    mate[mate[opened]] = NOTHING
    mate[opened] = NOTHING
    return mate


def _ranks(mate: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first state of the row of each state, and how many states lie between."""
    states = np.arange(len(mate))
    before = np.where(mate == NOTHING, states, (mate + len(mate) // 2) % len(mate))
    rank = (mate != NOTHING).astype(np.int64)
    while True:
        further = before[before]
        if np.array_equal(further, before):
            return before, rank
        rank += rank[before]
        before = further


def _cut(row: NDArray[np.int64], length_m: NDArray[np.float64], longest_m: float) -> NDArray[np.int64]:
    """Return where chains begin, with the end put after: a chain takes pieces as long as they fit."""
    count = len(row)
    end_m = np.cumsum(length_m)
    row_end = np.searchsorted(row, row, side="right")
    starts = np.zeros(count + 1, bool)
    at = np.flatnonzero(np.concatenate([np.ones(1, bool), np.diff(row) > 0]))
    while len(at):
        starts[at] = True
        stop = np.searchsorted(end_m, end_m[at] - length_m[at] + longest_m, side="right")
        stop = np.minimum(np.maximum(stop, at + 1), row_end[at])
        at = stop[stop < row_end[at]]
    starts[count] = True
    return np.flatnonzero(starts)
