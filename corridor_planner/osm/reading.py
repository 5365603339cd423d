"""Read ``.osm.pbf`` and ``.osm`` files: one pass each, merged on OpenStreetMap's ids.

libosmium filters in C++, so that Python sees only ways that may matter, posts, places and
boundaries. Of an element that several files hold, the highest version counts, and on equal
versions the one with fewer missing nodes; the order of the files does not matter.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium import BaseFilter
from osmium.filter import KeyFilter, TagFilter
from osmium.osm import NODE, RELATION, WAY, Node, Relation, Way

from corridor_planner.errors import InvalidInput
from corridor_planner.osm.barriers import Barrier, read_barrier
from corridor_planner.osm.boundaries import Boundary, boundary_ways, country_of, to_boundary
from corridor_planner.osm.controls import POST_TAGS, Evidence, read_evidence
from corridor_planner.osm.feature_reading import FeatureCollector
from corridor_planner.osm.ferry_routes import is_ferry_route, with_routes
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.inputs import ReadingRules
from corridor_planner.osm.member_ways import MemberWays, line_of
from corridor_planner.osm.site_kinds import SITE_KEYS, read_site_kind
from corridor_planner.osm.turns import RESTRICTION_KEYS, RelationParts, Restriction, is_restriction, read_restrictions
from corridor_planner.osm.ways import RELEVANT_KEYS, RELEVANT_TAGS, Note, WayFacts, read_way
from corridor_planner.units import great_circle_m

Progress = Callable[[str, float], None]

ATTRIBUTION: Final = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"
SUFFIXES: Final = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
SCALE: Final = 1e-7  # degrees per unit of OpenStreetMap's whole-number coordinates
_UNDEFINED: Final = 2_147_483_647
_NODE_KEYS: Final = ("barrier", "government", *SITE_KEYS)
_WAY_KEYS: Final = ("highway", "railway", "route", "boundary", "barrier", "amenity", "government")
_WAY_TAGS: Final = (*RELEVANT_TAGS, ("boundary", "administrative"), *POST_TAGS)
_RELATION_KEYS: Final = (*RESTRICTION_KEYS, "boundary", "route")
_FERRY: Final = -1  # stands for the facts of a ferry until the routes it belongs to are known
_ALL_OF_A_PROGRESS: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedNode:
    """A border post, settlement, station or ferry terminal."""

    id: int
    version: int
    lon: float
    lat: float
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class OsmData:
    """What the files hold, as far as travel is concerned.

    Attributes
    ----------
    way_id, facts_of_way : (ways,)
        Sorted ids, and the index of each way's facts.
    offset : (ways + 1,)
        Ways' nodes are ``offset[w]:offset[w + 1]`` of ``ref``, ``x`` and ``y``.
    x, y
        Whole numbers of 1e-7 degrees.
    missing
        Nodes that no file holds.
    posts, post_areas
        Border controls that are nodes, and those that are ways, at their middle.
    barriers
        By node id: those that keep somebody out.
    timestamp
        Newest date of the files, or "".
    """

    way_id: NDArray[np.int64]
    facts_of_way: NDArray[np.int32]
    facts: tuple[WayFacts, ...]
    offset: NDArray[np.int64]
    ref: NDArray[np.int64]
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    missing: NDArray[np.bool_]
    posts: tuple[TaggedNode, ...]
    post_areas: tuple[TaggedNode, ...]
    sites: tuple[TaggedNode, ...]
    barriers: Mapping[int, Barrier]
    restrictions: tuple[Restriction, ...]
    boundaries: tuple[Boundary, ...]
    timestamp: str

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the ways in degrees."""
        x, y = self.x[~self.missing], self.y[~self.missing]
        if not len(x):
            return 0.0, 0.0, 0.0, 0.0
        return float(x.min() * SCALE), float(y.min() * SCALE), float(x.max() * SCALE), float(y.max() * SCALE)


@dataclass(slots=True)
class _Pool:
    """What is gathered over all files before the versions are compared."""

    way_id: array[int] = field(default_factory=lambda: array("q"))
    version: array[int] = field(default_factory=lambda: array("q"))
    facts_of_way: array[int] = field(default_factory=lambda: array("i"))
    size: array[int] = field(default_factory=lambda: array("q"))
    ref: array[int] = field(default_factory=lambda: array("q"))
    x: array[int] = field(default_factory=lambda: array("i"))
    y: array[int] = field(default_factory=lambda: array("i"))
    facts: dict[WayFacts, int] = field(default_factory=dict)
    notes: dict[tuple[int, int], tuple[Note, ...]] = field(default_factory=dict)
    nodes: dict[int, TaggedNode] = field(default_factory=dict)
    ferries: dict[tuple[int, int], tuple[dict[str, str], str]] = field(default_factory=dict)
    barriers: dict[int, tuple[int, Barrier | None]] = field(default_factory=dict)
    post_areas: dict[int, TaggedNode] = field(default_factory=dict)
    relations: dict[int, tuple[int, dict[str, str], tuple[tuple[str, int, str], ...]]] = field(default_factory=dict)
    timestamp: str = ""


def read_osm(
    paths: Sequence[Path], findings: Findings, *, rules: ReadingRules, progress: Progress,
    features: FeatureCollector,
) -> OsmData:  # fmt: skip
    """Read and merge files; what lies beside the road goes to ``features``.

    Raises
    ------
    InvalidInput
        When a file is missing, has another ending, is damaged or hostile.
    """
    for path in paths:
        _refuse_foreign(path)
    pool = _Pool()
    ordered = sorted(paths, key=lambda path: (path.name, str(path)))
    for number, path in enumerate(ordered):
        progress(f"reading {path.name}", _ALL_OF_A_PROGRESS * number / len(ordered))
        try:
            _read_file(path, pool, rules, features)
        except (RuntimeError, ValueError, OSError) as error:
            raise InvalidInput("OpenStreetMap file", str(path), rule=f"it must be readable: {error}",
                            remedy="download it again, or check it with 'osmium fileinfo'") from error  # fmt: skip
    features.members.complete()
    return _merge(pool, features.members, rules, findings)


def _refuse_foreign(path: Path) -> None:
    if not path.is_file():
        raise InvalidInput("source", str(path), rule="there is no such file", remedy="check the path")
    if not path.name.lower().endswith(SUFFIXES):
        raise InvalidInput("source", path.name, rule=f"its name must end in {', '.join(SUFFIXES)}",
                           remedy="give an OpenStreetMap extract")  # fmt: skip


def _read_file(path: Path, pool: _Pool, rules: ReadingRules, features: FeatureCollector) -> None:
    source = osmium.FileProcessor(str(path)).with_locations("flex_mem")
    stamp = source.header.get("osmosis_replication_timestamp") or source.header.get("timestamp")
    pool.timestamp = max(pool.timestamp, stamp or "")
    for only in _filters(features):
        source.with_filter(only)
    memo: dict[tuple[tuple[str, str], ...], tuple[WayFacts | None, tuple[Note, ...]]] = {}
    for element in source:
        tags = {tag.k: tag.v for tag in element.tags}
        features.take(element, tags)
        if element.is_way():
            _take_way(element, tags, pool, features.members, memo, rules, as_of=(stamp or "undated")[:10])
        elif element.is_node():
            _take_node(element, tags, pool)
        elif element.is_relation():
            _take_relation(element, tags, pool)
    for _, tags, members in pool.relations.values():
        if country_of(tags):
            features.members.want(boundary_ways(members))
    features.members.read(path, source.node_location_storage)


def _filters(features: FeatureCollector) -> Iterator[BaseFilter]:
    """Yield what an element must fulfil, all of it, to reach Python."""
    feature_keys = {key for key, _ in features.tags}
    for kind, only in (
        (NODE, KeyFilter(*_NODE_KEYS, *feature_keys)),
        (NODE, KeyFilter("barrier", "name", "railway", "government", *features.keys)),
        (WAY, KeyFilter(*_WAY_KEYS, *features.keys)),
        (WAY, TagFilter(*_WAY_TAGS, *features.tags)),
        (RELATION, KeyFilter(*_RELATION_KEYS, *feature_keys)),
    ):
        only.enable_for(kind)
        yield only


def _take_way(
    way: Way,
    tags: dict[str, str],
    pool: _Pool,
    lines: MemberWays,
    memo: dict[tuple[tuple[str, str], ...], tuple[WayFacts | None, tuple[Note, ...]]],
    rules: ReadingRules,
    *,
    as_of: str,
) -> None:
    if "boundary" in tags or "admin_level" in tags:
        line = line_of(way)
        lines.hold(way.id, line, missing=len(way.nodes) - len(line))
    if read_evidence(tags) is not None:
        _take_post_area(way, tags, pool)
    key = tuple((k, v) for k, v in tags.items() if k in RELEVANT_KEYS)
    if tags.get("route") == "ferry" and "highway" not in tags:
        pool.ferries[way.id, way.version] = dict(key), as_of
        _take_nodes(way, pool, _FERRY)
        return
    known = memo.get(key)
    if known is None:
        known = read_way(way.id, dict(key), rules, as_of=as_of)
        if known[0] is None or not known[0].alone:
            memo[key] = known
    facts, notes = known
    if notes:
        pool.notes[way.id, way.version] = notes
    if facts is not None:
        _take_nodes(way, pool, pool.facts.setdefault(facts, len(pool.facts)))


def _take_nodes(way: Way, pool: _Pool, facts: int) -> None:
    nodes = way.nodes
    if len(nodes) < 2:
        return
    pool.way_id.append(way.id)
    pool.version.append(way.version)
    pool.facts_of_way.append(facts)
    pool.size.append(len(nodes))
    for node in nodes:
        pool.ref.append(node.ref)
        pool.x.append(node.x)
        pool.y.append(node.y)


def _take_post_area(way: Way, tags: dict[str, str], pool: _Pool) -> None:
    line, before = line_of(way), pool.post_areas.get(way.id)
    if len(line) and (before is None or before.version < way.version):
        lon, lat = ((line.min(axis=0) + line.max(axis=0)) / 2).tolist()
        pool.post_areas[way.id] = TaggedNode(id=way.id, version=way.version, lon=lon, lat=lat, tags=tags)


def _take_node(node: Node, tags: dict[str, str], pool: _Pool) -> None:
    if "barrier" in tags and pool.barriers.get(node.id, (-1,))[0] < node.version:
        pool.barriers[node.id] = node.version, read_barrier(tags)
    wanted = read_evidence(tags) is not None or read_site_kind(tags) is not None
    before = pool.nodes.get(node.id)
    if wanted and (before is None or before.version < node.version):
        pool.nodes[node.id] = TaggedNode(id=node.id, version=node.version, lon=node.lon, lat=node.lat, tags=tags)


def _take_relation(relation: Relation, tags: dict[str, str], pool: _Pool) -> None:
    if not (country_of(tags) or is_restriction(tags) or is_ferry_route(tags)):
        return
    before = pool.relations.get(relation.id)
    if before is None or before[0] < relation.version:
        members = tuple((m.type, m.ref, m.role) for m in relation.members)
        pool.relations[relation.id] = (relation.version, tags, members)


def _merge(pool: _Pool, lines: MemberWays, rules: ReadingRules, findings: Findings) -> OsmData:
    way_id, version = np.array(pool.way_id, np.int64), np.array(pool.version, np.int64)
    size = np.array(pool.size, np.int64)
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])
    ref, x, y = np.array(pool.ref, np.int64), np.array(pool.x, np.int32), np.array(pool.y, np.int32)
    gaps = np.add.reduceat(x == _UNDEFINED, start[:-1]) if len(size) else size
    order = np.lexsort((np.arange(len(way_id)), gaps, -version, way_id))
    chosen = order[np.concatenate([np.ones(1, bool), np.diff(way_id[order]) > 0])] if len(order) else order
    _fill_gaps(ref, x, y)
    relations = {id_: (tags, members) for id_, (_, tags, members) in pool.relations.items()}
    facts_of_way = np.array(pool.facts_of_way, np.int32)
    for row, facts in _read_ferries(pool, chosen[facts_of_way[chosen] == _FERRY], (start, x, y), relations, rules):
        facts_of_way[row] = facts
    chosen = chosen[facts_of_way[chosen] != _FERRY]
    offset = np.concatenate([np.zeros(1, np.int64), np.cumsum(size[chosen])])
    take = np.repeat(start[chosen] - offset[:-1], size[chosen]) + np.arange(offset[-1])
    _tell_notes(pool, dict(zip(way_id[chosen].tolist(), version[chosen].tolist(), strict=True)), findings)
    missing = x[take] == _UNDEFINED
    _tell_gaps(way_id[chosen], offset, ref[take], missing, findings)
    nodes = sorted(pool.nodes.values(), key=lambda node: node.id)
    return OsmData(
        way_id=way_id[chosen], facts_of_way=facts_of_way[chosen], facts=tuple(pool.facts),
        offset=offset, ref=ref[take], x=x[take], y=y[take], missing=missing,
        posts=tuple(n for n in nodes if read_evidence(n.tags) is not None),
        post_areas=tuple(sorted(pool.post_areas.values(), key=lambda area: area.id)),
        sites=tuple(n for n in nodes if read_evidence(n.tags) is not Evidence.CONTROL),
        barriers={node: barrier for node, (_, barrier) in sorted(pool.barriers.items()) if barrier is not None},
        restrictions=read_restrictions(relations, findings), boundaries=_boundaries(pool, lines),
        timestamp=pool.timestamp,
    )  # fmt: skip


def _read_ferries(
    pool: _Pool, rows: NDArray[np.int64], drawn: tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]],
    relations: Mapping[int, RelationParts], rules: ReadingRules,
) -> Iterator[tuple[int, int]]:  # fmt: skip
    """Yield the ways of ferries that are kept and their facts, now that the routes they belong to are known."""
    start, x, y = drawn
    row_of = {pool.way_id[row]: row for row in rows.tolist()}
    held = {way: pool.ferries[way, pool.version[row]] for way, row in row_of.items()}
    length_m = {}
    for way, row in row_of.items():
        lon, lat = (axis[start[row] : start[row + 1]] * SCALE for axis in (x, y))
        length_m[way] = sum(great_circle_m(*a, *b) for a, b in pairwise(zip(lon.tolist(), lat.tolist(), strict=True)))
    for way, tags in sorted(with_routes({way: tags for way, (tags, _) in held.items()}, length_m, relations).items()):
        facts, notes = read_way(way, tags, rules, as_of=held[way][1])
        if notes:
            pool.notes[way, pool.version[row_of[way]]] = notes
        if facts is not None:
            yield row_of[way], pool.facts.setdefault(facts, len(pool.facts))


def _fill_gaps(ref: NDArray[np.int64], x: NDArray[np.int32], y: NDArray[np.int32]) -> None:
    """Take the place of a node that one file lacks from another that holds it."""
    gap = x == _UNDEFINED
    if not gap.any() or gap.all():
        return
    known, first = np.unique(ref[~gap], return_index=True)
    spot = np.minimum(np.searchsorted(known, ref[gap]), len(known) - 1)
    found = known[spot] == ref[gap]
    places = np.flatnonzero(~gap)[first[spot[found]]]
    filled = np.flatnonzero(gap)[found]
    x[filled], y[filled] = x[places], y[places]


def _tell_notes(pool: _Pool, versions: Mapping[int, int], findings: Findings) -> None:
    for (way, version), notes in sorted(pool.notes.items()):
        if versions.get(way, version) == version:
            for note in notes:
                findings.note(note.kind, f"way/{way}", note.key, note.value)


def _tell_gaps(
    way_id: NDArray[np.int64], offset: NDArray[np.int64], ref: NDArray[np.int64], missing: NDArray[np.bool_],
    findings: Findings,
) -> None:  # fmt: skip
    if not missing.any():
        return
    gaps = np.add.reduceat(missing, offset[:-1])
    for way, count in zip(way_id[gaps > 0].tolist(), gaps[gaps > 0].tolist(), strict=True):
        findings.note(FindingKind.WAY_INCOMPLETE, f"way/{way}", "missing nodes", str(count))
    for node in np.unique(ref[missing]).tolist():
        findings.note(FindingKind.NODE_MISSING, f"node/{node}")


def _boundaries(pool: _Pool, lines: MemberWays) -> tuple[Boundary, ...]:
    return tuple(
        to_boundary(relation, tags, members, lines.lines, lines.gapped)
        for relation, (_, tags, members) in sorted(pool.relations.items()) if country_of(tags)
    )  # fmt: skip
