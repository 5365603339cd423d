"""``corridor-planner build``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE
from corridor_planner.cli.network_tables import print_report
from corridor_planner.cli.output import console, json_option, print_json, progress_bar, shown
from corridor_planner.errors import InvalidInput

if TYPE_CHECKING:
    from corridor_planner.planning.build_report import BuildReportDocument

_NAME = re.compile(r"[\w][\w.-]{0,63}")


@click.command("build")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the network; by default CORRIDOR_HOME/networks/NAME.")  # fmt: skip
@click.option("--name", help="Name of the network; that of the first file by default.")
@json_option
@click.pass_obj
def command(context: Context, /, sources: tuple[str, ...], *, out: Path | None, name: str | None, as_json: bool) -> int:
    """Build a network from OpenStreetMap files (.osm.pbf or .osm), one or many that belong together.

    A SOURCE is a file, or the name of an extract that was fetched (kazakhstan).
    """
    from corridor_planner.planning.extracts import find_sources

    files = find_sources(sources, context.settings.extracts, context.data)
    called = name or files[0].name.split(".")[0]
    if not _NAME.fullmatch(called):
        raise InvalidInput("name of the network", called, rule="it may hold letters, digits, '.', '_' and '-'",
                           remedy="give another with --name")  # fmt: skip
    from corridor_planner.planning.networks import build_network

    if out is None:
        context.settings.networks.mkdir(parents=True, exist_ok=True)
    folder = out or context.settings.networks / called
    with progress_bar(lines=True) as progress:
        document = build_network(files, folder, name=called, progress=progress, data=context.data)
    if as_json:
        print_json(document)
        return DONE
    _show(document)
    return DONE


def _show(document: BuildReportDocument) -> None:
    out = console()
    out.print(f"[bold]{shown(document.name)}[/bold]: {document.nodes:,} nodes, {document.arcs:,} arcs, "
              f"{document.crossings} crossings, {document.places} places; {', '.join(document.countries)}")  # fmt: skip
    print_report(out, document.model_dump())
    out.print(shown(f"\n{'. '.join(document.attribution)}."))
    out.print(shown(f"Map: {Path(document.folder) / 'map.html'}"))
    out.print(shown(f"Use it with: corridor-planner --network {document.folder} route ..."))
