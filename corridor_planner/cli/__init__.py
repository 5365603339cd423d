"""The command line: words in, use cases called, tables or one JSON document out."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from corridor_planner.cli.app import run

    sys.exit(run(sys.argv[1:]))
