"""Which values a profile may hold: the types of its dataclasses, and ranges where a number needs one."""

from __future__ import annotations

import types
from collections.abc import Mapping
from math import isfinite
from typing import Any, Final, Union, get_args, get_origin

from corridor_planner.store.field_types import field_types

_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "purpose": ("freight", "travel"),
    "service": ("container", "general"),
    "fare": ("truck", "teu", "railcar", "passenger", "car"),
}
_ABOVE_ZERO: Final = ("max_kmh", "count")
_NAMES: Final = {bool: "true or false", str: "a text in quotes", float: "a number", int: "a whole number"}


def wrong_value(kind: type[Any], key: str, value: object) -> str:
    """Return the rule that a value of a dataclass field breaks, or "" when it keeps them all."""
    hint = field_types(kind)[key]
    if not _fits(hint, value):
        return f"{key} must be {_name(hint)}, not {value!r}"
    if key in _WORDS and value not in _WORDS[key]:
        return f"{key} must be one of {', '.join(_WORDS[key])}, not {value!r}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not isfinite(value) or value < 0:
            return f"{key} must be a finite number of 0 or more, not {value!r}"
        if key in _ABOVE_ZERO and value == 0:
            return f"{key} must be more than 0"
    return ""


def _fits(hint: type[Any], value: object) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return any(_fits(one, value) for one in inner)
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(inner[0], item) for item in value)
    if origin is not None:  # a mapping
        return isinstance(value, Mapping) and all(_fits(inner[1], item) for item in value.values())
    if hint in (float, int):
        return isinstance(value, int | float if hint is float else int) and not isinstance(value, bool)
    return isinstance(value, hint)


def _name(hint: type[Any]) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _name(inner[0])
    if origin is tuple:
        return "a list in square brackets"
    if origin is not None:
        return "a table in curly braces"
    return _NAMES.get(hint, f"a {hint.__name__}")
