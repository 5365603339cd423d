"""Serve the application with waitress: port, warm kernels, then ready."""

from __future__ import annotations

import errno
import socket
import sys
import threading
from collections.abc import Callable
from importlib import import_module

from flask import Flask

from corridor_planner.errors import EnvironmentFault
from corridor_planner.planning.session import Planner
from corridor_planner.settings import Settings
from corridor_planner.webapp.context import EXTENSION, WebContext
from corridor_planner.webapp.factory import create_app

_MOST_TRIES = 50
_LAST_PORT = 65_535
_THREADS = 8


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def serve(
    planner: Planner,
    settings: Settings,
    *,
    host: str,
    port: int | None,
    first_port: int,
    announce: Callable[[str], None] = _tell,
) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    port
        None for the first free one from ``first_port`` on; 0 for any. A port that is named must
        be free.
    announce
        Takes the line that tells the address, once requests are accepted.

    Raises
    ------
    EnvironmentFault
        When the port is taken or may not be used.
    """
    from waitress.server import create_server

    listener = bind(host, port, first_port)
    app = create_app(settings, planner)
    server = create_server(app, sockets=[listener], threads=_THREADS, clear_untrusted_proxy_headers=True, ident=None)
    threading.Thread(target=warm_up, args=(app,), name="warm-up", daemon=True).start()
    announce(f"Serving on http://{_shown(host)}:{listener.getsockname()[1]}")
    try:
        server.run()
    finally:
        server.close()


def warm_up(app: Flask) -> None:
    """Compile or load the kernels, index the places, draw the layers of the map; then the application is ready."""
    import_module("corridor_planner.planning.warming").warm_up()
    context: WebContext = app.extensions[EXTENSION]
    context.map_layers.prepare()
    context.planner.gazetteer.search("a", limit=1)
    context.planner.sight_gazetteer.search("a", limit=1)
    context.ready.set()


def bind(host: str, port: int | None, first_port: int = 8000) -> socket.socket:
    """Return a listening socket on the named port, or on the first free one from ``first_port`` on."""
    if port is not None:
        try:
            return _bound(host, port)
        except OSError as error:
            raise _refused(host, port, error) from error
    for candidate in range(first_port, min(first_port + _MOST_TRIES, _LAST_PORT + 1)):
        try:
            return _bound(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(host, candidate, error) from error
    raise EnvironmentFault("port", first_port, rule=f"it and the next {_MOST_TRIES} are taken",
                           remedy="name a free one with --port")  # fmt: skip


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(64)
    except OSError:
        listener.close()
        raise
    return listener


def _refused(host: str, port: int, error: OSError) -> EnvironmentFault:
    return EnvironmentFault("port", f"{host}:{port}", rule=f"it cannot be used: {error.strerror}",
                            remedy="stop what uses it, or give another --host or --port")  # fmt: skip


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
