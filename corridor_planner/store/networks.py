"""Networks as folders: memory-mapped arrays, a small file of named values, and a description.

A store holds ``meta.json`` (what it is, with sizes and checksums), one ``.npy`` file per array,
``places.json`` (a line each) and ``tables.json`` (crossings, services, seasons, names of legs). A
large network has the arrays of its search hierarchy too. Beside them stand ``report.json`` (how it
was built) and ``map.html`` (how it looks), which are no part of its identity. Opening reads the
description and the tables; arrays and places are mapped and read when used.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from corridor_planner.domain import Crossing, Features, Ferry, Flight, SeasonalRule, Source, Train
from corridor_planner.errors import DataFault
from corridor_planner.graph.leg_names import SomeSources, WayLegs
from corridor_planner.graph.leg_tags import LegTags, PackedTags, pack_tags
from corridor_planner.graph.network import FORMAT_VERSION, Arcs, Geometry, Network, NetworkMeta, Nodes, Service
from corridor_planner.search.hierarchy import Hierarchy
from corridor_planner.store.features import save_features
from corridor_planner.store.networks_files import (
    REPORT,
    SCHEMA,
    check_sums,
    fault,
    file_sum,
    folder_identity,
    read_meta,
    whole_folder,
    write_meta,
)
from corridor_planner.store.networks_values import Interned, decode_rows, encode_row, encode_table, row_decoder
from corridor_planner.store.place_rows import PlaceRows, write_places

TABLES: Final = "tables.json"
_PATIENCE: Final = 20  # replacements of a network while it is being opened
PAGE: Final = "map.html"
_HIERARCHY: Final = "hierarchy."
_SERVICES: Final[dict[str, type[Any]]] = {"ferry": Ferry, "train": Train, "flight": Flight}
_PARTS: Final[tuple[tuple[str, type[Any]], ...]] = (("nodes", Nodes), ("arcs", Arcs), ("geometry", Geometry))

NO_FEATURES: Final = Features()


def save_network(
    network: Network,
    folder: Path,
    report: Mapping[str, Any] | None = None,
    *,
    features: Features = NO_FEATURES,
    page: str | None = None,
    hierarchy: Hierarchy | None = None,
) -> None:
    """Write a network; an older one of that name is replaced once the new one is complete.

    Parameters
    ----------
    features
        What lies beside the network's ways.
    page
        HTML that shows the network; like the report it is no part of the network's identity.
    hierarchy
        Of this network, for quick searches; see :func:`open_hierarchy`.

    Raises
    ------
    InvalidInput
        When the folder exists and holds something else.
    EnvironmentFault
        When it cannot be written.
    """
    with whole_folder(folder) as draft:
        for name, array in (_arrays(network) | _arrays_of_hierarchy(hierarchy)).items():
            np.save(draft / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)
        interned = Interned()
        write_places(draft, network.places, interned)
        text = json.dumps(_tables(network, interned), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        (draft / TABLES).write_text(text, encoding="utf-8")
        save_features(features, draft)
        files = {
            path.name: {"bytes": path.stat().st_size, "sha256": file_sum(path)} for path in sorted(draft.iterdir())
        }
        write_meta(draft, {
            "schema": SCHEMA, "format_version": FORMAT_VERSION, "name": network.meta.name, "kind": network.meta.kind,
            "data_version": network.meta.data_version, "attribution": list(network.meta.attribution),
            "selection": network.meta.selection, "nodes": network.n_nodes, "arcs": network.n_arcs,
            "features": features.counts(), "files": files,
        })  # fmt: skip
        (draft / REPORT).write_text(json.dumps(dict(report or {}), indent=1, ensure_ascii=False), encoding="utf-8")
        if page is not None:
            (draft / PAGE).write_text(page, encoding="utf-8")


def open_network(folder: Path) -> Network:
    """Open a network; checks version, sizes and the checksum of the description.

    A network that is replaced meanwhile is opened again, so that all parts are of one build.

    Raises
    ------
    DataFault
        Names the file, the rule and the remedy.
    """
    for _ in range(_PATIENCE):
        before = folder_identity(folder)
        try:
            network = _open(folder)
        except DataFault:
            if folder_identity(folder) == before:
                raise
        else:
            if folder_identity(folder) == before:
                return network
    raise fault(folder, "it must not be replaced all the time")


def _open(folder: Path) -> Network:
    meta = read_meta(folder, newest=FORMAT_VERSION)
    try:
        tables = json.loads((folder / TABLES).read_text(encoding="utf-8"))
        values = _named_values(folder, tables)
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise fault(folder / TABLES, f"it must hold the network's tables: {error}") from error
    parts = {
        part: kind(**{f.name: _map(folder / f"{part}.{f.name}.npy") for f in fields(kind)}) for part, kind in _PARTS
    }
    first_out = _map(folder / "first_out.npy")
    legs, sources = _legs(folder, values.pop("named_legs"), values.pop("named_sources"))
    packed = PackedTags(_map(folder / "tags.offset.npy"), _map(folder / "tags.text.npy"))
    tags = LegTags(of_leg=_map(folder / "legs.tags.npy"), sets=packed)
    if len(first_out) != len(parts["nodes"].lon) + 1:
        raise fault(folder / "first_out.npy", "it must have one number more than there are nodes")
    return Network(
        meta=NetworkMeta(name=meta["name"], kind=meta["kind"], data_version=meta["data_version"],
                         attribution=tuple(meta["attribution"]), selection=meta.get("selection", ""),
                         format_version=meta["format_version"]),
        leg_ids=legs, leg_sources=sources, leg_tags=tags, first_out=first_out, **parts, **values,
    )  # fmt: skip


def open_hierarchy(folder: Path, network: Network) -> Hierarchy | None:
    """Return the search hierarchy that was kept with an opened network, its arrays mapped; None where there is none.

    Raises
    ------
    DataFault
        When it is damaged or does not fit the network.
    """
    if not (folder / f"{_HIERARCHY}rank.npy").exists():
        return None
    arrays = {f.name: _map(folder / f"{_HIERARCHY}{f.name}.npy") for f in fields(Hierarchy)}
    found = Hierarchy(**arrays)
    if (found.n_nodes, found.n_arcs, len(found.first_up)) != (network.n_nodes, network.n_arcs, network.n_nodes + 1):
        raise fault(folder / f"{_HIERARCHY}rank.npy", "it must have as many nodes and arcs as the network")
    return found


def verify_network(folder: Path) -> int:
    """Read a whole network and compare every checksum; return how many files were compared.

    Raises
    ------
    DataFault
        Names the first file that has changed.
    """
    meta = read_meta(folder, newest=FORMAT_VERSION)
    check_sums(folder, meta)
    open_network(folder)
    return len(meta["files"])


def read_feature_counts(folder: Path) -> dict[str, dict[str, int]]:
    """Return how many features a network has, by group and kind, the most frequent first."""
    counts: dict[str, dict[str, int]] = read_meta(folder, newest=FORMAT_VERSION).get("features", {})
    return {group: dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))) for group, kinds in counts.items()}


def read_report(folder: Path) -> dict[str, Any]:
    """Return what the build told, or nothing where the report is missing or unreadable."""
    try:
        report = json.loads((folder / REPORT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def _arrays(network: Network) -> dict[str, NDArray[Any]]:
    arrays = {
        f"{part}.{f.name}": getattr(getattr(network, part), f.name) for part, kind in _PARTS for f in fields(kind)
    }
    arrays["first_out"] = network.first_out
    legs = network.leg_ids
    of_ways = legs if isinstance(legs, WayLegs) else WayLegs((), np.zeros(0, np.int64), np.zeros(0, np.int32))
    tags = pack_tags(network.leg_tags.sets)
    return arrays | {"legs.way": of_ways.way, "legs.number": of_ways.number, "legs.tags": network.leg_tags.of_leg,
                     "tags.offset": tags.offset, "tags.text": tags.text}  # fmt: skip


def _arrays_of_hierarchy(hierarchy: Hierarchy | None) -> dict[str, NDArray[Any]]:
    if hierarchy is None:
        return {}
    return {f"{_HIERARCHY}{f.name}": getattr(hierarchy, f.name) for f in fields(Hierarchy)}


def _tables(network: Network, interned: Interned) -> dict[str, Any]:
    named = network.leg_ids.named if isinstance(network.leg_ids, WayLegs) else network.leg_ids
    sources = network.leg_sources.known if isinstance(network.leg_sources, SomeSources) else network.leg_sources
    rules = {rule: None for rules in network.season_sets for rule in rules}
    number = {rule: i for i, rule in enumerate(rules)}
    tables = {
        "countries": list(network.countries),
        "crossings": encode_table(Crossing, network.crossings, interned),
        "services": [[_service_word(s), encode_row(s, interned)] for s in network.services],
        "seasonal_rules": encode_table(SeasonalRule, tuple(rules), interned),
        "season_sets": [[number[rule] for rule in rules] for rules in network.season_sets],
        "named_legs": list(named),
        "named_sources": [None if source is None else interned(source) for source in sources[: len(named)]],
    }
    return {"sources": encode_table(Source, tuple(interned.number), interned), **tables}


def _service_word(service: Service) -> str:
    return next(word for word, kind in _SERVICES.items() if type(service) is kind)


def _named_values(folder: Path, tables: Mapping[str, Any]) -> dict[str, Any]:
    sources = decode_rows(Source, tables["sources"], ())
    rules = decode_rows(SeasonalRule, tables["seasonal_rules"], sources)
    return {
        "countries": tuple(tables["countries"]),
        "places": PlaceRows(folder, sources),
        "crossings": decode_rows(Crossing, tables["crossings"], sources),
        "services": _services(tables["services"], sources),
        "season_sets": tuple(tuple(rules[i] for i in members) for members in tables["season_sets"]),
        "named_legs": tuple(tables["named_legs"]),
        "named_sources": tuple(None if i is None else sources[i] for i in tables["named_sources"]),
    }


def _services(rows: Sequence[Any], sources: Sequence[Source]) -> tuple[Service, ...]:
    make = {word: row_decoder(kind, tuple(sources)) for word, kind in _SERVICES.items()}
    return tuple(make[word](row) for word, row in rows)


def _legs(
    folder: Path, named: tuple[str, ...], sources: tuple[Source | None, ...]
) -> tuple[Sequence[str], Sequence[Source | None]]:
    way, number = _map(folder / "legs.way.npy"), _map(folder / "legs.number.npy")
    if not len(way):
        return named, sources
    return WayLegs(named, way, number), SomeSources(sources, len(named) + len(way))


def _map(path: Path) -> NDArray[Any]:
    """Return an array of a file, mapped into memory, read-only."""
    try:
        with path.open("rb") as stream:
            version = np.lib.format.read_magic(stream)
            if version != (1, 0):
                raise ValueError(f"version {version} of the format is not ours")
            shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
            start = stream.tell()
            count = int(np.prod(shape))
            if dtype.hasobject or fortran or len(shape) != 1:
                raise ValueError("an array of numbers in one dimension is expected")
            if not count:
                return np.zeros(0, dtype)
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            return np.frombuffer(mapped, dtype, count, start)
    except (OSError, ValueError) as error:
        raise fault(path, f"it must be a readable array: {error}") from error
