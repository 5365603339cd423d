"""The page of a network: one file, no foreign host, names as text, every class with a switch."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from corridor_planner.export.maps_bundle import drawing_code
from corridor_planner.export.network_map import (
    MODULES,
    DrawnClass,
    Mark,
    NetworkPicture,
    ReportTable,
    network_html,
)
from corridor_planner.resources import web_file

HOSTILE = "</script><img src=x onerror=window.hit=1>{{7*7}}"
PICTURE = NetworkPicture(
    per_degree=10, bounds=[10.0, 0.0, 11.0, 1.0],
    classes=[DrawnClass(layer="road", line_class="trunk", km=12.0, lines=[[100, 0, 5, 5, 5, -5]]),
             DrawnClass(layer="rail_1520", line_class="", km=3.0, lines=[[100, 0, 10, 10]])],
    marks=[Mark(symbol="open", lon=10.5, lat=0.5, name=HOSTILE, note=HOSTILE)],
)  # fmt: skip
TABLES = [ReportTable(title="Borders", head=("crossing", "km"), rows=[(HOSTILE, "1.5"), ("plain", "2")])]


def page(picture: NetworkPicture = PICTURE, left_out: str = "") -> str:
    return network_html(picture, title=HOSTILE, summary="two nodes", left_out=left_out, tables=TABLES,
                        attribution=["\u00a9 OpenStreetMap contributors"])  # fmt: skip


def test_the_page_asks_no_host_and_forbids_it() -> None:
    text = page()
    assert "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:" in text
    assert not re.search(r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["']?(?:https?:)?//""", text)
    assert "\u00a9 OpenStreetMap contributors" in text


def test_hostile_names_stay_text() -> None:
    text = page()
    assert "<img src=x" not in text
    assert "{{7*7}}" in text
    assert text.count("</script>") == 3


def test_what_is_left_out_is_told() -> None:
    assert "Not drawn: tracks" in page(left_out="Not drawn: tracks.")
    assert 'class="banner"' not in page()


def test_every_class_has_a_name_in_the_dictionary() -> None:
    words = json.loads(web_file("static/i18n/en.json").read_text(encoding="utf-8"))
    roads = ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "service", "track",
             "none")  # fmt: skip
    rails = ("rail_1520", "rail_1520.yard", "rail_1435", "rail_1435.yard", "ferry")
    asked = [f"network.class.{name}" for name in (*(f"road.{road}" for road in roads), *rails)]
    assert [key for key in asked if key not in words] == []


def test_the_drawing_code_of_the_page_parses() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node to parse JavaScript")
    checked = subprocess.run([node, "--check", "-"], input=f"(function () {{{drawing_code(MODULES)}}})();", text=True,
                             capture_output=True, check=False)  # fmt: skip
    assert checked.returncode == 0, checked.stderr
