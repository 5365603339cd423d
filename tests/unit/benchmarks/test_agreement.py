"""Routers that differ are told apart by the element that one of them does not let pass."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import networkx as nx
import pytest

from benchmarks.contract import OURS, Status
from benchmarks.differences import NEAR_M, differ, explain, length_m, reaches
from benchmarks.ground import read_ground
from benchmarks.own_roads import OwnRoads, Shut
from benchmarks.peer_routers import _decoded
from benchmarks.peers import Answer, routing, why_absent
from benchmarks.registry import Options
from benchmarks.suites import agreement
from benchmarks.suites.agreement import SUITE, agree
from corridor_planner.errors import EnvironmentFault
from corridor_planner.planning.networks import build_network
from corridor_planner.planning.session import open_planner
from corridor_planner.units import great_circle_m
from tests.support.osm_files import write_osm

ROAD = {"highway": "tertiary"}
NODES = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0), 5: (1, 2), 6: (2, 2)}
LADDER = {10: ([1, 2], ROAD), 11: ([2, 3], ROAD), 12: ([3, 4], ROAD), 13: ([2, 5], ROAD), 14: ([5, 6], ROAD),
          15: ([6, 3], ROAD)}  # fmt: skip
ENDS = ((1, 2), (3, 4))  # from the middle of the first kilometre to the middle of the third


def roads(tmp_path, ways=LADDER, nodes=NODES, relations=None):
    """A straight road 1-2-3-4 of 3 km, and a detour 2-5-6-3 of 5 km."""
    source = write_osm(tmp_path / "ladder.osm", nodes, ways, relations)
    build_network([source], tmp_path / "ladder", name="ladder")
    return OwnRoads(open_planner(str(tmp_path / "ladder")), read_ground(source))


class ToyRouter:
    """A peer that drives all steps and turns of the ground but some; points lie within steps."""

    def __init__(self, ground, *, without=(), turns=(), over=()):
        self.ground, self.turns, self.over = ground, set(turns), set(over)
        self.steps = [step for step in ground.way_of if step not in set(without)]

    def snap(self, point):
        near = [self._on(step, point)[0] for step in self.steps]
        return min(near, key=lambda place: great_circle_m(*place, *point))

    def route(self, source, target):
        begins, ends = (
            [(step, share) for step in self.steps for place, share in [self._on(step, point)]
             if great_circle_m(*place, *point) < NEAR_M]
            for point in (source, target)
        )  # fmt: skip
        if not begins or not ends:
            return Answer(line=[(0.0, 0.0), (0.0, 0.0)], seconds=0.001)  # it moves the end elsewhere
        graph = nx.DiGraph()
        for path in self._paths():
            graph.add_edge(path[:-1], path[1:], m=self._m(path[-2:]))
        for step, share in begins:
            for state in list(graph):
                if state[-2:] == step and state[0] is None:
                    graph.add_edge("from", state, m=self._m(step) * (1 - share))
            for other, other_share in ends:
                if step == other and share <= other_share:
                    graph.add_edge("from", "to", m=self._m(step) * (other_share - share))
        for step, share in ends:
            for state in [s for s in graph if isinstance(s, tuple) and s[-2:] == step]:
                for before in [b for b in graph.predecessors(state) if b != "from"]:
                    graph.add_edge(before, ("end", *state), m=self._m(step) * share)
                    graph.add_edge(("end", *state), "to", m=0.0)
        try:
            found = nx.shortest_path(graph, "from", "to", weight="m")
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return None
        inner = [self.ground.places[state[-1]] for state in found[1:-2]]
        return Answer(line=[source, *inner, target], seconds=0.001)

    def _paths(self):
        """Yield four nodes in a row that may be driven; the first two may be None at the begin of a way."""
        for one in self.steps:
            for two in (step for step in self.steps if step[0] == one[1] and step[1] != one[0]):
                if (*one, two[1]) in self.turns:
                    continue
                yield None, *one, two[1]
                for three in (step for step in self.steps if step[1] == one[0] and step[0] != one[1]):
                    four = (three[0], *one, two[1])
                    if four not in self.over and four[:3] not in self.turns:
                        yield four

    def _on(self, step, point):
        (ax, ay), (bx, by) = (self.ground.places[node] for node in step)
        share = ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        share = min(max(share, 0.0), 1.0)
        return (ax + (bx - ax) * share, ay + (by - ay) * share), share

    def _m(self, step):
        return great_circle_m(*self.ground.places[step[0]], *self.ground.places[step[1]])


def explained(own, router, ends=ENDS):
    answer = router.route(*(own.middle(step) for step in ends))
    found = explain(own, router, ends, own.network.arcs.length_m, answer.line if answer else None)
    return found.whole, [cause.told() for cause in found.causes]


def test_a_way_may_be_searched_again_with_a_step_or_a_turn_shut(tmp_path):
    own = roads(tmp_path)
    weights = own.network.arcs.length_m
    straight, round_about = [1, 2, 3, 4], [1, 2, 5, 6, 3, 4]
    drive = own.way(*ENDS, weights)
    assert drive.nodes == straight
    assert drive.weight == pytest.approx(2_000, abs=1)
    assert own.way(*ENDS, weights, Shut(steps=frozenset({(2, 3)}))).nodes == round_about
    assert own.way(*ENDS, weights, Shut(turns=frozenset({(1, 2, 3)}))).weight == pytest.approx(6_000, abs=1)
    assert own.way(*ENDS[::-1], weights, Shut(turns=frozenset({(1, 2, 3)}))).nodes == straight[::-1]
    assert own.way(*ENDS, weights, Shut(steps=frozenset({(1, 2)}))) is None


def test_both_searches_find_the_same_ways(tmp_path):
    own = roads(tmp_path, LADDER | {14: ([5, 6], ROAD | {"oneway": "yes"})})
    weights = own.network.arcs.length_m
    elsewhere = Shut(steps=frozenset({(7, 8)}))
    for source in own.ends():
        for target in own.ends():
            if source != target:
                one, other = own.way(source, target, weights), own.way(source, target, weights, elsewhere)
                assert one.weight == pytest.approx(other.weight, abs=0.01)


def test_a_road_that_the_peer_has_not_is_named(tmp_path):
    own = roads(tmp_path)
    assert explained(own, ToyRouter(own.ground, without=[(2, 3), (3, 2)])) == (
        True, ["way/11 highway=tertiary: the peer has no such road for cars"],
    )  # fmt: skip


def test_a_direction_that_the_peer_does_not_drive_is_named(tmp_path):
    own = roads(tmp_path)
    assert explained(own, ToyRouter(own.ground, without=[(2, 3)])) == (
        True, ["way/11 highway=tertiary: the peer does not drive it in this direction"],
    )  # fmt: skip


def test_a_node_that_the_peer_does_not_pass_is_named_with_its_tags(tmp_path):
    own = roads(tmp_path, nodes=NODES | {2: (1, 0, {"access": "permissive", "motorcar": "yes"})})
    whole, causes = explained(own, ToyRouter(own.ground, turns=[(1, 2, 3)]))
    assert (whole, causes) == (True, ["node/2 access=permissive motorcar=yes: the peer does not pass"])


def test_all_causes_of_a_difference_are_found(tmp_path):
    own = roads(tmp_path)
    whole, causes = explained(own, ToyRouter(own.ground, without=[(2, 3), (3, 2), (5, 6)]))
    assert whole
    assert [cause.partition(" ")[0] for cause in causes] == ["way/11", "way/14"]


def test_what_we_close_is_named_when_ours_is_longer(tmp_path):
    ways = LADDER | {11: ([2, 3], ROAD | {"motor_vehicle": "no"})}
    own = roads(tmp_path, ways)
    assert explained(own, ToyRouter(own.ground)) == (True, ["way/11 motor_vehicle=no: we close it to cars"])


def test_a_restriction_that_only_we_obey_is_named(tmp_path):
    relation = {20: ([("w", 10, "from"), ("n", 2, "via"), ("w", 11, "to")],
                     {"type": "restriction", "restriction": "no_straight_on"})}  # fmt: skip
    own = roads(tmp_path, relations=relation)
    assert explained(own, ToyRouter(own.ground)) == (
        True, ["node/2 relation/20 no_straight_on: we allow no such turn"],
    )  # fmt: skip


def test_a_stretch_that_the_peer_drives_only_in_parts_is_named(tmp_path):
    own = roads(tmp_path)
    whole, causes = explained(own, ToyRouter(own.ground, over=[(1, 2, 3, 4)]))
    assert (whole, causes) == (True, ["way/11 highway=tertiary: the peer does not drive through"])


def test_restrictions_over_a_way_are_told_with_its_nodes(tmp_path):
    relation = {20: ([("w", 10, "from"), ("w", 11, "via"), ("w", 12, "to")],
                     {"type": "restriction", "restriction": "no_straight_on"})}  # fmt: skip
    ground = read_ground(write_osm(tmp_path / "ladder.osm", NODES, LADDER, relation))
    assert ground.restrictions == {node: ["relation/20 no_straight_on over a way"] for node in (2, 3)}


def test_turning_round_in_the_road_is_named(tmp_path):
    """We drive past a turn that the peer denies, turn round at the next junction and come from the other side."""
    nodes = {1: (0, 0), 2: (1, 0), 3: (1.2, 0), 4: (1, 3), 5: (1.2, 3), 6: (9, 0)}
    ways = {10: ([1, 2], ROAD), 11: ([2, 3], ROAD), 12: ([2, 4], ROAD), 13: ([3, 6], ROAD), 14: ([6, 5], ROAD),
            15: ([5, 4], ROAD), 16: ([3, 5], ROAD | {"oneway": "-1"})}  # fmt: skip
    own = roads(tmp_path, ways, nodes)
    router = ToyRouter(own.ground, without=[(3, 5)], turns=[(1, 2, 4)])
    whole, causes = explained(own, router, ((1, 2), (2, 4)))
    assert (whole, causes) == (True, [
        "way/10 to way/12 highway=tertiary to highway=tertiary: the peer does not pass",
        "node/3: the peer does not turn round in the road",
    ])  # fmt: skip


def test_a_longer_way_without_any_cause_stays_unexplained(tmp_path):
    own = roads(tmp_path)
    round_about = [own.middle(ENDS[0]), *own.ground.line([2, 5, 6, 3]), own.middle(ENDS[1])]
    found = explain(own, ToyRouter(own.ground), ENDS, own.network.arcs.length_m, round_about)
    assert (found.whole, found.causes) == (False, ())


def test_ends_on_a_local_road_may_be_left_either_way(tmp_path):
    own = roads(tmp_path, LADDER | {11: ([2, 3], ROAD | {"motor_vehicle": "destination"})})
    weights = own.network.arcs.length_m
    assert own.way((2, 3), (3, 4), weights).nodes == [2, 3, 4]
    assert own.way(*ENDS, weights).nodes == [1, 2, 5, 6, 3, 4]


def test_lengths_within_one_percent_are_equal_and_no_way_equals_no_way():
    assert not differ(1000.0, 1009.0)
    assert differ(1000.0, 1011.0)
    assert not differ(None, None)
    assert differ(None, 1.0)


def test_a_line_between_other_points_does_not_reach():
    near, far = (10.0, 0.0), (10.0, 0.001)
    assert reaches([near, far], near, far)
    assert not reaches([near, far], near, (10.0, 0.002))
    assert not reaches([], near, far)
    assert length_m([near, far]) == pytest.approx(111.2, abs=0.1)


def test_an_encoded_line_comes_back():
    assert _decoded("_izlhA~rlgdF_{geC~ywl@_kwzCn`{nI") == [[-120.2, 38.5], [-120.95, 40.7], [-126.453, 43.252]]


def test_without_the_peers_the_rows_say_so_and_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CORRIDOR_PEERS", str(tmp_path / "python"))
    rows = [row for case in SUITE.cases for row in case.run(Options())]
    assert {row.status for row in rows} == {Status.SKIPPED}
    assert len(rows) == len(SUITE.cases)
    assert all("make peers" in row.note for row in rows)


def test_a_peer_that_does_not_become_ready_is_told_with_its_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CORRIDOR_PEERS", sys.executable)
    with pytest.raises(EnvironmentFault, match="not installed"), routing("osrm", tmp_path / "no.osm", "car"):
        pytest.fail("it cannot be ready")


@pytest.mark.parametrize("peer", ["osrm", "valhalla"])
def test_a_peer_agrees_on_a_ladder_of_roads(peer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if reason := why_absent(peer):
        pytest.skip(reason)
    import osmium

    source = write_osm(tmp_path / "ladder.osm", NODES, LADDER)
    folder = tmp_path / "extract"
    folder.mkdir()
    with osmium.SimpleWriter(str(folder / "ladder.osm.pbf")) as writer:
        for element in osmium.FileProcessor(str(source)):
            writer.add(element)
    monkeypatch.setattr(agreement, "PAIRS", 10)
    row, *reasons = agree(peer, False, Options(data=folder))
    assert (row.solver, row.status, reasons) == (OURS, Status.MEASURED, [])
    assert (row.measures["within_1pct_share"], row.measures["reachable_agree_share"]) == (1.0, 1.0)
    assert row.size["in_both"] == 10


def test_the_rows_carry_the_shares_of_the_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = roads(tmp_path, LADDER | {11: ([2, 3], ROAD | {"motor_vehicle": "no"})})
    monkeypatch.setattr(agreement, "PAIRS", 15)
    tally = agreement._asked(own, ToyRouter(own.ground), own.network.arcs.length_m, fastest=False, seed=1)
    row = agreement._summary("toy", "", "toy", tally, fastest=False)
    told = json.loads(json.dumps(row.to_json()))
    assert told["status"] == "failed"
    assert 0 < told["within_1pct_share"] < 1
    assert told["reachable_agree_share"] == 1
    assert all(pair["causes"] == ["way/11 motor_vehicle=no: we close it to cars"] for pair in told["differing"])
    reasons = list(agreement._reasons("toy", "toy", tally))
    assert [(r.what, r.note) for r in reasons] == [("why: motor_vehicle=no, we close it to cars", "way/11")]
    assert reasons[0].size["pairs"] == len(told["differing"])
