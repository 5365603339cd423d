"""Serving: which port, what is announced, what happens when it is taken."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.request

import pytest

from corridor_planner.errors import EnvironmentFault
from corridor_planner.webapp.server import bind


def test_a_named_port_that_is_taken_is_refused_with_the_remedy() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentFault, match=f"127.0.0.1:{port}.*give another --host or --port"):
            bind("127.0.0.1", port)


def test_without_a_named_port_the_next_free_one_is_taken() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        start = probe.getsockname()[1]
        probe.listen()
        with bind("127.0.0.1", None, start) as found:
            assert start < found.getsockname()[1] < start + 50


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(EnvironmentFault, match=r"192\.0\.2\.1"):
        bind("192.0.2.1", 0)


def test_the_command_announces_its_address_and_answers_there() -> None:
    with bind("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-m", "corridor_planner", "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == f"Serving on http://127.0.0.1:{port}\n"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
                assert answer.read() == b"ok\n"
        finally:
            server.terminate()
