"""The types of a dataclass's fields, looked up once: resolving annotations is slow."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from typing import Any, cast, get_type_hints


def field_types(kind: type[Any]) -> dict[str, Any]:
    """Return the type of each field of a dataclass; not to be changed."""
    return _hints(cast("Hashable", kind))


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)
