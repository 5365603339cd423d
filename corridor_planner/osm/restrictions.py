"""Turn restrictions by splitting nodes.

Traffic that arrives from a restricted way gets a node of its own, from which only the allowed
ways leave. A restriction is *way, node, way*; longer ones are counted as ignored when read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corridor_planner.osm.arcs import Columns
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.turns import Restriction

_MOTORS = frozenset({"motorcar", "motor_vehicle", "hgv", "vehicle"})


def apply_restrictions(
    columns: Columns, node_of: dict[int, int], n_nodes: int, restrictions: Sequence[Restriction], findings: Findings
) -> tuple[Columns, NDArray[np.int64]]:
    """Return the arcs with restricted turns taken out, and the originals of the nodes that are added.

    Parameters
    ----------
    node_of
        Node number of every via node that is a node of the road layer.
    """
    rules: dict[tuple[int, int], list[Restriction]] = defaultdict(list)
    for rule in restrictions:
        if rule.via_node not in node_of or rule.excepted & _MOTORS:
            findings.note(FindingKind.RESTRICTION_IGNORED, f"relation/{rule.id}", "via", f"node/{rule.via_node}")
        else:
            rules[node_of[rule.via_node], rule.from_way].append(rule)
    if not rules:
        return columns, np.zeros(0, np.int64)
    by_tail, by_head = _index(columns["tail"], rules), _index(columns["head"], rules)
    head = columns["head"].copy()
    copies: list[tuple[int, int]] = []
    originals: list[int] = []
    for (node, from_way), members in sorted(rules.items()):
        arriving = [a for a in by_head.get(node, ()) if columns["head_way"][a] == from_way]
        leaving = by_tail.get(node, [])
        kept = [a for a in leaving if not _banned(int(columns["tail_way"][a]), members)]
        if not arriving or len(kept) == len(leaving):
            for rule in members:
                findings.note(FindingKind.RESTRICTION_IGNORED, f"relation/{rule.id}", "via", f"node/{rule.via_node}")
            continue
        own = n_nodes + len(originals)
        originals.append(node)
        head[arriving] = own
        copies += [(a, own) for a in kept]
        for rule in members:
            findings.note(FindingKind.RESTRICTION_APPLIED, f"relation/{rule.id}")
    rows = np.array([a for a, _ in copies], np.int64)
    changed = dict(columns) | {"head": head}
    grown = {name: np.concatenate([value, value[rows]]) for name, value in changed.items()}
    if len(rows):
        grown["tail"][-len(rows) :] = [own for _, own in copies]
    return grown, np.array(originals, np.int64)


def _banned(way: int, rules: Sequence[Restriction]) -> bool:
    only = {rule.to_way for rule in rules if rule.only}
    return way in {rule.to_way for rule in rules if not rule.only} or bool(only and way not in only)


def _index(ends: NDArray[np.generic], rules: dict[tuple[int, int], list[Restriction]]) -> dict[int, list[int]]:
    nodes = np.array(sorted({node for node, _ in rules}), np.int64)
    found: dict[int, list[int]] = defaultdict(list)
    for arc in np.flatnonzero(np.isin(ends, nodes)).tolist():
        found[int(ends[arc])].append(arc)
    return found
