"""Suite *pareto*: complete fronts of bi-objective shortest paths on road networks, exact vector by vector.

A row is named by its instance. Where the front is known, another answer is a failure. The peer is
the same method in plain Python. With ``--data`` any folder of such instances is run; the default is
the shared material, and without it a network that is drawn here, whose front the peer checks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract import OURS, Row, Status
from benchmarks.mosp import Front, Instance, list_instances, read_network
from benchmarks.plain_pareto import front as plain_front
from benchmarks.registry import Case, Options, Suite, wants_row
from benchmarks.timing import Times, in_turn, peak_memory_mb
from corridor_planner.search.pareto import Roads, pareto_ways, roads_of

PLAIN: Final = "BOA* in plain Python"
_ROOT: Final = Path(__file__).resolve().parents[2]
_SIDE: Final = 60  # nodes along the edge of the drawn network


def find_folder(options: Options) -> Path | None:
    """Return the folder of instances that was asked for, else the shared one where it is at hand."""
    shared = Path(os.environ.get("CORRIDOR_SHARED") or _ROOT.parent / "shared") / "bench" / "mosp"
    return options.data or (shared if shared.is_dir() else None)


def fronts(options: Options) -> Iterator[Row]:
    """Find the front of every instance."""
    folder = find_folder(options)
    if folder is None:
        roads, values = draw_grid(options.seed)
        drawn = Instance(name="drawn-grid", network=Path(), source=0, target=_SIDE * _SIDE - 1, known=None)
        yield from rows_of(drawn, roads, values, options)
        return
    for instance in list_instances(folder):
        if wants_row(options.only, instance.name):
            yield from rows_of(instance, *read_network(instance.network), options)


def rows_of(instance: Instance, roads: Roads, values: NDArray[np.int64], options: Options) -> Iterator[Row]:
    """Give our row of an instance and the peer's."""
    ways = pareto_ways(roads, values, [instance.source], [instance.target])
    found = tuple(way.totals for way in ways)
    calls: dict[str, Callable[[], object]] = {
        OURS: lambda: pareto_ways(roads, values, [instance.source], [instance.target])
    }
    answers = {OURS: found}
    if options.peers:
        out, into = _lists(roads, values), _lists(roads, values, backward=True)
        answers[PLAIN] = tuple(plain_front(out, into, instance.source, instance.target))
        calls[PLAIN] = lambda: plain_front(out, into, instance.source, instance.target)
    times = dict(zip(calls, in_turn(list(calls.values()), limit_s=options.seconds, most=20), strict=True))
    truth = instance.known if instance.known is not None else answers.get(PLAIN)
    for solver, answer in answers.items():
        yield _row(instance, roads, solver, answer, truth, times)


def _row(
    instance: Instance, roads: Roads, solver: str, answer: Front, truth: Front | None, times: dict[str, Times]
) -> Row:
    right = truth is None or answer == truth
    peer = PLAIN if PLAIN in times else None
    return Row(
        name=instance.name, what=f"all ways of {instance.name} that no other beats in time and distance", solver=solver,
        status=Status.MEASURED if right else Status.FAILED,
        size={"nodes": len(roads.first_out) - 1, "arcs": len(roads.head), "front": len(answer)},
        seconds=times[solver].median_s, seconds_p95=times[solver].p95_s, runs=len(times[solver].each_s),
        peak_memory_mb=peak_memory_mb() if solver == OURS else None, peer=peer,
        peer_seconds=times[peer].median_s if peer else None,
        ratio=times[peer].median_s / times[OURS].median_s if peer else None,
        measures={
            "instance": instance.name, "source": instance.source, "target": instance.target,
            "front": [list(vector) for vector in answer], "best_known_count": len(truth) if truth is not None else None,
        },
        note=_told(instance, right=right, answer=answer, truth=truth),
    )  # fmt: skip


def _told(instance: Instance, *, right: bool, answer: Front, truth: Front | None) -> str:
    if truth is None:
        return "no known front to compare with"
    against = "the known front" if instance.known is not None else "the peer's front"
    return f"equal to {against}" if right else f"differs from {against}: {len(answer)} vectors, {len(truth)} expected"


def draw_grid(seed: int) -> tuple[Roads, NDArray[np.int64]]:
    """Return a grid of two-way streets with random values that oppose each other."""
    at = np.arange(_SIDE * _SIDE).reshape(_SIDE, _SIDE)
    pairs = [(at[:, :-1], at[:, 1:]), (at[:-1], at[1:])]
    tail = np.concatenate([end.ravel() for a, b in pairs for end in (a, b)])
    head = np.concatenate([end.ravel() for a, b in pairs for end in (b, a)])
    first = np.random.default_rng(seed).integers(1, 50, len(tail))
    order, roads = roads_of(_SIDE * _SIDE, tail, head)
    return roads, np.stack([first, 60 - first])[:, order].astype(np.int64)


def _lists(roads: Roads, values: NDArray[np.int64], *, backward: bool = False) -> list[list[tuple[int, int, int]]]:
    ends = (roads.head, roads.tail) if backward else (roads.tail, roads.head)
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(len(roads.first_out) - 1)]
    rows = zip(ends[0].tolist(), ends[1].tolist(), values[0].tolist(), values[1].tolist(), strict=True)
    for here, there, first, second in rows:
        found[here].append((there, first, second))
    return found


SUITE: Final = Suite(
    name="pareto",
    what="complete Pareto fronts on fixed values",
    cases=(Case(name="fronts", what="fronts of all instances", run=fronts, limit_s=600.0, names_instances=True),),
)
