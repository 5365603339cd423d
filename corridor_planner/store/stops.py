"""Read a user's list of stops: CSV with the columns id, name, lon, lat and, where given, more.

Optional columns are ``demand_t`` (tonnes), ``visit_h`` (hours) and ``opening_hours`` (OSM syntax).
Nothing is mended in silence: a point that makes sense only with longitude and latitude exchanged
is refused, and the exchange is offered.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from corridor_planner.errors import InvalidInput
from corridor_planner.store.csvfiles import CsvTable, Record, read_csv
from corridor_planner.store.faults import Fault, TableFault

# Where the planner's own network lies; a point outside that falls inside when exchanged is swapped.
REGION = (24.0, 20.0, 136.0, 60.0)
_REQUIRED = ("id", "name", "lon", "lat")
_OPTIONAL = ("demand_t", "visit_h", "opening_hours")
_NEAR = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRow:
    """A stop as the file gives it.

    Attributes
    ----------
    row
        1-based number of the row, the header not counted.
    demand_t, visit_h
        0 where the file says nothing.
    """

    row: int
    id: str
    name: str
    lon: float
    lat: float
    demand_t: float = 0.0
    visit_h: float = 0.0
    opening_hours: str = ""


class FaultyStops(InvalidInput):
    """Rows of a file of stops that cannot be used; ``accepted`` holds the others."""

    code = "faulty_stops"

    def __init__(self, file: str, faults: tuple[Fault, ...], accepted: tuple[StopRow, ...], listed: str) -> None:
        self.faults, self.accepted = faults, accepted
        super().__init__(
            "list of stops",
            file,
            rule=f"{len(faults)} of its rows cannot be used:\n{listed}",
            remedy="mend these rows and give the file again",
        )


def load_stops(path: Path) -> tuple[StopRow, ...]:
    """Return the stops of a file in order.

    Raises
    ------
    FaultyStops
        Names every row that cannot be used, with the rule and the remedy.
    InvalidInput
        When the file cannot be read or lacks a column.
    """
    try:
        table = read_csv(path)
    except TableFault as error:
        raise InvalidInput(
            "list of stops", str(path), rule=error.faults[0].rule, remedy=error.faults[0].remedy
        ) from error
    _check_columns(path, table)
    stops: list[StopRow] = []
    faults: list[tuple[int, Fault]] = []
    ragged = {fault.line: fault for fault in table.faults}
    lines: dict[str, int] = {}
    for number, record in enumerate(table, start=1):
        try:
            if record.line in ragged:
                raise TableFault([ragged[record.line]])
            stop = _stop(number, record)
            if stop.id in lines:
                rule = f"row {lines[stop.id]} has this id already"
                raise record.fault("id", stop.id, rule, "give each stop its own")
        except TableFault as error:
            faults.append((number, error.faults[0]))
        else:
            lines[stop.id] = number
            stops.append(stop)
    if faults:
        listed = "\n".join(f"  row {number}: {_tell(fault)}" for number, fault in faults)
        raise FaultyStops(str(path), tuple(fault for _, fault in faults), tuple(stops), listed)
    return tuple(stops)


def _check_columns(path: Path, table: CsvTable) -> None:
    for column in _REQUIRED:
        if column not in table.columns:
            near = get_close_matches(column, table.columns, n=1, cutoff=_NEAR)
            remedy = f"rename {near[0]!r}" if near else "add it; the columns are id, name, lon, lat, demand_t"
            raise InvalidInput("list of stops", str(path), rule=f"the column {column!r} is missing", remedy=remedy)
    for column in table.columns:
        near = get_close_matches(column, _OPTIONAL, n=1, cutoff=_NEAR)
        if near and column not in _OPTIONAL:
            rule = f"the column {column!r} is not known"
            raise InvalidInput("list of stops", str(path), rule=rule, remedy=f"did you mean {near[0]!r}?")


def _stop(number: int, record: Record) -> StopRow:
    lon, lat = _position(record)
    columns = record.cells
    return StopRow(
        row=number,
        id=record.name("id"),
        name=record.text("name"),
        lon=lon,
        lat=lat,
        demand_t=(record.number_or_none("demand_t", 0) or 0.0) if "demand_t" in columns else 0.0,
        visit_h=(record.number_or_none("visit_h", 0) or 0.0) if "visit_h" in columns else 0.0,
        opening_hours=columns.get("opening_hours", ""),
    )


def _position(record: Record) -> tuple[float, float]:
    lon = record.number("lon", -180, 180)
    lat = record.number("lat", -90, 90)
    if lon == 0 and lat == 0:
        raise record.fault("lon", "0, 0", "0, 0 lies in the Gulf of Guinea and stands for a missing fix", "fill it in")
    if not _in_region(lon, lat) and _in_region(lat, lon):
        rule = f"longitude {lon:g}, latitude {lat:g} lies outside the region and seems swapped"
        remedy = f"swap them: lon {lat:g}, lat {lon:g}"
        raise record.fault("lon", record.text("lon"), rule, remedy)
    return lon, lat


def _in_region(lon: float, lat: float) -> bool:
    west, south, east, north = REGION
    return west <= lon <= east and south <= lat <= north


def _tell(fault: Fault) -> str:
    column = f"{fault.column} " if fault.column else ""
    return f"{column}{fault.value!r}: {fault.rule}; {fault.remedy}"
