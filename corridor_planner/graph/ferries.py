"""Ferries: for each line and direction a ship between two ports, boarded and left by layer."""

from __future__ import annotations

from collections.abc import Iterable

from corridor_planner.domain import ArcKind, Ferry, Layer
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import NONE
from corridor_planner.graph.sites import RAILS, Sites

_SHORE = (Layer.ROAD, *RAILS.values(), Layer.FERRY)


def add_ferries(draft: NetworkDraft, sites: Sites, ferries: Iterable[Ferry]) -> None:
    """Add lines; a port's quay is its node in the ferry layer, where passengers and boxes stand.

    Boarding carries the port that is left, alighting the port that is entered.
    """
    for ferry in ferries:
        ports = sites.place(ferry.from_place_id), sites.place(ferry.to_place_id)
        for port in ports:
            sites.node(port, Layer.FERRY)
        service = draft.add_service(ferry)
        for backward in (False, True):
            origin, destination = reversed(ports) if backward else ports
            _sail(draft, sites, ferry, service, origin, destination, backward=backward)


def _sail(
    draft: NetworkDraft, sites: Sites, ferry: Ferry, service: int, origin: int, destination: int, *, backward: bool
) -> None:
    departing, arriving = (sites.extra_node(port, Layer.FERRY) for port in (origin, destination))
    draft.add_arc(
        departing, arriving, leg=f"ferry/{ferry.id}", source=ferry.source, kind=ArcKind.SAIL, layer=Layer.FERRY,
        length_m=ferry.distance_m, service=service, backward=backward, scheduled_s=ferry.sailing.p50_s,
    )  # fmt: skip
    for port, kind, verb in ((origin, ArcKind.BOARD, "board"), (destination, ArcKind.ALIGHT, "alight")):
        post = sites.crossing_index.get(draft.places[port].id, NONE)
        for layer in (layer for layer in sites.layers(port) if layer in _SHORE):
            shore = sites.node(port, layer)
            ends = (shore, departing) if kind is ArcKind.BOARD else (arriving, shore)
            draft.add_arc(
                *ends, leg=f"ferry/{ferry.id}/{verb}/{layer.name.lower()}", source=ferry.source, kind=kind,
                layer=Layer.FERRY, crossing=post, service=service, backward=backward,
            )  # fmt: skip
