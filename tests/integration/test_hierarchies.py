"""A hierarchy makes searches quick and changes no answer: golden questions, local roads and tours asked with one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor_planner.domain import Criterion, RouteRequest, Stop
from corridor_planner.planning.networks import build_network
from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner, open_planner
from corridor_planner.search.hierarchy import build_hierarchy
from tests.support.osm_files import KM, write_osm
from tests.support.scripts import load_script

GOLDEN = load_script("tools/golden.py")
QUESTIONS = GOLDEN.read_rows(GOLDEN.FOLDER / "questions.csv")
ANSWERS = {row["id"]: row for row in GOLDEN.read_rows(GOLDEN.FOLDER / "routes.csv")}
ROAD = {"highway": "primary", "maxspeed": "60"}
KM_EAST_NORTH = {1: (0, 20), 2: (20, 20), 3: (40, 20), 4: (10, 10), 5: (20, 10), 6: (40, 0)}
LANE = {"highway": "residential", "maxspeed": "60", "motor_vehicle": "destination"}


@pytest.fixture(scope="module")
def quick(planner: Planner) -> Planner:
    """The planner on the backbone, with a hierarchy that it is too small to need."""
    network = planner.network
    return replace(planner, hierarchy=build_hierarchy(network.first_out, network.arcs.head), evaluations=type(
        planner.evaluations)())  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_the_kept_answers_are_found_with_a_hierarchy_too(quick: Planner, question: dict[str, str]) -> None:
    answer = GOLDEN.answer_row(question["id"], plan_route(quick, GOLDEN.request_of(question)))
    assert GOLDEN.differences(ANSWERS[question["id"]], answer) == []


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planner, Planner]:
    """Two lanes for residents cut the corner of a road: the same network without and with a hierarchy.

    ::

        1 ---- 2 ---- 3        the road goes 1 2 3 6
         .     .      |        lanes (destination only): 1 4, 4 5, 5 2, 4 6; houses at 4 and 5
          4 .. 5      |
           ...........6
    """
    nodes = {node: (x, y) for node, (x, y) in KM_EAST_NORTH.items()}
    ways = {10: ([1, 2, 3, 6], ROAD), 11: ([1, 4], LANE), 12: ([4, 5], LANE), 13: ([5, 2], LANE), 14: ([4, 6], LANE)}
    folder = tmp_path_factory.mktemp("village")
    file = write_osm(folder / "village.osm", nodes, ways)
    for name, arcs in (("plain", 10**9), ("quick", 1)):
        build_network([file], folder / name, name=name, hierarchy_from_arcs=arcs)
    plain, quick = (open_planner(str(folder / name)) for name in ("plain", "quick"))
    assert plain.hierarchy is None
    assert quick.hierarchy is not None
    return plain, quick


def at(node: int) -> str:
    """Return where a node of the village lies, as a person gives it."""
    x, y = KM_EAST_NORTH[node]
    return f"{10 + x * KM:.7f},{y * KM:.7f}"


@pytest.mark.parametrize("criterion", list(Criterion))
@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        (1, 6),
        (6, 1),
        (4, 6),
        (5, 6),
        (1, 4),
        (4, 5),
    ],
)
def test_a_lane_for_residents_is_used_at_an_end_and_never_between(
    village: tuple[Planner, Planner], origin: int, destination: int, criterion: Criterion
) -> None:
    request = RouteRequest(origin=at(origin), destination=at(destination), profile="car", criterion=criterion)
    plain, quick = (plan_route(planner, request).route for planner in village)
    assert plain is not None
    assert quick is not None
    assert plain.arcs == quick.arcs
    through = {origin, destination} == {1, 6}
    assert through == all(arc.startswith("way/10") for arc in plain.arcs[0])


def test_stops_are_put_in_the_same_order_with_a_hierarchy(village: tuple[Planner, Planner]) -> None:
    stops = tuple(Stop(place=at(node)) for node in (6, 4, 3, 5))
    request = RouteRequest(origin=at(1), destination=at(1), via=stops, profile="car", optimize=True,
                           round_trip=True, iterations=20)  # fmt: skip
    plain, quick = (plan_route(planner, request) for planner in village)
    assert plain.route is not None
    assert quick.route is not None
    assert quick.route.stop_order == plain.route.stop_order
    assert quick.plans[0].totals == plain.plans[0].totals
