"""Surfaces: unpaved or not, and how fast."""

import math

import pytest

from corridor_planner.osm.facts import Reader
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.surfaces import read_surface
from tests.support.osm_files import PLAIN_RULES


@pytest.mark.parametrize(
    ("tags", "light_kmh", "heavy_kmh", "unpaved"),
    [
        ({"highway": "primary"}, math.inf, math.inf, False),
        ({"highway": "track"}, math.inf, math.inf, True),
        ({"highway": "track", "tracktype": "grade1"}, 54, 54, False),
        ({"highway": "track", "surface": "asphalt"}, math.inf, math.inf, False),
        ({"highway": "track", "surface": "asphalt", "tracktype": "grade3"}, 27, 18, False),
        ({"highway": "primary", "surface": "gravel"}, 36, 27, True),
        ({"highway": "primary", "surface": "asphalt; gravel"}, 36, 27, True),
        ({"highway": "primary", "surface": "asphalt", "smoothness": "bad"}, 36, 18, False),
        ({"surface": "gravel", "smoothness": "bad"}, 36, 18, True),
    ],
)
def test_the_worst_of_surface_smoothness_and_grade_decides(tags, light_kmh, heavy_kmh, unpaved):
    reader = Reader(1, tags, PLAIN_RULES, "undated")
    assert read_surface(reader) == (light_kmh, heavy_kmh, unpaved)
    assert reader.notes == []


def test_a_surface_that_the_table_does_not_have_sets_no_limit_and_is_named():
    reader = Reader(1, {"surface": "cheese"}, PLAIN_RULES, "undated")
    assert read_surface(reader) == (math.inf, math.inf, False)
    assert [(n.kind, n.key, n.value) for n in reader.notes] == [(FindingKind.SURFACE_UNKNOWN, "surface", "cheese")]
