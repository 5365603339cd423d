"""Maps by folium: no foreign host, nothing of a name as HTML, the page's own drawing code."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest

from corridor_planner.export.maps import PlannerMap, explore, page_parts, standalone_html
from corridor_planner.export.maps_bundle import drawing_code, script_json
from tests.support.plans import hostile_journey, journey

FOREIGN = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["']?(?:https?:)?//""")


def test_the_parts_of_the_page_have_fixed_names() -> None:
    html, script = page_parts()
    assert 'id="map_planner"' in html
    assert "var map_planner = L.map(" in script
    assert page_parts() == (html, script)


def test_a_planner_map_needs_neither_jquery_nor_bootstrap_nor_a_foreign_host() -> None:
    page = PlannerMap().get_root().render()
    assert not re.search(r"jquery|bootstrap|awesome|glyph", page, re.IGNORECASE)
    assert not FOREIGN.search(page)


def test_a_notebook_map_holds_all_that_it_needs() -> None:
    page = explore(json.loads(journey().to_json())).get_root().render()
    assert not FOREIGN.search(page)
    assert "data:text/javascript;base64," in page
    assert "Far port" in page


def test_two_maps_do_not_share_their_lists_of_scripts() -> None:
    first, second = PlannerMap(), PlannerMap()
    first.add_js_link("more", "more.js")
    assert "more" not in dict(second.default_js)


def test_a_standalone_file_forbids_every_request_by_its_policy() -> None:
    page = standalone_html(json.loads(journey().to_json()))
    assert "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:" in page
    assert not FOREIGN.search(page)
    assert len(page) < 800_000


def test_hostile_names_stay_data_in_a_standalone_file() -> None:
    page = standalone_html(json.loads(hostile_journey().to_json()))
    assert "<img src=x" not in page
    assert "<script>window.hit" not in page
    assert page.count("</script>") == 3


@pytest.mark.parametrize("text", ["</script>", "<!--", "\u2028", "a & b", '"', "`${x}`"])
def test_json_in_a_script_keeps_any_text(text: str) -> None:
    written = script_json({"name": text})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"name": text}


def test_the_joined_drawing_code_is_one_script_without_module_words() -> None:
    code = drawing_code()
    assert not re.search(r"^(import|export) ", code, re.MULTILINE)
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", code, re.MULTILINE)
    assert len(names) == len(set(names)), "two modules give one name"
    assert {"drawPlan", "addBase", "renderPlan", "setWords"} <= set(names)


def test_the_joined_drawing_code_parses() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node to parse JavaScript")
    checked = subprocess.run([node, "--check", "-"], input=f"(function () {{{drawing_code()}}})();", text=True,
                             capture_output=True, check=False)  # fmt: skip
    assert checked.returncode == 0, checked.stderr
