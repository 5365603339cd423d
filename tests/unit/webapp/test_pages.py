"""The page as it leaves the server: safe headers, no foreign host, nothing inline without a nonce."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corridor_planner.resources import web_file

JS = Path(str(web_file("static/js")))


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.fixture
def page(client: FlaskClient) -> str:
    return client.get("/explore").get_data(as_text=True)


def test_home_sends_to_the_planner(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"].endswith("/explore")


def test_every_script_that_stands_inline_has_the_nonce_of_the_policy(client: FlaskClient) -> None:
    answer = client.get("/explore")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)'", policy)
    assert nonce is not None
    assert "unsafe" not in policy
    scripts = [a for tag, a in Elements(answer.get_data(as_text=True)).found if tag == "script"]
    assert len(scripts) >= 4
    assert all("src" in a or a.get("nonce") == nonce[1] for a in scripts)


def test_a_nonce_is_never_used_twice(client: FlaskClient) -> None:
    first, second = (client.get("/explore").headers["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_the_page_has_no_inline_handlers_and_styles(page: str) -> None:
    for tag, attributes in Elements(page).found:
        assert tag != "style"
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)


def test_the_page_names_no_foreign_host(page: str) -> None:
    addresses = [a.get("href", a.get("src", "")) for _, a in Elements(page).found]
    assert [a for a in addresses if a.startswith(("http:", "https:", "//"))] == []


def test_every_file_that_the_page_names_exists(client: FlaskClient, page: str) -> None:
    for _, attributes in Elements(page).found:
        address = attributes.get("src") or attributes.get("href", "")
        if address.startswith("/static/"):
            assert client.get(address).status_code == 200, address


def test_static_files_are_kept_for_ever_under_the_version_of_their_content(client: FlaskClient, app: Flask) -> None:
    version = app.extensions["corridor_planner"].files.version
    right = client.get(f"/static/{version}/js/main.js", headers={"Accept-Encoding": "gzip"})
    old = client.get("/static/0/js/main.js")
    assert "immutable" in right.headers["Cache-Control"]
    assert right.headers["Content-Encoding"] == "gzip"
    assert old.headers["Cache-Control"] == "no-cache"
    assert client.get(f"/static/{version}/../templates/planner.html").status_code == 404


def test_what_is_loaded_before_the_first_plan_stays_in_its_budget(client: FlaskClient, page: str) -> None:
    sizes = {"page": len(client.get("/explore", headers={"Accept-Encoding": "gzip"}).get_data())}
    for _, attributes in Elements(page).found:
        address = attributes.get("src") or attributes.get("href", "")
        if address.startswith("/static/"):
            sizes[address] = len(client.get(address, headers={"Accept-Encoding": "gzip"}).get_data())
    scripts = sum(size for name, size in sizes.items() if name.endswith(".js"))
    assert scripts < 120_000
    assert sum(sizes.values()) < 350_000


def test_every_text_that_the_scripts_and_the_template_ask_for_is_in_the_dictionary() -> None:
    words = json.loads(web_file("static/i18n/en.json").read_text(encoding="utf-8"))
    template = web_file("templates/planner.html").read_text(encoding="utf-8")
    asked = set(re.findall(r"t\('([\w.]+)'[ ,]*\)", template))
    plurals = set()
    for file in JS.rglob("*.js"):
        code = file.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\bt\("([\w.]+)"', code))
        plurals |= set(re.findall(r'\bplural\("([\w.]+)"', code))
    assert len(asked) > 60
    assert sorted(asked - set(words)) == []
    assert [key for key in plurals if f"{key}.one" not in words or f"{key}.other" not in words] == []


def test_no_script_puts_text_in_as_html() -> None:
    for file in JS.rglob("*.js"):
        code = file.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", code), file.name


def test_health_is_told_apart_from_readiness(client: FlaskClient, app: Flask) -> None:
    context = app.extensions["corridor_planner"]
    context.ready.clear()
    assert (client.get("/healthz").status_code, client.get("/readyz").status_code) == (200, 503)
    context.ready.set()
    assert client.get("/readyz").status_code == 200


def test_an_unknown_page_says_so_in_html(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "404" in answer.get_data(as_text=True)
