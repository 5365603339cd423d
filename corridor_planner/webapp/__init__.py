"""The planner on the web: a Flask application, its pages and its HTTP API."""

from corridor_planner.webapp.factory import create_app
from corridor_planner.webapp.server import serve
from corridor_planner.webapp.settings import WebSettings

__all__ = ["WebSettings", "create_app", "serve"]
