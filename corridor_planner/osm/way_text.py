"""Ways out of libosmium as lines of text, and the text as arrays.

A Python call for every node of every way would take most of a build's time. Instead libosmium
writes the ways that pass its filters into a temporary file, one a line and with the places of
their nodes (its format OPL, osmcode.org/opl-file-format), and numpy reads many lines at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import osmium
from numpy.typing import NDArray

UNDEFINED: Final = 2_147_483_647  # the coordinate of a node that the file lacks, as in libosmium
SCALE: Final = 1e-7  # degrees per unit of OpenStreetMap's whole-number coordinates
_UNITS_PER_DEGREE: Final = 10_000_000
_FORMAT: Final = "opl,locations_on_ways=true,add_metadata=version"
_BLOCK_BYTES: Final = 16 * 2**20
_NOWHERE_DEG: Final = 999
_TO_SPACES: Final = bytes.maketrans(b"nxy,", b"    ")
_ESCAPED: Final = re.compile(r"%([0-9a-f]+)%")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLines:
    """Some ways as columns.

    Attributes
    ----------
    way_id, version, size : (ways,)
        ``size`` is how many nodes a way has.
    tags
        One text per way, as :func:`read_tags` takes it.
    ref, x, y : (nodes of all ways,)
        Ids, and whole numbers of 1e-7 degrees, ``UNDEFINED`` where the file lacks the node.
    """

    way_id: NDArray[np.int64]
    version: NDArray[np.int64]
    tags: list[bytes]
    size: NDArray[np.int64]
    ref: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]

    def degrees(self) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Give each way's id and its line in degrees, without the nodes that the file lacks."""
        stop = np.cumsum(self.size)
        for way, begin, end in zip(self.way_id.tolist(), (stop - self.size).tolist(), stop.tolist(), strict=True):
            held = self.x[begin:end] != UNDEFINED
            yield way, np.stack([self.x[begin:end], self.y[begin:end]], axis=1)[held] / _UNITS_PER_DEGREE


def lines_writer(path: Path) -> osmium.SimpleWriter:
    """Return a handler that writes what it is given as lines, with the places of ways' nodes."""
    return osmium.SimpleWriter(osmium.io.File(str(path), _FORMAT), overwrite=True)


def read_lines(path: Path) -> Iterator[WayLines]:
    """Give the ways of a file of lines, block by block; other elements and deleted ways are passed over."""
    with path.open("rb") as stream:
        while lines := stream.readlines(_BLOCK_BYTES):
            yield _columns([line[:-1].split(b" ") for line in lines if line.startswith(b"w")])


def read_ways(path: Path, wanted: Collection[int], places: osmium.index.LocationTable) -> WayLines:
    """Return a few ways of a file without their tags, with the places of nodes that another pass has kept."""
    chosen = osmium.filter.IdFilter(wanted)  # with a name, since an iterator does not keep it alive
    with osmium.io.Reader(str(path), osmium.osm.WAY) as reader:
        found = [(w.id, w.version, [node.ref for node in w.nodes]) for w in osmium.OsmFileIterator(reader, chosen)]
    refs = [ref for _, _, nodes in found for ref in nodes]
    known = {ref: _place(ref, places) for ref in set(refs)}
    at = np.array([known[ref] for ref in refs], np.int32).reshape(-1, 2)
    return WayLines(
        way_id=np.array([way for way, _, _ in found], np.int64),
        version=np.array([version for _, version, _ in found], np.int64), tags=[b"T"] * len(found),
        size=np.array([len(nodes) for _, _, nodes in found], np.int64), ref=np.array(refs, np.int64),
        x=at[:, 0], y=at[:, 1],
    )  # fmt: skip


def _place(ref: int, places: osmium.index.LocationTable) -> tuple[int, int]:
    try:
        place = places.get(ref)
    except KeyError:
        return UNDEFINED, UNDEFINED
    return place.x, place.y


def read_tags(text: bytes, keys: frozenset[bytes]) -> tuple[tuple[str, str], ...]:
    """Return those tags of a way whose key is asked for."""
    pairs = (item.partition(b"=") for item in text[1:].split(b","))
    return tuple((key.decode(), _plain(value.decode())) for key, _, value in pairs if key in keys)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "%" in text else text


def _columns(ways: list[list[bytes]]) -> WayLines:
    """Return ways from their fields: ``w<id> v<version> d<V or D> T<tags> N<nodes>``."""
    ways = [way for way in ways if way[2] == b"dV"]
    nodes = [way[4][1:] for way in ways]
    text = b",".join(filter(None, nodes)).replace(b"xy", b"x%dy%d" % (_NOWHERE_DEG, _NOWHERE_DEG))
    numbers = np.fromstring(text.translate(_TO_SPACES), sep=" ").reshape(-1, 3)
    degrees = np.where(numbers[:, 1:] == _NOWHERE_DEG, UNDEFINED / _UNITS_PER_DEGREE, numbers[:, 1:])
    units = np.rint(degrees * _UNITS_PER_DEGREE).astype(np.int32)
    return WayLines(
        way_id=_whole_numbers(ways, 0), version=_whole_numbers(ways, 1), tags=[way[3] for way in ways],
        size=np.array([line.count(b",") + 1 if line else 0 for line in nodes], np.int64),
        ref=numbers[:, 0].astype(np.int64), x=units[:, 0], y=units[:, 1],
    )  # fmt: skip


def _whole_numbers(ways: list[list[bytes]], field: int) -> NDArray[np.int64]:
    return np.array([int(way[field][1:]) for way in ways], np.int64)
