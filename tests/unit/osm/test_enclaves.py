"""Enclaves, exclaves and neighbours that the files hold in part: Sokh, Vorukh, Nakhchivan, drawn in round numbers."""

import pytest

from corridor_planner.osm.findings import FindingKind
from tests.support.lands import CAUCASUS, FERGANA, draw_lands
from tests.support.osm_files import build
from tests.unit.osm.test_borders import ROAD, crossing_arcs, reach

GATE = {"barrier": "border_control"}
# From west to east through Sokh, with a post on either side of it.
THROUGH_SOKH = {1: (70.8, 40.0), 2: (70.9, 40.0), 3: (70.995, 40.0, GATE), 4: (71.05, 40.0), 5: (71.15, 40.0),
                6: (71.205, 40.0, GATE), 7: (71.3, 40.0), 8: (71.4, 40.0)}  # fmt: skip
ROADS = {10: (list(THROUGH_SOKH), ROAD)}


def lands_of(network):
    """Return the country of every OpenStreetMap node that is left."""
    return {int(i): network.countries[c] for i, c in zip(network.nodes.osm_id, network.nodes.country, strict=True)
            if i > 0}  # fmt: skip


def test_a_road_through_sokh_leaves_kyrgyzstan_and_comes_back(tmp_path):
    network = build(draw_lands(tmp_path / "all.osm", FERGANA, THROUGH_SOKH, ROADS), join_chains=False).network
    assert crossing_arcs(network) == [
        ("osm-node-3", "KG", "UZ"), ("osm-node-3", "UZ", "KG"), ("osm-node-6", "KG", "UZ"), ("osm-node-6", "UZ", "KG")
    ]  # fmt: skip
    assert lands_of(network) == {1: "KG", 2: "KG", 3: "KG", 4: "UZ", 5: "UZ", 6: "KG", 7: "KG", 8: "KG"}
    assert reach(network, 1) == set(THROUGH_SOKH)


def test_the_road_is_cut_right_at_the_boundary_and_its_lengths_are_right_on_both_sides(tmp_path):
    network = build(draw_lands(tmp_path / "all.osm", FERGANA, THROUGH_SOKH, ROADS), join_chains=False).network
    sides = network.nodes.osm_id < 0
    assert sorted(network.nodes.lon[sides].round(6).tolist()) == [71.0, 71.0, 71.2, 71.2]
    km_by_country = {
        code: sum(float(network.arcs.length_m[a]) for a in range(network.n_arcs)
                  if network.countries[network.arcs.country[a]] == code) / 2_000
        for code in ("KG", "UZ")
    }  # fmt: skip
    degree_km = 111.195 * 0.76604  # at 40 N
    assert km_by_country == {
        "KG": pytest.approx(0.4 * degree_km, rel=1e-4),
        "UZ": pytest.approx(0.2 * degree_km, rel=1e-4),
    }


@pytest.mark.parametrize("held", [["KG"], ["UZ"], ["KG", "UZ"]])
def test_sokh_is_uzbek_in_whichever_extract_it_is(tmp_path, held):
    result = build(draw_lands(tmp_path / "one.osm", FERGANA, THROUGH_SOKH, ROADS, whole=held), join_chains=False)
    found = lands_of(result.network)
    assert (found[4], found[5]) == ("UZ", "UZ")
    if "KG" in held:
        assert len(crossing_arcs(result.network)) == 4
        assert found == {1: "KG", 2: "KG", 3: "KG", 4: "UZ", 5: "UZ", 6: "KG", 7: "KG", 8: "KG"}


def test_two_extracts_that_hold_their_own_country_give_what_the_whole_gives(tmp_path):
    paths = [draw_lands(tmp_path / f"{code}.osm", FERGANA, THROUGH_SOKH, ROADS, whole=[code]) for code in ("KG", "UZ")]
    whole = build(draw_lands(tmp_path / "all.osm", FERGANA, THROUGH_SOKH, ROADS), join_chains=False).network
    for order in (paths, paths[::-1]):
        merged = build(*order, join_chains=False).network
        assert lands_of(merged) == lands_of(whole)
        assert crossing_arcs(merged) == crossing_arcs(whole)
        assert merged.arcs.length_m.tolist() == whole.arcs.length_m.tolist()


def test_vorukh_is_tajik_and_the_land_around_it_kyrgyz(tmp_path):
    nodes = {1: (70.3, 39.8), 2: (70.4, 39.8), 3: (70.495, 39.8, GATE), 4: (70.55, 39.8), 5: (70.65, 39.8)}
    path = draw_lands(tmp_path / "kg.osm", FERGANA, nodes, {10: (list(nodes), ROAD)}, whole=["KG"])
    result = build(path, join_chains=False)
    assert lands_of(result.network) == {1: "KG", 2: "KG", 3: "KG", 4: "TJ", 5: "TJ"}
    assert crossing_arcs(result.network) == [("osm-node-3", "KG", "TJ"), ("osm-node-3", "TJ", "KG")]


def test_a_neighbour_that_the_files_hold_in_part_is_known_beyond_the_shared_boundary(tmp_path):
    nodes = {1: (71.4, 40.9), 2: (71.4, 40.95), 3: (71.4, 40.99, GATE), 4: (71.4, 41.05), 5: (71.4, 41.06)}
    result = build(
        draw_lands(tmp_path / "kg.osm", FERGANA, nodes, {10: (list(nodes), ROAD)}, whole=["KG"]), join_chains=False
    )  # fmt: skip
    assert lands_of(result.network) == {1: "KG", 2: "KG", 3: "KG", 4: "UZ", 5: "UZ"}
    assert {e.value for e in result.findings.examples[FindingKind.BOUNDARY_OPEN]} == {"UZ", "TJ"}


def test_from_azerbaijan_by_armenia_to_nakhchivan_are_two_crossings(tmp_path):
    nodes = {1: (46.9, 40.0), 2: (46.8, 40.0), 3: (46.505, 40.0, GATE), 4: (46.3, 40.0), 5: (45.4, 39.7),
             6: (45.4, 39.605, GATE), 7: (45.4, 39.5), 8: (45.4, 39.4)}  # fmt: skip
    network = build(draw_lands(tmp_path / "az.osm", CAUCASUS, nodes, {10: (list(nodes), ROAD)}),
                    join_chains=False).network  # fmt: skip
    assert lands_of(network) == {1: "AZ", 2: "AZ", 3: "AZ", 4: "AM", 5: "AM", 6: "AM", 7: "AZ", 8: "AZ"}
    assert [arc[0] for arc in crossing_arcs(network)] == ["osm-node-3", "osm-node-3", "osm-node-6", "osm-node-6"]
    assert reach(network, 1) == set(nodes)


@pytest.mark.parametrize(
    ("lon", "lat", "country"), [(45.4, 39.3, "AZ"), (47, 40, "AZ"), (45.4, 40, "AM"), (45.4, 38.5, "IR"),
                                (44.5, 39.3, "TR")],
)  # fmt: skip
def test_nakhchivan_lies_between_armenia_iran_and_turkey(tmp_path, lon, lat, country):
    nodes = {1: (lon, lat), 2: (lon, lat + 0.01)}
    network = build(draw_lands(tmp_path / "az.osm", CAUCASUS, nodes, {10: ([1, 2], ROAD)})).network
    assert network.countries == (country,)
