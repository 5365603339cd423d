"""Cutting and joining the drawn lines of arcs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from corridor_planner.units import great_circle_m

Point = tuple[float, float]


def cut_line(points: Sequence[Point], start: float, end: float) -> list[Point]:
    """Return the part of a line between two shares of its length."""
    if start <= 0 and end >= 1:
        return list(points)
    lengths = [great_circle_m(*a, *b) for a, b in pairwise(points)]
    total = sum(lengths)
    if total == 0:
        return [points[0], points[-1]]
    cut = [_point_at(points, lengths, start * total)]
    passed = 0.0
    for point, length in zip(points[1:], lengths, strict=True):
        passed += length
        if start * total < passed < end * total:
            cut.append(point)
    cut.append(_point_at(points, lengths, end * total))
    return cut


def join_lines(lines: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    """Return one line; points that follow themselves stand once."""
    joined: list[Point] = []
    for line in lines:
        for point in line:
            if not joined or joined[-1] != point:
                joined.append(point)
    return tuple(joined)


def _point_at(points: Sequence[Point], lengths: Sequence[float], at_m: float) -> Point:
    for (lon_a, lat_a), (lon_b, lat_b), length in zip(points, points[1:], lengths, strict=False):
        if at_m <= length and length > 0:
            share = at_m / length
            return lon_a + (lon_b - lon_a) * share, lat_a + (lat_b - lat_a) * share
        at_m -= length
    return points[-1]
