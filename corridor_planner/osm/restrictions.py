"""Turn restrictions by splitting nodes.

A restriction forbids sequences of arcs. Traffic that has done the beginning of one stands on a
node of its own, from which the arc that would complete it is missing, or closed to those who must
obey. The nodes are the states of the automaton of Aho and Corasick (1975) over the forbidden
sequences, so that restrictions which overlap, or lead over several ways, need no special case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import NOBODY
from corridor_planner.osm.arcs import Columns
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.turns import Restriction

Walk = tuple[int, ...]  # arcs in the order of travel
_LONGEST_VIA: Final = 200  # arcs; longer vias are slips of the pen


class Vias(NamedTuple):
    """Where restricted turns lead over: via nodes, and the ends of via ways by way id."""

    nodes: frozenset[int]
    ends: Mapping[int, tuple[int, int]]

    @property
    def all_nodes(self) -> frozenset[int]:
        """Everything that must stay a node."""
        return self.nodes | {end for ends in self.ends.values() for end in ends}

    def numbered(self, find: Callable[[int], int | None]) -> Vias:
        """Return the same with numbers in place of OpenStreetMap's ids, as far as there are any."""
        number = {node: at for node in self.all_nodes if (at := find(node)) is not None}
        ends = {way: (number[a], number[b]) for way, (a, b) in self.ends.items() if a in number and b in number}
        return Vias(frozenset(number[node] for node in self.nodes if node in number), ends)


def find_vias(data: OsmData) -> Vias:
    """Return the vias of the restrictions of some files, by OpenStreetMap's ids."""
    wanted = sorted({way for rule in data.restrictions for way in rule.via_ways})
    spot = np.searchsorted(data.way_id, wanted)
    ends = {
        way: (int(data.ref[data.offset[at]]), int(data.ref[data.offset[at + 1] - 1]))
        for way, at in zip(wanted, spot.tolist(), strict=True)
        if at < len(data.way_id) and data.way_id[at] == way
    }
    return Vias(frozenset(rule.via_node for rule in data.restrictions if rule.via_node), ends)


def apply_restrictions(
    columns: Columns,
    find: Callable[[int], int | None],
    vias: Vias,
    n_nodes: int,
    restrictions: Sequence[Restriction],
    findings: Findings,
) -> tuple[Columns, NDArray[np.int64]]:
    """Return the arcs with restricted turns taken out, and the originals of the nodes that are added.

    Parameters
    ----------
    find
        Number of a node of the road layer by its id, None where there is none.
    """
    ground = _Ground(columns, find, vias, restrictions)
    forbidden: dict[Walk, Flag] = {}
    for rule in restrictions:
        walks = list(ground.forbidden(rule))
        kind = FindingKind.RESTRICTION_APPLIED if walks else FindingKind.RESTRICTION_IGNORED
        findings.note(kind, f"relation/{rule.id}", "" if walks else "via", "" if walks else rule.via)
        for walk in walks:
            forbidden[walk] = forbidden.get(walk, Flag(0)) | rule.closed
    return _split(columns, ground, forbidden, n_nodes)


class _Ground:
    """The arcs around the vias of some restrictions."""

    def __init__(
        self, columns: Columns, find: Callable[[int], int | None], vias: Vias, restrictions: Sequence[Restriction]
    ) -> None:
        self.columns, self.find = columns, find
        numbered = vias.numbered(find)
        self.ends = numbered.ends
        via_ways = np.array(sorted({way for rule in restrictions for way in rule.via_ways}), np.int64)
        along = np.isin(columns["tail_way"], via_ways) & np.isin(columns["head_way"], via_ways)
        around = (*columns["tail"][along].tolist(), *columns["head"][along].tolist())
        nodes = np.array(sorted(numbered.nodes.union(around)), np.int64)
        self.leaving, self.arriving = _by_end(columns["tail"], nodes), _by_end(columns["head"], nodes)

    def forbidden(self, rule: Restriction) -> Iterator[Walk]:
        """Yield the walks that a restriction forbids; none where the network does not hold its ways."""
        for start, path in self._vias(rule):
            for arc in self.arriving.get(start, ()):
                if int(self.columns["head_way"][arc]) in rule.from_ways and not (path and self._back(arc, path[0])):
                    for last in self._last(rule, (arc, *path)):
                        yield (arc, *path, last)

    def _vias(self, rule: Restriction) -> Iterator[tuple[int, Walk]]:
        """Yield the node where each way over the via begins, and its arcs; no arcs for a via node."""
        if rule.via_node:
            node = self.find(rule.via_node)
            if node is not None:
                yield node, ()
            return
        if not all(way in self.ends for way in rule.via_ways):
            return
        for start in sorted({end for way in rule.via_ways for end in self.ends[way]}):
            path = self._chain(start, rule.via_ways)
            if path:
                yield start, path

    def _chain(self, start: int, ways: Sequence[int]) -> Walk:
        """Return the arcs over all of some ways from a node on; nothing where they do not hang together."""
        at, left = start, list(ways)
        path: Walk = ()
        while left:
            way = next((w for w in left if at in self.ends[w]), None)
            if way is None:
                return ()
            left.remove(way)
            one, two = self.ends[way]
            goal = two if at == one else one
            while at != goal:
                onward = [arc for arc in self.leaving.get(at, ()) if self._lies_on(arc, way)
                          and not (path and self._back(path[-1], arc))]  # fmt: skip
                if len(onward) != 1 or len(path) >= _LONGEST_VIA:
                    return ()
                path = (*path, onward[0])
                at = int(self.columns["head"][onward[0]])
        return path

    def _lies_on(self, arc: int, way: int) -> bool:
        return int(self.columns["tail_way"][arc]) == way == int(self.columns["head_way"][arc])

    def _back(self, arc: int, then: int) -> bool:
        """Tell whether one arc is another one driven back."""
        legs, backward = self.columns["leg"], self.columns["backward"]
        return bool(legs[arc] == legs[then] and backward[arc] != backward[then])

    def _last(self, rule: Restriction, walk: Walk) -> Iterator[int]:
        """Yield the arcs that must not end a walk; on its own way a restriction forbids to turn round."""
        ways = self.columns["tail_way"]
        roads = [arc for arc in self.leaving.get(int(self.columns["head"][walk[-1]]), ()) if ways[arc] >= 0]
        came = int(self.columns["head_way"][walk[-1]])
        named = [arc for arc in roads if int(ways[arc]) in rule.to_ways
                 and (int(ways[arc]) != came or self._back(walk[-1], arc))]  # fmt: skip
        if not rule.only:
            yield from named
        elif named:
            yield from (arc for arc in roads if arc not in named)


def _split(
    columns: Columns, ground: _Ground, forbidden: Mapping[Walk, Flag], n_nodes: int
) -> tuple[Columns, NDArray[np.int64]]:
    """Give each beginning of a forbidden walk a node of its own."""
    beginnings = sorted({walk[:size] for walk in forbidden for size in range(1, len(walk))})
    if not beginnings:
        return columns, np.zeros(0, np.int64)
    state = {walk: n_nodes + number for number, walk in enumerate(beginnings)}
    original = np.array([int(columns["head"][walk[-1]]) for walk in beginnings], np.int64)
    head = columns["head"].copy()
    for walk in beginnings:
        if len(walk) == 1:
            head[walk[0]] = state[walk]
    copies: list[tuple[int, int, int, Flag]] = []
    for walk, node in zip(beginnings, original.tolist(), strict=True):
        for arc in ground.leaving.get(node, ()):
            suffixes = [(*walk[skip:], arc) for skip in range(len(walk))]
            shut = Flag(0)
            for suffix in suffixes:
                shut |= forbidden.get(suffix, Flag(0))
            if shut & NOBODY != NOBODY:
                goal = next((state[s] for s in suffixes if s in state), int(head[arc]))
                copies.append((arc, state[walk], goal, shut))
    rows = np.array([row for row, *_ in copies], np.int64)
    changed = dict(columns) | {"head": head}
    grown = {name: np.concatenate([value, value[rows]]) for name, value in changed.items()}
    if len(rows):
        grown["tail"][-len(rows) :] = [tail for _, tail, _, _ in copies]
        grown["head"][-len(rows) :] = [goal for _, _, goal, _ in copies]
        grown["flags"][-len(rows) :] |= np.array([int(shut) for *_, shut in copies], grown["flags"].dtype)
    return grown, original


def _by_end(ends: NDArray[np.generic], nodes: NDArray[np.int64]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for arc in np.flatnonzero(np.isin(ends, nodes)).tolist():
        found[int(ends[arc])].append(arc)
    return found
