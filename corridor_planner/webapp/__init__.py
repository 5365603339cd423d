"""The planner on the web: a Flask application, its pages and its HTTP API."""

from corridor_planner.webapp.factory import create_app
from corridor_planner.webapp.limits import Limits
from corridor_planner.webapp.server import serve

__all__ = ["Limits", "create_app", "serve"]
