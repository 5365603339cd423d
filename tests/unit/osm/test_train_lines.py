"""Passenger trains of the table on drawn tracks: 1520 mm, stations every 20 km, a border at kilometre 50."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corridor_planner.domain import ArcKind, Crossing, Train
from corridor_planner.osm.building import BuildResult
from corridor_planner.osm.findings import FindingKind
from tests.support.osm_files import KM, PLAIN, build, two_countries, write_osm
from tests.support.toys import CLOSED, OPEN, town, train

WIDE = {"railway": "rail", "gauge": "1520"}
NODES = {1: (0, 0), 2: (20, 0), 3: (40, 0), 4: (48, 0), 5: (52, 0), 6: (60, 0), 7: (80, 0), 8: (21, 0.3), 9: (39, 0.3),
         11: (0, 3), 12: (3, 3)}  # fmt: skip
WAYS = {20: ([1, 2, 3, 4, 5, 6], WIDE), 21: ([6, 7], {**WIDE, "electrified": "contact_line"}),
        22: ([2, 8, 9, 3], {**WIDE, "service": "siding"}), 30: ([11, 12], {"highway": "primary"})}  # fmt: skip
FRAME, BORDERS, COUNTRIES = two_countries(-10, 50, 100)
POST = replace(OPEN, id="aa-bb-rail", name="Post", mode="rail", lon=10 + 50 * KM, lat=0.0)
STATIONS = tuple(
    town(id_, 10 + x * KM, 0.0, country=country, kind="rail_station")
    for id_, x, country in (("west", 0, "AA"), ("middle", 40, "AA"), ("east", 80, "BB"), ("elsewhere", 900, "BB"))
)


def built(folder: Path, *trains: Train, post: Crossing = POST) -> BuildResult:
    path = write_osm(folder / "drawn.osm", {**NODES, **FRAME}, {**WAYS, **BORDERS}, COUNTRIES)
    return build(path, tables=replace(PLAIN, places=STATIONS, crossings=(post,), trains=trains))


def test_a_train_rides_the_tracks_from_stop_to_stop_and_over_the_border(tmp_path: Path) -> None:
    network = built(tmp_path, train("express", (("west", 0), ("middle", 2), ("east", 5)), border="aa-bb-rail")).network
    arcs = network.arcs
    there = np.flatnonzero((arcs.layer == 5) & np.isin(arcs.kind, (ArcKind.RIDE, ArcKind.CROSSING)) & ~arcs.backward)
    told = {network.arc_key(a).split("+")[0]: (round(float(arcs.length_m[a]) / 1000), int(arcs.scheduled_s[a]))
            for a in there.tolist()}  # fmt: skip
    assert told == {
        "train/express/0-1/0": (40, 7200), "train/express/1-2/0": (10, 2700), "train/express/1-2/aa-bb-rail": (0, 0),
        "train/express/1-2/1": (30, 8100),
    }  # fmt: skip
    assert [s.id for s in network.services] == ["express"]


def test_a_train_goes_by_the_line_not_by_the_siding_and_shows_where(tmp_path: Path) -> None:
    network = built(tmp_path, train("local", (("west", 0), ("middle", 2)))).network
    (ride,) = np.flatnonzero((network.arcs.kind == ArcKind.RIDE) & ~network.arcs.backward).tolist()
    assert [round((lon - 10) / KM) for lon, _ in network.line(ride)] == [0, 20, 40]


@pytest.mark.parametrize(
    ("stops", "post", "left_out"),
    [
        ((("west", 0), ("middle", 1), ("elsewhere", 9)), POST, 1),  # one stop lies outside
        ((("west", 0), ("east", 9)), replace(CLOSED, id="aa-bb-rail", mode="rail", lon=POST.lon, lat=0.0), 1),
        ((("west", 0), ("elsewhere", 9)), POST, 0),  # of no concern here
    ],
)
def test_a_train_that_cannot_run_here_is_left_out_and_told(
    tmp_path: Path, stops: tuple[tuple[str, int], ...], post: Crossing, left_out: int
) -> None:
    result = built(tmp_path, train("express", stops), post=post)
    assert result.network.services == ()
    assert result.findings.counts[FindingKind.TRAIN_LEFT_OUT] == left_out
