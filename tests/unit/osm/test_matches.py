"""How the crossings of the table and of the files met, told in the build report."""

from dataclasses import replace

import pytest

from corridor_planner.osm.matches import MatchKind
from tests.support.osm_files import PLAIN
from tests.unit.osm.test_borders import POST, ROAD, STRAIGHT, row, two_countries


def matched(tmp_path, *rows, nodes=STRAIGHT, ways=None):
    tables = replace(PLAIN, crossings=rows)
    return two_countries(tmp_path, nodes, ways or {10: ([1, 2, 3, 4], ROAD)}, tables=tables).borders


@pytest.mark.parametrize(("away_km", "kind"), [(0.5, MatchKind.MATCHED), (4.0, MatchKind.MOVED)])
def test_a_matched_row_tells_how_far_from_its_place_the_border_is_passed(tmp_path, away_km, kind):
    (match,) = matched(tmp_path, row(y=away_km))
    assert (match.crossing_id, match.row_id, match.kind, match.element) == ("aa-bb-road", "aa-bb-road", kind, "way/10")
    assert match.distance_m == pytest.approx(away_km * 1000, rel=1e-3)
    assert (match.country_a, match.country_b, match.arcs) == ("BB", "AA", 2)


def test_a_post_without_a_row_is_known_from_openstreetmap_only(tmp_path):
    (match,) = matched(tmp_path, nodes={**STRAIGHT, 2: (49, 0, POST)})
    assert (match.crossing_id, match.row_id, match.kind, match.element) == (
        "osm-node-2", "", MatchKind.OSM_ONLY, "node/2"
    )  # fmt: skip
    assert match.distance_m is None


def test_a_post_that_is_shut_names_the_row_that_it_closes(tmp_path):
    (match,) = matched(tmp_path, row(), nodes={**STRAIGHT, 2: (49, 0, {**POST, "access": "no"})})
    assert (match.crossing_id, match.row_id, match.kind) == ("osm-node-2", "aa-bb-road", MatchKind.CLOSED_BY_OSM)


def test_a_row_inside_the_network_that_nothing_passes_is_in_the_table_only(tmp_path):
    far, other = row("far", x=300.0), row("other", country_a="CC", country_b="DD")
    matches = matched(tmp_path, row(), row("idle", x=45.0, y=8.0), far, other)
    assert [(m.crossing_id, m.kind, m.arcs) for m in matches] == [
        ("aa-bb-road", MatchKind.MATCHED, 2), ("idle", MatchKind.TABLE_ONLY, 0)
    ]  # fmt: skip
