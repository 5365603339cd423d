"""Serve the application with waitress: port, warm kernels, then ready."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Callable

from flask import Flask

from corridor_planner.errors import EnvironmentFault
from corridor_planner.webapp.context import EXTENSION, WebContext

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
_MOST_TRIES = 50
_THREADS = 8


def serve(
    app: Flask, *, host: str = DEFAULT_HOST, port: int | None = None, announce: Callable[[str], None], warm: bool = True
) -> None:
    """Serve until interrupted.

    Parameters
    ----------
    port
        None for 8000 or the next free one; 0 for any. A port that is named must be free.
    announce
        Takes the line that tells the address, once requests are accepted.

    Raises
    ------
    EnvironmentFault
        When the named port is taken or may not be used.
    """
    from waitress.server import create_server

    listener = bind(host, port)
    server = create_server(app, sockets=[listener], threads=_THREADS, clear_untrusted_proxy_headers=True, ident=None)
    context: WebContext = app.extensions[EXTENSION]
    if warm:
        threading.Thread(target=_warm_up, args=(context,), name="warm-up", daemon=True).start()
    else:
        context.ready.set()
    announce(f"Serving on http://{_shown(host)}:{listener.getsockname()[1]}")
    try:
        server.run()
    finally:
        server.close()


def bind(host: str, port: int | None) -> socket.socket:
    """Return a bound socket on the named port, or on the first free one from 8000 on."""
    if port is not None:
        try:
            return _bound(host, port)
        except OSError as error:
            raise _refused(host, port, error) from error
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + _MOST_TRIES):
        try:
            return _bound(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(host, candidate, error) from error
    raise EnvironmentFault("port", DEFAULT_PORT, rule=f"it and the next {_MOST_TRIES} are taken",
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


def _warm_up(context: WebContext) -> None:
    from corridor_planner import kernels

    kernels.warm()
    context.ready.set()
