"""Features as columns: small in a file and in memory, made into values one by one when asked for.

A text occurs once, in a table of its own; columns hold its number. None is NaN among floats, -1
among flags.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, Final, Generic, TypeVar, cast, get_args, get_origin, get_type_hints, overload

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import Feature

T = TypeVar("T", bound=Feature)
Columns = Mapping[str, NDArray[Any]]

_TEXT: Final = "texts"  # all texts in UTF-8, end to end
_TEXT_END: Final = "texts.end"
_END: Final = ".end"  # of a list column: where each row's part ends
_UNKNOWN_FLAG: Final = -1


class FeatureTable(Sequence[T], Generic[T]):
    """The features of one kind of dataclass as a sequence over columns.

    Attributes
    ----------
    columns
        By field; fields of a source as ``source.<field>``.
    """

    def __init__(self, kind: type[T], columns: Columns) -> None:
        self.kind, self.columns = kind, columns
        self._decoders = {name: _decoder(hint, name, self) for name, hint in get_type_hints(kind).items()}
        if {len(self._ends_or_column(name)) for name in self._decoders} - {len(self)}:
            raise ValueError("columns of one length are expected")

    @classmethod
    def of(cls, kind: type[T], values: Sequence[T]) -> FeatureTable[T]:
        """Return values as a table; a table stays what it is."""
        if isinstance(values, FeatureTable):
            return values
        texts = _Texts()
        columns: dict[str, NDArray[Any]] = {}
        for name, hint in get_type_hints(kind).items():
            columns |= _encode(name, hint, [getattr(value, name) for value in values], texts)
        return cls(kind, columns | texts.columns())

    def __len__(self) -> int:
        return len(self.columns["lon"])

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        """Return one feature, or several."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        row = range(len(self))[index]
        return self.kind(**{name: decode(row) for name, decode in self._decoders.items()})

    def __iter__(self) -> Iterator[T]:
        return (self[row] for row in range(len(self)))

    def values(self, field: str) -> list[Any]:
        """Return one field of all features."""
        decode = self._decoders[field]
        return [decode(row) for row in range(len(self))]

    def text(self, number: int) -> str:
        """Return a text by its number."""
        ends = self.columns[_TEXT_END]
        begin = int(ends[number - 1]) if number else 0
        return bytes(self.columns[_TEXT][begin : int(ends[number])]).decode()

    def _ends_or_column(self, name: str) -> NDArray[Any]:
        found = self.columns.get(name + _END, self.columns.get(name, self.columns.get(f"{name}.table")))
        if found is None:
            raise ValueError(f"the column {name} is missing")
        return found


class _Texts:
    """Texts by number, each once, in the order of first use."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self.number.setdefault(text, len(self.number))

    def columns(self) -> dict[str, NDArray[Any]]:
        parts = [text.encode("utf-8", "replace") for text in self.number]
        return {
            _TEXT: np.frombuffer(b"".join(parts), np.uint8),
            _TEXT_END: np.cumsum([len(part) for part in parts], dtype=np.int64),
        }


def _encode(name: str, hint: object, values: Sequence[Any], texts: _Texts) -> dict[str, NDArray[Any]]:
    optional, inner = _without_none(hint)
    if is_dataclass(inner):
        found: dict[str, NDArray[Any]] = {}
        for field in fields(inner):
            parts = [getattr(value, field.name) for value in values]
            plain = [part.value if isinstance(part, Enum) else part for part in parts]
            found[f"{name}.{field.name}"] = np.array([texts(part) for part in plain], np.int32)
        return found
    if inner is str:
        return {name: np.array([texts(value) for value in values], np.int32)}
    if inner is bool:
        return {name: np.array([_UNKNOWN_FLAG if value is None else value for value in values], np.int8)}
    if inner in (int, float):
        return {name: np.array([math.nan if value is None else value for value in values], np.float64)}
    if inner == tuple[int, ...]:
        ends = [0 if value is None else len(value) for value in values]
        flat = [item for value in values for item in value or ()]
        known = np.array([value is not None for value in values], np.int8)
        return {name: np.array(flat, np.int32), name + _END: np.cumsum(ends, dtype=np.int64), f"{name}.known": known}
    assert not optional
    flat_texts = [text for value in values for item in value for text in ((item,) if isinstance(item, str) else item)]
    width = 1 if inner == tuple[str, ...] else 2
    return {
        name: np.array([texts(text) for text in flat_texts], np.int32),
        name + _END: np.cumsum([len(value) * width for value in values], dtype=np.int64),
    }


def _decoder(hint: object, name: str, table: FeatureTable[Any]) -> Callable[[int], Any]:
    """Return how to read a field of a row."""
    _, inner = _without_none(hint)
    if is_dataclass(inner):
        return _source_decoder(cast("type[Any]", inner), name, table)
    column = table.columns[name]
    if inner is str:
        return lambda row: table.text(int(column[row]))
    if inner is bool:
        return lambda row: None if column[row] == _UNKNOWN_FLAG else bool(column[row])
    if inner is float:
        return lambda row: None if math.isnan(column[row]) else float(column[row])
    if inner is int:
        return lambda row: None if math.isnan(column[row]) else int(column[row])
    ends = table.columns[name + _END]

    def part(row: int) -> list[int]:
        found: list[int] = column[int(ends[row - 1]) if row else 0 : int(ends[row])].tolist()
        return found

    if inner == tuple[int, ...]:
        known = table.columns[f"{name}.known"]
        return lambda row: tuple(part(row)) if known[row] else None
    if inner == tuple[str, ...]:
        return lambda row: tuple(map(table.text, part(row)))
    return lambda row: tuple(zip(*[iter(map(table.text, part(row)))] * 2, strict=True))


def _source_decoder(kind: type[Any], name: str, table: FeatureTable[Any]) -> Callable[[int], Any]:
    hints = get_type_hints(kind)
    columns = {field: table.columns[f"{name}.{field}"] for field in hints}

    def decode(row: int) -> object:
        return kind(**{field: hints[field](table.text(int(column[row]))) for field, column in columns.items()})

    return decode


def _without_none(hint: object) -> tuple[bool, Any]:
    if get_origin(hint) is UnionType:
        return True, next(a for a in get_args(hint) if a is not type(None))
    return False, hint
