"""Peers that need an interpreter of their own: where it is, and a router that answers as a process.

``make peers`` makes the environment from ``peers.txt``; the variable ``CORRIDOR_PEERS`` names another
interpreter that has them.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corridor_planner.errors import EnvironmentFault

ROOT: Final = Path(__file__).resolve().parent
SCRIPT: Final = ROOT / "peer_routers.py"
TABLES: Final = ROOT / "peer_tables.py"
VARIABLE: Final = "CORRIDOR_PEERS"
PACKAGES: Final = {"osrm": "osrm", "valhalla": "valhalla", "pyrosm": "pyrosm"}  # peer: its module

Point = tuple[float, float]
Line = list[Point]


def find_interpreter() -> Path:
    """Return the Python that the peers are installed for; it may not exist."""
    named = os.environ.get(VARIABLE)
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(named) if named else base / "corridor-planner" / "peers" / "bin" / "python"


def why_absent(peer: str) -> str:
    """Return why a peer cannot be asked, "" when it can."""
    python = find_interpreter()
    if not python.exists():
        return f"there is no {python.name} in {python.parent.name} of the peers' environment; make peers installs it"
    done = subprocess.run([python, "-c", f"import {PACKAGES[peer]}"], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it told nothing"])[-1]
        return f"its module cannot be imported there ({last}); make peers installs it"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A peer's way from one point to another: its line and the seconds of the call."""

    line: Line
    seconds: float


class Router:
    """A router that runs as a process and answers one question after the other."""

    def __init__(self, process: subprocess.Popen[str], ready: dict[str, Any]) -> None:
        self._process = process
        self.version: str = ready["version"]
        self.prepared_s: float = ready["seconds"]

    def route(self, source: Point, target: Point) -> Answer | None:
        """Return the way between two points, None where the peer knows none."""
        return self._ask(source, target)

    def snap(self, point: Point) -> Point | None:
        """Return the nearest point of the peer's roads, None where it finds none."""
        found = self._ask(point, None)
        return found.line[0] if found else None

    def _ask(self, source: Point, target: Point | None) -> Answer | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([source, target]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise EnvironmentFault("peer", "router", rule="it ended in the middle of the questions",
                                   remedy="run it by hand to see why")  # fmt: skip
        answer = json.loads(line)
        if "error" in answer:
            return None
        return Answer(line=[(lon, lat) for lon, lat in answer["line"]], seconds=answer["seconds"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A peer's matrix: seconds from row to column, None where it knows no way, and the seconds of each call."""

    version: str
    prepare_s: float
    each_s: list[float]
    seconds: list[list[float | None]]


def table_of_osrm(extract: Path, points: Sequence[Point], *, runs: int) -> Table:
    """Return OSRM's driving times between all points, asked several times.

    Raises
    ------
    EnvironmentFault
        When it ends without an answer.
    """
    with tempfile.TemporaryDirectory(prefix="corridor-peer-") as folder:
        command = [str(find_interpreter()), str(TABLES), str(extract), folder]
        done = subprocess.run(command, input=json.dumps({"points": list(points), "runs": runs}) + "\n", text=True,
                              capture_output=True, check=False)  # fmt: skip
    if done.returncode:
        raise EnvironmentFault("peer", "osrm", rule=f"it gave no table: {done.stderr.strip()[-300:]}",
                               remedy="make peers installs it anew")  # fmt: skip
    return Table(**json.loads(done.stdout))


@contextmanager
def routing(peer: str, extract: Path, profile: str) -> Iterator[Router]:
    """Start a peer's router on an extract, wait until it is ready, and end it afterwards.

    Raises
    ------
    EnvironmentFault
        When it ends before it is ready.
    """
    with tempfile.TemporaryDirectory(prefix="corridor-peer-") as folder, tempfile.TemporaryFile("w+") as complaints:
        command = [str(find_interpreter()), str(SCRIPT), peer, str(extract), folder, profile]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints,
                              text=True) as process:  # fmt: skip
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                if not line:
                    process.wait()
                    complaints.seek(0)
                    told = complaints.read().strip()[-300:]
                    raise EnvironmentFault("peer", peer, rule=f"it did not become ready: {told}",
                                           remedy="make peers installs it anew")  # fmt: skip
                yield Router(process, json.loads(line))
            finally:
                if process.stdin is not None:
                    process.stdin.close()
                process.terminate()
