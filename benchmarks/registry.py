"""Suites and their cases: small declared objects, found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.contract import Row
from corridor_planner.errors import InvalidInput, UnknownName

KNOWN: Final = ("routing", "matrix", "pareto", "store", "web", "build", "agreement")
LATER: Final = ("toptw", "op", "vrptw", "mcf", "itinerary", "fleet", "alternatives", "reach")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run was asked for.

    Attributes
    ----------
    seconds
        The longest that one timed loop may take; cases that need longer are left out.
    workers
        Visitors at the same time, where a case has visitors.
    data
        Folder of instances; None takes those of the project.
    only
        Names or patterns of what was asked for; nothing means all.
    peers
        Also time the peers. Answers are compared with them in either case.
    """

    seconds: float = 5.0
    workers: int = 1
    seed: int = 1
    peers: bool = True
    data: Path | None = None
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to measure, in a process of its own.

    Attributes
    ----------
    run
        Gives the rows as they are measured.
    needs_s
        Seconds that it takes at least; run only when ``Options.seconds`` allows, or by its name.
    limit_s
        The process is ended after so many seconds.
    names_instances
        Its rows are named by instances of the data, so any name may be asked for.
    """

    name: str
    what: str
    run: Callable[[Options], Iterable[Row]]
    needs_s: float = 0.0
    limit_s: float = 300.0
    names_instances: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """Cases that belong together."""

    name: str
    what: str
    cases: tuple[Case, ...]


def get_suite(name: str) -> Suite:
    """Return a suite.

    Raises
    ------
    UnknownName
        For a name that no suite has, and for one of a later version.
    """
    remedy = f"run one of {', '.join(KNOWN)}"
    if name in LATER:
        raise UnknownName("suite", name, rule="not yet: nothing does that work", remedy=remedy, candidates=KNOWN)
    if name not in KNOWN:
        raise UnknownName("suite", name, rule="there is no such suite", remedy=remedy, candidates=KNOWN)
    suite = import_module(f"benchmarks.suites.{name}").SUITE
    assert isinstance(suite, Suite)
    return suite


def choose_cases(suite: Suite, only: Sequence[str], options: Options) -> tuple[tuple[Case, bool], ...]:
    """Return the cases that were asked for, each with whether it has the time it needs.

    ``only`` holds names or patterns such as ``route*``, also of single rows (``route:tashkent-*``);
    a case that is named has all the time.

    Raises
    ------
    UnknownName
        When nothing fits one of them.
    """
    for wanted in only:
        if not any(_fits(case, wanted) for case in suite.cases):
            known = tuple(case.name for case in suite.cases)
            raise UnknownName("--only", wanted, rule=f"the suite {suite.name} has no such case",
                              remedy=f"use some of {', '.join(known)}", candidates=known)  # fmt: skip
    if not only:
        return tuple((case, case.needs_s <= options.seconds) for case in suite.cases)
    return tuple((case, True) for case in suite.cases if any(_fits(case, wanted) for wanted in only))


def _fits(case: Case, wanted: str) -> bool:
    return case.names_instances or fnmatchcase(case.name, wanted.partition(":")[0])


def wants_row(only: Sequence[str], name: str) -> bool:
    """Return whether a row, named ``case`` or ``case:part``, was asked for."""
    if not only:
        return True
    return any(fnmatchcase(name if ":" in wanted else name.partition(":")[0], wanted) for wanted in only)


def check_options(options: Options) -> None:
    """Refuse options that no run can follow."""
    if not options.seconds > 0:
        raise InvalidInput("--seconds", options.seconds, rule="it must be above 0", remedy="give 5 or more")
    if options.workers < 1:
        raise InvalidInput("--workers", options.workers, rule="it must be 1 or more", remedy="leave it out")
    if options.data is not None and not options.data.is_dir():
        raise InvalidInput("--data", str(options.data), rule="it must be a folder of instances",
                           remedy="give an existing folder, or leave it out")  # fmt: skip
