"""Places, the sides of crossings and their nodes, while a backbone is being built."""

from __future__ import annotations

from collections.abc import Iterable

from corridor_planner.domain import Crossing, Layer, Place, RailLeg, RoadLeg, World
from corridor_planner.errors import DataFault
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import NONE

RAILS = {1520: Layer.RAIL_1520, 1435: Layer.RAIL_1435}
PORT = "ferry_port"


class Sites:
    """One node per place and layer, made when first asked for or bound to one that exists.

    Parameters
    ----------
    crossings
        Those of the draft, in its order.
    """

    def __init__(self, draft: NetworkDraft, crossings: Iterable[Crossing]) -> None:
        self.draft = draft
        rows = tuple(crossings)
        self.border = {c.id: c for c in rows if c.mode != PORT}
        self.crossing_index = {c.id: i for i, c in enumerate(rows)}
        self._place_index: dict[str, int] = {}
        self._crossing_of_place: dict[int, int] = {}
        self._nodes: dict[int, dict[Layer, int]] = {}

    def use(self, crossing: Crossing) -> int:
        """Return the index of a crossing in the draft, which takes it in at its first use."""
        if crossing.id not in self.crossing_index:
            self.crossing_index[crossing.id] = len(self.draft.crossings)
            self.draft.crossings.append(crossing)
            if crossing.mode != PORT:
                self.border[crossing.id] = crossing
        return self.crossing_index[crossing.id]

    def __contains__(self, place_id: str) -> bool:
        """Return whether a place is known."""
        return place_id in self._place_index

    def add(self, place: Place, *, crossing: int = NONE) -> int:
        """Take in a place, perhaps the side of a crossing; return its index."""
        index = self.draft.add_place(place)
        self.know(index, crossing=crossing)
        return index

    def know(self, place: int, *, crossing: int = NONE) -> None:
        """Take in a place that the draft has."""
        self._place_index[self.draft.places[place].id] = place
        if crossing != NONE:
            self._crossing_of_place[place] = crossing

    def bind(self, place: int, layer: Layer, node: int) -> None:
        """Say which node a place has in a layer."""
        self._nodes.setdefault(place, {})[layer] = node

    def place(self, place_id: str) -> int:
        """Return the index of a place by its id.

        Raises
        ------
        DataFault
            When no table has it.
        """
        try:
            return self._place_index[place_id]
        except KeyError:
            raise DataFault("place", place_id, rule="a leg or service must end at a known place or crossing",
                            remedy="add the row to the places table or mend the reference") from None  # fmt: skip

    def side(self, crossing_id: str, country: str) -> int:
        """Return the place index of one side of a crossing."""
        return self.place(f"{crossing_id}:{country}")

    def country_of(self, place: int) -> str:
        """Return the country of a place."""
        return self.draft.places[place].country

    def country_of_leg(self, leg: RoadLeg | RailLeg) -> str:
        """Return the country that a leg lies in: that of an end inland, else of the id's first letters."""
        for end in (leg.from_id, leg.to_id):
            if end not in self.border:
                return self.country_of(self.place(end))
        sides = [{self.border[e].country_a, self.border[e].country_b} for e in (leg.from_id, leg.to_id)]
        shared = sides[0] & sides[1]
        named = leg.id.split("-")[1].upper() if "-" in leg.id else ""
        if named in shared:
            return named
        if len(shared) == 1:
            return shared.pop()
        raise DataFault("leg between two crossings", leg.id, rule="both must belong to the country of the leg",
                        remedy="begin its id with the country, for example road-kz-...")  # fmt: skip

    def end_of_leg(self, end: str, country: str) -> int:
        """Return the place index at which a leg of a country ends; at a crossing that is its own side."""
        return self.side(end, country) if end in self.border else self.place(end)

    def node(self, place: int, layer: Layer) -> int:
        """Return the node of a place in a layer, a new one if need be."""
        layers = self._nodes.setdefault(place, {})
        if layer not in layers:
            layers[layer] = self.extra_node(place, layer)
        return layers[layer]

    def extra_node(self, place: int, layer: Layer) -> int:
        """Return a new node at a place, for example on board a ship in its port."""
        where = self.draft.places[place]
        return self.draft.add_node(
            where.lon, where.lat, layer=layer, country=where.country, place=place,
            crossing=self._crossing_of_place.get(place, NONE),
        )  # fmt: skip

    def layers(self, place: int) -> tuple[Layer, ...]:
        """Return the layers in which a place has a node so far, in order."""
        return tuple(sorted(self._nodes.get(place, {})))

    def hub(self, place: int, *, otherwise: Layer = Layer.RAIL_1520) -> int:
        """Return the node where travellers are: on the road, else by rail, else a new one."""
        ashore = [layer for layer in self.layers(place) if layer in (Layer.ROAD, *RAILS.values())]
        return self.node(place, ashore[0] if ashore else otherwise)


def lay_out_sites(draft: NetworkDraft, world: World) -> Sites:
    """Return the places of the world, without the border points that have a row in the crossings table.

    These become two places, one per side, with the id ``<crossing id>:<country>``.
    """
    draft.crossings.extend(world.crossings.values())
    sites = Sites(draft, world.crossings.values())
    for place in world.places.values():
        if place.id not in sites.border:
            sites.add(place)
    for crossing in world.crossings.values():
        if crossing.mode != PORT:
            for country in (crossing.country_a, crossing.country_b):
                sites.add(_side(world, crossing, country), crossing=sites.crossing_index[crossing.id])
        elif crossing.id not in sites:
            sites.add(port_place(crossing))
    return sites


def _side(world: World, crossing: Crossing, country: str) -> Place:
    known = world.places.get(crossing.id)
    own_clock = country == crossing.country_a or country not in world.country_times
    return Place(
        id=f"{crossing.id}:{country}", name=f"{crossing.name} ({country} side)", country=country,
        lon=crossing.lon, lat=crossing.lat, tz=crossing.hours_tz if own_clock else world.country_times[country].zone,
        kind="crossing", name_local=crossing.name_local, aliases=known.aliases if known else (),
    )  # fmt: skip


def port_place(crossing: Crossing) -> Place:
    """Return the place of a port that only the crossings table has."""
    return Place(
        id=crossing.id, name=crossing.name, country=crossing.country_a, lon=crossing.lon, lat=crossing.lat,
        tz=crossing.hours_tz, kind="sea_port", name_local=crossing.name_local,
    )  # fmt: skip
