"""``corridor-planner build``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE, ended_like_interrupted
from corridor_planner.cli.network_tables import print_report
from corridor_planner.cli.output import console, json_option, print_json, progress_bar, shown
from corridor_planner.errors import InvalidInput

if TYPE_CHECKING:
    from corridor_planner.planning.areas import Area
    from corridor_planner.planning.build_report import BuildReportDocument
    from corridor_planner.planning.session import Progress

_NAME = re.compile(r"[\w][\w.-]{0,63}")


@click.command("build")
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
@click.option("--place", metavar="NAME", help="Download a place instead ('Samarkand, Uzbekistan').")
@click.option("--bbox", metavar="WEST,SOUTH,EAST,NORTH", help="Download a box of degrees instead.")
@click.option("--refresh", is_flag=True, help="Download the place or box again, though it is kept.")
@click.option("--roads", metavar="CLASSES", help="Only these classes of road: motorway..tertiary, or a list with "
              "commas. Ramps go with their class, ferries are kept.")  # fmt: skip
@click.option("--no-roads", is_flag=True, help="Leave out all roads, and ferries with them.")
@click.option("--no-rail", is_flag=True, help="Leave out railways.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the network; by default CORRIDOR_HOME/networks/NAME.")  # fmt: skip
@click.option("--name", help="Name of the network; that of the first file or of the place by default.")
@json_option
@click.pass_obj
def command(
    context: Context, /, sources: tuple[str, ...], *, place: str | None, bbox: str | None, refresh: bool,
    roads: str | None, no_roads: bool, no_rail: bool, out: Path | None, name: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Build a network from OpenStreetMap files (.osm.pbf or .osm), one or many that belong together.

    A SOURCE is a file, or the name of an extract that was fetched (kazakhstan). In place of sources,
    --place or --bbox downloads an area of up to 10,000 km2 from an Overpass server; what came is
    kept and used again.
    """
    if [bool(sources), place is not None, bbox is not None].count(True) != 1:
        raise click.UsageError("Missing argument 'SOURCE...': give files, or --place, or --bbox, one of the three.")
    from corridor_planner.planning.areas import name_area, read_area
    from corridor_planner.planning.extracts import find_sources
    from corridor_planner.planning.networks import build_network, select_ways

    selection = select_ways(roads, no_roads=no_roads, no_rail=no_rail)
    area = read_area(place=place, bbox=bbox)
    if refresh and area is None:
        raise click.UsageError("--refresh goes with --place or --bbox.")
    files = () if area else find_sources(sources, context.settings.extracts, context.data)
    called = name or (name_area(area) if area else files[0].name.split(".")[0])
    if not _NAME.fullmatch(called):
        raise InvalidInput("name of the network", called, rule="it may hold letters, digits, '.', '_' and '-'",
                           remedy="give another with --name")  # fmt: skip
    if out is None:
        context.settings.networks.mkdir(parents=True, exist_ok=True)
    folder = out or context.settings.networks / called
    with ended_like_interrupted(), progress_bar(lines=True) as progress:
        if area:
            files = (_download(context, area, refresh=refresh, progress=progress),)
        document = build_network(files, folder, name=called, progress=progress, data=context.data, selection=selection)
    if as_json:
        print_json(document)
        return DONE
    _show(document)
    return DONE


def _download(context: Context, area: Area, *, refresh: bool, progress: Progress) -> Path:
    from corridor_planner.planning.areas import fetch_area, map_servers

    settings = context.settings
    params = map_servers(overpass_url=settings.overpass_url, nominatim_url=settings.nominatim_url)
    return fetch_area(area, settings.areas, params=params, refresh=refresh, data=context.data, progress=progress)


def _show(document: BuildReportDocument) -> None:
    out = console()
    out.print(f"[bold]{shown(document.name)}[/bold]: {document.nodes:,} nodes, {document.arcs:,} arcs, "
              f"{document.crossings} crossings, {document.places} places; {', '.join(document.countries)}")  # fmt: skip
    print_report(out, document.model_dump())
    out.print(shown(f"\n{'. '.join(document.attribution)}."))
    out.print(shown(f"Map: {Path(document.folder) / 'map.html'}"))
    out.print(shown(f"Use it with: corridor-planner --network {document.folder} route ..."))
