"""Joining the layers of a built network: places, terminals, ferries, trains and seasons of the tables.

Everything here is laid upon the nodes and arcs that OpenStreetMap gave. New nodes are ships,
quays and trains; new arcs are transfers and services.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from corridor_planner.domain import Crossing, Layer, Place, SeasonalRule
from corridor_planner.graph.assembly import Additions, NetworkDraft
from corridor_planner.graph.ferries import add_ferries
from corridor_planner.graph.legs import rules_of_legs
from corridor_planner.graph.network import NONE, Nodes, Service
from corridor_planner.graph.sites import PORT, Sites
from corridor_planner.graph.trains import add_trains
from corridor_planner.osm.arcs import Columns
from corridor_planner.osm.countries import CountryMap
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.inputs import BuildTables
from corridor_planner.osm.large_parts import LargeParts
from corridor_planner.osm.locating import LocatedSite, locate_sites
from corridor_planner.osm.sailings import FerryMatch, FerryStatus, Port, Sailing, find_sailings, match_ferries
from corridor_planner.osm.site_kinds import SiteKind
from corridor_planner.osm.sites import Site
from corridor_planner.osm.table_seasons import LocatedLeg, apply_seasons
from corridor_planner.osm.terminals import GaugeChanges, TerminalJoin, add_mode_changes, open_yards, tell_joins
from corridor_planner.osm.train_lines import BuiltLines, trains_that_run

_TERMINALS: Final = (SiteKind.SEA_PORT, SiteKind.DRY_PORT, SiteKind.FERRY_TERMINAL, SiteKind.STATION, SiteKind.YARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A network of OpenStreetMap's ways alone.

    Attributes
    ----------
    places
        Sides of crossings; ``nodes.place`` points to them.
    crossings
        Those that are used; ``nodes.crossing`` points to them.
    gauge_breaks
        By key, the nodes (1520 mm, 1435 mm) at a spot where tracks of both meet.
    season_sets
        Those of tags; the arcs' ``season`` points to them.
    """

    nodes: Nodes
    arcs: Columns
    places: Sequence[Place]
    crossings: Sequence[Crossing]
    gauge_breaks: Mapping[int, tuple[int, int]]
    season_sets: Sequence[tuple[SeasonalRule, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the tables add to a network; ``arcs`` are the old ones, less the ferries that were replaced."""

    arcs: Columns
    additions: Additions
    places: tuple[Place, ...]
    crossings: tuple[Crossing, ...]
    services: tuple[Service, ...]
    season_sets: tuple[tuple[SeasonalRule, ...], ...]
    terminals: tuple[TerminalJoin, ...]
    ferries: tuple[FerryMatch, ...]


def join_layers(
    ground: Ground, known: Sequence[Site], countries: CountryMap, tables: BuildTables, findings: Findings
) -> Joined:
    """Put places on the network and join its layers; ``ground.nodes`` learn their place."""
    parts = LargeParts(ground.nodes, ground.arcs)
    ports = {row.id: row for row in tables.crossings if row.mode == PORT}
    located, lost = locate_sites(known, parts)
    draft = NetworkDraft(places=ground.places, crossings=ground.crossings, countries=countries.codes, upon=ground.nodes)
    sites = _lay_out(draft, ground, located, ports)
    add_mode_changes(draft, located, parts)
    changes = GaugeChanges(draft, sites, tables.gauge_changes, tables.crossings, findings)
    changes.add_at_breaks(ground.gauge_breaks)
    changes.add_at_terminals(located)
    changing = [one for one in located if one.site.kind in _TERMINALS]
    opened = open_yards(ground.nodes, ground.arcs, changing)
    findings.note(FindingKind.YARD_OPENED, "", "arcs", times=opened)
    arcs, ferries = _join_ferries(draft, sites, ground, tables, located, findings)
    if tables.trains:
        lines = BuiltLines(draft, sites, ground.nodes, arcs)
        add_trains(draft, sites, trains_that_run(tables.trains, sites, lines, findings), lines)
    legs = tuple(_located_legs(sites, ground, tables))
    seasons = apply_seasons(legs, tables.season_spots, ground.nodes, arcs, ground.season_sets, findings)
    inside = _Bounds(ground.nodes)
    told = [*changing, *(one for one in lost if one.site.kind in _TERMINALS and inside.hold(one.site.place))]
    return Joined(
        arcs=arcs, additions=draft.additions(), places=tuple(draft.places), crossings=tuple(draft.crossings),
        services=tuple(draft.services), season_sets=seasons,
        terminals=tell_joins(told, parts.layers()), ferries=ferries,
    )  # fmt: skip


def _lay_out(
    draft: NetworkDraft, ground: Ground, located: Iterable[LocatedSite], ports: Mapping[str, Crossing]
) -> Sites:
    sites = Sites(draft, draft.crossings)
    for number, side in enumerate(ground.places):
        sites.know(number, crossing=sites.crossing_index[side.id.rpartition(":")[0]])
    for one in located:
        place = sites.add(one.site.place)
        for layer, node in one.nodes.items():
            sites.bind(place, layer, node)
            ground.nodes.place[node] = place
        if one.site.place.id in ports:
            sites.use(ports[one.site.place.id])
    return sites


def _join_ferries(
    draft: NetworkDraft, sites: Sites, ground: Ground, tables: BuildTables, located: Iterable[LocatedSite],
    findings: Findings,
) -> tuple[Columns, tuple[FerryMatch, ...]]:  # fmt: skip
    ports = {one.site.place.id: Port(one.site.place.lon, one.site.place.lat, one.site.extra_m) for one in located}
    sailings = find_sailings(ground.nodes, ground.arcs)
    matches, replaced = match_ferries(tables.ferries, ports, sailings, ground.nodes)
    added = {match.id for match in matches if match.status is FerryStatus.ADDED}
    add_ferries(draft, sites, (ferry for ferry in tables.ferries if ferry.id in added))
    for match in matches:
        for way in match.ways:
            findings.note(FindingKind.FERRY_REPLACED, way, "ferry", match.id)
    _tell_borders_at_sea([s for s in sailings if not set(s.arcs) & set(replaced)], ground, draft, tables, findings)
    keep = np.ones(len(ground.arcs["tail"]), bool)
    keep[list(replaced)] = False
    return {name: column[keep] for name, column in ground.arcs.items()}, matches


def _tell_borders_at_sea(
    sailings: Iterable[Sailing], ground: Ground, draft: NetworkDraft, tables: BuildTables, findings: Findings
) -> None:
    """Report ferries without a row that lead into another country: nobody is known to control them."""
    codes = list(draft.additions().countries)
    for sailing in sailings:
        land = [int(ground.nodes.country[end]) for end in sailing.ends]
        pair = [codes[code] if code >= 0 else "" for code in land]
        if "" not in pair and len(set(pair)) == 2 and frozenset(pair) not in tables.open_borders:
            findings.note(FindingKind.FERRY_BORDER, f"way/{sailing.way}", "countries", "-".join(sorted(pair)))


def _located_legs(sites: Sites, ground: Ground, tables: BuildTables) -> Iterator[LocatedLeg]:
    """Yield the legs that seasonal rules speak of, with the nodes of their ends as far as the network has them."""
    rules = rules_of_legs(tables.seasonal, tables.road_legs)
    on_road = np.flatnonzero((ground.nodes.layer == Layer.ROAD) & (ground.nodes.place >= 0))
    node_of = dict(zip(ground.nodes.place[on_road][::-1].tolist(), on_road[::-1].tolist(), strict=True))
    country = {place.id: place.country for place in tables.places}
    for leg in tables.road_legs:
        if leg.id in rules:
            # A leg ends on its own side of a border: that of the country in which its other end lies.
            ids = ((leg.from_id, f"{leg.from_id}:{country.get(leg.to_id)}"),
                   (leg.to_id, f"{leg.to_id}:{country.get(leg.from_id)}"))  # fmt: skip
            places = (next((sites.place(id_) for id_ in either if id_ in sites), NONE) for either in ids)
            start, end = (node_of.get(place) for place in places)
            yield LocatedLeg(leg=leg, start=start, end=end, rules=rules[leg.id])


class _Bounds:
    """The box around all nodes."""

    def __init__(self, nodes: Nodes) -> None:
        self.west, self.east = float(nodes.lon.min()), float(nodes.lon.max())
        self.south, self.north = float(nodes.lat.min()), float(nodes.lat.max())

    def hold(self, place: Place) -> bool:
        """Tell whether a place lies inside."""
        return self.west <= place.lon <= self.east and self.south <= place.lat <= self.north
