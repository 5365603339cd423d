"""``corridor-planner check-data``."""

from __future__ import annotations

from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE, WRONG_INPUT
from corridor_planner.cli.output import console, json_option, print_json, shown


@click.command("check-data")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@json_option
@click.pass_obj
def command(context: Context, /, folder: Path | None, *, as_json: bool) -> int:
    """Validate the shipped tables, or those in DIR laid over them; names file, line, column and rule."""
    from corridor_planner.planning.tables import check_data

    document = check_data(folder or context.data)
    if as_json:
        print_json(document)
    else:
        from rich.table import Table

        out = console()
        table = Table(
            "table",
            "rows",
            "own rows",
            "published",
            "derived",
            "estimate",
            box=None,
            header_style="bold",
            pad_edge=False,
        )
        for row in document.tables:
            own = str(row.own_rows) if row.own_rows else ""
            table.add_row(row.name, str(row.rows), own, *map(str, row.confidence.values()))
        out.print(table)
        for fault in document.faults:
            where = f"{fault.file}:{fault.line}" + (f" {fault.column}" if fault.column else "")
            out.print(shown(f"{where} is {fault.value!r}: {fault.rule}; {fault.remedy}"))
        out.print(f"[bold]{len(document.faults)} faults[/bold] in {sum(row.rows for row in document.tables)} rows")
    return WRONG_INPUT if document.faults else DONE
