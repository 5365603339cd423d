"""Ferries that OpenStreetMap draws, against the ferries table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.domain import ArcKind, Ferry
from corridor_planner.osm.building import BuildResult
from corridor_planner.osm.findings import FindingKind
from corridor_planner.osm.sailings import FerryStatus
from tests.support.osm_files import KM, PLAIN, build, two_countries, write_osm
from tests.support.toys import ferry, town

ROAD = {"highway": "primary", "maxspeed": "60"}
SHIP = {"route": "ferry", "motor_vehicle": "yes", "duration": "02:00"}
# Three shores at 0, 50 and 100 km, each with a road of its own; the ferry goes on from the second to the third.
NODES = {1: (-3, 0), 2: (0, 0), 3: (25, 0), 4: (50, 0), 5: (50, 3), 6: (75, 0), 7: (100, 0), 8: (103, 0), 9: (48, 4)}
ROADS = {10: ([1, 2], ROAD), 11: ([4, 5], ROAD), 12: ([7, 8], ROAD)}
FRAME, BORDERS, COUNTRIES = two_countries(-20, 60, 150)
PORTS = tuple(
    town(id_, 10 + x * KM, 0.01, kind="sea_port", country=country)
    for id_, x, country in (("west", 0, "AA"), ("middle", 50, "AA"), ("east", 100, "BB"), ("afar", 900, "BB"))
)


def drawn(folder: Path, ships: dict[int, tuple[list[int], dict[str, str]]], *ferries: Ferry) -> BuildResult:
    path = write_osm(folder / "drawn.osm", {**NODES, **FRAME}, {**ROADS, **ships, **BORDERS}, COUNTRIES)
    return build(path, tables=replace(PLAIN, places=PORTS, ferries=ferries))


def ways(result: BuildResult) -> set[str]:
    """Return the ferry ways and lines that are left."""
    network = result.network
    sailing = network.arcs.leg[network.arcs.kind == ArcKind.SAIL].tolist()
    return {network.leg_ids[leg].split("#")[0] for leg in sailing}


@pytest.mark.parametrize(
    "ships",
    [
        {20: ([2, 3, 4], SHIP)},
        {20: ([4, 3, 2], SHIP)},
        {20: ([2, 3], SHIP), 21: ([3, 4], SHIP)},
        {20: ([2, 3, 4], SHIP), 21: ([2, 4], SHIP)},
    ],
)
def test_a_line_of_the_table_takes_the_place_of_every_way_between_its_ports(
    tmp_path: Path, ships: dict[int, tuple[list[int], dict[str, str]]]
) -> None:
    result = drawn(tmp_path, {**ships, 30: ([4, 6, 7], SHIP)}, ferry("line", "west", "middle", hours=3))
    assert ways(result) == {"ferry/line", "way/30"}
    (match,) = result.ferries
    assert match.status is FerryStatus.ADDED
    assert set(match.ways) <= {"way/20", "way/21"}
    assert match.osm_s == (7200 if len(ships) == 1 or 3 not in ships[21][0] else 2 * 7200)
    assert match.table_s == 3 * 3600


def test_several_lines_between_two_ports_all_sail(tmp_path: Path) -> None:
    lines = (ferry("one", "west", "middle"), ferry("two", "middle", "west"))
    result = drawn(tmp_path, {20: ([2, 3, 4], SHIP)}, *lines)
    assert ways(result) == {"ferry/one", "ferry/two"}
    assert [match.ways for match in result.ferries] == [("way/20",), ("way/20",)]


def test_a_way_to_another_pier_and_one_that_passes_a_port_stay(tmp_path: Path) -> None:
    result = drawn(tmp_path, {20: ([2, 3, 4], SHIP), 30: ([4, 6, 7], SHIP)}, ferry("line", "west", "east"))
    assert ways(result) == {"ferry/line", "way/20", "way/30"}
    assert result.ferries[0].osm_s is None


def test_a_line_with_a_port_elsewhere_is_told_and_one_wholly_elsewhere_is_not(tmp_path: Path) -> None:
    result = drawn(tmp_path, {20: ([2, 3, 4], SHIP)}, ferry("out", "west", "afar"), ferry("far", "afar", "nowhere"))
    assert [(match.id, match.status) for match in result.ferries] == [("out", FerryStatus.PORT_OUTSIDE)]
    assert ways(result) == {"way/20"}


def test_only_a_ferry_way_into_another_country_is_reported(tmp_path: Path) -> None:
    result = drawn(tmp_path, {20: ([2, 3, 4], SHIP), 30: ([4, 6, 7], SHIP)})
    (found,) = result.findings.examples[FindingKind.FERRY_BORDER]
    assert (found.element, found.value) == ("way/30", "AA-BB")
