"""``corridor-planner places``."""

from __future__ import annotations

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE, NO_PLAN
from corridor_planner.cli.output import console, json_option, print_json, shown


@click.command("places")
@click.argument("query")
@click.option("--limit", default=8, show_default=True, type=click.IntRange(1, 100), help="How many at the most.")
@json_option
@click.pass_obj
def command(context: Context, /, query: str, limit: int, *, as_json: bool) -> int:
    """Search places by QUERY in any script; diacritics and typos are forgiven."""
    from corridor_planner.planning.places import search_places

    document = search_places(context.open_planner(), query, limit)
    if as_json:
        print_json(document)
        return DONE
    if not document.places:
        console().print(shown(f"Nothing found for {query!r}. Try another spelling, or a town near by."))
        return NO_PLAN
    from rich.table import Table

    table = Table("id", "name", "local name", "country", "kind", "also", "lon,lat", box=None, header_style="bold",
                  pad_edge=False)  # fmt: skip
    for hit in document.places:
        table.add_row(*map(shown, (
            hit.id, hit.name, hit.name_local, hit.country, hit.kind.replace("_", " "),
            hit.matched if hit.matched not in (hit.name, hit.name_local) else "", f"{hit.lon:.4f},{hit.lat:.4f}",
        )))  # fmt: skip
    console().print(table)
    return DONE
