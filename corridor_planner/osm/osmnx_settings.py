"""OSMnx with settings that are lent to it and taken back.

OSMnx reads a module of global settings, and looks host names up through a function that it puts in
place of the standard one. Both are given back as they were, also after an error; one caller at a time
has them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, Final

import requests

from corridor_planner.osm.servers import USER_AGENT

OnAnswer = Callable[[requests.Response], None]

OVERPASS_URL: Final = "https://overpass-api.de/api"
NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/"
_SQUARE_METRES_PER_SQUARE_KM: Final = 1e6
_ONE_AT_A_TIME: Final = Lock()  # the settings are the process's, so the lock is too


@dataclass(frozen=True, slots=True, kw_only=True)
class OsmnxSettings:
    """What OSMnx is told.

    Attributes
    ----------
    cache_folder
        Keeps every answer, so that none is asked for twice.
    raw
        Fill the cache and build no graph: OSMnx raises ``InterruptedError`` when all answers are there.
    timeout_s
        Longest wait for an answer, and what the Overpass server is allowed to take.
    wait_for_slot
        Ask the Overpass server first when it has time, as public ones want.
    query_km2
        Larger areas are asked for in parts.
    """

    cache_folder: Path
    raw: bool = True
    overpass_url: str = OVERPASS_URL
    nominatim_url: str = NOMINATIM_URL
    timeout_s: int = 180
    wait_for_slot: bool = True
    query_km2: float = 2_500.0
    user_agent: str = USER_AGENT


@contextmanager
def lend_settings(settings: OsmnxSettings, on_answer: OnAnswer) -> Iterator[ModuleType]:
    """Give OSMnx its settings for the time of a block; what the block gets is the package.

    Parameters
    ----------
    on_answer
        Sees every answer before OSMnx does; what it raises ends the request. (OSMnx itself would
        wait 55 s and ask again without end.)
    """
    import osmnx

    with _ONE_AT_A_TIME:
        before = {name: getattr(osmnx.settings, name) for name in osmnx.settings.__annotations__}
        resolver = socket.getaddrinfo
        try:
            for name, value in (deepcopy(before) | _as_osmnx_has_them(settings, on_answer)).items():
                setattr(osmnx.settings, name, value)
            yield osmnx
        finally:
            for name, value in before.items():
                setattr(osmnx.settings, name, value)
            socket.getaddrinfo = resolver


def _as_osmnx_has_them(settings: OsmnxSettings, on_answer: OnAnswer) -> dict[str, Any]:
    def hook(response: requests.Response, **_: object) -> None:
        on_answer(response)

    return {
        "cache_folder": settings.cache_folder, "use_cache": True, "cache_only_mode": settings.raw,
        "overpass_url": settings.overpass_url, "nominatim_url": settings.nominatim_url, "nominatim_key": None,
        "requests_timeout": settings.timeout_s, "requests_kwargs": {"hooks": {"response": [hook]}},
        "overpass_rate_limit": settings.wait_for_slot, "http_user_agent": settings.user_agent,
        "http_referer": settings.user_agent, "doh_url_template": None,  # no third party is told what is looked up
        "max_query_area_size": settings.query_km2 * _SQUARE_METRES_PER_SQUARE_KM,
        "overpass_settings": "[out:json][timeout:{timeout}]{maxsize}", "overpass_memory": None,
        "log_console": False, "log_file": False,
    }  # fmt: skip
