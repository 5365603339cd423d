"""Files as spreadsheets save them, and a user's rows laid over the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor_planner.store.csvfiles import CsvTable, merge, parse_csv, read_csv
from corridor_planner.store.faults import TableFault


def table(text: str) -> CsvTable:
    return parse_csv(text.encode(), "t.csv")


def test_a_file_from_excel_is_read_like_a_plain_one() -> None:
    plain = table("id,name\na,Port; Aktau\n")
    excel = parse_csv('\ufeffid;name\r\na;"Port; Aktau"\r\n;\r\n\r\n'.encode(), "t.csv")
    assert [r.cells for r in excel] == [r.cells for r in plain] == [{"id": "a", "name": "Port; Aktau"}]


def test_a_row_is_told_by_the_line_where_it_begins_even_after_a_cell_of_two_lines() -> None:
    rows = table('id,name\na,"two\nlines"\n\nb,one\n').records
    assert [(r.text("id"), r.line) for r in rows] == [("a", 2), ("b", 5)]


def test_a_row_of_the_wrong_width_is_a_fault_with_its_line() -> None:
    found = table("id,name\na,b,c\nd\n")
    assert [(f.line, f.rule) for f in found.faults] == [
        (2, "it has 3 cells where the header has 2"),
        (3, "it has 1 cells where the header has 2"),
    ]


@pytest.mark.parametrize(
    ("raw", "line", "rule"),
    [
        (b"id,name\na,K\xfcrk\n", 2, "UTF-8"),
        (b"", 1, "row of column names"),
        (b"id,id\na,b\n", 1, "occurs twice"),
        (b'id,name\na,b\nc,"open\nd,e\n', 3, "readable as CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_line_and_rule(raw: bytes, line: int, rule: str) -> None:
    with pytest.raises(TableFault, match=rule) as refused:
        parse_csv(raw, "t.csv")
    assert refused.value.faults[0].file == "t.csv"
    assert refused.value.faults[0].line == line


def test_a_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(TableFault, match=r"nothing\.csv"):
        read_csv(tmp_path / "nothing.csv")


def test_own_rows_replace_the_same_key_and_add_new_ones() -> None:
    shipped = table("id,km,source,as_of,confidence\na,1,atlas,2024,published\nb,2,atlas,2024,published\n")
    own = table("id,km,source,as_of,confidence\nb,3,odometer,2025,estimate\nc,4,odometer,2025,estimate\n")
    merged = merge(shipped, own, key=("id",))
    assert [(r.text("id"), r.text("km"), r.text("source")) for r in merged] == [
        ("a", "1", "atlas"),
        ("b", "3", "odometer"),
        ("c", "4", "odometer"),
    ]


def test_a_column_left_out_keeps_the_shipped_value_but_never_the_shipped_source() -> None:
    shipped = table("id,km,lanes,source,as_of,confidence\na,1,2,atlas,2024,published\n")
    (row,) = merge(shipped, table("id,km\na,9\n"), key=("id",))
    assert (row.text("km"), row.text("lanes")) == ("9", "2")
    assert (row.text("source"), row.text("as_of"), row.text("confidence")) == (
        "user's table t.csv",
        "undated",
        "estimate",
    )


def test_an_own_file_without_the_key_is_refused() -> None:
    shipped = table("id,km,source,as_of,confidence\n")
    with pytest.raises(TableFault, match="'id' is missing"):
        merge(shipped, table("km\n1\n"), key=("id",))


def test_a_record_names_file_line_column_value_rule_and_remedy_of_a_bad_cell() -> None:
    (row,) = table("id,hours\na,many\n").records
    with pytest.raises(TableFault) as refused:
        row.number("hours")
    (fault,) = refused.value.faults
    assert (fault.file, fault.line, fault.column, fault.value) == ("t.csv", 2, "hours", "many")
    assert fault.rule
    assert fault.remedy


def test_a_number_outside_its_range_is_refused_and_one_inside_is_read() -> None:
    (row,) = table("id,hours,days\na,25,1.5\n").records
    assert row.number("hours", 0, 25) == 25.0
    with pytest.raises(TableFault, match="from 0 to 24"):
        row.number("hours", 0, 24)
    with pytest.raises(TableFault, match="whole number"):
        row.whole("days")
