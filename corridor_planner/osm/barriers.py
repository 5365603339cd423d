"""Barriers on nodes: who may drive through a gate, a bollard or a frame that limits the height.

Access tags of the node decide; without them a gate is open and a bollard, a block or a stile is
shut to all vehicles, as OSRM and Valhalla have it. The ways on both sides end on nodes of their
own, and a short arc of length 0 leads through for those who may pass. Border controls are
crossings (``osm.posts``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import CLASSES, NOBODY, Access, read_access
from corridor_planner.osm.arcs import Columns
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.values import Reading, read_height_m, read_length_m, read_mass_t

_SHUT: Final = frozenset({
    "block", "bollard", "bus_trap", "chain", "cycle_barrier", "debris", "delineators", "ditch", "fence",
    "full-height_turnstile", "guard_rail", "hedge", "horse_stile", "jersey_barrier", "kissing_gate", "log",
    "motorcycle_barrier", "planter", "rock", "rope", "stile", "sump_buster", "tank_trap", "turnstile", "wall",
})  # fmt: skip
_LOCKED: Final = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "chain"})
_LIMITS: Final[dict[str, tuple[str, Callable[[str], Reading]]]] = {
    "maxheight": ("max_height_m", read_height_m), "maxweight": ("max_mass_t", read_mass_t),
    "maxlength": ("max_length_m", read_length_m), "maxwidth": ("max_width_m", read_length_m),
}  # fmt: skip
_OPEN_WORDS: Final = ("no", "border_control")
# Everything else that stands on ways and may have access tags or limits of its own.
_OTHERS: Final = (
    "barrier", "bump_gate", "cattle_grid", "checkpoint", "coupure", "door", "entrance", "grate",
    "half-height_turnstile", "hampshire_gate", "height_restrictor", "kent_carriage_gap", "kerb", "sally_port",
    "security_control", "spikes", "step", "swing_stile", "toll_booth", "traffic_island", "wicket_gate",
    "width_restrictor", "yes",
)  # fmt: skip
BARRIER_TAGS: Final = tuple(("barrier", value) for value in sorted({*_SHUT, *_LOCKED, *_OTHERS}))


class Barrier(NamedTuple):
    """What a barrier keeps out: a bit set of ``Flag``, and limits by the name of their column."""

    flags: Flag
    limits: tuple[tuple[str, float], ...] = ()


def read_barrier(tags: Mapping[str, str]) -> Barrier | None:
    """Return whom the barrier of a node keeps out, None where it lets everybody pass."""
    word = tags.get("barrier", "no")
    if word in _OPEN_WORDS:
        return None
    shut = word in _SHUT and "rising" not in (tags.get("bollard"), tags.get("chain"))
    locked = tags.get("locked") == "yes" and word in _LOCKED
    flags = Flag(0)
    for vehicle in CLASSES:
        access, _ = read_access(tags, vehicle)
        said = any(key in tags for key in (*vehicle.keys, *vehicle.shut_with))
        if access is Access.CLOSED or (shut and not said):
            flags |= vehicle.closed
        elif access is Access.LOCAL or (locked and not said):
            flags |= vehicle.local
    limits = tuple(
        (column, value)
        for key, (column, read) in _LIMITS.items()
        if (value := read(tags.get(key, "")).value) is not None and 0 < value < np.inf
    )
    return Barrier(flags, limits) if flags or limits else None


def apply_barriers(
    columns: Columns,
    find: Callable[[int], int | None],
    barriers: Mapping[int, Barrier],
    n_nodes: int,
    *,
    leg: Callable[[str], int],
    findings: Findings,
) -> tuple[Columns, NDArray[np.int64]]:
    """Return the arcs parted at barriers, and the originals of the nodes that are added.

    Parameters
    ----------
    find
        Number of a node of the road layer by its id, None where there is none.
    leg
        Index of a named leg.
    """
    at = {node: id_ for id_ in sorted(barriers) if (node := find(id_)) is not None}
    grown = dict(columns) | {"tail": columns["tail"].copy(), "head": columns["head"].copy()}
    originals: list[int] = []
    gates: list[tuple[int, int, int, int, Barrier]] = []
    for node, ends in sorted(_meeting(columns, np.array(sorted(at), np.int64)).items()):
        barrier = barriers[at[node]]
        if len(ends) > 1:
            findings.note(FindingKind.BARRIER_APPLIED, f"node/{at[node]}")
        for _, own in sorted(ends.items())[1:]:
            side = n_nodes + len(originals)
            originals.append(node)
            for end, arc in own:
                grown[end][arc] = side
            if barrier.flags & NOBODY != NOBODY:
                gates.append((own[0][1], node, side, leg(f"barrier/node/{at[node]}"), barrier))
    return _with_gates(grown, gates), np.array(originals, np.int64)


def _meeting(columns: Columns, nodes: NDArray[np.int64]) -> dict[int, dict[tuple[int, int], list[tuple[str, int]]]]:
    """Return the arcs of roads that end at some nodes, by node and by piece of way, with the end that does."""
    found: dict[int, dict[tuple[int, int], list[tuple[str, int]]]] = {}
    for end in ("tail", "head"):
        ways = columns[f"{end}_way"]
        for arc in np.flatnonzero(np.isin(columns[end], nodes) & (ways >= 0)).tolist():
            piece = int(ways[arc]), -int(columns["leg"][arc])  # legs of pieces count down, see ``osm.building``
            found.setdefault(int(columns[end][arc]), {}).setdefault(piece, []).append((end, arc))
    return found


def _with_gates(columns: Columns, gates: list[tuple[int, int, int, int, Barrier]]) -> Columns:
    """Add an arc through each gate in both directions, after the pattern of an arc beside it."""
    rows = np.array([row for row, *_ in gates for _ in (0, 1)], np.int64)
    if not len(rows):
        return columns
    through = {name: value[rows] for name, value in columns.items()}
    for name in ("geometry", "season", "scheduled_s", "tail_way", "head_way"):
        through[name][:] = -1
    through["length_m"][:] = 0.0
    through["reversed_geometry"][:] = False
    for name in ("max_mass_t", "max_height_m", "max_axle_t", "max_length_m", "max_width_m"):
        through[name][:] = np.inf
    for number, (_, one, other, leg, barrier) in enumerate(gates):
        for back in (0, 1):
            row = 2 * number + back
            through["tail"][row], through["head"][row] = (other, one) if back else (one, other)
            through["leg"][row], through["backward"][row] = leg, bool(back)
            through["flags"][row] = int(barrier.flags)
            for column, value in barrier.limits:
                through[column][row] = value
    return {name: np.concatenate([value, through[name]]) for name, value in columns.items()}
