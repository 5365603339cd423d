"""Strands cut at junctions, and chains of pieces joined again where nothing changes.

A piece runs from a node where something meets, ends or changes to the next one, with every point
in between kept as its geometry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.strands import Strands, great_circles_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """Undirected pieces of one layer.

    Attributes
    ----------
    node_key, node_lon, node_lat, node_country : (nodes,)
    start, end : (pieces,)
        Positions in the node arrays.
    facts, country : (pieces,)
        Index of the facts and of the country.
    way, number : (pieces,)
        The lowest way id of the chain and a running number among the pieces that carry it.
    first_way, last_way : (pieces,)
        Way ids at both ends.
    length_m : (pieces,)
    run_share : (pieces, 2)
        Where on its strand's whole way the piece begins and ends, as shares of the length; only
        of use where a piece is a part of one way.
    offset, lon, lat
        Inner points: those of piece ``p`` are ``offset[p]:offset[p + 1]``.
    """

    node_key: NDArray[np.int64]
    node_lon: NDArray[np.float64]
    node_lat: NDArray[np.float64]
    node_country: NDArray[np.int16]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    facts: NDArray[np.int32]
    country: NDArray[np.int16]
    way: NDArray[np.int64]
    number: NDArray[np.int64]
    first_way: NDArray[np.int64]
    last_way: NDArray[np.int64]
    length_m: NDArray[np.float64]
    run_share: NDArray[np.float64]
    offset: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


LONGEST_M: Final = 2_000.0  # so that a coordinate beside a lonely road finds a node


def cut_pieces(strands: Strands, data: OsmData, *, kept: NDArray[np.int64], join_chains: bool) -> Pieces:
    """Cut strands at junctions and join chains, as long as a piece does not get too long.

    Parameters
    ----------
    kept
        Keys of nodes that stay nodes whatever meets there.
    join_chains
        False keeps every point of the strands as a node.
    """
    keys, representative, spot = np.unique(strands.key, return_index=True, return_inverse=True)
    joined = strands.joined
    n_nodes = len(keys)
    inner = joined.copy()
    inner[1:] &= joined[:-1]
    inner[:1] = False
    meets = np.bincount(spot, minlength=n_nodes)
    is_kept = np.isin(keys, kept)
    along = _along(strands, joined)
    stop = ~inner | (meets[spot] > 1) | is_kept[spot] | (_milestones(along) & _by_land(strands, data))
    stop |= not join_chains
    stops = np.flatnonzero(stop)
    begins = stops[:-1][joined[stops[:-1]]] if len(stops) else stops
    ends = stops[1:][joined[stops[:-1]]] if len(stops) else stops
    raw = _Raw(
        begin=begins, finish=ends, start=spot[begins], end=spot[ends],
        facts=data.facts_of_way[strands.way[begins]], way=data.way_id[strands.way[begins]],
        country=strands.country[np.where(ends == begins + 1, begins, begins + 1)],
        length_m=along[ends] - along[begins],
    )  # fmt: skip
    share = _shares(strands, along, raw)
    chains = _chains(raw, data, n_nodes, is_kept) if join_chains else [[(p, False)] for p in range(len(begins))]
    return _lay_out(strands, raw, share, chains, keys, representative)


@dataclass(slots=True)
class _Raw:
    begin: NDArray[np.int64]
    finish: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    facts: NDArray[np.int32]
    way: NDArray[np.int64]
    country: NDArray[np.int16]
    length_m: NDArray[np.float64]


def _along(strands: Strands, joined: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the metres travelled up to each point; jumps between strands count nothing."""
    along = np.zeros(len(strands.key))
    if len(along):
        steps = great_circles_m(strands.lon[:-1], strands.lat[:-1], strands.lon[1:], strands.lat[1:])
        along[1:] = np.cumsum(np.where(joined[:-1], steps, 0.0))
    return along


def _milestones(along: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell the last points before every so many metres, and the far ends of longer edges."""
    before = np.zeros(len(along), bool)
    after = np.zeros(len(along), bool)
    stretch = np.floor(along / LONGEST_M)
    before[:-1] = stretch[1:] > stretch[:-1]
    after[1:] = np.diff(along) > LONGEST_M
    return before | after


def _by_land(strands: Strands, data: OsmData) -> NDArray[np.bool_]:
    by_land = np.array([f.kind != ArcKind.SAIL for f in data.facts] or [False])
    found: NDArray[np.bool_] = by_land[data.facts_of_way[strands.way]]
    return found


def _shares(strands: Strands, along: NDArray[np.float64], raw: _Raw) -> NDArray[np.float64]:
    """Return where on its whole way each piece begins and ends."""
    if not len(along):
        return np.zeros((0, 2))
    change = np.flatnonzero(np.diff(strands.way, prepend=-1))
    begin_of = along[change]
    end_of = along[np.append(change[1:], len(along)) - 1]
    order = np.searchsorted(change, raw.begin, side="right") - 1
    whole = np.maximum(end_of[order] - begin_of[order], 1e-9)
    before = begin_of[order]
    return np.stack([(along[raw.begin] - before) / whole, (along[raw.finish] - before) / whole], axis=1)


def _chains(raw: _Raw, data: OsmData, n_nodes: int, is_kept: NDArray[np.bool_]) -> list[list[tuple[int, bool]]]:
    """Return chains of (piece, reversed) in travel order, singles included, by lowest piece."""
    n = len(raw.start)
    degree = np.bincount(raw.start, minlength=n_nodes) + np.bincount(raw.end, minlength=n_nodes)
    at_node: dict[int, list[int]] = {}
    candidate = (degree == 2) & ~is_kept
    loose = candidate[raw.start] | candidate[raw.end]
    for piece in np.flatnonzero(loose).tolist():
        for node in (int(raw.start[piece]), int(raw.end[piece])):
            if candidate[node]:
                at_node.setdefault(node, []).append(piece)
    mates = {node: (p[0], p[1]) for node, p in at_node.items() if _fit(raw, data, node, p)}
    done = np.zeros(n, bool)
    chains: list[list[tuple[int, bool]]] = []
    for piece in range(n):
        if done[piece]:
            continue
        done[piece] = True
        if not loose[piece]:
            chains.append([(piece, False)])
            continue
        room_m = LONGEST_M - float(raw.length_m[piece])
        ahead, room_m = _walk(raw, mates, done, piece, int(raw.end[piece]), room_m)
        back, _ = _walk(raw, mates, done, piece, int(raw.start[piece]), room_m)
        chains.append([(p, not r) for p, r in reversed(back)] + [(piece, False)] + ahead)
    return chains


def _fit(raw: _Raw, data: OsmData, node: int, pieces: list[int]) -> bool:
    """Tell whether two pieces that meet at a node may be one."""
    if len(pieces) != 2 or pieces[0] == pieces[1]:
        return False
    one, two = pieces
    if raw.facts[one] != raw.facts[two] or raw.country[one] != raw.country[two]:
        return False
    facts = data.facts[raw.facts[one]]
    if facts.alone and raw.way[one] != raw.way[two]:
        return False
    follow_on = (raw.end[one] == node) != (raw.end[two] == node)
    return bool(facts.alike_both_ways or follow_on)


def _walk(
    raw: _Raw, mates: dict[int, tuple[int, int]], done: NDArray[np.bool_], piece: int, node: int, room_m: float
) -> tuple[list[tuple[int, bool]], float]:
    """Follow a chain from a piece over one of its nodes until it ends or is long enough."""
    found: list[tuple[int, bool]] = []
    while node in mates:
        one, two = mates[node]
        piece = two if piece == one else one
        if done[piece] or raw.length_m[piece] > room_m:
            break
        room_m -= float(raw.length_m[piece])
        done[piece] = True
        backwards = bool(raw.end[piece] == node)
        found.append((piece, backwards))
        node = int(raw.start[piece] if backwards else raw.end[piece])
    return found, room_m


def _lay_out(
    strands: Strands, raw: _Raw, share: NDArray[np.float64], chains: list[list[tuple[int, bool]]],
    keys: NDArray[np.int64], representative: NDArray[np.int64],
) -> Pieces:  # fmt: skip
    first = np.array([chain[0][0] for chain in chains], np.int64)
    first_back = np.array([chain[0][1] for chain in chains], bool)
    last = np.array([chain[-1][0] for chain in chains], np.int64)
    last_back = np.array([chain[-1][1] for chain in chains], bool)
    start = np.where(first_back, raw.end[first], raw.start[first])
    end = np.where(last_back, raw.start[last], raw.end[last])
    members = np.array([piece for chain in chains for piece, _ in chain], np.int64)
    lengths = np.array([len(chain) for chain in chains], np.int64)
    heads = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    length_m = np.add.reduceat(raw.length_m[members], heads[:-1]) if len(chains) else np.zeros(0)
    way = np.minimum.reduceat(raw.way[members], heads[:-1]) if len(chains) else np.zeros(0, np.int64)
    points, offset = _inner_points(raw, chains)
    used, spot = np.unique(np.concatenate([start, end]), return_inverse=True)
    at = representative[used]
    order = np.lexsort((start, first, way))
    number = np.zeros(len(chains), np.int64)
    if len(chains):
        fresh = np.concatenate([np.ones(1, bool), np.diff(way[order]) > 0])
        position = np.arange(len(chains))
        number[order] = position - np.maximum.accumulate(np.where(fresh, position, 0))
    return Pieces(
        node_key=keys[used], node_lon=strands.lon[at], node_lat=strands.lat[at], node_country=strands.country[at],
        start=spot[: len(start)], end=spot[len(start) :], facts=raw.facts[first], country=raw.country[first], way=way,
        number=number, first_way=raw.way[first], last_way=raw.way[last], length_m=length_m, run_share=share[first],
        offset=offset, lon=strands.lon[points], lat=strands.lat[points],
    )  # fmt: skip


def _inner_points(raw: _Raw, chains: list[list[tuple[int, bool]]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of all inner points, joints of chains included, and the pieces' offsets."""
    parts: list[NDArray[np.int64]] = []
    offset = np.zeros(len(chains) + 1, np.int64)
    for number, chain in enumerate(chains):
        count = 0
        for position, (piece, backwards) in enumerate(chain):
            points = np.arange(raw.begin[piece], raw.finish[piece] + 1)
            points = (points[::-1] if backwards else points)[1 if position == 0 else 0 : -1]
            parts.append(points)
            count += len(points)
        offset[number + 1] = offset[number] + count
    return (np.concatenate(parts) if parts else np.zeros(0, np.int64)), offset
