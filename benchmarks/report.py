"""Rows as a person reads them: a table on the screen, or in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.markup import escape

from benchmarks.contract import Row, Status

HEADERS: Final = ("case", "what was run", "solver", "median", "95 %", "runs", "peak MB", "ratio", "aim")
_RIGHT: Final = frozenset({"median", "95 %", "runs", "peak MB", "ratio", "aim"})
_LEAST_WIDTH: Final = 160


def cells(row: Row) -> tuple[str, ...]:
    """Return a row as texts, one for each of ``HEADERS``."""
    if row.status is not Status.MEASURED:
        return row.name, f"{row.what}: {row.status.value}, {row.note}", row.solver, "", "", "", "", "", ""
    return (
        row.name, row.what + _sizes(row) + (f" ({row.note})" if row.note else ""), row.solver, told_s(row.seconds),
        told_s(row.seconds_p95), str(row.runs), f"{row.peak_memory_mb:.0f}" if row.peak_memory_mb else "",
        _ratio(row), _aim(row),
    )  # fmt: skip


def told_s(seconds: float | None) -> str:
    """Return a duration with a unit that suits it."""
    if seconds is None:
        return ""
    for factor, unit in ((1.0, "s"), (1e3, "ms"), (1e6, "us")):
        if seconds * factor >= 1 or unit == "us":
            value = seconds * factor
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
    raise AssertionError("the last unit takes all")


def _sizes(row: Row) -> str:
    told = ", ".join(f"{count:,} {what.replace('_', ' ')}" for what, count in row.size.items())
    return f" [{told}]" if told else ""


def _ratio(row: Row) -> str:
    if row.ratio is None:
        return ""
    return f"{row.ratio:.3g}" + (f" x {row.peer}" if row.peer and row.peer != row.solver else "")


def _aim(row: Row) -> str:
    if row.aim_seconds is None:
        return ""
    return f"< {told_s(row.aim_seconds)} " + ("met" if row.aim_met else "MISSED")


def markdown(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table."""
    lines = ["| " + " | ".join(HEADERS) + " |"]
    lines.append("|" + "|".join("---:" if header in _RIGHT else "---" for header in HEADERS) + "|")
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells(row)) + " |" for row in rows]
    return "\n".join(lines)


def show(rows: Sequence[Row]) -> None:
    """Write rows to the screen."""
    from rich.console import Console
    from rich.table import Column, Table

    console = Console()
    console.width = max(console.width, _LEAST_WIDTH)
    columns = [
        Column(header, justify="right" if header in _RIGHT else "left", no_wrap=header != "what was run",
               overflow="fold")
        for header in HEADERS
    ]  # fmt: skip
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        style = {Status.FAILED: "bold red", Status.SKIPPED: "dim"}.get(row.status)
        table.add_row(*(escape(cell) for cell in cells(row)), style="yellow" if row.aim_met is False else style)
    console.print(table)
