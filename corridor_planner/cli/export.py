"""``corridor-planner export``."""

from __future__ import annotations

from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.check import read_json
from corridor_planner.cli.failures import DONE
from corridor_planner.cli.output import json_option, print_json, refuse_unwritable, write_file
from corridor_planner.errors import InvalidInput

FORMATS = ("geojson", "gpx", "csv", "html", "json")


@click.command("export")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--to", "extension", type=click.Choice(FORMATS), required=True, help="File format.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Where to; '-' is standard output. By default corridor_<from>_<to>_<date>.<ext> here.")  # fmt: skip
@json_option
@click.pass_obj
def command(_context: Context, /, plan: Path, extension: str, *, out: Path | None, as_json: bool) -> int:
    """Write the saved PLAN in another format."""
    from corridor_planner.planning.checks import read_plan_document
    from corridor_planner.planning.exports import ExportDocument, export_plan, file_name

    document = read_plan_document(read_json(plan))
    to_stdout = str(out) == "-"
    if to_stdout and as_json:
        raise InvalidInput("--out", "-", rule="--json writes to standard output too", remedy="name a file with --out")
    target = out or Path(file_name(document, extension))
    if not to_stdout:
        refuse_unwritable(target)
    content = export_plan(document, extension)
    if to_stdout:
        click.echo(content, nl=False)
        return DONE
    write_file(target, content)
    if as_json:
        print_json(ExportDocument(file=str(target), format=extension))
    else:
        click.echo(f"Wrote {target}")
    return DONE
