"""Settings: one frozen object, read from the environment once, at the edge, and passed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from corridor_planner.errors import InvalidInput

PREFIX = "CORRIDOR_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the planner is told by its surroundings.

    Attributes
    ----------
    home
        Folder for built networks and saved things (``CORRIDOR_HOME``).
    cache
        Folder for what can be made again, and for logs (``CORRIDOR_CACHE``).
    tiles
        ``off``, ``auto`` or a tile URL (``CORRIDOR_TILES``); nothing is asked of the network when off.
    secret_key
        Signs cookies (``CORRIDOR_SECRET_KEY``); empty until something needs it.
    host, port
        Where the web application listens (``CORRIDOR_HOST``, ``CORRIDOR_PORT``).
    log_level
        ``debug``, ``info``, ``warning`` or ``error`` (``CORRIDOR_LOG_LEVEL``).
    extracts_url
        Server that has the extracts under the paths of the index (``CORRIDOR_EXTRACTS_URL``); "" for
        the index's own.
    overpass_url, nominatim_url
        Servers that answer ``build --place`` and ``--bbox`` (``CORRIDOR_OVERPASS_URL``,
        ``CORRIDOR_NOMINATIM_URL``); "" for those of OSMnx.
    """

    home: Path
    cache: Path
    tiles: str = "off"
    secret_key: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    log_level: str = "warning"
    extracts_url: str = ""
    overpass_url: str = ""
    nominatim_url: str = ""

    @property
    def networks(self) -> Path:
        """Folder in which ``--network NAME`` looks."""
        return self.home / "networks"

    @property
    def extracts(self) -> Path:
        """Folder in which ``fetch`` puts extracts and ``build NAME`` looks."""
        return self.home / "extracts"

    @property
    def areas(self) -> Path:
        """Folder that keeps what ``build --place`` and ``--bbox`` downloaded."""
        return self.home / "cache"

    @property
    def log_file(self) -> Path:
        """File for details of unexpected errors."""
        return self.cache / "errors.log"


_NAMES = ("HOME", "CACHE", "TILES", "SECRET_KEY", "HOST", "PORT", "LOG_LEVEL", "EXTRACTS_URL", "OVERPASS_URL",
          "NOMINATIM_URL")  # fmt: skip
_KNOWN_ELSEWHERE = ("KERNELS", "SHARED")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment.

    Raises
    ------
    InvalidInput
        For an unknown ``CORRIDOR_`` name, with the nearest known one, and for a wrong value.
    """
    given = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    for name in given:
        if name not in _NAMES and name not in _KNOWN_ELSEWHERE:
            near = get_close_matches(name, _NAMES, n=1, cutoff=0.0)[0]
            raise InvalidInput("environment variable", PREFIX + name, rule="no setting has this name",
                               remedy=f"did you mean {PREFIX}{near}?")  # fmt: skip
    user = Path(environment.get("HOME") or "~").expanduser()
    data_home = Path(environment.get("XDG_DATA_HOME") or user / ".local" / "share")
    cache_home = Path(environment.get("XDG_CACHE_HOME") or user / ".cache")
    port = given.get("PORT", "8000")
    if not port.isdigit() or not 1 <= int(port) <= 65_535:
        raise InvalidInput(PREFIX + "PORT", port, rule="it must be a number from 1 to 65535", remedy="give a free port")
    level = given.get("LOG_LEVEL", "warning").lower()
    if level not in ("debug", "info", "warning", "error"):
        raise InvalidInput(PREFIX + "LOG_LEVEL", level, rule="it must be debug, info, warning or error",
                           remedy="choose one of them")  # fmt: skip
    return Settings(
        home=Path(given.get("HOME") or data_home / "corridor-planner").expanduser(),
        cache=Path(given.get("CACHE") or cache_home / "corridor-planner").expanduser(),
        tiles=given.get("TILES", "off"), secret_key=given.get("SECRET_KEY", ""),
        host=given.get("HOST", "127.0.0.1"), port=int(port), log_level=level,
        extracts_url=given.get("EXTRACTS_URL", ""), overpass_url=given.get("OVERPASS_URL", ""),
        nominatim_url=given.get("NOMINATIM_URL", ""),
    )  # fmt: skip
