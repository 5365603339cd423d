"""``corridor-planner build``."""

from __future__ import annotations

from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE
from corridor_planner.cli.output import console, json_option, print_json, progress_bar


@click.command("build")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOURCE...")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the network; the name's by default.")
@click.option("--name", help="Name of the network; that of the first file by default.")
@json_option
@click.pass_obj
def command(context: Context, sources: tuple[Path, ...], out: Path | None, name: str | None, as_json: bool) -> int:  # noqa: FBT001
    """Build a network from OpenStreetMap files (.osm.pbf or .osm), one or many that belong together."""
    from corridor_planner.planning.networks import build_network

    called = name or sources[0].name.split(".")[0]
    folder = out or context.settings.networks / called
    with progress_bar(quiet=as_json) as progress:
        document = build_network(sources, folder, name=called, progress=progress)
    if as_json:
        print_json(document)
        return DONE
    out_console = console()
    for key, value in document.model_dump(mode="json", by_alias=True).items():
        out_console.print(f"{key.replace('_', ' ')}: {value}", markup=False)
    out_console.print(f"use it with: corridor-planner --network {folder} route ...")
    return DONE
