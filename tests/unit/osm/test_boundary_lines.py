"""Boundaries in short pieces: what lies beside them, and where edges pass them."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from corridor_planner.osm.boundary_lines import BoundaryLines


def wavy(n):
    """Return a line of n points eastward along the equator, a little up and down."""
    return shapely.LineString([(i / 100, (i % 2) / 1000) for i in range(n)])


def cut(lines, start, end):
    return BoundaryLines(lines).find_cuts(
        (np.array([start[0]]), np.array([end[0]])), (np.array([start[1]]), np.array([end[1]]))
    )[0]


@given(n=st.integers(2, 70), data=st.data())
def test_an_edge_is_cut_wherever_on_a_line_of_any_number_of_points_it_passes(n, data):
    x = data.draw(st.floats(0.001, (n - 1) / 100 - 0.001))
    share = cut([wavy(n)], (x, -1.0), (x, 1.0))
    assert shapely.distance(wavy(n), shapely.Point(x, -1 + 2 * share)) == pytest.approx(0, abs=1e-9)


def test_of_two_meetings_the_first_counts_and_none_is_nan():
    lines = [shapely.LineString([(1, -1), (1, 1)]), shapely.LineString([(3, -1), (3, 1)])]
    assert cut(lines, (0, 0), (4, 0)) == pytest.approx(0.25)
    assert cut(lines, (4, 0), (0, 0)) == pytest.approx(0.25)
    assert np.isnan(cut(lines, (1.5, 0), (2.5, 0)))


def test_no_lines_are_beside_nothing_and_cut_nothing():
    lines = BoundaryLines([])
    here = np.array([1.0])
    assert not lines.beside(here, here, reach_m=1e6).any()
    assert np.isinf(lines.distance_m(here, here)).all()
    assert np.isnan(lines.find_cuts((here, here + 1), (here, here))).all()


def test_points_within_reach_are_beside_a_line():
    found = BoundaryLines([wavy(50)]).beside(np.array([0.2, 0.2]), np.array([0.0005, 0.003]), reach_m=100.0)
    assert found.tolist() == [True, False]
