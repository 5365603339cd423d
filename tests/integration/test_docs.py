"""The documentation does what it says: commands run, generated pages are current."""

from __future__ import annotations

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

from corridor_planner.cli.app import Context, run
from corridor_planner.planning.session import Planner

DOCS = Path(__file__).parents[2] / "docs"
TOOLS = Path(__file__).parents[2] / "tools"
PAGES = sorted(page for folder in ("tutorial", "how-to") for page in (DOCS / folder).glob("*.md"))


def commands(page: Path) -> list[tuple[list[str], int]]:
    """The words after ``$ corridor-planner`` in the console blocks of a page, and the promised exit code."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            typed, _, promise = line.partition(" # exit ")
            name, *words = shlex.split(typed.removeprefix("$ "))
            assert name == "corridor-planner"
            found.append((words, int(promise or 0)))
    return found


@pytest.mark.parametrize("page", [page for page in PAGES if commands(page)], ids=lambda page: page.stem)
def test_the_commands_of_a_page_do_what_the_page_says(
    page: Path, planner: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CORRIDOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CORRIDOR_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("CORRIDOR_KERNELS", "compiled")  # as this process has loaded them
    monkeypatch.setattr(Context, "open_planner", lambda _context: planner)
    monkeypatch.chdir(tmp_path)

    for words, promised in commands(page):
        code = run(words)
        said = capsys.readouterr()
        assert (code, said.err) == (promised, ""), words
        assert said.out


def test_the_tutorial_and_the_tasks_are_run() -> None:
    assert sum(len(commands(page)) for page in PAGES) > 20


@pytest.mark.parametrize(("tool", "page"), [("cli_reference", "cli.md"), ("data_reference", "data.md")])
def test_a_generated_page_is_what_would_be_generated_now(tool: str, page: str) -> None:
    spec = importlib.util.spec_from_file_location(tool, TOOLS / f"{tool}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert (DOCS / "reference" / page).read_text(encoding="utf-8") == module.page(), "run make docs"
