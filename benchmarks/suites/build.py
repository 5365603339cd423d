"""Suite *build*: networks from OpenStreetMap, in whole processes, beside readers and builders of others.

Everybody is given the same file, as a process of its own whose time (from start to end, imports
included) and peak memory are taken from outside; builders are run in turn. Ours writes its whole
store. Bare reading by pyosmium is a floor, not a rival: it cuts, joins, borders and writes nothing.
The lengths of our roads and railways are compared with those that pyosmium alone measures.

Large extracts are made of renumbered copies of a small one (``benchmarks.scaled``); they are kept in
the user's cache folder. Extrapolated rows say so: a straight line through two measured sizes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

import numpy as np

from benchmarks.builders import (
    ALL,
    ARRAYS,
    BUILT,
    CLASSES,
    MAIN,
    OSMNX,
    OSRM,
    PLANNERS,
    PYROSM,
    READING,
    VALHALLA,
    Builder,
    Built,
    fresh_folder,
    run,
    why_no_classes,
)
from benchmarks.contract import OURS, Row, Status
from benchmarks.registry import Case, Options, Suite
from benchmarks.scaled import make_scaled
from benchmarks.suites.store import find_extracts
from benchmarks.timing import Times
from corridor_planner.units import great_circle_m

COPIES: Final = (1, 4, 20)
LARGEST_MB: Final = 600  # the seven countries
AIMS: Final = {ALL: (15 * 60, 8192), MAIN: (3 * 60, 3072)}  # seconds and MiB for the seven countries
FASTER_THAN: Final = {VALHALLA.name: 4.0, PYROSM.name: 10.0, READING.name: 0.5}  # at motorway to tertiary
FLAT: Final = 1.2  # time per object may grow by so much
LENGTH_SHARE: Final = 0.005
_MOST_RUNS: Final = 5
_MAIN: Final = ("motorway", "trunk", "primary", "secondary", "tertiary")
_STREETS: Final = ("unclassified", "road", "residential", "living_street")
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All runs of a builder on a file."""

    builder: Builder
    runs: tuple[Built, ...]

    @property
    def seconds(self) -> Times:
        """Durations of the whole processes."""
        return Times(each_s=tuple(run.seconds for run in self.runs))

    @property
    def peak_memory_mb(self) -> float:
        """The largest peak of all runs."""
        return max(run.peak_memory_mb for run in self.runs)

    @property
    def work_s(self) -> float | None:
        """The median of the work alone, None where the builder does not tell it."""
        told = [run.work_s for run in self.runs if run.work_s is not None]
        return median(told) if told else None


def small(options: Options) -> Iterator[Row]:
    """Build extracts as they are, beside everybody."""
    for extract in find_extracts(options.data):
        yield from _beside("small", extract, [READING, ARRAYS, VALHALLA, OSRM, PYROSM], options)


def large(options: Options) -> Iterator[Row]:
    """Build twenty copies of an extract, beside everybody."""
    extract = scaled(find_extracts(options.data)[0], COPIES[-1])
    yield from _beside("large", extract, [READING, ARRAYS, VALHALLA, OSRM, PYROSM], options, aims=FASTER_THAN)


def from_xml(options: Options) -> Iterator[Row]:
    """Build the roads of a small extract from XML, beside OSMnx."""
    extracts = find_extracts(options.data)
    smallest = min((path for one in extracts for path in one.parent.iterdir() if path.name.endswith(".osm.pbf")),
                   key=lambda path: path.stat().st_size, default=extracts[0])  # fmt: skip
    with fresh_folder() as folder:
        roads = Path(folder) / f"{smallest.name.partition('.')[0]}-roads.osm"
        _write_roads(smallest, roads)
        yield from _beside("from-xml", roads, [OSMNX], options, classes=(ALL,))


def scaling(options: Options) -> Iterator[Row]:
    """Build 1, 4 and 20 copies of an extract: time for each object, memory, and the seven countries by a line."""
    source = find_extracts(options.data)[0]
    files = [scaled(source, copies) for copies in COPIES]
    objects = _count_objects(source)
    for classes in CLASSES:
        name = f"scaling:{classes}"
        if reason := _why_not(PLANNERS, classes):
            yield Row(name=name, what=CLASSES[classes], status=Status.SKIPPED, note=reason)
            continue
        found = [_in_turn([PLANNERS], file, classes, options)[0] for file in files]
        each_s = [(one.work_s or one.seconds.median_s) / (objects * n) for one, n in zip(found, COPIES, strict=True)]
        for one, file, copies, per_object_s in zip(found, files, COPIES, each_s, strict=True):
            aim_s = None if copies == COPIES[0] else FLAT * each_s[0] * objects * copies
            yield Row(
                name=f"{name}-x{copies}", what=f"build {CLASSES[classes]} from {file.name}, the work alone",
                size={"objects": objects * copies, "source_bytes": file.stat().st_size}, aim_seconds=aim_s,
                seconds=one.work_s or one.seconds.median_s, runs=len(one.runs), peak_memory_mb=one.peak_memory_mb,
                note=f"{1e6 * per_object_s:.2f} us an object; whole process {one.seconds.median_s:.2f} s",
                measures={"seconds_per_object": per_object_s, "whole_seconds": one.seconds.median_s},
            )  # fmt: skip
        yield _extrapolated(f"{name}-x{LARGEST_MB}mb", classes, files[-2:], found[-2:])


def _extrapolated(name: str, classes: str, files: Sequence[Path], found: Sequence[Measured]) -> Row:
    """Draw a straight line through the two largest sizes."""
    sizes = [file.stat().st_size / _MB for file in files]
    aim_s, aim_mib = AIMS[classes]

    def at_largest(values: Sequence[float]) -> tuple[float, float]:
        slope = (values[1] - values[0]) / (sizes[1] - sizes[0])
        return values[1] + slope * (LARGEST_MB - sizes[1]), slope

    seconds, s_per_mb = at_largest([one.seconds.median_s for one in found])
    memory_mb, mb_per_mb = at_largest([one.peak_memory_mb for one in found])
    fits = memory_mb < aim_mib * 1.048576
    return Row(
        name=name, what=f"EXTRAPOLATED to {LARGEST_MB} MB, {CLASSES[classes]}, whole process",
        size={"source_bytes": LARGEST_MB * _MB}, seconds=seconds, aim_seconds=aim_s, peak_memory_mb=memory_mb,
        note=f"{s_per_mb:.2f} s and {mb_per_mb:.1f} MB of memory for each MB more; memory wanted below"
             f" {aim_mib:,} MiB: {'met' if fits else 'MISSED'}",
        measures={"extrapolated": True, "memory_mb_per_mb": mb_per_mb, "seconds_per_mb": s_per_mb},
    )  # fmt: skip


def _beside(
    name: str, extract: Path, peers: Sequence[Builder], options: Options, *, classes: Sequence[str] = tuple(CLASSES),
    aims: dict[str, float] | None = None,
) -> Iterator[Row]:  # fmt: skip
    """Give our row and one of each peer, for all classes of road and for the main ones."""
    whole: dict[str, Measured] = {}  # of peers that take all classes in any case: measured once
    for chosen in classes:
        label = f"{name}:{chosen}" if len(classes) > 1 else name
        what = f"{CLASSES[chosen]} from {extract.name}"
        if reason := _why_not(PLANNERS, chosen):
            yield Row(name=label, what=what, status=Status.SKIPPED, note=reason)
            continue
        asked = peers if options.peers else []
        absent = {peer.name: reason for peer in asked if (reason := peer.absent())}
        runnable = [peer for peer in asked if peer.name not in absent and peer.name not in whole]
        found = _in_turn([PLANNERS, *runnable], extract, chosen, options)
        others = whole | {one.builder.name: one for one in found[1:]}
        whole = {name: one for name, one in others.items() if MAIN not in one.builder.classes}
        yield _our_row(label, what, extract, chosen, found[0], others, aims if chosen == MAIN else None)
        for peer in asked:
            if peer.name in absent:
                yield Row(name=label, what=what, solver=peer.name, status=Status.SKIPPED, note=absent[peer.name])
            else:
                yield _peer_row(label, what, others[peer.name], found[0])


def _why_not(builder: Builder, classes: str) -> str:
    return why_no_classes() if builder is PLANNERS and classes == MAIN else builder.absent()


def _in_turn(builders: Sequence[Builder], extract: Path, classes: str, options: Options) -> list[Measured]:
    """Run builders in turn until the limit has passed; each at least once."""
    runs: list[list[Built]] = [[] for _ in builders]
    end = perf_counter() + options.seconds
    while not runs[0] or (len(runs[0]) < _MOST_RUNS and perf_counter() < end):
        for builder, own in zip(builders, runs, strict=True):
            with fresh_folder() as folder:
                own.append(run(builder, extract, Path(folder), classes))
    return [Measured(builder=builder, runs=tuple(own)) for builder, own in zip(builders, runs, strict=True)]


def _our_row(
    name: str, what: str, extract: Path, classes: str, ours: Measured, others: dict[str, Measured],
    aims: dict[str, float] | None,
) -> Row:  # fmt: skip
    wrong, compared = _compare_lengths(extract, classes)
    fastest = min(others.values(), key=lambda one: one.seconds.median_s, default=None)
    limits = [one.seconds.median_s / aims[peer] for peer, one in others.items() if aims and peer in aims]
    median_s = ours.seconds.median_s
    return Row(
        name=name, what=f"build {what}", solver=OURS, status=Status.FAILED if wrong else Status.MEASURED,
        size={"source_bytes": extract.stat().st_size, **ours.runs[0].found}, seconds=median_s,
        seconds_p95=ours.seconds.p95_s, runs=len(ours.runs), peak_memory_mb=ours.peak_memory_mb,
        peer=fastest.builder.name if fastest else None, peer_seconds=fastest.seconds.median_s if fastest else None,
        ratio=fastest.seconds.median_s / median_s if fastest else None, aim_seconds=min(limits, default=None),
        note=(f"the work alone {ours.work_s:.2f} s; " if ours.work_s else "") + compared,
        measures={"work_seconds": ours.work_s},
    )  # fmt: skip


def _peer_row(name: str, what: str, peer: Measured, ours: Measured) -> Row:
    seconds = peer.seconds.median_s
    told = f"the work alone {peer.work_s:.2f} s; " if peer.work_s else ""
    return Row(
        name=name, what=what, solver=peer.builder.name, size=peer.runs[0].found, seconds=seconds,
        seconds_p95=peer.seconds.p95_s, runs=len(peer.runs), peak_memory_mb=peer.peak_memory_mb,
        peer=peer.builder.name, peer_seconds=seconds, ratio=seconds / ours.seconds.median_s,
        note=told + peer.builder.note, measures={"work_seconds": peer.work_s},
    )  # fmt: skip


def scaled(source: Path, copies: int) -> Path:
    """Return an extract of so many copies of another, made once and kept in the user's cache folder."""
    if copies == 1:
        return source
    made_by = Path(make_scaled.__code__.co_filename)
    key = hashlib.sha256(source.read_bytes() + made_by.read_bytes()).hexdigest()[:10]
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "corridor-planner" / f"scaled-{key}"
    target = folder / f"{source.name.partition('.')[0]}-x{copies}.osm.pbf"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        make_scaled(source, copies, target)
    return target


def _count_objects(extract: Path) -> int:
    import osmium

    return sum(1 for _ in osmium.FileProcessor(str(extract)))


def _write_roads(extract: Path, target: Path) -> None:
    """Write the roads of an extract, and the points on them, as XML."""
    import osmium

    used: set[int] = set()
    ways = osmium.FileProcessor(str(extract), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway"))
    for way in ways:
        used.update(node.ref for node in way.nodes)
    with osmium.SimpleWriter(str(target)) as writer:
        for element in osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY):
            if (element.is_node() and element.id in used) or (element.is_way() and "highway" in element.tags):
                writer.add(element)


def _compare_lengths(extract: Path, classes: str) -> tuple[bool, str]:
    """Compare the kilometres of our network with those that pyosmium alone measures on the same tags.

    Where a road passes a border without a crossing, its edge over the border is left out of ours.
    """
    from corridor_planner.store.networks import open_network, read_report

    with fresh_folder() as folder:
        run(PLANNERS, extract, Path(folder), classes)
        built = Path(folder) / BUILT
        ours_km, report = _our_km(open_network(built)), read_report(built) or {}
    wanted = {*_MAIN, *(f"{name}_link" for name in _MAIN), *(_STREETS if classes == ALL else ())}
    theirs_km = _bare_km(extract, wanted)
    cut = report.get("findings", {}).get("border_without_crossing", {}).get("count", 0)
    wrong = abs(ours_km - theirs_km) > LENGTH_SHARE * theirs_km and not (cut and ours_km < theirs_km)
    told = f"{ours_km:,.1f} km of streets and railways, pyosmium alone {theirs_km:,.1f}"
    return wrong, told + (": DIFFERENT" if wrong else f", {cut} borders without a crossing" if cut else "")


def _our_km(network: object) -> float:
    from corridor_planner.domain import ArcKind, RoadClass
    from corridor_planner.graph.network import Network

    assert isinstance(network, Network)
    arcs = network.arcs
    street = (arcs.kind == ArcKind.ROAD) & (arcs.road_class >= RoadClass.MOTORWAY)
    street &= arcs.road_class <= RoadClass.RESIDENTIAL
    counted = np.flatnonzero(street | (arcs.kind == ArcKind.RAIL))
    _, first = np.unique(arcs.leg[counted], return_index=True)  # both directions are one leg, copies too
    return float(arcs.length_m[counted[first]].sum()) / 1000


def _bare_km(extract: Path, highways: set[str]) -> float:
    import osmium

    total_m = 0.0
    source = osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY).with_locations("flex_mem")
    source = source.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for way in source.with_filter(osmium.filter.KeyFilter("highway", "railway")):
        tags = way.tags
        taken = tags.get("highway") in highways and tags.get("area") != "yes"
        if taken or tags.get("railway") == "rail":
            points = [(n.lon, n.lat) if n.location.valid() else None for n in way.nodes]
            total_m += sum(great_circle_m(*a, *b) for a, b in pairwise(points) if a and b)
    return total_m / 1000


SUITE: Final = Suite(
    name="build",
    what="networks from OpenStreetMap in whole processes",
    cases=(
        Case(name="small", what="an extract as it is, beside everybody", run=small, limit_s=900),
        Case(name="from-xml", what="roads of the smallest extract from XML, beside OSMnx", run=from_xml, limit_s=900),
        Case(name="scaling", what="1, 4 and 20 copies, and the seven countries by a line", run=scaling, needs_s=20,
             limit_s=1800),
        Case(name="large", what="20 copies beside everybody", run=large, needs_s=120, limit_s=3600),
    ),
)  # fmt: skip
