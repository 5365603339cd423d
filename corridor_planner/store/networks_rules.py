"""The tables that only built networks need: default speeds, legal heights, gauges, open borders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import inf
from pathlib import Path

from corridor_planner.domain import ClassSpeed, OpenBorder, SurfaceSpeed
from corridor_planner.store.csvfiles import Record, TableReader
from corridor_planner.store.world_network import source_of

_GAUGE_TOPIC = "gauge"
_PARTIES = ("all", "freight", "passengers")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRules:
    """Rules by country; the country ``default`` answers for all others.

    Attributes
    ----------
    speeds
        By country, highway value of OpenStreetMap, and whether inside a settlement.
    gauge_mm
        Usual gauge of the railways.
    zones
        First time zone of every country in the tz database, for countries without a clock of ours.
    surfaces
        By key and value of OpenStreetMap's tags.
    open_borders
        By pair of countries.
    season_spots
        Longitude and latitude of each seasonal rule.
    """

    speeds: Mapping[tuple[str, str, bool], ClassSpeed]
    legal_height_m: Mapping[str, float]
    gauge_mm: Mapping[str, int]
    open_borders: Mapping[frozenset[str], OpenBorder]
    zones: Mapping[str, str]
    surfaces: Mapping[tuple[str, str], SurfaceSpeed]
    season_spots: Mapping[str, tuple[float, float]]


def load_network_rules(override: Path | None = None) -> NetworkRules:
    """Return the rules of the shipped tables, with a user's rows laid over them.

    Raises
    ------
    TableFault
        Names file, line, column, value and rule of the first cell that cannot be used.
    """
    reader = TableReader(override)
    speeds = {
        (r.name("country"), r.name("road_class"), r.name("context") == "urban"): ClassSpeed(
            legal_light_kmh=r.number("legal_kmh_car", 1), legal_heavy_kmh=r.number("legal_kmh_truck", 1),
            typical_light_kmh=r.number("typical_kmh_car", 1), typical_heavy_kmh=r.number("typical_kmh_truck", 1),
        )
        for r in reader.read("speed_defaults")
    }  # fmt: skip
    heights = {r.name("country"): r.number("max_height_m", 1, 10) for r in reader.read("vehicle_limits")}
    gauges = {r.name("country"): r.whole("value") for r in reader.read("rail_facts") if r.text("topic") == _GAUGE_TOPIC}
    opened = [_open_border(record) for record in reader.read("open_borders")]
    spots = {
        r.name("id"): (r.number("lon", -180, 180), r.number("lat", -90, 90)) for r in reader.read("seasonal_roads")
    }
    return NetworkRules(
        speeds=speeds, legal_height_m=heights, gauge_mm=gauges, zones=_first_zones(),
        surfaces={(r.name("key"), r.name("value")): _surface(r) for r in reader.read("road_surfaces")},
        season_spots=spots,
        open_borders={frozenset((border.country_a, border.country_b)): border for border in opened},
    )  # fmt: skip


def _open_border(record: Record) -> OpenBorder:
    party = record.name("party")
    if party not in _PARTIES:
        raise record.fault("party", party, f"it must be one of {', '.join(_PARTIES)}", "choose one of them")
    return OpenBorder(
        id=record.name("id"), country_a=record.name("country_a"), country_b=record.name("country_b"),
        freight=party != "passengers", passengers=party != "freight", note=record.text("note"),
        source=source_of(record, "open_borders", record.name("id")),
    )  # fmt: skip


def _surface(record: Record) -> SurfaceSpeed:
    car_kmh, truck_kmh = (record.number_or_none(column, 0) for column in ("max_kmh_car", "max_kmh_truck"))
    return SurfaceSpeed(
        light_kmh=inf if car_kmh is None else car_kmh, heavy_kmh=inf if truck_kmh is None else truck_kmh,
        unpaved=record.flag("unpaved") if record.text("unpaved") else None,
        closed_months=record.months("closed_months"),
    )  # fmt: skip


def _first_zones() -> dict[str, str]:
    """Return the zone that the tz database names first for each country."""
    zones: dict[str, str] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="ascii")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            zones.setdefault(country, zone)
    return zones
