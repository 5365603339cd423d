"""A build in a process of its own that is sent a signal at one step after the other.

Run as ``python -m tests.support.stopping SOURCE OUT SIGNAL STEP``: the command line builds SOURCE over
the network in OUT once for every moment, gets the signal right there, and at last builds undisturbed.
Moments are the stages that progress names, and of the calls that make, rename and remove files beside
OUT every STEP-th. A JSON list on standard output tells the exit code and the names beside OUT, by moment.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from corridor_planner.cli import build as build_command
from corridor_planner.cli.app import run
from corridor_planner.planning import networks
from corridor_planner.store.networks import verify_network

CALLS = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree")


class Moments:
    """Counts what happens during a build and sends the signal at one moment."""

    def __init__(self, folder: Path, sent: signal.Signals) -> None:
        self.folder, self.sent = str(folder), sent
        self.seen: list[str] = []
        self.stop_at = -1
        sys.addaudithook(self._hear)

    def note(self, name: str) -> None:
        """Note a moment; send the signal when it is the one."""
        self.seen.append(name)
        if len(self.seen) - 1 == self.stop_at:
            os.kill(os.getpid(), self.sent)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in CALLS and str(arguments[0]).startswith(f"{self.folder}/."):
            self.note(f"{event} {Path(str(arguments[0])).name}")


def main(source: Path, out: Path, sent: signal.Signals, step: int) -> list[dict[str, Any]]:
    """Stop a build at many moments."""
    moments = Moments(out.parent, sent)
    build_command.progress_bar = _telling(moments)
    networks.load_world = cache(networks.load_world)
    told = [_build(source, out, moments, 0)]
    _build(source, out.with_name(f"trial-{out.name}"), moments, -1)
    every = list(moments.seen)
    for number, name in enumerate(every):
        if " " not in name or number % step == 0:
            told.append(_build(source, out, moments, number))
    told.append(_build(source, out, moments, -1))
    return told


def _build(source: Path, out: Path, moments: Moments, stop_at: int) -> dict[str, Any]:
    moments.seen, moments.stop_at = [], stop_at
    code = run(["build", str(source), "--out", str(out), "--name", "town"])
    beside = sorted(path.name for path in out.parent.iterdir())
    return {"moment": moments.seen[stop_at], "code": code, "beside": beside, "files": verify_network(out)}


def _telling(moments: Moments) -> Callable[..., Any]:
    @contextmanager
    def bar(*, lines: bool = False) -> Iterator[Callable[[str, float], None]]:
        assert lines
        yield lambda stage, _share: moments.note(stage)

    return bar


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), signal.Signals(int(sys.argv[3])), int(sys.argv[4]))))
