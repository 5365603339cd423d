"""Errors become exit codes and words here, in one table; no traceback reaches a user."""

from __future__ import annotations

import json
import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput, PlannerError, UnknownName

DONE, NO_PLAN, WRONG_INPUT, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
EXIT_CODES: tuple[tuple[type[PlannerError], int], ...] = (
    (InvalidInput, WRONG_INPUT),
    (DataFault, FAULT),
    (EnvironmentFault, FAULT),
    (PlannerError, FAULT),
)


def guarded(call: Callable[[], int], *, as_json: bool, log_file: Path) -> int:
    """Run a command and return its exit code, whatever happens.

    Parameters
    ----------
    as_json
        Tell an error as a JSON problem object on standard output instead of words on standard error.
    log_file
        Takes the traceback of what nobody expected.
    """
    try:
        code = call()
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return DONE
    except (click.Abort, KeyboardInterrupt):
        _tell("interrupted", "Interrupted; nothing was left half done.", {}, as_json=as_json, exit_code=INTERRUPTED)
        return INTERRUPTED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        _tell("usage", error.format_message(), {"remedy": _help_for(error)}, as_json=as_json, exit_code=WRONG_INPUT)
        return WRONG_INPUT
    except PlannerError as error:
        return _planner_error(error, as_json=as_json)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _tell("environment_fault", f"{error.strerror or error}{where}", {"remedy": "check the path and its rights"},
              as_json=as_json, exit_code=FAULT)  # fmt: skip
        return FAULT
    except Exception:  # noqa: BLE001 - the last door: what nobody expected is logged and told in one line
        return _unexpected(as_json=as_json, log_file=log_file)
    return code


@contextmanager
def ended_like_interrupted() -> Iterator[None]:
    """Let a polite request to end (SIGTERM) do what Ctrl-C does, so that work that is half done is cleared away."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def exit_code(error: PlannerError) -> int:
    """Return the exit code of an error, by the first class of the table that fits."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def _planner_error(error: PlannerError, *, as_json: bool) -> int:
    details: dict[str, object] = {
        "what": error.what, "value": str(error.value), "rule": error.rule, "remedy": error.remedy,
    }  # fmt: skip
    if isinstance(error, UnknownName):
        details["candidates"] = list(error.candidates)
    code = exit_code(error)
    _tell(error.code, str(error), details, as_json=as_json, exit_code=code)
    return code


def _help_for(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"see: {context.command_path if context else 'corridor-planner'} --help"


def _unexpected(*, as_json: bool, log_file: Path) -> int:
    name = secrets.token_hex(4)
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(log_file, encoding="utf-8")
        logger = logging.getLogger("corridor_planner.errors")
        logger.propagate = False
        logger.addHandler(handler)
        logger.error("error %s at %s", name, datetime.now(UTC).isoformat(), exc_info=sys.exc_info())
        logger.removeHandler(handler)
        handler.close()
        where = f"details are in {log_file}"
    except OSError as error:
        where = f"no details could be written to {log_file}: {error.strerror}"
    _tell("defect", f"Something went wrong in the planner itself (id {name}); {where}.",
          {"id": name, "remedy": "please report it with the id and what you typed"},
          as_json=as_json, exit_code=FAULT)  # fmt: skip
    return FAULT


def _tell(code: str, message: str, details: Mapping[str, object], *, as_json: bool, exit_code: int) -> None:
    if as_json:
        problem = {"type": f"urn:corridor-planner:{code}", "code": code, "exit_code": exit_code, "title": _TITLES[code],
                   "detail": message}  # fmt: skip
        click.echo(json.dumps(problem | dict(details), ensure_ascii=False, indent=2))
        return
    click.echo(f"Error: {_plain(message)}", err=True)
    candidates = details.get("candidates")
    if isinstance(candidates, list) and candidates:
        click.echo(f"  candidates: {_plain(', '.join(candidates))}", err=True)
    if "rule" not in details and details.get("remedy"):
        click.echo(f"  {details['remedy']}", err=True)


_TITLES: Mapping[str, str] = {
    "usage": "The command line could not be read",
    "interrupted": "Interrupted",
    "defect": "A defect of the planner",
    "environment_fault": "The machine refuses",
    "data_fault": "Data are damaged, foreign or inconsistent",
    "invalid_input": "Wrong input",
    "unknown_name": "A name that nobody carries",
    "ambiguous_name": "A name that several things carry",
    "planner_error": "The planner cannot go on",
}


def _plain(text: str) -> str:
    """Return a text without characters that steer a terminal; lines stay lines."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)


def _forget_output() -> None:
    """Let the interpreter flush into nowhere, when the reader of our output has gone."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
