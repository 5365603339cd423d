"""A planner: the world, a network, and what was computed for them, held by its owner."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corridor_planner.cost.evaluation import Circumstances, evaluate
from corridor_planner.domain import Features, World
from corridor_planner.errors import DataFault, UnknownName
from corridor_planner.graph.network import Network
from corridor_planner.planning.evaluated import Evaluated

if TYPE_CHECKING:
    from corridor_planner.graph.gazetteer import Gazetteer
    from corridor_planner.search.hierarchy import Hierarchy

Progress = Callable[[str, float], None]  # stage in words, share done from 0 to 1
_KEPT_EVALUATIONS = 16
_KEPT_ARCS = 8_000_000  # over all kept evaluations: about 200 bytes an arc, and 150 more for each metric


def silent(_stage: str, _share: float) -> None:
    """Take progress and tell nobody."""


@dataclass(frozen=True, kw_only=True)
class Planner:
    """Everything that planning needs, opened once.

    ``folder`` is that of a built network, where its features lie. ``evaluations`` keeps the latest
    arc values, so that a second question about the same profile and month is answered from arrays
    that are ready. A ``hierarchy`` makes searches on a large network quick and is never required.
    """

    world: World
    network: Network
    data: Path | None = None
    hierarchy: Hierarchy | None = None
    folder: Path | None = None
    evaluations: OrderedDict[object, Evaluated] = field(default_factory=OrderedDict)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Search over the network's places."""
        from corridor_planner.graph.gazetteer import Gazetteer

        return Gazetteer(self.network.places)

    @cached_property
    def features(self) -> Features:
        """What lies beside the ways: of a built network what its files told, of the backbone the table's sights."""
        if self.folder is not None:
            from corridor_planner.store.features import open_features

            return open_features(self.folder)
        from corridor_planner.store.sights import load_sights

        return Features(sights=load_sights(self.world.places, self.data))

    @cached_property
    def sight_gazetteer(self) -> Gazetteer:
        """Search over the sights."""
        from corridor_planner.graph.gazetteer import Gazetteer
        from corridor_planner.planning.features import sights_as_places

        return Gazetteer(tuple(sights_as_places(self.features)))

    @cached_property
    def sight_number(self) -> dict[str, int]:
        """The positions of the sights by id."""
        from corridor_planner.planning.features import ids_of

        return {sight_id: number for number, sight_id in enumerate(ids_of(self.features))}

    def evaluated(self, circumstances: Circumstances) -> Evaluated:
        """Return the arc values of a request, computed at most once per profile, load and day."""
        day = circumstances.depart.date()
        key = (circumstances.profile, circumstances.load, circumstances.persons, circumstances.who,
               circumstances.avoid_modes, circumstances.domestic_country, day.year, day.month)  # fmt: skip
        hashable = repr(key)
        found = self.evaluations.get(hashable)
        if found is None:
            costs = evaluate(self.network, self.world, circumstances)
            found = Evaluated(costs=costs, hierarchy=self.hierarchy)
            self.evaluations[hashable] = found
            most = min(_KEPT_EVALUATIONS, max(1, _KEPT_ARCS // max(1, self.network.n_arcs)))
            while len(self.evaluations) > most:
                self.evaluations.popitem(last=False)
        return found


def open_planner(
    network: str | None = None, data: Path | None = None, *, networks_folder: Path | None = None
) -> Planner:
    """Open the embedded backbone, or a built network by name or path.

    Parameters
    ----------
    network
        None for the backbone, the name of a network in ``networks_folder``, or a folder.
    data
        A folder of the user's own tables that replace or add rows.
    """
    from corridor_planner.graph.backbone import build_backbone
    from corridor_planner.store.world import load_world

    if data is not None and not data.is_dir():
        raise DataFault("folder of tables", str(data), rule="it must be a folder", remedy="give an existing folder")
    world = load_world(data)
    if network is None or network == "backbone":
        return Planner(world=world, network=build_backbone(world), data=data)
    from corridor_planner.store.networks import open_hierarchy, open_network

    folder = find_network(network, networks_folder)
    if folder is None:
        known = (
            sorted(p.name for p in networks_folder.iterdir()) if networks_folder and networks_folder.is_dir() else []
        )
        raise UnknownName(
            "network", network, rule="it is neither a folder nor the name of a built network",
            remedy=f"use one of {', '.join(['backbone', *known])}, or build one with 'corridor-planner build'",
            candidates=tuple(known),
        )  # fmt: skip
    opened = open_network(folder)
    return Planner(world=world, network=opened, data=data, folder=folder, hierarchy=open_hierarchy(folder, opened))


def find_network(network: str | None, networks_folder: Path | None) -> Path | None:
    """Return the folder of a built network, given as a path or by name; None for the backbone, or if there is none."""
    if network is None or network == "backbone":
        return None
    named = (networks_folder / network,) if networks_folder is not None else ()
    return next((folder for folder in (Path(network), *named) if folder.exists()), None)
