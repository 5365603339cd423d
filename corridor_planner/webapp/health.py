"""Whether the process lives, and whether it may be given work."""

from __future__ import annotations

from flask import Blueprint, Response

from corridor_planner.webapp.context import context

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> Response:
    """Answer as long as the process can."""
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@health.get("/readyz")
def ready() -> Response:
    """Answer 200 once the kernels are compiled, 503 before."""
    is_ready = context().ready.is_set()
    return Response("ready\n" if is_ready else "warming up\n", status=200 if is_ready else 503,
                    content_type="text/plain; charset=utf-8")  # fmt: skip
