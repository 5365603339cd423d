"""The command as a process: how much it loads before it answers, and readers that go away."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

HEAVY = {"numpy", "numba", "pandas", "pydantic", "flask", "rich", "folium", "ortools", "shapely", "scipy", "geopandas"}
COMPILER_AND_DOORS = {"numba", "pandas", "flask", "folium", "ortools", "geopandas", "osmium", "osmnx", "networkx"}


def loaded(*words: str) -> tuple[int, set[str]]:
    """The exit code of a command in a process of its own, and the modules that it loaded."""
    script = (
        "import sys; from corridor_planner.cli.app import run; code = run(sys.argv[1:]); "
        "print('\\n', code, *(name for name in sys.modules if '.' not in name))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "CORRIDOR_KERNELS"}
    done = subprocess.run([sys.executable, "-c", script, *words], env=environment, capture_output=True, text=True,
                          check=True, timeout=60)  # fmt: skip
    code, *names = done.stdout.splitlines()[-1].split()
    return int(code), set(names)


@pytest.mark.parametrize(("words", "code"), [(("--help",), 0), (("route", "--help"), 0), (("rute",), 2)])
def test_help_and_mistyped_commands_load_nothing_heavy(words: tuple[str, ...], code: int) -> None:
    answered, names = loaded(*words)

    assert answered == code
    assert sorted(names & HEAVY) == []


def test_one_question_on_the_backbone_does_not_wait_for_the_compiler() -> None:
    answered, names = loaded("route", "Almaty", "Bishkek", "--profile", "car", "--depart", "2026-07-08")

    assert answered == 0
    assert sorted(names & COMPILER_AND_DOORS) == []


def test_a_reader_that_goes_away_is_no_failure() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run([sys.executable, "-m", "corridor_planner", "check-data"], stdout=writer,
                              stderr=subprocess.PIPE, text=True, check=False, timeout=60)  # fmt: skip
    finally:
        os.close(writer)

    assert (done.returncode, done.stderr) == (0, "")
