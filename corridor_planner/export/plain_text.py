"""Making text of unknown origin harmless in files that other programs open."""

from __future__ import annotations

import unicodedata

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_LONGEST = 500


def visible(text: str) -> str:
    """Return a text on one line: control characters and direction overrides become the sign U+FFFD."""
    shown = "".join("\ufffd" if c in _BIDI or unicodedata.category(c) == "Cc" else c for c in text.replace("\n", " "))
    return shown[:_LONGEST]


def cell(value: object) -> str | float | int:
    """Return a value for a table cell; text that a spreadsheet would run as a formula stays text."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = visible(str(value))
    return f"'{text}" if text[:1] in "=+-@\t\r\ufffd" and text else text
