"""From facts and a country to the numbers of an arc: what tags leave open, the tables fill in."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, ClassSpeed, RoadClass
from corridor_planner.osm.findings import EXAMPLES_PER_KIND, FindingKind, Findings
from corridor_planner.osm.grid import NOWHERE
from corridor_planner.osm.inputs import DEFAULT_COUNTRY, BuildTables
from corridor_planner.osm.pieces import Pieces
from corridor_planner.osm.values import LEGAL
from corridor_planner.osm.ways import WayFacts

UNLIMITED_KMH: Final = 250.0  # stands for no limit: above the top speed of every vehicle, which then decides
_FAST: Final = (RoadClass.MOTORWAY, RoadClass.TRUNK)


class Filled(NamedTuple):
    """Numbers of the arcs of a road or railway."""

    light_kmh: float
    heavy_kmh: float
    light_back_kmh: float
    heavy_back_kmh: float
    max_height_m: float
    assumed_speed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledPieces:
    """(pieces,) arrays of numbers that are complete; speeds as drawn and against it."""

    light_kmh: NDArray[np.float64]
    heavy_kmh: NDArray[np.float64]
    light_back_kmh: NDArray[np.float64]
    heavy_back_kmh: NDArray[np.float64]
    max_height_m: NDArray[np.float64]


def fill(facts: WayFacts, country: str, tables: BuildTables) -> Filled:
    """Return the numbers of a way in a country.

    A road without a limit of its own takes the usual speeds of its class; *none* lets the vehicle
    decide on fast roads, the law elsewhere. Trucks never exceed the law's limit for them, and
    nobody what the surface allows.
    A railway without a limit has speed 0: the route speeds of the country decide.
    """
    if facts.kind is not ArcKind.ROAD:
        return Filled(facts.light_kmh, facts.heavy_kmh, facts.light_back_kmh, facts.heavy_back_kmh,
                      facts.max_height_m, assumed_speed=False)  # fmt: skip
    row = tables.speeds.get(country, facts.speeds_as, urban=facts.urban)
    light, heavy = _drive(facts, row, facts.light_kmh, facts.heavy_kmh)
    light_back, heavy_back = _drive(facts, row, facts.light_back_kmh, facts.heavy_back_kmh)
    height = facts.max_height_m
    if height == LEGAL:
        height = tables.legal_height_m.get(country, tables.legal_height_m[DEFAULT_COUNTRY])
    assumed = (facts.forward and facts.light_kmh == 0.0) or (facts.backward and facts.light_back_kmh == 0.0)
    return Filled(light, heavy, light_back, heavy_back, height, assumed_speed=assumed)


def _drive(facts: WayFacts, row: ClassSpeed, light_kmh: float, heavy_kmh: float) -> tuple[float, float]:
    """Return what cars and trucks drive under some tagged limits."""
    light, heavy = light_kmh, min(heavy_kmh, row.legal_heavy_kmh)
    if light == 0.0:
        light = row.typical_light_kmh
        heavy = row.typical_heavy_kmh if heavy == 0.0 else min(heavy, row.typical_heavy_kmh)
    elif not isfinite(light):
        light = UNLIMITED_KMH if facts.road_class in _FAST else row.legal_light_kmh
    return min(light, facts.light_cap_kmh), min(heavy, facts.heavy_cap_kmh)


def fill_pieces(
    pieces: Pieces, facts: tuple[WayFacts, ...], codes: tuple[str, ...], tables: BuildTables, findings: Findings
) -> FilledPieces:
    """Return the numbers of all pieces and count the defaults that were taken, once per way."""
    both = np.stack([pieces.facts.astype(np.int64), pieces.country.astype(np.int64)], axis=1)
    unique, inverse = np.unique(both, axis=0, return_inverse=True)
    rows = [
        fill(facts[fact], codes[country] if country != NOWHERE else "", tables) for fact, country in unique.tolist()
    ]
    inverse = np.ravel(inverse)
    table = np.array([row[:5] for row in rows], np.float64).reshape(-1, 5)[inverse]
    assumed = np.array([row.assumed_speed for row in rows], bool)[inverse] if rows else np.zeros(0, bool)
    legal = np.array([facts[f].max_height_m == LEGAL for f in pieces.facts.tolist()], bool)
    defaults = ((assumed, FindingKind.SPEED_DEFAULT, "maxspeed"), (legal, FindingKind.LEGAL_HEIGHT, "maxheight"))
    for mask, kind, key in defaults:
        ways = np.unique(pieces.way[mask])
        shown = ways[:EXAMPLES_PER_KIND].tolist()
        for way in shown:
            findings.note(kind, f"way/{way}", key)
        findings.note(kind, "", key, times=len(ways) - len(shown))
    return FilledPieces(
        light_kmh=table[:, 0], heavy_kmh=table[:, 1], light_back_kmh=table[:, 2], heavy_back_kmh=table[:, 3],
        max_height_m=table[:, 4],
    )  # fmt: skip


def gauges_of(facts: WayFacts, country: str, tables: BuildTables) -> tuple[int, ...]:
    """Return a railway's gauges, the country's usual one where none is tagged."""
    return facts.gauges_mm or (tables.gauge_mm.get(country, tables.gauge_mm.get(DEFAULT_COUNTRY, 1435)),)
