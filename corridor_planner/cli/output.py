"""Writing answers: exactly one JSON document on standard output, or tables for people."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor_planner.errors import EnvironmentFault

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

    from corridor_planner.planning.session import Progress

json_option = click.option("--json", "as_json", is_flag=True, help="Write one JSON document to standard output.")


def print_json(document: BaseModel) -> None:
    """Write a document as JSON."""
    click.echo(document.model_dump_json(by_alias=True, indent=2))


def console() -> Console:
    """Return a console for people, plain when standard output is no terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 110
    return Console(width=width, highlight=False, soft_wrap=False, emoji=False)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Show progress on standard error while something long runs."""
    if quiet or not sys.stderr.isatty():
        yield lambda _stage, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress as Bars, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("starting", total=1.0)
        yield lambda stage, share: bars.update(task, description=stage, completed=share)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    EnvironmentFault
        When the folder is missing or read-only, or the disk is full.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent or Path(), prefix=f".{path.name}.", delete=False) as file:
            file.write(raw)
        os.chmod(file.name, 0o644)  # noqa: PTH101 - the temporary file has no Path yet
        Path(file.name).replace(path)
    except OSError as error:
        raise EnvironmentFault("output file", str(path), rule=f"it cannot be written: {error.strerror}",
                               remedy="choose a folder that exists and is writable") from None  # fmt: skip
