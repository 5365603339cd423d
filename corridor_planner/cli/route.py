"""``corridor-planner route``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE, NO_PLAN
from corridor_planner.cli.output import json_option, print_json, progress_bar, refuse_unwritable, write_file
from corridor_planner.cli.request import make_request, request_options


@click.command("route")
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@request_options
@json_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Also write the plan document to a file.")
@click.option("--map", "map_file", type=click.Path(path_type=Path), metavar="FILE.html", help="Also write a map.")
@click.pass_obj
def command(
    context: Context, /, origin: str, destination: str, *, as_json: bool, out: Path | None, map_file: Path | None,
    **options: object,
) -> int:  # fmt: skip
    """Plan a route FROM one place TO another, for freight or travellers.

    Places are ids, names in any script, or lon,lat; '<crossing id>:<CC>' is one side of a crossing.
    """
    for path in (out, map_file):
        if path is not None:
            refuse_unwritable(path)
    if context.network in (None, "backbone") and not options["optimize"]:
        # One question on the small backbone is answered sooner than compiled kernels load.
        os.environ.setdefault("CORRIDOR_KERNELS", "interpreted")
    request = make_request(origin, destination, options, data=context.data)
    from corridor_planner.planning.routes import plan_route

    planner = context.open_planner()
    with progress_bar() as progress:
        document = plan_route(planner, request, progress)
    if as_json:
        print_json(document)
    else:
        from corridor_planner.cli.route_tables import show_route

        show_route(document)
    if out is not None:
        write_file(out, document.to_json())
    if map_file is not None:
        from corridor_planner.export.maps import standalone_html

        write_file(map_file, standalone_html(json.loads(document.to_json())))
    return DONE if document.plans else NO_PLAN
