"""The wheel: everything that the planner needs is in it, and it runs from an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JUNK = shutil.ignore_patterns("__pycache__", "*.egg-info", ".*")


def shipped(folder: Path, prefix: str) -> set[str]:
    """The files of a folder as they must be called inside the wheel."""
    return {
        f"{prefix}/{path.relative_to(folder).as_posix()}"
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the sources, so that nothing is left in the checkout."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("corridor_planner", "data", "web"):
        shutil.copytree(ROOT / name, source / name, ignore=JUNK)
    for name in ("pyproject.toml", "setup.cfg", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index",
         "--wheel-dir", str(out), str(source)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_every_module_every_table_and_every_web_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = (
        shipped(ROOT / "corridor_planner", "corridor_planner")
        | shipped(ROOT / "data", "corridor_planner/_data")
        | shipped(ROOT / "web", "corridor_planner/_web")
    )

    assert sorted(wanted - held) == []
    assert sorted(held - wanted) == []


def test_the_wheel_carries_its_licence_its_version_and_the_command(wheel: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    with zipfile.ZipFile(wheel) as archive:
        info = f"corridor_planner-{version}.dist-info"
        metadata = archive.read(f"{info}/METADATA").decode()
        commands = archive.read(f"{info}/entry_points.txt").decode()
        assert f"{info}/licenses/LICENSE" in archive.namelist()

    assert "License-Expression: MIT" in metadata
    assert "corridor-planner = corridor_planner.cli:main" in commands


def test_an_installed_wheel_plans_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CORRIDOR_", "PYTHON"))}
    script = (
        "import corridor_planner; print(corridor_planner.__file__); from corridor_planner.cli.app import run; "
        "raise SystemExit(run(['route', 'Osh', 'Kashgar', '--profile', 'truck-40t', '--depart', '2026-07-08']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=empty, env=environment | {"PYTHONPATH": str(site), "CORRIDOR_KERNELS": "interpreted"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(site))
    assert "Kashgar (CN)" in done.stdout
    assert list(empty.iterdir()) == []
