"""Opening hours, breaks, holidays, departures and zones as instants."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from corridor_planner.cost.calendar import (
    Horizon,
    crossing_windows,
    departures,
    holidays_of,
    month_starts,
    open_intervals,
    subtract,
)
from corridor_planner.domain import Confidence, Crossing, CrossingStatus, PassengerRule, Source
from corridor_planner.errors import DataFault, InvalidInput
from corridor_planner.planning.times import elapsed_s, read_instant

CASES = Path(__file__).parents[2] / "data" / "cases"
WAITS_H = {"h1": 0, "h2": 14, "h3": 59, "h4": 0, "h5": 3623, "h6": 0.5, "h7": 18, "h8": 0}
ELAPSED_H = {"z1": 12, "z2": 4.5, "z3": 19, "z4": 4, "z5": 13, "z6": 6, "z7": 7, "z8": 3}


def posts() -> list[tuple[str, str, str]]:
    raw = json.loads((CASES / "hours_windows.json").read_text(encoding="utf-8"))
    return [(post["id"], post["opening_hours"], post["arrival_local"]) for post in raw["posts"]]


@pytest.mark.parametrize(("name", "hours", "arrival"), posts(), ids=[p[0] for p in posts()])
def test_wait_until_a_post_opens(name: str, hours: str, arrival: str) -> None:
    at = datetime.fromisoformat(arrival).replace(tzinfo=ZoneInfo("Asia/Tashkent"))
    instant = round(at.timestamp())
    opens = next(max(start, instant) for start, end in open_intervals(hours, "Asia/Tashkent", Horizon.around(at))
                 if end > instant)  # fmt: skip
    assert (opens - instant) / 3600 == WAITS_H[name]


def timed_legs() -> list[dict[str, str]]:
    raw = json.loads((CASES / "legs_timezones.json").read_text(encoding="utf-8"))
    return list(raw)


@pytest.mark.parametrize("leg", timed_legs(), ids=lambda leg: leg["id"])
def test_elapsed_time_between_two_local_clocks(leg: dict[str, str]) -> None:
    start = read_instant(leg["depart_local"], leg["depart_zone"], what="departure")
    end = read_instant(leg["arrive_local"], leg["arrive_zone"], what="arrival")
    if leg["id"] == "z9":
        with pytest.raises(InvalidInput, match="30 min before the departure"):
            elapsed_s(start, end)
    else:
        assert elapsed_s(start, end) / 3600 == ELAPSED_H[leg["id"]]


SOURCE = Source(table="t", row_id="r", text="made up", as_of="2026", confidence=Confidence.ESTIMATE)
KULMA = Crossing(
    id="k", name="K", mode="road", country_a="TJ", country_b="CN", lon=0, lat=0, status=CrossingStatus.OPEN,
    bilateral=False, freight=True, passengers=True, passengers_a_to_b=PassengerRule.ALL,
    passengers_b_to_a=PassengerRule.ALL, opening_hours="Mo-Fr 10:00-18:00", breaks="Mo-Fr 11:00-13:00",
    hours_tz="Asia/Dushanbe", holiday_calendars=("CN",), freight_wait=None, freight_wait_mean_s=None, wait_source=None,
    fee_usd=None, gauge_change=False, verified_until="", note="", source=SOURCE,
)  # fmt: skip
JULY = datetime(2026, 7, 10, tzinfo=UTC)


def local_windows(crossing: Crossing, day: date) -> list[tuple[str, str]]:
    tz = ZoneInfo(crossing.hours_tz)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=tz)
    found = crossing_windows(crossing, Horizon.around(noon))
    assert found is not None
    times = [(datetime.fromtimestamp(a, tz), datetime.fromtimestamp(b, tz)) for a, b in found]
    return [(a.strftime("%H:%M"), b.strftime("%H:%M")) for a, b in times if a.date() == day]


def test_a_break_cuts_the_opening_hours_in_two() -> None:
    assert local_windows(KULMA, date(2026, 7, 13)) == [("10:00", "11:00"), ("13:00", "18:00")]


def test_a_weekend_is_shut() -> None:
    assert local_windows(KULMA, date(2026, 7, 11)) == []


def test_a_chinese_public_holiday_shuts_the_post_all_day() -> None:
    assert date(2026, 10, 1) in holidays_of("CN", (2026,))
    assert local_windows(KULMA, date(2026, 10, 1)) == []


def test_a_post_around_the_clock_without_holidays_has_no_windows() -> None:
    assert crossing_windows(replace(KULMA, opening_hours="24/7", breaks="", holiday_calendars=()),
                            Horizon.around(JULY)) is None  # fmt: skip


def test_unreadable_hours_name_the_text_and_the_remedy() -> None:
    with pytest.raises(DataFault, match="whenever") as caught:
        crossing_windows(replace(KULMA, opening_hours="whenever"), Horizon.around(JULY))
    assert "Mo-Fr" in caught.value.remedy


def test_subtract_leaves_what_is_outside() -> None:
    assert subtract([(0, 10), (20, 30)], [(5, 22), (25, 26)]) == ((0, 5), (22, 25), (26, 30))


def test_departures_of_a_stop_are_those_of_the_start_plus_the_run() -> None:
    found = departures(("20:30",), "Fr", "Asia/Tashkent", 7200, Horizon.around(JULY))
    first = datetime.fromtimestamp(found[0], ZoneInfo("Asia/Tashkent"))
    assert (first.strftime("%a %H:%M"), len({(b - a) for a, b in pairwise(found)})) == ("Fri 22:30", 1)


def test_unknown_weekdays_are_refused() -> None:
    with pytest.raises(InvalidInput, match="Montag"):
        departures(("08:00",), "Montag", "Asia/Tashkent", 0, Horizon.around(JULY))


def test_months_begin_at_local_midnight() -> None:
    starts = {month: at for at, month in month_starts("Asia/Bishkek", Horizon.around(JULY))}
    assert datetime.fromtimestamp(starts[8], ZoneInfo("Asia/Bishkek")).isoformat() == "2026-08-01T00:00:00+06:00"
