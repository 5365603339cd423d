"""Read CSV files as people save them, and lay a user's rows over the shipped ones.

UTF-8 with or without a byte order mark, comma or semicolon between the cells, any line end, quoted
cells, empty rows left out. A cell keeps its text; numbers are read by :mod:`.cells`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from math import inf
from pathlib import Path
from typing import TypeVar

from corridor_planner.resources import data_file
from corridor_planner.store.cells import (
    DECIMAL_COMMA,
    CellError,
    parse_flag,
    parse_line,
    parse_list,
    parse_months,
    parse_number,
)
from corridor_planner.store.faults import Fault, TableFault

T = TypeVar("T")
KEY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "port_aliases": ("alias", "place_id"),
    "gauge_changes": ("place_id",),
    "country_boxes": ("country",),
    "calibration_routes": ("od",),
}
DEFAULT_KEY = ("id",)
PROVENANCE = ("source", "as_of", "confidence")
_OWN_CONFIDENCE = "estimate"
_OWN_AS_OF = "undated"


class Record:
    """One row: its cells by column, and where it stands.

    The readers raise :class:`TableFault` with file, line and column.
    """

    __slots__ = ("cells", "decimal_comma", "file", "line")

    def __init__(self, file: str, line: int, cells: dict[str, str], *, decimal_comma: bool = False) -> None:
        self.file, self.line, self.cells, self.decimal_comma = file, line, cells, decimal_comma

    def text(self, column: str) -> str:
        """Return the text of a cell, which may be empty."""
        try:
            return self.cells[column]
        except KeyError:
            raise self.fault(column, "", "the column is missing", "add it to the file") from None

    def name(self, column: str) -> str:
        """Return the text of a cell that must not be empty."""
        text = self.text(column)
        if not text:
            raise self.fault(column, text, "it must not be empty", "fill it in")
        return text

    def number(self, column: str, low: float = -inf, high: float = inf) -> float:
        """Return the number of a cell that must hold one, from ``low`` to ``high``."""
        text = self.name(column)
        try:
            value = parse_number(text, low=low, high=high, decimal_comma=self.decimal_comma)
        except CellError as error:
            raise self.fault(column, text, error.rule, error.remedy) from None
        if not low <= value <= high:
            raise self.fault(column, text, f"it must lie from {low:g} to {high:g}", "check the unit and the digits")
        return value

    def number_or_none(self, column: str, low: float = -inf, high: float = inf) -> float | None:
        """Return the number of a cell, or None when it is empty."""
        return self.number(column, low, high) if self.text(column) else None

    def whole(self, column: str, low: float = 0) -> int:
        """Return the whole number of a cell."""
        value = self.number(column, low)
        if value != int(value):
            raise self.fault(column, self.text(column), "it must be a whole number", "round it")
        return int(value)

    def whole_or_none(self, column: str, low: float = 0) -> int | None:
        """Return the whole number of a cell, or None when it is empty."""
        return self.whole(column, low) if self.text(column) else None

    def flag(self, column: str) -> bool:
        """Return True for ``y``, False for ``n``."""
        return self._parsed(column, parse_flag)

    def months(self, column: str) -> frozenset[int]:
        """Return a set of months; an empty cell is the empty set."""
        return self._parsed(column, parse_months)

    def names(self, column: str) -> tuple[str, ...]:
        """Return the parts of a list between semicolons."""
        return parse_list(self.text(column))

    def points(self, column: str) -> tuple[tuple[float, float], ...]:
        """Return the (lon, lat) points of a drawn line."""
        return self._parsed(column, parse_line)

    def _parsed(self, column: str, parse: Callable[[str], T]) -> T:
        text = self.text(column)
        try:
            return parse(text)
        except CellError as error:
            raise self.fault(column, text, error.rule, error.remedy) from None

    def fault(self, column: str, value: str, rule: str, remedy: str) -> TableFault:
        """Return the error of a cell, ready to be raised."""
        return TableFault([Fault(file=self.file, line=self.line, column=column, value=value, rule=rule, remedy=remedy)])


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTable:
    """A table as read: the columns of its file and its rows in order; ``faults`` of its shape."""

    file: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    faults: tuple[Fault, ...] = ()

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)


def read_csv(path: Traversable, file: str = "") -> CsvTable:
    """Return a table; ``file`` is the name that faults show, the path by default.

    Raises
    ------
    TableFault
        When the file cannot be read at all: missing, not UTF-8, without header, columns named twice.

    """
    file = file or str(path)
    try:
        return parse_csv(path.read_bytes(), file)
    except OSError as error:
        raise _file_fault(file, f"it must be readable: {error.strerror or error}", "check path and rights") from error


def parse_csv(raw: bytes, file: str) -> CsvTable:
    """Return the table in the bytes of a file."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _file_fault(
            file, f"it must be UTF-8 (byte {raw[error.start]:#x})", "save it as CSV UTF-8", line
        ) from error
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[Record] = []
    faults: list[Fault] = []
    line = 1
    try:
        columns = tuple(name.strip() for name in next(reader, []))
        _check_header(file, columns)
        decimal_comma = delimiter == ";" and _has_decimal_comma(text)
        line = reader.line_num + 1
        for row in reader:
            here, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(columns):
                faults.append(_ragged(file, here, delimiter.join(row), len(row), len(columns)))
            texts = [cell.strip() for cell in row] + [""] * (len(columns) - len(row))
            cells = dict(zip(columns, texts, strict=False))
            records.append(Record(file, here, cells, decimal_comma=decimal_comma))
    except csv.Error as error:
        rule = f"a row must be readable as CSV ({error})"
        raise _file_fault(file, rule, "check the quotes of this row", line) from error
    return CsvTable(file=file, columns=columns, records=tuple(records), faults=tuple(faults))


def _ragged(file: str, line: int, text: str, found: int, wanted: int) -> Fault:
    rule = f"it has {found} cells where the header has {wanted}"
    remedy = "add or remove separators, or quote cells that hold one"
    return Fault(file=file, line=line, column="", value=text[:60], rule=rule, remedy=remedy)


def list_tables(folder: Traversable) -> dict[str, Traversable]:
    """Return the CSV files of a folder and its subfolders by table name (file name without ending)."""
    found: dict[str, Traversable] = {}
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            found |= list_tables(entry)
        elif entry.name.lower().endswith(".csv"):
            found[entry.name[:-4]] = entry
    return found


class TableReader:
    """Reads shipped tables, with a user's rows laid over them."""

    def __init__(self, override: Path | None = None) -> None:
        root = data_file()
        self.shipped = list_tables(root)
        self.own: dict[str, Traversable] = {}
        if override is not None:
            if not override.is_dir():
                raise _file_fault(str(override), "it must be a folder of tables", "check the path")
            self.own = list_tables(override)

    def unknown(self) -> list[Fault]:
        """Return the misspelt file names, which would leave a user's numbers unused without a word."""
        faults = []
        for name in (name for name in self.own if name not in self.shipped):
            near = get_close_matches(name, self.shipped, n=1, cutoff=0.0)
            remedy = f"did you mean {near[0]}.csv? Keep other files outside this folder"
            faults.append(Fault(file=str(self.own[name]), line=0, column="", value=f"{name}.csv",
                                rule="no table has this name", remedy=remedy))  # fmt: skip
        return faults

    def read(self, name: str) -> CsvTable:
        """Return a table of the shipped set with the user's rows merged into it."""
        shipped = read_csv(self.shipped[name], f"{name}.csv")
        if name not in self.own:
            return shipped
        return merge(shipped, read_csv(self.own[name]), key=KEY_COLUMNS.get(name, DEFAULT_KEY))


def merge(shipped: CsvTable, own: CsvTable, *, key: tuple[str, ...]) -> CsvTable:
    """Lay a user's rows over the shipped ones: the same key replaces, a new one is added.

    A column that the user's file does not have keeps the shipped value of a replaced row and is empty
    in a new one. Where it says nothing on the source, the file itself is the source: a number of
    the user's never goes by the citation of the shipped row.
    """
    missing = [column for column in key if column not in own.columns]
    if missing:
        raise _file_fault(own.file, f"the column {missing[0]!r} is missing", "add it: rows are matched by it")
    rows = {tuple(r.text(c) for c in key): r for r in shipped}
    absent = [column for column in shipped.columns if column not in own.columns]
    own_words = dict(zip(PROVENANCE, (f"user's table {own.file}", _OWN_AS_OF, _OWN_CONFIDENCE), strict=True))
    for record in own:
        identity = tuple(record.text(c) for c in key)
        base = rows.get(identity)
        cells = dict(record.cells)
        for column in absent:
            cells[column] = own_words.get(column) or (base.cells.get(column, "") if base else "")
        rows[identity] = Record(record.file, record.line, cells, decimal_comma=record.decimal_comma)
    return CsvTable(
        file=own.file, columns=shipped.columns, records=tuple(rows.values()), faults=shipped.faults + own.faults
    )


def _delimiter(text: str) -> str:
    header = text[: text.find("\n")] if "\n" in text else text
    return ";" if header.count(";") > header.count(",") else ","


def _has_decimal_comma(text: str) -> bool:
    return any(DECIMAL_COMMA.fullmatch(cell.strip()) for line in text.splitlines() for cell in line.split(";"))


def _check_header(file: str, columns: tuple[str, ...]) -> None:
    if not any(columns):
        raise _file_fault(file, "it must begin with a row of column names", "add the header", 1)
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise _file_fault(file, f"the column {twice[0]!r} occurs twice", "rename or remove one", 1)


def _file_fault(file: str, rule: str, remedy: str, line: int = 0) -> TableFault:
    return TableFault([Fault(file=file, line=line, column="", value=Path(file).name, rule=rule, remedy=remedy)])
