"""Large OpenStreetMap extracts for benchmarks: renumbered copies of a small one, side by side.

Copy ``k`` has all ids raised by ``k`` times a fixed step and lies ``k`` times the extract's width
further east, so that copies touch nowhere. A country's boundary stays one relation, with the
rings of all copies as if they were exclaves.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import osmium
from osmium.osm import NODE, RELATION, WAY, Relation, osm_entity_bits

ID_STEP: Final = 20_000_000_000  # above the highest id that OpenStreetMap has given away
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
    draft = target.with_name(f".{os.getpid()}.{target.name}")
    try:
        with osmium.SimpleWriter(str(draft), 8 * 2**20, _header(source), overwrite=True) as writer:
            for copy in range(copies):
                for node in _read(source, NODE):
                    at = node.location
                    place = ((at.x + copy * width) / _UNITS_PER_DEGREE, at.y / _UNITS_PER_DEGREE)
                    writer.add_node(node.replace(id=node.id + copy * ID_STEP, location=place))
            for copy in range(copies):
                for way in _read(source, WAY):
                    refs = [node.ref + copy * ID_STEP for node in way.nodes]
                    writer.add_way(way.replace(id=way.id + copy * ID_STEP, nodes=refs))
            for copy in range(copies):
                for relation in _read(source, RELATION):
                    if not _is_country(relation):
                        writer.add_relation(relation.replace(
                            id=relation.id + copy * ID_STEP, members=_members(relation, [copy]),
                        ))  # fmt: skip
                    elif copy == 0:
                        writer.add_relation(relation.replace(members=_members(relation, range(copies))))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


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


def _members(relation: Relation, copies: Iterable[int]) -> list[tuple[str, int, str]]:
    return [(m.type, m.ref + copy * ID_STEP, m.role) for copy in copies for m in relation.members]
