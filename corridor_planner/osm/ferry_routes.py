"""What the route relations of ferries tell about their ways: the passage's time, and who is taken on board.

A way's own tags come first. A duration of the whole route is shared out by length among the ways
that have none, less what the others take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from corridor_planner.osm.access import PLAIN_KEYS
from corridor_planner.osm.turns import RelationParts
from corridor_planner.osm.values import read_duration_s

_DURATION: Final = "duration"
_SHARED_KEYS: Final = PLAIN_KEYS | {"foot", "train", "rail"}
_SAYS_WHO: Final = PLAIN_KEYS - {"bus"}


def is_ferry_route(tags: Mapping[str, str]) -> bool:
    """Tell whether a relation is the route of a ferry."""
    return tags.get("type") == "route" and tags.get("route") == "ferry"


def with_routes(
    ferries: Mapping[int, Mapping[str, str]], length_m: Mapping[int, float], relations: Mapping[int, RelationParts]
) -> dict[int, dict[str, str]]:
    """Return the tags of ferry ways, with those of their routes where their own do not tell.

    Parameters
    ----------
    ferries, length_m
        Tags and length of the ways by id.
    relations
        Tags and members by relation id; others than ferry routes do not count.
    """
    found = {way: dict(tags) for way, tags in ferries.items()}
    for _, (tags, members) in sorted(relations.items()):
        ways = [ref for kind, ref, _ in members if kind == "w" and ref in found]
        if ways and is_ferry_route(tags):
            for way in ways:
                if not any(key in found[way] for key in _SAYS_WHO):
                    found[way] = {key: value for key, value in tags.items() if key in _SHARED_KEYS} | found[way]
            _share_duration(found, length_m, tags, ways)
    return found


def _share_duration(
    found: dict[int, dict[str, str]], length_m: Mapping[int, float], tags: Mapping[str, str], ways: Sequence[int]
) -> None:
    whole_s = read_duration_s(tags.get(_DURATION, "")).value
    without = [way for way in dict.fromkeys(ways) if _DURATION not in found[way]]
    total_m = sum(length_m[way] for way in without)
    if whole_s is None or not total_m:
        return
    known = [read_duration_s(found[way][_DURATION]).value or 0.0 for way in dict.fromkeys(ways) if way not in without]
    left_s = whole_s - sum(known)
    for way in without if left_s > 0 else ():
        seconds = round(left_s * length_m[way] / total_m)
        found[way][_DURATION] = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
