"""Tables as typed values: a row by column, a table with its schema, the set of all tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corridor_planner.store.csvfiles import Record
from corridor_planner.store.faults import Fault
from corridor_planner.store.schema import TableSchema
from corridor_planner.store.tables_cells import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as values by column; None where the cell is empty or cannot be read."""

    record: Record
    values: Mapping[str, Value]

    def __getitem__(self, column: str) -> Value:
        return self.values[column]

    def text(self, column: str) -> str:
        """Return the text of a cell; "" where the file has no such column."""
        return self.record.cells.get(column, "")

    def number(self, column: str) -> float | None:
        """Return a number, or None."""
        value = self.values.get(column)
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None

    def words(self, column: str) -> tuple[str, ...]:
        """Return the parts of a list; empty when there are none."""
        value = self.values.get(column)
        return value if isinstance(value, tuple) and all(isinstance(part, str) for part in value) else ()  # type: ignore[return-value]

    def fault(self, column: str, rule: str, remedy: str) -> Fault:
        """Return a fault of one of its cells."""
        return self.record.fault(column, self.text(column), rule, remedy).faults[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its schema and its rows in order, a user's rows among them."""

    schema: TableSchema
    rows: tuple[Row, ...]
    own_rows: int = 0

    def by_id(self) -> dict[str, Row]:
        """Return the rows by the first column of their key."""
        return {row.text(self.schema.key[0]): row for row in self.rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSet:
    """Every table by name; ``faults`` are those that reading found."""

    tables: Mapping[str, Table]
    faults: tuple[Fault, ...]

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]
