"""The page's own scripts and styles as text, for maps that must work without a server.

The site serves ES modules. A file opened from a disk can't import any, so the modules that
draw a plan are joined here into one function scope, in the order of their imports.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from typing import Final

from corridor_planner.resources import web_file

MODULES: Final = ("dom", "strings", "format", "map/base", "map/symbols", "map/thinning", "map/plan", "result")
_IMPORT = re.compile(r"^import\s[^;]*?;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class)", re.MULTILINE)
_URL = re.compile(r"url\((images/[^)]+)\)")
_TYPES = {"png": "image/png", "js": "text/javascript", "css": "text/css"}


def read_static(name: str) -> str:
    """Return a text file of ``web/static``."""
    return web_file(f"static/{name}").read_text(encoding="utf-8")


def drawing_code(modules: Sequence[str] = MODULES) -> str:
    """Return the drawing modules joined, without imports and exports."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", read_static(f"js/{name}.js"))) for name in modules)


def styles(*names: str) -> str:
    """Return style sheets of the page joined."""
    return "\n".join(read_static(f"css/{name}.css") for name in names)


def leaflet_css() -> str:
    """Return Leaflet's style sheet with its images inside."""
    return _URL.sub(lambda m: f"url({data_url(f'vendor/leaflet/{m[1]}')})", read_static("vendor/leaflet/leaflet.css"))


def data_url(name: str, text: str | None = None) -> str:
    """Return a file of ``web/static``, or ``text`` in its place, as a data URL."""
    content = web_file(f"static/{name}").read_bytes() if text is None else text.encode()
    return f"data:{_TYPES[name.rsplit('.', 1)[-1]]};base64,{base64.b64encode(content).decode()}"


def script_json(value: object) -> str:
    """Return JSON that may stand inside a script element, whatever the texts in it say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
