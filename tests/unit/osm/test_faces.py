"""A box cut out of the map: lines divide it although no country's ring closes."""

import numpy as np
import pytest
import shapely

from corridor_planner.osm.boundaries import Boundary, BoundaryLine
from corridor_planner.osm.faces import divide_box
from tests.support.lands import box

BOX = (0.0, 0.0, 4.0, 4.0)
WEST, EAST = shapely.Polygon(box(-9, -9, 1.8, 9)), shapely.Polygon(box(1.8, -9, 9, 9))
COARSE = {"AA": WEST, "BB": EAST}


def line(way, *points):
    return BoundaryLine(way=way, inner=False, points=np.array(points, float))


def relation(country, *lines, number=1):
    return Boundary(id=number, country=country, lines=lines, missing=9)


def country_at(faces, lon, lat):
    found = [face.country for face in faces if face.shape.intersects(shapely.Point(lon, lat))]
    return found[0] if found else ""


def divided(*lines, coarse=COARSE, known=()):
    return divide_box((relation("AA", *lines), relation("BB", *lines, number=2)), coarse, BOX, known)


@pytest.mark.parametrize("south", [-1.0, 0.3])
def test_a_line_through_the_box_or_nearly_to_its_edge_parts_two_countries_right_there(south):
    faces = divided(line(7, (2, south), (2.2, 2)), line(8, (2.2, 2), (2, 5)))
    assert [country_at(faces, x, 2.0) for x in (1.0, 2.19, 2.21, 3.0)] == ["AA", "AA", "BB", "BB"]


def test_a_line_that_ends_far_inside_divides_nothing():
    assert {face.country for face in divided(line(7, (2, 1.5), (2, 5)))} <= {"BB"}


def test_without_coarse_shapes_nobody_knows_which_side_is_whose():
    assert divided(line(7, (2, -1), (2, 5)), coarse={}) == ()


def test_faces_with_one_country_on_both_sides_of_a_line_are_left_out():
    assert divided(line(7, (3.5, -1), (3.5, 5)), coarse={"AA": WEST, "BB": shapely.Polygon(box(-9, -9, 9, 9))}) == ()


def test_known_ground_is_left_alone():
    faces = divided(line(7, (2, -1), (2, 5)), known=[shapely.Polygon(box(2, -1, 5, 5))])
    assert {face.country for face in faces} == {"AA"}


def test_no_lines_make_no_faces():
    assert divided() == ()
