"""Turn restrictions on random small networks against all sequences of turns."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridor_planner.graph.network import Flag, Network
from tests.support.osm_files import build, write_osm

ROAD = {"highway": "primary"}
CARS, TRUCKS = Flag.NO_CAR, Flag.NO_TRUCK
WORDS = ("no_left_turn", "no_u_turn", "only_straight_on", "no_entry")
Edge = tuple[int, int, int]  # from node, to node, way
Rule = dict[str, Any]
Walk = tuple[tuple[int, int], ...]  # way and node reached
LONGEST = 4


@st.composite
def roads(draw: st.DrawFn) -> dict[int, tuple[tuple[int, ...], bool]]:
    """Return up to six ways over six nodes: their nodes, and whether they are one-way."""
    n_ways = draw(st.integers(3, 6))
    ways = {}
    for way in range(10, 10 + n_ways):
        nodes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=3, unique=True))
        ways[way] = (tuple(nodes), draw(st.integers(0, 4)) == 0)
    return ways


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[int, tuple[tuple[int, ...], bool]], list[Rule]]:
    """Return ways and rules that lead over a node or over one or two ways that hang together."""
    ways = draw(roads())
    rules: list[Rule] = []
    for _ in range(draw(st.integers(1, 5))):
        passed = [way for rule in rules for way in rule["ways"]]  # so that rules overlap
        origin = draw(st.sampled_from(passed or sorted(ways)) | st.sampled_from(sorted(ways)))
        first = at = draw(st.sampled_from(ways[origin][0]))
        via_ways: tuple[int, ...] = ()
        for _ in range(draw(st.integers(0, 2))):
            onward = [w for w, (nodes, _) in sorted(ways.items()) if at in (nodes[0], nodes[-1]) and w not in via_ways]
            if onward:
                way = draw(st.sampled_from(onward))
                via_ways, at = (*via_ways, way), ways[way][0][-1 if ways[way][0][0] == at else 0]
        rules.append({
            "from": origin, "to": draw(st.sampled_from([w for w, (nodes, _) in sorted(ways.items()) if at in nodes])),
            "node": first, "ways": via_ways, "word": draw(st.sampled_from(WORDS)),
            "who": draw(st.sampled_from(("", "except", "hgv"))),
        })  # fmt: skip
    return ways, rules


def relation(rule: Rule) -> tuple[list[tuple[str, int, str]], dict[str, str]]:
    via = [("way", way, "via") for way in rule["ways"]] or [("node", rule["node"], "via")]
    key = "restriction:hgv" if rule["who"] == "hgv" else "restriction"
    tags = {"type": "restriction", key: rule["word"]}
    if rule["who"] == "except":
        tags["except"] = "motorcar"
    return [("way", rule["from"], "from"), *via, ("way", rule["to"], "to")], tags


def binds(rule: Rule, vehicle: Flag) -> bool:
    return rule["who"] == "" or vehicle is TRUCKS


class Plain:
    """Sequences of edges, straight from the drawing."""

    def __init__(self, ways: dict[int, tuple[tuple[int, ...], bool]], rules: list[Rule]) -> None:
        self.out: dict[int, list[Edge]] = defaultdict(list)
        self.ends = {way: (nodes[0], nodes[-1]) for way, (nodes, _) in ways.items()}
        self.nodes = {way: nodes for way, (nodes, _) in ways.items()}
        for way, (nodes, oneway) in ways.items():
            for a, b in pairwise(nodes):
                self.out[a].append((a, b, way))
                if not oneway:
                    self.out[b].append((b, a, way))
        self.rules = [(rule, self.vias(rule)) for rule in rules]

    def vias(self, rule: Rule) -> list[tuple[Edge, ...]]:
        """Return the edges over the via, from each end that it has."""
        if not rule["ways"]:
            return [()]
        found = []
        for start in sorted({end for way in rule["ways"] for end in self.ends[way]}):
            at, left, path = start, list(rule["ways"]), []
            while left:
                way = next((w for w in left if at in self.ends[w]), None)
                if way is None:
                    break
                left.remove(way)
                order = self.nodes[way] if self.ends[way][0] == at else self.nodes[way][::-1]
                path += [(a, b, way) for a, b in pairwise(order)]
                at = order[-1]
            if not left and all(edge in self.out[edge[0]] for edge in path):
                found.append(tuple(path))
        return found

    def forbidden(self, walk: tuple[Edge, ...], vehicle: Flag) -> bool:
        """Tell whether the last edge of a walk completes a turn that is not allowed."""
        for rule, vias in self.rules:
            for via in vias if binds(rule, vehicle) else ():
                size = len(via) + 2
                if len(walk) < size or walk[-1 - len(via) : -1] != via:
                    continue
                first, before, last = walk[-size], walk[-2], walk[-1]
                where = rule["node"] if not via else via[0][0]
                if first[2] != rule["from"] or first[1] != where or (via and first == (via[0][1], *via[0][::2])):
                    continue
                named = [
                    e for e in self.out[before[1]] if e[2] == rule["to"] and (e[2] != before[2] or e[1] == before[0])
                ]
                if rule["word"].startswith("only_"):
                    if named and last not in named:
                        return True
                elif last in named:
                    return True
        return False

    def walks(self, start: int, vehicle: Flag) -> set[Walk]:
        """Return all walks of a few edges, as the ways and nodes that they pass."""
        found: set[Walk] = set()
        todo: list[tuple[Edge, ...]] = [(edge,) for edge in self.out[start]]
        while todo:
            walk = todo.pop()
            found.add(tuple((way, node) for _, node, way in walk))
            if len(walk) < LONGEST:
                longer = [(*walk, edge) for edge in self.out[walk[-1][1]]]
                todo += [walk for walk in longer if not self.forbidden(walk, vehicle)]
        return found


def walks_on(network: Network, start: int, vehicle: Flag) -> set[Walk]:
    """Return the same from a built network."""
    arcs, osm = network.arcs, network.nodes.osm_id.tolist()
    found: set[Walk] = set()
    todo: list[tuple[Walk, int]] = [((), osm.index(start))]
    while todo:
        walk, node = todo.pop()
        found |= {walk} if walk else set()
        for arc in range(*network.first_out[node : node + 2].tolist()) if len(walk) < LONGEST else ():
            if not arcs.flags[arc] & int(vehicle):
                way = int(network.leg_ids[arcs.leg[arc]].partition("/")[2].partition("#")[0])
                head = int(arcs.head[arc])
                todo.append(((*walk, (way, osm[head])), head))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("turns")


@settings(deadline=None, max_examples=40)
@given(world=worlds())
def test_the_split_nodes_allow_exactly_the_turns_that_the_rules_allow(folder: Path, world: Any) -> None:
    ways, rules = world
    places = {n: (math.cos(n), math.sin(n)) for n in {node for nodes, _ in ways.values() for node in nodes}}
    drawn = {way: (nodes, {**ROAD, "oneway": "yes" if oneway else "no"}) for way, (nodes, oneway) in ways.items()}
    path = write_osm(folder / "turns.osm", places, drawn, {90 + i: relation(r) for i, r in enumerate(rules)})
    network = build(path, join_chains=False).network
    plain = Plain(ways, rules)
    for vehicle in (CARS, TRUCKS):
        for start in sorted(places):
            assert walks_on(network, start, vehicle) == plain.walks(start, vehicle)
    assert np.all(network.arcs.head != network.arcs.tail)
