"""The page of a network in a browser: lines with switches, crossings, hostile names as text, no error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.planning.network_map import draw_network_page
from corridor_planner.planning.session import Planner
from tests.browser.conftest import Visitor
from tests.support.plans import hostile_places

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect


def test_the_embedded_network_opens_from_disk_and_its_classes_can_be_switched_off(
    visit: Callable[..., Visitor], planner: Planner, tmp_path: Path
) -> None:
    names = [place["name"] for place in hostile_places()]
    crossings = tuple(
        replace(crossing, name=names[i % len(names)]) for i, crossing in enumerate(planner.network.crossings)
    )
    file = tmp_path / "network.html"
    file.write_text(draw_network_page(replace(planner.network, crossings=crossings)), encoding="utf-8")
    visitor = visit(file.as_uri())
    page = visitor.page
    page.goto(file.as_uri())
    switches = page.locator(".legend input[type=checkbox]")
    expect(page.locator(".legend li")).to_have_count(8)
    assert "Motorways" in page.locator(".legend li").first.inner_text()
    switches.first.uncheck()
    expect(switches.first).not_to_be_checked()
    markers = page.locator(".marker")
    assert markers.count() > 50
    markers.first.dispatch_event("mouseover")
    assert page.evaluate("window.hit") is None
    assert page.locator(".leaflet-pane img[src='x'], .panel script").count() == 0
    assert "Length in km" in page.locator(".panel").inner_text()
