"""The command line: words in, use cases called, tables or one JSON document out."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from corridor_planner.cli.app import run

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Cyrillic gets question marks, never a failure
    sys.exit(run(sys.argv[1:]))
