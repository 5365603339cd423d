"""Read ``.osm.pbf`` and ``.osm`` files: one pass each, merged on OpenStreetMap's ids.

libosmium filters in C++, so that Python sees only ways that may matter, posts, places and
boundaries. Of an element that several files hold, the highest version counts, and on equal
versions the one with fewer missing nodes; the order of the files does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from errno import EDQUOT, ENOSPC
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from osmium import BaseFilter, BaseHandler, NodeLocationsForWays, OsmFileIterator, SimpleWriter
from osmium.filter import KeyFilter, TagFilter
from osmium.index import LocationTable, create_map, map_types
from osmium.io import Reader
from osmium.osm import NODE, RELATION, WAY, Node, Way, osm_entity_bits

from corridor_planner.errors import EnvironmentFault, InvalidInput
from corridor_planner.graph.leg_tags import TagSet
from corridor_planner.osm.barriers import BARRIER_TAGS, Barrier, read_barrier
from corridor_planner.osm.boundaries import Boundary, boundary_ways, country_of, to_boundary
from corridor_planner.osm.controls import POST_TAGS, Evidence, read_evidence
from corridor_planner.osm.feature_reading import FeatureCollector
from corridor_planner.osm.ferry_routes import is_ferry_route
from corridor_planner.osm.file_position import FilePosition
from corridor_planner.osm.findings import Findings
from corridor_planner.osm.inputs import ReadingRules
from corridor_planner.osm.member_ways import MemberWays, line_of
from corridor_planner.osm.merging import WayColumns, join_lists
from corridor_planner.osm.selection import EVERYTHING, Selection
from corridor_planner.osm.site_kinds import SITE_KEYS, SITE_TAGS, read_site_kind
from corridor_planner.osm.turns import RESTRICTION_KEYS, Member, Restriction, is_restriction, read_restrictions
from corridor_planner.osm.way_reading import NOT_TRAVELLED, WayPool, renumber_facts, tell_gaps
from corridor_planner.osm.way_text import SCALE, UNDEFINED, lines_writer, read_ways
from corridor_planner.osm.ways import WayFacts

Progress = Callable[[str, float], None]
_Filter = TypeVar("_Filter", bound=BaseFilter)

ATTRIBUTION: Final = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"
SUFFIXES: Final = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
_NODE_KEYS: Final = ("barrier", "government", *SITE_KEYS)
_WAY_KEYS: Final = ("highway", "railway", "route", "boundary", "barrier", "amenity", "government")
_POST_ON_RAILS: Final = ("railway", "border")
_BOUNDARY: Final = ("boundary", "administrative")
_RELATION_KEYS: Final = (*RESTRICTION_KEYS, "boundary", "route")
_LOCATIONS: Final = "sparse_mmap_array"  # grows without being copied, but not everywhere
_MOSTLY_ELSEWHERE: Final = 0.9  # of its boundary: then the file is not about that country
_TELL_EVERY: Final = 1_000  # elements
_OF_ELEMENTS: Final = 0.7  # of the time that a file takes, the rest goes to its ways
_ALL_OF_A_PROGRESS: Final = 0.7


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
    way_id, facts_of_way, names_of_way : (ways,)
        Sorted ids, and the indices of each way's facts and of its name and numbers, -1 for none.
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
    names_of_way: NDArray[np.int32]
    names: tuple[TagSet, ...]
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

    ways: WayPool
    nodes: dict[int, TaggedNode] = field(default_factory=dict)
    barriers: dict[int, tuple[int, Barrier | None]] = field(default_factory=dict)
    post_areas: dict[int, TaggedNode] = field(default_factory=dict)
    relations: dict[int, _Relation] = field(default_factory=dict)
    timestamp: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relation:
    version: int
    tags: Mapping[str, str]
    members: tuple[Member, ...]


def read_osm(
    paths: Sequence[Path],
    findings: Findings,
    *,
    rules: ReadingRules,
    progress: Progress,
    features: FeatureCollector,
    selection: Selection = EVERYTHING,
) -> OsmData:
    """Read and merge files; what lies beside the road goes to ``features``.

    Raises
    ------
    InvalidInput
        When a file is missing, has another ending, is damaged or hostile.
    EnvironmentFault
        When there is no room for temporary files.
    """
    for path in paths:
        _refuse_foreign(path)
    pool = _Pool(ways=WayPool(rules=rules, selection=selection))
    ordered = sorted(paths, key=lambda path: (path.name, str(path)))
    total_bytes = sum(path.stat().st_size for path in ordered) or 1
    before = 0.0
    for path in ordered:
        share = path.stat().st_size / total_bytes

        def tell(done: float, path: Path = path, before: float = before, share: float = share) -> None:
            progress(f"reading {path.name}", _ALL_OF_A_PROGRESS * (before + share * done))

        try:
            _read_file(path, pool, features, selection, tell)
        except (RuntimeError, ValueError, OSError) as error:
            raise _unreadable(path, error) from error
        before += share
    progress("merging", _ALL_OF_A_PROGRESS)
    features.members.complete()
    return _merge(pool, findings)


def _unreadable(path: Path, error: Exception) -> InvalidInput | EnvironmentFault:
    if isinstance(error, InvalidInput | EnvironmentFault):
        return error
    if getattr(error, "errno", None) in (ENOSPC, EDQUOT) or "No space left" in str(error):
        return EnvironmentFault("temporary folder", gettempdir(), rule="it must have room for twice the extract",
                                remedy="make room, or name another folder in the environment as TMPDIR")  # fmt: skip
    return InvalidInput("OpenStreetMap file", str(path), rule=f"it must be readable: {error}",
                        remedy="download it again, or check it with 'osmium fileinfo'")  # fmt: skip


def _refuse_foreign(path: Path) -> None:
    if not path.is_file():
        raise InvalidInput("source", str(path), rule="there is no such file", remedy="check the path")
    if not path.name.lower().endswith(SUFFIXES):
        raise InvalidInput("source", path.name, rule=f"its name must end in {', '.join(SUFFIXES)}",
                           remedy="give an OpenStreetMap extract")  # fmt: skip


def _read_file(
    path: Path, pool: _Pool, features: FeatureCollector, selection: Selection, tell: Callable[[float], None]
) -> None:
    """Read a file in one pass: ways to travel on as lines of text, all else one by one."""
    table = create_map(_LOCATIONS if _LOCATIONS in map_types() else "flex_mem")
    locations = NodeLocationsForWays(table)
    locations.ignore_errors()
    own: dict[int, _Relation] = {}
    with TemporaryDirectory(prefix="corridor-planner-ways-") as folder:
        lines = Path(folder) / "ways.opl"
        with Reader(str(path)) as reader, lines_writer(lines) as writer:
            stamp = reader.header().get("osmosis_replication_timestamp") or reader.header().get("timestamp") or ""
            position = FilePosition(path)
            # An iterator of libosmium does not keep its filters alive: they need a name.
            chain = _handlers(selection, features, locations, writer)
            for number, element in enumerate(OsmFileIterator(reader, *chain)):
                _take(element, own, pool, features)
                if number % _TELL_EVERY == 0:
                    tell(_OF_ELEMENTS * position.share())
        pool.timestamp = max(pool.timestamp, stamp)
        tell(_OF_ELEMENTS)
        pool.ways.take_file(lines, as_of=(stamp or "undated")[:10])
        _read_members(path, own, pool, features.members, table)
    for id_, relation in own.items():
        _keep_relation(id_, relation, pool)


def _handlers(
    selection: Selection, features: FeatureCollector, locations: NodeLocationsForWays, writer: SimpleWriter
) -> tuple[BaseHandler | BaseFilter, ...]:
    """Return what libosmium does with an element, in this order; what passes all of it reaches Python.

    Ways are filtered before their nodes are looked up, and written down before features are told from roads.
    """
    feature_keys = {key for key, _ in features.tags}
    return (
        _only(WAY, KeyFilter(*_WAY_KEYS, *features.keys)),
        _only(WAY, TagFilter(*selection.tags, _BOUNDARY, *POST_TAGS, *features.tags)),
        locations,
        _only(NODE, KeyFilter(*_NODE_KEYS, *feature_keys)),
        _only(NODE, KeyFilter("barrier", "name", "railway", "government", *features.keys)),
        _only(NODE, TagFilter(*POST_TAGS, _POST_ON_RAILS, *BARRIER_TAGS, *SITE_TAGS, *features.tags)),
        _only(RELATION, KeyFilter(*_RELATION_KEYS, *feature_keys)),
        writer,
        _only(WAY, TagFilter(*POST_TAGS, *features.tags)),
    )


def _only(kind: osm_entity_bits, chosen: _Filter) -> _Filter:
    """Let a filter look at one kind of element, and pass all others."""
    chosen.enable_for(kind)
    return chosen


def _take(element: Any, own: dict[int, _Relation], pool: _Pool, features: FeatureCollector) -> None:  # noqa: ANN401
    tags = {tag.k: tag.v for tag in element.tags}
    features.take(element, tags)
    if element.is_node():
        _take_node(element, tags, pool)
    elif element.is_way():
        _take_post_area(element, tags, pool)
    elif country_of(tags) or is_restriction(tags) or is_ferry_route(tags):
        members = tuple((m.type, m.ref, m.role) for m in element.members)
        own[element.id] = _Relation(version=element.version, tags=tags, members=members)


def _take_post_area(way: Way, tags: dict[str, str], pool: _Pool) -> None:
    if read_evidence(tags) is None:
        return
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


def _keep_relation(id_: int, relation: _Relation, pool: _Pool) -> None:
    """Keep the higher version; of equal ones, the members of both."""
    before = pool.relations.get(id_)
    if before is None or before.version < relation.version:
        pool.relations[id_] = relation
    elif before.version == relation.version and before.members != relation.members:
        one, other = sorted((before.members, relation.members), key=lambda members: (-len(members), members))
        pool.relations[id_] = replace(before, members=tuple(join_lists(one, other)))


def _read_members(
    path: Path, relations: Mapping[int, _Relation], pool: _Pool, members: MemberWays, table: LocationTable
) -> None:
    """Read again ways whose own tags say nothing: of boundaries, and of features."""
    wanted = _untagged_boundaries(relations, pool)
    sought = members.seek(path)
    if not (wanted or sought):
        return
    block = read_ways(path, wanted | sought, table)
    pool.ways.take_boundaries(block, wanted)
    for (way, line), size in zip(block.degrees(), block.size.tolist(), strict=True):
        if way in sought:
            members.hold(way, line, missing=size - len(line))


def _untagged_boundaries(relations: Mapping[int, _Relation], pool: _Pool) -> set[int]:
    """Return the ways that boundaries lack, of countries that the file is about."""
    held = pool.ways.ids_of_last_file()
    wanted: set[int] = set()
    for relation in relations.values():
        if country_of(relation.tags):
            rings = np.array(boundary_ways(relation.members), np.int64)
            lacking = rings[~np.isin(rings, held)]
            if len(lacking) < len(rings) * _MOSTLY_ELSEWHERE:
                wanted.update(lacking.tolist())
    return wanted


def _merge(pool: _Pool, findings: Findings) -> OsmData:
    relations = {id_: (relation.tags, relation.members) for id_, relation in pool.relations.items()}
    ways = pool.ways.merged(findings, relations)
    boundaries = _boundaries(pool, ways)
    ways = ways.take(np.flatnonzero((ways.facts != NOT_TRAVELLED) & (ways.size > 1)))
    tell_gaps(ways, findings)
    nodes = sorted(pool.nodes.values(), key=lambda node: node.id)
    facts_of_way, facts = renumber_facts(ways.facts, pool.ways.facts)
    return OsmData(
        way_id=ways.way_id, facts_of_way=facts_of_way, facts=facts,
        names_of_way=ways.names, names=tuple(pool.ways.names), offset=ways.offset, ref=ways.ref, x=ways.x,
        y=ways.y, missing=ways.x == UNDEFINED,
        posts=tuple(n for n in nodes if read_evidence(n.tags) is not None),
        post_areas=tuple(sorted(pool.post_areas.values(), key=lambda area: area.id)),
        sites=tuple(n for n in nodes if read_evidence(n.tags) is not Evidence.CONTROL),
        barriers={node: barrier for node, (_, barrier) in sorted(pool.barriers.items()) if barrier is not None},
        restrictions=read_restrictions(relations, findings), boundaries=boundaries, timestamp=pool.timestamp,
    )  # fmt: skip


def _boundaries(pool: _Pool, ways: WayColumns) -> tuple[Boundary, ...]:
    found = []
    for id_, relation in sorted(pool.relations.items()):
        if country_of(relation.tags):
            drawn = {way: line for way in boundary_ways(relation.members) if (line := _line(ways, way)) is not None}
            lines = {way: line for way, (line, _) in drawn.items()}
            gapped = {way for way, (_, lacking) in drawn.items() if lacking}
            found.append(to_boundary(id_, relation.tags, relation.members, lines, gapped))
    return tuple(found)


def _line(ways: WayColumns, way: int) -> tuple[NDArray[np.float64], int] | None:
    """Return a way's line in degrees and how many of its nodes the files lack; None where they lack the way."""
    row = int(np.searchsorted(ways.way_id, way))
    if row == len(ways.way_id) or ways.way_id[row] != way:
        return None
    own = slice(int(ways.offset[row]), int(ways.offset[row + 1]))
    held = ways.x[own] != UNDEFINED
    return np.stack([ways.x[own], ways.y[own]], axis=1)[held] * SCALE, int((~held).sum())
