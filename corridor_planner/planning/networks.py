"""The use cases *build* and *info*: networks from OpenStreetMap, and what a network holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final, Literal

from pydantic import Field

from corridor_planner.domain import FeatureRule, Layer, World
from corridor_planner.errors import InvalidInput
from corridor_planner.graph.network import Network
from corridor_planner.osm.building import build_from_osm
from corridor_planner.osm.inputs import BuildTables, SpeedDefaults
from corridor_planner.osm.selection import EVERYTHING, Selection, read_selection
from corridor_planner.planning.build_report import BuildReportDocument, report_build
from corridor_planner.planning.documents import Document
from corridor_planner.planning.network_map import draw_network_page
from corridor_planner.planning.session import Progress, silent
from corridor_planner.search.hierarchy import build_hierarchy
from corridor_planner.store.country_shapes import load_country_shapes
from corridor_planner.store.feature_rules import load_feature_rules
from corridor_planner.store.networks import (
    PAGE,
    open_network,
    read_feature_counts,
    read_report,
    save_network,
    verify_network,
)
from corridor_planner.store.networks_files import check_writable
from corridor_planner.store.networks_rules import NetworkRules, load_network_rules
from corridor_planner.store.world import load_world
from corridor_planner.units import METRES_PER_KM, SECONDS_PER_HOUR

HIERARCHY_FROM_ARCS: Final = 200_000  # below it a plain search takes less than 50 ms
INFO_SCHEMA: Final = "corridor-planner/info/1"


class LayerDoc(Document):
    """Size of one layer of a network."""

    nodes: int
    arcs: int
    directed_km: float = Field(description="sum over arcs, both directions counted")


class InfoDocument(Document):
    """What a network holds and where it comes from."""

    schema_id: Literal["corridor-planner/info/1"] = Field(default=INFO_SCHEMA, alias="schema")
    name: str
    kind: str = Field(description="backbone or built")
    folder: str | None = Field(description="null for the embedded backbone")
    page: str | None = Field(description="HTML file that shows the network, where the folder has one")
    data_version: str
    format_version: int
    selection: str = Field(description="which kinds of way a built network was to hold, in words; or empty")
    attribution: list[str]
    countries: list[str]
    nodes: int
    arcs: int
    layers: dict[str, LayerDoc]
    places: int
    crossings: int
    assumed_crossings: int
    services: int
    features: dict[str, dict[str, int]] = Field(description="by group and kind; of a built network")
    bounds: list[float] = Field(description="west, south, east, north in degrees; empty for no node")
    verified_files: int | None = Field(description="files whose checksum was compared; null when not asked for")
    report: dict[str, Any] | None = Field(description="how a built network was made; null for the backbone")


def build_network(
    sources: Sequence[Path],
    out: Path,
    *,
    name: str,
    progress: Progress = silent,
    data: Path | None = None,
    hierarchy_from_arcs: int = HIERARCHY_FROM_ARCS,
    selection: Selection = EVERYTHING,
) -> BuildReportDocument:
    """Build a network from OpenStreetMap files and keep it in a folder.

    An interruption leaves nothing behind; an older network in the folder stays until the new one is
    complete. A network of ``hierarchy_from_arcs`` or more gets a hierarchy that makes searches on it quick.

    Raises
    ------
    InvalidInput
        When a source cannot be read, or the folder holds something else.
    DataFault
        When the sources hold nothing to travel on, or a table is damaged.
    EnvironmentFault
        When the folder cannot be written.
    """
    if not sources:
        raise InvalidInput("sources", "none", rule="a network is built from files",
                           remedy="name one or more .osm.pbf or .osm files")  # fmt: skip
    check_writable(out)
    tables = build_tables(load_world(data), load_network_rules(data), load_feature_rules(data))
    result = build_from_osm(sources, tables, name=name, progress=progress, selection=selection)
    document = report_build(result, sources, out)
    report = document.model_dump(mode="json", by_alias=True)
    progress("drawing", 0.93)
    page = draw_network_page(result.network, report)
    hierarchy = None
    if result.network.n_arcs >= hierarchy_from_arcs:
        progress("ordering nodes", 0.94)
        hierarchy = build_hierarchy(result.network.first_out, result.network.arcs.head)
    progress("writing", 0.96)
    save_network(result.network, out, report, features=result.features, page=page, hierarchy=hierarchy)
    progress("done", 1.0)
    return document


def select_ways(roads: str | None, *, no_roads: bool = False, no_rail: bool = False) -> Selection:
    """Return the kinds of way that a network is to hold, of words like ``motorway..tertiary``; None: every class.

    Raises
    ------
    InvalidInput
        When a word is no class of road, or nothing is left to select.
    """
    return read_selection(roads, no_roads=no_roads, no_rail=no_rail)


def build_tables(world: World, rules: NetworkRules, feature_rules: tuple[FeatureRule, ...] = ()) -> BuildTables:
    """Return what a build takes from the tables."""
    ships_kmh = [f.distance_m / METRES_PER_KM / (f.sailing.p50_s / SECONDS_PER_HOUR) for f in world.ferries.values()]
    return BuildTables(
        speeds=SpeedDefaults(rows=rules.speeds), legal_height_m=rules.legal_height_m, gauge_mm=rules.gauge_mm,
        crossings=tuple(world.crossings.values()), places=tuple(world.places.values()), shapes=load_country_shapes(),
        zones=dict(rules.zones) | {code: clock.zone for code, clock in world.country_times.items()},
        open_borders=rules.open_borders, ferries=tuple(world.ferries.values()), trains=tuple(world.trains.values()),
        gauge_changes=world.gauge_changes, road_legs=world.road_legs, seasonal=world.seasonal,
        season_spots=rules.season_spots,
        data_version=world.data_version, attribution=world.attribution, ferry_speed_kmh=median(ships_kmh),
        feature_rules=feature_rules,
        surfaces=rules.surfaces, closed_months={key: row.closed_months for key, row in rules.surfaces.items()},
    )  # fmt: skip


def describe_network(network: Network | Path, verify: bool = False) -> InfoDocument:  # noqa: FBT001, FBT002
    """Tell what a network holds; with ``verify`` all of a folder is read and its checksums compared.

    Raises
    ------
    DataFault
        When the folder is no network, damaged or of another version.
    """
    if isinstance(network, Network):
        return _describe(network, folder=None, verified=None, report=None)
    verified = verify_network(network) if verify else None
    opened = open_network(network)
    return _describe(opened, folder=str(network), verified=verified, report=read_report(network))


def _describe(
    network: Network, *, folder: str | None, verified: int | None, report: dict[str, Any] | None
) -> InfoDocument:
    return InfoDocument(
        name=network.meta.name, kind=network.meta.kind, folder=folder, page=_page(folder),
        data_version=network.meta.data_version, format_version=network.meta.format_version,
        selection=network.meta.selection,
        attribution=list(network.meta.attribution),
        countries=list(network.countries), nodes=network.n_nodes, arcs=network.n_arcs, layers=_layers(network),
        places=len(network.places), crossings=len(network.crossings),
        assumed_crossings=sum(crossing.assumed for crossing in network.crossings), services=len(network.services),
        features=read_feature_counts(Path(folder)) if folder is not None else {},
        bounds=[round(b, 6) for b in network.bounds or ()], verified_files=verified, report=report,
    )  # fmt: skip


def draw_network(network: Network | Path) -> str:
    """Return one HTML page of a network, with its report where a build left one.

    Raises
    ------
    DataFault
        When the folder is no network, damaged or of another version.
    """
    if isinstance(network, Network):
        return draw_network_page(network)
    return draw_network_page(open_network(network), read_report(network))


def _page(folder: str | None) -> str | None:
    page = Path(folder) / PAGE if folder is not None else None
    return str(page) if page is not None and page.is_file() else None


def _layers(network: Network) -> dict[str, LayerDoc]:
    found = {}
    for layer in Layer:
        own = network.arcs.layer == layer
        nodes = int((network.nodes.layer == layer).sum())
        if nodes or own.any():
            km = float(network.arcs.length_m[own].sum()) / METRES_PER_KM
            found[layer.name.lower()] = LayerDoc(nodes=nodes, arcs=int(own.sum()), directed_km=round(km, 3))
    return found
