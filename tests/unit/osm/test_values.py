"""Values of tags: a row per spelling."""

import csv
from pathlib import Path

import pytest

from corridor_planner.osm.values import (
    LEGAL,
    UNLIMITED,
    read_duration_s,
    read_gauges_mm,
    read_height_m,
    read_mass_t,
    read_speed_kmh,
)
from tests.support.osm_files import PLAIN_SPEEDS

CASES = Path(__file__).parents[2] / "data" / "cases" / "tag_values.csv"
WORDS = {"unlimited": UNLIMITED, "legal": LEGAL, "null": None}


def russian_limit(country, zone):
    return {("RU", "urban"): 60.0, ("RU", "rural"): 90.0}.get((country, zone))


def spellings():
    with CASES.open(encoding="utf-8", newline="") as stream:
        return [pytest.param(r["key"], r["value"], r["expected"], r["note"], id=f"{r['key']}={r['value']}")
                for r in csv.DictReader(stream)]  # fmt: skip


@pytest.mark.parametrize(("key", "text", "expected", "note"), spellings())
def test_a_tag_value_means_what_the_table_says(key, text, expected, note):
    if key == "gauge":
        gauges = read_gauges_mm(text)
        assert ("null" if gauges is None else " ".join(map(str, sorted(gauges)))) == expected
        return
    readers = {
        "maxspeed": lambda t: read_speed_kmh(t, russian_limit), "maxheight": read_height_m, "maxweight": read_mass_t,
        "duration": read_duration_s,
    }  # fmt: skip
    reading = readers[key](text)
    wanted = WORDS[expected] if expected in WORDS else float(expected)
    if wanted is None:
        assert reading.value is None
    else:
        assert reading.value == pytest.approx(wanted, abs=0.01, rel=0.005)
        assert reading.doubtful == ("warning" in note or expected == "legal")


@pytest.mark.parametrize("read", [read_speed_kmh, read_height_m, read_mass_t, read_duration_s])
@pytest.mark.parametrize("text", ["", " ", ";", "-5", "1e3", "9" * 400, "5 parsecs", "NaN", "\u0000", "3.5.5"])
def test_nonsense_gives_no_value_and_never_raises(read, text):
    assert read(text).value is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("20 knots", 37.04), ("50kmh", 50.0), ("DE:living_street", 50.0), ("XX:rural", 90.0), ("RU:school", None),
     ("none;80", 80.0), ("fast;80", 80.0), ("80.5", 80.5)],
)  # fmt: skip
def test_further_spellings_of_speed(text, expected):
    assert read_speed_kmh(text, PLAIN_SPEEDS.implicit_limit()).value == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("430 cm", 4.3), ("14 ft", 4.267), ("14 ft 1 in", 4.293), ("0", None), ("43", None)]
)
def test_further_spellings_of_height(text, expected):
    value = read_height_m(text).value
    assert value == (None if expected is None else pytest.approx(expected, abs=0.001))


@pytest.mark.parametrize(
    ("text", "expected"), [("PT45M", 2700.0), ("P1DT2H", 93_600.0), ("90;120", 7200.0), ("25:99", None), ("PT", None),
                           ("P", None), ("0", None), ("P30D", None)],
)  # fmt: skip
def test_further_spellings_of_duration(text, expected):
    assert read_duration_s(text).value == expected
