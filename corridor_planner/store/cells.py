"""Read the text of one cell: numbers, flags, months, lists and drawn lines.

Numbers may be written as people write them: with no-break or thin spaces between thousands, and
with a decimal comma wherever it can only be one. ``12,5`` is twelve and a half; ``1,200`` may be
1.2 or 1200 and is refused, unless the range of the column leaves only one of the two.
"""

from __future__ import annotations

import re
from math import inf

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_SPACES = str.maketrans("", "", "\u00a0\u2007\u2009\u202f")
_GROUPED = re.compile(r"([+-]?\d{1,3})((?:[ \u00a0\u2007\u2009\u202f]\d{3})+)(?=[.,]|$)", re.ASCII)
_COMMA = re.compile(r"([+-]?)(\d+),(\d+)", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,]\d{3}){2,}|[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d[\d \u00a0\u2007\u2009\u202f]*,(\d{1,2}|\d{4,})", re.ASCII)


class CellError(ValueError):
    """A cell that cannot be read; ``rule`` and ``remedy`` as in :class:`..faults.Fault`."""

    def __init__(self, rule: str, remedy: str) -> None:
        self.rule, self.remedy = rule, remedy
        super().__init__(f"{rule}; {remedy}")


def parse_number(text: str, *, low: float = -inf, high: float = inf, decimal_comma: bool = False) -> float:
    """Return the number in a cell.

    Parameters
    ----------
    text
        As typed; blanks around it do not count.
    low, high
        Range of the column; it decides between two readings, it is not checked here.
    decimal_comma
        True when other cells of the file have a decimal comma, so that a point may group thousands.

    Raises
    ------
    CellError
        When the cell is no number or could be two.

    """
    text = text.strip()
    if _PLAIN.fullmatch(text) and not (decimal_comma and _AMBIGUOUS.fullmatch(text)):
        return float(text)
    spaced = _GROUPED.match(text)
    joined = (spaced[1] + re.sub(r"\D", "", spaced[2]) + text[spaced.end() :]) if spaced else text.translate(_SPACES)
    if not spaced and _AMBIGUOUS.fullmatch(joined) and (decimal_comma or "," in joined):
        return _one_of_two(joined, low, high)
    if _PLAIN.fullmatch(joined):
        return float(joined)
    comma = _COMMA.fullmatch(joined)
    if comma:
        return float(f"{comma[1]}{comma[2]}.{comma[3]}")
    if _THOUSANDS.fullmatch(joined):
        raise CellError("thousands must not be grouped by comma or point", f"write {_ungrouped(joined)}")
    raise CellError("it must be a number", "write digits with a decimal point, such as 12.5")


def _one_of_two(text: str, low: float, high: float) -> float:
    decimal, whole = float(text.replace(",", ".")), float(text.replace(",", "").replace(".", ""))
    fits = [value for value in (decimal, whole) if low <= value <= high]
    if len(fits) == 1:
        return fits[0]
    raise CellError(
        f"it could be {decimal:g} or {whole:g}",
        f"write {decimal:g} with a decimal point, or {whole:.0f} without separator",
    )


def _ungrouped(text: str) -> str:
    last = max(text.rfind(","), text.rfind("."))
    mixed = "," in text and "." in text
    digits = [c for i, c in enumerate(text) if c.isdigit() or c in "+-" or (mixed and i == last)]
    return "".join(digits).replace(",", ".")


def parse_flag(text: str) -> bool:
    """Return True for ``y``, False for ``n``."""
    if text not in ("y", "n"):
        raise CellError("it must be y or n", "write y or n")
    return text == "y"


def parse_months(text: str) -> frozenset[int]:
    """Return the months of ``5-10``, ``11,12,1`` or ``3-5,9-11``; a range may wrap over the year's end."""
    months: set[int] = set()
    for part in text.replace(";", ",").split(",") if text.strip() else ():
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        ends = [first, last] if dash else [first]
        if not all(end.isdigit() and 1 <= int(end) <= 12 for end in ends):
            raise CellError("months are numbers from 1 to 12", "write 5-10 or 11,12,1")
        start, stop = int(ends[0]), int(ends[-1])
        months.update(range(start, stop + 1) if start <= stop else [*range(start, 13), *range(1, stop + 1)])
    return frozenset(months)


def parse_list(text: str) -> tuple[str, ...]:
    """Return the parts between semicolons, without blanks around them; empty parts are left out."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def parse_line(text: str) -> tuple[tuple[float, float], ...]:
    """Return the points of ``lon lat;lon lat``."""
    points = []
    for part in parse_list(text):
        pair = part.split()
        if len(pair) != 2:
            raise CellError("a point is longitude, blank, latitude", "write 76.62 43.37;75.92 43.29")
        lon, lat = parse_number(pair[0], low=-180, high=180), parse_number(pair[1], low=-90, high=90)
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise CellError("longitude lies in -180..180 and latitude in -90..90", "check the order: longitude first")
        points.append((lon, lat))
    return tuple(points)
