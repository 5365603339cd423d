"""Errors become exit codes and words here, in one table; no traceback reaches a user."""

from __future__ import annotations

import json
import logging
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput, PlannerError, UnknownName

DONE, NO_PLAN, WRONG_INPUT, FAULT, INTERRUPTED = 0, 1, 2, 3, 130
EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (InvalidInput, WRONG_INPUT),
    (DataFault, FAULT),
    (EnvironmentFault, FAULT),
    (PlannerError, FAULT),
)


def guarded(call: Callable[[], int], *, as_json: bool, log_file: Path) -> int:
    """Run a command and return its exit code, whatever happens."""
    try:
        return call()
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        _tell("interrupted", "Interrupted; nothing was left half done.", {}, as_json=as_json, status=INTERRUPTED)
        return INTERRUPTED
    except click.ClickException as error:
        _tell("usage", error.format_message(), {"remedy": "see --help"}, as_json=as_json, status=WRONG_INPUT)
        return WRONG_INPUT
    except PlannerError as error:
        code = next(code for kind, code in EXIT_CODES if isinstance(error, kind))
        details = {"what": error.what, "value": str(error.value), "rule": error.rule, "remedy": error.remedy}
        if isinstance(error, UnknownName) and error.candidates:
            details["candidates"] = ", ".join(error.candidates)
        _tell(error.code, str(error), details, as_json=as_json, status=code)
        return code
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _tell("environment_fault", f"{error.strerror or error}{where}", {"remedy": "check the path and its rights"},
              as_json=as_json, status=FAULT)  # fmt: skip
        return FAULT
    except Exception:  # noqa: BLE001 - the last door: what nobody expected is logged and told in one line
        return _unexpected(as_json=as_json, log_file=log_file)


def _unexpected(*, as_json: bool, log_file: Path) -> int:
    name = uuid.uuid4().hex[:8]
    where = "no details could be written"
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(log_file, encoding="utf-8")
        logger = logging.getLogger("corridor_planner.errors")
        logger.addHandler(handler)
        logger.exception("error %s at %s", name, datetime.now(UTC).isoformat())
        logger.removeHandler(handler)
        handler.close()
        where = f"details are in {log_file}"
    except OSError:
        pass
    _tell("defect", f"Something went wrong in the planner itself (id {name}); {where}.",
          {"remedy": "please report it with the id and what you typed"}, as_json=as_json, status=FAULT)  # fmt: skip
    return FAULT


def _tell(code: str, message: str, details: dict[str, str], *, as_json: bool, status: int) -> None:
    if as_json:
        problem = {"type": f"about:blank#{code}", "title": code.replace("_", " "), "status": status, "detail": message}
        click.echo(json.dumps(problem | details, ensure_ascii=False, indent=2))
        return
    click.echo(f"Error: {message}", err=True)
    if "candidates" in details:
        click.echo(f"  candidates: {details['candidates']}", err=True)
    if code in ("usage", "environment_fault", "defect") and details.get("remedy"):
        click.echo(f"  {details['remedy']}", err=True)
