"""Settings are read once, from the environment, and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor_planner.errors import InvalidInput
from corridor_planner.settings import read_settings


def test_without_any_variable_everything_lies_in_the_users_own_folders() -> None:
    settings = read_settings({"HOME": "/home/ann"})

    assert settings.home == Path("/home/ann/.local/share/corridor-planner")
    assert settings.networks == settings.home / "networks"
    assert settings.log_file == Path("/home/ann/.cache/corridor-planner/errors.log")
    assert (settings.host, settings.port, settings.tiles) == ("127.0.0.1", 8000, "off")


def test_variables_win_over_the_folders_of_the_desktop() -> None:
    settings = read_settings({
        "HOME": "/home/ann", "XDG_DATA_HOME": "/data", "XDG_CACHE_HOME": "/cache", "CORRIDOR_HOME": "/nets",
        "CORRIDOR_PORT": "9000",
    })  # fmt: skip

    assert (settings.home, settings.cache, settings.port) == (Path("/nets"), Path("/cache/corridor-planner"), 9000)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CORRIDOR_HOEM", "/x", "did you mean CORRIDOR_HOME?"),
        ("CORRIDOR_PROT", "1", "did you mean CORRIDOR_PORT?"),
        ("CORRIDOR_PORT", "http", "a number from 1 to 65535"),
        ("CORRIDOR_PORT", "0", "a number from 1 to 65535"),
        ("CORRIDOR_LOG_LEVEL", "loud", "debug, info, warning or error"),
    ],
)
def test_a_wrong_variable_is_refused_with_its_remedy(name: str, value: str, said: str) -> None:
    with pytest.raises(InvalidInput, match="CORRIDOR_") as caught:
        read_settings({"HOME": "/home/ann", name: value})
    assert said in str(caught.value)


def test_the_secret_key_does_not_show_when_settings_are_printed() -> None:
    assert "hush" not in repr(read_settings({"HOME": "/home/ann", "CORRIDOR_SECRET_KEY": "hush"}))
