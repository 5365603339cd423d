"""Who may use a way, in OpenStreetMap's order of precedence: the most special key decides.

Cars, trucks and coaches each have their own chain of keys. A ``bus`` is a public service vehicle
and ``goods`` a van: such keys open nothing to coaches and trucks, but what shuts them shuts the
larger vehicle too. Keys may end in ``:forward`` or ``:backward``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from corridor_planner.graph.network import Flag


class Access(Enum):
    """What a vehicle may do on a way."""

    OPEN = "open"
    LOCAL = "local"  # only to reach something beside it
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleClass:
    """A class of vehicle: the keys that speak of it, the most special first, and its flags.

    Attributes
    ----------
    shut_with
        Keys of smaller vehicles; where they are shut, so is this class.
    """

    keys: tuple[str, ...]
    closed: Flag
    local: Flag
    shut_with: tuple[str, ...] = ()


CAR: Final = VehicleClass(
    keys=("motorcar", "motor_vehicle", "vehicle", "access"), closed=Flag.NO_CAR, local=Flag.LOCAL_CAR
)
TRUCK: Final = VehicleClass(
    keys=("hgv", "motor_vehicle", "vehicle", "access"), closed=Flag.NO_TRUCK, local=Flag.LOCAL_TRUCK,
    shut_with=("hgv_articulated", "goods"),
)  # fmt: skip
COACH: Final = VehicleClass(
    keys=("coach", "tourist_bus", "motor_vehicle", "vehicle", "access"), closed=Flag.NO_COACH,
    local=Flag.LOCAL_COACH, shut_with=("bus",),
)  # fmt: skip
CLASSES: Final = (CAR, TRUCK, COACH)
NOBODY: Final = Flag.NO_CAR | Flag.NO_TRUCK | Flag.NO_COACH
DIRECTIONS: Final = ("forward", "backward")

PLAIN_KEYS: Final = frozenset(key for each in CLASSES for key in (*each.keys, *each.shut_with))
ACCESS_KEYS: Final = PLAIN_KEYS | {f"{key}:{direction}" for key in PLAIN_KEYS for direction in DIRECTIONS}

_MEANING: Final = dict.fromkeys(
    ("yes", "designated", "official", "permissive", "public", "toll", "unknown", "discouraged"), Access.OPEN
) | dict.fromkeys(
    ("destination", "private", "customers", "delivery", "permit", "permit_required", "residents", "local", "variable",
     "employees", "staff", "visitors", "guests", "tenants", "members"), Access.LOCAL,
) | dict.fromkeys(
    ("no", "agricultural", "forestry", "agricultural;forestry", "emergency", "military", "psv", "bus", "taxi",
     "service", "restricted", "none", "closed"), Access.CLOSED,
)  # fmt: skip


def read_word(value: str) -> Access | None:
    """Return what an access value means, of several words the most generous; None for none that is known."""
    meanings = {_MEANING[part] for word in value.lower().split(";") if (part := word.strip()) in _MEANING}
    return next((access for access in Access if access in meanings), None)


def read_access(tags: Mapping[str, str], vehicle: VehicleClass, direction: str = "") -> tuple[Access, str | None]:
    """Return what the first of the keys that says something means, and a key that could not be read."""
    unread = None
    found = Access.OPEN
    for key in _directed(vehicle.keys, direction):
        if key not in tags:
            continue
        meaning = read_word(tags[key])
        if meaning is not None:
            found = meaning
            break
        unread = unread or key
    if any(key in tags and read_word(tags[key]) is Access.CLOSED for key in _directed(vehicle.shut_with, direction)):
        own = vehicle.keys[:-3]  # a key that names the class itself says more than one of a smaller vehicle
        if not any(key in tags for key in _directed(own, direction)):
            found = Access.CLOSED
    return found, unread


def _directed(keys: tuple[str, ...], direction: str) -> tuple[str, ...]:
    return tuple(k for key in keys for k in (f"{key}:{direction}", key)) if direction else keys


def access_flags(tags: Mapping[str, str], direction: str = "") -> tuple[Flag, str | None]:
    """Return the access flags of cars, trucks and coaches, and a key that could not be read."""
    flags = Flag(0)
    unread = None
    for vehicle in CLASSES:
        access, key = read_access(tags, vehicle, direction)
        unread = unread or key
        if access is Access.CLOSED:
            flags |= vehicle.closed
        elif access is Access.LOCAL:
            flags |= vehicle.local
    return flags, unread


def opens_to_motors(tags: Mapping[str, str]) -> bool:
    """Tell whether a way that is not made for vehicles is opened to them by an explicit tag."""
    return any(tags.get(key) in ("yes", "designated", "permissive", "destination")
               for key in ("motorcar", "motor_vehicle", "hgv"))  # fmt: skip
