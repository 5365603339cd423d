"""Names of legs that are computed when asked for, so that a million of them take no memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import Source


class WayLegs(Sequence[str]):
    """Names ``way/<id>`` of pieces of ways, after a few names of other kinds.

    The pieces of one way after its first are ``way/<id>#1``, ``way/<id>#2`` and so on.

    Parameters
    ----------
    named
        Names that come first, such as crossings.
    way, number : (pieces,) int64, int32
    """

    def __init__(self, named: Sequence[str], way: NDArray[np.int64], number: NDArray[np.int32]) -> None:
        self.named, self.way, self.number = tuple(named), way, number

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.named) + len(self.way)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Return a name, or several."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        position = index + len(self) if index < 0 else index
        if position < len(self.named):
            return self.named[position]
        number = int(self.number[position - len(self.named)])
        name = f"way/{int(self.way[position - len(self.named)])}"
        return f"{name}#{number}" if number else name

    def __iter__(self) -> Iterator[str]:
        """Give the names in order."""
        return (self[i] for i in range(len(self)))


class SomeSources(Sequence[Source | None]):
    """Sources of a few legs that come first; all others have none."""

    def __init__(self, known: Sequence[Source | None], size: int) -> None:
        self.known, self.size = tuple(known), size

    def __len__(self) -> int:
        """Return how many legs there are."""
        return self.size

    @overload
    def __getitem__(self, index: int) -> Source | None: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Source | None]: ...
    def __getitem__(self, index: int | slice) -> Source | Sequence[Source | None] | None:
        """Return a source or None."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.size))]
        position = index + self.size if index < 0 else index
        if not 0 <= position < self.size:
            raise IndexError(index)
        return self.known[position] if position < len(self.known) else None
