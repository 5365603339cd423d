"""The registry of compiled functions: one cache folder, one warm-up.

A kernel is a lazily compiled numba function. With ``CORRIDOR_KERNELS=interpreted`` it stays the
plain Python function it is written as and numba is never imported: for one question on a small
network that is quicker than loading compiled code, and the command line chooses it there. Compiled code is
kept in the user's cache folder,
keyed by the package version and the state of the sources, so that it also works when
site-packages is read-only and never serves code of an older checkout.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar, cast

from corridor_planner import __version__

F = TypeVar("F", bound=Callable[..., object])
Scalar: TypeAlias = Any  # a whole number inside a kernel: a Python int or the machine's, as numba sees fit
INTERPRETED: Final = os.environ.get("CORRIDOR_KERNELS") == "interpreted"


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


def _compile(function: F, *, cache: bool) -> F:
    if INTERPRETED:
        return function
    from numba import config, njit

    if cache and "NUMBA_CACHE_DIR" not in os.environ and not _registry.kernels:
        config.CACHE_DIR = str(cache_folder())
    return cast("F", njit(cache=cache, nogil=True)(function))


def kernel(function: F) -> F:
    """Register a function that Python calls; numba compiles it on first use and caches it on disk."""
    compiled = _compile(function, cache=True)
    _registry.kernels.append(compiled)
    return compiled


def part(function: F) -> F:
    """Compile a function that only kernels call; it is cached inside of them."""
    return _compile(function, cache=False)


def warms(call: Callable[[], None]) -> Callable[[], None]:
    """Register a call that makes each kernel of its module compile its one signature."""
    _registry.warmers.append(call)
    return call


def warm() -> None:
    """Compile every registered kernel once, or load it from the cache."""
    if INTERPRETED:
        return
    for call in _registry.warmers:
        call()


def signature_counts() -> dict[str, int]:
    """Return for each kernel how many signatures were compiled; more than one is a defect."""
    return {k.__name__: len(k.signatures) for k in _registry.kernels if hasattr(k, "signatures")}  # type: ignore[attr-defined]
