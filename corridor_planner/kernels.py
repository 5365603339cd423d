"""The registry of compiled functions: one cache folder, one warm-up.

A kernel is a lazily compiled numba function. Compiled code is kept in the user's cache folder,
keyed by the package version and the state of the sources, so that it also works when
site-packages is read-only and never serves code of an older checkout.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from numba import config, njit

from corridor_planner import __version__

F = TypeVar("F", bound=Callable[..., object])


def cache_folder() -> Path:
    """Return the folder for compiled code; a temporary one when the user's can't be written."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "corridor-planner" / f"kernels-{__version__}-{_source_key()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"corridor-planner-{os.getuid()}" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _source_key() -> str:
    """Hash names, sizes and times of the modules that hold kernels (numba tracks no callees)."""
    root = Path(__file__).resolve().parent
    stamps = []
    for package in ("cost", "search", "solve"):
        for path in sorted((root / package).glob("*.py")):
            status = path.stat()
            stamps.append(f"{path.name}:{status.st_size}:{status.st_mtime_ns}")
    return hashlib.sha256("|".join(stamps).encode()).hexdigest()[:10]


class _Registry:
    """Kernels and the calls that compile them; filled while modules are imported."""

    def __init__(self) -> None:
        self.kernels: list[object] = []
        self.warmers: list[Callable[[], None]] = []


_registry = _Registry()
if "NUMBA_CACHE_DIR" not in os.environ:
    config.CACHE_DIR = str(cache_folder())


def kernel(function: F) -> F:
    """Register a function that Python calls; numba compiles it on first use and caches it on disk."""
    compiled = njit(cache=True, nogil=True)(function)
    _registry.kernels.append(compiled)
    return cast("F", compiled)


def part(function: F) -> F:
    """Compile a function that only kernels call; it is cached inside of them."""
    return cast("F", njit(nogil=True)(function))


def warms(call: Callable[[], None]) -> Callable[[], None]:
    """Register a call that makes each kernel of its module compile its one signature."""
    _registry.warmers.append(call)
    return call


def warm() -> None:
    """Compile every registered kernel once, or load it from the cache."""
    for call in _registry.warmers:
        call()


def signature_counts() -> dict[str, int]:
    """Return for each kernel how many signatures were compiled; more than one is a defect."""
    return {k.__name__: len(k.signatures) for k in _registry.kernels}  # type: ignore[attr-defined]
