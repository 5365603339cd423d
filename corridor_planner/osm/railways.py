"""A railway track as facts: gauges, current, speeds, the use of the line and its axle load.

Yards, sidings, spurs and industrial tracks serve only to reach what lies on them. The line
categories A to E of EN 15528 give the axle load of ``railway:track_class``; other classes are
counted as not used.
"""

from __future__ import annotations

import math
from typing import Final

from corridor_planner.domain import ArcKind, LineClass
from corridor_planner.graph.network import Flag
from corridor_planner.osm.facts import Reader, WayFacts
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.roads import NOT_IN_USE, read_lifecycle, structure_flags
from corridor_planner.osm.speeds import read_limits
from corridor_planner.osm.values import read_gauges_mm, read_mass_t

# EN 15528: the letter of a line category stands for the load of a single axle.
_AXLE_T: Final = {"A": 16.0, "B": 18.0, "C": 20.0, "D": 22.5, "E": 25.0}
_LINE_CLASSES: Final = {
    "main": LineClass.MAIN, "branch": LineClass.BRANCH, "industrial": LineClass.INDUSTRIAL,
    "freight": LineClass.INDUSTRIAL, "military": LineClass.MILITARY, "tourism": LineClass.TOURISM,
    "test": LineClass.TEST,
}  # fmt: skip
_ONLY_TO_REACH: Final = frozenset({LineClass.INDUSTRIAL, LineClass.MILITARY, LineClass.TOURISM, LineClass.TEST})
_SIDE_TRACKS: Final = frozenset({"yard", "siding", "spur"})
_OTHER_RAILS: Final = frozenset({
    "tram", "subway", "light_rail", "narrow_gauge", "monorail", "funicular", "miniature", "preserved",
})  # fmt: skip
_MOST_TRACKS: Final = 9
RAIL_VALUES: Final = ("rail", *sorted(_OTHER_RAILS), *NOT_IN_USE)
RAIL_KEYS: Final = frozenset({
    "railway", "gauge", "electrified", "voltage", "frequency", "usage", "service", "tracks", "passenger_lines",
    "railway:track_class", "maxaxleload", "tunnel", "bridge", *NOT_IN_USE,
})  # fmt: skip


def read_railway(reader: Reader) -> WayFacts | None:
    """Return the facts of a track, None for one that no freight train can use."""
    tags = reader.tags
    gone = read_lifecycle(tags, tags["railway"])
    if gone is not None or tags["railway"] in _OTHER_RAILS:
        reader.note(gone or FindingKind.LEFT_OUT_OTHER_RAIL, "railway")
        return None
    if tags["railway"] != "rail":
        return None
    flags = structure_flags(tags)
    if _electrified(reader):
        flags |= Flag.ELECTRIFIED
    line_class = _LINE_CLASSES.get(tags.get("usage", ""), LineClass.NONE)
    if tags.get("service") in _SIDE_TRACKS or line_class in _ONLY_TO_REACH:
        flags |= Flag.YARD
    limits = [limit if math.isfinite(limit) else 0.0 for limit in read_limits(reader, "maxspeed:freight")]
    return WayFacts(
        kind=ArcKind.RAIL, line_class=line_class, tracks=_tracks(reader), light_kmh=limits[0], heavy_kmh=limits[1],
        light_back_kmh=limits[2], heavy_back_kmh=limits[3], flags=int(flags), flags_back=int(flags),
        max_axle_t=_axle_t(reader), gauges_mm=_gauges(reader),
    )  # fmt: skip


def _electrified(reader: Reader) -> bool:
    """Tell whether a track has current; a voltage says so where ``electrified`` does not."""
    word = reader.tags.get("electrified")
    if word is None:
        return reader.tags.get("voltage", "0") != "0"
    return word not in ("no", "unknown", "deelectrified")


def _tracks(reader: Reader) -> int:
    for key in ("tracks", "passenger_lines"):
        text = reader.tags.get(key, "")
        if text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_TRACKS:
            return int(text)
    return 0


def _axle_t(reader: Reader) -> float:
    """Return the load that an axle may have, inf where no tag tells."""
    if "maxaxleload" in reader.tags:
        value = reader.take("maxaxleload", read_mass_t(reader.tags["maxaxleload"]))
        if value is not None:
            return value
    word = reader.tags.get("railway:track_class", "")
    if word and word[0].upper() in _AXLE_T and word[1:].isdigit() | (len(word) == 1):
        return _AXLE_T[word[0].upper()]
    if word:
        reader.note(FindingKind.TAG_NOT_USED, "railway:track_class")
    return math.inf


def _gauges(reader: Reader) -> tuple[int, ...]:
    if not reader.tags.get("gauge"):
        return ()
    gauges = read_gauges_mm(reader.tags["gauge"])
    if gauges is None:
        reader.note(FindingKind.VALUE_UNUSABLE, "gauge")
    return tuple(sorted(gauges or ()))
