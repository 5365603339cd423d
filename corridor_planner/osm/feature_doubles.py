"""The same thing drawn twice, as a point and as a building, or in pieces: one of them stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from corridor_planner.graph.folding import fold
from corridor_planner.graph.globe import chord, unit_vectors
from corridor_planner.osm import feature_values as said
from corridor_planner.osm.findings import FindingKind, Findings

if TYPE_CHECKING:
    from corridor_planner.osm.features import Candidate

_SAME_NAME_M: Final = 200.0
_SAME_ITEM_M: Final = 2_000.0
_OF_THE_SHAPE: Final = ("type", "area", "layer", "source")
_SIZE: Final = ("node", "way", "relation")


def join_doubles(candidates: Sequence[Candidate], findings: Findings) -> list[Candidate]:
    """Keep one of those that share a name within 200 m, or a Wikidata item within 2 km.

    The heaviest stays, an area before a point; what only the others say is added to it.
    """
    pairs = np.array(sorted(_pairs(candidates)), np.int64).reshape(-1, 2)
    n = len(candidates)
    joined = coo_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, part = connected_components(joined, directed=False) if n else (0, np.zeros(0, np.int32))
    members: dict[int, list[Candidate]] = {}
    for candidate, label in zip(candidates, part.tolist(), strict=True):
        members.setdefault(label, []).append(candidate)
    return [_one_of(group, findings) for group in members.values()]


def _pairs(candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Yield pairs of the same thing."""
    for reach_m, key_of in ((_SAME_NAME_M, _name_key), (_SAME_ITEM_M, _item_key)):
        groups: dict[str, list[int]] = {}
        for i, candidate in enumerate(candidates):
            if key := key_of(candidate):
                groups.setdefault(key, []).append(i)
        for group in groups.values():
            if len(group) > 1:
                yield from _near(candidates, group, reach_m)


def _near(candidates: Sequence[Candidate], group: Sequence[int], reach_m: float) -> Iterator[tuple[int, int]]:
    lon = np.array([candidates[i].lon for i in group])
    lat = np.array([candidates[i].lat for i in group])
    for one, other in cKDTree(unit_vectors(lon, lat)).query_pairs(chord(reach_m)):
        yield group[one], group[other]


def _name_key(candidate: Candidate) -> str:
    return fold(candidate.tags.get("name", ""))


def _item_key(candidate: Candidate) -> str:
    return said.item_of(candidate.tags)


def _one_of(group: Sequence[Candidate], findings: Findings) -> Candidate:
    if len(group) == 1:
        return group[0]
    order = sorted(group, key=lambda c: (-c.weight, -_SIZE.index(c.element), -len(c.tags), c.id))
    kept = order[0]
    tags = {
        key: value for other in reversed(order[1:]) for key, value in other.tags.items() if key not in _OF_THE_SHAPE
    }
    rules = sorted({rule for candidate in order for rule in candidate.rules}, key=lambda rule: rule.order)
    for other in order[1:]:
        findings.note(FindingKind.FEATURE_JOINED, other.key, kept.key, said.local_name(other.tags))
    return replace(kept, tags={**tags, **kept.tags}, rules=tuple(rules))
