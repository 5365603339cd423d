"""A peer in plain Python: BOA* as its paper tells it, without bounds, on lists and heapq."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

Adjacent = Sequence[Sequence[tuple[int, int, int]]]  # (other node, first, second) of each node's arcs


def least_to_go(into: Adjacent, target: int, which: int) -> list[float]:
    """Return the least value of one criterion from each node to the target."""
    found = [float("inf")] * len(into)
    found[target] = 0
    queue: list[tuple[float, int]] = [(0, target)]
    while queue:
        so_far, here = heapq.heappop(queue)
        if so_far > found[here]:
            continue
        for there, *values in into[here]:
            then = so_far + values[which]
            if then < found[there]:
                found[there] = then
                heapq.heappush(queue, (then, there))
    return found


def front(out: Adjacent, into: Adjacent, source: int, target: int) -> list[tuple[int, int]]:
    """Return the Pareto front from a source to a target."""
    h1, h2 = least_to_go(into, target, 0), least_to_go(into, target, 1)
    least = [float("inf")] * len(out)
    found = []
    queue: list[tuple[float, float, int, int, int]] = [(h1[source], h2[source], 0, 0, source)]
    while queue:
        _, f2, g1, g2, here = heapq.heappop(queue)
        if g2 >= least[here] or f2 >= least[target]:
            continue
        least[here] = g2
        if here == target:
            found.append((g1, g2))
            continue
        for there, first, second in out[here]:
            then_1, then_2 = g1 + first, g2 + second
            if then_2 < least[there] and then_2 + h2[there] < least[target]:
                heapq.heappush(queue, (then_1 + h1[there], then_2 + h2[there], then_1, then_2, there))
    return found
