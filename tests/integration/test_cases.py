"""Small inputs that other tools got wrong, built and routed by coordinates as a person would.

The files were drawn after public bug reports; positions are near real places so that countries are
known. Lengths are geodesic along the nodes as drawn, +-0.6 %.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.domain import ArcKind, Criterion, Load, RouteRequest, Spread
from corridor_planner.osm.building import BuildResult, build_from_osm
from corridor_planner.osm.findings import FindingKind
from corridor_planner.planning.documents import LegDoc, PlanDocument
from corridor_planner.planning.networks import build_tables
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner
from corridor_planner.resources import data_file
from corridor_planner.store.networks_rules import load_network_rules

CASES = Path(__file__).parents[1] / "data" / "cases"
NODES = {
    "transit_detour": {1: "72.8,40.52", 5: "72.25,41.36"},
    "border_closed": {1: "74.62,42.9", 3: "74.72,43.1"},
    "island_snap": {1: "71.4,51.1", 3: "71.48,51.13"},
    "oneway_forms": {n: f"{69.2 + 0.02 * (n - 1):.2f},41.3" for n in (1, 2, 3, 4, 6, 7, 8, 9, 10)},
    "access_shortcuts": {1: "69.6,42.3", 2: "69.8,42.3", 13: "69.7,42.34"},
    "truck_limits": {1: "68.6,38.55", 2: "68.8,38.55"},
    "gauge_break": {1: "79.6,44.1", 2: "80.25,44.18", 3: "80.41,44.22", 4: "80.9,44.1"},
    "seasonal_pass": {1: "73.7,42.6", 3: "73.9,42.1"},
    "parallel_roads": {1: "76.9,43.25", 2: "77.02,43.25"},
    "ferry_split": {1: "49.44,39.978", 4: "51.62,43.165", 5: "52.97,40.02", 10: "49.8,40.35", 11: "51.45,43.5"},
}  # fmt: skip
X, Y = "osm-node-2", "kz-kg-karasu-road"  # of border_closed: shut on the map; matched with a row of the tables
Build = Callable[..., BuildResult]
Go = Callable[..., PlanDocument]


@pytest.fixture(scope="module")
def build(planner: Planner) -> Build:
    tables = build_tables(planner.world, load_network_rules(None))
    kept: dict[tuple[str, ...], BuildResult] = {}

    def from_files(*names: str) -> BuildResult:
        if names not in kept:
            kept[names] = build_from_osm([CASES / f"{n}.osm" for n in names], tables, name="case",
                                         progress=lambda _stage, _share: None)  # fmt: skip
        return kept[names]

    return from_files


@pytest.fixture(scope="module")
def go(build: Build, planner: Planner, tmp_path_factory: pytest.TempPathFactory) -> Go:
    """Route between nodes of a case; ``mass_t`` and ``height_m`` make a truck of that size from the shipped one."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "profiles").mkdir()

    def route(case: str, origin: int | str, destination: int | str, profile: str = "car", *, mass_t: float = 0.0,
              height_m: float = 0.0, no_waits: bool = False, **more: object) -> PlanDocument:  # fmt: skip
        if mass_t:
            profile = f"truck-{mass_t:g}-{height_m:g}".replace(".", "_")
            text = data_file("profiles/truck-40t.toml").read_text(encoding="utf-8")
            text = text.replace('name = "truck-40t"', f'name = "{profile}"').replace(
                "mass_t = 40.0", f"mass_t = {mass_t}"
            )
            (folder / "profiles" / f"{profile}.toml").write_text(
                text.replace("height_m = 4.0", f"height_m = {height_m}"), encoding="utf-8"
            )
        network = build(case).network
        if no_waits:
            free = tuple(
                replace(c, freight_wait=Spread.exactly(0), passenger_waits=tuple(
                    replace(wait, wait=Spread.exactly(0)) for wait in c.passenger_waits))
                for c in network.crossings
            )  # fmt: skip
            network = replace(network, crossings=free)
        ends = [end if isinstance(end, str) else NODES[case][end] for end in (origin, destination)]
        more.setdefault("depart_text", "2025-07-15")
        return plan_route(Planner(world=planner.world, network=network, data=folder), RouteRequest(
            origin=ends[0], destination=ends[1], profile=profile, **more,
        ))  # type: ignore[arg-type]  # fmt: skip

    return route


def km(plan: PlanDocument) -> float:
    assert plan.status == "optimal", plan.reason
    return plan.plans[0].totals.distance_m / 1000


def near(expected_km: float) -> object:
    return pytest.approx(expected_km, rel=0.006)


def ways(plan: PlanDocument) -> list[int]:
    """OpenStreetMap ways that are used, once each in order."""
    assert plan.status == "optimal", plan.reason
    assert plan.route is not None
    return list(dict.fromkeys(int(m[1]) for key in plan.route.arcs[0] if (m := re.match(r"way/(\d+)", key))))


def legs(plan: PlanDocument, kind: str) -> list[LegDoc]:
    return [leg for leg in plan.plans[0].legs if leg.kind == kind]


@pytest.mark.parametrize("profile", ["car", "coach", "truck-40t"])
def test_two_border_posts_are_no_short_cut(go: Go, profile: str) -> None:
    plan = go("transit_detour", 1, 5, profile)
    assert (km(plan), plan.plans[0].totals.crossings, ways(plan)) == (near(161.7), 0, [202])


def test_without_any_wait_the_way_through_the_neighbour_is_shorter(go: Go) -> None:
    plan = go("transit_detour", 1, 5, no_waits=True)
    assert (km(plan), ways(plan)) == (near(122.7), [201])
    sides = [(leg.origin.country, leg.destination.country) for leg in legs(plan, "crossing")]
    assert sides == [("KG", "UZ"), ("UZ", "KG")]


def test_with_the_neighbour_avoided_the_way_stays_at_home_whatever_the_waits(go: Go) -> None:
    plan = go("transit_detour", 1, 5, no_waits=True, avoid_countries=("UZ",))
    assert (km(plan), ways(plan)) == (near(161.7), [202])


def test_what_the_map_says_is_shut_is_gone_round(go: Go) -> None:
    plan = go("border_closed", 1, 3)
    assert (km(plan), [leg.crossing_id for leg in legs(plan, "crossing")]) == (near(84.3), [Y])


def test_with_the_other_crossing_avoided_both_are_named_with_their_reasons(go: Go) -> None:
    answer = go("border_closed", 1, 3, avoid_crossings=(Y,))
    assert answer.status == "no_plan"
    reasons = {message.values["crossing_id"]: message.id for message in answer.blocked}
    assert reasons == {X: "refused.closed", Y: "refused.avoided_crossing"}
    assert all(message.values["crossing"] in message.text for message in answer.blocked)


def test_a_point_beside_an_island_is_snapped_to_the_road_network(go: Go) -> None:
    plan = go("island_snap", 1, "71.4400,51.1260")
    assert km(plan) == near(3.58)
    assert plan.route is not None
    assert [snap["distance_m"] for snap in plan.route.snaps] == [pytest.approx(0, abs=1), pytest.approx(668, rel=0.01)]


@pytest.mark.parametrize(("origin", "destination", "open_"), [
    (1, 2, True), (2, 1, False), (3, 2, True), (2, 3, False), (3, 4, True), (4, 3, True), (4, 6, True), (6, 4, True),
    (6, 7, True), (7, 6, False), (7, 8, True), (8, 7, True), (8, 9, True), (9, 8, False), (10, 9, True), (9, 10, False),
    (1, 4, False),
])  # fmt: skip
def test_every_form_of_oneway_is_obeyed(build: Build, origin: int, destination: int, open_: bool) -> None:
    network = build("oneway_forms").network
    follows = {(int(t), int(h)) for t, h in zip(network.nodes.osm_id[network.arcs.tail],
                                                network.nodes.osm_id[network.arcs.head], strict=True)}  # fmt: skip
    reached, front = {origin}, [origin]
    while front:
        here = front.pop()
        for tail, head in follows:
            if tail == here and head not in reached:
                reached.add(head)
                front.append(head)
    assert (destination in reached) is open_


def test_round_the_roundabout_one_way_only(go: Go) -> None:
    plan = go("oneway_forms", 3, 6)
    assert 704 in ways(plan)


@pytest.mark.parametrize(("profile", "expected_km", "way"), [("car", 19.88, 805), ("truck-40t", 21.20, 806)])
def test_through_traffic_takes_no_private_short_cut(go: Go, profile: str, expected_km: float, way: int) -> None:
    plan = go("access_shortcuts", 1, 2, profile)
    assert (km(plan), ways(plan)) == (near(expected_km), [way])


def test_who_wants_to_go_there_may_use_the_road_for_residents(go: Go) -> None:
    assert ways(go("access_shortcuts", 1, 13)) == [804]


@pytest.mark.parametrize(
    ("mass_t", "height_m", "expected_km", "way"),
    [(40, 4.0, 21.94, 906), (38, 3.9, 20.66, 905), (18, 3.9, 19.56, 904), (18, 3.75, 17.57, 901), (3, 2.5, 17.57, 901),
     (40, 4.5, 23.35, 907)],
)  # fmt: skip
def test_a_truck_keeps_to_limits_of_height_and_weight(
    go: Go, mass_t: float, height_m: float, expected_km: float, way: int
) -> None:
    plan = go("truck_limits", 1, 2, mass_t=mass_t, height_m=height_m, load=Load(mass_t=1.0))
    assert (km(plan), ways(plan)) == (near(expected_km), [way])


def test_a_legal_height_that_is_only_implied_is_counted(build: Build) -> None:
    assert build("truck_limits").findings.counts[FindingKind("legal_height")] >= 1


def test_freight_changes_gauge_once_where_both_gauges_lie(go: Go) -> None:
    plan = go("gauge_break", 1, 4, "container-block-train")
    assert km(plan) == near(107.7)
    (change,) = [leg for leg in legs(plan, "transfer") if leg.note and leg.note.id == "note.gauge_change"]
    assert (change.origin.lon, change.origin.lat) in [(80.25, 44.18), (80.41, 44.22)]


@pytest.mark.parametrize(("origin", "destination"), [(1, 3), (4, 2)])
def test_over_a_track_of_both_gauges_nothing_changes(go: Go, origin: int, destination: int) -> None:
    plan = go("gauge_break", origin, destination, "container-block-train")
    assert legs(plan, "transfer") == []


def test_without_a_change_a_train_gets_no_farther_than_its_gauge(build: Build) -> None:
    network = build("gauge_break").network
    on_rails = network.arcs.kind == ArcKind.RAIL
    osm = network.nodes.osm_id
    reached: dict[int, set[int]] = {}
    for layer in (1, 2):
        ends = [(int(osm[t]), int(osm[h])) for t, h, ok in zip(network.arcs.tail, network.arcs.head,
                on_rails & (network.arcs.layer == layer), strict=True) if ok]  # fmt: skip
        reached[layer] = {node for pair in ends for node in pair}
    assert {n for n in reached[1] if n in (1, 2, 3, 4)} == {1, 2, 3}
    assert {n for n in reached[2] if n in (1, 2, 3, 4)} == {2, 3, 4}


@pytest.mark.parametrize(
    ("day", "expected_km", "way"),
    [("2025-07-15", 57.96, 1101), ("2025-09-30", 57.96, 1101), ("2025-10-01", 143.71, 1102),
     ("2025-12-15", 143.71, 1102), ("2025-05-31", 143.71, 1102), ("2025-06-01", 57.96, 1101)],
)  # fmt: skip
def test_a_pass_is_open_by_the_date_of_departure(go: Go, day: str, expected_km: float, way: int) -> None:
    plan = go("seasonal_pass", 1, 3, depart_text=day)
    assert (km(plan), ways(plan)) == (near(expected_km), [way])


def test_without_a_date_the_plan_says_which_one_it_took(go: Go) -> None:
    plan = go("seasonal_pass", 1, 3, depart_text="")
    assert "warning.default_departure" in {warning.id for warning in plan.plans[0].warnings}


@pytest.mark.parametrize(
    ("criterion", "expected_km", "way"), [(Criterion.TIME, 14.776, 1202), (Criterion.COST, 9.745, 1201)]
)
def test_of_two_roads_between_the_same_nodes_length_time_and_line_belong_together(
    go: Go, criterion: Criterion, expected_km: float, way: int
) -> None:
    plan = go("parallel_roads", 1, 2, criterion=criterion)
    (leg,) = legs(plan, "road")
    assert (km(plan), ways(plan)) == (near(expected_km), [way])
    assert ((76.96, 43.3) in leg.geometry) is (way == 1202)
    legal_h = expected_km / (90 if way == 1202 else 30)
    assert legal_h <= leg.time_s / 3600 < 1.5 * legal_h


def test_a_ferry_takes_its_whole_duration_and_roads_join_it(go: Go) -> None:
    plan = go("ferry_split", 10, 11)
    by_mode = {kind: sum(leg.distance_m for leg in legs(plan, kind)) / 1000 for kind in ("road", "ferry")}
    assert by_mode == {"road": near(51.5 + 39.7), "ferry": near(398.8)}
    assert sum(leg.time_s for leg in legs(plan, "ferry")) == pytest.approx(72_000, rel=0.01)


def test_ships_do_not_meet_at_sea(go: Go) -> None:
    answer = go("ferry_split", 10, 5)
    assert answer.status == "no_plan"
    assert answer.reason is not None
    assert answer.reason.text


@pytest.mark.parametrize("order", [("extract_north", "extract_south"), ("extract_south", "extract_north")])
def test_overlapping_extracts_are_joined_in_either_order(planner: Planner, build: Build, order: Sequence[str]) -> None:
    network = build(*order).network
    plan = plan_route(Planner(world=planner.world, network=network), RouteRequest(
        origin=node_at(network, 1), destination=node_at(network, 7), profile="car", depart_text="2025-07-15",
    ))  # fmt: skip
    assert km(plan) == near(61.97)
    assert len(legs(plan, "crossing")) <= 1


def node_at(network: object, osm_id: int) -> str:
    nodes = network.nodes  # type: ignore[attr-defined]
    (index,) = {i for i, one in enumerate(nodes.osm_id.tolist()) if one == osm_id}
    return f"{nodes.lon[index]:.6f},{nodes.lat[index]:.6f}"


def test_a_gap_of_a_clipped_way_is_not_bridged(planner: Planner, build: Build) -> None:
    result = build("clipped_ways")
    planner = Planner(world=planner.world, network=result.network)
    ends = [node_at(result.network, n) for n in (1, 6)]
    answer = plan_route(planner, RouteRequest(origin=ends[0], destination=ends[1], profile="car"))
    print(answer.reason, answer.route.snaps)
    assert answer.status == "no_plan"
