"""Who may use a way, in OpenStreetMap's order of precedence: the most special key decides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from corridor_planner.graph.network import Flag


class Access(Enum):
    """What a vehicle may do on a way."""

    OPEN = "open"
    LOCAL = "local"  # only to reach something beside it
    CLOSED = "closed"


CAR_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
TRUCK_KEYS = ("hgv", "goods", "motor_vehicle", "vehicle", "access")
COACH_KEYS = ("tourist_bus", "coach", "bus", "motor_vehicle", "vehicle", "access")
ACCESS_KEYS = frozenset(CAR_KEYS + TRUCK_KEYS + COACH_KEYS)

_MEANING = dict.fromkeys(("yes", "designated", "official", "permissive", "public", "toll", "unknown", "discouraged"),
                         Access.OPEN)  # fmt: skip
_MEANING |= dict.fromkeys(("destination", "private", "customers", "delivery", "permit", "residents", "local",
                           "variable"), Access.LOCAL)  # fmt: skip
_MEANING |= dict.fromkeys(("no", "agricultural", "forestry", "emergency", "military", "psv", "bus", "taxi", "service",
                           "restricted", "none"), Access.CLOSED)  # fmt: skip


def read_access(tags: Mapping[str, str], keys: tuple[str, ...]) -> tuple[Access, str | None]:
    """Return what the first of the keys that says something means, and a key that could not be read."""
    unread = None
    for key in keys:
        value = tags.get(key)
        if value is None:
            continue
        meanings = {_MEANING[part] for word in value.lower().split(";") if (part := word.strip()) in _MEANING}
        if meanings:  # of several words the most generous one holds
            return next(access for access in Access if access in meanings), unread
        unread = unread or key
    return Access.OPEN, unread


def access_flags(tags: Mapping[str, str]) -> tuple[Flag, str | None]:
    """Return the access flags of cars, trucks and coaches, and a key that could not be read."""
    flags = Flag(0)
    unread = None
    for keys, closed, local in (
        (CAR_KEYS, Flag.NO_CAR, Flag.LOCAL_CAR),
        (TRUCK_KEYS, Flag.NO_TRUCK, Flag.LOCAL_TRUCK),
        (COACH_KEYS, Flag.NO_COACH, Flag(0)),
    ):
        access, key = read_access(tags, keys)
        unread = unread or key
        if access is Access.CLOSED:
            flags |= closed
        elif access is Access.LOCAL:
            flags |= local
    return flags, unread


def opens_to_motors(tags: Mapping[str, str]) -> bool:
    """Tell whether a way that is not made for vehicles is opened to them by an explicit tag."""
    return any(tags.get(key) in ("yes", "designated", "permissive", "destination")
               for key in ("motorcar", "motor_vehicle", "hgv"))  # fmt: skip
