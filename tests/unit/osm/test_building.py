"""Networks from drawn files: junctions, chains, layers, ferries, restrictions and reports."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from corridor_planner.domain import ArcKind, Layer
from corridor_planner.errors import DataFault, InvalidInput
from corridor_planner.graph.network import Flag
from corridor_planner.osm.findings import FindingKind
from tests.support.osm_files import PLAIN, build, turns, write_osm

ROAD = {"highway": "primary", "maxspeed": "60"}


def draw(tmp_path, nodes, ways, relations=None, **options):
    return build(write_osm(tmp_path / "drawn.osm", nodes, ways, relations), **options)


def shapes(network):
    """Return everything that makes two networks equal."""
    arrays = [getattr(part, name) for part in (network.nodes, network.arcs, network.geometry)
              for name in part.__slots__]  # fmt: skip
    return [a.tolist() for a in arrays], list(network.leg_ids), network.places, network.crossings


def test_ways_are_cut_where_they_cross_and_joined_where_nothing_changes(tmp_path):
    nodes = {1: (0, 0), 2: (0.5, 0), 3: (1, 0), 4: (1.5, 0), 5: (1, 1), 6: (2, 0)}
    ways = {10: ([1, 2, 3, 4], ROAD), 11: ([3, 5], ROAD), 12: ([4, 6], ROAD)}
    result = draw(tmp_path, nodes, ways)
    assert turns(result) == {"1>3", "3>1", "3>6", "6>3", "3>5", "5>3"}
    assert sorted(result.network.arcs.length_m.round().tolist()) == [1000.0] * 6


def test_a_joined_chain_keeps_every_point_in_order_both_ways(tmp_path):
    nodes = {1: (0, 0), 2: (0.3, 0.1), 3: (0.6, 0), 4: (0.9, 0.1)}
    network = draw(tmp_path, nodes, {10: ([1, 2], ROAD), 11: ([4, 3, 2], ROAD)}).network
    east, west = (network.line(a) for a in range(2))
    assert [round((lon - 10) * 111.1951, 1) for lon, _ in east] == [0.0, 0.3, 0.6, 0.9]
    assert west == list(reversed(east))


def test_oneways_are_joined_only_when_they_follow_on(tmp_path):
    oneway = {**ROAD, "oneway": "yes"}
    nodes = {1: (0, 0), 2: (0.5, 0), 3: (1, 0), 4: (1.5, 0)}
    assert turns(draw(tmp_path, nodes, {10: ([1, 2], oneway), 11: ([2, 3], oneway), 12: ([4, 3], oneway)})) == {
        "1>3", "4>3",
    }  # fmt: skip


@pytest.mark.parametrize("change", [{"maxspeed": "50"}, {"surface": "gravel"}, {"hgv": "no"}, {"maxweight": "10"}])
def test_a_chain_ends_where_a_tag_changes(tmp_path, change):
    nodes = {1: (0, 0), 2: (0.5, 0), 3: (1, 0)}
    result = draw(tmp_path, nodes, {10: ([1, 2], ROAD), 11: ([2, 3], {**ROAD, **change})})
    assert turns(result) == {"1>2", "2>1", "2>3", "3>2"}


def test_a_lonely_road_keeps_a_node_at_least_every_two_kilometres(tmp_path):
    nodes = {i: (i / 2, 0) for i in range(1, 21)}
    network = draw(tmp_path, nodes, {10: (list(range(1, 21)), ROAD)}).network
    assert network.arcs.length_m.max() <= 2_001
    assert network.n_nodes < 10
    assert network.arcs.length_m.sum() == pytest.approx(2 * 9_500, rel=1e-3)


def test_pieces_of_one_way_have_names_of_their_own(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1)}
    network = draw(tmp_path, nodes, {10: ([1, 2, 3], ROAD), 11: ([2, 4], ROAD)}).network
    keys = [network.arc_key(arc) for arc in range(network.n_arcs)]
    assert len(set(keys)) == len(keys) == 6
    assert "way/10#1-0" in keys


def test_a_ring_without_junctions_stays_one_piece(tmp_path):
    result = draw(tmp_path, {1: (0, 0), 2: (0.1, 0), 3: (0.1, 0.1)}, {10: ([1, 2, 3, 1], ROAD)})
    assert turns(result) == {"1>1"}


def test_a_road_and_a_railway_do_not_join_where_they_cross(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1), 5: (1, -1)}
    network = draw(
        tmp_path, nodes, {10: ([1, 2, 3], ROAD), 20: ([4, 2, 5], {"railway": "rail", "gauge": "1435"})}
    ).network
    road_nodes = set(np.flatnonzero(network.nodes.layer == Layer.ROAD).tolist())
    ends = zip(network.arcs.tail.tolist(), network.arcs.head.tolist(), network.arcs.layer.tolist(), strict=True)
    assert all((t in road_nodes) == (h in road_nodes) == (layer == Layer.ROAD) for t, h, layer in ends)


def test_a_missing_node_is_not_bridged_and_is_reported(tmp_path):
    result = draw(tmp_path, {1: (0, 0), 2: (1, 0), 4: (3, 0), 5: (4, 0)}, {10: ([1, 2, 99, 4, 5], ROAD)})
    assert turns(result) == {"1>2", "2>1", "4>5", "5>4"}
    assert result.findings.counts[FindingKind.WAY_INCOMPLETE] == 1
    assert result.findings.examples[FindingKind.NODE_MISSING][0].element == "node/99"


def test_a_node_that_one_file_lacks_is_taken_from_the_other(tmp_path):
    ways = {10: ([1, 2, 3], ROAD)}
    one = write_osm(tmp_path / "a.osm", {1: (0, 0), 2: (1, 0)}, ways)
    two = write_osm(tmp_path / "b.osm", {2: (1, 0), 3: (2, 0)}, {**ways, 11: ([2, 3], ROAD)})
    result = build(one, two, join_chains=False)
    assert turns(result) == {"1>2", "2>1", "2>3", "3>2"}
    assert FindingKind.WAY_INCOMPLETE not in result.findings.counts


def test_the_order_of_files_does_not_matter_and_the_highest_version_wins(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0)}
    old = write_osm(tmp_path / "old.osm", nodes, {10: ([1, 2], ROAD), 11: ([2, 3], ROAD)}, version=2)
    new = write_osm(tmp_path / "new.osm", nodes, {10: ([1, 2], {**ROAD, "maxspeed": "40"})}, version=3)
    one, other = build(old, new).network, build(new, old).network
    assert shapes(one) == shapes(other)
    speed = {one.arc_key(a): float(one.arcs.speed_light_kmh[a]) for a in range(one.n_arcs)}
    assert speed == {"way/10+0": 40.0, "way/10-0": 40.0, "way/11+0": 60.0, "way/11-0": 60.0}


def test_default_speeds_follow_the_table_and_are_counted_once_per_way(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0), 5: (4, 0)}
    ways = {10: ([1, 2], {"highway": "primary"}), 11: ([2, 3], {"highway": "residential"}),
            12: ([3, 4], {"highway": "motorway", "maxspeed": "none"}),
            13: ([4, 5], {"highway": "tertiary", "maxspeed": "none", "oneway": "yes"})}  # fmt: skip
    result = draw(tmp_path, nodes, ways)
    network = result.network
    speed = {
        network.arc_key(a): (float(network.arcs.speed_light_kmh[a]), float(network.arcs.speed_heavy_kmh[a]))
        for a in range(network.n_arcs)
    }
    assert speed["way/10+0"] == (72.0, 54.0)
    assert speed["way/11-0"] == (30.0, 20.0)
    assert speed["way/12+0"] == (250.0, 70.0)
    assert speed["way/13+0"] == (90.0, 70.0)
    assert result.findings.counts[FindingKind.SPEED_DEFAULT] == 2


def test_a_legal_height_is_that_of_the_country_and_counted(tmp_path):
    result = draw(tmp_path, {1: (0, 0), 2: (1, 0)}, {10: ([1, 2], {**ROAD, "maxheight": "default"})})
    assert result.network.arcs.max_height_m.tolist() == [4.0, 4.0]
    assert result.findings.counts[FindingKind.LEGAL_HEIGHT] == 1


def ferry(**tags):
    return {"route": "ferry", "motor_vehicle": "yes", **tags}


def test_a_ferry_takes_its_duration_as_a_whole_and_joins_nothing_at_sea(tmp_path):
    nodes = {1: (0, 0), 2: (10, 0), 3: (30, 0), 4: (10, 20), 5: (-1, 0), 6: (31, 0)}
    ways = {10: ([1, 2, 3], ferry(duration="02:00")), 11: ([2, 4], ferry(duration="01:00")), 12: ([5, 1], ROAD),
            13: ([3, 6], ROAD)}  # fmt: skip
    result = draw(tmp_path, nodes, ways)
    network = result.network
    sailing = network.arcs.kind == ArcKind.SAIL
    assert turns(result) == {"5>1", "1>5", "3>6", "6>3", "1>3", "3>1", "2>4", "4>2"}
    assert sorted(network.arcs.scheduled_s[sailing].tolist()) == [3600, 3600, 7200, 7200]
    assert (network.arcs.layer[sailing] == Layer.FERRY).all()
    first = network.nodes.osm_id[network.arcs.tail[sailing]]
    assert 2 in first.tolist()
    assert len(np.unique(network.nodes.osm_id)) == network.n_nodes


def test_a_ferry_cut_by_a_pier_shares_its_duration_out_by_length(tmp_path):
    nodes = {1: (0, 0), 2: (10, 0), 3: (40, 0), 4: (10, 1)}
    ways = {10: ([1, 2], ferry(duration="01:00")), 11: ([2, 3], ferry(duration="03:00")), 12: ([2, 4], ROAD)}
    network = draw(tmp_path, nodes, ways, join_chains=False).network
    times = network.arcs.scheduled_s[network.arcs.kind == ArcKind.SAIL]
    assert sorted(times.tolist()) == [3600, 3600, 10_800, 10_800]


def test_a_ferry_without_duration_is_estimated_from_an_ordinary_ship(tmp_path):
    tables = replace(PLAIN, ferry_speed_kmh=20.0)
    result = draw(tmp_path, {1: (0, 0), 2: (40, 0)}, {10: ([1, 2], ferry())}, tables=tables)
    assert result.network.arcs.scheduled_s.tolist() == pytest.approx([7200, 7200], abs=2)
    assert result.findings.counts[FindingKind.FERRY_ESTIMATED] == 1


def test_three_ferries_that_meet_at_sea_do_not_join(tmp_path):
    nodes = {1: (0, 0), 2: (10, 0), 3: (20, 0), 4: (10, 10)}
    result = draw(tmp_path, nodes, {10: ([1, 2], ferry()), 11: ([2, 3], ferry()), 12: ([4, 2], ferry())})
    assert result.network.n_nodes == 6
    assert result.findings.counts[FindingKind.FERRY_MEETING_AT_SEA] == 1


RAIL = {"railway": "rail"}


def test_tracks_of_two_gauges_meet_by_one_transfer(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0)}
    network = draw(
        tmp_path, nodes, {10: ([1, 2], {**RAIL, "gauge": "1520"}), 11: ([2, 3], {**RAIL, "gauge": "1435"})}
    ).network
    transfers = np.flatnonzero(network.arcs.kind == ArcKind.TRANSFER)
    assert sorted(network.arc_key(a) for a in transfers.tolist()) == ["gauge/node/2+1", "gauge/node/2-1"]
    changes = {
        (int(network.nodes.layer[network.arcs.tail[a]]), int(network.nodes.layer[network.arcs.head[a]]))
        for a in transfers
    }
    assert changes == {(Layer.RAIL_1520, Layer.RAIL_1435), (Layer.RAIL_1435, Layer.RAIL_1520)}


def test_inside_a_dual_gauge_yard_nothing_changes_gauge(tmp_path):
    dual = {**RAIL, "gauge": "1435;1520"}
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1)}
    network = draw(tmp_path, nodes, {10: ([1, 2, 3], dual), 11: ([2, 4], {**dual, "service": "yard"})}).network
    assert (network.arcs.kind == ArcKind.RAIL).all()
    assert sorted(set(network.arcs.layer.tolist())) == [Layer.RAIL_1520, Layer.RAIL_1435]
    assert int(((network.arcs.flags & Flag.YARD) > 0).sum()) == 4


def test_an_untagged_gauge_is_the_usual_one_and_marked_as_assumed(tmp_path):
    result = draw(
        tmp_path, {1: (0, 0), 2: (1, 0)}, {10: ([1, 2], RAIL)}, tables=replace(PLAIN, gauge_mm={"default": 1520})
    )
    assert result.network.arcs.layer.tolist() == [Layer.RAIL_1520] * 2
    assert result.findings.counts[FindingKind.GAUGE_ASSUMED] == 1


def test_finnish_tracks_run_with_the_broad_ones_and_narrow_ones_are_left_out(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0)}
    result = draw(tmp_path, nodes, {10: ([1, 2], {**RAIL, "gauge": "1524"}), 11: ([2, 3], {**RAIL, "gauge": "750"})})
    assert result.network.arcs.layer.tolist() == [Layer.RAIL_1520] * 2
    assert result.findings.examples[FindingKind.GAUGE_LEFT_OUT][0].element == "way/11"


CROSS = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1), 5: (1, -1)}
CROSSWAYS = {10: ([1, 2], ROAD), 11: ([2, 3], ROAD), 12: ([2, 4], ROAD), 13: ([2, 5], ROAD)}


def restriction(kind, origin, to, **tags):
    members = [("way", origin, "from"), ("node", 2, "via"), ("way", to, "to")]
    return {90: (members, {"type": "restriction", "restriction": kind, **tags})}


def two_turns(result):
    """Return which nodes can be reached from node 1 over two arcs, by way of node 2."""
    network = result.network
    osm = network.nodes.osm_id
    reached = set()
    for one in np.flatnonzero(osm[network.arcs.tail] == 1).tolist():
        for two in range(*network.first_out[network.arcs.head[one] :][:2].tolist()):
            reached.add(int(osm[network.arcs.head[two]]))
    return reached


@pytest.mark.parametrize(
    ("kind", "to", "reached"),
    [
        ("no_left_turn", 12, {1, 3, 5}),
        ("no_u_turn", 10, {3, 4, 5}),
        ("only_straight_on", 11, {3}),
    ],
)
def test_a_restricted_turn_is_not_offered(tmp_path, kind, to, reached):
    result = draw(tmp_path, CROSS, CROSSWAYS, restriction(kind, 10, to))
    assert two_turns(result) == reached
    assert result.findings.counts[FindingKind.RESTRICTION_APPLIED] == 1


def test_a_restriction_holds_for_those_who_come_from_its_way_only(tmp_path):
    result = draw(tmp_path, CROSS, CROSSWAYS, restriction("no_left_turn", 10, 12))
    assert {"3>2", "2>4", "5>2", "1>2"} <= turns(result)
    network = result.network
    osm = network.nodes.osm_id
    from_three = [a for a in range(network.n_arcs) if osm[network.arcs.tail[a]] == 3]
    node = int(network.arcs.head[from_three[0]])
    reached = {int(osm[network.arcs.head[a]]) for a in range(*network.first_out[node : node + 2].tolist())}
    assert reached == {1, 3, 4, 5}


@pytest.mark.parametrize(
    ("tags", "closed"),
    [({"except": "motorcar"}, Flag.NO_TRUCK | Flag.NO_COACH), ({"type": "restriction:hgv"}, Flag.NO_TRUCK)],
)
def test_a_restriction_for_some_vehicles_closes_the_turn_to_them_alone(tmp_path, tags, closed):
    result = draw(tmp_path, CROSS, CROSSWAYS, restriction("no_left_turn", 10, 12, **tags))
    assert two_turns(result) == {1, 3, 4, 5}
    arcs = result.network.arcs
    shut = np.flatnonzero(arcs.flags & int(Flag.NO_TRUCK)).tolist()
    assert [(int(result.network.nodes.osm_id[arcs.head[a]]), Flag(int(arcs.flags[a]))) for a in shut] == [(4, closed)]


def test_a_way_that_runs_on_may_be_driven_on_where_turning_round_is_forbidden(tmp_path):
    nodes = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (1, 1)}
    ways = {10: ([1, 2, 3], ROAD), 12: ([2, 4], ROAD)}
    result = draw(tmp_path, nodes, ways, restriction("no_u_turn", 10, 10))
    assert two_turns(result) == {3, 4}


def test_a_turn_over_a_way_is_forbidden_to_those_who_come_from_its_beginning(tmp_path):
    nodes = {**CROSS, 6: (3, 0), 7: (2, 1)}
    ways = {**CROSSWAYS, 14: ([3, 6], ROAD), 15: ([3, 7], ROAD)}
    members = [("way", 10, "from"), ("way", 11, "via"), ("way", 15, "to")]
    result = draw(tmp_path, nodes, ways, {90: (members, {"type": "restriction", "restriction": "no_left_turn"})})
    network = result.network
    osm = network.nodes.osm_id.tolist()

    def after(*walk):
        nodes = {n for n, i in enumerate(osm) if i == walk[0]}
        for goal in walk[1:]:
            nodes = {int(network.arcs.head[a]) for n in nodes for a in range(*network.first_out[n : n + 2].tolist())
                     if osm[network.arcs.head[a]] == goal}  # fmt: skip
        return {osm[network.arcs.head[a]] for n in nodes for a in range(*network.first_out[n : n + 2].tolist())}

    assert after(1, 2, 3) == {2, 6}
    assert after(4, 2, 3) == {2, 6, 7}
    assert after(1, 2, 3, 6, 3) == {2, 6, 7}
    assert result.findings.counts[FindingKind.RESTRICTION_APPLIED] == 1


def test_a_turn_over_a_way_that_the_files_do_not_hold_is_counted_with_the_way(tmp_path):
    members = [("way", 10, "from"), ("way", 99, "via"), ("way", 12, "to")]
    result = draw(tmp_path, CROSS, CROSSWAYS, {90: (members, {"type": "restriction", "restriction": "no_left_turn"})})
    (example,) = result.findings.examples[FindingKind.RESTRICTION_IGNORED]
    assert (example.element, example.value) == ("relation/90", "way/99")


def test_two_restrictions_on_neighbouring_corners_hold_one_after_the_other(tmp_path):
    nodes = {**CROSS, 6: (3, 0), 7: (2, 1)}
    ways = {**CROSSWAYS, 14: ([3, 6], ROAD), 15: ([3, 7], ROAD)}
    members = [("way", 11, "from"), ("node", 3, "via"), ("way", 14, "to")]
    second = (members, {"type": "restriction", "restriction": "no_straight_on"})
    result = draw(tmp_path, nodes, ways, {**restriction("no_left_turn", 10, 12), 91: second})
    network = result.network
    osm = network.nodes.osm_id.tolist()
    state = {n for n, i in enumerate(osm) if i == 1}
    seen = []
    for _ in range(3):
        state = {int(network.arcs.head[a]) for n in state for a in range(*network.first_out[n : n + 2].tolist())}
        seen.append({osm[n] for n in state})
    assert seen == [{2}, {1, 3, 5}, {2, 7}]


def test_towns_and_stations_are_places_with_their_names(tmp_path):
    alga_tags = {"place": "town", "name": "Алға", "name:en": "Alga", "population": "12 000", "alt_name": "Alga Town"}
    nodes = {
        1: (0, 0, alga_tags),
        2: (1, 0), 3: (1.5, 0), 4: (1.5, 0.1, {"place": "village", "name": "Byeway"}),
        8: (1.5, 0.2, {"railway": "station", "name": "Byeway Halt"}), 9: (2, 0.2),
        5: (90, 90, {"place": "city", "name": "Far"}),
    }  # fmt: skip
    ways = {10: ([1, 2, 3], ROAD), 20: ([8, 9], {**RAIL, "gauge": "1435"})}
    network = draw(tmp_path, nodes, ways).network
    places = {place.id: place for place in network.places}
    assert set(places) == {"osm-node-1", "osm-node-4", "osm-node-8"}
    alga = places["osm-node-1"]
    assert (alga.name, alga.name_local, alga.population, alga.aliases) == ("Alga", "Алға", 12_000, ("Alga Town",))
    assert network.nodes.osm_id[list(network.nodes_of_place[network.place_index["osm-node-4"]])].tolist() == [3]
    transfers = [network.arc_key(a) for a in np.flatnonzero(network.arcs.kind == ArcKind.TRANSFER).tolist()]
    assert {key[:-2] for key in transfers} == {"terminal/osm-node-8/road-rail_1435"}


def test_the_same_file_gives_the_same_network(tmp_path):
    one = draw(tmp_path, CROSS, CROSSWAYS, restriction("no_left_turn", 10, 12)).network
    other = draw(tmp_path, CROSS, CROSSWAYS, restriction("no_left_turn", 10, 12)).network
    assert shapes(one) == shapes(other)
    assert all(a <= b for a, b in pairwise(one.arcs.tail.tolist()))


def test_a_file_with_nothing_to_travel_on_is_refused(tmp_path):
    with pytest.raises(DataFault, match="a road, a railway or a ferry"):
        draw(tmp_path, {1: (0, 0), 2: (1, 0)}, {10: ([1, 2], {"building": "yes"})})


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.osm", "<osm", "must be readable"),
        ("a.osm", "", "must be readable"),
        ("a.osm.pbf", "this is no pbf", "must be readable"),
        ("a.csv", "id,name", "its name must end in .osm.pbf"),
        ("a.osm", '<!DOCTYPE x [<!ENTITY a "b">]><osm version="0.6">&a;</osm>', "entities are not supported"),
    ],
)
def test_a_file_that_is_no_extract_is_refused_with_its_name(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said) as caught:
        build(path)
    assert name in str(caught.value.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InvalidInput, match="there is no such file"):
        build(tmp_path / "none.osm")
