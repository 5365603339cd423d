"""The checks inside of the benchmarks can fail: a wrong answer never passes as a measurement."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.asked import INSTANCES, load_places, load_routes
from benchmarks.contract import OURS, Status
from benchmarks.kept import bytes_of, open_beside_peers
from benchmarks.processes import environment, serving
from benchmarks.registry import Case, Options, get_suite
from benchmarks.runner import run_in_child
from benchmarks.shortest import Task, compare, lightest
from benchmarks.suites.store import OWN, find_extracts, read_only
from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput
from tests.support.sketch import sketch


def square() -> Task:
    """A square of roads whose corners are 1 apart, for every pair of them."""
    network = sketch("a---b\n|   |\nc---d", km_per_step=10)
    nodes = [int(network.nodes_of_place[network.place_index[name]][0]) for name in "abcd"]
    pairs = [(s, t) for s in nodes for t in nodes if s != t]
    return Task(name="square", what="", network=network, weights=np.ones(network.n_arcs), pairs=pairs)


def test_peers_and_we_find_the_same_distances_on_a_square() -> None:
    rows = list(compare(square(), peers=True, limit_s=5))
    assert {row.solver for row in rows} == {
        OURS,
        "networkx bidirectional_dijkstra",
        "networkx dijkstra",
        "scipy dijkstra",
    }
    assert all(row.status is Status.MEASURED for row in rows)
    assert sorted(rows[0].solution["distances"]) == [1.0] * 8 + [2.0] * 4


def test_a_wrong_distance_fails_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.shortest.shortest_path", lambda *_: (1.0, ()))
    ours = next(iter(compare(square(), peers=False, limit_s=5)))
    assert ours.status is Status.FAILED
    assert ours.note == "4 distances differ from scipy's"


def test_without_peers_we_alone_have_a_row_and_are_still_compared() -> None:
    rows = list(compare(square(), peers=False, limit_s=5))
    assert [(row.solver, row.peer, row.ratio, row.note) for row in rows] == [(OURS, None, None, "all distances equal")]


def test_no_way_is_the_same_for_all() -> None:
    task = square()
    cut = replace(task, weights=np.where(task.network.arcs.tail == task.pairs[0][0], math.inf, task.weights))
    rows = list(compare(cut, peers=True, limit_s=5))
    assert all(row.status is Status.MEASURED for row in rows)
    assert rows[0].solution["distances"].count(None) == 3


def test_of_parallel_arcs_peers_get_the_lightest() -> None:
    task = square()
    network = task.network
    weights = np.arange(1.0, network.n_arcs + 1)
    tail, head, weight = lightest(network, weights)
    assert len(set(zip(tail.tolist(), head.tolist(), strict=True))) == len(tail)
    for s, t, w in zip(tail, head, weight, strict=True):
        assert w == weights[(network.arcs.tail == s) & (network.arcs.head == t)].min()


def test_a_network_comes_back_whole_from_every_file(tmp_path: Path) -> None:
    rows = list(open_beside_peers("open", "open it", square().network, tmp_path, peers=True, limit_s=0.05))
    assert all(row.status is Status.MEASURED for row in rows)
    assert {"open", "open:read", "open:verify", "open:save"} == {row.name for row in rows}
    assert rows[0].size["bytes"] == bytes_of(tmp_path / "store") > 0


def test_the_shipped_questions_can_be_read() -> None:
    routes, places = load_routes(None), load_places(None)
    assert {route.timed for route in routes} == {True, False}
    assert len({route.name for route in routes}) == len(routes)
    assert any(place.first_id == "" for place in places)
    block = next(route for route in routes if route.request.avoid_countries)
    assert block.arguments.count("--avoid-country") == block.query.count("avoid_country=") == 3


def test_questions_without_their_columns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "routes.csv").write_text("name,from\nx,y\n", encoding="utf-8")
    with pytest.raises(DataFault, match="columns"):
        load_routes(tmp_path)
    assert load_places(tmp_path) == load_places(INSTANCES)


def test_a_folder_without_extracts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput, match=r"no \.osm\.pbf"):
        find_extracts(tmp_path)
    monkeypatch.setenv("CORRIDOR_SHARED", str(tmp_path))
    assert find_extracts(None) == (OWN,)


def test_the_bare_reading_sees_the_ways_of_the_fixture() -> None:
    ways, points = read_only(OWN)
    assert ways > 5
    assert points > 2 * ways - 1


def test_a_case_that_breaks_costs_its_row_only() -> None:
    broken = Case(name="no-such-case", what="", run=lambda _options: iter(()))
    rows = list(run_in_child(get_suite("store"), broken, Options()))
    assert [row.status for row in rows] == [Status.FAILED]
    assert "StopIteration" in rows[0].note


def test_a_server_that_ends_at_once_is_told_with_its_words() -> None:
    talk = [sys.executable, "-c", "print('the port is taken')"]
    with pytest.raises(EnvironmentFault, match="the port is taken"), serving(talk, environment(), limit_s=20):
        pytest.fail("it never became ready")
