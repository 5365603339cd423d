"""Making text of unknown origin harmless in files and terminals that other programs read."""

from __future__ import annotations

import unicodedata
from typing import Final

REPLACED: Final = "\ufffd"
_DIRECTIONS: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_HARMFUL: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})  # controls, halves of a character, line and paragraph ends
_FORMULA: Final = "=+-@"
_LONGEST: Final = 1000


def visible(text: str) -> str:
    """Return a text on one line, whose harmful characters show as U+FFFD.

    Harmful are controls, overrides of the writing direction and what XML has no place for. Line
    ends and tabs become spaces; a text of more than 1,000 letters is cut.
    """
    flat = text.replace("\r\n", " ").translate({0x09: " ", 0x0A: " ", 0x0D: " "})
    shown = "".join(REPLACED if _harmful(letter) else letter for letter in flat)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 3] + "..."


def _harmful(letter: str) -> bool:
    return letter in _DIRECTIONS or unicodedata.category(letter) in _HARMFUL or ord(letter) & 0xFFFE == 0xFFFE


def cell(value: object) -> str | float | int:
    """Return a value for a table cell; text that a spreadsheet would run as a formula stays text."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = visible(str(value))
    return f"'{text}" if text.lstrip()[:1] in tuple(_FORMULA) else text
