"""The page and the tables of a network: what the report holds is shown, the same on page and terminal."""

from pathlib import Path

from corridor_planner.planning.build_report import measure_network
from corridor_planner.planning.network_map import draw_network_page
from corridor_planner.planning.networks import build_network, describe_network, draw_network
from corridor_planner.planning.report_tables import report_tables

REPORT = {
    "lengths": [
        {"layer": "road", "line_class": "trunk", "country": "KZ", "km": 1200.0},
        {"layer": "road", "line_class": "trunk", "country": "KG", "km": 3.25},
        {"layer": "rail_1520", "line_class": "", "country": "KZ", "km": 40.0},
    ],
    "borders": [
        {"crossing_id": "kz-kg-korday", "kind": "osm_only", "distance_m": None, "element": ""},
        {"crossing_id": "kz-kg-aisha", "kind": "matched", "distance_m": 1840.0, "element": "node/7"},
    ],
    "findings": {"speed_default": {"count": 12, "examples": [{"element": "way/1", "key": "maxspeed", "value": ""}]}},
    "seconds": {"read": 0.25},
}


def rows(title):
    return next(list(map(tuple, table.rows)) for table in report_tables(REPORT) if table.title == title)


def test_lengths_are_told_by_class_with_a_column_per_country():
    assert rows("Length in km") == [("road trunk", "1,203", "1,200", "3.2"), ("rail 1520", "40", "40", "\u2013")]


def test_borders_tell_how_far_away_the_row_was():
    assert rows("Borders") == [
        ("kz-kg-korday", "osm only", "\u2013", "\u2013"), ("kz-kg-aisha", "matched", "1.8", "node/7"),
    ]  # fmt: skip


def test_findings_show_an_example_and_steps_their_time():
    assert rows("Found odd or left out") == [("speed default", "12", "way/1 maxspeed")]
    assert rows("Time") == [("read", "0.2")]


def test_a_report_of_an_older_build_shows_what_it_has():
    assert [table.title for table in report_tables({"seconds": {"read": 1.0}})] == ["Time"]


def test_the_backbone_can_be_drawn(planner):
    page = draw_network_page(planner.network)
    assert "Length in km" in page
    assert "network.class.ferry" in page
    assert len(page) < 1_500_000
    assert measure_network(planner.network).cohesion["road"].parts == 1


def test_a_build_leaves_a_page_that_is_no_part_of_its_identity(tmp_path):
    folder = tmp_path / "two"
    build_network([Path(__file__).parents[2] / "data" / "two_countries.osm"], folder, name="two")
    info = describe_network(folder, verify=True)
    assert info.page == str(folder / "map.html")
    assert draw_network(folder) == (folder / "map.html").read_text(encoding="utf-8")
    (folder / "map.html").unlink()
    assert describe_network(folder, verify=True).page is None


def test_terminals_and_ferries_are_tables_of_the_report() -> None:
    halt = {"name": "Halt", "id": "h", "kind": "station", "joined": {}, "lon": 0, "lat": 0,
            "not_joined": {"road": {"nearest_m": 3100.0, "limit_m": 1000.0},
                           "rail_1435": {"nearest_m": None, "limit_m": 500.0}}}  # fmt: skip
    port = {"name": "Port", "id": "p", "kind": "sea_port", "joined": {"road": 740.0, "rail_1520": 360.0}, "lon": 0,
            "lat": 0, "not_joined": {}}  # fmt: skip
    ferry = {"id": "one-two", "status": "added", "replaces": ["way/3"], "osm_h": 12.0, "table_h": 10.0}
    terminals, ferries = report_tables({"terminals": [halt, port], "ferries": [ferry]})
    assert list(map(tuple, terminals.rows)) == [
        ("Port (p)", "sea port", "road 0.7, rail 1520 0.4", "\u2013"),
        ("Halt (h)", "station", "\u2013", "road (3.1 km, limit 1.0), rail 1435 (none, limit 0.5)"),
    ]
    assert list(map(tuple, ferries.rows)) == [("one-two", "added", "way/3", "10.0", "12.0")]
