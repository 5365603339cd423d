"""Borders in drawn files: with the countries' boundaries, and by border posts alone.

Country AA lies west of kilometre 50, country BB east of it.
"""

from dataclasses import replace

import numpy as np
import pytest

from corridor_planner.domain import (
    ArcKind,
    Confidence,
    Crossing,
    CrossingStatus,
    Layer,
    OpenBorder,
    Party,
    PassengerRule,
    PassengerWait,
    Source,
    Spread,
)
from corridor_planner.graph.network import Flag
from corridor_planner.osm.findings import FindingKind
from tests.support.osm_files import KM, PLAIN, build, coarse_shapes, write_osm

ROAD = {"highway": "primary", "maxspeed": "60"}
POST = {"barrier": "border_control", "name": "Gate"}
SOURCE = Source(table="border_crossings", row_id="toy", text="drawn", as_of="2025", confidence=Confidence.ESTIMATE)
HOUR = 3600
FRAME = {901: (0, -50), 902: (50, -50), 903: (100, -50), 904: (100, 50), 905: (50, 50), 906: (0, 50)}
FRAME_WAYS = {
    91: ([902, 901, 906, 905], {}),
    92: ([902, 905], {"boundary": "administrative"}),
    93: ([902, 903, 904, 905], {}),
}
COUNTRY = {"type": "boundary", "boundary": "administrative", "admin_level": "2"}
BOUNDARIES = {
    801: ([("way", 91, "outer"), ("way", 92, "outer")], {**COUNTRY, "ISO3166-1:alpha2": "AA"}),
    802: ([("way", 92, "outer"), ("way", 93, "outer")], {**COUNTRY, "ISO3166-1:alpha2": "BB"}),
}  # fmt: skip


def row(id_="aa-bb-road", x=50.0, y=0.0, **changes):
    crossing = Crossing(
        id=id_, name="Gate", mode="road", country_a="BB", country_b="AA", lon=10 + x * KM, lat=y * KM,
        status=CrossingStatus.OPEN, bilateral=False, freight=True, passengers=True, passengers_a_to_b=PassengerRule.ALL,
        passengers_b_to_a=PassengerRule.ALL, opening_hours="", breaks="", hours_tz="UTC", holiday_calendars=(),
        freight_wait=Spread(p10_s=HOUR, p50_s=2 * HOUR, p90_s=3 * HOUR), freight_wait_mean_s=None, wait_source=SOURCE,
        fee_usd=None, gauge_change=False, verified_until="", note="", source=SOURCE,
        passenger_waits=(PassengerWait(party=Party.CAR, from_country="", wait=Spread.exactly(HOUR), note="",
                                       inside_train_hours=False, source=SOURCE),),
    )  # fmt: skip
    return replace(crossing, **changes)


def opened(*, freight=True, passengers=True):
    border = OpenBorder(id="open-aa-bb", country_a="AA", country_b="BB", freight=freight, passengers=passengers,
                        note="", source=SOURCE)  # fmt: skip
    return {frozenset({"AA", "BB"}): border}


def two_countries(tmp_path, nodes, ways, *, tables=PLAIN, boundaries=True):
    extra = (FRAME, FRAME_WAYS, BOUNDARIES) if boundaries else ({}, {}, {})
    path = write_osm(tmp_path / "two.osm", {**nodes, **extra[0]}, {**ways, **extra[1]}, extra[2])
    return build(path, tables=tables)


def crossing_arcs(network):
    """Return (crossing id, from country, to country) of every crossing arc."""
    arcs = network.arcs
    country = [network.countries[i] if i >= 0 else "" for i in network.nodes.country.tolist()]
    return sorted(
        (network.crossings[arcs.crossing[a]].id, country[arcs.tail[a]], country[arcs.head[a]])
        for a in np.flatnonzero(arcs.kind == ArcKind.CROSSING).tolist()
    )


def reach(network, start):
    """Return the OpenStreetMap nodes that can be reached from one."""
    todo = np.flatnonzero(network.nodes.osm_id == start).tolist()
    seen = set(todo)
    while todo:
        node = todo.pop()
        for arc in range(*network.first_out[node : node + 2].tolist()):
            head = int(network.arcs.head[arc])
            if head not in seen:
                seen.add(head)
                todo.append(head)
    return {int(network.nodes.osm_id[n]) for n in seen} - {-1}


STRAIGHT = {1: (40, 0), 2: (49, 0), 3: (51, 0), 4: (60, 0)}


def test_a_road_over_a_border_passes_by_the_crossing_of_the_table(tmp_path):
    result = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], ROAD)}, tables=replace(PLAIN, crossings=(row(),)))
    network = result.network
    assert crossing_arcs(network) == [("aa-bb-road", "AA", "BB"), ("aa-bb-road", "BB", "AA")]
    backward = {network.arc_key(a)[-2]: a for a in np.flatnonzero(network.arcs.kind == ArcKind.CROSSING).tolist()}
    arc = backward["+"]
    assert network.countries[network.nodes.country[network.arcs.tail[arc]]] == "BB"
    assert {place.id for place in network.places} == {"aa-bb-road:AA", "aa-bb-road:BB"}
    assert reach(network, 1) == {1, 2, 3, 4}
    land = {network.arc_key(a): network.countries[network.arcs.country[a]] for a in range(network.n_arcs)}
    assert land == {**land, "way/10+0": "AA", "way/10#3+0": "BB"}
    assert network.arcs.length_m.sum() == pytest.approx(2 * 20_000, rel=1e-3)


@pytest.mark.parametrize(("away_km", "accuracy_km", "met"), [(4.5, 0.0, True), (6.0, 0.0, False), (6.0, 2.0, True)])
def test_a_row_is_matched_within_five_kilometres_and_its_accuracy(tmp_path, away_km, accuracy_km, met):
    tables = replace(PLAIN, crossings=(row(y=away_km, coord_accuracy_km=accuracy_km),))
    result = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], ROAD)}, tables=tables)
    assert (reach(result.network, 1) == {1, 2, 3, 4}) is met
    assert result.findings.counts[FindingKind.BORDER_WITHOUT_CROSSING] == (0 if met else 1)


def test_a_farm_track_does_not_use_a_crossing_four_kilometres_away(tmp_path):
    tables = replace(PLAIN, crossings=(row(y=4.0),))
    result = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], {"highway": "track"})}, tables=tables)
    assert reach(result.network, 1) == {1, 2}


def test_nothing_else_passes_a_border(tmp_path):
    result = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], ROAD)})
    assert reach(result.network, 1) == {1, 2}
    assert result.findings.examples[FindingKind.BORDER_WITHOUT_CROSSING][0].element == "way/10"


def test_an_open_border_needs_no_post(tmp_path):
    tables = replace(PLAIN, open_borders=opened())
    result = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], ROAD)}, tables=tables)
    assert reach(result.network, 1) >= {1, 4}
    assert result.network.crossings == ()


def test_the_row_of_another_pair_of_countries_or_of_a_railway_is_not_taken(tmp_path):
    tables = replace(PLAIN, crossings=(row(country_b="CC"), row("rails", mode="rail")))
    result = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], ROAD)}, tables=tables)
    assert reach(result.network, 1) == {1, 2}


def test_a_railway_passes_at_a_rail_crossing_in_its_gauge(tmp_path):
    tables = replace(PLAIN, crossings=(row("rails", mode="rail"),))
    track = {"railway": "rail", "gauge": "1520"}
    network = two_countries(tmp_path, STRAIGHT, {20: ([1, 2, 3, 4], track)}, tables=tables).network
    assert crossing_arcs(network) == [("rails", "AA", "BB"), ("rails", "BB", "AA")]
    assert set(network.arcs.layer.tolist()) == {Layer.RAIL_1520}


def test_each_carriageway_passes_in_its_own_direction(tmp_path):
    nodes = {**STRAIGHT, 5: (49, 0.1), 6: (51, 0.1)}
    oneway = {**ROAD, "oneway": "yes"}
    ways = {10: ([1, 2, 3, 4], oneway), 11: ([4, 6, 5, 1], oneway)}
    network = two_countries(tmp_path, nodes, ways, tables=replace(PLAIN, crossings=(row(),))).network
    assert crossing_arcs(network) == [("aa-bb-road", "AA", "BB"), ("aa-bb-road", "BB", "AA")]
    assert len(network.crossings) == 1
    assert reach(network, 1) == reach(network, 4) >= {1, 4}


def test_a_post_that_no_row_describes_is_an_assumed_crossing_with_the_median_wait_of_its_pair(tmp_path):
    nodes = {**STRAIGHT, 2: (49, 0, POST)}
    waits = [Spread(p10_s=HOUR, p50_s=h * HOUR, p90_s=9 * HOUR) for h in (2, 3, 7)]
    rows = tuple(row(f"far-{i}", y=40.0, freight_wait=wait) for i, wait in enumerate(waits))
    elsewhere = row("else", country_b="CC", freight_wait=Spread.exactly(99 * HOUR))
    result = two_countries(
        tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)}, tables=replace(PLAIN, crossings=(*rows, elsewhere))
    )
    (crossing,) = result.network.crossings
    assert (crossing.id, crossing.name, crossing.assumed) == ("osm-node-2", "Gate", True)
    assert crossing.freight_wait == Spread(p10_s=HOUR, p50_s=3 * HOUR, p90_s=9 * HOUR)
    assert crossing.passenger_wait(Party.CAR, "AA").wait == Spread.exactly(HOUR)
    assert "median" in crossing.source.text
    assert crossing.source.confidence is Confidence.ESTIMATE


def test_a_post_without_rows_of_its_pair_takes_the_median_of_all_crossings(tmp_path):
    nodes = {**STRAIGHT, 2: (49, 0, POST)}
    tables = replace(PLAIN, crossings=(row("else", country_b="CC", freight_wait=Spread.exactly(5 * HOUR)),))
    network = two_countries(tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)}, tables=tables).network
    assert network.crossings[0].freight_wait == Spread.exactly(5 * HOUR)


def test_what_openstreetmap_says_is_shut_stays_shut_whatever_the_row_says(tmp_path):
    nodes = {**STRAIGHT, 2: (49, 0, {**POST, "access": "no"})}
    result = two_countries(tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)}, tables=replace(PLAIN, crossings=(row(),)))
    (crossing,) = result.network.crossings
    assert (crossing.id, crossing.status) == ("osm-node-2", CrossingStatus.CLOSED)
    assert (crossing.freight, crossing.passengers) == (False, False)
    assert result.findings.counts[FindingKind.CROSSING_CLOSED_BY_OSM] == 1


def test_a_post_that_bars_trucks_lets_cars_pass(tmp_path):
    nodes = {**STRAIGHT, 2: (49, 0, {**POST, "hgv": "no"})}
    network = two_countries(
        tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)}, tables=replace(PLAIN, crossings=(row(),))
    ).network
    (crossing,) = network.crossings
    assert (crossing.status, crossing.freight, crossing.passengers) == (CrossingStatus.OPEN, False, True)


def test_rows_and_posts_that_nothing_passes_are_reported(tmp_path):
    nodes = {**STRAIGHT, 5: (41, 30, POST), 6: (40, 30)}
    ways = {10: ([1, 2, 3, 4], ROAD), 11: ([6, 5], ROAD), 12: ([1, 6], ROAD)}
    tables = replace(PLAIN, crossings=(row(), row("aa-bb-other", x=45.0, y=20.0)))
    findings = two_countries(tmp_path, nodes, ways, tables=tables).findings
    assert [e.value for e in findings.examples[FindingKind.CROSSING_NOT_FOUND]] == ["aa-bb-other"]
    assert [e.element for e in findings.examples[FindingKind.POST_UNUSED]] == ["node/5"]


def test_around_a_closed_country_the_neighbour_is_known_by_the_shared_boundary(tmp_path):
    path = write_osm(
        tmp_path / "one.osm", {**STRAIGHT, **{k: v for k, v in FRAME.items() if k not in (903, 904)}},
        {10: ([1, 2, 3, 4], ROAD), 91: FRAME_WAYS[91], 92: FRAME_WAYS[92]}, BOUNDARIES,
    )  # fmt: skip
    result = build(path, tables=replace(PLAIN, crossings=(row(),)))
    assert crossing_arcs(result.network) == [("aa-bb-road", "AA", "BB"), ("aa-bb-road", "BB", "AA")]
    assert [e.value for e in result.findings.examples[FindingKind.BOUNDARY_OPEN]] == ["BB"]


def test_a_ferry_over_a_border_is_no_crossing(tmp_path):
    ways = {10: ([1, 2, 3, 4], {"route": "ferry", "motor_vehicle": "yes", "duration": "01:00"})}
    network = two_countries(tmp_path, STRAIGHT, ways).network
    assert reach(network, 1) == {1, 4}
    assert network.crossings == ()


ON_POST = {1: (30, 0), 2: (50, 0, POST), 4: (70, 0)}


def roughly(tmp_path, nodes, ways, *, tables=PLAIN, border=50.0):
    """Build without boundaries, with coarse shapes only."""
    return two_countries(tmp_path, nodes, ways, tables=replace(tables, shapes=coarse_shapes(border)), boundaries=False)


def test_without_boundaries_coarse_shapes_tell_the_countries_and_a_post_where_they_part(tmp_path):
    tables = replace(PLAIN, crossings=(row(),))
    network = roughly(tmp_path, ON_POST, {10: ([1, 2, 4], ROAD)}, tables=tables, border=52.0).network
    assert crossing_arcs(network) == [("aa-bb-road", "AA", "BB"), ("aa-bb-road", "BB", "AA")]
    land = {network.arc_key(a): (network.countries[network.arcs.country[a]], round(network.arcs.length_m[a]))
            for a in range(network.n_arcs)}  # fmt: skip
    assert land == {**land, "way/10+0": ("AA", 20_000), "way/10#1+0": ("BB", 20_000)}


def test_ways_that_end_at_a_post_are_sorted_to_its_sides(tmp_path):
    nodes = {**ON_POST, 5: (30, 10), 6: (70, 10)}
    ways = {10: ([1, 2], ROAD), 11: ([2, 4], ROAD), 12: ([5, 2], ROAD), 13: ([2, 6], ROAD), 14: ([1, 5], ROAD),
            15: ([4, 6], ROAD)}  # fmt: skip
    network = roughly(tmp_path, nodes, ways, tables=replace(PLAIN, crossings=(row(),))).network
    assert len(crossing_arcs(network)) == 2
    sides = {p.id: network.nodes_of_place[i] for i, p in enumerate(network.places)}
    beside = {
        id_: {int(network.nodes.osm_id[network.arcs.head[a]]) for n in nodes_
              for a in range(*network.first_out[n : n + 2].tolist())} - {-1}
        for id_, nodes_ in sides.items() if id_.startswith("aa-bb-road")
    }  # fmt: skip
    assert beside == {"aa-bb-road:AA": {1, 5}, "aa-bb-road:BB": {4, 6}}


def test_two_posts_one_behind_the_other_are_one_crossing(tmp_path):
    nodes = {1: (30, 0), 2: (49.8, 0, POST), 3: (50.2, 0, POST), 4: (70, 0)}
    tables = replace(PLAIN, crossings=(row(),))
    network = roughly(tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)}, tables=tables).network
    assert len(crossing_arcs(network)) == 2


def test_a_post_at_a_dead_end_parts_nothing_and_is_reported(tmp_path):
    result = roughly(tmp_path, ON_POST, {10: ([1, 2], ROAD)})
    assert crossing_arcs(result.network) == []
    assert result.findings.counts[FindingKind.POST_UNUSED] == 1


def weaving(east_km):
    """Return a road northward that weaves from 3 km west to 3 km east of kilometre 50, and where it ends."""
    nodes = {1: (30, 0), **{i: (50 + (3 if i % 2 else -3), 2 * i) for i in range(2, 12)}, 12: (east_km, 24)}
    return nodes, {10: (sorted(nodes), ROAD)}


def test_a_road_that_weaves_along_a_coarse_border_stays_in_one_country(tmp_path):
    result = roughly(tmp_path, *weaving(30))
    assert reach(result.network, 1) >= {1, 12}
    assert result.network.countries == ("AA",)
    assert FindingKind.BORDER_WITHOUT_CROSSING not in result.findings.counts


def test_a_road_that_weaves_along_a_coarse_border_passes_it_once(tmp_path):
    nodes, ways = weaving(70)
    result = roughly(tmp_path, nodes, ways, tables=replace(PLAIN, crossings=(row(y=12.0),)))
    assert len(crossing_arcs(result.network)) == 2
    assert result.findings.counts[FindingKind.BORDER_UNCERTAIN] == 1
    assert reach(result.network, 1) >= {1, 12}


def test_a_row_is_met_although_a_coarse_border_is_some_kilometres_off(tmp_path):
    tables = replace(PLAIN, crossings=(row(x=58.0, coord_accuracy_km=0.0),))
    result = roughly(tmp_path, {1: (30, 0), 4: (70, 0)}, {10: ([1, 4], ROAD)}, tables=tables)
    assert len(crossing_arcs(result.network)) == 2


def test_over_a_coarse_border_without_post_or_row_nothing_passes(tmp_path):
    result = roughly(tmp_path, {1: (30, 0), 2: (31, 0), 3: (69, 0), 4: (70, 0)}, {10: ([1, 2, 3, 4], ROAD)})
    assert reach(result.network, 1) == {1, 2}
    assert result.findings.counts[FindingKind.BORDER_WITHOUT_CROSSING] == 1


def test_a_road_that_weaves_metres_along_a_certain_border_stays_in_one_country(tmp_path):
    nodes = {1: (48, 0), **{i: (50 + (0.03 if i % 2 else -0.03), i) for i in range(2, 12)}, 12: (48, 14)}
    result = two_countries(tmp_path, nodes, {10: (sorted(nodes), ROAD)})
    assert reach(result.network, 1) >= {1, 12}
    assert result.network.countries == ("AA",)


def test_a_road_that_weaves_metres_along_a_certain_border_passes_it_once(tmp_path):
    nodes = {1: (48, 0), **{i: (50 + (0.03 if i % 2 else -0.03), i / 10) for i in range(2, 12)}, 12: (52, 1.4)}
    result = two_countries(tmp_path, nodes, {10: (sorted(nodes), ROAD)}, tables=replace(PLAIN, crossings=(row(),)))
    assert len(crossing_arcs(result.network)) == 2
    assert reach(result.network, 1) >= {1, 12}


def test_a_road_drawn_on_the_border_lets_nobody_change_sides(tmp_path):
    nodes = {1: (48, 10), 2: (50, 10), 3: (50, 20), 4: (52, 20), 5: (48, 20), 6: (50, 15)}
    ways = {10: ([1, 2, 6, 3, 5], ROAD), 11: ([3, 4], ROAD)}
    result = two_countries(tmp_path, nodes, ways)
    assert 4 not in reach(result.network, 1)
    assert {1, 5} <= reach(result.network, 1)
    assert [e.element for e in result.findings.examples[FindingKind.BORDER_WITHOUT_CROSSING]] == ["way/11"]


def test_a_bridge_over_a_border_river_is_cut_where_the_border_is(tmp_path):
    nodes = {1: (40, 0), 2: (49.9, 0), 3: (50.3, 0), 4: (60, 0)}
    ways = {10: ([1, 2], ROAD), 11: ([2, 3], {**ROAD, "bridge": "yes"}), 12: ([3, 4], ROAD)}
    network = two_countries(tmp_path, nodes, ways, tables=replace(PLAIN, crossings=(row(),))).network
    side = network.nodes.lon[network.nodes.osm_id < 0]
    assert side.tolist() == pytest.approx([10 + 50 * KM] * 2, abs=1e-6)
    bridge = [a for a in range(network.n_arcs) if network.arc_key(a).startswith("way/11")]
    assert sorted(network.arcs.length_m[bridge].round().tolist()) == [100, 100, 300, 300]


def test_a_border_open_to_travellers_is_free_to_them_and_shut_to_goods_without_a_crossing(tmp_path):
    tables = replace(PLAIN, open_borders=opened(freight=False))
    network = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], ROAD)}, tables=tables).network
    assert network.crossings == ()
    free = [a for a in range(network.n_arcs) if network.arc_key(a).startswith("open/")]
    assert [(network.arcs.kind[a], network.arcs.flags[a], network.arcs.length_m[a]) for a in free] == [
        (ArcKind.ROAD, Flag.NO_TRUCK, 0.0)
    ] * 2
    assert reach(network, 1) >= {1, 4}


def test_where_a_border_is_open_to_travellers_goods_pass_at_the_post(tmp_path):
    tables = replace(PLAIN, open_borders=opened(freight=False))
    nodes = {**STRAIGHT, 2: (49, 0, POST)}
    network = two_countries(tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)}, tables=tables).network
    assert crossing_arcs(network) == [("osm-node-2", "AA", "BB"), ("osm-node-2", "BB", "AA")]
    assert len([a for a in range(network.n_arcs) if network.arc_key(a).startswith("open/")]) == 2


def test_a_border_open_to_goods_is_shut_to_cars(tmp_path):
    tables = replace(PLAIN, open_borders=opened(passengers=False))
    network = two_countries(tmp_path, STRAIGHT, {10: ([1, 2, 3, 4], ROAD)}, tables=tables).network
    free = [a for a in range(network.n_arcs) if network.arc_key(a).startswith("open/")]
    assert set(network.arcs.flags[free].tolist()) == {Flag.NO_CAR | Flag.NO_COACH}


def test_a_railway_passes_at_the_mark_of_the_border_where_no_row_knows_it(tmp_path):
    nodes = {**STRAIGHT, 2: (49.5, 0, {"railway": "border", "name": "State border"})}
    rails = row("rails", mode="rail", y=40.0, freight_wait=Spread.exactly(9 * HOUR))
    track = {"railway": "rail", "gauge": "1520"}
    network = two_countries(
        tmp_path, nodes, {20: ([1, 2, 3, 4], track)}, tables=replace(PLAIN, crossings=(rails,))
    ).network
    (crossing,) = network.crossings
    assert (crossing.id, crossing.mode, crossing.assumed) == ("osm-node-2", "rail", True)
    assert crossing.freight_wait == Spread.exactly(9 * HOUR)
    assert network.arcs.crossing[network.arcs.kind == ArcKind.CROSSING].tolist() == [0, 0]


def test_a_mark_on_rails_is_no_post_on_the_road_beside_them(tmp_path):
    nodes = {**STRAIGHT, 9: (50, 0.1, {"railway": "border"})}
    result = two_countries(tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)})
    assert result.network.crossings == ()


@pytest.mark.parametrize(("away_km", "met"), [(1.0, True), (3.0, False)])
def test_a_customs_office_at_the_border_is_a_control_and_one_in_town_is_none(tmp_path, away_km, met):
    nodes = {**STRAIGHT, 9: (50 - away_km, 0.1, {"amenity": "customs", "name": "Customs"})}
    result = two_countries(tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)})
    assert [c.id for c in result.network.crossings] == (["osm-node-9"] if met else [])
    assert FindingKind.POST_UNUSED not in result.findings.counts


def test_a_box_cut_out_of_the_map_is_parted_where_its_piece_of_the_boundary_runs(tmp_path):
    frame = {902: FRAME[902], 905: FRAME[905]}
    path = write_osm(tmp_path / "cut.osm", {**STRAIGHT, 5: (40, 20), 6: (60, -20), **frame},
                     {10: ([1, 2, 3, 4], ROAD), 11: ([1, 5], ROAD), 12: ([4, 6], ROAD), 92: FRAME_WAYS[92]},
                     BOUNDARIES)  # fmt: skip
    network = build(path, tables=replace(PLAIN, crossings=(row(),), shapes=coarse_shapes(52.0))).network
    assert crossing_arcs(network) == [("aa-bb-road", "AA", "BB"), ("aa-bb-road", "BB", "AA")]
    side = network.nodes.lon[network.nodes.crossing >= 0]
    assert side.tolist() == pytest.approx([10 + 50 * KM] * 2, abs=1e-6)


def test_a_border_control_that_is_a_building_guards_the_road_beside_it(tmp_path):
    house = {20 + i: (49.9 + dx, 0.05 + dy) for i, (dx, dy) in enumerate([(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1)])}
    ways = {10: ([1, 2, 3, 4], ROAD), 77: ([*house, 20], {"building": "yes", "government": "border_control"})}
    network = two_countries(tmp_path, {**STRAIGHT, **house}, ways).network
    (crossing,) = network.crossings
    assert (crossing.id, crossing.assumed, crossing.source.row_id) == ("osm-way-77", True, "way/77")
    assert (crossing.lon - 10) / KM == pytest.approx(49.95, abs=1e-3)
    assert reach(network, 1) >= {1, 4}


BORDER_TOWN = {1: (48, 0), 2: (50, 0, POST), 3: (52, 0), 4: (52, 1), 5: (48, 1)}
BORDER_TOWN_WAYS = {10: ([1, 2, 3], ROAD), 11: ([3, 4], ROAD), 12: ([1, 5], ROAD)}


@pytest.mark.parametrize("border", [46.5, 53.5])
def test_a_post_parts_a_town_that_the_coarse_outlines_put_wholly_into_one_country(tmp_path, border):
    tables = replace(PLAIN, crossings=(row(),))
    network = roughly(tmp_path, BORDER_TOWN, BORDER_TOWN_WAYS, tables=tables, border=border).network
    assert crossing_arcs(network) == [("aa-bb-road", "AA", "BB"), ("aa-bb-road", "BB", "AA")]
    land = {int(i): network.countries[c] for i, c in zip(network.nodes.osm_id, network.nodes.country, strict=True)}
    assert (land[1], land[3]) == ("AA", "BB")


def test_of_two_posts_in_such_a_town_the_one_nearer_to_the_other_country_parts_it(tmp_path):
    nodes = {**BORDER_TOWN, 6: (50.5, 0), 7: (51, 0, POST)}
    ways = {**BORDER_TOWN_WAYS, 10: ([1, 2, 6, 7, 3], ROAD)}
    tables = replace(PLAIN, crossings=(row(),))
    network = roughly(tmp_path, nodes, ways, tables=tables, border=53.5).network
    assert len(crossing_arcs(network)) == 2
    land = {int(i): network.countries[c] for i, c in zip(network.nodes.osm_id, network.nodes.country, strict=True)}
    assert (land[1], land[4]) == ("AA", "BB")


def test_a_post_far_inside_a_country_parts_nothing(tmp_path):
    result = roughly(tmp_path, BORDER_TOWN, BORDER_TOWN_WAYS, border=90.0)
    assert result.network.countries == ("AA",)
    assert result.network.crossings == ()
