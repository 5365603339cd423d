"""The backbone: the network of the shipped tables, all layers in one graph.

Roads and rails of both gauges lie in layers of their own; terminals, crossings, ships, trains and
flights join them. What does not operate is kept and marked, so that a plan can say why it was not
used. The same tables give the same network, index for index.
"""

from __future__ import annotations

from corridor_planner.domain import World
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.borders import add_crossings, add_transfers
from corridor_planner.graph.ferries import add_ferries
from corridor_planner.graph.flights import add_flights
from corridor_planner.graph.legs import add_rail_legs, add_road_legs
from corridor_planner.graph.network import Network, NetworkMeta
from corridor_planner.graph.sites import lay_out_sites
from corridor_planner.graph.tracks import Tracks
from corridor_planner.graph.trains import add_trains


def build_backbone(world: World) -> Network:
    """Return the network of a world's tables.

    Raises
    ------
    DataFault
        When a leg or service ends at a place that no table has.
    """
    draft = NetworkDraft()
    sites = lay_out_sites(draft, world)
    add_road_legs(draft, sites, world)
    add_rail_legs(draft, sites, world)
    add_crossings(draft, sites, world)
    add_transfers(draft, sites, world)
    add_ferries(draft, sites, world.ferries.values())
    add_trains(draft, sites, world.trains.values(), Tracks(world, sites))
    add_flights(draft, sites, world)
    return draft.freeze(
        NetworkMeta(name="backbone", kind="backbone", data_version=world.data_version, attribution=world.attribution)
    )
