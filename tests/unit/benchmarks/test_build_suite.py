"""Builders are run as whole processes, compared in turn, and a wrong length never passes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import builders, readers
from benchmarks.builders import ALL, MAIN, PLANNERS, READING, Builder, Built, run
from benchmarks.contract import OURS, Status
from benchmarks.launcher import __file__ as launcher
from benchmarks.registry import Options
from benchmarks.suites import build
from benchmarks.suites.build import Measured, scaled
from benchmarks.suites.store import OWN
from corridor_planner.errors import EnvironmentFault
from corridor_planner.planning.networks import build_network
from tests.support.osm_files import write_osm


def toy(code: str, *, classes: tuple[str, ...] = (ALL, MAIN), absent: str = "") -> Builder:
    """A builder that runs a line of Python."""
    return Builder(name="toy", commands=lambda *_: [[sys.executable, "-S", "-c", code]], classes=classes,
                   absent=lambda: absent)  # fmt: skip


def test_a_command_is_timed_and_its_memory_is_its_own(tmp_path: Path):
    hungry = run(toy("x = bytearray(80_000_000); x[::4096] = b'1' * len(x[::4096])"), OWN, tmp_path, ALL)
    modest = run(toy("print('{}')"), OWN, tmp_path, ALL)
    assert hungry.peak_memory_mb > 80
    assert modest.peak_memory_mb < 60
    assert 0 < modest.seconds < 10


def test_what_a_builder_tells_is_kept(tmp_path: Path):
    told = run(toy('print(\'{"seconds": 1.5, "found": {"ways": 3}}\')'), OWN, tmp_path, ALL)
    assert (told.work_s, told.found) == (1.5, {"ways": 3})
    ours = run(toy('print(\'{"seconds": {"read": 1, "arcs": 2}, "nodes": 5, "arcs": 7}\')'), OWN, tmp_path, ALL)
    assert (ours.work_s, ours.found) == (3, {"nodes": 5, "arcs": 7})


def test_a_builder_that_fails_is_told_with_its_words(tmp_path: Path):
    with pytest.raises(EnvironmentFault, match="no such road"):
        run(toy("raise SystemExit('no such road')"), OWN, tmp_path, ALL)


def test_the_launcher_stands_alone():
    done = subprocess.run([sys.executable, "-S", "-E", launcher, sys.executable, "-c", "print(7)"], capture_output=True,
                          text=True, check=True)  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["code"], told["told"]) == (0, "7\n")


@pytest.mark.parametrize(("classes", "ways"), [("all", 3), ("main", 2)])
def test_bare_readers_take_the_classes_that_are_asked(tmp_path: Path, classes: str, ways: int):
    source = write_osm(
        tmp_path / "town.osm", {1: (0, 0), 2: (1, 0), 3: (2, 0)},
        {10: ([1, 2], {"highway": "primary"}), 11: ([2, 3], {"highway": "residential"}),
         12: ([1, 3], {"railway": "rail"}), 13: ([1, 2, 3], {"building": "yes"})},
    )  # fmt: skip
    found = readers.reading(str(source), classes)
    assert found == readers.arrays(str(source), classes) == {"ways": ways, "points": 2 * ways}


def test_our_builder_stands_beside_a_reader_with_equal_lengths():
    ours, theirs = build._beside("own", OWN, [READING], Options(seconds=0.01), classes=(ALL,))
    assert (ours.solver, ours.status, ours.peer) == (OURS, Status.MEASURED, READING.name)
    assert ours.size["arcs"] > 0
    assert "pyosmium alone" in ours.note
    assert theirs.ratio == pytest.approx(theirs.seconds / ours.seconds)
    assert ours.peak_memory_mb > theirs.peak_memory_mb


def test_a_wrong_length_fails_the_row(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "_bare_km", lambda *_: 1.0)
    monkeypatch.setattr(build, "run", lambda *asked: Built(seconds=1.0, peak_memory_mb=50.0, found=_built(asked[2])))
    (ours,) = build._beside("own", OWN, [], Options(seconds=1e-6), classes=(ALL,))
    assert ours.status is Status.FAILED
    assert "DIFFERENT" in ours.note


def _built(folder: Path) -> dict[str, int]:
    report = build_network([OWN], folder / "built", name="own")
    return {"arcs": report.arcs}


def test_peers_that_take_every_class_are_measured_once(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def pretend(builder, _extract, _folder, classes):
        asked.append((builder.name, classes))
        return Built(seconds=4.0 if builder.name == "toy" else 1.0, peak_memory_mb=50.0)

    monkeypatch.setattr(build, "run", pretend)
    monkeypatch.setattr(build, "_why_not", lambda *_: "")
    monkeypatch.setattr(build, "_compare_lengths", lambda *_: (False, "equal"))
    rows = list(build._beside("own", OWN, [toy("", classes=(ALL,)), READING], Options(seconds=1e-6),
                              aims={"toy": 2.0, READING.name: 0.5}))  # fmt: skip
    assert asked.count(("toy", ALL)) == 1
    assert ("toy", MAIN) not in asked
    main = next(row for row in rows if row.name == "own:main" and row.solver == OURS)
    assert (main.aim_seconds, main.aim_met) == (2.0, True)
    assert [row.solver for row in rows if row.name == "own:main"] == [OURS, "toy", READING.name]


def test_an_absent_peer_is_skipped_with_the_reason(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "run", lambda *_: Built(seconds=1.0, peak_memory_mb=50.0))
    monkeypatch.setattr(build, "_compare_lengths", lambda *_: (False, "equal"))
    ours, theirs = build._beside("own", OWN, [toy("", absent="make peers installs it")], Options(seconds=1e-6),
                                 classes=(ALL,))  # fmt: skip
    assert ours.peer is None
    assert (theirs.status, theirs.note) == (Status.SKIPPED, "make peers installs it")


def test_the_seven_countries_are_told_by_a_line_through_two_sizes(tmp_path: Path):
    files = [tmp_path / name for name in ("small", "large")]
    for file, megabytes in zip(files, (10, 50), strict=True):
        with file.open("wb") as stream:
            stream.truncate(megabytes * 1_000_000)
    runs = [Measured(builder=PLANNERS, runs=(Built(seconds=s, peak_memory_mb=mb),)) for s, mb in ((5, 300), (15, 500))]
    row = build._extrapolated("far", MAIN, files, runs)
    assert (row.seconds, row.peak_memory_mb) == (15 + 0.25 * 550, 500 + 5 * 550)
    assert row.what.startswith("EXTRAPOLATED to 600 MB")
    assert row.measures["extrapolated"]
    assert "3,072 MiB: MISSED" in row.note
    assert row.aim_met


def test_copies_are_made_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = scaled(OWN, 2)
    stamp = first.stat().st_mtime_ns
    assert first.name == "two_countries-x2.osm.pbf"
    assert scaled(OWN, 2).stat().st_mtime_ns == stamp
    assert scaled(OWN, 1) == OWN
    assert build._count_objects(first) > build._count_objects(OWN)


def test_all_peers_have_a_reader_or_a_tool():
    assert set(readers.READERS) == set(readers.IMPORTS)
    assert {b.name for b in (builders.VALHALLA, builders.OSRM, builders.PYROSM, builders.OSMNX)} == {
        "Valhalla tiles", "OSRM extract and contract", "pyrosm graph", "OSMnx graph from XML",
    }  # fmt: skip
