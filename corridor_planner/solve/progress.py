"""How an optimizer tells what it is doing, and hands out the best it has at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from corridor_planner.solve.stopping import Effort

S_co = TypeVar("S_co", covariant=True)
S_contra = TypeVar("S_contra", contravariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Generic[S_co]):
    """One moment of a run.

    Attributes
    ----------
    stage
        Message id of what is going on, such as ``solve.improve``.
    best
        The best solution so far, complete and checked like the final one, to be kept or shown.
    improved
        True when ``best`` is new.
    """

    stage: str
    effort: Effort
    best: S_co
    improved: bool


class Progress(Protocol[S_contra]):
    """Told after every iteration; what it does takes time from the run."""

    def __call__(self, report: Report[S_contra], /) -> None:
        """Take note of a moment."""
        ...


def silent(report: Report[object], /) -> None:
    """Take no note."""
