"""Instances of bi-objective shortest paths: networks as gzipped text, questions and known fronts as CSV.

The form is that of ``StephanErb/multicrit``: a line ``sp min NODES ARCS``, then ``from to cost1 cost2``
per arc; other lines (defaults of source and target) are passed over. ``bks.csv`` holds per
instance the network's name, source, target, and the complete front where it is known. A folder
without ``bks.csv`` has nothing to ask.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corridor_planner.errors import InvalidInput
from corridor_planner.search.pareto import Roads, roads_of

BEST_KNOWN = "bks.csv"
Front = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A question: all ways from a source to a target that no other beats; ``known`` is None where it is not known."""

    name: str
    network: Path
    source: int
    target: int
    known: Front | None


def list_instances(folder: Path) -> tuple[Instance, ...]:
    """Return the questions of a folder.

    Raises
    ------
    InvalidInput
        When it has no ``bks.csv``, or a network is missing.
    """
    path = folder / BEST_KNOWN
    if not path.is_file():
        raise InvalidInput("--data", str(folder), rule=f"it must hold {BEST_KNOWN}",
                           remedy="give a folder of instances with network, source and target of each")  # fmt: skip
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(_instance(folder, row) for row in csv.DictReader(stream))


def _instance(folder: Path, row: dict[str, str]) -> Instance:
    files = sorted(folder.glob(f"{row['network']}*.txt.gz")) or sorted(folder.glob(f"{row['network'][:2]}*.txt.gz"))
    if not files:
        raise InvalidInput("network", row["network"], rule=f"{folder} holds no file of this name (.txt.gz)",
                           remedy="put it beside the questions")  # fmt: skip
    told = row.get("pareto_front_time_distance") or ""
    known = tuple(tuple(int(cost) for cost in vector.split(":")) for vector in told.split(";")) if told else None
    return Instance(name=row["instance"], network=files[0], source=int(row["source"]), target=int(row["target"]),
                    known=known)  # fmt: skip


@cache
def read_network(path: Path) -> tuple[Roads, NDArray[np.int64]]:
    """Return the roads and their values (2, arcs)."""
    with gzip.open(path, "rt", encoding="ascii") as stream:
        words = [line.split() for line in stream]
    nodes = next(int(row[2]) for row in words if row[0] == "sp")
    arcs = np.array([row for row in words if len(row) == 4 and row[0] != "sp"], np.int64)
    order, roads = roads_of(max(nodes, int(arcs[:, :2].max()) + 1), arcs[:, 0], arcs[:, 1])
    return roads, np.ascontiguousarray(arcs[order, 2:].T)
