"""Lists of stops as users bring them."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor_planner.errors import InvalidInput
from corridor_planner.store.stops import FaultyStops, StopRow, load_stops

DATA = Path(__file__).parents[2] / "data"


def written(folder: Path, text: str) -> Path:
    path = folder / "stops.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_saved_by_excel_is_read_whole() -> None:
    stops = load_stops(DATA / "stops_excel_bom.csv")
    assert [stop.demand_t for stop in stops] == [12.5, 8.0, 1200.5, 0.0]
    assert (stops[0].lon, stops[0].lat) == (76.945, 43.238)
    assert stops[3].name == "Порт; Актау"


def test_every_row_that_cannot_be_used_is_named_in_one_message_and_nothing_is_swapped() -> None:
    with pytest.raises(FaultyStops) as refused:
        load_stops(DATA / "stops_swapped.csv")
    message = str(refused.value)
    told = [line.strip().split(":")[0] for line in message.splitlines()[1:]]
    assert told == ["row 2", "row 3", "row 4", "row 5"]
    assert "swap them: lon 69.24, lat 41.311" in message
    assert [stop.id for stop in refused.value.accepted] == ["1", "6", "7"]


def test_visit_and_opening_hours_are_read_where_given(tmp_path: Path) -> None:
    path = written(tmp_path, "id,name,lon,lat,visit_h,opening_hours\n1,Depot,70,40,1.5,Mo-Fr 09:00-18:00\n")
    assert load_stops(path) == (
        StopRow(row=1, id="1", name="Depot", lon=70, lat=40, visit_h=1.5, opening_hours="Mo-Fr 09:00-18:00"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name,long,lat\n1,A,70,40\n", "rename 'long'"),
        ("id,name,lon,lat,visit_hours\n1,A,70,40,1\n", "did you mean 'visit_h'"),
        ("id,name,lon\n1,A,70\n", "the column 'lat' is missing"),
        ("id,name,lon,lat\n1,A,70,40\n1,B,71,41\n", "row 1 has this id already"),
        ("id,name,lon,lat,demand_t\n1,A,70,40,-2\n", "from 0 to inf"),
        ('id,name,lon,lat,demand_t\n1,A,70,40,"1,200"\n', "could be 1.2 or 1200"),
        ("id,name,lon,lat\n1,A,70,40,5\n", "5 cells where the header has 4"),
        ("", "row of column names"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_reason(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        load_stops(written(tmp_path, text))
    assert said in str(refused.value)


def test_a_stop_outside_the_region_is_accepted_when_swapping_would_not_bring_it_in(tmp_path: Path) -> None:
    (stop,) = load_stops(written(tmp_path, "id,name,lon,lat\n1,Lisbon,-9.14,38.72\n"))
    assert (stop.lon, stop.lat) == (-9.14, 38.72)
