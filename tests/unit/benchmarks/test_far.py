"""Benchmarks on a continental network, on a grid in its place: rows are measured, checked, or skipped."""

import numpy as np
import pytest

from benchmarks import continental, far_searches
from benchmarks.contract import OURS, Status
from benchmarks.far_peers import NETWORKX, SCIPY, missing
from benchmarks.peers import Table
from benchmarks.registry import Options
from benchmarks.suites import matrix

SIDE = 40
QUICK = Options(seconds=0.05)


@pytest.fixture
def grid(monkeypatch):
    """Roads between the crossings of a grid, in the box of the benchmark, of 1 to 3 km; one crossing lies alone."""
    random = np.random.default_rng(3)
    raw: list[dict[int, float]] = [{} for _ in range(SIDE * SIDE + 1)]
    for node in range(SIDE * SIDE):
        for other in ([node + 1] if node % SIDE < SIDE - 1 else []) + [node + SIDE] * (node < SIDE * (SIDE - 1)):
            raw[node][other] = raw[other][node] = round(float(random.uniform(1, 3)), 3)
    places = [[40 + 0.01 * (node // SIDE), 60 + 0.01 * (node % SIDE)] for node in range(SIDE * SIDE + 1)]
    built = continental.highways_of(raw, places)
    monkeypatch.setattr(continental, "available", lambda: True)
    monkeypatch.setattr(continental, "load", lambda: built)
    return built


def test_the_largest_part_inside_the_box_is_drawn_from(grid):
    assert len(grid.inside) == len(grid.joined) == SIDE * SIDE
    pairs = grid.pairs(50, seed=1)
    assert len(pairs) == 50
    assert pairs == grid.pairs(50, seed=1)
    assert all(a != b and SIDE * SIDE not in (a, b) for a, b in pairs)


def test_distances_ways_and_searches_agree_with_the_peers(grid):
    rows = list(far_searches.distances(QUICK))
    assert not [row for row in rows if row.status is Status.FAILED]
    ours = {row.name for row in rows if row.solver == OURS}
    assert ours == {f"far-{part}:{where}" for part in ("distance", "path", "a-star") for where in ("asia", "world")}
    asked = {row.solver for row in rows if row.status is Status.MEASURED}
    assert {NETWORKX, SCIPY} <= asked
    assert {row.solver for row in rows if row.status is Status.SKIPPED} == {*missing(), far_searches.TOO_LONG}


def test_a_wrong_answer_fails_its_row(grid, monkeypatch):
    monkeypatch.setattr(far_searches, "straight_rate", lambda network, weights: 1e9)  # a bound that is none
    rows = {row.name: row for row in far_searches.distances(QUICK) if row.solver == OURS}
    assert rows["far-a-star:asia"].status is Status.FAILED
    assert rows["far-path:asia"].status is Status.MEASURED


@pytest.mark.parametrize("case", [far_searches.prepare, far_searches.routes, matrix.far, matrix.far_criteria])
def test_every_other_row_is_measured_too(grid, case):
    rows = list(case(QUICK))
    assert rows
    assert all(row.status is Status.MEASURED or row.note.startswith("needs the package") for row in rows)


@pytest.mark.parametrize(
    "case", [far_searches.prepare, far_searches.distances, far_searches.routes, matrix.far, matrix.far_criteria]
)
def test_without_the_package_a_row_says_so(case, monkeypatch):
    monkeypatch.setattr(continental, "available", lambda: False)
    (row,) = case(QUICK)
    assert row.status is Status.SKIPPED
    assert "scgraph_data" in row.note


def test_a_table_of_a_peer_is_told_by_what_it_reaches_and_how_fast_it_is():
    table = Table(version="1", prepare_s=3.0, each_s=[0.1], seconds=[[0.0, 30.0], [None, 0.0]])
    told = matrix._beside(table, np.array([[0.0, 20.0], [np.inf, 0.0]]))
    assert told == "100.0% reachable in both or neither, its times 1.50 of ours; ready after 3.0 s"
    assert matrix._beside(table, np.array([[0.0, 20.0], [5.0, 0.0]])).startswith("75.0%")


def test_driving_times_on_a_built_network_equal_those_of_scipy():
    (row,) = matrix.built(Options(seconds=0.05, peers=False))
    assert row.status is Status.MEASURED, row.note
