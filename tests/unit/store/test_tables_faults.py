"""Every kind of fault, each in a table of one or two rows that a user lays over the shipped ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from corridor_planner.store.faults import Fault
from corridor_planner.store.tables import load_tables, validate

MADE = ",made up,2025,estimate\n"
PLACES = "id,name,country,kind,lon,lat,tz,source,as_of,confidence\n"
LEG = "road-kz-almaty--kz-uzynagash"
RED_BRIDGE = "az-ge-red-bridge-road"
KHORGOS_ROAD = "kz-cn-khorgos-road.capacity_practical"


def faults_of(folder: Path, **tables: str) -> list[Fault]:
    """Return the faults of the shipped tables with these laid over them."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return validate(load_tables(folder))


def told(faults: list[Fault]) -> list[tuple[str, int, str, str]]:
    return [(Path(fault.file).name, fault.line, fault.column, fault.value) for fault in faults]


@pytest.mark.parametrize(
    ("name", "text", "column", "value", "rule"),
    [
        # cells
        ("places", f"{PLACES}x-a,A,KZ,village,70,45,Asia/Almaty{MADE}", "kind", "village", "one of city, town"),
        ("places", f"{PLACES}x-a,A,KAZ,town,70,45,Asia/Almaty{MADE}", "country", "KAZ", "alpha-2"),
        ("places", f"{PLACES}x-a,A,KZ,town,70,45,Asia/Alma-Ata{MADE}", "tz", "Asia/Alma-Ata", "IANA"),
        ("places", f"{PLACES}x-a,A,KZ,town,70,95,Asia/Almaty{MADE}", "lat", "95", "from -90 to 90"),
        ("places", f"{PLACES}x-a,,KZ,town,70,45,Asia/Almaty{MADE}", "name", "", "not be empty"),
        ("places", f'{PLACES}"x,a",A,KZ,town,70,45,Asia/Almaty{MADE}', "id", "x,a", "an id has no comma"),
        ("places", f"{PLACES}x-a,A,KZ,town,70,45,Asia/Almaty,made up,2025-13,estimate\n", "as_of", "2025-13", "year"),
        ("places", f"{PLACES}x-a,A,KZ,town,70,45,Asia/Almaty,made up,2025,sure\n", "confidence", "sure", "published"),
        ("border_crossings", f"id,verified_until\n{RED_BRIDGE},soon\n", "verified_until", "soon", "a date"),
        ("border_crossings", f"id,opening_hours\n{RED_BRIDGE},9 to 5\n", "opening_hours", "9 to 5", "OpenStreetMap"),
        ("border_crossings", f"id,gauge_change\n{RED_BRIDGE},yes\n", "gauge_change", "yes", "y or n"),
        ("road_legs", f"id,length_km\n{LEG},0\n", "length_km", "0", "from 0.1 to 3000 km"),
        ("road_legs", f"id,lanes\n{LEG},2.5\n", "lanes", "2.5", "whole number"),
        ("ferries", "id,price_teu_usd\nalat-aktau-feeder,\"1,200\"\n", "price_teu_usd", "1,200", "1.2 or 1200"),
        ("seasonal_roads", "id,restricted_months\ntoo-ashuu,Nov\n", "restricted_months", "Nov", "1 to 12"),
        ("visit_pace", "id,day_start\npace-normal,9 am\n", "day_start", "9 am", "HH:MM"),
        # between cells and rows
        ("road_legs", f"id,seasonal_id\n{LEG},too-ashu\n", "seasonal_id", "too-ashu", "an id"),
        ("ferries", "id,sailing_h_low\nalat-aktau-feeder,400\n", "sailing_h", "24", "be below sailing_h_low"),
        ("calibration", "id,low\ncal-titr-poti-distance-km,9000\n", "value", "", "not be below low"),
        ("places", f"{PLACES}x-a,A,KZ,town,20,45,Asia/Almaty{MADE}", "lon", "20", "must lie in KZ"),
        ("border_crossings", "id,status\nkz-kg-korday-road,closed\n", "status", "closed", "nobody passes"),
        ("border_crossings", "id,freight_wait_h_p50\nkz-kg-korday-road,\n", "freight_wait_h_p50", "", "needs a wait"),
        ("border_crossings", "id,country_b\nkz-kg-korday-road,KZ\n", "country_b", "KZ", "joins two countries"),
        ("places", f"{PLACES}x-border,A,KZ;CN,border,80,45,Asia/Almaty{MADE}", "id", "x-border", "needs a row"),
        ("road_legs", f"id,to_id\n{LEG},kz-almaty\n", "to_id", "kz-almaty", "two ends"),
        ("road_legs", f"id,to_id\n{LEG},kg-bishkek\n", "to_id", "kg-bishkek", "share 0"),
        ("road_legs", f"id,length_km\n{LEG},20\n", "length_km", "20", "the line as drawn"),
        ("road_legs", f"id,via\n{LEG},43.25 76.9\n", "via", "43.25 76.9", "country of the ends"),
        ("train_services", "id,via_hours\nuz-afrosiyob-tas-bhk,2.2\n", "via_hours", "2.2", "one value per place"),
        ("train_services", "id,via_hours\nuz-afrosiyob-tas-bhk,3.2;2.2\n", "via_hours", "3.2;2.2", "hours must rise"),
        ("train_services", "id,assumed_departure_local\nuz-sharq,\n", "assumed_departure_local", "", "not none"),
        ("seasonal_roads", "id,scope_ids\ntoo-ashuu,the-pass\n", "scope_ids", "the-pass", "must be a leg"),
        ("seasonal_roads", "id,road_classes\ntoo-ashuu,lane\n", "road_classes", "lane", "must be a road class"),
        ("seasonal_roads", "id,banned_vehicles\ntoo-ashuu,van\n", "banned_vehicles", "van", "truck, coach or car"),
        ("seasonal_roads", "id,closed_months\ntoo-ashuu,12\n", "restricted_months", "11,12,1,2,3", "12 is closed"),
        ("visa_rules", "id,nationality_group\nKZ-EU,EEA\n", "nationality_group", "EEA", "group of nationality_groups"),
        ("capacities", f"id,limit_factor\n{KHORGOS_ROAD},\n", "limit_factor", "", "is a limit"),
        ("capacities", f"id,what\n{KHORGOS_ROAD},nowhere\n", "what", "nowhere", "no crossing"),
        ("option_changes", "id,parameter\ncku-rail-01,colour\n", "parameter", "colour", "the model knows"),
        ("option_changes", "id,target_id\ncku-rail-01,line-nowhere\n", "target_id", "line-nowhere", "needs legs"),
        ("option_changes", "id,supported,reason\ncku-rail-01,n,\n", "reason", "", "supported is n"),
        ("investment_options", "id,status\ncku-rail,done\n", "option_id", "cku-rail", "the option is done"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_column_value_and_rule(
    tmp_path: Path, name: str, text: str, column: str, value: str, rule: str
) -> None:
    found = [f for f in faults_of(tmp_path, **{name: text}) if f.column == column and rule in f.rule]
    assert found
    assert value in found[0].value
    assert found[0].remedy
    if Path(found[0].file).name == f"{name}.csv" and found[0].file.startswith(str(tmp_path)):
        assert found[0].line == 2


def test_a_swapped_point_is_refused_with_the_exchange_offered(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, places=f"{PLACES}x-a,A,KZ,town,45,70,Asia/Almaty{MADE}")
    assert "exchange them" in fault.remedy


def test_all_faults_are_collected_not_only_the_first(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        places=f"{PLACES}x-a,,KZ,town,70,45,Asia/Almaty{MADE}x-b,B,KZ,town,many,45,Asia/Almaty{MADE}",
        visa_rules="id,regime\nKZ-EU,maybe\n",
    )
    assert told(found) == [
        ("places.csv", 2, "name", ""),
        ("places.csv", 3, "lon", "many"),
        ("visa_rules.csv", 2, "regime", "maybe"),
    ]


def test_an_id_that_occurs_twice_in_an_own_table_is_a_fault(tmp_path: Path) -> None:
    row = f"x-a,A,KZ,town,70,45,Asia/Almaty{MADE}"
    (fault,) = faults_of(tmp_path, places=PLACES + row + row)
    assert (fault.line, fault.value, fault.rule) == (3, "x-a", "it must not occur twice (first in line 2)")


def test_a_column_that_no_table_has_is_a_fault_with_the_nearest_name(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, road_legs="id,lenght_km\nroad-kz-almaty--kz-uzynagash,58\n")
    assert (fault.line, fault.column, fault.remedy) == (1, "lenght_km", "did you mean 'length_km'?")


def test_a_file_that_no_table_has_is_a_fault_with_the_nearest_name(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, ferrys="id\nx\n")
    assert "ferries.csv" in fault.remedy


def test_a_file_that_cannot_be_read_is_one_fault_and_the_shipped_rows_stay(tmp_path: Path) -> None:
    (tmp_path / "ferries.csv").write_bytes(b"id,line\nx,K\xfcrk\n")
    tables = load_tables(tmp_path)
    assert [(f.line, "UTF-8" in f.rule) for f in validate(tables)] == [(2, True)]
    assert "alat-kuryk-ropax" in tables["ferries"].by_id()


def test_a_row_of_the_wrong_width_is_told_once_and_by_line(tmp_path: Path) -> None:
    found = faults_of(tmp_path, meal_costs="id,lunch_usd_mid\nmeal-kz,6,7\n")
    assert [(f.line, f.rule) for f in found] == [(2, "it has 3 cells where the header has 2")]


def test_a_crossing_that_no_leg_reaches_is_a_fault(tmp_path: Path) -> None:
    legs = [row for row in load_tables()["road_legs"].rows if "kz-kg-korday-road" in (row["from_id"], row["to_id"])]
    text = "id,status\n" + "".join(f"{leg['id']},planned\n" for leg in legs)
    (fault,) = faults_of(tmp_path, road_legs=text)
    assert (fault.column, fault.value) == ("id", "kz-kg-korday-road")
    assert "no road leg in operation" in fault.rule
