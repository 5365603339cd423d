"""The application factory: every part of the web application being attached, on one screen."""

from __future__ import annotations

from flask import Flask
from flask_compress import Compress

from corridor_planner.planning.session import Planner
from corridor_planner.settings import Settings
from corridor_planner.webapp.api import api
from corridor_planner.webapp.assets import assets, load_assets
from corridor_planner.webapp.context import EXTENSION, LIVE, UseCases, WebContext
from corridor_planner.webapp.health import health
from corridor_planner.webapp.limits import Limits
from corridor_planner.webapp.pages import pages
from corridor_planner.webapp.problems import answer_errors
from corridor_planner.webapp.security import secure

BOUNDS = Limits()


def create_app(
    settings: Settings, planner: Planner, *, limits: Limits = BOUNDS, use_cases: UseCases = LIVE, testing: bool = False
) -> Flask:
    """Return the web application of one planner.

    Parameters
    ----------
    use_cases
        What the views call; tests put hand-made answers here.
    testing
        Let unexpected errors through to the test.
    """
    app = Flask("corridor_planner", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = limits.largest_body_bytes
    app.config["COMPRESS_ALGORITHM"] = ["gzip"]
    app.config["COMPRESS_MIMETYPES"] = ["text/html", "application/json", "application/geo+json",
                                        "application/problem+json", "application/gpx+xml", "text/csv"]  # fmt: skip
    app.testing = testing
    files = load_assets()
    app.extensions[EXTENSION] = WebContext(
        settings=settings, limits=limits, planner=planner, use_cases=use_cases, files=files
    )
    app.jinja_loader = files.templates
    app.register_blueprint(pages)
    app.register_blueprint(assets)
    app.register_blueprint(api)
    app.register_blueprint(health)
    Compress(app)
    secure(app)
    answer_errors(app)
    return app
