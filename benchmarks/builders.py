"""Whoever makes a network of an extract, as commands whose time and memory are taken from outside."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.contract import OURS
from benchmarks.peers import find_interpreter, why_absent
from benchmarks.processes import PLANNER, ROOT, environment
from corridor_planner.errors import EnvironmentFault

LAUNCHER: Final = (sys.executable, "-S", "-E", str(ROOT / "benchmarks" / "launcher.py"))
READERS: Final = str(ROOT / "benchmarks" / "readers.py")
BUILT: Final = "built"  # our store in the folder of a run
MAIN_ROADS: Final = "motorway..tertiary"
ALL, MAIN = "all", "main"
CLASSES: Final = {ALL: "all roads and railways", MAIN: "motorway to tertiary and railways"}

Command = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """One run of a builder.

    Attributes
    ----------
    seconds
        Of all its processes from start to end, imports included.
    work_s
        Of the work alone, where the builder tells it.
    """

    seconds: float
    peak_memory_mb: float
    work_s: float | None = None
    found: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """A builder: the commands for an extract, a folder and the classes of road."""

    name: str
    commands: Callable[[Path, Path, str], Sequence[Command]]
    classes: tuple[str, ...] = (ALL,)  # those that it can be told to take; the others it takes whole
    absent: Callable[[], str] = str  # why it cannot be run, "" when it can
    note: str = ""


def run(builder: Builder, extract: Path, folder: Path, classes: str) -> Built:
    """Run a builder once in an empty folder.

    Raises
    ------
    EnvironmentFault
        When one of its commands fails.
    """
    runs = [_measured(command) for command in builder.commands(extract, folder, classes)]
    told = _told(runs[-1]["told"])
    work = told.get("seconds")
    return Built(
        seconds=sum(run["seconds"] for run in runs), peak_memory_mb=max(run["peak_memory_mb"] for run in runs),
        work_s=sum(work.values()) if isinstance(work, dict) else work,
        found=told.get("found") or {name: told[name] for name in ("nodes", "arcs") if name in told},
    )  # fmt: skip


def _measured(command: Command) -> dict[str, Any]:
    done = subprocess.run(
        [*LAUNCHER, *command], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    if measured["code"]:
        told = (measured["complaints"] or measured["told"]).strip()[-200:]
        raise EnvironmentFault("builder", " ".join(command)[:200], remedy="run it by hand to see why",
                               rule=f"it ended with code {measured['code']}: {told}")  # fmt: skip
    return measured


def _told(text: str) -> dict[str, Any]:
    """Return the JSON object that a builder printed, {} when it printed something else."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _ours(extract: Path, folder: Path, classes: str) -> list[Command]:
    roads = ["--roads", MAIN_ROADS] if classes == MAIN else []
    return [[*PLANNER, "build", str(extract), "--out", str(folder / BUILT), "--name", "benchmark", "--json", *roads]]


def _reader(name: str, *, ours: bool) -> Callable[[Path, Path, str], list[Command]]:
    def commands(extract: Path, _folder: Path, classes: str) -> list[Command]:
        return [[sys.executable if ours else str(find_interpreter()), READERS, name, str(extract), classes]]

    return commands


def _valhalla(extract: Path, folder: Path, _classes: str) -> list[Command]:
    package = _package("valhalla")
    settings = folder / "valhalla.json"
    write = (f"import valhalla, json; json.dump(valhalla.get_config(tile_dir={str(folder)!r}, tile_extract='',"
             f" verbose=False), open({str(settings)!r}, 'w'))")  # fmt: skip
    subprocess.run([find_interpreter(), "-c", write], check=True, capture_output=True)
    return [[str(package / "bin" / "valhalla_build_tiles"), "-c", str(settings), "-j", "2", str(extract)]]


def _osrm(extract: Path, folder: Path, _classes: str) -> list[Command]:
    package, base = _package("osrm"), str(folder / "network")
    shipped = package / "share" / "profiles"
    extracting = ["env", f"LUA_PATH={shipped}/?.lua", str(package / "bin" / "osrm-extract"), "-t", "2", "-p",
                  str(shipped / "car.lua"), "-o", base, str(extract)]  # fmt: skip
    return [extracting, [str(package / "bin" / "osrm-contract"), "-t", "2", base]]


def _package(module: str) -> Path:
    """Return the folder of a package of the peers' environment."""
    ask = f"import importlib.util as u; print(u.find_spec({module!r}).origin)"
    done = subprocess.run([find_interpreter(), "-c", ask], check=True, capture_output=True, text=True)
    return Path(done.stdout.strip()).parent


def _peer(name: str) -> Callable[[], str]:
    return lambda: why_absent(name)


def why_no_classes() -> str:
    """Return why our builder cannot be told to take some classes only, "" when it can."""
    done = subprocess.run([*PLANNER, "build", "--help"], cwd=ROOT, env=environment(), capture_output=True, text=True,
                          check=True)  # fmt: skip
    return "" if "--roads" in done.stdout else "build has no option --roads yet"


PLANNERS: Final = Builder(name=OURS, commands=_ours, classes=(ALL, MAIN))
READING: Final = Builder(name="pyosmium, reading only", commands=_reader("reading", ours=True), classes=(ALL, MAIN),
                         note="roads and railways with their points, nothing kept")  # fmt: skip
ARRAYS: Final = Builder(name="pyosmium to arrays", commands=_reader("arrays", ours=True), classes=(ALL, MAIN),
                        note="ids and places of all points kept, nothing cut nor joined")  # fmt: skip
VALHALLA: Final = Builder(name="Valhalla tiles", commands=_valhalla, absent=_peer("valhalla"), note="all roads")
OSRM: Final = Builder(name="OSRM extract and contract", commands=_osrm, absent=_peer("osrm"), note="all roads for cars")
PYROSM: Final = Builder(name="pyrosm graph", commands=_reader("pyrosm", ours=False), absent=_peer("pyrosm"),
                        note="all roads as a graph of networkx")  # fmt: skip
OSMNX: Final = Builder(name="OSMnx graph from XML", commands=_reader("osmnx", ours=True),
                       note="simplified, from a file that holds roads only")  # fmt: skip


def fresh_folder() -> tempfile.TemporaryDirectory[str]:
    """Return an empty folder that is removed at the end."""
    return tempfile.TemporaryDirectory(prefix="corridor-bench-")
