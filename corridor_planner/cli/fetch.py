"""``corridor-planner fetch``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE
from corridor_planner.cli.output import console, download_bar, json_option, print_json, shown

if TYPE_CHECKING:
    from corridor_planner.planning.fetching import FetchDocument

_HOW = {"downloaded": "downloaded", "resumed": "completed what was there", "up_to_date": "is up to date"}


@click.command("fetch")
@click.argument("regions", nargs=-1, metavar="REGION...")
@click.option("--list", "as_list", is_flag=True, help="List what there is to fetch, and what is here.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR",
              help="Folder of the files; CORRIDOR_HOME/extracts by default: there build finds them.")  # fmt: skip
@click.option("--base-url", metavar="URL", help="A mirror with the same paths; CORRIDOR_EXTRACTS_URL by default.")
@json_option
@click.pass_obj
def command(
    context: Context, /, regions: tuple[str, ...], *, as_list: bool, out: Path | None, base_url: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Download extracts of OpenStreetMap by name (kazakhstan, KZ, Казахстан), one or many.

    A download that broke off goes on where it stopped. What is here already and the newest is not
    sent again.
    """
    if bool(regions) == as_list:
        raise click.UsageError("Name one or more regions, or give --list alone.")
    from corridor_planner.planning.fetching import FetchParams, fetch_extracts, list_extracts

    folder = out or context.settings.extracts
    mirror = base_url if base_url is not None else context.settings.extracts_url
    if as_list:
        document = list_extracts(folder, data=context.data, base_url=mirror)
    else:
        params = FetchParams(base_url=mirror, by_name=folder == context.settings.extracts)
        try:
            with download_bar() as progress:
                document = fetch_extracts(regions, folder, data=context.data, params=params, progress=progress)
        except KeyboardInterrupt:
            click.echo("What has come is kept; the same command goes on from there.", err=True)
            raise
    if as_json:
        print_json(document)
    elif as_list:
        _show_list(document)
    else:
        _show(document)
    return DONE


def _show(document: FetchDocument) -> None:
    out = console()
    for extract in document.extracts:
        how = _HOW[extract.state]
        checked = "MD5 compared" if extract.checked else "MD5 not compared: the server tells none"
        meant = f" (for {extract.asked!r})" if extract.asked.casefold() != extract.id else ""
        out.print(shown(f"{extract.name}{meant}: {how}, {extract.size_mb:,.1f} MB, {checked}; {extract.file}"))
    out.print(shown(f"{'. '.join(document.attribution)}. Build a network with:"))
    out.print(shown(f"  {document.next_command}"), soft_wrap=True)


def _show_list(document: FetchDocument) -> None:
    from rich.table import Table

    out = console()
    table = Table("region", "name", "country", box=None, header_style="bold", pad_edge=False)
    table.add_column("MB", justify="right")
    table.add_column("here")
    for extract in document.extracts:
        size = f"{extract.size_mb:,.1f}" if extract.file else f"about {extract.size_mb:,.0f}"
        table.add_row(*map(shown, (extract.id, extract.name, " ".join(extract.countries), size,
                                   "yes" if extract.file else "")))  # fmt: skip
    out.print(table)
    out.print(shown(f"Files are kept in {document.folder}. Addresses and sizes are those of the index, which no one "
                    "has compared with the servers since. A country's code means the whole country."))  # fmt: skip
