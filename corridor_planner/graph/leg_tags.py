"""Tags of legs that no array holds: names and numbers of roads, and what else a graph said.

Equal sets of tags stand once; a leg points to its set. On a million legs that is four bytes each,
and a store decodes only the sets that somebody asks for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

TagValue = str | int | float | tuple[str | int | float, ...]
TagSet = tuple[tuple[str, TagValue], ...]  # pairs of key and value, sorted by key

NO_TAGS: Final[TagSet] = ()


class PackedTags(Sequence[TagSet]):
    """Sets of tags as one run of bytes, each set JSON of its own.

    Parameters
    ----------
    offset : (sets + 1,) int64
        Set ``i`` is ``text[offset[i]:offset[i + 1]]``.
    text : uint8
    """

    def __init__(self, offset: NDArray[np.int64], text: NDArray[np.uint8]) -> None:
        self.offset, self.text = offset, text

    def __len__(self) -> int:
        """Return how many there are."""
        return max(0, len(self.offset) - 1)

    @overload
    def __getitem__(self, index: int) -> TagSet: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[TagSet]: ...
    def __getitem__(self, index: int | slice) -> TagSet | Sequence[TagSet]:
        """Decode a set, or several."""
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        start = self.offset[index % len(self)]
        pairs = json.loads(self.text[start : self.offset[index % len(self) + 1]].tobytes())
        return tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in pairs)


def pack_tags(sets: Sequence[TagSet]) -> PackedTags:
    """Return sets as a run of bytes."""
    if isinstance(sets, PackedTags):
        return sets
    texts = [json.dumps(tags, ensure_ascii=False, separators=(",", ":")).encode() for tags in sets]
    offset = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return PackedTags(offset, np.frombuffer(b"".join(texts), np.uint8))


@dataclass(frozen=True, slots=True, kw_only=True)
class LegTags:
    """Sets of tags, and which leg has which.

    Attributes
    ----------
    of_leg
        (legs,) int32, index into ``sets``, -1 for none; of length 0 where no leg has tags.
    sets
        Distinct sets.
    """

    of_leg: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    sets: Sequence[TagSet] = ()

    def __post_init__(self) -> None:
        self.of_leg.flags.writeable = False

    def get(self, leg: int) -> TagSet:
        """Return the tags of a leg; none where it has none, or there is no leg (-1)."""
        if not 0 <= leg < len(self.of_leg) or self.of_leg[leg] < 0:
            return NO_TAGS
        return self.sets[int(self.of_leg[leg])]


class TagBook:
    """Sets of tags while they are gathered."""

    def __init__(self) -> None:
        self._number: dict[TagSet, int] = {}
        self._of_leg: dict[int, int] = {}

    def add(self, leg: int, tags: Mapping[str, TagValue]) -> None:
        """Give a leg its tags; the first mention counts."""
        if tags and leg not in self._of_leg:
            self._of_leg[leg] = self._number.setdefault(tag_set(tags), len(self._number))

    def freeze(self, n_legs: int) -> LegTags:
        """Return the tags of all legs."""
        if not self._of_leg:
            return LegTags()
        of_leg = np.full(n_legs, -1, np.int32)
        of_leg[list(self._of_leg)] = list(self._of_leg.values())
        return LegTags(of_leg=of_leg, sets=tuple(self._number))


def tag_set(tags: Mapping[str, TagValue]) -> TagSet:
    """Return tags in the one form in which equal sets are equal."""
    return tuple(sorted(tags.items()))
