"""Turn restrictions as OpenStreetMap's relations tell them, for cars, trucks and coaches.

A relation leads from one or several ways over a node, or over further ways, to one or several
ways. It may speak of some vehicles only (``restriction:hgv``, ``except``), or of vehicles above a
mass (``restriction:conditional``). What holds at some hours only is not used and counted.
How the network obeys is the business of ``osm.restrictions``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import CAR, COACH, NOBODY, TRUCK
from corridor_planner.osm.conditions import read_conditions
from corridor_planner.osm.findings import FindingKind, Findings

Member = tuple[str, int, str]  # "n", "w" or "r"; id; role
RelationParts = tuple[Mapping[str, str], Sequence[Member]]

_EVERYBODY: Final = dict.fromkeys(("", "motor_vehicle", "vehicle"), NOBODY)
# A public bus is no coach, and a van no truck: a ban on them is taken for both, a permission is not.
_SHUTS: Final = _EVERYBODY | {
    "motorcar": CAR.closed, "hgv": TRUCK.closed, "goods": TRUCK.closed, "hgv_articulated": TRUCK.closed,
    "coach": COACH.closed, "tourist_bus": COACH.closed, "bus": COACH.closed,
}  # fmt: skip
_FREES: Final = _EVERYBODY | {
    "motorcar": CAR.closed, "hgv": TRUCK.closed, "coach": COACH.closed, "tourist_bus": COACH.closed,
}  # fmt: skip
RESTRICTION_KEYS: Final = tuple(
    f"restriction{mode}{end}" for mode in ("", *(f":{name}" for name in _SHUTS if name)) for end in ("", ":conditional")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A turn restriction: who comes from one of some ways over the via may not go on to some others.

    Attributes
    ----------
    via_node
        0 where the via is a chain of ways.
    only
        Nothing but that turn is allowed.
    closed
        The flags of those who must obey.
    """

    id: int
    from_ways: frozenset[int]
    to_ways: frozenset[int]
    via_node: int = 0
    via_ways: tuple[int, ...] = ()
    only: bool = False
    closed: Flag = NOBODY

    @property
    def via(self) -> str:
        """The element that the turn leads over."""
        return f"node/{self.via_node}" if self.via_node else ", ".join(f"way/{way}" for way in self.via_ways)


def is_restriction(tags: Mapping[str, str]) -> bool:
    """Tell whether a relation restricts turns, in whatever form."""
    return tags.get("type", "").startswith("restriction")


def read_restrictions(relations: Mapping[int, RelationParts], findings: Findings) -> tuple[Restriction, ...]:
    """Return the restrictions among some relations, by id; what cannot be read is counted as ignored.

    Parameters
    ----------
    relations
        Tags and members by relation id.
    """
    found: list[Restriction] = []
    for relation, (tags, members) in sorted(relations.items()):
        if not is_restriction(tags):
            continue
        ways = {role: tuple(ref for kind, ref, r in members if kind == "w" and r == role)
                for role in ("from", "via", "to")}  # fmt: skip
        nodes = [ref for kind, ref, role in members if kind == "n" and role == "via"]
        whole = bool(ways["from"] and ways["to"]) and (len(nodes) == 1) != bool(ways["via"])
        for key, word, closed in _rules(relation, tags, findings):
            if not whole or not word.startswith(("no_", "only_")):
                findings.note(FindingKind.RESTRICTION_IGNORED, f"relation/{relation}", key, word)
                continue
            found.append(Restriction(
                id=relation, from_ways=frozenset(ways["from"]), to_ways=frozenset(ways["to"]),
                via_node=nodes[0] if nodes else 0, via_ways=ways["via"], only=word.startswith("only_"), closed=closed,
            ))  # fmt: skip
    return tuple(found)


def _rules(relation: int, tags: Mapping[str, str], findings: Findings) -> Iterator[tuple[str, str, Flag]]:
    """Yield key, word and who must obey, for each rule of a relation that concerns motor vehicles."""
    free = Flag(0)
    for word in tags.get("except", "").split(";"):
        free |= _FREES.get(word.strip(), Flag(0)) if word.strip() else Flag(0)
    of_type = tags["type"].partition(":")[2]  # an old spelling: type=restriction:hgv
    for key in (key for key in RESTRICTION_KEYS if key in tags):
        mode = key.removeprefix("restriction").removesuffix(":conditional").lstrip(":") or of_type
        closed = _SHUTS.get(mode, Flag(0)) & ~(free if mode in _EVERYBODY else Flag(0))
        if not key.endswith(":conditional"):
            if closed:
                yield key, tags[key], closed
            continue
        for clause in read_conditions(tags[key]):
            heavy = clause.trucks or any(limit.above for limit in clause.limits)
            if not heavy or clause.other or clause.callers or clause.months is not None:
                findings.note(FindingKind.CONDITION_IGNORED, f"relation/{relation}", key, tags[key])
            elif closed & TRUCK.closed:
                yield key, clause.value, closed & TRUCK.closed
