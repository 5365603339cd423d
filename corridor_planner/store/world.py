"""Build the world from the tables: only those it needs, only the checks that conversion needs.

The complete validation is :func:`corridor_planner.store.tables.validate`, which a person asks for.

>>> world = load_world()
>>> world.crossings["kz-kg-korday-road"].country_b
'KG'
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from corridor_planner.domain import World
from corridor_planner.resources import data_file
from corridor_planner.store.csvfiles import CsvTable, TableReader
from corridor_planner.store.faults import TableFault
from corridor_planner.store.world_borders import (
    build_country_times,
    build_crossings,
    build_nationality_groups,
    build_visa_rules,
)
from corridor_planner.store.world_costs import build_driver_rules, build_entry_fees, build_figures
from corridor_planner.store.world_network import (
    build_gauge_changes,
    build_places,
    build_rail_legs,
    build_rail_speeds,
    build_road_legs,
    build_seasonal,
)
from corridor_planner.store.world_services import build_ferries, build_flights, build_trains

ATTRIBUTION = (
    "Towns: GeoNames, CC BY 4.0",
    "Some stations and railway alignments: © OpenStreetMap contributors, ODbL 1.0",
    "All other tables: compiled for corridor-planner, CC BY 4.0; the source of each figure stands in its row",
)


def load_world(override: Path | None = None) -> World:
    """Return the world of the shipped tables, with a user's rows laid over them.

    Parameters
    ----------
    override
        A folder with any of the tables under their own names, in subfolders or not.

    Raises
    ------
    TableFault
        Names file, line, column, value and rule of the first cell that cannot be used, or of all
        rows of the wrong width.

    """
    reader = _HashingReader(override)
    if unknown := reader.unknown():
        raise TableFault(unknown[:1])
    figures = build_figures(reader)
    places = build_places(reader)
    return World(
        places=places,
        crossings=build_crossings(reader),
        road_legs=build_road_legs(reader),
        rail_legs=build_rail_legs(reader),
        ferries=build_ferries(reader),
        trains=build_trains(reader),
        flights=build_flights(reader),
        seasonal=build_seasonal(reader),
        figures=figures,
        gauge_changes=build_gauge_changes(reader),
        entry_fees=build_entry_fees(reader, figures),
        rail_speeds=build_rail_speeds(reader),
        driver_rules=build_driver_rules(reader),
        visa_rules=build_visa_rules(reader),
        nationality_groups=build_nationality_groups(reader),
        country_times=build_country_times(reader),
        attribution=ATTRIBUTION,
        data_version=reader.version(),
    )


class _HashingReader(TableReader):
    """Reads tables and keeps a digest of every cell that went into the world."""

    def __init__(self, override: Path | None) -> None:
        super().__init__(override)
        self._digest = hashlib.sha256()

    def read(self, name: str) -> CsvTable:
        table = super().read(name)
        if table.faults:
            raise TableFault(table.faults)
        self._digest.update(name.encode())
        for record in table:
            self._digest.update("\x1f".join(record.cells.values()).encode())
        return table

    def version(self) -> str:
        date = data_file("VERSION").read_text(encoding="utf-8").strip()
        return f"{date}+{self._digest.hexdigest()[:8]}"
