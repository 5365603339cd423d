"""A plan's way as a line: how far from it and along it things lie."""

import numpy as np
import pytest

from corridor_planner.planning.along import Line
from tests.support.osm_files import KM


@pytest.mark.parametrize(
    ("x", "y", "off_km", "at_km"),
    [
        (3, 0, 0, 3),
        (3, 0.4, 0.4, 3),
        (-1, 0, 1, 0),
        (11, 0, 1, 10),
        (10.3, 4.9, 0.3, 14.9),
        (9.7, 5, 0.3, 15),
        (10, 12, 2, 20),
    ],
)
def test_a_point_lies_beside_its_nearest_spot(x, y, off_km, at_km):
    line = Line([(0, 0), (10 * KM, 0), (10 * KM, 10 * KM)])
    off_m, at_m = line.locate(np.array([x * KM]), np.array([y * KM]))
    assert off_m[0] == pytest.approx(off_km * 1000, abs=2)
    assert at_m[0] == pytest.approx(at_km * 1000, abs=5)


def test_standing_still_on_the_way_does_no_harm():
    line = Line([(0, 0), (0, 0), (2 * KM, 0), (2 * KM, 0)])
    off_m, at_m = line.locate(np.array([1 * KM, 5 * KM]), np.array([0.0, 0.0]))
    assert off_m.tolist() == pytest.approx([0, 3000], abs=1)
    assert at_m.tolist() == pytest.approx([1000, 2000], abs=1)
