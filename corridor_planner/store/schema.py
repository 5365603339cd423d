"""The schema of the tables: ``data/tables.toml`` as values.

It is the one place that says what a column means; the loader checks by it and the reference page of
the documentation is written from it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import inf
from typing import Any

from corridor_planner.errors import DataFault
from corridor_planner.resources import data_file
from corridor_planner.store.csvfiles import DEFAULT_KEY, KEY_COLUMNS, PROVENANCE

SCHEMA_FILE = "tables.toml"


class CellType(Enum):
    """What the text of a cell must be; the header of the schema file explains each."""

    ID = "id"
    TEXT = "text"
    INT = "int"
    FLOAT = "float"
    FLAG = "flag"
    ENUM = "enum"
    LIST = "list"
    MONTHS = "months"
    LON = "lon"
    LAT = "lat"
    LINE = "line"
    COUNTRY = "country"
    COUNTRIES = "countries"
    ZONE = "zone"
    HOURS = "hours"
    CLOCKS = "clocks"
    DATE = "date"
    AS_OF = "asof"
    REF = "ref"
    REFS = "refs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    Attributes
    ----------
    values
        The words of an enumeration.
    to
        Tables whose ids a reference may name.
    also
        Words accepted where a country is asked for.
    unit
        Unit of the number, "" where it has none or where a column of the table tells it.

    """

    name: str
    type: CellType
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    low: float = -inf
    high: float = inf
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One table.

    Attributes
    ----------
    file
        Path inside ``data/``.
    row
        What a row is.
    key
        Columns that tell rows apart.
    rising
        Groups of columns whose numbers must not fall from left to right.
    position
        Columns of longitude, latitude and country that must fit together.

    """

    name: str
    file: str
    title: str
    row: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    rising: tuple[tuple[str, ...], ...] = ()
    position: tuple[tuple[str, str, str], ...] = ()


def load_schema() -> dict[str, TableSchema]:
    """Return the schema of every table in the order of the file."""
    raw = tomllib.loads(data_file(SCHEMA_FILE).read_text(encoding="utf-8"))
    common = raw["common"]
    return {name: _table(name, table, common) for name, table in raw["tables"].items()}


def _table(name: str, raw: Mapping[str, Any], common: Mapping[str, Any]) -> TableSchema:
    columns = {column: _column(column, raw["columns"][column]) for column in raw["columns"]}
    columns |= {column: _column(column, common[column]) for column in PROVENANCE}
    return TableSchema(
        name=name,
        file=raw["file"],
        title=raw["title"],
        row=raw["row"],
        key=KEY_COLUMNS.get(name, DEFAULT_KEY),
        columns=columns,
        rising=tuple(tuple(group) for group in raw.get("rising", ())),
        position=tuple((point[0], point[1], point[2]) for point in raw.get("position", ())),
    )


def _column(name: str, raw: Mapping[str, Any]) -> Column:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    try:
        return Column(name=name, type=CellType(values.pop("type")), **values)
    except (KeyError, TypeError, ValueError) as error:
        raise DataFault(
            f"column {name} of {SCHEMA_FILE}", dict(raw), rule=str(error), remedy="compare it with its neighbours"
        ) from error
