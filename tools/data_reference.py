"""Write docs/reference/data.md from data/tables.toml and the tables themselves.

Run it from a checkout after a table or its schema changed: ``python tools/data_reference.py``.
"""

from __future__ import annotations

from math import isinf
from pathlib import Path

from corridor_planner.resources import data_file
from corridor_planner.store.csvfiles import read_csv
from corridor_planner.store.schema import Column, TableSchema, load_schema

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "data.md"
HEAD = """# The tables

Written by `tools/data_reference.py` from `data/tables.toml`; change that file, not this page.
How to read the tables, and where they are weak: [The data and its traps](../explanation/data.md).

Every table also has the columns `source`, `as_of` and `confidence` (`published`, `derived`, `estimate`).
A file of your own under the same name, in the folder given with `--data`, replaces rows with the same
key and adds the others; `corridor-planner check-data DIR` checks it.
"""


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the text of the page."""
    schemas = load_schema()
    counts = {name: len(read_csv(data_file(schema.file)).records) for name, schema in schemas.items()}
    index = ["| table | a row is | rows |", "|---|---|---|"]
    index += [f"| [{s.file}](#{name}) | {s.row} | {counts[name]} |" for name, s in schemas.items()]
    return "\n".join([HEAD, *index, "", *(line for schema in schemas.values() for line in section(schema))])


def section(schema: TableSchema) -> list[str]:
    """Return the lines about one table."""
    lines = [f'<a id="{schema.name}"></a>', f"## {schema.title}", ""]
    lines += [f"`data/{schema.file}`: {schema.row}. Key: {', '.join(f'`{c}`' for c in schema.key)}.", ""]
    lines += [f"`{'` <= `'.join(group)}` in every row." for group in schema.rising]
    lines += [""] if schema.rising else []
    lines += ["| column | type | unit | meaning |", "|---|---|---|---|"]
    common = ("source", "as_of", "confidence")
    lines += [row(column) for name, column in schema.columns.items() if name not in common]
    return [*lines, ""]


def row(column: Column) -> str:
    """Return the line of one column."""
    meaning = column.meaning.replace("|", "\\|")
    return f"| `{column.name}` | {kind(column)} | {column.unit} | {meaning} |"


def kind(column: Column) -> str:
    """Return the type with its range, words or target, in words."""
    parts = [column.type.value]
    if column.values:
        parts.append("one of " + ", ".join(f"`{value}`" for value in column.values))
    if column.to:
        parts.append("to " + " or ".join(f"[{table}](#{table})" for table in column.to))
    if column.also:
        parts.append("or " + ", ".join(f"`{word}`" for word in column.also))
    if not isinf(column.low) or not isinf(column.high):
        low = "" if isinf(column.low) else f"{column.low:g}"
        high = "" if isinf(column.high) else f"{column.high:g}"
        parts.append(f"{low}..{high}")
    if column.optional:
        parts.append("may be empty")
    return ", ".join(parts)


if __name__ == "__main__":
    main()
