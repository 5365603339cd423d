"""The house keeps its own rules: packages, dependencies, pins, sizes, links, one version."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import corridor_planner

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "corridor_planner"
MOST_LINES = 400
TARGETS = ("run", "test", "lint", "types", "format", "docs", "golden", "examples", "schemas", "vendor", "bench",
           "clean", "help")  # fmt: skip
IMPORT_NAMES = {"flask-compress": "flask_compress", "opening-hours-py": "opening_hours"}
COME_ALONG = {  # parts of a declared library that its own documentation tells to import
    "branca": "folium", "jinja2": "flask", "markupsafe": "flask", "werkzeug": "flask", "llvmlite": "numba",
}  # fmt: skip
NOT_IMPORTED = {
    "tzdata",  # read by zoneinfo where the system has no zones
}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The parsed pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def bare(requirement: str) -> str:
    """The name of a requirement without versions and extras."""
    return re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0].lower()


def third_party_imports() -> set[str]:
    """The top-level names that the package imports from outside."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"corridor_planner", "__future__"}


def test_every_package_of_the_tree_is_packed(project: dict[str, Any]) -> None:
    on_disk = {".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")}
    packed = {name for name in project["tool"]["setuptools"]["packages"] if not name.rpartition(".")[2].startswith("_")}

    assert packed == on_disk


def test_what_is_imported_is_declared_and_what_is_declared_is_imported(project: dict[str, Any]) -> None:
    declared = {bare(requirement) for requirement in project["project"]["dependencies"]}
    importable = {IMPORT_NAMES.get(name, name) for name in declared - NOT_IMPORTED}
    imported = third_party_imports()

    assert sorted(imported - importable - {name for name, owner in COME_ALONG.items() if owner in declared}) == []
    assert sorted(importable - imported) == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-build.lock"])
def test_a_lock_pins_exact_versions_and_names_no_place(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]

    assert pins
    assert [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [^/@]+)?", pin)] == []


def test_every_declared_dependency_is_pinned_and_the_two_locks_agree(project: dict[str, Any]) -> None:
    def pinned(lock: str) -> set[str]:
        return {line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if "==" in line}

    run, test = pinned("requirements.lock"), pinned("requirements-dev.lock")
    extras = project["project"]["optional-dependencies"]

    assert {bare(r) for r in project["project"]["dependencies"]} <= {bare(pin) for pin in run}
    assert {bare(r) for r in (*extras["dev"], *extras["bench"])} <= {bare(pin) for pin in test}
    assert run <= test


def test_every_dependency_has_its_line_with_a_licence_in_the_docs(project: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    extras = project["project"]["optional-dependencies"]
    names = {bare(r) for r in (*project["project"]["dependencies"], *(r for extra in extras.values() for r in extra))}

    assert sorted(name for name in names if f"| {name} |" not in page) == []


def test_no_module_is_longer_than_a_thought() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
               for path in PACKAGE.rglob("*.py")}  # fmt: skip

    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_there_is_one_version_and_the_changelog_knows_it(project: dict[str, Any]) -> None:
    version = project["project"]["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert corridor_planner.__version__ == version
    assert f"## [{version}]" in changelog
    assert changelog.index("## [Unreleased]") < changelog.index(f"## [{version}]")


def test_the_makefile_has_every_target_with_a_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert [name for name in TARGETS if not re.search(rf"^{name}:.*## \S", makefile, re.MULTILINE)] == []


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))):
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            path = target.partition("#")[0]
            if path and "://" not in path and not (page.parent / path).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")

    assert broken == []
