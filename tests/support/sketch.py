r"""Networks drawn as text, so that a test shows its world.

    network = sketch('''
        a---X---b===p
        |       |
        c---Y---d###q
    ''', km_per_step=50, crossings={"X": SHUT_TO_FREIGHT, "Y": OPEN})

What a drawing may hold:

=========  ============================================================================
``a``-``z``  a place (kind ``city``); its id and name are the letter
``A``-``Z``  a border crossing between the country on its left and the one on its right
``- | \ /``  a road, drawn straight from letter to letter
``=``        a railway of 1520 mm, across or down
``#``        a railway of 1435 mm, across or down
=========  ============================================================================

*Lengths.* From one letter to the next is as many steps as one moves in the drawing: ``a---b`` are
4 steps, a letter two rows below another is 2 steps away. A diagonal step counts 1.5. Towns lie a
little nearer to each other than their roads are long (nine tenths), so that the crow is never slower.

*Speed.* 36 km/h for everyone: 1 km takes 100 s, a step of 36 km one hour.

*Countries.* Without crossings all is ``AA``. Every column that holds crossings divides the sheet:
left of the first is ``AA``, then ``BB``, then ``CC`` and so on. Where that does not fit, name the
letters: ``countries={"AA": "ac", "BB": "bd"}``. Sides are places ``X:AA`` and ``X:BB``.

*Names.* The road between a and b is the leg ``a-b``, a railway ``a=b`` or ``a#b``; the letter that
stands first when one reads comes first, and that is also the leg's direction.

For more than a drawing can say, take ``sketch_world``, change it with ``dataclasses.replace`` and
the toys, and build it::

    world = sketch_world("a  b", km_per_step=100)
    network = build_backbone(replace(world, ferries={"f": ferry("f", "a", "b")}))
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from corridor_planner.domain import Crossing, Place, RailLeg, RoadLeg, World
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.graph.network import Network
from corridor_planner.units import EARTH_RADIUS_M
from tests.support.toys import CLOSED, OPEN, SHUT_TO_FREIGHT, SHUT_TO_PASSENGERS, rail, road, town, toy_world

_TOP_LEFT: Final = (70.0, 45.0)
_SCALE: Final = 0.9
_DIAGONAL: Final = 1.5
_STROKES: Final = {(0, 1): "-=#", (1, 0): "|=#", (1, 1): "\\", (1, -1): "/"}
_GAUGES: Final = {"=": 1520, "#": 1435}
_CODES: Final = ("AA", "BB", "CC", "DD", "EE", "FF")


class BadDrawing(ValueError):
    """A drawing that cannot be read; names row and column, counted from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stroke:
    start: str
    end: str
    steps: float
    sign: str

    @property
    def id(self) -> str:
        return f"{self.start}{self.sign if self.sign in _GAUGES else '-'}{self.end}"


def sketch(
    drawing: str, *, km_per_step: float, crossings: Mapping[str, Crossing] | None = None,
    countries: Mapping[str, str] | None = None,
) -> Network:  # fmt: skip
    """Return the network of a drawing.

    Parameters
    ----------
    crossings
        What the capitals stand for, ``OPEN`` where not given; id, name, position and countries
        are filled in from the drawing.
    countries
        Country code to the letters of its places.

    Raises
    ------
    BadDrawing
        For lines that lead nowhere, letters drawn twice, and roads that cross a border without a post.
    """
    return build_backbone(sketch_world(drawing, km_per_step=km_per_step, crossings=crossings, countries=countries))


def sketch_world(
    drawing: str, *, km_per_step: float, crossings: Mapping[str, Crossing] | None = None,
    countries: Mapping[str, str] | None = None,
) -> World:  # fmt: skip
    """Return the world of a drawing: its places, crossings and legs."""
    rows = textwrap.dedent(drawing).strip("\n").splitlines()
    letters = _letters(rows)
    strokes = _strokes(rows, letters)
    country = _countries(letters, countries or {})
    position = {letter: _lon_lat(at, len(rows), km_per_step) for letter, at in letters.items()}
    places = {p: town(p, *position[p], country=country[p]) for p in letters if p.islower()}
    _refuse_smuggling(strokes, country)
    posts = {
        x: _post((crossings or {}).get(x, OPEN), x, position[x], strokes, letters, country)
        for x in letters if x.isupper()
    }  # fmt: skip
    unknown = set(crossings or ()) - set(posts)
    if unknown:
        raise BadDrawing(f"crossings {sorted(unknown)} are not drawn")
    legs = [_leg(s, km_per_step) for s in strokes]
    return toy_world(
        places=places, crossings=posts, road_legs=tuple(leg for leg in legs if isinstance(leg, RoadLeg)),
        rail_legs=tuple(leg for leg in legs if isinstance(leg, RailLeg)),
    )  # fmt: skip


def _letters(rows: list[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for i, row in enumerate(rows):
        for j, sign in enumerate(row):
            if sign.isalpha():
                if sign in found:
                    raise BadDrawing(f"{sign!r} is drawn twice, again in row {i + 1}, column {j + 1}")
                found[sign] = (i, j)
            elif sign not in " -=#|\\/":
                raise BadDrawing(f"{sign!r} in row {i + 1}, column {j + 1} means nothing")
    return found


def _strokes(rows: list[str], letters: Mapping[str, tuple[int, int]]) -> list[_Stroke]:
    used: set[tuple[int, int]] = set()
    strokes: list[_Stroke] = []
    for start, (i, j) in letters.items():
        for (di, dj), signs in _STROKES.items():
            sign, steps = _at(rows, i + di, j + dj), 1
            if sign == "" or sign not in signs:
                continue
            while _at(rows, i + steps * di, j + steps * dj) == sign:
                used.add((i + steps * di, j + steps * dj))
                steps += 1
            end = _at(rows, i + steps * di, j + steps * dj)
            if not end.isalpha():
                raise BadDrawing(f"the line from {start!r} leads nowhere in row {i + steps * di + 1}")
            strokes.append(_Stroke(start=start, end=end, steps=steps * (_DIAGONAL if di and dj else 1.0), sign=sign))
    for i, row in enumerate(rows):
        for j, sign in enumerate(row):
            if not sign.isalpha() and sign != " " and (i, j) not in used:
                raise BadDrawing(f"the line in row {i + 1}, column {j + 1} begins nowhere")
    return strokes


def _at(rows: list[str], i: int, j: int) -> str:
    return rows[i][j].strip() if 0 <= i < len(rows) and 0 <= j < len(rows[i]) else ""


def _countries(letters: Mapping[str, tuple[int, int]], named: Mapping[str, str]) -> dict[str, str]:
    borders = sorted({j for letter, (_, j) in letters.items() if letter.isupper()})
    given = {letter: code for code, members in named.items() for letter in members}
    return {
        letter: given.get(letter) or _CODES[sum(border < j for border in borders)]
        for letter, (_, j) in letters.items() if letter.islower()
    }  # fmt: skip


def _post(
    kind: Crossing, letter: str, position: tuple[float, float], strokes: list[_Stroke],
    letters: Mapping[str, tuple[int, int]], country: Mapping[str, str],
) -> Crossing:  # fmt: skip
    """Return a crossing in its place; side a is the neighbour farthest left, then highest."""
    own = [s for s in strokes if letter in (s.start, s.end)]
    others = sorted((s.end if s.start == letter else s.start for s in own), key=lambda o: letters[o][::-1])
    codes = list(dict.fromkeys(country[o] for o in others if o in country))
    if len(codes) != 2:
        raise BadDrawing(f"crossing {letter!r} must join two countries, not {codes}; say which with countries=")
    by_rail = {s.sign in _GAUGES for s in own}
    if len(by_rail) > 1:
        raise BadDrawing(f"crossing {letter!r} has both road and rail; draw two crossings")
    return replace(
        kind, id=letter, name=letter, country_a=codes[0], country_b=codes[1], lon=position[0], lat=position[1],
        mode="rail" if by_rail == {True} else "road",
    )  # fmt: skip


def _refuse_smuggling(strokes: list[_Stroke], country: Mapping[str, str]) -> None:
    for s in strokes:
        if s.start.isupper() and s.end.isupper():
            raise BadDrawing(f"{s.id} joins two crossings; draw a place between them")
        if s.start in country and s.end in country and country[s.start] != country[s.end]:
            raise BadDrawing(f"{s.id} runs from {country[s.start]} to {country[s.end]} without a crossing")


def _leg(stroke: _Stroke, km_per_step: float) -> RoadLeg | RailLeg:
    km = stroke.steps * km_per_step
    if stroke.sign in _GAUGES:
        return rail(stroke.id, stroke.start, stroke.end, km, (_GAUGES[stroke.sign],))
    return road(stroke.id, stroke.start, stroke.end, km)


def _lon_lat(at: tuple[int, int], rows: int, km_per_step: float) -> tuple[float, float]:
    degree_m = math.radians(1.0) * EARTH_RADIUS_M
    step = _SCALE * km_per_step * 1000.0 / degree_m
    lon, lat = _TOP_LEFT
    widest = math.cos(math.radians(lat - (rows - 1) * step))
    return lon + at[1] * step / widest, lat - at[0] * step


__all__ = [
    "CLOSED", "OPEN", "SHUT_TO_FREIGHT", "SHUT_TO_PASSENGERS", "BadDrawing", "Place", "sketch", "sketch_world",
    "toy_world",
]  # fmt: skip
