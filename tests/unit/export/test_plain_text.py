"""Text of unknown origin in files that other programs open."""

from __future__ import annotations

import pytest

from corridor_planner.export.plain_text import cell, visible
from tests.support.plans import hostile_places


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Самарканд", "Самарканд"),
        ("Two\nlines", "Two lines"),
        ("Two\r\nlines\tand a tab", "Two lines and a tab"),
        ("bell\x07 escape\x1b[31m", "bell\ufffd escape\ufffd[31m"),
        ("Ош\u202etxt.exe", "Ош\ufffdtxt.exe"),
        ("half \ud83d", "half \ufffd"),
        ("no character \uffff", "no character \ufffd"),
        ("\u2028", "\ufffd"),
        ("x" * 2000, "x" * 997 + "..."),
    ],
)
def test_text_stays_readable_and_what_is_harmful_shows_as_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n@x"])
def test_a_formula_becomes_text(text: str) -> None:
    assert str(cell(text)).startswith("'")


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert [cell(-1.5), cell(3), cell(None), cell("a-b"), cell(True)] == [-1.5, 3, "", "a-b", "True"]


def test_no_hostile_name_starts_a_formula_or_breaks_a_line() -> None:
    for place in hostile_places():
        text = str(cell(place["name"]))
        assert text[0] not in "=+-@"
        assert text.isprintable()
