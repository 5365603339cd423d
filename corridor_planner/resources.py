"""Locate the files that ship with the planner, from a checkout, an editable install or a wheel."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def _root(name: str) -> Traversable:
    try:
        import_module(f"corridor_planner._{name}")
    except ModuleNotFoundError:
        return Path(__file__).resolve().parent.parent / name
    return files(f"corridor_planner._{name}")


def _below(root: Traversable, name: str) -> Traversable:
    return root.joinpath(name) if name else root  # some versions of Python cannot join nothing


def data_file(name: str = "") -> Traversable:
    """Return a file or folder of the shipped ``data/``."""
    return _below(_root("data"), name)


def web_file(name: str = "") -> Traversable:
    """Return a file or folder of the shipped ``web/``."""
    return _below(_root("web"), name)
