"""All tables, typed by their schema, and the faults that they have.

Loading reads every cell and collects what cannot be read; validation adds what single cells do not
show: duplicates, dangling references, order, positions and the rules of single tables.

>>> tables = load_tables()
>>> validate(tables)
[]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from corridor_planner.resources import data_file
from corridor_planner.store.cells import CellError
from corridor_planner.store.csvfiles import CsvTable, Record, TableReader, merge, read_csv
from corridor_planner.store.faults import Fault, TableFault
from corridor_planner.store.schema import CellType, Column, TableSchema, load_schema
from corridor_planner.store.tables_cells import Value, parse_cell
from corridor_planner.store.tables_rules import check_rules
from corridor_planner.store.tables_values import Row, Table, TableSet


def load_tables(override: Path | None = None) -> TableSet:
    """Return the shipped tables with a user's rows laid over them; no fault stops the reading.

    Parameters
    ----------
    override
        A folder with any of the tables under their own names, in subfolders or not. Rows with the
        same id replace shipped ones, new ids add.

    Raises
    ------
    TableFault
        When the folder does not exist.

    """
    reader = TableReader(override)
    faults = reader.unknown()
    tables = {}
    for name, schema in load_schema().items():
        raw, found, own_rows = _read(reader, schema)
        faults += found
        rows, found = _type(raw, schema)
        faults += found
        tables[name] = Table(schema=schema, rows=rows, own_rows=own_rows)
    return TableSet(tables=tables, faults=tuple(faults))


def validate(tables: TableSet) -> list[Fault]:
    """Return every fault of the tables, those of reading first."""
    faults = list(tables.faults)
    ids = {name: _keys(table) for name, table in tables.tables.items()}
    for table in tables.tables.values():
        faults += _duplicates((row.record for row in table.rows), table.schema)
        faults += _check_references(table, ids)
        faults += _check_order(table)
    faults += check_rules(tables)
    return faults


def _read(reader: TableReader, schema: TableSchema) -> tuple[CsvTable, list[Fault], int]:
    """Read shipped and own file; what is unreadable as a whole becomes a fault and an empty table."""
    name = schema.name
    faults: list[Fault] = []
    empty = CsvTable(file=schema.file, columns=tuple(schema.columns), records=())
    try:
        shipped = read_csv(data_file(schema.file), schema.file)
        faults += _check_columns(shipped, schema, complete=True)
    except TableFault as error:
        return empty, list(error.faults), 0
    if name not in reader.own:
        return shipped, faults + list(shipped.faults), 0
    try:
        own = read_csv(reader.own[name])
        faults += _check_columns(own, schema, complete=False) + _duplicates(own, schema)
        merged = merge(shipped, own, key=schema.key)
    except TableFault as error:
        return shipped, faults + list(error.faults), 0
    return merged, faults + list(merged.faults), len(own.records)


def _check_columns(table: CsvTable, schema: TableSchema, *, complete: bool) -> list[Fault]:
    faults = []
    for name in table.columns:
        if name not in schema.columns:
            near = get_close_matches(name, schema.columns, n=1, cutoff=0.0)
            remedy = f"did you mean {near[0]!r}?"
            faults.append(Fault(file=table.file, line=1, column=name, value=name, rule="no such column", remedy=remedy))
    missing = [name for name in schema.columns if complete and name not in table.columns]
    return faults + [
        Fault(file=table.file, line=1, column=name, value="", rule="the column is missing", remedy="add it")
        for name in missing
    ]


def _duplicates(records: Iterable[Record], schema: TableSchema) -> list[Fault]:
    """Report keys that occur twice: laid over the shipped rows, a later one would hide the earlier."""
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for record in records:
        key = tuple(record.cells.get(column, "") for column in schema.key)
        if key in seen:
            faults.append(_twice(record, schema, seen[key]))
        seen.setdefault(key, record.line)
    return faults


def _twice(record: Record, schema: TableSchema, first_line: int) -> Fault:
    value = ", ".join(record.cells.get(column, "") for column in schema.key)
    return Fault(
        file=record.file,
        line=record.line,
        column=schema.key[0],
        value=value,
        rule=f"it must not occur twice (first in line {first_line})",
        remedy="rename or remove one of the rows",
    )


def _type(raw: CsvTable, schema: TableSchema) -> tuple[tuple[Row, ...], list[Fault]]:
    rows, faults = [], []
    for record in raw:
        values: dict[str, Value] = {}
        for column in schema.columns.values():
            text = record.cells.get(column.name, "")
            try:
                values[column.name] = parse_cell(text, column, decimal_comma=record.decimal_comma)
            except CellError as error:
                values[column.name] = None
                faults.append(record.fault(column.name, text, error.rule, error.remedy).faults[0])
        rows.append(Row(record=record, values=values))
    return tuple(rows), faults


def _keys(table: Table) -> frozenset[str]:
    return frozenset(row.text(table.schema.key[0]) for row in table.rows)


def _check_references(table: Table, ids: Mapping[str, frozenset[str]]) -> list[Fault]:
    columns = [c for c in table.schema.columns.values() if c.type in (CellType.REF, CellType.REFS)]
    return [
        _dangling(row, column, name, ids)
        for column in columns
        for row in table.rows
        for name in ([row.text(column.name)] if column.type is CellType.REF else row.words(column.name))
        if name and not any(name in ids[table_name] for table_name in column.to)
    ]


def _dangling(row: Row, column: Column, name: str, ids: Mapping[str, frozenset[str]]) -> Fault:
    near = get_close_matches(name, [known for table in column.to for known in ids[table]], n=1, cutoff=0.6)
    where = " or ".join(f"{table}.csv" for table in column.to)
    remedy = f"did you mean {near[0]!r}?" if near else f"add {name!r} to {where} or correct it"
    return row.fault(column.name, f"{name!r} must be an id of {where}", remedy)


def _check_order(table: Table) -> list[Fault]:
    faults = []
    for group in table.schema.rising:
        for row in table.rows:
            known = [(column, number) for column in group if (number := row.number(column)) is not None]
            for (left, low), (right, high) in pairwise(known):
                if low > high:
                    faults.append(
                        row.fault(right, f"it must not be below {left} ({low:g})", "order " + ", ".join(group))
                    )
    return faults
