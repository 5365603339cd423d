"""``corridor-planner check-data``."""

from __future__ import annotations

from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE, WRONG_INPUT
from corridor_planner.cli.output import console, json_option, print_json


@click.command("check-data")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@json_option
@click.pass_obj
def command(context: Context, folder: Path | None, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Validate the shipped tables, or those in DIR laid over them; names file, line, column and rule."""
    from corridor_planner.planning.tables import check_data

    document = check_data(folder or context.data)
    if as_json:
        print_json(document)
    else:
        from rich.table import Table

        out = console()
        table = Table("table", "rows", "published", "derived", "estimate", box=None, header_style="bold")
        for row in document.tables:
            table.add_row(row.name, str(row.rows), *(str(row.confidence.get(c, 0)) for c in ("published", "derived", "estimate")))
        out.print(table)
        for fault in document.faults:
            out.print(f"{fault.file}:{fault.line} {fault.column}: {fault.value!r}: {fault.rule}; {fault.remedy}", markup=False)
        out.print(f"{len(document.faults)} faults in {sum(row.rows for row in document.tables)} rows")
    return WRONG_INPUT if document.faults else DONE
