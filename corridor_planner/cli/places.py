"""``corridor-planner places``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.check import read_json
from corridor_planner.cli.failures import DONE, NO_PLAN
from corridor_planner.cli.output import console, json_option, print_json, refuse_unwritable, shown, write_file
from corridor_planner.cli.request import FiniteRange
from corridor_planner.errors import InvalidInput
from corridor_planner.units import METRES_PER_KM

if TYPE_CHECKING:
    from corridor_planner.planning.documents import PlanDocument
    from corridor_planner.planning.places import PlaceHitDoc, PlacesDocument

_HITS, _LISTED = 8, 40


@click.command("places")
@click.argument("query", default="")
@click.option("--category", "categories", multiple=True, metavar="WORD",
              help="List a group (sights, lodgings, facilities), a kind (castle, fuel) or an interest (museum, lake); "
                   "may be given several times.")  # fmt: skip
@click.option("--near", default="", metavar="LON,LAT|PLACE", help="List from the nearest to the farthest.")
@click.option("--along", type=click.Path(path_type=Path), metavar="PLAN", help="List along a saved plan, in its order.")
@click.option("--within", "within_km", type=FiniteRange(0, 20_000), metavar="KM",
              help="Not farther than this from the point, or from the plan's way (1 by default).")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 100), help="How many at the most; by default 8, in a list 40.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the list, all of it, to a file that ends in .geojson, .csv or .json.")  # fmt: skip
@json_option
@click.pass_obj
def command(
    context: Context, /, query: str, *, categories: tuple[str, ...], near: str, along: Path | None,
    within_km: float | None, limit: int | None, out: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Search places by QUERY in any script, or list what lies beside the ways.

    Diacritics and typos are forgiven. Lists tell sights, lodgings and facilities for drivers, the best known first, or
    the nearest first, or along a plan.
    """
    from corridor_planner.planning.exports import PLACES_FORMATS, refuse_unknown_format
    from corridor_planner.planning.places import list_places, search_places

    listing = bool(categories or near or along is not None)
    _refuse_mixture(query, listing=listing, of_a_list=within_km is not None or out is not None)
    if within_km is not None and not near and along is None:
        raise InvalidInput("--within", f"{within_km:g}", rule="it is counted from a point or a plan's way",
                           remedy="add --near or --along")  # fmt: skip
    if out is not None:
        refuse_unwritable(out)
        refuse_unknown_format(out.suffix.removeprefix("."), PLACES_FORMATS)
    planner = context.open_planner()
    if not listing:
        document = search_places(planner, query, limit or _HITS)
    else:
        document = list_places(
            planner, categories=categories, near=near, along=_plan(along) if along is not None else None,
            within_m=None if within_km is None else within_km * METRES_PER_KM,
            limit=limit or (None if out is not None else _LISTED),
        )  # fmt: skip
    if out is not None:
        _write(document, out)
    if as_json:
        print_json(document)
    elif out is not None:
        click.echo(f"Wrote {len(document.places)} places to {out}")
    elif document.places:
        _show(document)
    else:
        console().print(shown(f"Nothing found for {query!r}. Try another spelling, or a town near by."
                              if query else "Nothing of that kind lies there."))  # fmt: skip
    return DONE if document.places or as_json else NO_PLAN


def _refuse_mixture(query: str, *, listing: bool, of_a_list: bool) -> None:
    """Refuse a search and a list at once, and neither."""
    if query and (listing or of_a_list):
        raise InvalidInput("QUERY", query, rule="one searches by a name, or lists with options",
                           remedy="leave out the name or the options")  # fmt: skip
    if not query and not listing:
        raise InvalidInput("QUERY", query, rule="there is nothing to look for",
                           remedy="give a name, or list with --category, --near or --along")  # fmt: skip


def _plan(path: Path) -> PlanDocument:
    from corridor_planner.planning.checks import read_plan_document

    return read_plan_document(read_json(path))


def _write(document: PlacesDocument, out: Path) -> None:
    from corridor_planner.planning.exports import export_places

    write_file(out, export_places(document, out.suffix.removeprefix(".")))


def _show(document: PlacesDocument) -> None:
    """Print hits of a search, or a list with what a visitor or driver asks first."""
    from rich.table import Table

    row = _listed if document.places[0].match == "listed" else _hit
    rows = [row(hit) for hit in document.places]
    names = [name for name in rows[0] if any(cells[name] for cells in rows)]
    table = Table(*names, box=None, header_style="bold", pad_edge=False)
    for cells in rows:
        table.add_row(*(shown(cells[name]) for name in names))
    console().print(table)


def _hit(hit: PlaceHitDoc) -> dict[str, str]:
    return {
        "id": hit.id, "name": hit.name, "local name": hit.name_local, "country": hit.country, "kind": _words(hit.kind),
        "also": hit.matched if hit.matched not in (hit.name, hit.name_local) else "", "lon,lat": _at(hit),
    }  # fmt: skip


def _listed(hit: PlaceHitDoc) -> dict[str, str]:
    assert hit.feature is not None
    return {
        "at km": "" if hit.along_m is None else f"{hit.along_m / METRES_PER_KM:.1f}",
        "km off": "" if hit.distance_m is None else f"{hit.distance_m / METRES_PER_KM:.1f}",
        "name": hit.name, "local name": hit.name_local if hit.name_local != hit.name else "", "country": hit.country,
        "kind": _words(hit.kind), "open": hit.feature.opening_hours, "lon,lat": _at(hit),
    }  # fmt: skip


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _at(hit: PlaceHitDoc) -> str:
    return f"{hit.lon:.4f},{hit.lat:.4f}"
