"""Check the tables: the shipped ones, or a user's own laid over them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from corridor_planner.domain import Confidence
from corridor_planner.planning.documents import Document
from corridor_planner.resources import data_file
from corridor_planner.store.faults import Fault
from corridor_planner.store.tables import load_tables, validate
from corridor_planner.store.tables_values import Table

CHECK_DATA_SCHEMA: Final = "corridor-planner/check-data/1"


class TableDoc(Document):
    """One table and how far its rows may be trusted."""

    name: str
    file: str = Field(description="path inside the shipped data")
    rows: int
    own_rows: int = Field(description="rows of the user's folder among them")
    confidence: dict[Literal["published", "derived", "estimate"], int]


class FaultDoc(Document):
    """One fault: the cell, the rule it breaks and what mends it."""

    file: str
    line: int = Field(description="1-based; 0 when the fault is of the whole file")
    column: str
    value: str
    rule: str
    remedy: str


class CheckDataDocument(Document):
    """The answer of ``check-data``."""

    schema_id: Literal["corridor-planner/check-data/1"] = Field(default=CHECK_DATA_SCHEMA, alias="schema")
    data_version: str = Field(description="date of the shipped tables")
    folder: str | None = Field(description="the user's folder, if one was given")
    tables: list[TableDoc]
    faults: list[FaultDoc]


def check_data(folder: Path | None = None) -> CheckDataDocument:
    """Return what the tables hold and every fault in them.

    Parameters
    ----------
    folder
        A user's tables, checked together with the shipped ones that they refer to.
    """
    tables = load_tables(folder)
    return CheckDataDocument(
        data_version=data_file("VERSION").read_text(encoding="utf-8").strip(),
        folder=str(folder) if folder else None,
        tables=[_table(table) for table in tables.tables.values()],
        faults=[_fault(fault) for fault in validate(tables)],
    )


def _table(table: Table) -> TableDoc:
    counts = Counter(row.text("confidence") for row in table.rows)
    return TableDoc(
        name=table.schema.name,
        file=table.schema.file,
        rows=len(table.rows),
        own_rows=table.own_rows,
        confidence={word.value: counts[word.value] for word in Confidence},
    )


def _fault(fault: Fault) -> FaultDoc:
    return FaultDoc(
        file=fault.file,
        line=fault.line,
        column=fault.column,
        value=fault.value,
        rule=fault.rule,
        remedy=fault.remedy,
    )
