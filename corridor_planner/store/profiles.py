"""Read profiles: TOML files of ``data/profiles`` and of a user's own folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from corridor_planner.cost.profile import (
    Charge,
    Emission,
    FerryUse,
    Per,
    Profile,
    RailUse,
    RoadUse,
    TrainUse,
)
from corridor_planner.domain import CostKind, Load, Party
from corridor_planner.errors import DataFault, UnknownName
from corridor_planner.resources import data_file
from corridor_planner.store.profile_values import wrong_value

_WORDS: dict[str, type[Any]] = {"kind": CostKind, "per": Per, "emission_per": Per, "party": Party}


def load_profile(name: str, override: Path | None = None) -> Profile:
    """Return a profile by name.

    Raises
    ------
    UnknownName
        With the nearest names.
    DataFault
        When the file has an unknown key or a wrong value.
    """
    files = _profile_files(override)
    if name not in files:
        near = get_close_matches(name, files, n=3, cutoff=0.3)
        raise UnknownName(
            "profile", name, rule=f"the profiles are {', '.join(sorted(files))}",
            remedy=f"did you mean {near[0]!r}?" if near else "choose one of them", candidates=tuple(near),
        )  # fmt: skip
    return _read(files[name], name)  # type: ignore[arg-type]  # paths are hashable, their protocol does not say so


def list_profiles(override: Path | None = None) -> tuple[Profile, ...]:
    """Return all profiles, freight first, then by name."""
    files = _profile_files(override)
    profiles = [_read(path, name) for name, path in files.items()]  # type: ignore[arg-type]
    return tuple(sorted(profiles, key=lambda p: (p.purpose != "freight", p.name)))


def _profile_files(override: Path | None) -> dict[str, Traversable]:
    files = {entry.name.removesuffix(".toml"): entry for entry in data_file("profiles").iterdir()
             if entry.name.endswith(".toml")}  # fmt: skip
    if override is not None:
        files |= {p.stem: p for p in sorted((override / "profiles").glob("*.toml"))}
    return files


@lru_cache(maxsize=64)
def _read(path: Traversable, name: str) -> Profile:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DataFault("profile", str(path), rule=f"it must be readable TOML: {error}",
                        remedy="compare it with a shipped profile") from error  # fmt: skip
    profile: Profile = _Reader(str(path)).profile(raw)
    if profile.name != name:
        raise DataFault("profile name", profile.name, rule=f"it must equal the file name {name!r}",
                        remedy="rename one of them")  # fmt: skip
    return profile


class _Reader:
    """Turn tables of a profile into values; says in which file a key is wrong."""

    def __init__(self, path: str) -> None:
        self.path = path

    def profile(self, raw: Mapping[str, Any]) -> Profile:
        values = dict(raw)
        values["load"] = self.value(Load, values.pop("load", {}), "load")
        for key, kind in (("road", RoadUse), ("road_small", RoadUse), ("rail", RailUse), ("trains", TrainUse),
                          ("ferry", FerryUse)):  # fmt: skip
            if key in values:
                values[key] = self.use(kind, values[key], key)
        profile: Profile = self.value(Profile, values, "profile")
        return profile

    def use(self, kind: type[Any], raw: Mapping[str, Any], where: str) -> Any:
        values = dict(self.table(raw, where))
        for single, plural, item in (("charge", "charges", Charge), ("emission", "emissions", Emission)):
            if single in values:
                values[plural] = tuple(self.value(item, row, f"{where}.{single}") for row in values.pop(single))
        use = self.value(kind, values, where)
        if isinstance(use, FerryUse) and not set(use.types) <= set(use.emissions):
            missing = ", ".join(sorted(set(use.types) - set(use.emissions)))
            raise DataFault(f"[{where}] in {self.path}", missing, rule="every type of ship needs its emissions",
                            remedy="add it to emissions, or take it out of types")  # fmt: skip
        return use

    def table(self, raw: Any, where: str) -> Mapping[str, Any]:
        """Return what must be a table."""
        if not isinstance(raw, Mapping):
            raise DataFault(f"[{where}] in {self.path}", raw, rule="it must be a table",
                            remedy="compare it with a shipped profile")  # fmt: skip
        return raw

    def value(self, kind: type[Any], raw: Mapping[str, Any], where: str) -> Any:
        known = set(kind.__dataclass_fields__)
        for key in self.table(raw, where):
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.0)
                raise DataFault(f"key of [{where}] in {self.path}", key, rule="it is not known",
                                remedy=f"did you mean {near[0]!r}?")  # fmt: skip
        try:
            values = {key: self.word(kind, key, value) for key, value in raw.items()}
            for key, value in values.items():
                if wrong := wrong_value(kind, key, value):
                    raise ValueError(wrong)
            return kind(**values)
        except (TypeError, ValueError) as error:
            raise DataFault(f"[{where}] in {self.path}", dict(raw), rule=str(error),
                            remedy="compare it with a shipped profile") from error  # fmt: skip

    @staticmethod
    def word(kind: type[Any], key: str, value: Any) -> Any:
        if key in _WORDS and kind is not Load and isinstance(value, str):
            return _WORDS[key](value)
        return tuple(value) if isinstance(value, list) else value
