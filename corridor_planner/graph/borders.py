"""Crossings as two sides joined by crossing arcs; nothing else passes a border by land."""

from __future__ import annotations

from collections.abc import Mapping

from corridor_planner.domain import ArcKind, Crossing, GaugeChange, Layer, Source, World
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import NONE
from corridor_planner.graph.sites import PORT, RAILS, Sites


def add_crossings(draft: NetworkDraft, sites: Sites, world: World) -> None:
    """Join the two sides of every crossing; call it once the legs are there.

    Where the sides share no gauge, the change is on side a: trains of side b's gauge come over the
    border, and one transfer joins them to side a's.
    """
    for crossing in world.crossings.values():
        if crossing.mode == "road":
            _join(draft, sites, crossing, Layer.ROAD)
        elif crossing.mode != PORT:
            _join_rails(draft, sites, crossing, world.gauge_changes)


def _join_rails(draft: NetworkDraft, sites: Sites, crossing: Crossing, changes: Mapping[str, GaugeChange]) -> None:
    side_a, side_b = (sites.side(crossing.id, c) for c in (crossing.country_a, crossing.country_b))
    own, other = sites.layers(side_a), sites.layers(side_b)
    for layer in [gauge for gauge in own if gauge in other] or list(own if not other else other[:1]):
        _join(draft, sites, crossing, layer)
        if own and layer not in own:
            for gauge in own:
                change = changes.get(crossing.id)
                add_gauge_change(
                    draft, sites.node(side_a, gauge), sites.node(side_a, layer), at=crossing.id, layer=gauge,
                    source=change.source if change else crossing.source,
                )  # fmt: skip


def _join(draft: NetworkDraft, sites: Sites, crossing: Crossing, layer: Layer) -> None:
    a, b = (sites.node(sites.side(crossing.id, c), layer) for c in (crossing.country_a, crossing.country_b))
    for backward in (False, True):
        tail, head = (b, a) if backward else (a, b)
        draft.add_arc(
            tail, head, leg=crossing.id, source=crossing.source, kind=ArcKind.CROSSING, layer=layer,
            crossing=sites.crossing_index[crossing.id], backward=backward,
        )  # fmt: skip


def add_transfers(draft: NetworkDraft, sites: Sites, world: World) -> None:
    """Join the layers of terminals: gauges where a table row says so, road and rail in towns and ports."""
    wide, narrow = RAILS[1520], RAILS[1435]
    for change in world.gauge_changes.values():
        if change.place_id in sites.border:
            continue
        place = sites.place(change.place_id)
        if {wide, narrow} <= set(sites.layers(place)):
            add_gauge_change(
                draft, sites.node(place, wide), sites.node(place, narrow), at=change.place_id, layer=wide,
                source=change.source,
            )  # fmt: skip
    for place, where in enumerate(draft.places):
        if where.kind not in ("city", "dry_port", "sea_port"):
            continue
        layers = sites.layers(place)
        for rail in (layer for layer in layers if layer in RAILS.values() and Layer.ROAD in layers):
            add_mode_change(draft, sites.node(place, Layer.ROAD), sites.node(place, rail), at=where.id, rail=rail)


def add_gauge_change(
    draft: NetworkDraft, one: int, other: int, *, at: str, layer: Layer, source: Source | None = None,
    crossing: int = NONE,
) -> None:  # fmt: skip
    """Join two gauges both ways.

    Parameters
    ----------
    at
        Id of the crossing or place.
    crossing
        Border crossing whose row tells what the change takes, where the place has none.
    """
    _add_transfer(draft, one, other, leg=f"gauge/{at}", layer=layer, source=source, crossing=crossing)


def add_mode_change(draft: NetworkDraft, road: int, track: int, *, at: str, rail: Layer) -> None:
    """Join road and rail of a terminal both ways."""
    names = f"{Layer.ROAD.name}-{rail.name}".lower()
    _add_transfer(draft, road, track, leg=f"terminal/{at}/{names}", layer=rail)


def _add_transfer(
    draft: NetworkDraft, one: int, other: int, *, leg: str, layer: Layer, source: Source | None = None,
    crossing: int = NONE,
) -> None:  # fmt: skip
    for backward in (False, True):
        tail, head = (other, one) if backward else (one, other)
        draft.add_arc(tail, head, leg=leg, source=source, kind=ArcKind.TRANSFER, layer=layer, backward=backward,
                      crossing=crossing)  # fmt: skip
