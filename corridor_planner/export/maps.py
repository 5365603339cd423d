"""Maps: folium builds them, our own base map and symbols are drawn on them.

Three uses: the parts that the planner page is made of (:func:`page_parts`), one self-contained
file for mail and disk (:func:`standalone_html`), and a map for notebooks (:func:`explore`). All of
them draw with the same scripts, so that a plan looks the same everywhere. None asks a foreign
host: no tiles, no content delivery network, and names enter as text, never as HTML.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template
from jinja2 import Environment, FunctionLoader

from corridor_planner.export.maps_bundle import (
    MODULES,
    data_url,
    drawing_code,
    leaflet_css,
    read_static,
    script_json,
    styles,
)
from corridor_planner.resources import web_file

_CENTRE = (42.0, 64.0)  # lat, lon as folium wants them
_START_ZOOM, _LEAST_ZOOM, _MOST_ZOOM = 4.5, 4, 12
_BOUNDS = ((-5.0, -30.0), (80.0, 165.0))  # where the base map ends

Document = Mapping[str, Any]


class PlannerMap(folium.Map):  # type: ignore[misc]  # folium ships no types
    """A folium map without tiles and foreign hosts; its script calls the map ``map_planner``."""

    def __init__(self) -> None:
        super().__init__(
            location=_CENTRE, zoom_start=_START_ZOOM, tiles=None, prefer_canvas=True, zoom_control="bottomright",
            zoom_snap=0.25, attribution_control=False, world_copy_jump=False, max_bounds_viscosity=0.8,
        )  # fmt: skip
        self._id = "planner"
        self.default_js = [("leaflet", "vendor/leaflet/leaflet.js")]
        self.default_css = [("leaflet_css", "vendor/leaflet/leaflet.css")]
        self.options |= {"min_zoom": _LEAST_ZOOM, "max_zoom": _MOST_ZOOM, "max_bounds": _BOUNDS}


class SelfContainedMap(PlannerMap):
    """The same with Leaflet inside, for files and notebooks."""

    def __init__(self) -> None:
        super().__init__()
        self.default_js = [("leaflet", data_url("vendor/leaflet/leaflet.js"))]
        self.default_css = [("leaflet_css", data_url("vendor/leaflet/leaflet.css", leaflet_css()))]


class PlanOnMap(MacroElement):  # type: ignore[misc]
    """The base map and the first plan of a document, drawn by the page's own scripts."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}<style>{{ this.style }}</style>{% endmacro %}
        {% macro script(this, kwargs) %}
        (function () {
          const map = {{ this._parent.get_name() }};
          {{ this.code }}
          setWords({{ this.words }});
          addBase(map, {{ this.base }});
          const plan = {{ this.plan }};
          if (plan) {
            const drawing = drawPlan(map, plan);
            if (drawing.bounds) map.fitBounds(drawing.bounds, { padding: [90, 40], maxZoom: 9 });
            namePlaces(map, plan, drawing.boxes);
          }
          L.control.attribution({ prefix: false }).addTo(map).addAttribution(t("map.attribution"));
        })();
        {% endmacro %}
        """
    )

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._name = "PlanOnMap"
        plans = document["plans"]
        self.code = drawing_code()
        self.style = styles("tokens", "map", "standalone")
        self.words = script_json(page_words())
        self.base = read_static("map/base.json")
        self.plan = script_json(plans[0] if plans else None)


def page_parts() -> tuple[str, str]:
    """Return the HTML of the empty map and the script that makes it, for the planner page.

    folium's own header is left out: it forbids zooming text and styles the whole page.
    """
    figure = PlannerMap().get_root()
    figure.render()
    return figure.html.render(), figure.script.render()


def explore(document: Document) -> SelfContainedMap:
    """Return a map of a plan document for notebooks, or to go on with in folium.

    Parameters
    ----------
    document
        A plan document as plain data: ``json.loads(document.to_json())``.
    """
    planner_map = SelfContainedMap()
    PlanOnMap(document).add_to(planner_map)
    return planner_map


def standalone_html(document: Document) -> str:
    """Return one HTML file with map, totals, steps and sources; it opens without any network."""
    plans = document["plans"]
    legs = plans[0]["legs"] if plans else []
    title = f"{legs[0]['from']['name']} \u2192 {legs[-1]['to']['name']}" if legs else page_words()["no_plan.title"]
    return render_standalone("standalone.html", {
        "title": title, "lang": document["request"].get("lang") or "en", "document": script_json(document),
    })  # fmt: skip


def render_standalone(
    template: str, values: Mapping[str, object], *, modules: Sequence[str] = MODULES, sheets: Sequence[str] = ()
) -> str:
    """Return a template that extends ``standalone_base.html``, with map, scripts and styles inside.

    Parameters
    ----------
    values
        What the template shows, ``title`` and ``lang`` among it; text is escaped.
    modules, sheets
        Scripts of the page, and its style sheets beside those of every page.
    """
    html, script = page_parts()
    words = page_words()
    pages = FunctionLoader(lambda name: web_file(f"templates/{name}").read_text(encoding="utf-8"))
    return Environment(autoescape=True, loader=pages).get_template(template).render(
        **values, words=words, words_json=script_json(words), map_html=html, map_script=script,
        style=leaflet_css() + styles("tokens", "layout", "panel", "map", "standalone", *sheets),
        leaflet=read_static("vendor/leaflet/leaflet.js"), code=drawing_code(modules), base=read_static("map/base.json"),
    )  # fmt: skip


def page_words() -> dict[str, str]:
    """Return the texts of the page by key."""
    import json

    words: dict[str, str] = json.loads(read_static("i18n/en.json"))
    return words
