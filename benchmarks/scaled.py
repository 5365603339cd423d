"""Large OpenStreetMap extracts for benchmarks: renumbered copies of a small one, side by side.

Copy ``k`` lies ``k`` times the extract's width further east, so that copies touch nowhere. Its
nodes' ids are raised by ``k`` times a fixed step; ways and relations of further copies are numbered
on without gaps above those of the first, so that sets of ids take the room that they take with
OpenStreetMap's own, and not more with every copy. A country's boundary stays one relation, with
the rings of all copies as if they were exclaves.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import osmium
from osmium.osm import NODE, RELATION, WAY, Relation, osm_entity_bits

ID_STEP: Final = 20_000_000_000  # of nodes: above the highest id that OpenStreetMap has given away
_UNITS_PER_DEGREE: Final = 10_000_000
_GAP_DEG: Final = 0.1


def make_scaled(source: Path, copies: int, target: Path) -> Path:
    """Write an extract of several copies of another; return the target.

    Raises
    ------
    ValueError
        When so many copies do not fit on the globe.
    """
    west, east = _reach(source)
    width = math.ceil((east - west) / _UNITS_PER_DEGREE * 10 + 1) * _UNITS_PER_DEGREE // 10
    if west + copies * width > 180 * _UNITS_PER_DEGREE:
        raise ValueError(f"{copies} copies of {source.name} side by side pass 180 degrees east")
    ids = {"n": _Raised(), "w": _Numbers(source, WAY), "r": _Numbers(source, RELATION)}
    draft = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        with osmium.SimpleWriter(str(draft), 8 * 2**20, _header(source), overwrite=True) as writer:
            for copy in range(copies):
                for node in _read(source, NODE):
                    at = node.location
                    place = ((at.x + copy * width) / _UNITS_PER_DEGREE, at.y / _UNITS_PER_DEGREE)
                    writer.add_node(node.replace(id=ids["n"].of(node.id, copy), location=place))
            for copy in range(copies):
                for way in _read(source, WAY):
                    refs = [ids["n"].of(node.ref, copy) for node in way.nodes]
                    writer.add_way(way.replace(id=ids["w"].of(way.id, copy), nodes=refs))
            for copy in range(copies):
                for relation in _read(source, RELATION):
                    own = ids["r"].of(relation.id, copy)
                    if not _is_country(relation):
                        writer.add_relation(relation.replace(id=own, members=_members(relation, ids, [copy])))
                    elif copy == 0:
                        writer.add_relation(relation.replace(members=_members(relation, ids, range(copies))))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


class _Raised:
    """Ids raised by a step for every copy."""

    def of(self, id_: int, copy: int) -> int:
        return id_ + copy * ID_STEP


class _Numbers(_Raised):
    """Ids of further copies, numbered on above those of the first."""

    def __init__(self, source: Path, kind: osm_entity_bits) -> None:
        self.rank = {element.id: rank for rank, element in enumerate(_read(source, kind))}
        self.free = max(self.rank, default=0) + 1

    def of(self, id_: int, copy: int) -> int:
        if copy == 0:
            return id_
        rank = self.rank.get(id_)
        return super().of(id_, copy) if rank is None else self.free + (copy - 1) * len(self.rank) + rank


def _read(source: Path, kind: osm_entity_bits) -> Iterator[Any]:
    yield from osmium.FileProcessor(str(source), kind)


def _reach(source: Path) -> tuple[int, int]:
    """Return the westernmost and easternmost longitude in units of 1e-7 degrees."""
    west, east = 180 * _UNITS_PER_DEGREE, -180 * _UNITS_PER_DEGREE
    for node in _read(source, NODE):
        west, east = min(west, node.location.x), max(east, node.location.x)
    return west, east


def _header(source: Path) -> osmium.io.Header:
    given, header = osmium.FileProcessor(str(source)).header, osmium.io.Header()
    stamp = given.get("osmosis_replication_timestamp") or given.get("timestamp")
    if stamp:
        header.set("osmosis_replication_timestamp", stamp)
    header.set("sorting", "Type_then_ID")
    return header


def _is_country(relation: Relation) -> bool:
    return relation.tags.get("boundary") == "administrative" and relation.tags.get("admin_level") == "2"


def _members(relation: Relation, ids: Mapping[str, _Raised], copies: Iterable[int]) -> list[tuple[str, int, str]]:
    return [(m.type, ids[m.type].of(m.ref, copy), m.role) for copy in copies for m in relation.members]
