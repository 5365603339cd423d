"""Countries' relations and the lines that they are made of, as far as the files hold them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Member = tuple[str, int, str]  # type, id, role


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryLine:
    """One way of a country's relation; ``points`` are (n, 2) degrees."""

    way: int
    inner: bool
    points: NDArray[np.float64]

    @property
    def shape(self) -> shapely.LineString:
        """The way as a line."""
        return shapely.LineString(self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A country's relation; ``missing`` counts the ways that the files do not hold."""

    id: int
    country: str
    lines: tuple[BoundaryLine, ...]
    missing: int


def boundary_ways(members: Iterable[Member]) -> list[int]:
    """Return the ways of a relation that make its rings."""
    return [ref for kind, ref, role in members if kind == "w" and role in ("outer", "inner", "")]


def country_of(tags: Mapping[str, str]) -> str:
    """Return the country whose area a relation is, or "" for any other relation."""
    code = (tags.get("ISO3166-1:alpha2") or tags.get("ISO3166-1") or "").upper()
    national = tags.get("boundary") == "administrative" and tags.get("admin_level") == "2"
    return code if national and len(code) == 2 else ""


def to_boundary(
    relation: int, tags: Mapping[str, str], members: Sequence[Member], lines: Mapping[int, NDArray[np.float64]],
    gapped: Collection[int],
) -> Boundary:  # fmt: skip
    """Return a country's relation with the lines of those of its ways that are at hand, wholly or ``gapped``."""
    ways = dict.fromkeys(boundary_ways(members))
    inner = {ref for kind, ref, role in members if kind == "w" and role == "inner"}
    held = tuple(
        BoundaryLine(way=way, inner=way in inner, points=lines[way]) for way in ways if len(lines.get(way, ())) > 1
    )
    missing = len(ways) - len(held) + sum(line.way in gapped for line in held)
    return Boundary(id=relation, country=country_of(tags), lines=held, missing=missing)
