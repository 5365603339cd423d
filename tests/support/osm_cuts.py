"""Extracts cut in two overlapping parts, in the ways that extract tools do it.

- ``complete ways``: a part holds every way that has a node inside, with all its nodes (osmium's default).
- ``missing nodes``: the ways are whole, but nodes outside are not in the file (osmium's ``simple``).
- ``clipped refs``: the ways name the nodes inside only (osmosis' ``clipIncompleteEntities``), and
  relations the members inside only.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import osmium

CUTS: Final = ("complete ways", "missing nodes", "clipped refs")
_MARGIN_DEG: Final = 1e-9


def cut(source: Path, folder: Path, how: str, east_of_west: float, west_of_east: float) -> tuple[Path, Path]:
    """Write the parts west of one longitude and east of another that lies before it; return both files."""
    left = _write(source, folder / "z-west.osm.pbf", how, lambda lon: lon <= west_of_east + _MARGIN_DEG)
    right = _write(source, folder / "a-east.osm.pbf", how, lambda lon: lon >= east_of_west - _MARGIN_DEG)
    return left, right


def uncut(source: Path, folder: Path, how: str) -> Path:
    """Write an extract through the same tool, but whole: what the tool drops everywhere is dropped here too."""
    return _write(source, folder / "whole.osm.pbf", how, lambda _lon: True)


def _write(source: Path, target: Path, how: str, inside: Callable[[float], bool]) -> Path:
    nodes = {n.id for n in osmium.FileProcessor(str(source), osmium.osm.NODE) if inside(n.lon)}
    ways, of_ways = set(), set()
    for way in osmium.FileProcessor(str(source), osmium.osm.WAY):
        refs = [n.ref for n in way.nodes]
        if not nodes.isdisjoint(refs):
            ways.add(way.id)
            of_ways.update(refs)
    held = nodes | of_ways if how == "complete ways" else nodes
    clipped = how == "clipped refs"
    header = osmium.io.Reader(str(source), osmium.osm.NOTHING).header()
    with osmium.SimpleWriter(str(target), header=header, overwrite=True) as writer:
        for element in osmium.FileProcessor(str(source)):
            if element.is_node():
                if element.id in held:
                    writer.add_node(element)
            elif element.is_way():
                if element.id in ways:
                    refs = [n.ref for n in element.nodes if not clipped or n.ref in nodes]
                    writer.add_way(element.replace(nodes=refs))
            else:
                known = {"n": nodes, "w": ways, "r": set()}
                members = [(m.type, m.ref, m.role) for m in element.members]
                inner = [m for m in members if m[1] in known[m[0]]]
                if inner:
                    writer.add_relation(element.replace(members=inner if clipped else members))
    return target
