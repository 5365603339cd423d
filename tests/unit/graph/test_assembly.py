"""From nodes and arcs in any order to a network in CSR order."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from corridor_planner.domain import Layer
from corridor_planner.errors import DataFault
from corridor_planner.graph.assembly import NetworkDraft
from corridor_planner.graph.network import Network, NetworkMeta
from tests.support.toys import pass_rule, town

META = NetworkMeta(name="toy", kind="backbone", data_version="1", attribution=())
ROADS = (("north", 0, 1, 10.0), ("north", 1, 0, 10.0), ("south", 0, 1, 20.0), ("east", 1, 2, 5.0))


def build(roads: tuple[tuple[str, int, int, float], ...]) -> Network:
    draft = NetworkDraft()
    for lon in (70.0, 71.0, 72.0):
        draft.add_node(lon, 40.0, country="AA")
    for leg in ("east", "north", "south"):  # name the legs in the same order, whatever comes first below
        draft.leg_index(leg)
    for leg, tail, head, length_m in roads:
        draft.add_arc(tail, head, leg=leg, length_m=length_m, backward=tail > head)
    return draft.freeze(META)


def test_arcs_of_each_node_stand_together_and_offsets_find_them() -> None:
    network = build(ROADS)
    assert network.first_out.tolist() == [0, 2, 4, 4]
    assert network.arcs.head.tolist() == [1, 1, 0, 2]
    assert [network.leg_ids[i] for i in network.arcs.leg] == ["north", "south", "north", "east"]


def test_order_of_arcs_does_not_matter() -> None:
    one, two = build(ROADS), build(ROADS[::-1])
    for field in fields(one.arcs):
        assert np.array_equal(getattr(one.arcs, field.name), getattr(two.arcs, field.name)), field.name


def test_incoming_arcs_are_found_by_head() -> None:
    network = build(ROADS)
    first_in, order = network.incoming
    assert {n: sorted(network.arcs.tail[order[first_in[n] : first_in[n + 1]]].tolist()) for n in range(3)} == {
        0: [1], 1: [0, 0], 2: [1],
    }  # fmt: skip


def test_arc_keys_name_leg_direction_and_layer() -> None:
    network = build(ROADS)
    assert [network.arc_key(a) for a in range(4)] == ["north+0", "south+0", "north-0", "east+0"]


def test_a_line_runs_in_travel_order_both_ways() -> None:
    draft = NetworkDraft()
    a, b = draft.add_node(70.0, 40.0), draft.add_node(72.0, 40.0)
    line = draft.add_line([(70.5, 41.0), (71.5, 41.0)])
    draft.add_arc(a, b, leg="bow", line=line)
    draft.add_arc(b, a, leg="bow", backward=True, line=line, line_reversed=True)
    network = draft.freeze(META)
    there = [(70.0, 40.0), (70.5, 41.0), (71.5, 41.0), (72.0, 40.0)]
    assert (network.line(0), network.line(1)) == (there, there[::-1])


def test_arrays_cannot_be_written() -> None:
    network = build(ROADS)
    with pytest.raises(ValueError, match="read-only"):
        network.arcs.length_m[0] = 1.0


def test_an_arc_to_a_node_that_is_not_there_is_refused() -> None:
    draft = NetworkDraft()
    here = draft.add_node(70.0, 40.0)
    draft.add_arc(here, 7, leg="nowhere")
    with pytest.raises(DataFault, match="nodes are numbered 0 to 0"):
        draft.freeze(META)


def test_a_network_without_arcs_is_a_network() -> None:
    draft = NetworkDraft(places=[town("a", 70.0, 40.0)])
    draft.add_node(70.0, 40.0, place=0, layer=Layer.FERRY)
    network = draft.freeze(META)
    assert (network.n_nodes, network.n_arcs, network.first_out.tolist()) == (1, 0, [0, 0])
    assert network.nodes_of_place == {0: (0,)}


def test_the_same_rules_are_one_set() -> None:
    draft = NetworkDraft()
    snow, mud = pass_rule("snow", "x"), pass_rule("mud", "x")
    sets = [draft.add_season_set(rules) for rules in ((snow,), (snow, mud), (snow,), ())]
    assert sets == [0, 1, 0, -1]
