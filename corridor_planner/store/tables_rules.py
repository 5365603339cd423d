"""Rules that cells alone do not show: positions, and what the rows of single tables must keep."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from corridor_planner.domain import CrossingStatus
from corridor_planner.store.faults import Fault
from corridor_planner.store.tables_options import check_options
from corridor_planner.store.tables_values import Row, TableSet
from corridor_planner.units import METRES_PER_KM, great_circle_m

_BOX_MARGIN_DEG = 0.15  # a border point or a bend may stand a little outside the box of its country
_SAME_POINT_KM = 0.2
_SHORTEST = 0.99  # length by road over the drawn line, which is rounded to about 1 km
_LONGEST = 2.0
_TOO_SHORT_TO_TELL_KM = 3.0
_LEG_TABLES = (("road_legs", "road"), ("rail_legs", "rail"))

Box = tuple[float, float, float, float]
Point = tuple[float, float]


def check_rules(tables: TableSet) -> list[Fault]:
    """Return the faults of positions, crossings, legs, trains, seasons, visas, limits and options."""
    return [
        *_check_positions(tables),
        *_check_crossings(tables),
        *_check_border_places(tables),
        *_check_legs(tables),
        *_check_trains(tables),
        *_check_seasons(tables),
        *_check_groups(tables),
        *check_options(tables),
    ]


def _boxes(tables: TableSet) -> dict[str, Box]:
    boxes = {}
    for row in tables["country_boxes"].rows:
        edges = [row.number(column) for column in ("west", "south", "east", "north")]
        known = [edge for edge in edges if edge is not None]
        if len(known) == len(edges):
            boxes[row.text("country")] = (known[0], known[1], known[2], known[3])
    return boxes


def _inside(point: Point, box: Box) -> bool:
    return (
        box[0] - _BOX_MARGIN_DEG <= point[0] <= box[2] + _BOX_MARGIN_DEG
        and box[1] - _BOX_MARGIN_DEG <= point[1] <= box[3] + _BOX_MARGIN_DEG
    )


def _point(row: Row, lon_column: str = "lon", lat_column: str = "lat") -> Point | None:
    lon, lat = row.number(lon_column), row.number(lat_column)
    return None if lon is None or lat is None else (lon, lat)


def _check_positions(tables: TableSet) -> Iterator[Fault]:
    boxes = _boxes(tables)
    for table in tables.tables.values():
        for lon_column, lat_column, country_column in table.schema.position:
            for row in table.rows:
                point = _point(row, lon_column, lat_column)
                for country in row.words(country_column) or (row.text(country_column),):
                    if point and country in boxes and not _inside(point, boxes[country]):
                        yield _outside(row, lon_column, point, country, boxes[country])


def _outside(row: Row, column: str, point: Point, country: str, box: Box) -> Fault:
    lon, lat = point
    swapped = _inside((lat, lon), box)
    return row.fault(
        column,
        f"the point {lon:g}, {lat:g} (longitude, latitude) must lie in {country}",
        "longitude and latitude seem swapped: exchange them" if swapped else "correct the point or the country",
    )


def _check_crossings(tables: TableSet) -> Iterator[Fault]:
    boxes = _boxes(tables)
    for row in tables["border_crossings"].rows:
        status, passes = row.text("status"), [c for c in ("freight", "passengers") if row.text(c) == "y"]
        if status in {s.value for s in CrossingStatus if not s.passable} and passes:
            yield row.fault(
                "status", f"nobody passes then, yet {' and '.join(passes)} is y", "write n there, or another status"
            )
        if status == CrossingStatus.PASSENGER_ONLY.value and "freight" in passes:
            yield row.fault("status", "freight is y", "write n there, or status open")
        if row.text("freight") == "y":
            for column in ("freight_wait_h_low", "freight_wait_h_p50", "freight_wait_h_high", "wait_confidence"):
                if not row.text(column):
                    yield row.fault(column, "freight is y and needs a wait", "fill it in, or write freight n")
        if row.text("country_a") == row.text("country_b"):
            yield row.fault("country_b", "a crossing joins two countries", "correct one of the two")
        point, other = _point(row), row.text("country_b")
        if row.text("mode") != "ferry_port" and point and other in boxes and not _inside(point, boxes[other]):
            yield _outside(row, "lon", point, other, boxes[other])


def _check_border_places(tables: TableSet) -> Iterator[Fault]:
    crossings = tables["border_crossings"].by_id()
    for row in tables["places"].rows:
        crossing = crossings.get(row.text("id"))
        if row.text("kind") == "border" and crossing is None:
            yield row.fault(
                "id", "a border point needs a row in border_crossings.csv", "add it there, or change the kind"
            )
        here, there = _point(row), _point(crossing) if crossing else None
        if here and there and great_circle_m(*here, *there) > _SAME_POINT_KM * METRES_PER_KM:
            yield row.fault("lon", f"border_crossings.csv puts it at {there[0]:g}, {there[1]:g}", "use one position")


def _check_legs(tables: TableSet) -> Iterator[Fault]:
    countries, points = _nodes(tables)
    boxes = _boxes(tables)
    joined: set[tuple[str, str]] = set()
    for name, mode in _LEG_TABLES:
        for row in tables[name].rows:
            ends = (row.text("from_id"), row.text("to_id"))
            if ends[0] == ends[1]:
                yield row.fault("to_id", "a leg has two ends", "correct one of them")
            if not all(end in countries for end in ends):
                continue  # reported as a dangling reference
            shared = countries[ends[0]] & countries[ends[1]]
            if len(shared) != 1:
                rule = f"the ends of a leg share exactly one country, these share {len(shared)}"
                yield row.fault("to_id", rule, "end the leg at a border crossing")
                continue
            if row.text("status") == "operating":
                joined |= {(end, mode) for end in ends}
            yield from _check_shape(row, [points[end] for end in ends], boxes.get(next(iter(shared))))
    yield from _check_joined(tables, joined)


def _nodes(tables: TableSet) -> tuple[dict[str, frozenset[str]], dict[str, Point]]:
    countries: dict[str, frozenset[str]] = {}
    points: dict[str, Point] = {}
    for row in tables["border_crossings"].rows:
        both = row.text("mode") != "ferry_port"
        of_row = (row.text("country_a"), row.text("country_b")) if both else (row.text("country_a"),)
        _add_node(row, frozenset(of_row), countries, points)
    for row in tables["places"].rows:
        _add_node(row, frozenset(row.words("country")), countries, points)
    return countries, points


def _add_node(row: Row, of_row: frozenset[str], countries: dict[str, frozenset[str]], points: dict[str, Point]) -> None:
    point = _point(row)
    if point is not None:
        countries[row.text("id")], points[row.text("id")] = of_row, point


def _check_shape(row: Row, ends: list[Point], box: Box | None) -> Iterator[Fault]:
    via = row["via"]
    bends: list[Point] = [p for p in via if isinstance(p, tuple)] if isinstance(via, tuple) else []
    for point in bends:
        if box and not _inside(point, box):
            yield row.fault(
                "via", f"the point {point[0]:g} {point[1]:g} must lie in the country of the ends", "correct it"
            )
    length_km = row.number("length_km")
    drawn_km = sum(great_circle_m(*a, *b) for a, b in pairwise([ends[0], *bends, ends[1]])) / METRES_PER_KM
    if length_km is None or drawn_km < _TOO_SHORT_TO_TELL_KM:
        return
    if not _SHORTEST * drawn_km <= length_km <= _LONGEST * drawn_km:
        rule = f"the line as drawn has {drawn_km:.1f} km, and the length must be 1 to {_LONGEST:g} times that"
        yield row.fault("length_km", rule, "correct the length or add points to via")


def _check_joined(tables: TableSet, joined: set[tuple[str, str]]) -> Iterator[Fault]:
    passable = {s.value for s in CrossingStatus if s.passable}
    for row in tables["border_crossings"].rows:
        mode = row.text("mode")
        if mode in ("road", "rail") and row.text("status") in passable and (row.text("id"), mode) not in joined:
            yield row.fault("id", f"no {mode} leg in operation leads to this crossing", f"add one to {mode}_legs.csv")


def _check_trains(tables: TableSet) -> Iterator[Fault]:
    for row in tables["train_services"].rows:
        places, hours = row.words("via_place_ids"), row.words("via_hours")
        if len(places) != len(hours):
            yield row.fault(
                "via_hours", f"it must have one value per place of via_place_ids ({len(places)})", "complete it"
            )
            continue
        try:
            times = [0.0, *(float(hour) for hour in hours), row.number("hours") or 0.0]
        except ValueError:
            yield row.fault("via_hours", "it must hold numbers of hours", "write 2.2;3.2")
            continue
        if any(later <= earlier for earlier, later in pairwise(times)):
            yield row.fault("via_hours", f"hours must rise from 0 to {times[-1]:g}", "order them")
        if row.text("departure_basis") != "none" and not row.text("assumed_departure_local"):
            yield row.fault("assumed_departure_local", "departure_basis is not none", "give a departure, or write none")


def _check_seasons(tables: TableSet) -> Iterator[Fault]:
    legs = {i for name, _ in _LEG_TABLES for i in tables[name].by_id()}
    crossings = set(tables["border_crossings"].by_id())
    boxes = _boxes(tables)
    known = {"leg": legs, "port": crossings | set(tables["places"].by_id()), "country": set(boxes)}
    road_classes = set(tables["road_legs"].schema.columns["road_class"].values)
    for row in tables["seasonal_roads"].rows:
        for name in row.words("scope_ids"):
            if name not in known.get(row.text("scope"), {name}):
                yield row.fault("scope_ids", f"{name!r} must be a {row.text('scope')}", "correct it or the scope")
        for name in row.words("road_classes"):
            if name not in road_classes:
                yield row.fault(
                    "road_classes", f"{name!r} must be a road class", f"one of {', '.join(sorted(road_classes))}"
                )
        for name in row.words("banned_vehicles"):
            if name not in ("truck", "coach", "car"):
                yield row.fault("banned_vehicles", f"{name!r} must be truck, coach or car", "choose one of them")
        both = _months(row, "closed_months") & _months(row, "restricted_months")
        if both:
            yield row.fault("restricted_months", f"month {min(both)} is closed already", "name each month once")


def _months(row: Row, column: str) -> frozenset[int]:
    value = row[column]
    return value if isinstance(value, frozenset) else frozenset()


def _check_groups(tables: TableSet) -> Iterator[Fault]:
    groups = {row.text("group") for row in tables["nationality_groups"].rows}
    for row in tables["visa_rules"].rows:
        if row.text("nationality_group") not in groups:
            yield row.fault(
                "nationality_group", "it must be a group of nationality_groups.csv", "add the group or correct it"
            )
