"""Cells as people write them: what is read, and what is refused with which words."""

from __future__ import annotations

import pytest

from corridor_planner.store.cells import CellError, parse_flag, parse_line, parse_list, parse_months, parse_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("-0,25", -0.25),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("0,125", 0.125),  # a leading zero groups nothing
        ("1200,500", 1200.5),  # four digits before the comma group nothing
        ("1\u00a0200,5", 1200.5),
        ("1\u00a0200", 1200.0),
        ("1 200 000", 1_200_000.0),
        ("1\u202f200.25", 1200.25),
        ("12,3456", 12.3456),
    ],
)
def test_a_number_is_read_as_it_can_only_be_meant(typed: str, meant: float) -> None:
    assert parse_number(typed) == meant


@pytest.mark.parametrize("typed", ["1,200", "-1,200", "76,945"])
def test_a_comma_before_three_digits_is_refused_because_it_may_group_thousands(typed: str) -> None:
    with pytest.raises(CellError, match="it could be") as refused:
        parse_number(typed)
    assert "decimal point" in refused.value.remedy


def test_a_range_that_leaves_one_reading_decides_between_the_two() -> None:
    assert parse_number("76,945", low=-180, high=180) == 76.945
    assert parse_number("1,200", low=500, high=5000) == 1200.0


def test_a_point_before_three_digits_is_ambiguous_in_a_file_of_decimal_commas() -> None:
    assert parse_number("1.200") == 1.2
    with pytest.raises(CellError, match=r"1\.2 or 1200"):
        parse_number("1.200", decimal_comma=True)


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [("1,200,300", "write 1200300"), ("1,200.5", "write 1200.5"), ("1.200,5", "write 1200.5")],
)
def test_grouped_thousands_are_refused_with_the_number_to_write(typed: str, remedy: str) -> None:
    with pytest.raises(CellError) as refused:
        parse_number(typed)
    assert refused.value.remedy == remedy


@pytest.mark.parametrize("typed", ["", "abc", "nan", "inf", "1_000", "12 5", "1-2", "٣", "--1", "1e9999"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(CellError, match="must be a number"):
        parse_number(typed)


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("5-10", {5, 6, 7, 8, 9, 10}),
        ("11,12,1", {11, 12, 1}),
        ("3-5,9-11", {3, 4, 5, 9, 10, 11}),
        ("11-2", {11, 12, 1, 2}),
        ("", set()),
        ("7", {7}),
    ],
)
def test_months_are_ranges_and_lists_and_may_wrap_over_the_year(typed: str, months: set[int]) -> None:
    assert parse_months(typed) == months


@pytest.mark.parametrize("typed", ["13", "0", "May", "5-", "1-13"])
def test_months_outside_the_year_are_refused(typed: str) -> None:
    with pytest.raises(CellError, match="1 to 12"):
        parse_months(typed)


def test_lists_leave_out_blanks_and_empty_parts() -> None:
    assert parse_list(" a ; b;;c ") == ("a", "b", "c")


def test_a_drawn_line_is_longitude_then_latitude() -> None:
    assert parse_line("76.5 43.25;77 44") == ((76.5, 43.25), (77.0, 44.0))


@pytest.mark.parametrize("typed", ["76.5", "76.5 43 1", "76.5 95"])
def test_a_point_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(CellError):
        parse_line(typed)


def test_a_flag_is_y_or_n_and_nothing_else() -> None:
    assert parse_flag("y") is True
    assert parse_flag("n") is False
    with pytest.raises(CellError):
        parse_flag("yes")
