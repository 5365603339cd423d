"""What can go wrong, as values: each error names the value, the rule and the remedy.

Three kinds, translated once by ``cli`` (exit codes) and once by ``webapp`` (problem+json):
wrong input (2, 422), a fault of data or environment (3, 500), and an interruption (130).
That no plan exists is an answer, not an error: see :class:`corridor_planner.domain.NoPlan`.
"""

from __future__ import annotations


class PlannerError(Exception):
    """The root of everything the planner raises on purpose."""

    code = "planner_error"

    def __init__(self, what: str, value: object, *, rule: str, remedy: str) -> None:
        self.what, self.value, self.rule, self.remedy = what, value, rule, remedy
        super().__init__(f"{what} is {value!r}, but {rule}; {remedy}")


class InvalidInput(PlannerError, ValueError):
    """Something the caller gave breaks a rule, and the caller can mend it."""

    code = "invalid_input"


class UnknownName(InvalidInput):
    """A name that nothing in the data carries; the nearest known ones are in ``candidates``."""

    code = "unknown_name"

    def __init__(self, what: str, value: object, *, rule: str, remedy: str, candidates: tuple[str, ...] = ()) -> None:
        self.candidates = candidates
        super().__init__(what, value, rule=rule, remedy=remedy)


class AmbiguousName(UnknownName):
    """A name that several things carry; the choice is the caller's, never ours."""

    code = "ambiguous_name"


class DataFault(PlannerError):
    """A table, store or file is damaged, foreign or inconsistent."""

    code = "data_fault"


class EnvironmentFault(PlannerError, OSError):
    """The machine refuses: a port is taken, a folder is read-only, a disk is full."""

    code = "environment_fault"
