"""A build that is stopped, at whatever moment, leaves the old network and nothing else."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corridor_planner.planning.networks import build_network
from corridor_planner.store.networks import verify_network
from tests.support.osm_files import write_osm

ROOT = Path(__file__).parents[2]


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(("sent", "step"), [(signal.SIGINT, 6), (signal.SIGTERM, 20)])
def test_a_stopped_build_leaves_the_old_network_and_nothing_else(tmp_path, sent, step):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0)}
    old = write_osm(tmp_path / "old.osm", nodes, {10: ([1, 2], {"highway": "primary"})})
    new = write_osm(tmp_path / "new.osm", nodes, {10: ([1, 2, 3], {"highway": "primary"})})
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    temporary.mkdir()
    home.mkdir()
    build_network([old], home / "town", name="town")
    before = content(home / "town")
    child = subprocess.run(
        [sys.executable, "-m", "tests.support.stopping", str(new), str(home / "town"), str(int(sent)), str(step)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout.splitlines()[-1])
    first, *stopped, last = told
    assert first["beside"] == ["town"]
    assert {"reading", "merging", "borders", "junctions", "arcs", "writing", "done"} <= {
        moment["moment"].split(" ")[0] for moment in told
    }
    assert any(moment["moment"].startswith("open") for moment in stopped)  # a file being written
    assert all(moment["files"] for moment in told)  # what stands there is whole, each time
    assert {moment["code"] for moment in (first, *stopped)} == {130}
    assert [m for m in (*stopped, last) if m["beside"] != ["town", "trial-town"]] == []
    assert last["code"] == 0
    assert list(temporary.iterdir()) == []
    assert verify_network(home / "town")
    assert content(home / "town") != before
