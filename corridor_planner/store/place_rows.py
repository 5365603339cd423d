"""Places of a network as lines of a file, each read when it is asked for: a country may have 50,000 villages."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import Place, Source
from corridor_planner.store.networks_files import fault
from corridor_planner.store.networks_values import Decode, Interned, encode_row, row_decoder

PLACES: Final = "places.json"  # one JSON list a line: the names of the fields, then a place on each
_FIELDS: Final = [f.name for f in fields(Place)]
_NEWLINE: Final = ord("\n")
_FAILURES: Final = (ValueError, TypeError, KeyError, IndexError)


def write_places(folder: Path, places: Sequence[Place], interned: Interned) -> None:
    """Write the places of a network into its folder."""
    rows = (_FIELDS, *(encode_row(place, interned) for place in places))
    text = "".join(f"{json.dumps(row, ensure_ascii=False, separators=(',', ':'), allow_nan=False)}\n" for row in rows)
    (folder / PLACES).write_text(text, encoding="utf-8")


class PlaceRows(Sequence[Place]):
    """The places of an opened network.

    Raises
    ------
    DataFault
        When the file is no table of places; a damaged line only when it is read.
    """

    def __init__(self, folder: Path, sources: tuple[Source, ...]) -> None:
        self._path = folder / PLACES
        try:
            with self._path.open("rb") as stream:
                self._text = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            if json.loads(self._text.readline()) != _FIELDS:
                raise ValueError(f"fields of a place are {', '.join(_FIELDS)}")
        except (OSError, ValueError) as error:
            raise self._fault(error) from error
        self._begin = self._text.tell()
        self._decode: Decode = row_decoder(Place, sources)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._stops) - 1

    @overload
    def __getitem__(self, index: int) -> Place: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Place]: ...
    def __getitem__(self, index: int | slice) -> Place | Sequence[Place]:
        """Return a place, or several."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        position = index + len(self) if index < 0 else index
        if not 0 <= position < len(self):
            raise IndexError(index)
        return self._read(self._text[self._stops[position] : self._stops[position + 1]])

    def __iter__(self) -> Iterator[Place]:
        """Give all places in order."""
        return map(self._read, self._text[self._begin :].splitlines())

    def __eq__(self, other: object) -> bool:
        """Compare with the places of any network."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def _stops(self) -> NDArray[np.int64]:
        """(places + 1,) where the line of each place begins, and where the last one ends."""
        text = np.frombuffer(self._text, np.uint8)
        return np.flatnonzero(text == _NEWLINE) + 1

    def _read(self, line: bytes) -> Place:
        try:
            place = self._decode(json.loads(line))
        except _FAILURES as error:
            raise self._fault(error) from error
        assert isinstance(place, Place)
        return place

    def _fault(self, error: Exception) -> Exception:
        return fault(self._path, f"it must hold places: {error}")
