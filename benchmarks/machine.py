"""On what the numbers were measured."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import corridor_planner

_PACKAGES: Final = ("numpy", "numba", "scipy", "networkx", "pandas", "osmium", "flask", "waitress", "pydantic")
_ROOT: Final = Path(__file__).resolve().parent.parent


def describe_machine() -> dict[str, Any]:
    """Return processor, memory, versions and the state of the sources."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "cores": _cores(),
        "load_average": round(os.getloadavg()[0], 2),
        "memory_mb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "corridor_planner": corridor_planner.__version__,
        "commit": _commit(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _commit() -> str:
    """Return the short id of the commit, with a plus when sources differ from it; "" outside git."""
    try:
        name = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "corridor_planner", "data", "web")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f"{name}+" if changed else name


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
