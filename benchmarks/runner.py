"""Run cases, each in a process of its own: its memory is its own, and a crash costs one case."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.contract import Row, Status, row_from_json
from benchmarks.registry import Case, Options, Suite, choose_cases, wants_row

ROOT = Path(__file__).resolve().parent.parent
RunCase = Callable[[Suite, Case, Options], Iterator[Row]]


def run_suite(suite: Suite, only: Sequence[str], options: Options, run_case: RunCase | None = None) -> Iterator[Row]:
    """Give the rows of a suite as they are measured; a case that fails becomes a row that says so."""
    for case, has_time in choose_cases(suite, only, options):
        if not has_time:
            note = f"takes about {case.needs_s:.0f} s; run it by its name, or with --seconds {case.needs_s:.0f}"
            yield Row(name=case.name, what=case.what, status=Status.SKIPPED, note=note)
            continue
        for row in (run_case or run_in_child)(suite, case, options):
            if row.status is Status.FAILED or wants_row(only, row.name):
                yield row


def run_in_child(suite: Suite, case: Case, options: Options) -> Iterator[Row]:
    """Run a case in a fresh interpreter and give its rows."""
    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
        out = Path(folder) / "rows.json"
        values: dict[str, Any] = asdict(options) | {"data": str(options.data) if options.data else None}
        command = [sys.executable, "-m", "benchmarks.child", suite.name, case.name, str(out), json.dumps(values)]
        limit_s = case.limit_s + 4 * options.seconds
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env=_environment(),
        ) as child:  # fmt: skip
            try:
                _, complaints = child.communicate(timeout=limit_s)
            except subprocess.TimeoutExpired:
                _end_group(child)
                yield _failed(case, f"ended after its limit of {limit_s:.0f} s")
                return
            except BaseException:
                _end_group(child)
                raise
        if out.exists():
            yield from (row_from_json(values) for values in json.loads(out.read_text(encoding="utf-8")))
        if child.returncode:
            lines = complaints.strip().splitlines()
            yield _failed(case, lines[-1] if lines else f"ended with code {child.returncode}")


def _environment() -> dict[str, str]:
    """Return our environment without what would change how the planner computes."""
    return {name: value for name, value in os.environ.items() if name != "CORRIDOR_KERNELS"}


def _end_group(child: subprocess.Popen[str]) -> None:
    """End a case and the processes that it began."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _failed(case: Case, note: str) -> Row:
    return Row(name=case.name, what=case.what, status=Status.FAILED, note=note)
