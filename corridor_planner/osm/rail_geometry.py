"""Railways as bare lines: JSON files of ways and stations without node ids, turned into OpenStreetMap files.

Two forms are read, each a list, plain or gzipped: ways ``{"id", "type", "geometry": [[lat, lon], ...]}``
and stations ``{"id", "lat", "lon", "name", "type"}``, where ``type`` is the value of OpenStreetMap's
``railway`` key. Lines have no nodes in common, so equal positions are taken for one node: ends that
meet are joined, and a branch joins the line that it starts from. What the lines do not tell (gauge,
speed, yards) the builder assumes as for any railway without tags.
"""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from osmium import SimpleWriter
from osmium.osm.mutable import Node, Way

from corridor_planner.errors import InvalidInput

SUFFIXES: Final = (".json", ".json.gz")
LINE_NODES_FROM: Final = 1 << 50  # ids of nodes made of positions; OpenStreetMap's own are far below
_CELLS_PER_DEGREE: Final = 100_000  # the files round to 5 decimals, about a metre
_CELLS_ROUND: Final = 360 * _CELLS_PER_DEGREE
_LARGEST_BYTES: Final = 1 << 30

Position = tuple[float, float]  # lon, lat


@contextmanager
def as_osm_files(paths: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Give the same sources with each file of bare lines replaced by an OpenStreetMap file, for a while.

    Raises
    ------
    InvalidInput
        When a file of lines cannot be read; names the entry, the rule and the remedy.
    """
    if not any(_is_bare(path) for path in paths):
        yield tuple(paths)
        return
    with TemporaryDirectory(prefix="corridor-planner-lines-") as folder:
        yield tuple(
            write_as_osm(path, Path(folder) / f"{path.name}.{number}.osm.pbf") if _is_bare(path) else path
            for number, path in enumerate(paths)
        )


def write_as_osm(source: Path, target: Path) -> Path:
    """Write the ways or stations of a JSON file as an OpenStreetMap file, and return its path.

    Raises
    ------
    InvalidInput
        When the source is no such file.
    """
    entries = _read_list(source)
    if not entries:
        raise _refused(source, "it holds nothing", "at least one way or station is expected")
    with SimpleWriter(str(target), overwrite=True) as writer:
        if "geometry" in entries[0]:
            _write_ways(source, entries, writer)
        else:
            _write_stations(source, entries, writer)
    return target


def _is_bare(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES) and path.is_file()


def _read_list(source: Path) -> list[Mapping[str, Any]]:
    try:
        with gzip.open(source) if source.name.lower().endswith(".gz") else source.open("rb") as stream:
            content = stream.read(_LARGEST_BYTES + 1)
        if len(content) > _LARGEST_BYTES:
            raise _refused(source, f"over {_LARGEST_BYTES:,} bytes", "split it")
        entries = json.loads(content)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise _refused(source, str(error)[:120], "a list in JSON is expected, plain or gzipped") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _refused(source, type(entries).__name__, "a list of ways or stations is expected")
    return entries


def _write_ways(source: Path, entries: Sequence[Mapping[str, Any]], writer: SimpleWriter) -> None:
    nodes: dict[int, Position] = {}
    ways: dict[int, tuple[list[int], str]] = {}
    for number, entry in enumerate(entries):
        try:
            line = [_position(point[1], point[0]) for point in entry["geometry"]]
            way, kind = int(entry["id"]), str(entry["type"])
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise _entry_refused(source, number, entry, '{"id", "type", "geometry": [[lat, lon], ...]}') from error
        refs = [_node_id(position) for position in line]
        nodes.update(zip(refs, line, strict=True))
        ways[way] = [ref for before, ref in pairwise([0, *refs]) if ref != before], kind
    for ref, position in sorted(nodes.items()):
        writer.add_node(Node(id=ref, version=1, location=position))
    for way, (refs, kind) in sorted(ways.items()):
        writer.add_way(Way(id=way, version=1, nodes=refs, tags={"railway": kind}))


def _write_stations(source: Path, entries: Sequence[Mapping[str, Any]], writer: SimpleWriter) -> None:
    stations: dict[int, tuple[Position, dict[str, str]]] = {}
    for number, entry in enumerate(entries):
        try:
            position = _position(entry["lon"], entry["lat"])
            tags = {"railway": str(entry["type"])}
            station = int(entry["id"])
        except (KeyError, TypeError, ValueError) as error:
            raise _entry_refused(source, number, entry, '{"id", "lat", "lon", "name", "type"}') from error
        latin, local = entry.get("name"), entry.get("nameLocal")
        names = {"name": local or latin, "name:en": latin if local else None}
        stations[station] = position, tags | {key: str(name) for key, name in names.items() if name}
    for station, (position, tags) in sorted(stations.items()):
        writer.add_node(Node(id=station, version=1, location=position, tags=tags))


def _position(lon: object, lat: object) -> Position:
    """Return a position in degrees.

    Raises
    ------
    ValueError, TypeError
        When it is none.
    """
    if isinstance(lon, bool) or isinstance(lat, bool):
        raise TypeError("a position is two numbers")
    x, y = float(lon), float(lat)  # type: ignore[arg-type]  # what is no number raises
    if not (math.isfinite(x) and math.isfinite(y) and -180 <= x <= 180 and -90 <= y <= 90):
        raise ValueError("a position lies on the globe")
    return x, y


def _node_id(position: Position) -> int:
    """Return the id that all lines give to a position: equal positions are one node."""
    column, row = (round((value + half) * _CELLS_PER_DEGREE) for value, half in zip(position, (180, 90), strict=True))
    return LINE_NODES_FROM + row * _CELLS_ROUND + column % _CELLS_ROUND


def _entry_refused(source: Path, number: int, entry: Mapping[str, Any], form: str) -> InvalidInput:
    shown = json.dumps(entry, ensure_ascii=False, default=str)[:80]
    return InvalidInput(f"entry {number + 1} of {source.name}", shown, rule=f"each entry must be {form} in degrees",
                        remedy="mend or remove the entry")  # fmt: skip


def _refused(source: Path, value: str, rule: str) -> InvalidInput:
    return InvalidInput(f"file of lines {source.name}", value, rule=rule,
                        remedy="give ways or stations as the how-to 'Build a network' shows")  # fmt: skip
