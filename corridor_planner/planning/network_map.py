"""A network as one page: its lines, crossings and terminals on a map, and the report of its build beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from corridor_planner.domain import ArcKind, Crossing
from corridor_planner.export.network_map import DrawnClass, Mark, NetworkPicture, network_html
from corridor_planner.graph.network import Network
from corridor_planner.graph.outline import LineClass, Outline, outline
from corridor_planner.planning.build_report import measure_network
from corridor_planner.planning.report_tables import layer_name, report_tables

_TIMES: Final = "seconds"  # the only part of a report that no rebuild repeats
_MOST_TRANSFERS: Final = 500
_SHUT: Final = ("closed", "planned", "under_construction")


def draw_network_page(network: Network, report: Mapping[str, Any] | None = None) -> str:
    """Return one self-contained HTML page of a network, the same for every build of the same files.

    Parameters
    ----------
    report
        The build's report as plain data; a network that was not built has none.
    """
    measured = report if report and "lengths" in report else measure_network(network).model_dump() | dict(report or {})
    told = {part: value for part, value in measured.items() if part != _TIMES}
    drawn = outline(network)
    picture = NetworkPicture(
        per_degree=drawn.per_degree, bounds=list(network.bounds or ()), classes=_classes(drawn, told["lengths"]),
        marks=[*_crossing_marks(network), *_transfer_marks(network)],
    )  # fmt: skip
    return network_html(
        picture, title=network.meta.name, summary=_summary(network), left_out=_left_out(drawn),
        tables=report_tables(told), attribution=network.meta.attribution,
    )  # fmt: skip


def _classes(drawn: Outline, lengths: Sequence[Mapping[str, Any]]) -> list[DrawnClass]:
    km: dict[LineClass, float] = defaultdict(float)
    for row in lengths:
        km[row["layer"], row["line_class"]] += row["km"]
    return [
        DrawnClass(layer=layer, line_class=name, km=round(km[layer, name], 1), lines=lines)
        for (layer, name), lines in drawn.lines.items()
    ]


def _crossing_marks(network: Network) -> list[Mark]:
    passed = np.unique(network.arcs.crossing[network.arcs.kind == ArcKind.CROSSING])
    return [_crossing_mark(network.crossings[index]) for index in passed[passed >= 0].tolist()]


def _crossing_mark(crossing: Crossing) -> Mark:
    status = crossing.status.value
    if crossing.assumed:
        symbol = "unknown"
    elif status in _SHUT:
        symbol = "closed"
    else:
        symbol = "open" if status == "open" else "restricted"
    known = "assumed: no table has it" if crossing.assumed else status.replace("_", " ")
    note = f"{crossing.mode} crossing {crossing.country_a}-{crossing.country_b}, {known} ({crossing.id})"
    return Mark(symbol=symbol, lon=crossing.lon, lat=crossing.lat, name=crossing.name, note=note)


def _transfer_marks(network: Network) -> list[Mark]:
    """Return one mark per spot where loads or travellers may change layer."""
    arcs, nodes = network.arcs, network.nodes
    at = np.unique(arcs.tail[arcs.kind == ArcKind.TRANSFER])[:_MOST_TRANSFERS].tolist()
    spots = {(round(float(nodes.lon[node]), 4), round(float(nodes.lat[node]), 4)): node for node in reversed(at)}
    marks = []
    for (lon, lat), node in sorted(spots.items()):
        place = network.place_at(node)
        marks.append(Mark(symbol="transfer", lon=lon, lat=lat, name=place.name if place else "change of gauge",
                          note="change between road and rail, or of gauge"))  # fmt: skip
    return marks


def _summary(network: Network) -> str:
    countries = ", ".join(network.countries) or "countries unknown"
    return (f"{network.n_nodes:,} nodes and {network.n_arcs:,} arcs, {len(network.places):,} places and "
            f"{len(network.crossings):,} crossings; {countries}. Data {network.meta.data_version}.")  # fmt: skip


def _left_out(drawn: Outline) -> str:
    if not drawn.left_out:
        return ""
    names = ", ".join(f"{layer_name(layer)} {name}".strip() for layer, name in drawn.left_out)
    return f"Not drawn, to keep the page small: {names}. The network has them."
