"""A web application on the embedded backbone, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corridor_planner.planning.session import Planner
from corridor_planner.settings import Settings
from corridor_planner.webapp import create_app


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose folders are empty."""
    folder: Path = tmp_path_factory.mktemp("home")
    return Settings(home=folder, cache=folder / "cache")


@pytest.fixture(scope="session")
def app(planner: Planner, settings: Settings) -> Flask:
    """The application as it is served, except that a defect shows itself to the test."""
    return create_app(settings, planner, testing=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without a browser."""
    return app.test_client()
