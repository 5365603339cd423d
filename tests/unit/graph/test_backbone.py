"""How tables become a network, in worlds drawn for the purpose."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pytest

from corridor_planner.domain import ArcKind, CountryTime, Layer, World
from corridor_planner.errors import DataFault
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.graph.network import Flag, Network
from tests.support.sketch import OPEN, sketch, sketch_world
from tests.support.toys import SOURCE, ferry, flight, gauge_change, pass_rule, rail, road, town, toy_world, train


def arcs_of(network: Network, kind: ArcKind) -> list[str]:
    """Tell the arcs of a kind as ``tail>head``, each end with its layer's number."""

    def told(node: int) -> str:
        return f"{network.places[network.nodes.place[node]].id}/{network.nodes.layer[node]}"

    arcs = np.flatnonzero(network.arcs.kind == kind)
    return sorted(f"{told(network.arcs.tail[a])}>{told(network.arcs.head[a])}" for a in arcs)


def keys_of(network: Network, kind: ArcKind) -> list[str]:
    return sorted(network.arc_key(a) for a in np.flatnonzero(network.arcs.kind == kind).tolist())


def arc_named(network: Network, key: str) -> int:
    return [network.arc_key(a) for a in range(network.n_arcs)].index(key)


def test_a_road_leg_becomes_an_arc_each_way() -> None:
    network = sketch("a--b", km_per_step=10)
    assert arcs_of(network, ArcKind.ROAD) == ["a/0>b/0", "b/0>a/0"]
    assert network.arcs.backward.tolist() == [False, True]
    assert network.arcs.length_m.tolist() == [30_000.0, 30_000.0]


def test_attributes_of_a_road_reach_its_arcs() -> None:
    world = sketch_world("a--b", km_per_step=10)
    leg = replace(world.road_legs[0], toll=True, paved=False, mountain=True, operating=False, max_mass_t=20.0)
    arcs = build_backbone(replace(world, road_legs=(leg,))).arcs
    assert Flag(int(arcs.flags[0])) == Flag.TOLL | Flag.UNPAVED | Flag.MOUNTAIN | Flag.NOT_OPERATING
    assert arcs.max_mass_t.tolist() == [20.0, 20.0]


def test_a_dual_gauge_line_lies_in_both_layers() -> None:
    world = toy_world(
        places={"a": town("a", 70, 40), "b": town("b", 71, 40)}, rail_legs=(rail("ab", "a", "b", 100, (1435, 1520)),)
    )
    network = build_backbone(world)
    assert arcs_of(network, ArcKind.RAIL) == ["a/1>b/1", "a/2>b/2", "b/1>a/1", "b/2>a/2"]
    assert arcs_of(network, ArcKind.TRANSFER) == []


def test_a_crossing_has_two_sides_and_each_road_ends_on_its_own() -> None:
    network = sketch("a--X--b", km_per_step=10)
    assert arcs_of(network, ArcKind.ROAD) == ["X:AA/0>a/0", "X:BB/0>b/0", "a/0>X:AA/0", "b/0>X:BB/0"]
    assert arcs_of(network, ArcKind.CROSSING) == ["X:AA/0>X:BB/0", "X:BB/0>X:AA/0"]


def test_crossing_arcs_know_their_direction_and_country() -> None:
    network = sketch("a--X--b", km_per_step=10)
    there, back = arc_named(network, "X+0"), arc_named(network, "X-0")
    countries = [network.countries[network.arcs.country[a]] for a in (there, back)]
    assert countries == ["AA", "BB"]
    assert network.arcs.crossing[[there, back]].tolist() == [0, 0]


def test_sides_are_told_in_their_own_clock() -> None:
    world = sketch_world("a--X--b", km_per_step=10, crossings={"X": replace(OPEN, hours_tz="Asia/Almaty")})
    clock = CountryTime(country="BB", zone="Asia/Shanghai", weekend=(), source=SOURCE)
    network = build_backbone(replace(world, country_times={"BB": clock}))
    sides = [network.places[network.place_index[id_]] for id_ in ("X:AA", "X:BB")]
    assert [(s.name, s.kind, s.tz) for s in sides] == [
        ("X (AA side)", "crossing", "Asia/Almaty"), ("X (BB side)", "crossing", "Asia/Shanghai"),
    ]  # fmt: skip


def test_no_traffic_turns_round_at_a_post_of_three_roads() -> None:
    network = sketch(
        """
        a---X---b
           /
          c
        """,
        km_per_step=10,
    )
    side = network.nodes_of_place[network.place_index["X:AA"]][0]
    heads = network.arcs.head[network.first_out[side] : network.first_out[side + 1]]
    names = sorted(network.places[network.nodes.place[h]].id for h in heads)
    assert names == ["X:BB", "a", "c"]  # both roads of AA, and BB only over the crossing


def test_a_crossing_without_roads_still_has_both_sides() -> None:
    world = toy_world(crossings={"X": replace(OPEN, id="X", name="X")})
    assert arcs_of(build_backbone(world), ArcKind.CROSSING) == ["X:AA/0>X:BB/0", "X:BB/0>X:AA/0"]


def test_border_points_of_the_places_table_give_way_to_the_sides() -> None:
    world = sketch_world("a--X--b", km_per_step=10)
    border = town("X", 70.2, 45.0, kind="border")
    border = replace(border, country="AA;BB", aliases=("The Gate",))
    network = build_backbone(replace(world, places={**world.places, "X": border}))
    assert [p.id for p in network.places] == ["a", "b", "X:AA", "X:BB"]
    assert network.places[2].aliases == ("The Gate",)


def test_rails_of_one_gauge_cross_without_a_change() -> None:
    network = sketch("a==X==b", km_per_step=10)
    assert arcs_of(network, ArcKind.CROSSING) == ["X:AA/1>X:BB/1", "X:BB/1>X:AA/1"]
    assert keys_of(network, ArcKind.TRANSFER) == []


def test_rails_of_two_gauges_change_once_on_side_a() -> None:
    network = sketch("a==X##b", km_per_step=10)
    assert arcs_of(network, ArcKind.CROSSING) == ["X:AA/2>X:BB/2", "X:BB/2>X:AA/2"]
    assert arcs_of(network, ArcKind.TRANSFER) == ["X:AA/1>X:AA/2", "X:AA/2>X:AA/1"]
    assert keys_of(network, ArcKind.TRANSFER) == ["gauge/X+1", "gauge/X-1"]


def test_where_both_gauges_meet_a_dual_line_the_shared_one_crosses() -> None:
    world = sketch_world("a==X##b", km_per_step=10)
    dual = replace(world.rail_legs[1], gauges_mm=(1435, 1520))
    network = build_backbone(replace(world, rail_legs=(world.rail_legs[0], dual)))
    assert arcs_of(network, ArcKind.CROSSING) == ["X:AA/1>X:BB/1", "X:BB/1>X:AA/1"]
    assert keys_of(network, ArcKind.TRANSFER) == []


@pytest.mark.parametrize(("rows", "transfers"), [((), []), (("b",), ["gauge/b+1", "gauge/b-1"])])
def test_gauges_inland_change_only_where_a_row_says_so(rows: tuple[str, ...], transfers: list[str]) -> None:
    world = sketch_world("a==b##c", km_per_step=10)
    network = build_backbone(replace(world, gauge_changes={p: gauge_change(p) for p in rows}))
    assert keys_of(network, ArcKind.TRANSFER) == transfers


@pytest.mark.parametrize(
    ("kind", "joined"),
    [("city", True), ("rail_station", False), ("dry_port", True), ("sea_port", True), ("town", False),
     ("junction", False)],
)  # fmt: skip
def test_road_and_rail_meet_only_at_terminals(kind: str, joined: bool) -> None:
    world = sketch_world("a--b==c", km_per_step=10)
    places = dict(world.places) | {"b": replace(world.places["b"], kind=kind)}
    network = build_backbone(replace(world, places=places))
    expected = ["terminal/b/road-rail_1520+1", "terminal/b/road-rail_1520-1"] if joined else []
    assert keys_of(network, ArcKind.TRANSFER) == expected


def port_world() -> World:
    """Two ports with roads, the second with a railway too; p has a row in the crossings table."""
    world = sketch_world(
        """
        a--p  q==b
              |
              c
        """,
        km_per_step=10, countries={"AA": "ap", "BB": "qbc"},
    )  # fmt: skip
    port = replace(OPEN, id="p", name="p", mode="ferry_port", country_a="AA", country_b="AA")
    return replace(world, ferries={"f": ferry("f", "p", "q")}, crossings={"p": port})


def test_a_ferry_is_boarded_and_left_by_layer() -> None:
    network = build_backbone(port_world())
    there = [k for k in keys_of(network, ArcKind.BOARD) + keys_of(network, ArcKind.ALIGHT) if "+" in k]
    assert there == [
        "ferry/f/board/ferry+3", "ferry/f/board/road+3",
        "ferry/f/alight/ferry+3", "ferry/f/alight/rail_1520+3", "ferry/f/alight/road+3",
    ]  # fmt: skip
    assert keys_of(network, ArcKind.SAIL) == ["ferry/f+3", "ferry/f-3"]


def test_the_sea_has_length_and_scheduled_time() -> None:
    network = build_backbone(port_world())
    sail = arc_named(network, "ferry/f+3")
    assert (network.arcs.length_m[sail], network.arcs.scheduled_s[sail]) == (360_000.0, 36_000)


def test_boarding_carries_the_port_that_is_left_and_alighting_the_one_entered() -> None:
    network = build_backbone(port_world())
    posts = {
        key: int(network.arcs.crossing[arc_named(network, key)])
        for key in ("ferry/f/board/road+3", "ferry/f/alight/road+3", "ferry/f/board/road-3", "ferry/f/alight/road-3")
    }
    assert posts == {
        "ferry/f/board/road+3": 0, "ferry/f/alight/road+3": -1, "ferry/f/board/road-3": -1, "ferry/f/alight/road-3": 0,
    }  # fmt: skip


def test_nobody_starts_on_board_but_everybody_may_on_the_quay() -> None:
    network = build_backbone(port_world())
    nodes = network.nodes_of_place[network.place_index["p"]]
    assert [Layer(int(network.nodes.layer[n])) for n in nodes] == [Layer.ROAD, Layer.FERRY]
    assert int(network.aboard.sum()) == 4
    assert not network.aboard[list(nodes)].any()


def test_a_ship_cannot_be_changed_at_sea_nor_left_before_it_sails() -> None:
    network = build_backbone(port_world())
    sail = arc_named(network, "ferry/f+3")
    departing = int(network.arcs.tail[sail])
    leaving = range(network.first_out[departing], network.first_out[departing + 1])
    assert list(leaving) == [sail]


def train_world() -> World:
    """A train a-b-d over the border X; the station of d is s, outside the town."""
    world = sketch_world("a==b==X==s--d", km_per_step=36)
    stops = (("a", 0), ("b", 3), ("d@s", 9))
    return replace(world, trains={"t": train("t", stops, border="X")})


def test_a_train_rides_from_stop_to_stop_and_over_the_border() -> None:
    network = build_backbone(train_world())
    assert arcs_of(network, ArcKind.RIDE) == [
        "X:AA/5>b/5", "X:BB/5>s/5", "a/5>b/5", "b/5>X:AA/5", "b/5>a/5", "s/5>X:BB/5",
    ]  # fmt: skip
    crossings = [
        a for a in range(network.n_arcs)
        if network.arcs.kind[a] == ArcKind.CROSSING and network.arcs.layer[a] == Layer.TRAIN
    ]  # fmt: skip
    assert sorted(network.arc_key(a) for a in crossings) == ["train/t/1-2/X+5", "train/t/1-2/X-5"]
    assert network.arcs.service[crossings].tolist() == [0, 0]


def test_time_between_stops_is_shared_out_by_length() -> None:
    network = build_backbone(train_world())
    times = {
        network.arc_key(a): int(network.arcs.scheduled_s[a])
        for a in np.flatnonzero(network.arcs.kind == ArcKind.RIDE).tolist()
    }
    assert times == {
        "train/t/0-1/0+5": 10_800, "train/t/1-2/0+5": 10_800, "train/t/1-2/1+5": 10_800,
        "train/t/0-1/0-5": 10_800, "train/t/1-2/0-5": 10_800, "train/t/1-2/1-5": 10_800,
    }  # fmt: skip


def test_rides_follow_the_rails() -> None:
    world = sketch_world("a==b", km_per_step=10)
    bent = replace(world.rail_legs[0], via=((70.2, 46.0),), electrified=True)
    network = build_backbone(replace(world, rail_legs=(bent,), trains={"t": train("t", (("a", 0), ("b", 1)))}))
    ride, back = arc_named(network, "train/t/0-1/0+5"), arc_named(network, "train/t/0-1/0-5")
    assert (70.2, 46.0) in network.line(ride)
    assert network.line(back) == network.line(ride)[::-1]
    assert network.arcs.length_m[ride] == 30_000.0
    assert network.arcs.flags[ride] == Flag.ELECTRIFIED


def test_one_boards_at_every_stop_but_the_last_of_the_direction() -> None:
    network = build_backbone(train_world())
    boards = {
        network.arc_key(a): int(network.arcs.stop[a])
        for a in np.flatnonzero((network.arcs.kind == ArcKind.BOARD) & ~network.arcs.backward).tolist()
    }
    assert boards == {"train/t/board/0+5": 0, "train/t/board/1+5": 1}
    backward = [k for k in keys_of(network, ArcKind.BOARD) if k.endswith("-5")]
    assert backward == ["train/t/board/1-5", "train/t/board/2-5", "train/t/board/2/town-5"]


def test_the_town_of_a_station_outside_is_reached_by_road() -> None:
    network = build_backbone(train_world())
    access = arc_named(network, "train/t/alight/2/town+5")
    hub = int(network.arcs.head[access])
    assert (network.places[network.nodes.place[hub]].id, network.nodes.layer[hub]) == ("d", Layer.ROAD)
    assert network.arcs.length_m[access] == pytest.approx(1.3 * 0.9 * 3 * 36_000, rel=0.01)


@pytest.mark.parametrize(
    ("status", "departures", "returns", "flags"),
    [("running", ("08:00",), ("20:00",), [False, False]), ("suspended", ("08:00",), ("20:00",), [True, True]),
     ("planned", ("08:00",), ("20:00",), [True, True]), ("running", ("08:00",), (), [False, True])],
)  # fmt: skip
def test_trains_that_do_not_run_are_kept_but_marked(
    status: str, departures: tuple[str, ...], returns: tuple[str, ...], flags: list[bool]
) -> None:
    row = train("t", (("a", 0), ("b", 1)), status=status, departures=departures, returns=returns)
    network = build_backbone(replace(sketch_world("a==b", km_per_step=10), trains={"t": row}))
    for kind in ("board/0", "0-1/0"):
        found = [a for a in range(network.n_arcs) if f"train/t/{kind}" in network.arc_key(a)]
        if kind == "0-1/0":
            marks = {bool(network.arcs.backward[a]): bool(network.arcs.flags[a] & Flag.NOT_OPERATING) for a in found}
            assert [marks[False], marks[True]] == flags
    assert network.services == (row,)


def test_a_train_inland_takes_the_way_at_home_unless_the_one_abroad_is_half_as_long() -> None:
    """a and b of AA are joined by 12 km at home, and by 10 or 5 km through c of BB."""
    assert borders_passed(abroad_km=(2, 3, 3, 2)) == set()
    assert borders_passed(abroad_km=(1, 1, 2, 1)) == {"X", "Y"}


def borders_passed(abroad_km: tuple[float, float, float, float]) -> set[str]:
    places = {p: town(p, 70 + i / 10, 40) for i, p in enumerate("ab")} | {"c": town("c", 70.05, 40, country="BB")}
    posts = {x: replace(OPEN, id=x, name=x, mode="rail", lon=70.02, lat=40.0) for x in "XY"}
    ends = (("a", "X"), ("X", "c"), ("c", "Y"), ("Y", "b"))
    legs = [rail(f"{a}={b}", a, b, km) for (a, b), km in zip(ends, abroad_km, strict=True)]
    network = build_backbone(toy_world(
        places=places, crossings=posts, rail_legs=(*legs, rail("a=b", "a", "b", 12)),
        trains={"t": train("t", (("a", 0), ("b", 1)))},
    ))  # fmt: skip
    passed = (network.arcs.kind == ArcKind.CROSSING) & (network.arcs.layer == Layer.TRAIN)
    return {network.crossings[i].id for i in network.arcs.crossing[passed]}


def test_a_train_without_known_rails_goes_straight_over_the_named_border() -> None:
    world = sketch_world("a--X--b", km_per_step=100)
    post = replace(world.crossings["X"], mode="rail")
    world = replace(
        world, crossings={"X": post}, road_legs=(), trains={"t": train("t", (("a", 0), ("b", 6)), border="X")}
    )
    network = build_backbone(world)
    rides = np.flatnonzero((network.arcs.kind == ArcKind.RIDE) & ~network.arcs.backward)
    assert network.arcs.scheduled_s[rides].sum() == 6 * 3600
    assert network.arcs.length_m[rides].sum() == pytest.approx(1.2 * 0.9 * 600_000, rel=0.01)


def test_a_flight_joins_the_towns_both_ways() -> None:
    world = replace(sketch_world("a-b c-d", km_per_step=10), flights={"f": flight("f", "a", "c", hours=3)})
    network = build_backbone(world)
    assert arcs_of(network, ArcKind.FLY) == ["a/0>c/0", "c/0>a/0"]
    assert set(network.arcs.scheduled_s[network.arcs.kind == ArcKind.FLY]) == {3 * 3600}


def test_all_rules_of_a_leg_are_one_set() -> None:
    rules = {r.id: r for r in (pass_rule("snow", "a-b", "b-c"), pass_rule("mud", "a-b"))}
    network = build_backbone(replace(sketch_world("a-b-c", km_per_step=10), seasonal=rules))
    told = {
        network.arc_key(a): [rule.id for rule in network.season_sets[network.arcs.season[a]]]
        for a in range(network.n_arcs) if not network.arcs.backward[a]
    }  # fmt: skip
    assert told == {"a-b+0": ["snow", "mud"], "b-c+0": ["snow"]}


def test_a_rule_that_only_the_leg_names_counts_too() -> None:
    world = sketch_world("a-b", km_per_step=10)
    leg = replace(world.road_legs[0], seasonal_id="snow")
    network = build_backbone(replace(world, road_legs=(leg,), seasonal={"snow": pass_rule("snow")}))
    assert [r.id for r in network.season_sets[network.arcs.season[0]]] == ["snow"]


def test_a_leg_to_nowhere_is_refused_by_name() -> None:
    world = replace(sketch_world("a-b", km_per_step=10), road_legs=(road("a-z", "a", "z", 1),))
    with pytest.raises(DataFault, match="'z'"):
        build_backbone(world)


def test_the_same_tables_give_the_same_network() -> None:
    one, two = build_backbone(train_world()), build_backbone(train_world())
    for part in ("nodes", "arcs", "geometry"):
        for field in fields(getattr(one, part)):
            assert np.array_equal(getattr(getattr(one, part), field.name), getattr(getattr(two, part), field.name))
    assert one.leg_ids == two.leg_ids


def test_every_arc_has_a_name_of_its_own() -> None:
    for world in (port_world(), train_world()):
        network = build_backbone(world)
        names = Counter(network.arc_key(a) for a in range(network.n_arcs))
        assert max(names.values()) == 1
