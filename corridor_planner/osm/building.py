"""Build a network from OpenStreetMap files and the planner's tables.

The steps: read and merge the files; tell each point's country; cut roads and tracks at borders;
sort them into layers; cut them at junctions and join chains; fill in what tags leave open; lay
arcs; split nodes where turns are restricted; name places. The same files and tables give the
same network, in whatever order the files come.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import ArcKind, Features, Layer, OpenBorder, Place, RoadClass, SeasonalRule, Source
from corridor_planner.errors import DataFault
from corridor_planner.graph.assembly import assemble
from corridor_planner.graph.leg_names import SomeSources, WayLegs
from corridor_planner.graph.network import Flag, Geometry, Network, NetworkMeta, Nodes
from corridor_planner.osm.arcs import ArcTable, Columns, NodeTable, joined_nodes, to_arcs, with_added, with_copies
from corridor_planner.osm.barriers import apply_barriers
from corridor_planner.osm.borders import Keys, Passage, part_at_borders
from corridor_planner.osm.controls import read_posts
from corridor_planner.osm.countries import CountryMap
from corridor_planner.osm.crossings import CrossingBook
from corridor_planner.osm.feature_reading import FeatureCollector, TaggedShape
from corridor_planner.osm.features import make_features
from corridor_planner.osm.filling import fill_pieces
from corridor_planner.osm.findings import Findings
from corridor_planner.osm.grid import NOWHERE
from corridor_planner.osm.inputs import BuildTables
from corridor_planner.osm.joining import Ground, Joined, join_layers
from corridor_planner.osm.layers import RAILS, LayeredStrands, sort_into_layers
from corridor_planner.osm.locating import stops_on_tracks
from corridor_planner.osm.matches import BorderMatch, match_borders, tell_unused
from corridor_planner.osm.pieces import Pieces, cut_pieces
from corridor_planner.osm.rail_geometry import as_osm_files
from corridor_planner.osm.reading import ATTRIBUTION, OsmData, Progress, read_osm
from corridor_planner.osm.restrictions import apply_restrictions, find_vias
from corridor_planner.osm.road_names import name_legs
from corridor_planner.osm.sailings import FerryMatch
from corridor_planner.osm.selection import EVERYTHING, Selection
from corridor_planner.osm.site_kinds import SITE_TAGS
from corridor_planner.osm.sites import Site, known_sites, tagged_areas, tagged_sites
from corridor_planner.osm.strands import lay_strands
from corridor_planner.osm.terminals import TerminalJoin

Degrees = NDArray[np.float64]
_FREE_PACE_KMH: Final = 30.0  # on a road without length
_PIECE_LEG: Final = -2  # legs of pieces count down from here until the named legs are known


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """A network, what lies beside it, what was found odd, how it met the tables, and how long the steps took."""

    network: Network
    features: Features
    findings: Findings
    borders: tuple[BorderMatch, ...]
    terminals: tuple[TerminalJoin, ...]
    ferries: tuple[FerryMatch, ...]
    seconds: dict[str, float]
    timestamp: str


@dataclass(slots=True)
class _Work:
    """A network under construction."""

    data: OsmData
    tables: BuildTables
    countries: CountryMap
    sites: tuple[Site, ...]
    findings: Findings
    selection: Selection
    nodes: NodeTable = field(default_factory=NodeTable)
    arcs: ArcTable = field(default_factory=ArcTable)
    pieces: list[Pieces] = field(default_factory=list)
    n_pieces: int = 0
    named: dict[str, int] = field(default_factory=dict)
    sources: list[Source | None] = field(default_factory=list)
    seasons: dict[tuple[SeasonalRule, ...], int] = field(default_factory=dict)

    def leg(self, name: str, source: Source | None = None) -> int:
        """Return the index of a named leg."""
        if name not in self.named:
            self.named[name] = len(self.named)
            self.sources.append(source)
        return self.named[name]


def build_from_osm(
    paths: Sequence[Path], tables: BuildTables, *, name: str, progress: Progress, join_chains: bool = True,
    selection: Selection = EVERYTHING,
) -> BuildResult:  # fmt: skip
    """Return the network of one or several files, of the kinds of way that are selected.

    Raises
    ------
    InvalidInput
        When a file cannot be read.
    DataFault
        When the files hold nothing to travel on.
    """
    findings = Findings()
    clock = _Clock()
    with as_osm_files(paths) as files:
        beside = FeatureCollector(tables.feature_rules, named=SITE_TAGS)
        data = read_osm(files, findings, rules=tables.reading_rules(), progress=progress, features=beside,
                        selection=selection)  # fmt: skip
    clock.lap("read")
    if not len(data.way_id):
        selected = "" if selection == EVERYTHING else f" of those selected: {selection}"
        raise DataFault("OpenStreetMap files", ", ".join(p.name for p in paths),
                        rule=f"they must hold a road, a railway or a ferry{selected}",
                        remedy="take an extract that has ways with highway, railway or route tags")  # fmt: skip
    progress("borders", 0.72)
    countries = CountryMap(data.boundaries, tables.shapes, data.box, findings, others=_countries_of(tables))
    shapes = beside.shapes()
    sites = known_sites((*tagged_sites(data.sites), *tagged_areas(shapes)), countries, tables, findings)
    work = _Work(data=data, tables=tables, countries=countries, sites=sites, findings=findings, selection=selection)
    book = CrossingBook(tables.crossings, read_posts(data.posts, data.post_areas), findings, timestamp=data.timestamp)
    layered, passages = _parted_strands(work, book)
    if not layered.strands:
        raise DataFault("OpenStreetMap files", ", ".join(p.name for p in paths),
                        rule="something to travel on must be left where nothing passes a border unguarded",
                        remedy="take an extract that reaches farther into a country")  # fmt: skip
    clock.lap("borders")
    progress("junctions", 0.78)
    _add_layers(work, layered, passages, join_chains=join_chains)
    clock.lap("junctions")
    progress("arcs", 0.84)
    _add_passages(work, book, passages)
    network, joined = _finish(work, book, passages, layered, name)
    borders = match_borders(book, passages, network)
    tell_unused(book, borders, findings)
    clock.lap("arcs")
    features = _make_features(work, shapes)
    clock.lap("features")
    return BuildResult(
        network=network, features=features, findings=findings, borders=borders, terminals=joined.terminals,
        ferries=joined.ferries, seconds=clock.seconds, timestamp=data.timestamp,
    )  # fmt: skip


def _make_features(work: _Work, shapes: Sequence[TaggedShape]) -> Features:
    countries = work.countries

    def country_of(lon: Degrees, lat: Degrees) -> list[str]:
        return [countries.codes[code] if code != NOWHERE else "" for code in countries.locate(lon, lat).country]

    return make_features(
        shapes, work.tables.feature_rules, country_of=country_of, zones=work.tables.zones,
        as_of=work.data.timestamp[:10] or "undated", source=ATTRIBUTION, findings=work.findings,
    )  # fmt: skip


def _countries_of(tables: BuildTables) -> set[str]:
    return {code for c in tables.crossings for code in (c.country_a, c.country_b)} | {p.country for p in tables.places}


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = round(now - self._last, 3)
        self._last = now


def _parted_strands(work: _Work, book: CrossingBook) -> tuple[LayeredStrands, tuple[Passage, ...]]:
    keys = Keys()
    strands = lay_strands(work.data, work.countries)
    strands, passages = part_at_borders(
        strands, work.data, work.countries, book, open_borders=work.tables.open_borders, keys=keys,
        findings=work.findings,
    )  # fmt: skip
    layered = sort_into_layers(strands, work.data, work.countries, work.tables, keys=keys, findings=work.findings)
    return layered, passages


def _add_layers(work: _Work, layered: LayeredStrands, passages: Iterable[Passage], *, join_chains: bool) -> None:
    via = sorted(find_vias(work.data).all_nodes)
    sides = [key for passage in passages for key in (passage.key_a, passage.key_b)]
    stops = stops_on_tracks(layered.strands, work.sites)
    named = [site.id for site in work.data.sites]
    own = [*via, *work.data.barriers, *sides, *named, *stops, *layered.gauge_breaks.tolist()]
    kept = np.unique(np.array(own, np.int64))
    for layer, strands in layered.strands.items():
        pieces = cut_pieces(strands, work.data, kept=kept, join_chains=join_chains)
        _add_layer(work, layer, pieces)


def _add_layer(work: _Work, layer: Layer, pieces: Pieces) -> None:
    base = work.nodes.add_layer(layer, pieces.node_key, pieces.node_lon, pieces.node_lat, pieces.node_country)
    facts = work.data.facts
    filled = fill_pieces(pieces, facts, work.countries.codes, work.tables, work.findings)

    def of_facts(attribute: str, dtype: type) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
        return np.array([getattr(f, attribute) for f in facts], dtype)[pieces.facts]

    kind = of_facts("kind", np.int8)
    sailing = kind == ArcKind.SAIL
    scheduled = _scheduled_s(work, pieces, sailing)
    season = np.array([work.seasons.setdefault(f.season, len(work.seasons)) if f.season else -1 for f in facts],
                      np.int32)[pieces.facts]  # fmt: skip
    line = np.where(np.diff(pieces.offset) > 0, np.arange(len(pieces.way)) + work.n_pieces, -1)
    shared = {
        "kind": kind, "layer": np.where(sailing, int(Layer.FERRY), int(layer)),
        "road_class": of_facts("road_class", np.int8), "line_class": of_facts("line_class", np.int8),
        "tracks": of_facts("tracks", np.int8), "length_m": pieces.length_m, "country": pieces.country,
        "season": season, "max_height_m": filled.max_height_m,
        **{name: of_facts(name, np.float64) for name in ("max_mass_t", "max_axle_t", "max_length_m", "max_width_m")},
        "leg": _PIECE_LEG - (np.arange(len(pieces.way)) + work.n_pieces), "geometry": line, "scheduled_s": scheduled,
    }  # fmt: skip
    for backward in (False, True):
        allowed = of_facts("backward" if backward else "forward", np.bool_).astype(bool)
        start, end = (pieces.end, pieces.start) if backward else (pieces.start, pieces.end)
        first, last = (pieces.last_way, pieces.first_way) if backward else (pieces.first_way, pieces.last_way)
        own = {
            "speed_light_kmh": filled.light_back_kmh if backward else filled.light_kmh,
            "speed_heavy_kmh": filled.heavy_back_kmh if backward else filled.heavy_kmh,
            "flags": of_facts("flags_back" if backward else "flags", np.int32),
        }
        columns = {name: value[allowed] for name, value in (shared | own).items()}
        work.arcs.add(int(allowed.sum()), {
            **columns, "tail": start[allowed] + base, "head": end[allowed] + base, "backward": backward,
            "reversed_geometry": backward, "tail_way": first[allowed], "head_way": last[allowed],
        })  # fmt: skip
    work.pieces.append(pieces)
    work.n_pieces += len(pieces.way)


def _scheduled_s(
    work: _Work, pieces: Pieces, sailing: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Share a ferry's duration out over its pieces by length, in whole seconds that add up."""
    found = np.full(len(pieces.way), -1, np.int32)
    for piece in np.flatnonzero(sailing).tolist():
        begin, end = pieces.run_share[piece].tolist()
        duration_s = work.data.facts[pieces.facts[piece]].duration_s
        if duration_s < 0:
            share = max(end - begin, 1e-9)
            duration_s = round(pieces.length_m[piece] / share / work.tables.ferry_speed_kmh * 3.6)
        found[piece] = max(1, round(duration_s * end) - round(duration_s * begin))
    return found


def _add_passages(work: _Work, book: CrossingBook, passages: Sequence[Passage]) -> None:
    seen: dict[str, int] = {}
    for passage in passages:
        if passage.open_border is not None:
            _add_free_road(work, passage, passage.open_border)
            continue
        crossing = book.used[passage.crossing]
        seen[crossing.id] = seen.get(crossing.id, 0) + 1
        name = crossing.id if seen[crossing.id] == 1 else f"{crossing.id}#{seen[crossing.id]}"
        for layer in RAILS if passage.rail else (Layer.ROAD,):
            a, b = work.nodes.find(layer, passage.key_a), work.nodes.find(layer, passage.key_b)
            if a is None or b is None:
                continue
            for allowed, backward in ((passage.a_to_b, False), (passage.b_to_a, True)):
                if allowed:
                    code = crossing.country_b if backward else crossing.country_a
                    work.arcs.add(1, {
                        "tail": b if backward else a, "head": a if backward else b, "kind": int(ArcKind.CROSSING),
                        "layer": int(layer), "crossing": passage.crossing, "backward": backward,
                        "leg": work.leg(name, crossing.source),
                        "country": work.countries.codes.index(code) if code in work.countries.codes else NOWHERE,
                    })  # fmt: skip


def _add_free_road(work: _Work, passage: Passage, border: OpenBorder) -> None:
    """Join the sides of a border that one party passes freely by a road that is shut to the other."""
    a, b = work.nodes.find(Layer.ROAD, passage.key_a), work.nodes.find(Layer.ROAD, passage.key_b)
    if a is None or b is None:
        return
    name = f"open/{border.id}"
    count = sum(leg.startswith(name) for leg in work.named)
    leg = work.leg(f"{name}#{count + 1}" if count else name, border.source)
    flags = Flag.NO_TRUCK if border.passengers else Flag.NO_CAR | Flag.NO_COACH
    for allowed, backward in ((passage.a_to_b, False), (passage.b_to_a, True)):
        if allowed:
            work.arcs.add(1, {
                "tail": b if backward else a, "head": a if backward else b, "kind": int(ArcKind.ROAD),
                "layer": int(Layer.ROAD), "road_class": int(RoadClass.SERVICE), "backward": backward, "leg": leg,
                "flags": int(flags), "speed_light_kmh": _FREE_PACE_KMH, "speed_heavy_kmh": _FREE_PACE_KMH,
            })  # fmt: skip


def _finish(
    work: _Work, book: CrossingBook, passages: Sequence[Passage], layered: LayeredStrands, name: str
) -> tuple[Network, Joined]:
    nodes = work.nodes.nodes()
    sides = _name_sides(work, book, passages, nodes)
    columns, behind = apply_barriers(
        work.arcs.columns(), partial(work.nodes.find, Layer.ROAD), work.data.barriers, len(nodes.lon), leg=work.leg,
        findings=work.findings,
    )  # fmt: skip
    nodes = with_copies(nodes, behind)
    ground = Ground(nodes=nodes, arcs=columns, places=sides, crossings=book.used,
                    gauge_breaks=_gauge_breaks(work, layered), season_sets=tuple(work.seasons))  # fmt: skip
    joined = join_layers(ground, work.sites, work.countries, work.tables, work.findings)
    added = joined.additions
    legs = np.array([work.leg(*leg) for leg in zip(added.leg_ids, added.leg_sources, strict=True)], np.int32)
    columns = with_added(joined.arcs, added.arcs, legs=legs, first_line=work.n_pieces)
    nodes = joined_nodes(nodes, added.nodes)
    columns, originals = apply_restrictions(
        columns, partial(work.nodes.find, Layer.ROAD), find_vias(work.data), len(nodes.lon), work.data.restrictions,
        work.findings,
    )  # fmt: skip
    return _freeze(work, joined, with_copies(nodes, originals), columns, name), joined


def _gauge_breaks(work: _Work, layered: LayeredStrands) -> dict[int, tuple[int, int]]:
    """Return the nodes of both gauges where their tracks meet, by the key of the spot."""
    found = {}
    for key in layered.gauge_breaks.tolist():
        wide, narrow = (work.nodes.find(layer, key) for layer in RAILS)
        if wide is not None and narrow is not None:
            found[key] = wide, narrow
    return found


def _name_sides(work: _Work, book: CrossingBook, passages: Sequence[Passage], nodes: Nodes) -> list[Place]:
    """Give the side nodes of crossings their place, ``<crossing id>:<country>``, and their country."""
    places: list[Place] = []
    index: dict[str, int] = {}
    for passage in passages:
        if passage.open_border is not None:
            continue
        crossing = book.used[passage.crossing]
        for letter, key, code in (("a", passage.key_a, crossing.country_a), ("b", passage.key_b, crossing.country_b)):
            place_id = f"{crossing.id}:{code or letter}"
            if place_id not in index:
                index[place_id] = len(places)
                zone = work.tables.zones.get(code, crossing.hours_tz or "UTC")
                places.append(Place(id=place_id, name=f"{crossing.name} ({code or letter} side)", country=code,
                                    lon=crossing.lon, lat=crossing.lat, tz=zone, kind="crossing",
                                    name_local=crossing.name_local))  # fmt: skip
            for layer in RAILS if passage.rail else (Layer.ROAD,):
                node = work.nodes.find(layer, key)
                if node is not None:
                    nodes.place[node], nodes.crossing[node] = index[place_id], passage.crossing
                    if code in work.countries.codes:
                        nodes.country[node] = work.countries.codes.index(code)
    return places


def _freeze(work: _Work, joined: Joined, nodes: Nodes, columns: Columns, name: str) -> Network:
    way = np.concatenate([p.way for p in work.pieces]).astype(np.int64)
    number = np.concatenate([p.number for p in work.pieces]).astype(np.int32)
    leg = columns["leg"]
    columns["leg"] = np.where(leg <= _PIECE_LEG, len(work.named) + _PIECE_LEG - leg, leg).astype(np.int32)
    countries = _name_countries(joined.additions.countries, nodes, columns)
    lines: list[Pieces | Geometry] = [*work.pieces, joined.additions.geometry]
    sizes = np.concatenate([np.diff(p.offset) for p in lines])
    geometry = Geometry(
        offset=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)]),
        lon=np.concatenate([p.lon for p in lines]), lat=np.concatenate([p.lat for p in lines]),
    )  # fmt: skip
    version = f"{work.tables.data_version}/{work.data.timestamp or 'undated'}"
    meta = NetworkMeta(name=name, kind="built", data_version=version,
                       attribution=(ATTRIBUTION, *work.tables.attribution), selection=str(work.selection))  # fmt: skip
    return assemble(
        meta=meta, countries=countries, nodes=nodes, arcs=to_arcs(columns), geometry=geometry,
        leg_ids=WayLegs(tuple(work.named), way, number),
        leg_sources=SomeSources(work.sources, len(work.named) + len(way)),
        leg_tags=name_legs(work.data, way, after=len(work.named)),
        places=joined.places, crossings=joined.crossings, services=joined.services, season_sets=joined.season_sets,
    )  # fmt: skip


def _name_countries(codes: Sequence[str], nodes: Nodes, columns: Columns) -> tuple[str, ...]:
    """Give numbers to the countries that occur only; an arc without one takes its tail's."""
    land = columns["country"]
    land = np.where(land == NOWHERE, nodes.country[columns["tail"]], land)
    used = np.unique(np.concatenate([nodes.country, land]))
    used = used[used != NOWHERE]
    number = np.full(len(codes) + 1, NOWHERE, np.int16)
    number[used] = np.arange(len(used))
    columns["country"] = number[land]
    nodes.country[:] = number[nodes.country]
    return tuple(codes[i] for i in used.tolist())
