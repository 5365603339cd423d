"""OSMnx gets its settings for a while, and nothing of ours stays behind."""

from __future__ import annotations

import socket
import threading
from copy import deepcopy
from pathlib import Path
from typing import Any

import osmnx
import pytest

from corridor_planner.osm.osmnx_settings import OsmnxSettings, lend_settings


def everything() -> dict[str, Any]:
    """All settings of OSMnx, and the resolver that it replaces."""
    settings = {name: deepcopy(getattr(osmnx.settings, name)) for name in osmnx.settings.__annotations__}
    return settings | {"getaddrinfo": socket.getaddrinfo}


@pytest.fixture
def ours(tmp_path: Path) -> OsmnxSettings:
    return OsmnxSettings(cache_folder=tmp_path, overpass_url="http://127.0.0.1:1/api", timeout_s=7, query_km2=9)


def test_osmnx_annotates_each_of_its_settings() -> None:
    public = {name for name in vars(osmnx.settings) if name.islower() and not name.startswith("_")}
    assert public - {"annotations", "lg"} == set(osmnx.settings.__annotations__)


def test_the_block_has_our_settings_and_afterwards_all_are_as_before(ours: OsmnxSettings) -> None:
    before = everything()
    with lend_settings(ours, lambda _response: None) as lent:
        assert lent is osmnx
        assert (osmnx.settings.overpass_url, osmnx.settings.requests_timeout) == ("http://127.0.0.1:1/api", 7)
        assert (osmnx.settings.max_query_area_size, osmnx.settings.cache_only_mode) == (9e6, True)
        assert osmnx.settings.doh_url_template is None
    assert everything() == before


def test_an_error_and_a_hand_in_the_lists_leave_nothing_behind(ours: OsmnxSettings) -> None:
    before = everything()

    def work() -> None:
        with lend_settings(ours, lambda _response: None):
            osmnx.settings.useful_tags_way.append("colour")
            osmnx.settings.requests_kwargs["verify"] = False
            osmnx.settings.all_oneway = True
            osmnx._http._config_dns("http://127.0.0.1:1/api")
            assert socket.getaddrinfo is not before["getaddrinfo"]
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        work()
    assert everything() == before


def test_two_threads_take_turns(ours: OsmnxSettings) -> None:
    entered, leave, second = threading.Event(), threading.Event(), threading.Event()

    def first_thread() -> None:
        with lend_settings(ours, lambda _response: None):
            entered.set()
            leave.wait(5)
            assert not second.is_set()

    def second_thread() -> None:
        entered.wait(5)
        with lend_settings(ours, lambda _response: None):
            second.set()

    threads = [threading.Thread(target=work) for work in (first_thread, second_thread)]
    for thread in threads:
        thread.start()
    entered.wait(5)
    assert not second.wait(0.05)
    leave.set()
    for thread in threads:
        thread.join(5)
    assert second.is_set()
