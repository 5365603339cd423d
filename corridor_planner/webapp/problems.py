"""Errors as problem+json (RFC 9457): one table from kinds of error to answers."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from corridor_planner.errors import PlannerError, UnknownName
from corridor_planner.webapp.context import Busy

_STATUS = {"invalid_input": 422, "unknown_name": 422, "ambiguous_name": 422}
_LONGEST_VALUE = 300
_log = logging.getLogger(__name__)


def problem(status: int, code: str, title: str, **details: object) -> Response:
    """Return an answer that says what was wrong."""
    document = {"type": f"urn:corridor-planner:{code}", "status": status, "code": code, "title": title, **details}
    return Response(
        json.dumps(document, ensure_ascii=False, default=str), status=status, content_type="application/problem+json"
    )


def answer_errors(app: Flask) -> None:
    """Translate every error of the planner, of HTTP and of our own making."""
    app.register_error_handler(PlannerError, _planner_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Busy, _busy)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)


def _planner_error(error: PlannerError) -> Response:
    status = _STATUS.get(error.code, 500)
    details: Mapping[str, Any] = {
        "detail": str(error)[:_LONGEST_VALUE], "what": error.what, "value": str(error.value)[:_LONGEST_VALUE],
        "rule": error.rule, "remedy": error.remedy,
    }  # fmt: skip
    if isinstance(error, UnknownName):
        details = {**details, "candidates": list(error.candidates)}
    if status == 500:
        trouble = secrets.token_hex(4)
        _log.error("%s: %s", trouble, error)
        details = {**details, "id": trouble}
    return problem(status, error.code, f"Wrong {error.what}" if status == 422 else "The planner's data are at fault",
                   **details)  # fmt: skip


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    title, detail = error.name, error.description or ""
    if request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        return problem(status, "http_error", title, detail=detail)
    return Response(render_template("error.html", status=status, title=title, detail=detail), status=status)


def _busy(_error: Busy) -> Response:
    response = problem(503, "busy", "Many plans are being made right now", remedy="try again in a moment")
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(error: Exception) -> Response:
    trouble = secrets.token_hex(4)
    _log.exception("%s: unexpected error", trouble, exc_info=error)
    return problem(500, "defect", "Could not plan", id=trouble, detail="This is a defect of the planner.",
                   remedy="try again; if it stays, report it with the id")  # fmt: skip
