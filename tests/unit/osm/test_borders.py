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
    Party,
    PassengerRule,
    PassengerWait,
    Place,
    Source,
    Spread,
)
from corridor_planner.osm.findings import FindingKind
from tests.support.osm_files import KM, PLAIN, build, write_osm

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


def places():
    return tuple(
        Place(id=f"{c}-town", name=c, country=c, lon=10 + x * KM, lat=0.0, tz="UTC")
        for c, x in (("AA", 40.0), ("BB", 60.0))
    )


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
    tables = replace(PLAIN, open_borders=frozenset({frozenset({"AA", "BB"})}))
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


ON_POST = {1: (40, 0), 2: (50, 0, POST), 4: (60, 0)}


def test_without_boundaries_a_post_parts_the_roads_and_places_tell_the_countries(tmp_path):
    tables = replace(PLAIN, crossings=(row(),), places=places())
    network = two_countries(tmp_path, ON_POST, {10: ([1, 2, 4], ROAD)}, tables=tables, boundaries=False).network
    assert crossing_arcs(network) == [("aa-bb-road", "AA", "BB"), ("aa-bb-road", "BB", "AA")]
    land = {network.arc_key(a): network.countries[network.arcs.country[a]] for a in range(network.n_arcs)}
    assert land == {**land, "way/10+0": "AA", "way/10#1+0": "BB"}


def test_without_boundaries_or_places_a_post_still_parts_the_roads(tmp_path):
    network = two_countries(tmp_path, ON_POST, {10: ([1, 2, 4], ROAD)}, boundaries=False).network
    assert crossing_arcs(network) == [("osm-node-2", "", ""), ("osm-node-2", "", "")]
    assert {place.id for place in network.places} == {"osm-node-2:a", "osm-node-2:b"}
    assert reach(network, 1) == {1, 4}
    assert network.countries == ()


def test_ways_that_end_at_a_post_are_sorted_to_its_sides(tmp_path):
    nodes = {**ON_POST, 5: (40, 10), 6: (60, 10)}
    ways = {10: ([1, 2], ROAD), 11: ([2, 4], ROAD), 12: ([5, 2], ROAD), 13: ([2, 6], ROAD), 14: ([1, 5], ROAD),
            15: ([4, 6], ROAD)}  # fmt: skip
    tables = replace(PLAIN, crossings=(row(),), places=places())
    network = two_countries(tmp_path, nodes, ways, tables=tables, boundaries=False).network
    assert len(crossing_arcs(network)) == 2
    sides = {p.id: network.nodes_of_place[i] for i, p in enumerate(network.places)}
    beside = {
        id_: {int(network.nodes.osm_id[network.arcs.head[a]]) for n in nodes_
              for a in range(*network.first_out[n : n + 2].tolist())} - {-1}
        for id_, nodes_ in sides.items() if id_.startswith("aa-bb-road")
    }  # fmt: skip
    assert beside == {"aa-bb-road:AA": {1, 5}, "aa-bb-road:BB": {4, 6}}


def test_two_posts_one_behind_the_other_are_one_crossing(tmp_path):
    nodes = {1: (40, 0), 2: (49.8, 0, POST), 3: (50.2, 0, POST), 4: (60, 0)}
    tables = replace(PLAIN, crossings=(row(),), places=places())
    network = two_countries(tmp_path, nodes, {10: ([1, 2, 3, 4], ROAD)}, tables=tables, boundaries=False).network
    assert len(crossing_arcs(network)) == 2


def test_a_post_at_a_dead_end_parts_nothing_and_is_reported(tmp_path):
    result = two_countries(tmp_path, ON_POST, {10: ([1, 2], ROAD)}, boundaries=False)
    assert crossing_arcs(result.network) == []
    assert result.findings.counts[FindingKind.POST_UNUSED] == 1
