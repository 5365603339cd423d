"""``corridor-planner export``."""

from __future__ import annotations

from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.check import read_json
from corridor_planner.cli.failures import DONE
from corridor_planner.cli.output import write_file

FORMATS = ("geojson", "gpx", "csv", "html", "json")


@click.command("export")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--to", "format_", type=click.Choice(FORMATS), required=True, help="File format.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to; '-' is standard output.")
@click.pass_obj
def command(_context: Context, plan: Path, format_: str, out: Path | None) -> int:
    """Write the saved PLAN in another format."""
    from corridor_planner.planning.checks import read_plan_document
    from corridor_planner.planning.exports import export_plan, file_name

    document = read_plan_document(read_json(plan))
    content = export_plan(document, format_)
    if str(out) == "-":
        click.echo(content)
        return DONE
    target = out or Path(file_name(document, format_))
    write_file(target, content)
    click.echo(f"wrote {target}")
    return DONE
