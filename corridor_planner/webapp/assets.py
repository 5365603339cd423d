"""Templates and static files from ``web/``, also out of a wheel: read once, gzipped once.

Static files live under ``/static/<version>/``; the version is a hash of all of them, so that
browsers may keep each for ever.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from flask import Blueprint, Response, abort, request
from jinja2 import DictLoader

from corridor_planner.resources import web_file

_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml",
          ".png": "image/png", "": "text/plain"}  # fmt: skip
_ZIPPED = frozenset({"text/javascript", "text/css", "application/json", "image/svg+xml", "text/plain"})

assets = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """A file as it is sent; ``zipped`` is None where gzip would not help."""

    content: bytes
    mime: str
    zipped: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFiles:
    """All files that the site consists of."""

    version: str
    static: Mapping[str, StaticFile]
    templates: DictLoader
    modules: tuple[str, ...]


def load_assets() -> WebFiles:
    """Read ``web/`` into memory (about 0.7 MB)."""
    static = dict(sorted(_walk(web_file("static"))))
    digest = hashlib.sha256()
    for name, content in static.items():
        digest.update(name.encode() + content)
    templates = {name: content.decode() for name, content in _walk(web_file("templates"))}
    return WebFiles(
        version=digest.hexdigest()[:12],
        static={name: _prepare(name, content) for name, content in static.items()},
        templates=DictLoader(templates),
        modules=tuple(name for name in static if name.startswith("js/") and name.endswith(".js")),
    )


@assets.get("/static/<version>/<path:name>")
def static_file(version: str, name: str) -> Response:
    """Send a static file; one of another version is sent too, but not to be kept."""
    from corridor_planner.webapp.context import context

    files = context().files
    file = files.static.get(name) or abort(404)
    zipped = file.zipped if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(zipped or file.content, content_type=file.mime)
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if version == files.version else "no-cache"
    )
    return response


def _walk(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        elif not entry.name.startswith((".", "__")):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


def _prepare(name: str, content: bytes) -> StaticFile:
    suffix = name[name.rfind(".") :] if "." in name else ""
    mime = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    zipped = gzip.compress(content, 9, mtime=0) if mime in _ZIPPED else None
    charset = "; charset=utf-8" if mime.startswith("text/") else ""
    return StaticFile(content=content, mime=mime + charset, zipped=zipped)
