"""Networks in files: our folders of mapped arrays beside a pickle of networkx and Parquet."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.contract import OURS, Row, Status
from benchmarks.timing import forget_peak, in_turn, once, peak_memory_mb, repeat
from corridor_planner.graph.network import Arcs, Geometry, Network, Nodes
from corridor_planner.store.networks import open_network, save_network, verify_network

NETWORKX: Final = "pickle of networkx"
PARQUET: Final = "Parquet to numpy"
ARROW: Final = "pyarrow"


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """One way to have a network in a file: where, how it is opened, and whether it came back whole."""

    path: Path
    opens: Callable[[], Any]
    whole: Callable[[Any], bool]


def arrays_of(network: Network) -> dict[str, NDArray[Any]]:
    """Return all arrays of a network by name."""
    parts: dict[str, Nodes | Arcs | Geometry] = {
        "nodes": network.nodes,
        "arcs": network.arcs,
        "geometry": network.geometry,
    }
    named = {f"{name}.{f.name}": getattr(part, f.name) for name, part in parts.items() for f in fields(part)}
    return named | {"first_out": network.first_out}


def open_beside_peers(
    name: str, what: str, network: Network, folder: Path, *, peers: bool, limit_s: float
) -> Iterator[Row]:
    """Give rows for opening a network, for us and in turn for the peers; all must bring it back whole."""
    mine = folder / "store"
    save_s, _ = once(lambda: save_network(network, mine))
    original = arrays_of(network)
    forget_peak()
    memory_mb = _memory_of(lambda: open_network(mine))
    keepers = {OURS: Keeper(path=mine, opens=lambda: open_network(mine), whole=lambda found: _equal(found, original))}
    if peers:
        keepers |= _peers(network, folder, original)
    broken = [solver for solver, keeper in keepers.items() if not keeper.whole(keeper.opens())]
    times = dict(zip(keepers, in_turn([k.opens for k in keepers.values()], limit_s=limit_s), strict=True))
    others = [solver for solver in keepers if solver != OURS]
    fastest = min(others, key=lambda solver: times[solver].median_s, default=None)
    size = {"nodes": network.n_nodes, "arcs": network.n_arcs}
    for solver, keeper in keepers.items():
        told = fastest if solver == OURS else solver
        yield Row(
            name=name, what=what, solver=solver, size=size | {"bytes": bytes_of(keeper.path)},
            status=Status.FAILED if solver in broken else Status.MEASURED, seconds=times[solver].median_s,
            seconds_p95=times[solver].p95_s, runs=len(times[solver].each_s), peer=told,
            peak_memory_mb=memory_mb if solver == OURS else None,
            peer_seconds=times[told].median_s if told else None,
            ratio=times[told].median_s / times[OURS].median_s if told else None,
            note="came back changed" if solver in broken else f"came back whole{_holds(solver)}",
        )  # fmt: skip
    yield from _further(name, what, mine, original, size, save_s=save_s, limit_s=limit_s)


def _holds(solver: str) -> str:
    """Return what makes a peer's file another one than ours."""
    return {NETWORKX: "; a dictionary per arc", PARQUET: "; arrays only, no places nor crossings"}.get(solver, "")


def _further(
    name: str, what: str, mine: Path, original: dict[str, NDArray[Any]], size: dict[str, int], *, save_s: float,
    limit_s: float,
) -> Iterator[Row]:  # fmt: skip
    """Give rows for reading every array, for verifying all checksums, and for writing."""
    reading = repeat(lambda: _equal(open_network(mine), original), limit_s=limit_s / 2, most=50)
    verifying = repeat(lambda: verify_network(mine), limit_s=limit_s / 2, most=50)
    for part, words, times in (("read", "and every array compared", reading), ("verify", "every checksum", verifying)):
        yield Row(name=f"{name}:{part}", what=f"{what}: {words}", size=size, seconds=times.median_s,
                  seconds_p95=times.p95_s, runs=len(times.each_s))  # fmt: skip
    yield Row(
        name=f"{name}:save", what=f"{what}: write the store", size=size, seconds=save_s, seconds_p95=save_s, runs=1
    )


def _memory_of(call: Callable[[], object]) -> float:
    kept = call()
    memory_mb = peak_memory_mb()
    del kept
    return memory_mb


def _equal(found: Network, original: dict[str, NDArray[Any]]) -> bool:
    return all(np.array_equal(array, original[name], equal_nan=False) for name, array in arrays_of(found).items())


def _peers(network: Network, folder: Path, original: dict[str, NDArray[Any]]) -> dict[str, Keeper]:
    pickled = folder / "networkx.pickle"
    with pickled.open("wb") as stream:
        pickle.dump(network.to_networkx(), stream, protocol=5)

    def unpickle() -> Any:  # noqa: ANN401 - whatever the peer keeps
        with pickled.open("rb") as stream:
            return pickle.load(stream)

    def same_size(graph: Any) -> bool:  # noqa: ANN401
        return bool(graph.number_of_nodes() == network.n_nodes and graph.number_of_edges() == network.n_arcs)

    keepers = {NETWORKX: Keeper(path=pickled, opens=unpickle, whole=same_size)}
    if find_spec(ARROW):
        keepers[PARQUET] = _parquet(folder / "parquet", original)
    return keepers


def _parquet(folder: Path, original: dict[str, NDArray[Any]]) -> Keeper:
    """Write the arrays as one Parquet file per length, and read them back as numpy arrays."""
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    folder.mkdir()
    lengths = sorted({len(array) for array in original.values()})
    for length in lengths:
        columns = {name: pa.array(array) for name, array in original.items() if len(array) == length}
        parquet.write_table(pa.table(columns), folder / f"{length}.parquet", compression="zstd")

    def read() -> dict[str, NDArray[Any]]:
        tables = [parquet.read_table(folder / f"{length}.parquet") for length in lengths]
        return {name: table[name].to_numpy() for table in tables for name in table.column_names}

    def whole(found: dict[str, NDArray[Any]]) -> bool:
        return found.keys() == original.keys() and all(np.array_equal(found[name], original[name]) for name in found)

    return Keeper(path=folder, opens=read, whole=whole)


def bytes_of(path: Path) -> int:
    """Return the size of a file, or of all files of a folder."""
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return sum(file.stat().st_size for file in files)
