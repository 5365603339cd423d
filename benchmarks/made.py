"""``make run``: in a fresh copy of the checkout, and again, and in this checkout."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

from benchmarks.contract import Row, Status
from benchmarks.processes import ROOT, environment, serving
from benchmarks.registry import Options
from benchmarks.timing import Times

WARM_AIM_S: Final = 5.0
_COPIED: Final = ("corridor_planner", "data", "web", "Makefile", "pyproject.toml", "setup.cfg", "README.md", "LICENSE",
                  "requirements.lock", "requirements-build.lock", "requirements-dev.lock")  # fmt: skip
_COLD_LIMIT_S: Final = 1500
_AGAIN: Final = 3


def make_run_cold(options: Options) -> Iterator[Row]:
    """Measure ``make run`` in a copy without environment and without cache, then again in that copy.

    Packages come from the index that pip is set up for; what pip itself keeps from earlier
    downloads lies in its cache, which is empty here too.
    """
    del options
    reason = _why_not()
    if reason:
        yield Row(name="make-run-cold", what="make run in an empty copy", status=Status.SKIPPED, note=reason)
        return
    with tempfile.TemporaryDirectory(prefix="corridor-bench-") as folder:
        checkout, cache = Path(folder) / "checkout", Path(folder) / "cache"
        checkout.mkdir()
        for name in _COPIED:
            _copy(ROOT / name, checkout / name)
        env = environment(cache)
        with serving(["make", "run"], env, cwd=checkout, limit_s=_COLD_LIMIT_S) as site:
            yield Row(
                name="make-run-cold:first", what="make run until /readyz: environment, packages, kernels", runs=1,
                seconds=site.ready_s, seconds_p95=site.ready_s,
                note=f"takes requests after {site.announced_s:.0f} s; packages downloaded",
                size={"environment_bytes": _bytes(checkout / ".venv")},
            )  # fmt: skip
        yield _again("make-run-cold:again", checkout, env, "the next make run in that copy, until /readyz")


def make_run_warm(options: Options) -> Iterator[Row]:
    """Measure ``make run`` in this checkout, where its environment is complete."""
    del options
    reason = _why_not() or _why_stale()
    if reason:
        yield Row(name="make-run-warm", what="make run in this checkout", status=Status.SKIPPED, note=reason)
        return
    yield _again("make-run-warm", ROOT, environment(), "make run in this checkout, until /readyz")


def _again(name: str, checkout: Path, env: dict[str, str], what: str) -> Row:
    ready: list[float] = []
    begin = perf_counter()
    while len(ready) < _AGAIN and perf_counter() - begin < 60:
        with serving(["make", "run"], env, cwd=checkout) as site:
            ready.append(site.ready_s)
    times = Times(each_s=tuple(ready))
    return Row(name=name, what=what, seconds=times.median_s, seconds_p95=times.p95_s, runs=len(ready),
               aim_seconds=WARM_AIM_S)  # fmt: skip


def _why_not() -> str:
    return "" if shutil.which("make") else "needs make"


def _why_stale() -> str:
    """Return why ``make run`` would install something first; "" when it would not."""
    asked = subprocess.run(["make", "--question", ".venv/.installed"], cwd=ROOT, capture_output=True, check=False)
    return "" if asked.returncode == 0 else "make run would install packages first; run it once by hand"


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    elif source.exists():
        shutil.copy2(source, target)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
