"""The report of a network on the terminal, for ``build`` and ``info``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from corridor_planner.cli.output import shown

if TYPE_CHECKING:
    from rich.console import Console

_MOST_ROWS: Final = 30


def print_report(out: Console, report: Mapping[str, Any]) -> None:
    """Print the tables of a report; of long ones the first rows, with what is left out told."""
    from rich.table import Table

    from corridor_planner.planning.report_tables import report_tables

    for told in report_tables(report):
        table = Table(title=f"\n{shown(told.title)}", title_justify="left", title_style="bold", box=None,
                      header_style="dim", pad_edge=False)  # fmt: skip
        for column, name in enumerate(told.head):
            words = column == 0 or column in told.texts
            table.add_column(shown(name), justify="left" if words else "right", overflow="fold")
        for row in told.rows[:_MOST_ROWS]:
            table.add_row(*(shown(cell) for cell in row))
        out.print(table)
        if len(told.rows) > _MOST_ROWS:
            out.print(f"[dim]... and {len(told.rows) - _MOST_ROWS} more: see --json or the map[/dim]")
