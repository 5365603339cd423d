"""Countries drawn as rectangles in degrees, near where they are: enclaves, exclaves and neighbours.

Kyrgyzstan is a block with holes; Sokh (UZ) and Vorukh (TJ) lie in them, Uzbekistan to the north,
Tajikistan to the west. Nakhchivan is a block of Azerbaijan behind Armenia.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.osm_files import KM, write_osm

Corners = Sequence[tuple[float, float]]
NATION = {"type": "boundary", "boundary": "administrative", "admin_level": "2"}


def box(west: float, south: float, east: float, north: float) -> Corners:
    """Return the corners of a rectangle."""
    return [(west, south), (east, south), (east, north), (west, north)]


@dataclass(frozen=True, kw_only=True)
class Land:
    """A country's outer rings and the holes in them, as rings of corners."""

    outer: Sequence[Corners]
    inner: Sequence[Corners] = ()


SOKH, VORUKH = box(71.0, 39.9, 71.2, 40.1), box(70.5, 39.7, 70.7, 39.9)
KG = Land(outer=[[(70, 39.5), (73, 39.5), (73, 41), (71.5, 41), (70, 41)]], inner=[SOKH, VORUKH])
UZ = Land(outer=[[(70, 41), (71.5, 41), (73, 41), (73, 42), (70, 42)], SOKH])
TJ = Land(outer=[[(69, 39.5), (70, 39.5), (70, 41), (69, 41)], VORUKH])
FERGANA = {"KG": KG, "UZ": UZ, "TJ": TJ}

NAKHCHIVAN = box(45.0, 39.0, 45.8, 39.6)
CAUCASUS = {
    "AM": Land(outer=[[(44.5, 39.6), (45.0, 39.6), (45.8, 39.6), (46.5, 39.6), (46.5, 40.5), (44.5, 40.5)]]),
    "AZ": Land(outer=[[(46.5, 39.6), (48, 39.6), (48, 40.5), (46.5, 40.5)], NAKHCHIVAN]),
    "IR": Land(outer=[[(45.0, 39.0), (45.8, 39.0), (45.8, 39.6), (46.5, 39.6), (48, 39.6), (48, 38), (45, 38)]]),
    "TR": Land(outer=[[(44, 39), (45.0, 39.0), (45.0, 39.6), (44.5, 39.6), (44, 39.6)]]),
}


def place(lon: float, lat: float) -> tuple[float, float]:
    """Return degrees as the kilometres that files are drawn in."""
    return (lon - 10) / KM, lat / KM


def draw_lands(
    path: Path,
    lands: Mapping[str, Land],
    nodes: Mapping[int, tuple[Any, ...]],
    ways: Mapping[int, tuple[Sequence[int], Mapping[str, str]]],
    *,
    whole: Sequence[str] | None = None,
) -> Path:
    """Write a file with roads in degrees and countries, each edge of a ring a way of its own.

    Parameters
    ----------
    whole
        Countries whose boundary ways the file holds all; of the others it holds what they share with
        these. All by default.
    """
    corner_id: dict[tuple[float, float], int] = {}
    way_id: dict[frozenset[int], int] = {}
    relations = {}
    drawn: dict[int, tuple[Sequence[int], Mapping[str, str]]] = {}
    for number, (code, land) in enumerate(lands.items()):
        members = []
        for role, rings in (("outer", land.outer), ("inner", land.inner)):
            for ring in rings:
                ids = [corner_id.setdefault(corner, 9_000 + len(corner_id)) for corner in ring]
                for a, b in zip(ids, [*ids[1:], ids[0]], strict=True):
                    way = way_id.setdefault(frozenset((a, b)), 90_000 + len(way_id))
                    members.append(("way", way, role))
                    if whole is None or code in whole:
                        # Half of the ways carry no tag of their own, as in the real world.
                        drawn[way] = ((a, b), {"boundary": "administrative"} if way % 2 else {})
        relations[800 + number] = (members, {**NATION, "ISO3166-1:alpha2": code})
    used = {node for refs, _ in drawn.values() for node in refs}
    corners = {i: place(*corner) for corner, i in corner_id.items() if i in used}
    roads = {i: (*place(lon, lat), *rest) for i, (lon, lat, *rest) in nodes.items()}
    return write_osm(path, {**roads, **corners}, {**ways, **drawn}, relations)
