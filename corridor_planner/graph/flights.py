"""Flights: a hop between the towns of two airports, flown both ways."""

from __future__ import annotations

from corridor_planner.domain import ArcKind, Layer, World
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.sites import Sites


def add_flights(draft: NetworkDraft, sites: Sites, world: World) -> None:
    """Add all city pairs; the time on the way holds what is lost in both airports."""
    for flight in world.flights.values():
        service = draft.add_service(flight)
        ends = [sites.hub(sites.place(id_), otherwise=Layer.ROAD) for id_ in (flight.from_place_id, flight.to_place_id)]
        for backward in (False, True):
            tail, head = reversed(ends) if backward else ends
            draft.add_arc(
                tail, head, leg=f"flight/{flight.id}", source=flight.source, kind=ArcKind.FLY, layer=Layer.AIR,
                length_m=flight.distance_m, service=service, backward=backward,
                scheduled_s=flight.block_s + flight.overhead_s,
            )  # fmt: skip
