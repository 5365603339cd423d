"""Fixtures for all tests: the shipped world and a planner on the backbone, opened once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from corridor_planner.planning.session import Planner, open_planner

# The same examples in every run: a red test stays red until somebody mends it.
hypothesis_settings.register_profile("suite", derandomize=True, deadline=None, database=None, print_blob=True)
hypothesis_settings.load_profile("suite")


@pytest.fixture(scope="session")
def planner() -> Planner:
    """A planner on the embedded backbone with the shipped tables."""
    return open_planner()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material beside the checkout; tests that need it skip without it."""
    folder = Path(os.environ.get("CORRIDOR_SHARED") or Path(__file__).parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip(f"needs {folder} (or CORRIDOR_SHARED), which is not part of the project")
    return folder
