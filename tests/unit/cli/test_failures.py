"""The last door: every error has an exit code, and nobody sees a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click
import pytest

from corridor_planner.cli.failures import guarded
from corridor_planner.errors import AmbiguousName, DataFault, EnvironmentFault, InvalidInput, PlannerError, UnknownName

SAID = {"rule": "it is wrong", "remedy": "mend it"}
CODES = [
    (InvalidInput("x", 1, **SAID), 2),
    (UnknownName("x", 1, **SAID), 2),
    (AmbiguousName("x", 1, **SAID), 2),
    (DataFault("x", 1, **SAID), 3),
    (EnvironmentFault("x", 1, **SAID), 3),
    (PlannerError("x", 1, **SAID), 3),
    (PermissionError(13, "Permission denied", "/root/x"), 3),
    (ZeroDivisionError("oops"), 3),
    (KeyboardInterrupt(), 130),
    (click.Abort(), 130),
    (click.UsageError("what?"), 2),
    (BrokenPipeError(), 0),
]


def raising(error: BaseException) -> Callable[[], NoReturn]:
    """A command that fails."""

    def call() -> NoReturn:
        raise error

    return call


@pytest.mark.parametrize(("error", "code"), CODES, ids=[type(error).__name__ for error, _ in CODES])
@pytest.mark.parametrize("as_json", [False, True])
def test_every_error_has_its_exit_code_and_one_way_of_being_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, *, as_json: bool
) -> None:
    assert guarded(raising(error), as_json=as_json, log_file=tmp_path / "errors.log") == code
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    if code == 0:
        assert out + err == ""
    elif as_json:
        assert json.loads(out)["exit_code"] == code
        assert err == ""
    else:
        assert out == ""
        assert err.startswith("Error: ")


def test_a_defect_is_told_with_an_id_that_finds_its_traceback_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guarded(raising(ZeroDivisionError("oops")), as_json=True, log_file=tmp_path / "new" / "errors.log")
    problem = json.loads(capsys.readouterr().out)
    log = (tmp_path / "new" / "errors.log").read_text(encoding="utf-8")

    assert problem["id"] in log
    assert "ZeroDivisionError: oops" in log
    assert "oops" not in problem["detail"]


def test_a_defect_is_told_also_when_no_log_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")

    assert guarded(raising(ZeroDivisionError()), as_json=False, log_file=tmp_path / "file" / "errors.log") == 3
    assert "no details could be written" in capsys.readouterr().err


def test_an_error_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guarded(raising(PermissionError(13, "no", "\x1b]0;hacked\x07")), as_json=False, log_file=tmp_path / "x")

    assert "\x1b" not in capsys.readouterr().err
