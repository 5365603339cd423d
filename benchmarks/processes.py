"""Processes of the planner: the command line run whole, and servers that are waited for."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, Queue
from time import perf_counter, sleep
from typing import Final

from corridor_planner.errors import EnvironmentFault

ROOT: Final = Path(__file__).resolve().parents[1]
PLANNER: Final = (sys.executable, "-m", "corridor_planner")
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:(\d+)")
_POLL_S: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server that has answered.

    Attributes
    ----------
    announced_s, ready_s
        Seconds from the start of the process until it told its address, and until ``/readyz`` said 200.
    """

    port: int
    pid: int
    announced_s: float
    ready_s: float


def environment(cache: Path | None = None) -> dict[str, str]:
    """Return our environment for a process of the planner, with a cache folder of its own when given."""
    values = {name: value for name, value in os.environ.items() if not name.startswith("CORRIDOR_")}
    return values | ({"XDG_CACHE_HOME": str(cache)} if cache is not None else {})


def run_whole(arguments: Sequence[str], env: Mapping[str, str], *, limit_s: float = 60) -> tuple[float, str]:
    """Run ``corridor-planner`` to its end; return seconds and standard output.

    Raises
    ------
    EnvironmentFault
        When it ends with another code than 0.
    """
    begin = perf_counter()
    done = subprocess.run([*PLANNER, *arguments], cwd=ROOT, env=dict(env), capture_output=True, text=True,
                          timeout=limit_s, check=False)  # fmt: skip
    seconds = perf_counter() - begin
    if done.returncode:
        raise EnvironmentFault("corridor-planner", " ".join(arguments), remedy="run it by hand to see why",
                               rule=f"it ended with code {done.returncode}: {done.stderr.strip()[-200:]}")  # fmt: skip
    return seconds, done.stdout


@contextmanager
def serving(
    command: Sequence[str], env: Mapping[str, str], *, cwd: Path = ROOT, limit_s: float = 60
) -> Iterator[Served]:
    """Start a server, wait until it is ready, and end it afterwards.

    Raises
    ------
    EnvironmentFault
        When it ends, or is not ready within the limit.
    """
    begin = perf_counter()
    process = subprocess.Popen(list(command), cwd=cwd, env=dict(env), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True, start_new_session=True)  # fmt: skip
    lines: Queue[str] = Queue()
    reader = threading.Thread(target=_drain, args=(process, lines), daemon=True)
    reader.start()
    try:
        port = _announced(process, lines, begin + limit_s)
        announced_s = perf_counter() - begin
        while not _ready(port):
            if process.poll() is not None or perf_counter() > begin + limit_s:
                raise _refused(command, f"/readyz did not answer within {limit_s:.0f} s")
            sleep(_POLL_S)
        yield Served(port=port, pid=process.pid, announced_s=announced_s, ready_s=perf_counter() - begin)
    finally:
        _end(process)
        reader.join(timeout=5)
        if process.stdout is not None:
            process.stdout.close()


def _drain(process: subprocess.Popen[str], lines: Queue[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)


def _announced(process: subprocess.Popen[str], lines: Queue[str], end: float) -> int:
    """Wait for the line that tells the address, and return its port."""
    told: list[str] = []
    while perf_counter() < end:
        try:
            line = lines.get(timeout=_POLL_S)
        except Empty:
            if process.poll() is not None and lines.empty():
                break
            continue
        told.append(line)
        if found := _ADDRESS.search(line):
            return int(found[1])
    raise _refused(process.args if isinstance(process.args, list) else [], "".join(told)[-300:] or "it told nothing")


def _ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[str]) -> None:
    """End a server and what it started."""
    for how in (signal.SIGINT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            return


def _refused(command: Sequence[object], why: str) -> EnvironmentFault:
    return EnvironmentFault("server", " ".join(map(str, command)), rule=f"it did not become ready: {why}",
                            remedy="start it by hand to see why")  # fmt: skip
