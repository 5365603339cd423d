"""A real application on a free port and a real browser; tests speak as a visitor."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from corridor_planner.planning.session import Planner
from corridor_planner.settings import Settings
from corridor_planner.webapp import create_app
from corridor_planner.webapp.server import warm_up

playwright = pytest.importorskip("playwright.sync_api", reason="needs the Python package playwright")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application and give its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; skipped where there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"needs one of {', '.join(BROWSERS)} on the path")
    with playwright.sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings whose folders are empty."""
    folder: Path = tmp_path_factory.mktemp("home")
    return Settings(home=folder, cache=folder / "cache")


@pytest.fixture(scope="session")
def site(planner: Planner, settings: Settings) -> Iterator[str]:
    """The application on the embedded backbone, warm."""
    app = create_app(settings, planner)
    warm_up(app)
    with served(app) as address:
        yield address


@dataclass
class Visitor:
    """A person at the planner page."""

    page: Any
    site: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, query: str = "") -> None:
        """Open the planner and wait until it can be used."""
        self.page.goto(f"{self.site}/explore{query}")
        self.see(self.page.locator("html[data-usable='1']"))

    def see(self, locator: Any, timeout_ms: int = 10_000) -> None:
        """Wait until something can be seen."""
        playwright.expect(locator).to_be_visible(timeout=timeout_ms)

    def ask(self, origin: str, destination: str, profile: str = "car") -> None:
        """Fill the form by typing and choosing the first suggestion, then plan."""
        self.choose("From", origin)
        self.choose("To", destination)
        self.page.get_by_label("Travel as").select_option(profile)
        self.page.get_by_role("button", name="Plan route").click()

    def choose(self, label: str, text: str) -> None:
        """Type into a place field and take the first suggestion."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.fill(text)
        self.see(self.options.first)
        box.press("Enter")

    @property
    def options(self) -> Any:
        """The suggestions of a place field, not those of the selects."""
        return self.page.locator(".suggestions:not([hidden]) [role=option]")

    @property
    def heading(self) -> Any:
        """The heading of the answer."""
        return self.page.locator("#result-heading")


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Callable[..., Visitor]]:
    """Let visitors come; every one must leave without console errors and foreign requests."""
    visitors: list[Visitor] = []

    def come(at: str = "", *, device: dict[str, Any] = DESKTOP, **more: Any) -> Visitor:
        context = browser.new_context(**{**device, "reduced_motion": "reduce", "accept_downloads": True, **more})
        visitor = Visitor(page=context.new_page(), site=at or site)
        visitors.append(visitor)
        page = visitor.page
        page.on("console", lambda m: m.type == "error" and visitor.complaints.append(m.text))
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        page.on("request", lambda r: visitor.foreign.append(r.url) if not _own(r.url, visitor.site) else None)
        return visitor

    yield come
    for visitor in visitors:
        visitor.page.context.close()
    assert [v.complaints for v in visitors if v.complaints] == []
    assert [v.foreign for v in visitors if v.foreign] == []


def _own(url: str, site: str) -> bool:
    return url.startswith((site, "data:", "blob:", "file:"))
