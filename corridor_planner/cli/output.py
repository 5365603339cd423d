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

    from corridor_planner.planning.fetching import FetchProgress
    from corridor_planner.planning.session import Progress

PLAIN_WIDTH = 100  # columns, where nobody says how wide the page is

json_option = click.option("--json", "as_json", is_flag=True, help="Write one JSON document to standard output.")


def print_json(document: BaseModel) -> None:
    """Write a document as JSON."""
    click.echo(document.model_dump_json(by_alias=True, indent=2))


def console() -> Console:
    """Return a console for people, plain and 100 columns wide when standard output is no terminal."""
    from rich.console import Console

    class Paper(Console):
        """A console that lets the caller decide what to do when the reader has gone."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    known = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()
    return Paper(width=None if known else PLAIN_WIDTH, highlight=False, emoji=False, soft_wrap=False)


def shown(text: object) -> str:
    """Return a text that a console may print: no markup, no control characters, no direction overrides."""
    from rich.markup import escape

    from corridor_planner.export.plain_text import visible

    return escape(visible(str(text)))


@contextmanager
def progress_bar(*, lines: bool = False) -> Iterator[Progress]:
    """Show progress on standard error while something long runs.

    Parameters
    ----------
    lines
        Write a line per stage where standard error is no terminal; else nothing is written there.
    """
    if not sys.stderr.isatty():
        yield _Lines() if lines else (lambda _stage, _share: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("starting", total=1.0)
        yield lambda stage, share: bars.update(task, description=stage, completed=share)


@contextmanager
def download_bar() -> Iterator[FetchProgress]:
    """Show downloads on standard error: a bar with size, speed and time left, or two lines where it is no terminal."""
    if not sys.stderr.isatty():
        yield _DownloadLines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TaskID, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn(),
               TimeRemainingColumn())  # fmt: skip
    tasks: dict[str, TaskID] = {}
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def show(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield show


class _DownloadLines:
    """Downloads as lines: where one begins, and its end."""

    def __init__(self) -> None:
        self.told: set[tuple[str, bool]] = set()

    def __call__(self, name: str, done: int, total: int | None) -> None:
        """Take the bytes that are here and those of the whole."""
        end = done == total
        if (name, end) not in self.told:
            self.told.add((name, end))
            whole = f" of {total / 1e6:,.1f}" if total is not None else ""
            click.echo(f"{name}: {done / 1e6:,.1f}{whole} MB", err=True)


class _Lines:
    """Progress as lines, one when the stage changes."""

    def __init__(self) -> None:
        self.stage = ""

    def __call__(self, stage: str, share: float) -> None:
        """Take the stage in words and the share done."""
        if stage != self.stage:
            self.stage = stage
            click.echo(f"{share:4.0%} {stage}", err=True)


def refuse_unwritable(path: Path) -> None:
    """Refuse a file that could not be written, before the work that fills it.

    Raises
    ------
    EnvironmentFault
        When the folder is missing or read-only, or the path is a folder.
    """
    folder = path.parent
    if path.is_dir() or not folder.is_dir():
        rule = "it is a folder" if path.is_dir() else f"there is no folder {str(folder)!r}"
        raise EnvironmentFault("output file", str(path), rule=rule, remedy="name a file in a folder that exists")
    if not os.access(folder, os.W_OK):
        raise EnvironmentFault("output file", str(path), rule="its folder is read-only",
                               remedy="choose a folder that you may write to")  # fmt: skip


def write_file(path: Path, content: str) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    EnvironmentFault
        When the folder is missing or read-only, or the disk is full.
    """
    refuse_unwritable(path)
    temporary: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
            temporary = Path(file.name)
            file.write(content.encode("utf-8"))
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise EnvironmentFault("output file", str(path), rule=f"it cannot be written: {error.strerror}",
                               remedy="choose another folder, or make room on the disk") from None  # fmt: skip
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
