"""From door to door on a network of OpenStreetMap: truck, rail, change of gauge, rail, ship and truck."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corridor_planner.domain import ArcKind, Layer
from corridor_planner.graph.network import Flag
from corridor_planner.osm.building import BuildResult
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.sailings import FerryStatus
from corridor_planner.osm.terminals import TerminalJoin
from corridor_planner.planning.build_report import report_build
from corridor_planner.planning.checks import check_plan
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.session import Planner
from corridor_planner.store.networks import open_network, save_network
from tests.support.asking import HOUR, TOYS, ask, legs, way
from tests.support.osm_files import build
from tests.support.two_shores import shores_tables, shores_world, two_shores


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    folder = tmp_path_factory.mktemp("shores")
    return build(two_shores(folder), tables=shores_tables(shores_world()))


@pytest.fixture(scope="module")
def planner(built: BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Planner:
    """On the network as it was written and opened again."""
    folder = tmp_path_factory.mktemp("store") / "shores"
    save_network(built.network, folder)
    return Planner(world=shores_world(), network=open_network(folder), data=TOYS)


@pytest.fixture(scope="module")
def joins(built: BuildResult) -> dict[str, TerminalJoin]:
    return {join.id: join for join in built.terminals}


def test_a_container_goes_by_truck_rail_of_two_gauges_ship_and_truck(planner: Planner) -> None:
    document = ask(planner, "Works", "Omega", "toy-container")
    told = [(leg.kind, leg.crossing_id) for leg in legs(document) if leg.kind not in ("wait", "queue")]
    assert told == [
        ("road", None), ("transfer", None), ("rail", None), ("crossing", "aa-bb-rail"), ("rail", None),
        ("transfer", None), ("rail", None), ("transfer", None), ("ferry", None), ("transfer", None),
        ("crossing", "aa-port-two"), ("road", None),
    ]  # fmt: skip
    notes = [leg.note.id for leg in legs(document, "transfer") if leg.note]
    assert notes == ["note.transfer", "note.gauge_change", "note.on_board", "note.off_ship"]
    gauge = legs(document, "transfer")[1]
    assert (gauge.time_s, gauge.cost["transfer"]) == (3 * HOUR, 100.0)
    read = PlanDocument.model_validate_json(document.model_dump_json(by_alias=True))
    assert read == document
    assert check_plan(planner, read).valid


def test_a_box_for_a_place_beside_the_dry_port_leaves_the_train_there(planner: Planner) -> None:
    document = ask(planner, "Works", "Field", "toy-container")
    assert way(document)[-3:] == ["terminal/bb-dry/road-rail_1435", "way/102", "way/102#1"]


def test_a_truck_takes_the_ship_that_the_table_knows_and_no_second_one(planner: Planner) -> None:
    document = ask(planner, "Port City", "Omega", "toy-truck")
    (ferry,) = legs(document, "ferry")
    assert (ferry.service_id, ferry.time_s) == ("one-two", 10 * HOUR)
    arcs = planner.network.arcs
    assert not ((arcs.kind == ArcKind.SAIL) & (arcs.service < 0)).any()


def test_the_report_tells_the_ferry_way_that_was_replaced_and_both_times(built: BuildResult) -> None:
    (match,) = built.ferries
    assert (match.id, match.status, match.ways) == ("one-two", FerryStatus.ADDED, ("way/301",))
    assert (match.osm_s, match.table_s) == (12 * HOUR, 10 * HOUR)


def test_a_terminal_joins_the_nearest_node_of_the_largest_part_not_an_islet_beside_it(
    built: BuildResult, joins: dict[str, TerminalJoin]
) -> None:
    port = built.network.nodes_of_place[built.network.place_index["bb-port-one"]]
    by_layer = {int(built.network.nodes.layer[n]): int(built.network.nodes.osm_id[n]) for n in port}
    assert by_layer == {Layer.ROAD: 41, Layer.RAIL_1435: 21, Layer.FERRY: -1}
    assert {layer: round(m, -1) for layer, m in joins["bb-port-one"].joined.items()} == {
        Layer.ROAD: 750, Layer.RAIL_1435: 360,
    }  # fmt: skip


def test_what_is_farther_than_the_limit_is_not_joined_and_told(joins: dict[str, TerminalJoin]) -> None:
    gauge, far = joins["osm-node-16"], joins["bb-far"]
    assert set(gauge.joined) == {Layer.RAIL_1520, Layer.RAIL_1435}
    assert gauge.not_joined[Layer.ROAD].limit_m == 1_000
    assert gauge.not_joined[Layer.ROAD].nearest_m > 40_000
    assert far.joined == {}
    assert far.not_joined[Layer.ROAD].limit_m == 2_000


@pytest.mark.parametrize(("road_km", "layers"), [(0.99, {0, 1}), (1.01, {1})])
def test_a_station_is_joined_to_a_road_up_to_a_kilometre_away(
    tmp_path: Path, road_km: float, layers: set[int]
) -> None:  # fmt: skip
    result = build(two_shores(tmp_path, nodes={3: (0, road_km)}), tables=shores_tables(shores_world()))
    (station,) = (join for join in result.terminals if join.id == "osm-node-11")
    assert set(station.joined) == layers


def test_a_yard_is_opened_only_as_far_as_the_way_to_its_terminal(built: BuildResult) -> None:
    network = built.network
    yard = {network.arc_key(a) for a in np.flatnonzero(network.arcs.flags & int(Flag.YARD)).tolist()}
    assert yard == {"way/204+2", "way/204-2"}
    assert built.findings.counts[FindingKind.YARD_OPENED] == 4


def test_the_build_document_holds_terminals_and_ferries(built: BuildResult) -> None:
    document = report_build(built, [], Path("out"))
    port = next(row for row in document.terminals if row.id == "bb-port-one")
    assert (port.kind, set(port.joined)) == ("sea_port", {"road", "rail_1435"})
    far = next(row for row in document.terminals if row.id == "bb-far")
    assert (far.joined, far.not_joined["road"].limit_m) == ({}, 2_000)
    assert [(row.id, row.replaces, row.osm_h, row.table_h) for row in document.ferries] == [
        ("one-two", ["way/301"], 12.0, 10.0)
    ]
