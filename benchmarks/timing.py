"""Times of repeated calls, and the memory that they took."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")
_BYTES_PER_MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Durations of single calls in seconds, in the order in which they were made."""

    each_s: tuple[float, ...]

    @property
    def median_s(self) -> float:
        """The middle duration."""
        return median(self.each_s)

    @property
    def p95_s(self) -> float:
        """The 95th percentile by nearest rank: one of the durations, never an interpolation."""
        ordered = sorted(self.each_s)
        return ordered[ceil(0.95 * len(ordered)) - 1]


def once(call: Callable[[], T]) -> tuple[float, T]:
    """Return how long a call took, and its value."""
    begin = perf_counter()
    value = call()
    return perf_counter() - begin, value


def repeat(call: Callable[[], object], *, limit_s: float, least: int = 3, most: int = 200) -> Times:
    """Call again and again, until ``most`` calls are made or the limit has passed."""
    return in_turn([call], limit_s=limit_s, least=least, most=most)[0]


def in_turn(calls: Sequence[Callable[[], object]], *, limit_s: float, least: int = 3, most: int = 50) -> list[Times]:
    """Time several calls alternately, so that all of them meet the same machine."""
    gc.collect()
    each: list[list[float]] = [[] for _ in calls]
    end = perf_counter() + limit_s
    while len(each[0]) < least or (len(each[0]) < most and perf_counter() < end):
        for durations, call in zip(each, calls, strict=True):
            durations.append(once(call)[0])
    return [Times(each_s=tuple(durations)) for durations in each]


def forget_peak() -> None:
    """Let the peak of resident memory begin anew, where the system can."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def peak_memory_mb() -> float:
    """Return the peak of resident memory since :func:`forget_peak`, in megabytes."""
    found = memory_of_mb("self")
    return own_peak_mb(resource.RUSAGE_SELF) if found is None else found


def memory_of_mb(process: int | str) -> float | None:
    """Return the peak resident memory of a running process in megabytes, None where it is not told."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kilobytes = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), None)
    return None if kilobytes is None else round(kilobytes * 1024 / _BYTES_PER_MB, 1)


def own_peak_mb(who: int) -> float:
    """Return the largest resident memory of this process, or of a child that has ended, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(who).ru_maxrss * unit / _BYTES_PER_MB, 1)
