"""The planner page in headless Chromium: when it can be used, and when its map stands."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from time import perf_counter
from typing import Any, Final

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_DESKTOP: Final = {"viewport": {"width": 1440, "height": 900}}
_LIMIT_MS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visitor with an empty cache waited for, in seconds since the address was entered."""

    painted_s: float
    usable_s: float
    map_s: float


def why_no_browser() -> str:
    """Return why pages cannot be driven here; "" when they can."""
    if find_spec("playwright") is None:
        return "needs the Python package playwright"
    if _executable() is None:
        return f"needs one of {', '.join(BROWSERS)} on the path"
    return ""


def _executable() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start a headless browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=_executable(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def visit(browser: Any, address: str) -> Visit:  # noqa: ANN401 - playwright is imported where it is used
    """Open the planner page as a new visitor.

    Raises
    ------
    TimeoutError
        Of playwright, when the page or its map does not come within 20 s.
    """
    context = browser.new_context(**_DESKTOP)
    try:
        page = context.new_page()
        begin = perf_counter()
        page.goto(f"{address}/explore", wait_until="commit")
        page.wait_for_selector("html[data-usable='1']", timeout=_LIMIT_MS)
        usable_s = perf_counter() - begin
        page.wait_for_selector(".leaflet-container[data-ready='1']", timeout=_LIMIT_MS)
        map_s = perf_counter() - begin
        paint_ms = page.evaluate(
            "() => performance.getEntriesByName('first-contentful-paint').map((entry) => entry.startTime)[0] ?? 0"
        )
        return Visit(painted_s=paint_ms / 1000, usable_s=usable_s, map_s=map_s)
    finally:
        context.close()


def ask(browser: Any, address: str, query: str) -> float:  # noqa: ANN401
    """Open the link of a plan as a new visitor; return the seconds until its steps can be read."""
    context = browser.new_context(**_DESKTOP)
    try:
        page = context.new_page()
        begin = perf_counter()
        page.goto(f"{address}/explore?{query}", wait_until="commit")
        page.wait_for_selector("#result-heading", timeout=_LIMIT_MS)
        return perf_counter() - begin
    finally:
        context.close()
