"""Seasonal rules of the tables on drawn roads: a pass road of 40 km from a to b, and a valley road of 80 km."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.domain import SeasonalRule
from corridor_planner.osm.building import BuildResult
from corridor_planner.osm.findings import FindingKind
from tests.support.osm_files import KM, PLAIN, build, write_osm
from tests.support.toys import pass_rule, road, town

ROAD = {"highway": "primary", "maxspeed": "36"}
NODES = {1: (0, 0), 2: (10, 0), 3: (19, 0), 4: (20, 0), 5: (21, 0), 6: (30, 0), 7: (40, 0), 8: (20, 30),
         9: (20.5, 0.5)}  # fmt: skip
WAYS = {
    10: ([1, 2, 3, 4], ROAD), 11: ([4, 5, 6, 7], {**ROAD, "surface": "gravel"}), 12: ([1, 8, 7], ROAD),
    13: ([3, 9], {"highway": "track", "maxspeed": "10"}), 14: ([9, 5], {"highway": "track", "maxspeed": "10"}),
}  # fmt: skip
PLACES = (town("a", 10.0, 0.0), town("b", 10 + 40 * KM, 0.0), town("far", 10 + 90 * KM, 0.0))
TOP = (10 + 20 * KM, 0.003)


def seasons(
    folder: Path, rule: SeasonalRule, *, spot: tuple[float, float] = TOP, km: float = 40.0, to: str = "b",
    ways: dict[int, tuple[list[int], dict[str, str]]] | None = None,
) -> tuple[dict[str, set[str]], BuildResult]:  # fmt: skip
    """Return the rules by way, and the build."""
    tables = replace(PLAIN, places=PLACES, road_legs=(road("a-b", "a", to, km),), seasonal={rule.id: rule},
                     season_spots={rule.id: spot})  # fmt: skip
    result = build(write_osm(folder / "drawn.osm", NODES, ways or WAYS), tables=tables)
    network = result.network
    found: dict[str, set[str]] = {}
    for arc in range(network.n_arcs):
        if network.arcs.season[arc] >= 0:
            rules = {r.id for r in network.season_sets[network.arcs.season[arc]]}
            found.setdefault(network.arc_key(arc).split("#")[0].split("+")[0].removesuffix("-0"), set()).update(rules)
    return found, result


def test_a_pass_closes_its_road_from_end_to_end_and_the_tracks_around_its_top(tmp_path: Path) -> None:
    found, result = seasons(tmp_path, pass_rule("top", "a-b", closed=(1,)))
    assert found == {way: {"top"} for way in ("way/10", "way/11", "way/13", "way/14")}
    assert result.findings.counts[FindingKind.SEASON_APPLIED] == 1
    marked = result.network.arcs.season >= 0
    by_way = {result.network.leg_ids[leg] for leg in result.network.arcs.leg[marked].tolist()}
    assert {"way/10", "way/11"} <= {name.split("#")[0] for name in by_way}


def test_a_rule_of_a_whole_stretch_holds_on_the_quickest_way_of_its_length(tmp_path: Path) -> None:
    found, _ = seasons(tmp_path, replace(pass_rule("drift", "a-b", slow=(1,)), type="steppe"))
    assert set(found) == {"way/10", "way/11"}


@pytest.mark.parametrize(("km", "to"), [(80.0, "b"), (90.0, "far")])
def test_a_pass_whose_road_is_not_found_whole_is_shut_at_its_top_only(tmp_path: Path, km: float, to: str) -> None:
    found, result = seasons(tmp_path, pass_rule("top", "a-b", closed=(1,)), km=km, to=to)
    assert set(found) == {"way/10", "way/11", "way/13", "way/14"}
    assert result.findings.counts[FindingKind.SEASON_AT_POINT] == 1
    network = result.network
    marked = network.arcs.tail[network.arcs.season >= 0]
    assert set(network.nodes.osm_id[marked].tolist()) == {3, 4, 5, 9}


@pytest.mark.parametrize(("kind", "spot"), [("pass", (10 + 20 * KM, 10 * KM)), ("steppe", (10 + 20 * KM, 10 * KM))])
def test_a_rule_whose_road_cannot_be_told_is_reported(tmp_path: Path, kind: str, spot: tuple[float, float]) -> None:
    rule = replace(pass_rule("rule", "a-b", closed=(1,)), type=kind)
    found, result = seasons(tmp_path, rule, spot=spot, km=80.0 if kind == "steppe" else 40.0)
    assert found == {}
    assert result.findings.examples[FindingKind.SEASON_NOT_APPLIED][0].value == "rule"


def test_a_rule_stands_beside_that_of_a_tag(tmp_path: Path) -> None:
    tagged = {**ROAD, "motor_vehicle:conditional": "no @ (Dec)"}
    found, _ = seasons(tmp_path, pass_rule("top", "a-b", closed=(1,)), ways={**WAYS, 10: ([1, 2, 3, 4], tagged)})
    assert found["way/10"] == {"osm-way-10-0", "top"}
