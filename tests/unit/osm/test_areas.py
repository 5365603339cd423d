"""Areas: what is a box, how large it is, and what is too large."""

from __future__ import annotations

import pytest
from shapely.geometry import box

from corridor_planner.errors import InvalidInput
from corridor_planner.osm.areas import Area, area_km2, read_bbox, refuse_too_large
from corridor_planner.units import EARTH_RADIUS_M


def test_a_box_is_read_west_south_east_north() -> None:
    assert read_bbox("66.9, 39.6,67.05,39.7").bbox == (66.9, 39.6, 67.05, 39.7)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("66.9,39.6,67.05", "four numbers"), ("a,b,c,d", "four numbers"), ("", "four numbers"),
        ("1,2,3,4,5", "four numbers"), ("nan,0,1,1", "longitudes lie"), ("0,0,1,inf", "longitudes lie"),
        ("-181,0,1,1", "longitudes lie"), ("39.6,66.9,39.7,97.05", "latitudes from -90 to 90"),
        ("2,0,1,1", "west must be less than east"), ("0,1,1,0", "south less than north"), ("0,0,0,1", "west must be"),
    ],
)  # fmt: skip
def test_what_is_no_box_is_refused(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_bbox(typed)


@pytest.mark.parametrize("place", ["", "   ", "x" * 201])
def test_an_empty_or_endless_place_is_refused(place: str) -> None:
    with pytest.raises(InvalidInput):
        Area(place=place)


def test_areas_of_the_same_words_share_a_key_and_others_do_not() -> None:
    assert Area(place="Samarkand").key == Area(place=" Samarkand ").key
    assert Area(place="Samarkand").key != Area(place="Samarqand").key
    assert read_bbox("0,0,1,1").key == read_bbox("0.0,0,1,1.00").key != read_bbox("0,0,1,2").key


def test_the_northern_half_of_the_sphere_has_half_its_surface() -> None:
    half = 2 * 3.141592653589793 * (EARTH_RADIUS_M / 1e3) ** 2
    assert area_km2(box(-180, 0, 180, 90)) == pytest.approx(half)


def test_too_large_an_area_is_refused_with_size_limit_and_remedy() -> None:
    wide = read_bbox("60,40,62,42")
    with pytest.raises(InvalidInput, match=r"37,\d{3} km2, and at most 10,000 km2 .* 'corridor-planner fetch'"):
        refuse_too_large(wide, box(60, 40, 62, 42), 10_000)
    refuse_too_large(wide, box(60, 40, 60.5, 40.5), 10_000)
