"""Which way a road may be driven, for each class of vehicle.

Roundabouts and motorways with their ramps are one-way unless a tag says otherwise. A road whose
direction changes by the hour (``reversible``) is open to nobody, since no plan knows the hour at
which it gets there; one that alternates by signals is open both ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import CAR, COACH, NOBODY, TRUCK

ROUNDABOUTS: Final = frozenset({"roundabout", "circular"})
_IMPLIED: Final = frozenset({"motorway", "motorway_link"})
_WORDS: Final = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1, "no": 0, "false": 0, "0": 0, "alternating": 0}
_SPECIAL: Final = (
    (CAR, ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle")),
    (TRUCK, ("oneway:hgv", "oneway:motor_vehicle", "oneway:vehicle")),
    (COACH, ("oneway:coach", "oneway:tourist_bus", "oneway:motor_vehicle", "oneway:vehicle")),
)
ONEWAY_KEYS: Final = frozenset({"oneway", "oneway:conditional", "junction"}) | {k for _, keys in _SPECIAL for k in keys}


class Directions(NamedTuple):
    """Classes that may not go as the road is drawn, and against it; a key that could not be read."""

    forward: Flag
    backward: Flag
    unread: str = ""


def read_directions(tags: Mapping[str, str]) -> Directions:
    """Return who is shut out of each direction of a road."""
    word = tags.get("oneway", "").strip().lower()
    if word == "reversible":
        return Directions(NOBODY, NOBODY)
    said = _WORDS.get(word)
    unread = "oneway" if word and said is None else ""
    if said is None:
        said = int(tags.get("junction") in ROUNDABOUTS or tags.get("highway") in _IMPLIED)
    if said == 0 and not any(key in tags for _, keys in _SPECIAL for key in keys):
        return Directions(Flag(0), Flag(0), unread)
    forward = backward = Flag(0)
    for vehicle, keys in _SPECIAL:
        own = next((_WORDS[w] for key in keys if (w := tags.get(key, "").strip().lower()) in _WORDS), said)
        forward |= vehicle.closed if own < 0 else Flag(0)
        backward |= vehicle.closed if own > 0 else Flag(0)
    return Directions(forward, backward, unread)
