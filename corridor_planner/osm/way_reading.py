"""Ways of one file after the other, as facts and columns: equal tags are read once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.graph.globe import great_circles_m
from corridor_planner.graph.leg_tags import TagSet
from corridor_planner.osm.ferry_routes import with_routes
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.inputs import ReadingRules
from corridor_planner.osm.merging import GAP, WayColumns, concatenate, merge_ways
from corridor_planner.osm.selection import Selection
from corridor_planner.osm.turns import RelationParts
from corridor_planner.osm.way_text import SCALE, UNDEFINED, WayLines, read_lines, read_tags
from corridor_planner.osm.ways import RELEVANT_KEYS, Note, WayFacts, read_way

NOT_TRAVELLED: Final = -1
_FERRY: Final = -2  # stands for the facts of a ferry until the routes it belongs to are known
NAMELESS: Final = -1
_RELEVANT: Final = frozenset(key.encode() for key in RELEVANT_KEYS)
_NAMES: Final = frozenset({b"name", b"ref", b"int_ref"})
_END_OF_A_NAME: Final = (b"name=", b"ref=")
_OF_BOUNDARIES: Final = (b"boundary=", b"admin_level=")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What some tags say: the index of the facts, what was odd, and whether the way may be a boundary."""

    facts: int
    notes: tuple[Note, ...]
    boundary: bool
    alone: bool  # what was read holds for this way only
    ferry: tuple[dict[str, str], str] | None = None  # its tags and date, to be read once its routes are known


@dataclass(slots=True)
class WayPool:
    """The ways of all files before their versions are compared."""

    rules: ReadingRules
    selection: Selection
    parts: list[WayColumns] = field(default_factory=list)
    facts: dict[WayFacts, int] = field(default_factory=dict)
    names: dict[TagSet, int] = field(default_factory=dict)
    notes: dict[tuple[int, int], tuple[Note, ...]] = field(default_factory=dict)
    ferries: dict[tuple[int, int], tuple[dict[str, str], str]] = field(default_factory=dict)
    _first_of_file: int = 0

    def take_file(self, lines: Path, *, as_of: str) -> None:
        """Add the ways of a file of lines; of those not travelled on, only boundaries keep their nodes."""
        self._first_of_file = len(self.parts)
        memo: dict[tuple[tuple[str, str], ...], _Read] = {}
        for block in read_lines(lines):
            known: dict[bytes, tuple[_Read, int]] = {}
            read, names = [], []
            for way_id, text in zip(block.way_id.tolist(), block.tags, strict=True):
                found = known.get(text)
                if found is None:
                    found = self._read(way_id, text, memo, as_of), self._name(text)
                    if not found[0].alone:
                        known[text] = found
                read.append(found[0])
                names.append(found[1])
            self._keep(block, read, names)

    def take_boundaries(self, block: WayLines, wanted: Collection[int]) -> None:
        """Add those ways of a block that are wanted as boundaries, whatever their tags say."""
        facts = np.full(len(block.way_id), NOT_TRAVELLED, np.int32)
        names = np.full(len(block.way_id), NAMELESS, np.int32)
        every = WayColumns(way_id=block.way_id, version=block.version, facts=facts, names=names, size=block.size,
                           ref=block.ref, x=block.x, y=block.y)  # fmt: skip
        self.parts.append(every.take(np.flatnonzero(np.isin(block.way_id, list(wanted)))))

    def ids_of_last_file(self) -> NDArray[np.int64]:
        """Return the ids of the ways that the last file gave."""
        return np.concatenate([np.zeros(0, np.int64), *(part.way_id for part in self.parts[self._first_of_file :])])

    def _read(self, way_id: int, text: bytes, memo: dict[tuple[tuple[str, str], ...], _Read], as_of: str) -> _Read:
        tags = read_tags(text, _RELEVANT)
        if self.selection.roads and ("route", "ferry") in tags and not any(key == "highway" for key, _ in tags):
            return _Read(facts=_FERRY, notes=(), boundary=False, alone=False, ferry=(dict(tags), as_of))
        boundary = any(key in text for key in _OF_BOUNDARIES)
        found = memo.get(tags)
        if found is None or found.boundary != boundary:
            facts, notes = read_way(way_id, dict(tags), self.rules, as_of=as_of)
            if facts is not None and not self.selection.holds(facts.kind, facts.road_class):
                facts, notes = None, ()
            number = NOT_TRAVELLED if facts is None else self.facts.setdefault(facts, len(self.facts))
            alone = facts is not None and bool(facts.alone)
            found = _Read(facts=number, notes=notes, boundary=boundary, alone=alone)
            if not alone:
                memo[tags] = found
        return found

    def _name(self, text: bytes) -> int:
        tags = read_tags(text, _NAMES) if any(end in text for end in _END_OF_A_NAME) else ()
        return self.names.setdefault(tuple(sorted(tags)), len(self.names)) if tags else NAMELESS

    def _keep(self, block: WayLines, read: list[_Read], names: list[int]) -> None:
        facts = np.array([found.facts for found in read], np.int32)
        lined = np.array([found.boundary for found in read], bool)
        drawn = (facts != NOT_TRAVELLED) | lined
        nodes = np.repeat(drawn, block.size)
        self.parts.append(WayColumns(
            way_id=block.way_id, version=block.version, facts=facts, size=np.where(drawn, block.size, 0),
            names=np.array(names, np.int32), ref=block.ref[nodes], x=block.x[nodes], y=block.y[nodes],
        ))  # fmt: skip
        for row in np.flatnonzero(facts == _FERRY).tolist():
            told = read[row].ferry
            assert told is not None
            self.ferries[int(block.way_id[row]), int(block.version[row])] = told
        for row in np.flatnonzero([bool(found.notes) for found in read]).tolist():
            self.notes[int(block.way_id[row]), int(block.version[row])] = read[row].notes

    def merged(self, findings: Findings, relations: Mapping[int, RelationParts]) -> WayColumns:
        """Return each way once, ferries read with the routes they belong to, and tell what was odd."""
        ways = merge_ways(concatenate(self.parts))
        self.parts.clear()
        self._read_ferries(ways, relations)
        self._tell_notes(ways, findings)
        return ways

    def _read_ferries(self, ways: WayColumns, relations: Mapping[int, RelationParts]) -> None:
        """Give ferries the facts of their own tags and of their routes'."""
        rows = np.flatnonzero(ways.facts == _FERRY)
        row_of = dict(zip(ways.way_id[rows].tolist(), rows.tolist(), strict=True))
        held = {way: self.ferries[way, int(ways.version[row])] for way, row in row_of.items()}
        length_m = {way: _length_m(ways, row) for way, row in row_of.items()}
        known = with_routes({way: tags for way, (tags, _) in held.items()}, length_m, relations)
        ways.facts[rows] = NOT_TRAVELLED
        for way, tags in sorted(known.items()):
            facts, notes = read_way(way, tags, self.rules, as_of=held[way][1])
            if notes:
                self.notes[way, int(ways.version[row_of[way]])] = notes
            if facts is not None:
                ways.facts[row_of[way]] = self.facts.setdefault(facts, len(self.facts))

    def _tell_notes(self, ways: WayColumns, findings: Findings) -> None:
        if not self.notes:
            return
        keys = sorted(self.notes)
        row = np.searchsorted(ways.way_id, [way for way, _ in keys])
        newest = ways.version[row].tolist()
        for (way, version), counts in zip(keys, newest, strict=True):
            if version == counts:
                for note in self.notes[way, version]:
                    findings.note(note.kind, f"way/{way}", note.key, note.value)


def _length_m(ways: WayColumns, row: int) -> float:
    """Return the length of a way over the nodes that the files hold."""
    own = slice(int(ways.offset[row]), int(ways.offset[row + 1]))
    held = ways.x[own] != UNDEFINED
    lon, lat = (axis[own][held] * SCALE for axis in (ways.x, ways.y))
    return float(great_circles_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def tell_gaps(ways: WayColumns, findings: Findings) -> None:
    """Tell which ways and nodes are incomplete in the files."""
    missing = ways.x == UNDEFINED
    if not missing.any():
        return
    count = np.add.reduceat(np.append(missing, False).astype(np.int64), ways.offset[:-1])
    count[ways.size == 0] = 0
    for row in np.flatnonzero(count).tolist():
        findings.note(FindingKind.WAY_INCOMPLETE, f"way/{ways.way_id[row]}", "missing nodes", str(count[row]))
    for node in np.unique(ways.ref[missing & (ways.ref != GAP)]).tolist():
        findings.note(FindingKind.NODE_MISSING, f"node/{node}")


def renumber_facts(
    facts: NDArray[np.int32], known: dict[WayFacts, int]
) -> tuple[NDArray[np.int32], tuple[WayFacts, ...]]:
    """Return numbers of facts in the order of their first way, so that the order of the files leaves no trace."""
    every = tuple(known)
    used, first, number = np.unique(facts, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(used), np.int32)
    rank[order] = np.arange(len(used), dtype=np.int32)
    return rank[number], tuple(every[i] for i in used[order].tolist())
