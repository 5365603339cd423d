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
from corridor_planner.graph.globe import great_circles_m
from corridor_planner.osm.chains import Chains, find_mates, link_chains, single_chains
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.strands import Strands


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
    chains = _chains(raw, data, is_kept) if join_chains else single_chains(len(begins))
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


def _chains(raw: _Raw, data: OsmData, is_kept: NDArray[np.bool_]) -> Chains:
    """Join pieces of equal facts and country; those of which one way's facts hold alone only within that way."""
    both_ways = np.array([facts.alike_both_ways for facts in data.facts], bool)
    alone = np.array([bool(facts.alone) for facts in data.facts], bool)[raw.facts]
    alike = np.stack([raw.facts, raw.country, np.where(alone, raw.way, 0)], axis=1)
    mate = find_mates(raw.start, raw.end, ~is_kept, alike=alike, one_way=~both_ways[raw.facts])
    return link_chains(mate, raw.length_m, longest_m=LONGEST_M)


def _lay_out(
    strands: Strands, raw: _Raw, share: NDArray[np.float64], chains: Chains, keys: NDArray[np.int64],
    representative: NDArray[np.int64],
) -> Pieces:  # fmt: skip
    heads, tails = chains.head[:-1], chains.head[1:] - 1
    first, last = chains.piece[heads], chains.piece[tails]
    start = np.where(chains.backwards[heads], raw.end[first], raw.start[first])
    end = np.where(chains.backwards[tails], raw.start[last], raw.end[last])
    some = len(heads) > 0
    length_m = np.add.reduceat(raw.length_m[chains.piece], heads) if some else np.zeros(0)
    way = np.minimum.reduceat(raw.way[chains.piece], heads) if some else np.zeros(0, np.int64)
    points, offset = _inner_points(raw, chains)
    used, spot = np.unique(np.concatenate([start, end]), return_inverse=True)
    at = representative[used]
    return Pieces(
        node_key=keys[used], node_lon=strands.lon[at], node_lat=strands.lat[at], node_country=strands.country[at],
        start=spot[: len(start)], end=spot[len(start) :], facts=raw.facts[first], country=raw.country[first], way=way,
        number=_numbers(way, first, start), first_way=raw.way[first], last_way=raw.way[last], length_m=length_m,
        run_share=share[first], offset=offset, lon=strands.lon[points], lat=strands.lat[points],
    )  # fmt: skip


def _numbers(way: NDArray[np.int64], first: NDArray[np.int64], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a running number among the pieces that carry the same way."""
    order = np.lexsort((start, first, way))
    fresh = np.diff(way[order], prepend=-1) != 0
    position = np.arange(len(way))
    number = np.zeros(len(way), np.int64)
    number[order] = position - np.maximum.accumulate(np.where(fresh, position, 0))
    return number


def _inner_points(raw: _Raw, chains: Chains) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the positions of all inner points, joints of chains included, and the chains' offsets."""
    begin, finish = raw.begin[chains.piece], raw.finish[chains.piece]
    leads = np.zeros(len(begin), np.int64)
    leads[chains.head[:-1]] = 1  # a chain's very first point is its node
    step = np.where(chains.backwards, -1, 1)
    count = finish - begin - leads
    stop = np.concatenate([np.zeros(1, np.int64), np.cumsum(count)])
    from_ = np.where(chains.backwards, finish, begin) + step * leads
    points = np.repeat(from_ - step * stop[:-1], count) + np.repeat(step, count) * np.arange(stop[-1])
    return points, stop[chains.head]
