"""``corridor-planner check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE, NO_PLAN
from corridor_planner.cli.output import console, json_option, print_json, shown
from corridor_planner.errors import InvalidInput

LARGEST_BYTES = 50_000_000


@click.command("check")
@click.argument("plan", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def command(context: Context, /, plan: Path, *, as_json: bool) -> int:
    """Recompute the saved PLAN from the network and tables alone, and name whatever is wrong."""
    from corridor_planner.planning.checks import check_plan, read_plan_document

    document = read_plan_document(read_json(plan))
    result = check_plan(context.open_planner(), document)
    if as_json:
        print_json(result)
    else:
        out = console()
        for note in result.notes:
            out.print(f"[yellow]![/yellow] {shown(note)}")
        for wrong in result.violations:
            out.print(
                shown(f"plan {wrong.plan}, {wrong.where}: {wrong.rule}; it says {wrong.claimed}, found {wrong.found}")
            )
        count = len(result.violations)
        verdict = "Nothing wrong" if result.valid else f"{count} violation{'s' if count > 1 else ''}"
        out.print(f"[bold]{verdict}[/bold]; plans checked: {result.plans}, data {shown(result.data_version)}")
    return DONE if result.valid else NO_PLAN


def read_json(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file.

    Raises
    ------
    InvalidInput
        When the file is missing, too large, or no JSON object.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InvalidInput(
                "file", str(path), rule="plan documents are smaller than 50 MB", remedy="give a plan document"
            )
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput("file", str(path), rule="it does not exist", remedy="check the path") from None
    except (IsADirectoryError, ValueError, RecursionError) as error:  # ValueError: not UTF-8, not JSON
        raise InvalidInput("file", str(path), rule=f"it is no readable JSON: {error}",
                           remedy="give a file that 'route --out' wrote") from None  # fmt: skip
    if not isinstance(raw, dict):
        raise InvalidInput("file", str(path), rule="a plan document is a JSON object", remedy="give a plan document")
    return raw
