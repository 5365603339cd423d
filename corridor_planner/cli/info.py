"""``corridor-planner info``."""

from __future__ import annotations

from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE
from corridor_planner.cli.output import console, json_option, print_json


@click.command("info")
@click.option("--verify", is_flag=True, help="Check all checksums of a built network.")
@json_option
@click.pass_obj
def command(context: Context, verify: bool, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Tell what a network holds, where it comes from, and how it was built."""
    from corridor_planner.planning.networks import describe_network

    folder = _folder(context)
    document = describe_network(folder if folder is not None else context.open_planner().network, verify=verify)
    if as_json:
        print_json(document)
        return DONE
    from rich.table import Table

    table = Table(box=None, show_header=False)
    for name, value in document.model_dump(mode="json", by_alias=True).items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {one}" for key, one in value.items() if not isinstance(one, dict | list))
        table.add_row(name.replace("_", " "), "; ".join(map(str, value)) if isinstance(value, list) else str(value))
    console().print(table)
    return DONE


def _folder(context: Context) -> Path | None:
    if context.network in (None, "backbone"):
        return None
    direct = Path(str(context.network))
    return direct if direct.exists() else context.settings.networks / str(context.network)
