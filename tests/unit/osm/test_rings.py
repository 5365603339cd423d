"""Areas of countries from the lines of their relations."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from corridor_planner.osm.boundaries import Boundary, BoundaryLine
from corridor_planner.osm.grid import find_areas
from corridor_planner.osm.rings import close_area
from tests.support.lands import box


def relation(outer=(), inner=(), *, missing=0):
    """Return a relation whose rings are one way each."""
    lines = [
        BoundaryLine(way=number, inner=inside, points=np.array([*ring, ring[0]], float))
        for number, (ring, inside) in enumerate([*((r, False) for r in outer), *((r, True) for r in inner)])
    ]
    return Boundary(id=1, country="AA", lines=tuple(lines), missing=missing)


def holds(boundary, lon, lat):
    area = close_area(boundary)
    return area is not None and bool(shapely.intersects_xy(area.shape, lon, lat))


def test_an_exclave_inside_an_enclave_belongs_to_the_country():
    country = relation([box(0, 0, 9, 9), box(4, 4, 5, 5)], [box(3, 3, 6, 6)])
    assert [holds(country, x, x) for x in (1, 3.5, 4.5, 5.5, 8)] == [True, False, True, False, True]


def test_rings_that_touch_in_a_corner_are_two_areas():
    country = relation([box(0, 0, 2, 2), box(2, 2, 4, 4)])
    assert [holds(country, *at) for at in ((1, 1), (3, 3), (1, 3), (3, 1))] == [True, True, False, False]


def test_an_enclave_that_touches_the_outer_boundary_is_out():
    country = relation([[(0, 0), (4, 0), (4, 4), (2, 4), (0, 4)]], [[(2, 4), (1, 2), (3, 2)]])
    assert [holds(country, *at) for at in ((2, 3), (0.5, 3), (3.5, 3), (2, 1))] == [False, True, True, True]


def test_lines_in_any_order_and_direction_make_the_ring():
    corners = box(0, 0, 2, 2)
    parts = [[corners[0], corners[1]], [corners[2], corners[1]], [corners[0], corners[3]], [corners[2], corners[3]]]
    lines = tuple(BoundaryLine(way=i, inner=False, points=np.array(p, float)) for i, p in enumerate(parts))
    area = close_area(Boundary(id=1, country="AA", lines=lines, missing=0))
    assert (area.shape.area, area.complete) == (4.0, True)


def test_a_line_that_leads_nowhere_leaves_the_area_and_makes_it_incomplete():
    lines = (*relation([box(0, 0, 2, 2)]).lines, BoundaryLine(way=9, inner=False, points=np.array([(2.0, 2), (3, 3)])))
    area = close_area(Boundary(id=1, country="AA", lines=lines, missing=0))
    assert (area.shape.area, area.complete) == (4.0, False)


def test_of_a_relation_held_in_part_only_outer_rings_are_the_countrys():
    assert not holds(relation([], [box(3, 3, 6, 6)], missing=4), 4, 4)
    part = relation([box(0, 0, 2, 2)], missing=4)
    assert holds(part, 1, 1)
    assert not close_area(part).complete


def test_a_ring_that_is_not_closed_encloses_nothing():
    line = BoundaryLine(way=1, inner=False, points=np.array([(0.0, 0), (1, 0), (1, 1)]))
    assert close_area(Boundary(id=1, country="AA", lines=(line,), missing=0)) is None


@given(st.lists(st.tuples(st.floats(-1, 4), st.floats(-1, 4)), min_size=1, max_size=30))
def test_cells_tell_what_asking_every_point_tells(points):
    areas = [(0, shapely.Polygon(box(1, 1, 2, 2))), (1, shapely.Polygon(box(0, 0, 3.3, 3), [box(1.5, 0.5, 1.7, 0.7)]))]
    lon, lat = np.array(points).T
    direct = [next((label for label, area in areas if area.intersects(shapely.Point(p))), -1) for p in points]
    assert find_areas(areas, lon, lat).label.tolist() == direct


def test_no_areas_hold_no_points():
    assert find_areas([], np.array([1.0]), np.array([1.0])).label.tolist() == [-1]


@pytest.mark.parametrize("scale", [1.0, 1e-3])
def test_a_touching_ring_of_any_size_closes(scale):
    ring = [(x * scale, y * scale) for x, y in [(0, 0), (2, 0), (2, 2), (1, 0), (0, 2)]]
    assert close_area(relation([ring])) is not None
