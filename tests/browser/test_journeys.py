"""What visitors do at the planner page, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import PHONE, Visitor

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect

Visit = Callable[..., Visitor]
DRIVE = "?from=kz-almaty&to=kg-bishkek&profile=car&depart=2026-07-10T08:00"
TOO_SMALL = """
    [...document.querySelectorAll("button, select, input, summary")]
      .filter((node) => node.checkVisibility() && node.type !== "checkbox")
      .map((node) => [node.textContent.trim(), node.getBoundingClientRect()])
      .filter(([, box]) => box.height < 24 || box.width < 24).map(([text]) => text)
"""
REFUSED = "?from=ge-tbilisi&to=az-baku&profile=car&nationality=DE&avoid_mode=ferry"


def test_a_route_is_planned_by_keyboard_alone(visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    keys = visitor.page.keyboard
    visitor.page.get_by_role("link", name="Skip to the request").focus()
    keys.press("Enter")
    keys.press("Tab")
    expect(visitor.page.get_by_role("combobox", name="From")).to_be_focused()
    keys.type("алмат")
    visitor.see(visitor.options.first)
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(visitor.page.get_by_role("combobox", name="From")).to_have_value("Almaty")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("bishkek")
    visitor.see(visitor.options.first)
    keys.press("Enter")
    expect(visitor.page.get_by_role("combobox", name="To")).to_have_value("Bishkek")
    keys.press("Enter")
    expect(visitor.heading).to_be_focused(timeout=10_000)
    expect(visitor.heading).to_contain_text("Almaty → Bishkek")
    expect(visitor.page.locator("#live")).to_contain_text("Plan ready")
    keys.press("Tab")
    assert visitor.page.evaluate("document.activeElement.closest('#result') !== null")


def test_the_answer_tells_totals_steps_times_and_sources(visit: Visit) -> None:
    visitor = visit()
    visitor.open(DRIVE)
    visitor.see(visitor.heading)
    card = visitor.page.locator(".result-card")
    expect(card.locator(".figure")).to_have_count(3)
    expect(card.locator(".counts")).to_contain_text("1 crossing")
    expect(card.locator(".step").first).to_contain_text("Road Almaty")
    expect(card.locator(".step").first).to_contain_text("08:00")
    expect(card.locator(".step-crossing")).to_contain_text("Kazakhstan → Kyrgyzstan")
    card.locator(".step summary").first.click()
    expect(card.locator(".step").first).to_contain_text("as of")
    expect(visitor.page.locator(".is-end")).to_have_count(2)
    expect(visitor.page.locator(".on-plan").first).to_be_visible()


def test_the_address_reopens_the_same_plan(visit: Visit) -> None:
    first, second = visit(), visit()
    first.open()
    first.ask("Almaty", "Bishkek")
    first.see(first.heading)
    address = first.page.url
    query = parse_qs(urlsplit(address).query)
    assert (query["from"], query["to"], query["v"]) == (["kz-almaty"], ["kg-bishkek"], ["1"])
    assert query["data"][0]
    second.page.goto(address)
    second.see(second.heading)
    steps = ".result-card"
    assert second.page.locator(steps).inner_text() == first.page.locator(steps).inner_text()
    expect(second.page.get_by_role("combobox", name="From")).to_have_value("Almaty")


def test_going_back_brings_back_the_plan_before(visit: Visit) -> None:
    visitor = visit()
    visitor.open(DRIVE)
    expect(visitor.heading).to_contain_text("Bishkek")
    visitor.choose("To", "Tashkent")
    visitor.page.get_by_role("button", name="Plan route").click()
    expect(visitor.heading).to_contain_text("Tashkent", timeout=10_000)
    visitor.page.go_back()
    expect(visitor.heading).to_contain_text("Bishkek", timeout=10_000)


def test_no_route_tells_reason_posts_and_a_remedy_that_replans(visit: Visit) -> None:
    visitor = visit()
    visitor.open(REFUSED)
    visitor.see(visitor.page.locator(".no-plan"))
    expect(visitor.page.locator(".reason")).to_contain_text("Tbilisi")
    expect(visitor.page.locator(".blocked")).to_contain_text("az-ge-red-bridge-road")
    expect(visitor.page.locator(".on-plan .symbol-closed").first).to_be_visible()
    before = visitor.page.url
    visitor.page.locator(".remedy").first.click()
    visitor.page.wait_for_url(lambda url: url.split("#")[0] != before.split("#")[0])


def test_a_place_that_nobody_knows_is_told_at_its_field(visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    visitor.choose("From", "Almaty")
    visitor.page.get_by_role("combobox", name="To").fill("Bishkec town")
    visitor.page.get_by_role("button", name="Plan route").click()
    field = visitor.page.get_by_role("combobox", name="To")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    error = visitor.page.locator(".field-error")
    expect(error).to_contain_text("no place has this name")
    error.get_by_role("button").first.click()
    expect(field).not_to_have_value("Bishkec town")
    assert [c for c in visitor.complaints if "422" not in c] == []
    visitor.complaints.clear()  # the browser itself reports the answer 422


def test_an_empty_form_asks_for_what_is_missing(visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    visitor.page.get_by_role("button", name="Plan route").click()
    expect(visitor.page.locator(".field-error")).to_have_count(2)
    expect(visitor.page.get_by_role("combobox", name="From")).to_be_focused()


def test_a_changed_input_marks_the_answer_as_old_until_it_is_updated(visit: Visit) -> None:
    visitor = visit()
    visitor.open(DRIVE)
    visitor.see(visitor.heading)
    visitor.page.get_by_label("Prefer").select_option("cost")
    visitor.see(visitor.page.locator("#stale"))
    visitor.page.get_by_role("button", name="Update").click()
    expect(visitor.page.locator("#stale")).to_have_count(0)
    assert "by=cost" in visitor.page.url


def test_from_and_to_swap_and_stops_can_be_ordered(visit: Visit) -> None:
    visitor = visit()
    visitor.open(DRIVE)
    visitor.see(visitor.heading)
    visitor.page.get_by_role("button", name="Swap from and to").click()
    expect(visitor.page.get_by_role("combobox", name="From")).to_have_value("Bishkek")
    for number, name in enumerate(("Taraz", "Kant"), start=1):
        visitor.page.get_by_role("button", name="+ stop").click()
        visitor.choose(f"Stop {number}", name)
    visitor.see(visitor.page.get_by_label("Best order of stops"))
    visitor.page.get_by_role("button", name="Move the stop up").nth(1).click()
    visitor.page.get_by_role("button", name="Plan route").click()
    expect(visitor.heading).to_contain_text("Bishkek → Almaty", timeout=10_000)
    assert parse_qs(urlsplit(visitor.page.url).query)["via"] == ["kg-kant", "kz-taraz"]


def test_a_crossing_opens_with_its_rules_and_can_be_avoided(visit: Visit) -> None:
    visitor = visit()
    visitor.open(DRIVE)
    visitor.see(visitor.heading)
    used = visitor.page.locator(".step-crossing .what").inner_text()
    visitor.page.locator(".step-crossing summary").click()
    visitor.page.locator(".step-crossing").get_by_role("button", name="About this crossing").click()
    card = visitor.page.locator(".crossing-card")
    for text in ("Open", "Opening hours", "Car wait", "Fee", "unknown", "as of"):
        expect(card).to_contain_text(text)
    card.get_by_role("button", name="Avoid").click()
    visitor.page.get_by_role("button", name="Update").click()
    expect(visitor.page.locator("#stale")).to_have_count(0)
    visitor.see(visitor.page.locator(".step-crossing"))
    assert visitor.page.locator(".step-crossing .what").inner_text() != used
    assert "avoid_crossing=" in visitor.page.url


def test_a_plan_begins_where_the_map_is_clicked(visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    visitor.see(visitor.page.locator("#map_planner[data-ready='1']"))
    visitor.page.locator("#map_planner").click(button="right", position={"x": 600, "y": 400})
    visitor.page.get_by_role("menuitem", name="From here").click()
    text = visitor.page.get_by_role("combobox", name="From").input_value()
    assert re.fullmatch(r"\d+\.\d{4},\d+\.\d{4}", text)
    visitor.page.locator("#map_planner").focus()
    visitor.page.keyboard.press("Enter")
    visitor.see(visitor.page.get_by_role("menuitem", name="Nearest border crossing").last)


def test_downloads_hold_the_plan_that_is_shown(visit: Visit) -> None:
    visitor = visit()
    visitor.open(DRIVE)
    visitor.see(visitor.heading)
    visitor.page.locator("#downloads summary").click()
    for extension in ("geojson", "gpx", "csv", "html", "json"):
        with visitor.page.expect_download() as waiting:
            visitor.page.get_by_role("link", name=extension.upper(), exact=True).click()
        download: Any = waiting.value
        assert download.suggested_filename == f"corridor_almaty_bishkek_2026-07-10.{extension}"
        content = download.path().read_text(encoding="utf-8-sig")
        assert "Bishkek" in content
        if extension in ("json", "geojson"):
            json.loads(content)


def test_a_phone_shows_everything_without_sideways_scroll(visit: Visit) -> None:
    visitor = visit(device=PHONE)
    visitor.open()
    visitor.ask("Almaty", "Bishkek")
    visitor.see(visitor.heading)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    panel = visitor.page.locator("#panel")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth")
    shown_map = visitor.page.locator("#map_planner").bounding_box()
    assert shown_map["height"] > 250
    expect(visitor.page.get_by_role("button", name="Zoom in")).to_be_in_viewport()
    visitor.page.get_by_role("button", name="Map", exact=True).tap()
    assert visitor.page.locator("#map_planner").bounding_box()["height"] > shown_map["height"]
    visitor.page.get_by_role("button", name="Plan", exact=True).tap()
    visitor.see(visitor.page.get_by_role("combobox", name="From"))
    small = visitor.page.evaluate(TOO_SMALL)
    assert small == []


def test_the_theme_follows_the_system_and_the_button_overrides_it(visit: Visit) -> None:
    visitor = visit(color_scheme="dark")
    visitor.open()
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.page.get_by_role("button", name="Light or dark").click()
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "light")
    visitor.page.reload()
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "light")


def test_an_example_plans_at_once(visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    visitor.page.get_by_role("button", name="Container train").click()
    expect(visitor.heading).to_contain_text("Port of Poti", timeout=20_000)
    expect(visitor.page.locator(".on-plan .symbol-port").first).to_be_visible()
    visitor.see(visitor.page.locator(".step-ferry"))


def test_a_link_made_with_other_data_says_so(visit: Visit) -> None:
    visitor = visit()
    visitor.open(DRIVE + "&v=1&data=1999-01-01")
    expect(visitor.page.locator("#old-link")).to_contain_text("1999-01-01")


def test_the_legend_switches_the_network_off(visit: Visit) -> None:
    visitor = visit()
    visitor.open()
    visitor.see(visitor.page.locator("#map_planner[data-ready='1']"))
    visitor.page.locator("#legend summary").click()
    box = visitor.page.get_by_label("Network")
    expect(box).to_be_checked()
    box.uncheck()
    expect(visitor.page.locator("#legend")).to_contain_text("Border, closed")
