"""The report of a build as tables, the same on the page of a network and on the terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from corridor_planner.export.network_map import ReportTable
from corridor_planner.units import METRES_PER_KM

_MOST_COUNTRIES: Final = 8  # columns of the table of lengths
_MOST_TERMINALS: Final = 40
_NOTHING: Final = "\u2013"

Report = Mapping[str, Any]


def report_tables(report: Report) -> list[ReportTable]:
    """Return what a build told; parts that an older report lacks, and empty ones, are left out."""
    tables = [table(report[part]) for part, table in _TABLES.items() if report.get(part)]
    return [table for table in tables if table.rows]


def layer_name(layer: str) -> str:
    """Return a layer in words: ``rail 1520`` for ``rail_1520``."""
    return layer.replace("_", " ")


def _lengths(rows: Sequence[Report]) -> ReportTable:
    """Return km by class, with a column for each of the countries that have most."""
    by_country: dict[str, float] = defaultdict(float)
    cells: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows:
        by_country[row["country"]] += row["km"]
        cells[f"{layer_name(row['layer'])} {row['line_class']}".strip()][row["country"]] += row["km"]
    shown = sorted(by_country, key=lambda code: (-by_country[code], code))[:_MOST_COUNTRIES]
    return ReportTable(
        title="Length in km", head=("class", "all", *(code or "unknown" for code in shown)),
        note="Of the lines on the ground: both directions count once.",
        rows=[(name, _km(sum(row.values())), *(_km(row.get(code, 0.0)) for code in shown))
              for name, row in cells.items()],
    )  # fmt: skip


def _cohesion(layers: Report) -> ReportTable:
    return ReportTable(
        title="How it hangs together", head=("layer", "nodes", "parts", "in the largest", "each reaches each"),
        note="Shares of the nodes of a layer, each layer by itself.",
        rows=[
            (layer_name(layer), f"{row['nodes']:,}", f"{row['parts']:,}", f"{row['largest_share']:.1%}",
             f"{row['mutual_share']:.1%}")
            for layer, row in layers.items()
        ],
    )  # fmt: skip


def _borders(matches: Sequence[Report]) -> ReportTable:
    return ReportTable(
        title="Borders", head=("crossing", "found", "km away", "at"), texts=frozenset({1, 3}),
        note="Crossings of the table and of OpenStreetMap: which were found in both, and which in one only.",
        rows=[
            (row["crossing_id"], layer_name(row["kind"]),
             _NOTHING if row["distance_m"] is None else f"{row['distance_m'] / METRES_PER_KM:.1f}",
             row["element"] or _NOTHING)
            for row in matches
        ],
    )  # fmt: skip


def _terminals(joins: Sequence[Report]) -> ReportTable:
    """Return ports first, then those that lack a layer, then the others, as far as they fit."""
    order = sorted(joins, key=lambda row: (not row["kind"].endswith("port"), not row["not_joined"], row["id"]))
    more = max(0, len(order) - _MOST_TERMINALS)
    return ReportTable(
        title="Terminals", head=("terminal", "kind", "joined, km away", "not joined"), texts=frozenset({1, 2, 3}),
        note="The nearest node of a large part of each layer, within a limit."
             + (f" {more:,} more stand in the report in JSON." if more else ""),
        rows=[
            (f"{row['name']} ({row['id']})", layer_name(row["kind"]),
             _listed(f"{layer_name(layer)} {m / METRES_PER_KM:.1f}" for layer, m in row["joined"].items()),
             _listed(_too_far(layer, far) for layer, far in row["not_joined"].items()))
            for row in order[:_MOST_TERMINALS]
        ],
    )  # fmt: skip


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts) or _NOTHING


def _too_far(layer: str, far: Mapping[str, float | None]) -> str:
    nearest_m, limit_m = far["nearest_m"], far["limit_m"]
    assert limit_m is not None
    limit = f"limit {limit_m / METRES_PER_KM:.1f}"
    said = "none" if nearest_m is None else f"{nearest_m / METRES_PER_KM:.1f} km"
    return f"{layer_name(layer)} ({said}, {limit})"


def _ferries(matches: Sequence[Report]) -> ReportTable:
    return ReportTable(
        title="Ferries of the table", head=("ferry", "state", "instead of", "hours", "hours by its tags"),
        texts=frozenset({1, 2}), note="A ferry way of OpenStreetMap between the same ports gives way to the table.",
        rows=[
            (row["id"], layer_name(row["status"]), ", ".join(row["replaces"]) or _NOTHING, f"{row['table_h']:.1f}",
             _NOTHING if row["osm_h"] is None else f"{row['osm_h']:.1f}")
            for row in matches
        ],
    )  # fmt: skip


def _findings(found: Report) -> ReportTable:
    return ReportTable(
        title="Found odd or left out", head=("what", "how often", "for example"), texts=frozenset({2}),
        rows=[(layer_name(kind), f"{row['count']:,}", _example(row["examples"])) for kind, row in found.items()],
    )  # fmt: skip


def _seconds(steps: Report) -> ReportTable:
    return ReportTable(title="Time", head=("step", "seconds"),
                       rows=[(step, f"{seconds:.1f}") for step, seconds in steps.items()])  # fmt: skip


_TABLES: Final[Mapping[str, Callable[[Any], ReportTable]]] = {
    "lengths": _lengths, "cohesion": _cohesion, "borders": _borders, "terminals": _terminals,
    "ferries": _ferries, "findings": _findings, "seconds": _seconds,
}  # fmt: skip


def _example(examples: Sequence[Mapping[str, str]]) -> str:
    if not examples:
        return ""
    first = examples[0]
    said = "=".join(part for part in (first["key"], first["value"]) if part)
    return f"{first['element']} {said}".strip()


def _km(km: float) -> str:
    if not km:
        return _NOTHING
    return f"{km:,.0f}" if km >= 10 else f"{km:.1f}"
