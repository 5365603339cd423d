"""The backbone of the shipped tables: what must hold whatever the rows say."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from corridor_planner.domain import ArcKind, Layer, Train, World
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.graph.network import Flag, Network
from corridor_planner.graph.sites import PORT
from corridor_planner.graph.spatial import largest_component
from corridor_planner.store.world import load_world
from corridor_planner.units import great_circle_m

BORDERLESS = (ArcKind.CROSSING, ArcKind.SAIL, ArcKind.FLY)
RAILS = (Layer.RAIL_1520, Layer.RAIL_1435)


@pytest.fixture(scope="module")
def world() -> World:
    """The shipped tables."""
    return load_world()


@pytest.fixture(scope="module")
def network(world: World) -> Network:
    """Their network."""
    return build_backbone(world)


def operating(network: Network) -> np.ndarray:
    running: np.ndarray = (network.arcs.flags & Flag.NOT_OPERATING) == 0
    return running


def test_only_crossings_ships_and_flights_pass_a_border(network: Network) -> None:
    country, arcs = network.nodes.country, network.arcs
    passing = (country[arcs.tail] != country[arcs.head]) & ~np.isin(arcs.kind, BORDERLESS)
    assert [network.arc_key(a) for a in np.flatnonzero(passing).tolist()] == []


def test_every_land_crossing_joins_its_two_countries(world: World, network: Network) -> None:
    arcs, country = network.arcs, network.nodes.country
    for crossing in world.crossings.values():
        if crossing.mode == PORT:
            continue
        mine = (arcs.kind == ArcKind.CROSSING) & (arcs.crossing == network.crossing_index[crossing.id])
        joined = {
            (network.countries[country[arcs.tail[a]]], network.countries[country[arcs.head[a]]])
            for a in np.flatnonzero(mine)
        }
        sides = crossing.country_a, crossing.country_b
        assert joined == {sides, sides[::-1]}, crossing.id


def test_every_passable_crossing_has_a_leg_on_both_sides_but_kapikule(world: World, network: Network) -> None:
    lonely: set[str] = set()
    arcs = network.arcs
    land = np.isin(arcs.kind, (ArcKind.ROAD, ArcKind.RAIL)) & operating(network)
    reached = set(arcs.tail[land].tolist())
    for crossing in world.crossings.values():
        if crossing.mode == PORT or not crossing.status.passable:
            continue
        for country in (crossing.country_a, crossing.country_b):
            side = network.place_index[f"{crossing.id}:{country}"]
            if not reached & set(network.nodes_of_place[side]):
                lonely.add(f"{crossing.id}:{country}")
    assert lonely == {"tr-bg-kapikule-road:BG", "tr-bg-kapikule-rail:BG"}


@pytest.mark.parametrize("layers", [(Layer.ROAD,), RAILS])
def test_each_mode_is_one_component_over_its_open_crossings(network: Network, layers: tuple[Layer, ...]) -> None:
    """By the tables, whoever may pass: every place on the mode reaches every other."""
    arcs = network.arcs
    own = np.isin(arcs.layer, layers) & np.isin(
        arcs.kind, (ArcKind.ROAD, ArcKind.RAIL, ArcKind.CROSSING, ArcKind.TRANSFER)
    )
    own &= (
        operating(network)
        & np.isin(network.nodes.layer[arcs.tail], layers)
        & np.isin(network.nodes.layer[arcs.head], layers)
    )
    land = own & np.isin(arcs.kind, (ArcKind.ROAD, ArcKind.RAIL))
    part = largest_component(network, own)
    outside = {network.places[network.nodes.place[n]].id for n in np.unique(arcs.tail[land]) if not part[n]}
    assert outside == set()


def test_altynkol_changes_gauge_exactly_once(network: Network) -> None:
    arcs = network.arcs
    post = network.crossing_index["kz-cn-altynkol-rail"]
    mine = [
        network.arc_key(a) for a in range(network.n_arcs)
        if network.nodes.crossing[arcs.tail[a]] == post and arcs.kind[a] == ArcKind.TRANSFER
    ]  # fmt: skip
    assert sorted(mine) == ["gauge/kz-cn-altynkol-rail+1", "gauge/kz-cn-altynkol-rail-1"]
    changes = {network.countries[network.nodes.country[arcs.tail[a]]] for a in range(network.n_arcs)
               if network.arc_key(a).startswith("gauge/kz-cn-altynkol-rail")}  # fmt: skip
    assert changes == {"KZ"}
    near = network.nodes_of_place[network.place_index["kz-altynkol"]]
    assert [Layer(int(network.nodes.layer[n])) for n in near if network.nodes.layer[n] in RAILS] == [Layer.RAIL_1520]


def test_no_leg_is_lost(world: World, network: Network) -> None:
    used = Counter(network.leg_ids[leg] for leg in network.arcs.leg)
    assert {leg.id: used[leg.id] for leg in world.road_legs} == dict.fromkeys((x.id for x in world.road_legs), 2)
    assert all(used[leg.id] == 2 * len(leg.gauges_mm) for leg in world.rail_legs)
    closed = {leg.id for leg in world.road_legs if not leg.operating}
    closed |= {leg.id for leg in world.rail_legs if not leg.operating}
    flagged = {network.leg_ids[network.arcs.leg[a]] for a in np.flatnonzero(~operating(network))}
    assert closed == {leg for leg in flagged if not leg.startswith("train/")}


def test_arcs_have_names_of_their_own(network: Network) -> None:
    names = Counter(network.arc_key(a) for a in range(network.n_arcs))
    assert [name for name, times in names.items() if times > 1] == []


def test_each_train_takes_its_table_time_from_end_to_end(world: World, network: Network) -> None:
    arcs = network.arcs
    for service, row in enumerate(network.services):
        if isinstance(row, Train):
            rides = (arcs.service == service) & (arcs.kind == ArcKind.RIDE)
            whole = row.stops[-1].from_start_s - row.stops[0].from_start_s
            assert [int(arcs.scheduled_s[rides & (arcs.backward == b)].sum()) for b in (False, True)] == [whole, whole]


def test_each_train_runs_through_from_first_to_last_stop(network: Network) -> None:
    """From the first node on board the last is reached, each arc once, and every border in between is passed."""
    arcs = network.arcs
    for service, row in enumerate(network.services):
        if not isinstance(row, Train):
            continue
        for backward in (False, True):
            stops = row.stops[::-1] if backward else row.stops
            mine = np.flatnonzero((arcs.service == service) & (arcs.layer == Layer.TRAIN))
            boards = [a for a in mine if arcs.kind[a] == ArcKind.BOARD and arcs.backward[a] == backward]
            first = len(row.stops) - 1 if backward else 0
            here = next(int(arcs.head[a]) for a in boards if arcs.stop[a] == first)
            moving = {int(arcs.tail[a]): a for a in mine if arcs.kind[a] in (ArcKind.RIDE, ArcKind.CROSSING)}
            seen = [network.places[network.nodes.place[here]].id]
            while here in moving:
                here = int(arcs.head[moving[here]])
                seen.append(network.places[network.nodes.place[here]].id)
            assert [p for p in seen if ":" not in p] == [s.station_id for s in stops], row.id


def test_train_speeds_are_those_of_trains(network: Network) -> None:
    """Length over time between two stops: a line that was not found would stand out."""
    arcs = network.arcs
    rides = (arcs.kind == ArcKind.RIDE) & (arcs.scheduled_s > 0)
    kmh = arcs.length_m[rides] / arcs.scheduled_s[rides] * 3.6
    assert kmh.min() > 15
    assert kmh.max() < 200


def test_no_road_is_much_shorter_than_the_crow_flies(network: Network) -> None:
    nodes, arcs = network.nodes, network.arcs
    for a in np.flatnonzero(np.isin(arcs.kind, (ArcKind.ROAD, ArcKind.RAIL))).tolist():
        t, h = arcs.tail[a], arcs.head[a]
        crow_m = great_circle_m(nodes.lon[t], nodes.lat[t], nodes.lon[h], nodes.lat[h])
        assert arcs.length_m[a] > 0.9 * crow_m - 2000, network.arc_key(a)
