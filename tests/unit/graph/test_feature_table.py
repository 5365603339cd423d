"""Features as columns: every value comes back as it was, the unknown as unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corridor_planner.domain import Confidence, Facility, Lodging, Sight, Source
from corridor_planner.graph.feature_table import FeatureTable

SOURCE = Source(table="openstreetmap", row_id="node/1", text="©", as_of="2026-11-25", confidence=Confidence.PUBLISHED)
PLAIN = {"country": "LI", "lon": 9.5, "lat": 47.1, "tz": "UTC", "source": SOURCE}
CASTLE = Sight(id="a", kind="castle", name="Schloß", name_local="Қала", names=(("de", "Schloß"), ("kk", "Қала")),
               aliases=("x", "y"), interests=("interest-city",), fee=True, heritage_level=2, season_months=(5, 6),
               visit_s=3600, prize=88.5, hours_readable=True, **PLAIN)  # fmt: skip
UNKNOWN = Sight(id="b", kind="peak", name="", name_local="", **PLAIN)
FREE = Sight(id="c", kind="peak", name="C", name_local="C", fee=False, season_months=(), elevation_m=0.0, **PLAIN)


def test_sights_come_back_as_they_were():
    table = FeatureTable.of(Sight, (CASTLE, UNKNOWN, FREE))
    assert list(table) == [CASTLE, UNKNOWN, FREE]
    assert (table[1], table[-1], list(table[:2]), len(table)) == (UNKNOWN, FREE, [CASTLE, UNKNOWN], 3)
    assert table.values("fee") == [True, None, False]
    assert table.values("season_months") == [(5, 6), None, ()]


def test_lodgings_and_facilities_come_back_as_they_were():
    hut = Lodging(id="h", kind="alpine_hut", name="H", name_local="H", stars=4.5, **PLAIN)
    fuel = Facility(id="f", kind="fuel", name="", name_local="", diesel=True, hgv=False, capacity_hgv=0, **PLAIN)
    assert list(FeatureTable.of(Lodging, (hut,))) == [hut]
    assert list(FeatureTable.of(Facility, (fuel,))) == [fuel]
    assert list(FeatureTable.of(Facility, ())) == []


def test_a_text_is_kept_once():
    table = FeatureTable.of(Sight, (CASTLE,) * 50)
    assert bytes(table.columns["texts"]).decode().count("Schloß") == 1


def test_a_row_beyond_the_last_is_refused():
    with pytest.raises(IndexError):
        FeatureTable.of(Sight, (CASTLE,))[1]


def test_columns_of_two_lengths_are_refused():
    columns = dict(FeatureTable.of(Sight, (CASTLE, FREE)).columns)
    with pytest.raises(ValueError, match="one length"):
        FeatureTable(Sight, {**columns, "fee": columns["fee"][:1]})
    del columns["fee"]
    with pytest.raises(KeyError):
        FeatureTable(Sight, columns)


@given(st.lists(st.tuples(st.text(), st.lists(st.text(), max_size=3)), max_size=5))
def test_any_text_comes_back(rows):
    plain = [(name.encode("utf-8", "replace").decode(), [a.encode("utf-8", "replace").decode() for a in others])
             for name, others in rows]  # fmt: skip
    sights = [Sight(id="a", kind="k", name=name, name_local="", aliases=tuple(a), **PLAIN) for name, a in plain]
    assert list(FeatureTable.of(Sight, sights)) == sights
