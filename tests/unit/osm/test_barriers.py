"""Barriers on nodes: gates, bollards and frames."""

from itertools import pairwise

import numpy as np
import pytest

from corridor_planner.graph.network import Flag
from corridor_planner.osm.barriers import Barrier, read_barrier
from corridor_planner.osm.findings import FindingKind
from tests.support.osm_files import build, turns, write_osm

NOBODY = Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH
CALLERS = Flag.LOCAL_CAR | Flag.LOCAL_TRUCK | Flag.LOCAL_COACH
ROAD = {"highway": "unclassified"}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"barrier": "gate"}, None),
        ({"barrier": "lift_gate"}, None),
        ({"barrier": "cattle_grid"}, None),
        ({"barrier": "toll_booth"}, None),
        ({"barrier": "border_control", "access": "no"}, None),  # a crossing, read elsewhere
        ({"barrier": "something_new"}, None),
        ({"barrier": "bollard"}, Barrier(NOBODY)),
        ({"barrier": "block"}, Barrier(NOBODY)),
        ({"barrier": "bollard", "bollard": "rising"}, None),
        ({"barrier": "bollard", "bicycle": "yes"}, Barrier(NOBODY)),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, None),
        ({"barrier": "bollard", "hgv": "yes"}, Barrier(Flag.NO_CAR | Flag.NO_COACH)),
        ({"barrier": "gate", "access": "private"}, Barrier(CALLERS)),
        ({"barrier": "gate", "motor_vehicle": "no"}, Barrier(NOBODY)),
        ({"barrier": "gate", "hgv": "no"}, Barrier(Flag.NO_TRUCK)),
        ({"barrier": "gate", "locked": "yes"}, Barrier(CALLERS)),
        ({"barrier": "height_restrictor", "maxheight": "2.5"}, Barrier(Flag(0), (("max_height_m", 2.5),))),
        ({"barrier": "gate", "maxwidth": "2.2", "maxweight": "3.5"},
         Barrier(Flag(0), (("max_mass_t", 3.5), ("max_width_m", 2.2)))),
        ({"barrier": "height_restrictor", "maxheight": "none"}, None),
    ],
)  # fmt: skip
def test_access_tags_decide_and_else_the_kind_of_barrier(tags, expected):
    assert read_barrier(tags) == expected


def draw(tmp_path, barrier, extra_way=None):
    nodes = {n: (n / 2, 0) for n in range(1, 5)} | {3: (1.5, 0, barrier), 9: (1.5, 1)}
    ways = {10: ([1, 2, 3, 4], ROAD), **({11: extra_way} if extra_way else {})}
    return build(write_osm(tmp_path / "town.osm", nodes, ways))


def reached_from_one(result, closed=0):
    network = result.network
    osm = network.nodes.osm_id.tolist()
    seen, todo = set(), [osm.index(1)]
    while todo:
        node = todo.pop()
        seen.add(node)
        todo += [int(network.arcs.head[a]) for a in range(*network.first_out[node : node + 2].tolist())
                 if not network.arcs.flags[a] & int(closed) and int(network.arcs.head[a]) not in seen]  # fmt: skip
    return {osm[node] for node in seen}


def test_a_bollard_on_a_road_parts_it(tmp_path):
    result = draw(tmp_path, {"barrier": "bollard"})
    assert reached_from_one(result) == {1, 3}
    assert turns(result) == {"1>3", "3>1", "3>4", "4>3"}
    assert result.findings.counts[FindingKind.BARRIER_APPLIED] == 1


def test_a_gate_that_is_shut_to_trucks_lets_cars_through(tmp_path):
    result = draw(tmp_path, {"barrier": "gate", "hgv": "no", "maxheight": "3"})
    assert reached_from_one(result, Flag.NO_CAR) == {1, 3, 4}
    assert reached_from_one(result, Flag.NO_TRUCK) == {1, 3}
    arcs = result.network.arcs
    through = np.flatnonzero(arcs.length_m == 0.0).tolist()
    assert [arcs.max_height_m[a] for a in through] == [3.0, 3.0]
    assert {result.network.arc_key(a) for a in through} == {"barrier/node/3+0", "barrier/node/3-0"}
    assert (arcs.max_height_m[arcs.length_m > 0] == np.inf).all()
    assert (arcs.speed_light_kmh[through] > 0).all()


def test_a_bollard_where_ways_meet_shuts_the_way_from_each_to_each(tmp_path):
    result = draw(tmp_path, {"barrier": "bollard"}, ([3, 9], ROAD))
    assert reached_from_one(result) == {1, 3}


def test_an_open_gate_and_a_bollard_at_the_end_of_a_road_change_nothing(tmp_path):
    gate = draw(tmp_path, {"barrier": "gate"})
    assert turns(gate) == {"1>4", "4>1"}
    nodes = {1: (1, 0, {"barrier": "bollard"}), 2: (2, 0)}
    end = build(write_osm(tmp_path / "end.osm", nodes, {10: ([1, 2], ROAD)}))
    assert (turns(end), end.findings.counts[FindingKind.BARRIER_APPLIED]) == ({"1>2", "2>1"}, 0)


@pytest.mark.parametrize("names", list(pairwise(("old", "new", "old"))))
def test_the_newest_version_of_a_barrier_counts_in_whatever_order_the_files_come(tmp_path, names):
    for name, version, barrier in (("old", 1, {"barrier": "bollard"}), ("new", 2, {"barrier": "gate"})):
        nodes = {1: (1, 0), 2: (2, 0, barrier), 3: (3, 0)}
        write_osm(tmp_path / f"{name}.osm", nodes, {10: ([1, 2, 3], ROAD)}, version=version)
    assert turns(build(*(tmp_path / f"{name}.osm" for name in names))) == {"1>3", "3>1"}
