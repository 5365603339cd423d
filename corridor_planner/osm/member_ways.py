"""Lines of the ways that relations consist of, most of which carry no tag of their own.

Relations stand behind ways in a file, so that their ways are read in a second, short pass with the
locations of the first; a third one only where a later file wants ways of an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm import WAY, Way

Line = NDArray[np.float64]  # (points, 2) in degrees; without the nodes that the file lacks


def line_of(way: Way) -> Line:
    """Return the line of a way that has its locations."""
    return np.array([(n.lon, n.lat) for n in way.nodes if n.location.valid()])


class MemberWays:
    """Lines by way id; of several versions of a line the longest. ``gapped`` ones lack some of their nodes."""

    def __init__(self) -> None:
        self.lines: dict[int, Line] = {}
        self.gapped: set[int] = set()
        self._wanted: set[int] = set()
        self._sought: dict[Path, frozenset[int]] = {}

    def want(self, ways: Iterable[int]) -> None:
        """Ask for ways."""
        self._wanted.update(ways)

    def hold(self, way: int, line: Line, *, missing: int) -> None:
        """Keep a line, of a way whatever it may be good for, with the number of nodes that the file lacks."""
        if len(line) > len(self.lines.get(way, ())):
            self.lines[way] = line
            (self.gapped.add if missing else self.gapped.discard)(way)

    def seek(self, path: Path) -> set[int]:
        """Return the ways that are wanted so far and not held; they are about to be read from a file."""
        self._sought[path] = frozenset(self._wanted)
        return self._wanted - self.lines.keys()

    def complete(self) -> None:
        """Read what was wanted only after its file had been left."""
        for path, sought in self._sought.items():
            wanted = self._wanted - sought - self.lines.keys()
            if wanted:
                source = osmium.FileProcessor(str(path)).with_locations("flex_mem")
                source.with_filter(osmium.filter.EntityFilter(WAY)).with_filter(osmium.filter.IdFilter(wanted))
                for way in source:
                    line = line_of(way)
                    self.hold(way.id, line, missing=len(way.nodes) - len(line))
