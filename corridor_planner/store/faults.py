"""Faults of tables: what is wrong in which cell, which rule it breaks and what mends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corridor_planner.errors import DataFault

_SHOWN = 20  # a message of more faults than this is not read


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing that is wrong in a table.

    Attributes
    ----------
    file
        Name or path as the user knows it.
    line
        1-based line of the file where the row begins; 0 when the fault is of the whole file.
    column
        Name of the column, or "" when the fault is of the whole row.
    value
        The text of the cell.

    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    remedy: str

    def __str__(self) -> str:
        where = self.file if not self.line else f"{self.file}:{self.line}"
        column = f" {self.column}" if self.column else ""
        return f"{where}{column} is {self.value!r}, but {self.rule}; {self.remedy}"


class TableFault(DataFault):
    """A table cannot be used; ``faults`` says cell by cell why."""

    code = "table_fault"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        if len(self.faults) == 1:
            where = first.file if not first.line else f"{first.file}, line {first.line}"
            what = f"{where}, column {first.column}" if first.column else where
            super().__init__(what, first.value, rule=first.rule, remedy=first.remedy)
            return
        listed = "\n  ".join(str(fault) for fault in self.faults[:_SHOWN])
        more = len(self.faults) - _SHOWN
        tail = f"\n  and {more} more" if more > 0 else ""
        super().__init__(
            "the set of tables",
            f"{len(self.faults)} faults",
            rule=f"each cell must keep its rule:\n  {listed}{tail}\n",
            remedy="mend these cells",
        )
