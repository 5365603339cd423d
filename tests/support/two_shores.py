r"""A drawn world for every change of mode: two countries, two gauges, a sea.

Kilometres east and north of 10 E 0 N; everything lies within a few kilometres of the axis:

    AA (-120..50)              BB (50..220)                                  AA again (240..400)
    Works - Alpha Station =1520= X =1520= Gauge #1435# Dry Port #1435# Port One ~sea~ Port Two - Omega

``Works`` and ``Omega`` are towns a hundred kilometres from the railway and the port; no road leads over a
border. At *Gauge* the
two gauges stand side by side without a node in common. The dry port lies at the end of a yard
track. In the harbours stand, nearer than anything else, a quay road and a crane track that join
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from corridor_planner.domain import Crossing, World
from corridor_planner.osm.inputs import BuildTables
from tests.support.asking import furnish
from tests.support.osm_files import KM, PLAIN, write_osm
from tests.support.toys import OPEN, ferry, gauge_change, town, toy_world

_ROAD: Final = {"highway": "primary", "maxspeed": "36", "maxspeed:hgv": "36"}
_WIDE: Final = {"railway": "rail", "gauge": "1520"}
_NARROW: Final = {"railway": "rail", "gauge": "1435"}
_NODES: Final = {
    1: (-110, 5, {"place": "town", "name": "Works"}), 2: (0, 5), 3: (0, 0.3),
    11: (0, 0, {"railway": "station", "name": "Alpha Station"}), 12: (20, 0), 13: (48, 0), 14: (52, 0),
    15: (70, 0), 16: (70, 0.2, {"railway": "station", "name": "Gauge"}), 17: (110, 0.2), 18: (110, 1),
    19: (110, 2), 22: (111, 2), 20: (160, 0.2), 21: (165, 0.2),
    31: (110, 2.3), 32: (112, 2.3), 33: (112, 6, {"place": "village", "name": "Field"}),
    41: (164.5, 1), 42: (160, 1), 43: (160, 8, {"place": "city", "name": "Port City"}),
    51: (165, 0.5), 52: (165.2, 0.5), 53: (165, 0.6), 54: (165.2, 0.6),
    61: (250, 0), 62: (255, 0), 63: (370, 3, {"place": "town", "name": "Omega"}),
    71: (200, -1),
}  # fmt: skip
_WAYS: Final = {
    101: ([1, 2, 3], _ROAD), 102: ([31, 32, 33, 43], _ROAD), 103: ([41, 42, 43], _ROAD), 104: ([61, 62, 63], _ROAD),
    105: ([51, 52], {"highway": "service"}), 106: ([53, 54], _NARROW),
    201: ([11, 12, 13, 14, 15], _WIDE), 202: ([16, 17, 20, 21], _NARROW),
    203: ([17, 18, 19], {**_NARROW, "service": "yard"}), 204: ([18, 22], {**_NARROW, "service": "yard"}),
    301: ([41, 71, 61], {"route": "ferry", "motor_vehicle": "yes", "duration": "12:00"}),
}  # fmt: skip
_FRAME: Final = {
    901: (-120, -20), 902: (50, -20), 903: (220, -20), 904: (220, 20), 905: (50, 20), 906: (-120, 20),
    911: (240, -20), 912: (400, -20), 913: (400, 20), 914: (240, 20),
}  # fmt: skip
_BORDERS: Final = {
    91: ([902, 901, 906, 905], {}), 92: ([902, 905], {"boundary": "administrative"}), 93: ([902, 903, 904, 905], {}),
    94: ([911, 912, 913, 914, 911], {}),
}  # fmt: skip
_COUNTRY: Final = {"type": "boundary", "boundary": "administrative", "admin_level": "2"}
_COUNTRIES: Final = {
    801: ([("way", 91, "outer"), ("way", 92, "outer"), ("way", 94, "outer")], {**_COUNTRY, "ISO3166-1:alpha2": "AA"}),
    802: ([("way", 92, "outer"), ("way", 93, "outer")], {**_COUNTRY, "ISO3166-1:alpha2": "BB"}),
}  # fmt: skip


def two_shores(folder: Path, *, nodes: dict[int, tuple[object, ...]] | None = None) -> Path:
    """Write the file; nodes replace or add to those drawn."""
    return write_osm(folder / "shores.osm", {**_NODES, **_FRAME, **(nodes or {})}, {**_WAYS, **_BORDERS}, _COUNTRIES)


def at(x_km: float, y_km: float) -> tuple[float, float]:
    """Return a position in degrees."""
    return 10 + x_km * KM, y_km * KM


def shores_world() -> World:
    """Return the tables: a rail crossing, ports with a ship, a dry port, a change of gauge at the border."""
    ports = {
        "bb-port-one": town("bb-port-one", *at(165.1, 0.55), country="BB", kind="sea_port", name="Port One"),
        "aa-port-two": town("aa-port-two", *at(250, 0), country="AA", kind="sea_port", name="Port Two"),
    }
    dry = town("bb-dry", *at(110, 2.1), country="BB", kind="dry_port", name="Dry Port")
    far = town("bb-far", *at(136, 7), country="BB", kind="dry_port", name="Far Port")
    line = ferry("one-two", "bb-port-one", "aa-port-two", km=90.0, hours=10)
    return furnish(toy_world(
        places={**ports, "bb-dry": dry, "bb-far": far},
        crossings={
            "aa-bb-rail": _crossing("aa-bb-rail", 50, mode="rail", a="AA", b="BB"),
            **{id_: _crossing(id_, 0, mode="ferry_port", a=p.country, b="", lon=p.lon, lat=p.lat)
               for id_, p in ports.items()},
        },
        ferries={"one-two": line},
        gauge_changes={"aa-bb-rail": gauge_change("aa-bb-rail", hours=3)},
    ))  # fmt: skip


def shores_tables(world: World) -> BuildTables:
    """Return what a build takes from a world."""
    return replace(
        PLAIN, crossings=tuple(world.crossings.values()), places=tuple(world.places.values()),
        zones={"AA": "UTC", "BB": "UTC"}, ferries=tuple(world.ferries.values()), trains=tuple(world.trains.values()),
        gauge_changes=world.gauge_changes,
    )  # fmt: skip


def _crossing(id_: str, x_km: float, *, mode: str, a: str, b: str, lon: float = 0.0, lat: float = 0.0) -> Crossing:
    here = (lon, lat) if lon else at(x_km, 0)
    return replace(OPEN, id=id_, name=id_, mode=mode, country_a=a, country_b=b, lon=here[0], lat=here[1],
                   coord_accuracy_km=0.5)  # fmt: skip
