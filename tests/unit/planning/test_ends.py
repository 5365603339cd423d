"""What a person wrote as an end of a route: names, ids, coordinates, sides of crossings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corridor_planner.errors import AmbiguousName, InvalidInput, UnknownName
from corridor_planner.planning.ends import Anchor, End, anchor, parse_coordinate, resolve_end
from corridor_planner.planning.evaluated import Evaluated
from corridor_planner.planning.session import Planner
from corridor_planner.planning.times import read_instant
from tests.support.asking import ask, costs_on, legs, planner_on
from tests.support.osm_files import build, write_osm
from tests.support.sketch import sketch_world
from tests.support.toys import OPEN, town, toy_world


@pytest.fixture(scope="module")
def drawn() -> Planner:
    """From a at 70 E 45 N eastward: 144 km to the border X, 144 km to b."""
    return planner_on(sketch_world("a---X---b", km_per_step=36))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("70.5,45.1", (70.5, 45.1)), (" 70.5 ; 45 ", (70.5, 45.0)), ("70,45", (70.0, 45.0)), ("a", None), ("70.5", None),
     ("70,45,3", None), ("70.5,45.1 N", None)],
)  # fmt: skip
def test_two_numbers_are_longitude_and_latitude(
    drawn: Planner, text: str, expected: tuple[float, float] | None
) -> None:
    assert parse_coordinate(text, drawn.network) == expected


@pytest.mark.parametrize("text", ["45.0,70.5", "45;71"])
def test_a_swapped_coordinate_is_refused_with_the_swap(drawn: Planner, text: str) -> None:
    with pytest.raises(InvalidInput, match="lon,lat") as caught:
        parse_coordinate(text, drawn.network)
    lat, lon = text.replace(";", ",").split(",")
    assert caught.value.remedy == f"swap it: {float(lon):g},{float(lat):g}"


@pytest.mark.parametrize("text", ["181,45", "70,-91", "1000,1000"])
def test_a_coordinate_off_the_globe_is_refused(drawn: Planner, text: str) -> None:
    with pytest.raises(InvalidInput, match="within -180"):
        parse_coordinate(text, drawn.network)


def test_a_coordinate_is_snapped_and_the_distance_is_told(drawn: Planner) -> None:
    plan = ask(drawn, "70.0,45.1", "b", "toy-truck")
    assert plan.route is not None
    (snap,) = plan.route.snaps
    assert snap["distance_m"] == pytest.approx(11_119.5, rel=0.001)
    assert "warning.snapped" in {warning.id for warning in plan.plans[0].warnings}
    first = legs(plan)[0].origin
    assert (first.lon, first.lat, first.country) == (70.0, 45.1, "AA")


def test_a_coordinate_beyond_the_limit_is_refused_with_distance_and_limit(drawn: Planner) -> None:
    with pytest.raises(InvalidInput, match=r"33\.\d km away, and at most 25 km"):
        ask(drawn, "70.0,45.3", "b", "toy-truck")


def test_a_bare_crossing_is_no_end_and_both_sides_are_offered(drawn: Planner) -> None:
    with pytest.raises(InvalidInput, match="two sides") as caught:
        ask(drawn, "a", "X", "toy-truck")
    assert caught.value.remedy == "write X:AA or X:BB"


def test_a_side_of_a_crossing_is_an_end(drawn: Planner) -> None:
    assert ask(drawn, "a", "X:AA", "toy-truck").plans[0].totals.crossings == 0
    assert ask(drawn, "a", "X:BB", "toy-truck").plans[0].totals.crossings == 1


def test_a_crossing_as_a_stop_is_passed() -> None:
    planner = planner_on(sketch_world("a-X-b\n|   |\nc-Y-d", km_per_step=36))
    for post in ("X", "Y"):
        plan = ask(planner, "a", "b", "toy-truck", via=(post,))
        assert [leg.crossing_id for leg in legs(plan, "crossing")] == [post]


def test_a_place_of_another_layer_has_no_access_and_the_answer_says_for_whom() -> None:
    answer = ask(planner_on(sketch_world("a==b-c", km_per_step=36)), "a", "c", "toy-truck")
    assert (answer.status, answer.reason.id if answer.reason else "") == ("no_plan", "no_plan.no_access")
    assert answer.reason is not None
    assert answer.reason.values["profile"] == "toy-truck"


def test_unknown_names_are_refused_with_the_nearest(planner: Planner) -> None:
    with pytest.raises(UnknownName) as caught:
        resolve_end(planner, "Samarqandd", freight=False)
    assert any("amar" in name for name in caught.value.candidates)


def test_a_name_in_two_countries_is_never_chosen_silently() -> None:
    world = sketch_world("a-X-b", km_per_step=36, crossings={"X": OPEN})
    twins = {id_: replace(place, name="Alat") for id_, place in world.places.items()}
    with pytest.raises(AmbiguousName) as caught:
        ask(planner_on(replace(world, places=twins)), "Alat", "b", "toy-truck")
    assert len(caught.value.candidates) == 2


def test_freight_prefers_a_port_and_people_the_town() -> None:
    world = sketch_world("a-b", km_per_step=3)
    port = town("b", world.places["b"].lon, world.places["b"].lat, kind="sea_port", name="Aktau")
    city = replace(world.places["a"], name="Aktau")
    planner = planner_on(replace(world, places={"a": city, "b": port}))
    assert resolve_end(planner, "Aktau", freight=True).place.id == "b"
    assert resolve_end(planner, "Aktau", freight=False).place.id == "a"


@pytest.mark.parametrize("ends", [("a", "a"), ("70.0,45.0", "70.0,45.0")])
def test_the_same_start_and_end_is_refused(drawn: Planner, ends: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput, match="same place"):
        ask(drawn, *ends, "toy-truck")


def test_two_names_of_one_spot_of_the_network_are_refused(drawn: Planner) -> None:
    with pytest.raises(InvalidInput, match="same spot"):
        ask(drawn, "a", "70.001,45.0", "toy-truck")


def test_there_and_back_is_a_round_trip(drawn: Planner) -> None:
    plan = ask(drawn, "a", "b", "toy-truck", round_trip=True)
    assert [leg.crossing_id for leg in legs(plan, "crossing")] == ["X", "X"]
    assert (legs(plan)[0].origin.id, legs(plan)[-1].destination.id) == ("a", "a")


# --- times


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-07-10", datetime(2026, 7, 10, 3, tzinfo=UTC)),  # 08:00 in the zone
        ("2026-07-10T20:00", datetime(2026, 7, 10, 15, tzinfo=UTC)),
        ("2026-07-10T20:00+08:00", datetime(2026, 7, 10, 12, tzinfo=UTC)),
        ("2026-07-10T20:00Z", datetime(2026, 7, 10, 20, tzinfo=UTC)),
        ("2026-07-10 20:00", datetime(2026, 7, 10, 15, tzinfo=UTC)),
        ("20260710T200000Z", datetime(2026, 7, 10, 20, tzinfo=UTC)),
        ("  2026-07-10 ", datetime(2026, 7, 10, 3, tzinfo=UTC)),
    ],
)
def test_instants_are_read_in_the_zone_of_the_origin(text: str, utc: datetime) -> None:
    assert read_instant(text, "Asia/Tashkent", what="departure") == utc


@pytest.mark.parametrize("text", ["10.07.2026", "tomorrow", "2026-13-01", "2026-02-30", "", "1200-01-01", "2500-01-01"])
def test_what_is_no_instant_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(InvalidInput, match="departure") as caught:
        read_instant(text, "UTC", what="departure")
    assert caught.value.remedy


def test_a_deadline_before_the_departure_is_refused(drawn: Planner) -> None:
    with pytest.raises(InvalidInput, match="deadline"):
        ask(drawn, "a", "b", "toy-truck", deadline_text="2026-07-01")


@pytest.mark.parametrize(("deadline", "chance"), [("2026-07-06T15:59", 0.0), ("2026-07-06T16:00", 1.0)])
def test_the_chance_to_keep_a_deadline_is_told(drawn: Planner, deadline: str, chance: float) -> None:
    plan = ask(drawn, "a", "b", "toy-truck", deadline_text=deadline)  # 8 h from 08:00
    assert plan.plans[0].reliability.p_deadline == chance


ROAD = {"highway": "primary", "maxspeed": "36", "maxspeed:hgv": "36"}
TRACK = {"highway": "track", "maxspeed": "36", "maxspeed:hgv": "36"}


@pytest.mark.parametrize(
    ("road_m", "other", "found"),
    [
        (120, TRACK, 1),  # the track is nearer, but hardly
        (120, {**TRACK, "highway": "service"}, 1),
        (400, TRACK, 11),  # out here the track is the way
        (120, {**ROAD, "highway": "residential"}, 11),
        (120, {"railway": "rail", "gauge": "1520"}, 1),  # a container is not loaded in the open country
        (400, {"railway": "rail", "gauge": "1520"}, 1),
        (400, {**TRACK, "access": "no"}, 1),
    ],
)
def test_a_trip_begins_on_a_real_road_unless_a_lesser_one_is_much_nearer(
    tmp_path: Path, road_m: float, other: dict[str, str], found: int
) -> None:
    road_km = road_m / 1000
    nodes = {1: (0, road_km), 2: (3, road_km), 11: (0, -0.01), 12: (0.9, -0.01), 13: (1.5, road_km)}
    path = write_osm(tmp_path / "a.osm", nodes, {10: ([1, 13, 2], ROAD), 20: ([11, 12, 13], other)})
    network = build(path).network
    costs = costs_on(toy_world(), "toy-container", network=network)
    place = town("", 10.0, 0.0)
    anchored = anchor(Evaluated(costs=costs), End(text="10,0", place=place, coordinate=True))
    assert isinstance(anchored, Anchor)
    assert [int(network.nodes.osm_id[node]) for node in anchored.nodes] == [found]
    assert anchored.snap_m == pytest.approx(road_m if found == 1 else 10, abs=1)
