"""``corridor-planner info``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE
from corridor_planner.cli.network_tables import print_report
from corridor_planner.cli.output import console, json_option, print_json, refuse_unwritable, shown, write_file

if TYPE_CHECKING:
    from corridor_planner.planning.networks import InfoDocument

_GROUPS = {"sight": "Sights", "lodging": "Lodgings", "facility": "Facilities for drivers"}
_KINDS_SHOWN = 12


@click.command("info")
@click.option("--verify", is_flag=True, help="Compare all checksums of a built network.")
@click.option("--map", "map_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html",
              help="Draw the network and its report into a file.")  # fmt: skip
@json_option
@click.pass_obj
def command(context: Context, /, *, verify: bool, map_file: Path | None, as_json: bool) -> int:
    """Tell what a network holds, where it comes from, and how it was built."""
    from corridor_planner.planning.networks import describe_network, draw_network
    from corridor_planner.planning.session import find_network

    if map_file is not None:
        refuse_unwritable(map_file)
    folder = find_network(context.network, context.settings.networks)
    network = folder if folder is not None else context.open_planner().network
    document = describe_network(network, verify=verify)
    if map_file is not None:
        write_file(map_file, draw_network(network))
    if as_json:
        print_json(document)
    else:
        _show(document)
    return DONE


def _show(document: InfoDocument) -> None:
    from rich.table import Table

    out = console()
    where = f" in {document.folder}" if document.folder else ""
    out.print(f"[bold]{shown(document.name)}[/bold] ({document.kind}){shown(where)}, "
              f"data {shown(document.data_version)}, format {document.format_version}")  # fmt: skip
    table = Table("layer", box=None, header_style="bold", pad_edge=False)
    for name in ("nodes", "arcs", "km, both directions"):
        table.add_column(name, justify="right")
    for name, layer in document.layers.items():
        table.add_row(name.replace("_", " "), f"{layer.nodes:,}", f"{layer.arcs:,}", f"{layer.directed_km:,.0f}")
    table.add_row("all", f"{document.nodes:,}", f"{document.arcs:,}", "")
    out.print(table)
    assumed = f" ({document.assumed_crossings} assumed)" if document.assumed_crossings else ""
    out.print(f"Places {document.places:,}, crossings {document.crossings}{assumed}, services {document.services}")
    for group, kinds in document.features.items():
        if kinds:
            most = ", ".join(
                f"{kind.replace('_', ' ')} {count:,}" for kind, count in list(kinds.items())[:_KINDS_SHOWN]
            )
            more = ", ..." if len(kinds) > _KINDS_SHOWN else ""
            out.print(shown(f"{_GROUPS[group]} {sum(kinds.values()):,}: {most}{more}"))
    if document.selection:
        out.print(f"Selected: {shown(document.selection)}")
    out.print(f"Countries: {shown(', '.join(document.countries))}")
    if document.bounds:
        west, south, east, north = document.bounds
        out.print(f"From {west:g},{south:g} to {east:g},{north:g} (lon,lat)")
    if document.verified_files is not None:
        out.print(f"Checksums of {document.verified_files} files are right")
    print_report(out, document.report or {})
    if document.page:
        out.print(shown(f"\nMap: {document.page}"))
    for line in document.attribution:
        out.print(f"[dim]{shown(line)}[/dim]")
