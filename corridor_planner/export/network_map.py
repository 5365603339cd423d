"""One self-contained page that shows a whole network: lines by class, crossings, terminals and the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Final

from corridor_planner.export.maps import render_standalone
from corridor_planner.export.maps_bundle import script_json
from corridor_planner.export.plain_text import visible

MODULES: Final = ("dom", "strings", "format", "map/base", "map/symbols", "map/network")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnClass:
    """The lines of one class.

    Attributes
    ----------
    lines
        Each as [x, y, dx, dy, dx, dy, ...] in cells of ``1 / NetworkPicture.per_degree`` degrees.
    """

    layer: str
    line_class: str
    km: float
    lines: list[list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A symbol on the map; ``symbol`` is one of the page's shapes."""

    symbol: str
    lon: float
    lat: float
    name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPicture:
    """What the map shows.

    Attributes
    ----------
    bounds
        West, south, east, north in degrees; empty for a network without nodes.
    """

    per_degree: int
    bounds: list[float]
    classes: list[DrawnClass]
    marks: list[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A table of the report; ``texts`` are the columns that hold words, not numbers."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    texts: frozenset[int] = frozenset()


def network_html(
    picture: NetworkPicture, *, title: str, summary: str, left_out: str, tables: Sequence[ReportTable],
    attribution: Sequence[str], lang: str = "en",
) -> str:  # fmt: skip
    """Return one HTML file with map and report; it opens without any network."""
    return render_standalone("network.html", {
        "title": visible(title), "lang": lang, "summary": summary, "left_out": left_out,
        "tables": [_visible(table) for table in tables], "attribution": attribution,
        "picture": script_json(_plain(picture)),
    }, modules=MODULES, sheets=("network",))  # fmt: skip


def _plain(value: object) -> object:
    """Return a value with its dataclasses as objects of JSON; numbers are not copied, as ``asdict`` would."""
    if isinstance(value, list) and value and is_dataclass(value[0]):
        return [_plain(item) for item in value]
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)} if is_dataclass(value) else value


def _visible(table: ReportTable) -> ReportTable:
    rows = [[visible(cell) for cell in row] for row in table.rows]
    return ReportTable(title=table.title, head=table.head, rows=rows, note=table.note, texts=table.texts)
