"""Fixtures for all tests: the shipped world and a planner on the backbone, opened once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corridor_planner.planning.session import Planner, open_planner


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
