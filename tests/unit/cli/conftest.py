"""A command line whose folders are the test's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from corridor_planner.cli.app import Context, run
from corridor_planner.planning import session
from corridor_planner.planning.session import Planner


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Type = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds networks, logs and the working folder ``here``."""
    monkeypatch.setenv("CORRIDOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CORRIDOR_KERNELS", "compiled")  # this process has loaded them; nothing is to change that
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


@pytest.fixture
def type_in(home: Path, planner: Planner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Type a command and see what it says; the embedded backbone is opened once for all."""

    def opened(network: str | None = None, data: Path | None = None, *, networks_folder: Path | None = None) -> Planner:
        if network is None and data is None:
            return planner
        return session.open_planner(network, data, networks_folder=networks_folder)

    monkeypatch.setattr(
        Context, "open_planner", lambda c: opened(c.network, c.data, networks_folder=c.settings.networks)
    )

    def call(*words: str) -> Said:
        capsys.readouterr()
        code = run(words)
        captured = capsys.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)

    return call
