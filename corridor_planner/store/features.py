"""What lies beside the way, as files in a network's folder: one per group, read when first used."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, overload

import numpy as np

from corridor_planner.domain import Facility, Feature, FeatureGroup, Features, Lodging, Sight
from corridor_planner.graph.feature_table import FeatureTable
from corridor_planner.store.networks_files import fault

T = TypeVar("T", bound=Feature)
_KINDS: Final[dict[FeatureGroup, type[Any]]] = {
    FeatureGroup.SIGHT: Sight, FeatureGroup.LODGING: Lodging, FeatureGroup.FACILITY: Facility,
}  # fmt: skip


def save_features(features: Features, folder: Path) -> None:
    """Write the groups that have any; the same features give the same bytes."""
    for group, kind in _KINDS.items():
        if len(features.of(group)):
            columns: dict[str, Any] = dict(FeatureTable.of(kind, features.of(group)).columns)
            np.savez(_file(folder, group), **columns)


def open_features(folder: Path) -> Features:
    """Return the features of a network; a group's file is read when the group is first used.

    Raises
    ------
    DataFault
        Then, when the file is damaged.
    """
    return Features(
        sights=_Stored(Sight, _file(folder, FeatureGroup.SIGHT)),
        lodgings=_Stored(Lodging, _file(folder, FeatureGroup.LODGING)),
        facilities=_Stored(Facility, _file(folder, FeatureGroup.FACILITY)),
    )


def table_of(kind: type[T], features: Sequence[T]) -> FeatureTable[T]:
    """Return features as a table, without making a value of each where they come from a file."""
    return features.table if isinstance(features, _Stored) else FeatureTable.of(kind, features)


class _Stored(Sequence[T], Generic[T]):
    """A table of features that reads its file when it is first used."""

    def __init__(self, kind: type[T], path: Path) -> None:
        self._kind, self._path = kind, path

    @cached_property
    def table(self) -> FeatureTable[T]:
        """The features as columns."""
        if not self._path.exists():
            return FeatureTable.of(self._kind, ())
        try:
            with np.load(self._path, allow_pickle=False) as file:
                return FeatureTable(self._kind, {name: file[name] for name in file.files})
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise fault(self._path, f"it must hold the network's features: {error}") from error

    def __len__(self) -> int:
        return len(self.table)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        """Return one feature, or several."""
        return self.table[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self.table)


def _file(folder: Path, group: FeatureGroup) -> Path:
    return folder / f"features.{group.value}.npz"
