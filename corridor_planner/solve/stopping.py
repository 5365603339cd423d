"""When an optimizer stops: after so many iterations, after so long, or when somebody says so.

Every optimizer asks its rule between two steps and answers with the best it has by then. A run
that a clock or a person ended can't be repeated; one that its iterations ended can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from corridor_planner.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What an optimizer has spent so far."""

    iterations: int
    elapsed_s: float


class StopRule(Protocol):
    """Decides when an optimizer has done enough."""

    def reached(self, effort: Effort) -> bool:
        """Return True when the optimizer is to stop."""
        ...

    def repeatable(self, effort: Effort) -> bool:
        """Return True when a run that ended with ``effort`` would end the same way again."""
        ...


@dataclass(frozen=True, slots=True)
class AfterIterations:
    """Stop after a number of iterations; the same seed then gives the same answer."""

    limit: int

    def __post_init__(self) -> None:
        _refuse_negative("limit of iterations", self.limit)

    def reached(self, effort: Effort) -> bool:
        """Return True once the iterations are used up."""
        return effort.iterations >= self.limit

    def repeatable(self, effort: Effort) -> bool:  # noqa: ARG002
        """Return True: iterations are counted, not timed."""
        return True


@dataclass(frozen=True, slots=True)
class AfterSeconds:
    """Stop after a wall-clock time; what is found by then depends on the machine."""

    limit_s: float

    def __post_init__(self) -> None:
        _refuse_negative("time limit in seconds", self.limit_s)

    def reached(self, effort: Effort) -> bool:
        """Return True once the time is over."""
        return effort.elapsed_s >= self.limit_s

    def repeatable(self, effort: Effort) -> bool:
        """Return True when the run ended before the time was over."""
        return not self.reached(effort)


@dataclass(frozen=True, slots=True)
class WhenCancelled:
    """Stop when a person or a server says so: ``cancelled`` is asked again and again."""

    cancelled: Callable[[], bool]

    def reached(self, effort: Effort) -> bool:  # noqa: ARG002
        """Return True once the flag is set."""
        return self.cancelled()

    def repeatable(self, effort: Effort) -> bool:  # noqa: ARG002
        """Return True when nobody cancelled."""
        return not self.cancelled()


@dataclass(frozen=True, slots=True)
class WhicheverFirst:
    """Stop as soon as one of several rules says so."""

    rules: tuple[StopRule, ...]

    def reached(self, effort: Effort) -> bool:
        """Return True when any rule is reached."""
        return any(rule.reached(effort) for rule in self.rules)

    def repeatable(self, effort: Effort) -> bool:
        """Return True when neither a clock nor a person ended the run."""
        return all(rule.repeatable(effort) for rule in self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """A rule for one of several runs that share a time limit: earlier time counts, iterations don't."""

    rule: StopRule
    elapsed_s: float

    def reached(self, effort: Effort) -> bool:
        """Return True when the rule is reached with the earlier time added."""
        return self.rule.reached(self._all(effort))

    def repeatable(self, effort: Effort) -> bool:
        """Return what the rule says with the earlier time added."""
        return self.rule.repeatable(self._all(effort))

    def _all(self, effort: Effort) -> Effort:
        return Effort(iterations=effort.iterations, elapsed_s=self.elapsed_s + effort.elapsed_s)


def _refuse_negative(what: str, value: float) -> None:
    if not value >= 0:
        raise InvalidInput(what, value, rule="it must not be negative", remedy="give zero or more")
