"""Small files that users' tools got wrong, built with the shipped tables and travelled."""

import re
import time
from pathlib import Path

import numpy as np
import pytest

from corridor_planner.domain import ArcKind, Criterion, CrossingStatus, Layer, RouteRequest
from corridor_planner.errors import InvalidInput
from corridor_planner.graph.network import Flag
from corridor_planner.planning.networks import build_network, build_tables
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import open_planner
from corridor_planner.store.networks_rules import load_network_rules
from tests.support.osm_files import build, turns

CASES = Path(__file__).parents[1] / "data" / "cases"


@pytest.fixture(scope="module")
def tables(planner):
    return build_tables(planner.world, load_network_rules())


@pytest.fixture(scope="module")
def case(tables):
    return lambda *names, **options: build(*(CASES / f"{n}.osm" for n in names), tables=tables, **options)


@pytest.fixture(scope="module")
def travel(tmp_path_factory):
    """Return a function that builds a case once and plans a trip on it."""
    planners = {}

    def go(name, origin, destination, profile="car", **options):
        if name not in planners:
            folder = tmp_path_factory.mktemp("cases") / name
            build_network([CASES / f"{name}.osm"], folder, name=name)
            planners[name] = open_planner(str(folder))
        request = RouteRequest(origin=origin, destination=destination, profile=profile, **options)
        return plan_route(planners[name], request)

    return go


def km(document):
    return document.plans[0].totals.distance_m / 1000


def ways_of(document):
    """Return the ids of the ways that a plan uses, in order."""
    found = [re.match(r"way/(\d+)", arc) for arc in document.route.arcs[0]]
    return list(dict.fromkeys(int(way[1]) for way in found if way))


def shortest_m(network, start, end, allowed, *, local):
    """Return the length of the shortest way over allowed arcs; local ones only where nothing else leads."""
    osm = network.nodes.osm_id.tolist()
    best = {n: 0.0 for n, i in enumerate(osm) if i == start}
    todo = sorted(best)
    while todo:
        node = min(todo, key=best.__getitem__)
        todo.remove(node)
        if osm[node] == end:
            return best[node]
        for arc in range(*network.first_out[node : node + 2].tolist()):
            head = int(network.arcs.head[arc])
            only_way = osm[head] == end and not any(allowed[a] and not local[a] for a in _entering(network, head))
            if not allowed[arc] or (local[arc] and not only_way):
                continue
            length = best[node] + float(network.arcs.length_m[arc])
            if length < best.get(head, np.inf):
                best[head] = length
                todo = [*(n for n in todo if n != head), head]
    return np.inf


def _entering(network, node):
    return np.flatnonzero(network.arcs.head == node).tolist()


def test_a_ferry_way_keeps_its_duration_and_nobody_changes_ship_at_sea(case, travel):
    network = case("ferry_split").network
    sailing = np.flatnonzero(network.arcs.kind == ArcKind.SAIL)
    times = {network.arc_key(a): int(network.arcs.scheduled_s[a]) for a in sailing.tolist()}
    assert times == {"way/101+3": 72_000, "way/101-3": 72_000, "way/102+3": 45_000, "way/102-3": 45_000}
    document = travel("ferry_split", "49.8,40.35", "51.45,43.5", "truck-40t")
    assert km(document) == pytest.approx(51.5 + 398.8 + 39.7, rel=0.006)
    other_ship = travel("ferry_split", "49.8,40.35", "52.97,40.02", "truck-40t")
    assert other_ship.status == "no_plan"
    assert other_ship.reason is not None
    assert "52.9700,40.0200 lies on an island" in other_ship.reason.text


def test_a_ferry_that_is_cut_shares_its_duration_out_by_length(case):
    network = case("ferry_split", join_chains=False).network
    north = [
        a for a in range(network.n_arcs) if network.arc_key(a).startswith("way/101") and not network.arcs.backward[a]
    ]
    assert sum(int(network.arcs.scheduled_s[a]) for a in north) == 72_000
    last = next(a for a in north if network.nodes.osm_id[network.arcs.head[a]] == 4)
    assert int(network.arcs.scheduled_s[last]) == pytest.approx(23_246, rel=0.01)


@pytest.mark.parametrize("profile", ["car", "truck-40t", "traveller"])
def test_a_short_cut_over_two_borders_is_not_worth_two_waits(travel, profile):
    document = travel("transit_detour", "Osh", "Tash-Kumyr", profile)
    assert (ways_of(document), document.plans[0].totals.crossings) == ([202], 0)
    assert km(document) == pytest.approx(161.7, rel=0.006)


def test_the_short_cut_has_two_crossings_between_the_right_countries(case):
    network = case("transit_detour").network
    crossing = np.flatnonzero(network.arcs.kind == ArcKind.CROSSING)
    pairs = [(network.countries[network.nodes.country[network.arcs.tail[a]]],
              network.countries[network.nodes.country[network.arcs.head[a]]]) for a in crossing.tolist()]  # fmt: skip
    assert sorted(pairs) == [("KG", "UZ"), ("KG", "UZ"), ("UZ", "KG"), ("UZ", "KG")]
    over = [
        a for a in range(network.n_arcs) if network.arc_key(a).startswith("way/201") and not network.arcs.backward[a]
    ]
    assert network.arcs.length_m[over].sum() == pytest.approx(122_700, rel=0.006)


@pytest.mark.parametrize("profile", ["car", "truck-40t"])
def test_a_crossing_that_openstreetmap_shuts_is_not_used(travel, profile):
    document = travel("border_closed", "Start", "End", profile)
    assert ways_of(document) == [302, 303, 304]
    assert km(document) == pytest.approx(84.3, rel=0.006)


def test_with_the_other_crossing_closed_too_both_are_named_with_their_reasons(case, travel):
    crossings = {c.lat: c for c in case("border_closed").network.crossings}
    assert len(crossings) == 2
    open_one = next(c for c in crossings.values() if c.status is not CrossingStatus.CLOSED)
    document = travel("border_closed", "Start", "End", avoid_crossings=(open_one.id,))
    assert document.status == "no_plan"
    said = " ".join(message.text for message in document.blocked)
    assert all(c.id in said for c in crossings.values())


@pytest.mark.parametrize("names", [("extract_north", "extract_south"), ("extract_south", "extract_north")])
def test_overlapping_extracts_hold_every_element_once(case, names):
    result = case(*names, join_chains=False)
    network = result.network
    road = network.arcs.kind == ArcKind.ROAD
    assert int(road.sum()) == 12
    assert len(set(network.nodes.osm_id.tolist()) - {-1}) == 6
    assert len(network.crossings) == 1
    assert network.arcs.length_m[road].sum() / 2 == pytest.approx(61_970, rel=0.006)
    speeds = {float(network.arcs.speed_light_kmh[a]) for a in range(network.n_arcs)
              if network.arc_key(a).startswith("way/401")}  # fmt: skip
    assert speeds == {40.0}


def test_clipped_ways_are_not_bridged_and_counted(case):
    result = case("clipped_ways", join_chains=False)
    assert turns(result) == {"1>2", "2>1", "4>5", "5>4", "5>6", "6>5"}
    assert result.network.arcs.length_m.tolist() == pytest.approx([4_430] * 6, rel=0.006)
    counts = {kind.value: count for kind, count in result.findings.counts.items()}
    assert (counts["way_incomplete"], counts["node_missing"]) == (2, 3)


def test_a_query_beside_an_island_is_answered_on_the_network_with_the_distance_shown(travel):
    document = travel("island_snap", "71.4,51.1", "71.44,51.126")
    assert km(document) == pytest.approx(3.58, rel=0.006)
    assert document.route.snaps[1]["distance_m"] == pytest.approx(668, rel=0.006)


def test_every_form_of_oneway_gives_the_right_arcs(case):
    assert turns(case("oneway_forms", join_chains=False)) == {
        "1>2", "3>2", "3>4", "4>3", "4>5", "5>6", "6>4", "6>7", "7>8", "8>7", "8>9", "10>9",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("end", "closed", "local", "expected_km"),
    [
        (2, Flag.NO_CAR, Flag.LOCAL_CAR, 19.88),
        (2, Flag.NO_TRUCK, Flag.LOCAL_TRUCK, 21.20),
        (13, Flag.NO_CAR, Flag.LOCAL_CAR, 9.35),
    ],
)
def test_through_traffic_uses_no_road_that_is_only_for_those_who_live_there(case, end, closed, local, expected_km):
    network = case("access_shortcuts", join_chains=False).network
    allowed = (network.arcs.flags & closed) == 0
    found = shortest_m(network, 1, end, allowed, local=(network.arcs.flags & local) > 0)
    assert found / 1000 == pytest.approx(expected_km, rel=0.006)


@pytest.mark.parametrize(
    ("mass_t", "height_m", "expected_km"),
    [(40, 4.0, 21.94), (38, 3.9, 20.66), (18, 3.9, 19.56), (18, 3.75, 17.57), (3, 2.5, 17.57), (40, 4.5, 23.35)],
)
def test_limits_of_height_and_weight_hold(case, mass_t, height_m, expected_km):
    result = case("truck_limits", join_chains=False)
    arcs = result.network.arcs
    allowed = (arcs.max_mass_t >= mass_t) & (arcs.max_height_m >= height_m)
    found = shortest_m(result.network, 1, 2, allowed, local=np.zeros(len(allowed), bool))
    assert found / 1000 == pytest.approx(expected_km, rel=0.006)
    assert "way/906" in {e.element for examples in result.findings.examples.values() for e in examples}


def test_a_truck_of_forty_tonnes_takes_the_road_under_the_legal_height(travel):
    assert ways_of(travel("truck_limits", "68.6,38.55", "68.8,38.55", "truck-40t")) == [906]


@pytest.mark.parametrize("profile", ["container-block-train", "rail-wagon"])
def test_freight_changes_gauge_once_where_the_gauges_meet(travel, profile):
    document = travel("gauge_break", "Алтынкөл side", "East terminal", profile)
    assert document.plans[0].totals.transfers == 1
    assert km(document) == pytest.approx(107.7, rel=0.006)
    changes = [arc for arc in document.route.arcs[0] if arc.startswith("gauge/")]
    assert changes[0][:-2] in ("gauge/node/2", "gauge/node/3")


def test_within_one_gauge_no_change_is_needed(travel):
    assert travel("gauge_break", "Алтынкөл side", "Border yard east", "rail-wagon").plans[0].totals.transfers == 0


@pytest.mark.parametrize(
    ("layer", "start", "reached"), [(Layer.RAIL_1520, 1, {1, 2, 3}), (Layer.RAIL_1435, 4, {2, 3, 4})]
)
def test_a_wagon_that_cannot_change_stays_on_its_gauge(case, layer, start, reached):
    network = case("gauge_break").network
    osm = network.nodes.osm_id
    own = (network.arcs.kind == ArcKind.RAIL) & (network.arcs.layer == layer)
    ends = {int(osm[n]) for a in np.flatnonzero(own).tolist() for n in (network.arcs.tail[a], network.arcs.head[a])}
    assert ends - {-1} == reached  # -1: the sides of the crossing on the line between the countries
    assert start in ends


@pytest.mark.parametrize(
    ("day", "way"),
    [("2025-07-15", 1101), ("2025-09-30", 1101), ("2025-10-01", 1102), ("2025-12-15", 1102), ("2025-05-31", 1102),
     ("2025-06-01", 1101)],
)  # fmt: skip
def test_a_pass_is_open_or_shut_by_the_day_of_departure(travel, day, way):
    document = travel("seasonal_pass", "73.7,42.6", "73.9,42.1", depart_text=day)
    assert ways_of(document) == [way]
    assert km(document) == pytest.approx({1101: 57.96, 1102: 143.71}[way], rel=0.006)


def test_of_two_roads_between_the_same_ends_length_time_and_line_belong_together(travel):
    fast = travel("parallel_roads", "76.9,43.25", "77.02,43.25")
    cheap = travel("parallel_roads", "76.9,43.25", "77.02,43.25", criterion=Criterion.COST)
    assert (ways_of(fast), ways_of(cheap)) == ([1202], [1201])
    assert km(fast) == pytest.approx(14.776, rel=0.006)
    assert km(cheap) == pytest.approx(9.745, rel=0.006)
    assert max(lat for leg in fast.plans[0].legs for _, lat in leg.geometry) == pytest.approx(43.3)
    assert max(lat for leg in cheap.plans[0].legs for _, lat in leg.geometry) == pytest.approx(43.25)


def test_nested_entities_are_refused_at_once_and_nothing_is_written(tmp_path):
    start = time.monotonic()
    with pytest.raises(InvalidInput, match="entities are not supported"):
        build_network([CASES / "entity_bomb.osm"], tmp_path / "bomb", name="bomb")
    assert time.monotonic() - start < 2.0
    assert list(tmp_path.iterdir()) == []
