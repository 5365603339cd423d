"""The pages: one planner page; everything else comes by the API."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from corridor_planner.export.maps import page_parts
from corridor_planner.webapp.context import WebContext, context
from corridor_planner.webapp.examples import EXAMPLES
from corridor_planner.webapp.security import nonce

pages = Blueprint("pages", __name__)


@pages.get("/")
def home() -> Response:
    """Send to the planner."""
    return redirect(url_for("pages.explore"))


@pages.get("/explore")
def explore() -> str:
    """Show the planner page."""
    here = context()
    words = strings(here.files.static["i18n/en.json"].content)
    html, script = _map_parts()
    return render_template(
        "planner.html", t=words.__getitem__, strings=words, config=_config(here), map_html=html, map_script=script,
        nonce=nonce(), static=f"/static/{here.files.version}", modules=here.files.modules, profiles=here.profiles,
    )  # fmt: skip


@lru_cache(maxsize=8)
def strings(content: bytes) -> dict[str, str]:
    """Return the texts of the page by key."""
    words: dict[str, str] = json.loads(content)
    return words


@lru_cache(maxsize=1)
def _map_parts() -> tuple[str, str]:
    return page_parts()


def _config(here: WebContext) -> dict[str, Any]:
    """Return what the page's scripts must know before they ask the API."""
    meta = here.planner.network.meta
    return {
        "api": "/api/v1",
        "static": f"/static/{here.files.version}",
        "version": 1,
        "data": meta.data_version,
        "network": meta.name,
        "attribution": list(meta.attribution),
        "countries": sorted(c for c in here.planner.network.countries if c),
        "nationalities": _nationalities(here),
        "first_profile": here.profiles[0].name if here.profiles else "",
        "lang": "en",
        "profiles": {p.name: {"freight": p.freight, "road": p.road is not None} for p in here.profiles},
        "examples": [dict(example) for example in EXAMPLES],
    }


def _nationalities(here: WebContext) -> list[str]:
    """Return the countries whose citizens the visa tables know, by code."""
    groups = here.planner.world.nationality_groups
    return sorted({code for members in groups.values() for code in members if len(code) == 2})
