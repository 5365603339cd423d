"""Strands sorted into layers: roads with ferries, and the tracks of each gauge."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, Layer
from corridor_planner.osm.borders import Keys
from corridor_planner.osm.countries import CountryMap
from corridor_planner.osm.filling import gauges_of
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.grid import NOWHERE
from corridor_planner.osm.inputs import BuildTables
from corridor_planner.osm.reading import OsmData
from corridor_planner.osm.strands import Strands

# 1524 mm (Finland) and 1520 mm vehicles run on each other's tracks.
LAYER_OF_GAUGE: Final = {1520: Layer.RAIL_1520, 1524: Layer.RAIL_1520, 1435: Layer.RAIL_1435}
RAILS: Final = (Layer.RAIL_1520, Layer.RAIL_1435)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayeredStrands:
    """The strands of every layer that has any.

    ``gauge_breaks`` are keys of nodes where tracks of different gauges meet.
    """

    strands: dict[Layer, Strands]
    gauge_breaks: NDArray[np.int64]


def sort_into_layers(
    strands: Strands, data: OsmData, countries: CountryMap, tables: BuildTables, *, keys: Keys, findings: Findings
) -> LayeredStrands:
    """Return the strands by layer; a track of several gauges is in several."""
    kind = np.array([int(f.kind) for f in data.facts] or [0], np.int8)[data.facts_of_way]
    found: dict[Layer, Strands] = {}
    roads = strands.select(kind != ArcKind.RAIL)
    if len(roads.key):
        found[Layer.ROAD] = _keep_ferries_apart(roads, kind, keys, findings)
    tracks = strands.select(kind == ArcKind.RAIL)
    layers = _layers_of_ways(tracks, data, countries, tables, findings)
    for layer in RAILS:
        chosen = np.zeros(len(data.way_id), bool)
        chosen[[way for way, of_way in layers.items() if layer in of_way]] = True
        part = tracks.select(chosen)
        if len(part.key):
            found[layer] = part
    return LayeredStrands(strands=found, gauge_breaks=_gauge_breaks(tracks, layers))


def _keep_ferries_apart(roads: Strands, kind: NDArray[np.int8], keys: Keys, findings: Findings) -> Strands:
    """Give the points of ferries at sea nodes of their own: nobody changes ship where two lines meet."""
    sailing = kind[roads.way] == ArcKind.SAIL
    if not sailing.any():
        return roads
    joined = roads.joined
    inner = joined.copy()
    inner[1:] &= joined[:-1]
    inner[:1] = False
    on_land = np.unique(roads.key[~sailing])
    ends, count = np.unique(roads.key[sailing & ~inner & ~np.isin(roads.key, on_land)], return_counts=True)
    meeting = ends[count > 2]
    for node in meeting.tolist():
        findings.note(FindingKind.FERRY_MEETING_AT_SEA, f"node/{node}")
    apart = np.flatnonzero(sailing & (inner | np.isin(roads.key, meeting)))
    key = roads.key.copy()
    key[apart] = keys.take(len(apart))
    return roads.with_keys(key)


def _layers_of_ways(
    tracks: Strands, data: OsmData, countries: CountryMap, tables: BuildTables, findings: Findings
) -> dict[int, tuple[Layer, ...]]:
    ways, at = np.unique(tracks.way, return_index=True)
    found: dict[int, tuple[Layer, ...]] = {}
    for way, point in zip(ways.tolist(), at.tolist(), strict=True):
        code = tracks.country[point]
        facts = data.facts[data.facts_of_way[way]]
        gauges = gauges_of(facts, countries.codes[code] if code != NOWHERE else "", tables)
        element = f"way/{int(data.way_id[way])}"
        if not facts.gauges_mm:
            findings.note(FindingKind.GAUGE_ASSUMED, element, "gauge", ";".join(map(str, gauges)))
        layers = {LAYER_OF_GAUGE[gauge] for gauge in gauges if gauge in LAYER_OF_GAUGE}
        if not layers:
            findings.note(FindingKind.GAUGE_LEFT_OUT, element, "gauge", ";".join(map(str, gauges)))
        found[way] = tuple(sorted(layers))
    return found


def _gauge_breaks(tracks: Strands, layers: dict[int, tuple[Layer, ...]]) -> NDArray[np.int64]:
    """Return the nodes where ways of different gauges meet and both gauges are present."""
    mixed = {layer for of_way in layers.values() for layer in of_way}
    if len(mixed) < 2:
        return np.zeros(0, np.int64)
    kinds = sorted(set(layers.values()))
    kind_of_way = {way: kinds.index(of_way) for way, of_way in layers.items()}
    kind = np.array([kind_of_way[way] for way in tracks.way.tolist()], np.int64)
    pairs = np.unique(np.stack([tracks.key, kind], axis=1), axis=0)
    several = np.flatnonzero(np.diff(pairs[:, 0]) == 0)
    at_node: dict[int, set[int]] = defaultdict(set)
    for row in np.unique(np.concatenate([several, several + 1])).tolist():
        at_node[int(pairs[row, 0])].add(int(pairs[row, 1]))
    meets = [node for node, of_node in at_node.items() if set(RAILS) <= {x for k in of_node for x in kinds[k]}]
    return np.array(sorted(meets), np.int64)
