"""Suite *store*: networks on disk - build from OpenStreetMap, write, open, verify.

Opening stands beside a pickle of the same network as networkx graph and, where pyarrow is
installed, beside Parquet; building beside pyosmium's bare reading of the same file. The pickle
holds more (a dictionary per arc), the bare reading does less (nothing but reading): what each
ratio says is told in ``docs/explanation/performance.md``.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.contract import Row, Status
from benchmarks.kept import bytes_of, open_beside_peers
from benchmarks.registry import Case, Options, Suite
from benchmarks.timing import Times, forget_peak, once, peak_memory_mb, repeat
from corridor_planner.errors import InvalidInput

ROOT: Final = Path(__file__).resolve().parents[2]
OWN: Final = ROOT / "tests" / "data" / "two_countries.osm"
READING: Final = "pyosmium, reading only"
_ENDINGS: Final = (".osm.pbf", ".osm")


def find_extracts(folder: Path | None) -> tuple[Path, ...]:
    """Return the extracts of a folder; by default Liechtenstein of the shared material, else our own fixture.

    Raises
    ------
    InvalidInput
        When the folder holds none.
    """
    if folder is not None:
        found = tuple(sorted(p for p in folder.iterdir() if p.name.endswith(_ENDINGS)))
        if not found:
            raise InvalidInput("--data", str(folder), rule="it holds no .osm.pbf or .osm file",
                               remedy="put extracts into it, or leave --data out")  # fmt: skip
        return found
    shared = Path(os.environ.get("CORRIDOR_SHARED") or ROOT.parent / "shared") / "osm" / "liechtenstein.osm.pbf"
    return (shared if shared.exists() else OWN,)


def backbone(options: Options) -> Iterator[Row]:
    """Keep the backbone in a folder and open it."""
    from corridor_planner.planning.session import open_planner

    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
        yield from open_beside_peers(
            "open-backbone", "open the backbone", open_planner().network, Path(folder), peers=options.peers,
            limit_s=options.seconds,
        )  # fmt: skip


def built(options: Options) -> Iterator[Row]:
    """Open networks that were built from extracts."""
    from corridor_planner.planning.networks import build_network
    from corridor_planner.store.networks import open_network

    for extract in find_extracts(options.data):
        with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
            source = Path(folder) / "built"
            build_network([extract], source, name="benchmark")
            yield from open_beside_peers(
                "open-built", f"open {extract.name} as built", open_network(source), Path(folder), peers=options.peers,
                limit_s=options.seconds,
            )  # fmt: skip


def build(options: Options) -> Iterator[Row]:
    """Build networks from extracts, store written."""
    from corridor_planner.planning.networks import build_network

    for extract in find_extracts(options.data):
        with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
            out = Path(folder) / "built"
            forget_peak()
            first_s, report = once(lambda: build_network([extract], out, name="benchmark"))  # noqa: B023
            times = _again(lambda: build_network([extract], out, name="benchmark"), first_s, options)  # noqa: B023
            memory_mb = peak_memory_mb()
            size = {"source_bytes": extract.stat().st_size, "nodes": report.nodes, "arcs": report.arcs,
                    "bytes": bytes_of(out)}  # fmt: skip
        reading = repeat(lambda: read_only(extract), limit_s=options.seconds, most=5) if options.peers else None  # noqa: B023
        peer_s = reading.median_s if reading else None
        yield Row(
            name="build", what=f"build from {extract.name}", size=size, seconds=times.median_s,
            seconds_p95=times.p95_s, runs=len(times.each_s), peak_memory_mb=memory_mb,
            peer=READING if reading else None, peer_seconds=peer_s, ratio=peer_s and peer_s / times.median_s,
            note=f"the first time, imports included, {first_s:.2f} s",
            solution={"seconds_by_step": report.seconds, "findings": {k: f.count for k, f in report.findings.items()}},
        )  # fmt: skip
        if reading:
            ways, nodes = read_only(extract)
            yield Row(
                name="build", what=f"read {extract.name}, nothing else", solver=READING, peer=READING,
                size={"ways": ways, "points": nodes}, seconds=peer_s, seconds_p95=reading.p95_s, peer_seconds=peer_s,
                runs=len(reading.each_s), ratio=reading.median_s / times.median_s,
                status=Status.MEASURED if ways else Status.FAILED,
                note="roads and railways with the places of their points",
            )  # fmt: skip


def _again(call: object, first_s: float, options: Options) -> Times:
    assert callable(call)
    if first_s > 4 * options.seconds:
        return Times(each_s=(first_s,))
    return repeat(call, limit_s=options.seconds, most=10)


def read_only(extract: Path) -> tuple[int, int]:
    """Read roads and railways with their points by pyosmium, as fast as it can; return how many of both."""
    import osmium

    processor = osmium.FileProcessor(str(extract), osmium.osm.NODE | osmium.osm.WAY).with_locations("flex_mem")
    processor.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))  # points stay out of Python
    processor.with_filter(osmium.filter.KeyFilter("highway", "railway"))
    ways = points = 0
    for way in processor:
        ways += 1
        points += len(way.nodes)
    return ways, points


SUITE: Final = Suite(
    name="store",
    what="networks on disk",
    cases=(
        Case(name="open-backbone", what="open the kept backbone", run=backbone),
        Case(name="build", what="build from OpenStreetMap", run=build, limit_s=900),
        Case(name="open-built", what="open a built network", run=built, limit_s=900),
    ),
)
