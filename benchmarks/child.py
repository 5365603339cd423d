"""The process of one case: ``python -m benchmarks.child SUITE CASE OUT OPTIONS``."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from benchmarks.contract import Row
from benchmarks.registry import Options, get_suite


def run(suite: str, name: str, out: Path, options: Options) -> None:
    """Run a case and write its rows, also those from before a failure."""
    case = next(case for case in get_suite(suite).cases if case.name == name)
    rows: list[Row] = []
    try:
        for row in case.run(options):
            rows.append(row)  # noqa: PERF402 - what was measured before a failure is kept
    finally:
        out.write_text(json.dumps([row.to_json() for row in rows], ensure_ascii=False), encoding="utf-8")


def _stop(_signal: int, _frame: object) -> None:
    raise SystemExit("stopped from outside")


def main(arguments: list[str]) -> None:
    """Read the arguments and run."""
    suite, name, out, options = arguments
    signal.signal(signal.SIGTERM, _stop)  # so that servers and folders of the case are cleaned up
    values = json.loads(options)
    values["data"] = Path(values["data"]) if values["data"] else None
    run(suite, name, Path(out), Options(**values))


if __name__ == "__main__":
    main(sys.argv[1:])
