"""The ends of a rail or sea trip: lifting a container on and off, and the wait for a train."""

from __future__ import annotations

from dataclasses import dataclass

from corridor_planner.cost.charges import handling_factor, hours_spread
from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.cost.seas import port_key
from corridor_planner.domain import Layer, Spread
from corridor_planner.units import GRAMS_PER_KG

_RAILS = (Layer.RAIL_1520, Layer.RAIL_1435)
NOTHING = Spread.exactly(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfTrip:
    """What happens at the first or last terminal of a trip."""

    time: Spread
    cost_usd: float
    co2e_kg: float


def departure_terminal(costs: ArcCosts, node: int) -> EndOfTrip:
    """Return loading at the origin: the dwell until a train leaves, and one lift.

    A trip that begins on the side of a border crossing is under way already.
    """
    lift = arrival_terminal(costs, node)
    rail = costs.circumstances.profile.rail
    network = costs.network
    under_way = network.nodes.crossing[node] >= 0
    if rail is None or not rail.dwell or Layer(int(network.nodes.layer[node])) not in _RAILS or under_way:
        return lift
    dwell = hours_spread(costs.figures.get(rail.dwell))
    return EndOfTrip(time=dwell, cost_usd=lift.cost_usd, co2e_kg=lift.co2e_kg)


def arrival_terminal(costs: ArcCosts, node: int) -> EndOfTrip:
    """Return unloading at the destination: one lift; the trip ends when the train or ship is in."""
    rail = costs.circumstances.profile.rail
    network, figures = costs.network, costs.figures
    layer = Layer(int(network.nodes.layer[node]))
    if rail is None or not rail.handling or layer not in _RAILS or network.nodes.crossing[node] >= 0:
        return EndOfTrip(time=NOTHING, cost_usd=0.0, co2e_kg=0.0)
    place = network.place_at(node)
    port = figures.find(f"handling-{port_key(place.id)}") if place else None
    price = port or figures.get(rail.handling)
    units = handling_factor(costs.amounts, figures)
    grams = figures.get("hub-transship").value * costs.amounts.mass_t
    return EndOfTrip(time=NOTHING, cost_usd=price.value * units, co2e_kg=grams / GRAMS_PER_KG)
