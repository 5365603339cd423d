"""What a build tells: sizes, lengths, cohesion, what was odd or left out, and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from corridor_planner.graph.measures import measure_cohesion, measure_lengths
from corridor_planner.graph.network import Network
from corridor_planner.osm.building import BuildResult
from corridor_planner.osm.matches import BorderMatch
from corridor_planner.osm.sailings import FerryMatch
from corridor_planner.osm.terminals import TerminalJoin
from corridor_planner.planning.documents import Document
from corridor_planner.units import METRES_PER_KM, SECONDS_PER_HOUR

BUILD_SCHEMA: Final = "corridor-planner/build/1"


class ExampleDoc(Document):
    """An element in which something odd was found."""

    element: str
    key: str
    value: str


class FindingDoc(Document):
    """How often something odd was found, with the first examples."""

    count: int
    examples: list[ExampleDoc]


class LengthDoc(Document):
    """How much there is of a class of road, railway or ferry in a country."""

    layer: str
    line_class: str = Field(description="class of a road, yard for a railway's yards and sidings, or empty")
    country: str = Field(description="empty where it is not known")
    km: float = Field(description="of the lines on the ground: both directions count once")


class CohesionDoc(Document):
    """How a layer hangs together, by itself."""

    nodes: int
    parts: int = Field(description="connected parts")
    largest_share: float = Field(description="of the nodes, in the largest part")
    mutual_share: float = Field(description="of the nodes, in the largest set in which each can reach each")


class BorderMatchDoc(Document):
    """A crossing of the network, or a row of the table that nothing passes."""

    crossing_id: str
    row_id: str = Field(description="row of the table, or empty")
    name: str
    countries: list[str]
    kind: Literal["matched", "moved", "osm_only", "closed_by_osm", "table_only"]
    element: str = Field(description="border control of OpenStreetMap, else the way over the border; or empty")
    distance_m: float | None = Field(description="from the row's place to where the border is passed")
    lon: float
    lat: float
    arcs: int = Field(description="crossing arcs, each direction counted")


class TooFarDoc(Document):
    """A layer whose nearest node is beyond the limit."""

    nearest_m: float | None = Field(description="null where the layer has no large part")
    limit_m: float


class TerminalDoc(Document):
    """A station, yard or port and the layers that meet there; loads change between them."""

    id: str
    name: str
    kind: str
    lon: float
    lat: float
    joined: dict[str, float] = Field(description="metres to the nearest node of each layer's large parts")
    not_joined: dict[str, TooFarDoc] = Field(description="by layer; of two gauges only where neither is near")


class FerryDoc(Document):
    """A line of the ferries table of which at least one port lies in the network."""

    id: str
    status: Literal["added", "port_outside"]
    replaces: list[str] = Field(description="ferry ways of OpenStreetMap between the same ports")
    osm_h: float | None = Field(description="hours at sea by these ways' tags; null without them")
    table_h: float = Field(description="typical hours at sea by the table")


class BuildReportDocument(Document):
    """What a build made, and everything that it took otherwise than the tags say."""

    schema_id: Literal["corridor-planner/build/1"] = Field(default=BUILD_SCHEMA, alias="schema")
    name: str
    folder: str
    sources: list[str]
    data_timestamp: str = Field(description="newest date of the files, or empty")
    data_version: str
    selection: str = Field(description="which kinds of way the network was to hold, in words")
    attribution: list[str]
    nodes: int
    arcs: int
    crossings: int
    places: int
    countries: list[str]
    lengths: list[LengthDoc] = Field(description="by class and country")
    cohesion: dict[str, CohesionDoc] = Field(description="by layer, each by itself")
    borders: list[BorderMatchDoc] = Field(description="how the crossings of the table and of the files met")
    terminals: list[TerminalDoc] = Field(description="what was joined to which layer, and what was not")
    ferries: list[FerryDoc] = Field(description="ferries of the table")
    features: dict[str, dict[str, int]] = Field(description="sights, lodgings and facilities by kind")
    findings: dict[str, FindingDoc] = Field(description="by kind, such as value_unusable or speed_default")
    seconds: dict[str, float] = Field(description="by step")


class Measured(Document):
    """What can be measured on any network, built or not."""

    lengths: list[LengthDoc] = Field(description="by class and country")
    cohesion: dict[str, CohesionDoc] = Field(description="by layer, each by itself")


def measure_network(network: Network) -> Measured:
    """Return lengths by class and country, and how each layer hangs together."""
    return Measured(lengths=_lengths(network), cohesion=_cohesion(network))


def report_build(result: BuildResult, sources: Sequence[Path], out: Path) -> BuildReportDocument:
    """Return the report of a build."""
    network, findings = result.network, result.findings
    measured = measure_network(network)
    return BuildReportDocument(
        name=network.meta.name, folder=str(out), sources=[path.name for path in sources],
        data_timestamp=result.timestamp, data_version=network.meta.data_version, selection=network.meta.selection,
        attribution=list(network.meta.attribution), nodes=network.n_nodes, arcs=network.n_arcs,
        crossings=len(network.crossings), places=len(network.places), countries=list(network.countries),
        lengths=measured.lengths, cohesion=measured.cohesion,
        borders=[_border(match) for match in result.borders],
        terminals=[_terminal(join) for join in result.terminals],
        ferries=[_ferry(match) for match in result.ferries],
        features=result.features.counts(),
        findings={
            kind.value: FindingDoc(count=count, examples=[
                ExampleDoc(element=e.element, key=e.key, value=e.value) for e in findings.examples.get(kind, ())
            ])
            for kind, count in sorted(findings.counts.items(), key=lambda item: item[0].value)
        },
        seconds=result.seconds,
    )  # fmt: skip


def _lengths(network: Network) -> list[LengthDoc]:
    return [
        LengthDoc(layer=row.layer, line_class=row.line_class, country=row.country,
                  km=round(row.length_m / METRES_PER_KM, 3))
        for row in measure_lengths(network)
    ]  # fmt: skip


def _cohesion(network: Network) -> dict[str, CohesionDoc]:
    return {
        layer: CohesionDoc(
            nodes=found.nodes, parts=found.parts, largest_share=round(found.largest_share, 4),
            mutual_share=round(found.mutual_share, 4),
        )
        for layer, found in measure_cohesion(network).items()
    }  # fmt: skip


def _terminal(join: TerminalJoin) -> TerminalDoc:
    return TerminalDoc(
        id=join.id, name=join.name, kind=join.kind.value, lon=round(join.lon, 6), lat=round(join.lat, 6),
        joined={layer.name.lower(): round(m, 1) for layer, m in join.joined.items()},
        not_joined={
            layer.name.lower(): TooFarDoc(
                nearest_m=round(far.nearest_m, 1) if isfinite(far.nearest_m) else None, limit_m=far.limit_m
            )
            for layer, far in join.not_joined.items()
        },
    )  # fmt: skip


def _ferry(match: FerryMatch) -> FerryDoc:
    return FerryDoc(
        id=match.id, status=match.status.value, replaces=list(match.ways),
        osm_h=None if match.osm_s is None else round(match.osm_s / SECONDS_PER_HOUR, 2),
        table_h=round(match.table_s / SECONDS_PER_HOUR, 2),
    )  # fmt: skip


def _border(match: BorderMatch) -> BorderMatchDoc:
    return BorderMatchDoc(
        crossing_id=match.crossing_id, row_id=match.row_id, name=match.name,
        countries=[match.country_a, match.country_b], kind=match.kind.value, element=match.element,
        distance_m=match.distance_m, lon=round(match.lon, 6), lat=round(match.lat, 6), arcs=match.arcs,
    )  # fmt: skip
