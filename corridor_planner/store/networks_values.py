"""The network's named values (places, crossings, services, rules) as plain JSON rows and back.

A table holds the values of one dataclass as rows of its fields in order. Sources occur often and
stand once, in a table of their own; a field that holds one holds its number.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin

from corridor_planner.domain import Source
from corridor_planner.store.field_types import field_types

Decode = Callable[[Any], Any]
Plain = str | float | bool | list[Any] | None


class Interned:
    """Sources by number, each once, in the order of first use."""

    def __init__(self) -> None:
        self.number: dict[Source, int] = {}

    def __call__(self, source: Source) -> int:
        """Return the number of a source."""
        return self.number.setdefault(source, len(self.number))


def encode(value: object, interned: Interned) -> Plain:
    """Return a value as JSON-ready parts: dataclasses as lists, sets sorted, enums by value."""
    if value is None or (isinstance(value, str | bool | int | float) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return encode(value.value, interned)
    if isinstance(value, Source):
        return interned(value)
    if is_dataclass(value):
        return encode_row(value, interned)
    if isinstance(value, frozenset):
        return sorted((encode(item, interned) for item in value), key=str)
    if isinstance(value, tuple):
        return [encode(item, interned) for item in value]
    raise TypeError(f"no plain form of {type(value).__name__}")


def encode_row(value: object, interned: Interned) -> list[Any]:
    """Return the fields of a dataclass in order; of a source too, instead of its number."""
    return [encode(getattr(value, f.name), interned) for f in fields(value)]  # type: ignore[arg-type]


def decode_rows(kind: type[Any], table: Mapping[str, Any], sources: Sequence[Source]) -> tuple[Any, ...]:
    """Return the values of a table that :func:`encode_table` made.

    Raises
    ------
    ValueError, TypeError, KeyError, IndexError
        When the table does not fit the dataclass.
    """
    names = [f.name for f in fields(kind)]
    if table["fields"] != names:
        raise ValueError(f"fields of {kind.__name__} are {', '.join(names)}")
    make = row_decoder(kind, tuple(sources))
    return tuple(make(row) for row in table["rows"])


def encode_table(kind: type[Any], values: Sequence[Any], interned: Interned) -> dict[str, Any]:
    """Return values of one dataclass as a table."""
    return {"fields": [f.name for f in fields(kind)], "rows": [encode_row(value, interned) for value in values]}


def row_decoder(kind: type[Any], sources: tuple[Source, ...]) -> Decode:
    """Return how to make values of one dataclass from their rows."""
    names = tuple(f.name for f in fields(kind))
    hints = field_types(kind)
    special = [(name, decoder) for name in names if (decoder := _decoder(hints[name], sources)) is not None]

    def make(row: Sequence[Any]) -> object:
        values = dict(zip(names, row, strict=True))
        for name, decode in special:
            values[name] = decode(values[name])
        return kind(**values)

    return make


def _decoder(hint: object, sources: tuple[Source, ...]) -> Decode | None:
    """Return how to read a field of a type; None where JSON's value is the value."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = _decoder(next(a for a in arguments if a is not type(None)), sources)
        return None if inner is None else lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_decoder(arguments, sources)
    if origin is frozenset:
        item = _decoder(arguments[0], sources)
        return frozenset if item is None else lambda values: frozenset(map(item, values))
    if hint is Source:
        return lambda number: sources[number]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if is_dataclass(hint) and isinstance(hint, type):
        return row_decoder(hint, sources)
    return None


def _tuple_decoder(arguments: tuple[Any, ...], sources: tuple[Source, ...]) -> Decode:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _decoder(arguments[0], sources)
        return tuple if item is None else lambda values: tuple(map(item, values))
    parts = [_decoder(argument, sources) or _same for argument in arguments]
    return lambda values: tuple(part(value) for part, value in zip(parts, values, strict=True))


def _same(value: object) -> object:
    return value
