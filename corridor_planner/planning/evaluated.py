"""Arc values of one kind of request, and what is derived from them once for all its questions.

On a large network with a hierarchy the least that is still to go is swept out in milliseconds
for any targets; without one, searches bound it themselves. Both give the same answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corridor_planner.cost.evaluation import ArcCosts
from corridor_planner.domain import ArcKind, Criterion, Layer, RoadClass
from corridor_planner.graph.spatial import largest_component
from corridor_planner.search.hierarchy import Hierarchy
from corridor_planner.search.metrics import Metric, customize
from corridor_planner.search.timed import UNREACHED

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluated:
    """Arc values with their metrics, each computed when first asked for.

    The metrics hold every arc that any question of this kind may use, local access included:
    their distances bound from below what a question may do with fewer arcs, waits and rests.
    """

    costs: ArcCosts
    hierarchy: Hierarchy | None = None

    @cached_property
    def usable_nodes(self) -> Mask:
        """Nodes that usable arcs lead to or from, on foot, wheels or rails of one's own."""
        return self._touched(self.costs.usable) & ~np.isin(self.costs.network.nodes.layer, (Layer.TRAIN,))

    @cached_property
    def nodes_on_real_roads(self) -> Mask:
        """Nodes of roads for through traffic, better than service roads and tracks."""
        costs, arcs = self.costs, self.costs.network.arcs
        real = costs.usable & ~costs.local_only & (arcs.kind == ArcKind.ROAD)
        return self._touched(real & (arcs.road_class < RoadClass.SERVICE))

    @cached_property
    def main_nodes(self) -> Mask:
        """Usable nodes of the largest part that hangs together."""
        return self.usable_nodes & largest_component(self.costs.network, self.costs.usable, both_ways=False)

    def _touched(self, arcs: Mask) -> Mask:
        network = self.costs.network
        found = np.zeros(network.n_nodes, bool)
        found[network.arcs.tail[arcs]] = True
        found[network.arcs.head[arcs]] = True
        return found

    def least_time_to(self, nodes: Sequence[int]) -> NDArray[np.int64] | None:
        """Return for each node the least time to the nearest of some nodes, as the timed search takes it."""
        if self._time is None:
            return None
        time_s = self._time.to_targets(nodes)
        return np.where(np.isfinite(time_s), time_s, UNREACHED).astype(np.int64)

    def least_weight_to(self, criterion: Criterion, nodes: Sequence[int]) -> NDArray[np.float64] | None:
        """Return for each node the least cost or CO2e to the nearest of some nodes."""
        metric = self._cost if criterion is Criterion.COST else self._co2e
        return None if metric is None else metric.to_targets(nodes)

    @cached_property
    def _time(self) -> Metric | None:
        rules = self.costs.rules
        least_s = rules.before_s.astype(np.float64) + rules.queue_s + rules.move_s
        return self._metric(np.where(self.costs.usable, least_s, np.inf))

    @cached_property
    def _cost(self) -> Metric | None:
        return self._metric(np.where(np.isfinite(self.costs.time_s), self.costs.cost_usd, np.inf))

    @cached_property
    def _co2e(self) -> Metric | None:
        return self._metric(np.where(np.isfinite(self.costs.time_s), self.costs.co2e_kg, np.inf))

    def _metric(self, weights: NDArray[np.float64]) -> Metric | None:
        return None if self.hierarchy is None else customize(self.hierarchy, weights)
