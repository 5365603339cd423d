"""``RESULTS.md``: one section for every recorded run, the newest first, written by the script only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.contract import Row
from benchmarks.report import markdown
from corridor_planner.errors import EnvironmentFault

RESULTS: Final = Path(__file__).resolve().parent / "RESULTS.md"
HEAD: Final = (
    "# Results\n\n"
    "Written by `python -m benchmarks SUITE --record`, never by hand; the newest run stands first.\n"
    "A ratio is the peer's median over ours in the same run: above 1 we are faster. Peak memory is that of the\n"
    "whole process that did the work. How each number is taken: `docs/explanation/performance.md`.\n"
)


def section(suite: str, machine: Mapping[str, Any], rows: Sequence[Row], command: str) -> str:
    """Return the section of a run."""
    machine_line = (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_mb'] / 1000:.0f} GB, {machine['system']};"
        f" load average {machine['load_average']:g} at the start."
    )
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    version_line = (
        f"corridor-planner {machine['corridor_planner']} ({machine['commit'] or 'no commit'}),"
        f" Python {machine['python']}, {packages}."
    )
    return "\n".join((
        f"## {suite}, {machine['date']}",
        "",
        f"`{command}`",
        "",
        machine_line,
        version_line,
        "",
        markdown(rows),
        "",
    ))  # fmt: skip


def record(text: str, results: Path = RESULTS) -> None:
    """Put a section before the older ones.

    Raises
    ------
    EnvironmentFault
        When the file cannot be written.
    """
    older = ""
    if results.exists():
        _, mark, rest = results.read_text(encoding="utf-8").partition("\n## ")
        older = f"\n## {rest}" if mark else ""
    try:
        results.write_text(f"{HEAD}\n{text}{older}", encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault("results", str(results), rule=f"it cannot be written: {error.strerror}",
                               remedy="leave --record out, or make the folder writable") from error  # fmt: skip
