"""Turn restrictions as OpenStreetMap's relations tell them.

How the network obeys them is the business of ``osm.restrictions``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corridor_planner.osm.findings import FindingKind, Findings

Member = tuple[str, int, str]  # "n", "w" or "r"; id; role
RelationParts = tuple[Mapping[str, str], Sequence[Member]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A turn restriction of the form way, node, way; ``only`` allows nothing but that turn."""

    id: int
    from_way: int
    via_node: int
    to_way: int
    only: bool
    excepted: frozenset[str]


def is_restriction(tags: Mapping[str, str]) -> bool:
    """Tell whether a relation restricts turns, in whatever form."""
    return tags.get("type", "").startswith("restriction")


def read_restrictions(relations: Mapping[int, RelationParts], findings: Findings) -> tuple[Restriction, ...]:
    """Return the restrictions among some relations, by id; those of other forms are counted as ignored.

    Parameters
    ----------
    relations
        Tags and members by relation id.
    """
    found = []
    for relation, (tags, members) in sorted(relations.items()):
        if not is_restriction(tags):
            continue
        word = tags.get("restriction", "")
        ways = {role: ref for kind, ref, role in members if kind == "w"}
        via = [ref for kind, ref, role in members if kind == "n" and role == "via"]
        simple = len(via) == 1 and {"from", "to"} <= set(ways) and "via" not in ways and len(members) == 3
        if tags["type"] != "restriction" or not simple or not word.startswith(("no_", "only_")):
            findings.note(FindingKind.RESTRICTION_IGNORED, f"relation/{relation}", "restriction",
                          word or tags.get("restriction:hgv", ""))  # fmt: skip
            continue
        found.append(Restriction(
            id=relation, from_way=ways["from"], via_node=via[0], to_way=ways["to"], only=word.startswith("only_"),
            excepted=frozenset(tags.get("except", "").split(";")) - {""},
        ))  # fmt: skip
    return tuple(found)
