"""Names that try to break out of the page stay names: on the map, in lists, in files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.domain import Place
from corridor_planner.export.maps import standalone_html
from corridor_planner.planning.places import PlaceHitDoc, PlacesDocument
from corridor_planner.planning.session import Planner
from corridor_planner.settings import Settings
from corridor_planner.webapp import create_app
from corridor_planner.webapp.context import UseCases
from tests.browser.conftest import Visitor, served
from tests.support.plans import hostile_journey, hostile_places

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api").expect

Visit = Callable[..., Visitor]
NAMES = [place["name"] for place in hostile_places()]
SHOWN = [name.replace("\u202e", "\u25a1") for name in NAMES]


def suggestions(_planner: object, query: str, limit: int) -> PlacesDocument:
    hits = [
        PlaceHitDoc(id=p["id"], name=p["name"], name_local=p["name"], country=p["country"], kind="town", lon=p["lon"],
                    lat=p["lat"], population=1, matched=p["name"] + "!", match="word")
        for p in hostile_places()
    ]  # fmt: skip
    return PlacesDocument(query=query, places=hits[: limit + 1])


@pytest.fixture(scope="module")
def hostile_site(planner: Planner, settings: Settings) -> Iterator[str]:
    """A site whose every place has a hostile name."""
    towns = tuple(
        Place(id=p["id"], name=p["name"], country=p["country"], lon=p["lon"], lat=p["lat"], tz="UTC", kind="city",
              population=2_000_000)
        for p in hostile_places()
    )  # fmt: skip
    posts = tuple(
        replace(
            post, name=NAMES[i % len(NAMES)], note=NAMES[i % len(NAMES)], source=replace(post.source, text=NAMES[0])
        )
        for i, post in enumerate(planner.network.crossings)
    )
    network = replace(planner.network, places=towns + planner.network.places[len(towns) :], crossings=posts)
    app = create_app(
        settings, replace(planner, network=network),
        use_cases=UseCases(search_places=suggestions, plan_route=lambda *_: hostile_journey()),
    )  # fmt: skip
    with served(app) as address:
        yield address


def test_hostile_names_do_nothing_on_the_page(visit: Visit, hostile_site: str) -> None:
    visitor = visit(hostile_site)
    visitor.open()
    page = visitor.page
    page.get_by_role("combobox", name="From").fill("name")
    expect(visitor.options).to_have_count(len(NAMES))
    offered = [
        text.split(" (")[0] for text in visitor.options.locator(".place-name > bdi:first-child").all_text_contents()
    ]
    assert [o.split(" (")[0] for o in SHOWN] == offered
    page.get_by_role("combobox", name="From").press("Enter")
    visitor.choose("To", "name")
    page.get_by_role("button", name="Plan route").click()
    visitor.see(visitor.heading)
    expect(page.locator(".step")).to_have_count(16)
    titles = page.locator(".step-road .step-title").all_text_contents()
    assert all(origin in title and end in title for origin, end, title in zip(SHOWN, SHOWN[1:], titles, strict=False))
    expect(page.locator(".marker.on-plan, .marker.is-end")).to_have_count(10)  # eight transfers and two ends
    for marker in page.locator(".marker.on-plan").all():
        marker.dispatch_event("mouseover")
    page.locator(".step-transfer .step-title").first.click()
    page.locator(".all-sources summary").click()
    assert page.title().startswith(NAMES[0])
    assert page.evaluate("window.hit") is None
    assert page.locator("#result img, #result script, .leaflet-pane img[src='x'], #result b").count() == 0


def test_a_hostile_crossing_does_nothing_when_it_opens(visit: Visit, hostile_site: str) -> None:
    visitor = visit(hostile_site)
    visitor.open()
    visitor.see(visitor.page.locator("#map_planner[data-ready='1']"))
    visitor.page.locator("#map_planner").focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("menuitem", name="Nearest border crossing").press("Enter")  # the map may still be panning
    visitor.see(visitor.page.locator(".crossing-card"))
    visitor.page.locator(".crossing-card summary").first.click()
    assert visitor.page.evaluate("window.hit") is None
    assert visitor.page.locator("#details img, #details script, .map-label img").count() == 0


def test_hostile_words_in_the_address_do_nothing(visit: Visit, hostile_site: str) -> None:
    visitor = visit(hostile_site)
    visitor.open(
        "?from=%3Cimg%20src%3Dx%20onerror%3D%22window.hit%3D1%22%3E&to=%3Cscript%3Ewindow.hit%3D2%3C/script%3E&profile=%22%3E&data=%3Cb%3E"
    )
    visitor.see(visitor.heading)
    visitor.see(visitor.page.locator("#old-link"))
    assert visitor.page.evaluate("window.hit") is None
    assert visitor.page.locator("#old-link b").count() == 0


def test_hostile_names_do_nothing_in_a_file_opened_from_disk(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    file.write_text(standalone_html(json.loads(hostile_journey().to_json())), encoding="utf-8")
    visitor = visit(file.as_uri())
    visitor.page.goto(file.as_uri())
    visitor.see(visitor.heading)
    expect(visitor.page.locator(".step")).to_have_count(16)
    expect(visitor.page.locator(".marker.on-plan, .marker.is-end")).to_have_count(10)
    assert visitor.page.evaluate("window.hit") is None
    assert visitor.page.evaluate("document.title").startswith("<img src=x")
