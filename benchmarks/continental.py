"""A continental network: the world's highways of the package ``scgraph_data``, and pairs across Central Asia.

The package (MIT; its roads are OpenStreetMap's, ODbL) is no dependency: what needs it is skipped
where it is missing. It was written for an older ``scgraph`` than the newest, so its two plain
variables are taken without that class.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from benchmarks.contract import Row, Status
from benchmarks.registry import Options
from corridor_planner.domain import ArcKind, Layer, RoadClass
from corridor_planner.graph.assembly import assemble
from corridor_planner.graph.leg_names import SomeSources, WayLegs
from corridor_planner.graph.network import NONE, Arcs, Geometry, Network, NetworkMeta, Nodes
from corridor_planner.planning.warming import warm_up

MISSING: Final = "needs the packages scgraph and scgraph_data (pip install scgraph scgraph_data)"
BOX: Final = (35.0, 33.0, 95.0, 56.0)  # west, south, east, north: from the Bosphorus to beyond Urumqi
_SPEED_KMH: Final = 60.0


def available() -> bool:
    """Return whether the package is installed."""
    return find_spec("scgraph") is not None and find_spec("scgraph_data") is not None


def on_highways(
    name: str, what: str
) -> Callable[[Callable[[Highways, Options], Iterator[Row]]], Callable[[Options], Iterator[Row]]]:
    """Give a case the network, kernels compiled before; or one row that says what is missing."""

    def give(measure: Callable[[Highways, Options], Iterator[Row]]) -> Callable[[Options], Iterator[Row]]:
        def run(options: Options) -> Iterator[Row]:
            if not available():
                yield Row(name=name, what=what, status=Status.SKIPPED, note=MISSING)
                return
            warm_up()
            yield from measure(load(), options)

        return run

    return give


@dataclass(frozen=True, kw_only=True)
class Highways:
    """The network and its largest part in the box, whose nodes all reach each other.

    Attributes
    ----------
    inside, joined
        Nodes of that part, and of the largest part of the world.
    raw
        The package's own list of dictionaries, for peers that take it.
    """

    network: Network
    inside: NDArray[np.intp]
    joined: NDArray[np.intp]
    raw: list[dict[int, float]]

    def pairs(self, count: int, seed: int, *, among: NDArray[np.intp] | None = None) -> list[tuple[int, int]]:
        """Draw pairs of different nodes, inside the box unless told otherwise."""
        drawn = np.random.default_rng(seed).choice(self.inside if among is None else among, size=(2 * count, 2))
        return [(int(a), int(b)) for a, b in drawn if a != b][:count]

    def ends(self, count: int, seed: int) -> NDArray[np.intp]:
        """Draw different nodes inside the box."""
        return np.random.default_rng(seed).choice(self.inside, size=count, replace=False)


def load() -> Highways:
    """Return the network of the package."""
    return highways_of(*_package())


def highways_of(raw: list[dict[int, float]], places: list[list[float]]) -> Highways:
    """Return a network of neighbours with kilometres, and of (lat, lon): in whole metres, one class, one country."""
    degree = np.fromiter((len(row) for row in raw), np.int64, len(raw))
    tail = np.repeat(np.arange(len(raw), dtype=np.int32), degree)
    head = np.fromiter((node for row in raw for node in row), np.int32, len(tail))
    length_m = np.rint(1000 * np.fromiter((km for row in raw for km in row.values()), np.float64, len(tail)))
    lat, lon = np.array(places, np.float64).T
    network = _network(lon.copy(), lat.copy(), tail, head, length_m)
    west, south, east, north = BOX
    box = np.flatnonzero((lon > west) & (lon < east) & (lat > south) & (lat < north))
    joined = csr_matrix((np.ones(len(tail), np.int8), (tail, head)), shape=(len(raw), len(raw)))
    part = connected_components(joined, connection="strong")[1]
    largest, here = np.bincount(part).argmax(), np.bincount(part[box]).argmax()
    return Highways(network=network, inside=box[part[box] == here], joined=np.flatnonzero(part == largest), raw=raw)


def _package() -> tuple[list[dict[int, float]], list[list[float]]]:
    stub: Any = ModuleType("scgraph.core")
    stub.GeoGraph = SimpleNamespace
    sys.modules.setdefault("scgraph.core", stub)
    from scgraph_data.world_highways import graph, nodes  # type: ignore[import-not-found]

    return graph, nodes


def _network(
    lon: NDArray[np.float64], lat: NDArray[np.float64], tail: NDArray[np.int32], head: NDArray[np.int32],
    length_m: NDArray[np.float64],
) -> Network:  # fmt: skip
    nodes, arcs = len(lon), len(tail)

    def same(value: float, kind: type, count: int = arcs) -> NDArray[Any]:
        return np.full(count, value, kind)

    columns: dict[str, NDArray[Any]] = {
        "tail": tail, "head": head, "length_m": length_m, "kind": same(ArcKind.ROAD, np.int8),
        "layer": same(Layer.ROAD, np.int8), "road_class": same(RoadClass.PRIMARY, np.int8),
        "speed_light_kmh": same(_SPEED_KMH, np.float64), "speed_heavy_kmh": same(_SPEED_KMH, np.float64),
        "country": same(0, np.int16), "stop": same(NONE, np.int16), "flags": same(0, np.int32),
        "backward": tail > head, "reversed_geometry": same(0, np.bool_),
        "leg": np.unique(np.minimum(tail, head).astype(np.int64) * nodes + np.maximum(tail, head),
                         return_inverse=True)[1].astype(np.int32),
    }  # fmt: skip
    columns |= {name: same(NONE, np.int32) for name in ("crossing", "service", "scheduled_s", "season", "geometry")}
    columns |= {name: same(0, np.int8) for name in ("line_class", "tracks")}
    limits = ("max_mass_t", "max_height_m", "max_axle_t", "max_length_m", "max_width_m")
    columns |= {name: same(np.inf, np.float64) for name in limits}
    legs = int(columns["leg"].max()) + 1
    return assemble(
        meta=NetworkMeta(name="world-highways", kind="built", data_version="scgraph_data",
                         attribution=("© OpenStreetMap contributors, ODbL 1.0, by scgraph_data",)),
        countries=("KZ",), leg_ids=WayLegs((), np.arange(legs), np.zeros(legs, np.int32)),
        leg_sources=SomeSources((), legs),
        nodes=Nodes(
            lon=lon, lat=lat, country=same(0, np.int16, nodes), layer=same(Layer.ROAD, np.int8, nodes),
            place=same(NONE, np.int32, nodes), crossing=same(NONE, np.int32, nodes),
            osm_id=same(NONE, np.int64, nodes),
        ),
        arcs=Arcs(**columns),
        geometry=Geometry(offset=np.zeros(1, np.int64), lon=np.zeros(0), lat=np.zeros(0)),
    )  # fmt: skip
