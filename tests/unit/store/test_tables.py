"""The shipped tables, and a user's own beside them."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from corridor_planner.planning.tables import check_data
from corridor_planner.resources import data_file
from corridor_planner.store.csvfiles import list_tables, read_csv
from corridor_planner.store.schema import SCHEMA_FILE, CellType, load_schema
from corridor_planner.store.tables import load_tables, validate
from corridor_planner.store.tables_values import TableSet

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def shipped() -> TableSet:
    """The tables as they are shipped."""
    return load_tables()


def test_the_shipped_tables_have_no_fault(shipped: TableSet) -> None:
    assert validate(shipped) == []


def test_every_shipped_file_has_a_schema_and_every_schema_a_file() -> None:
    assert set(list_tables(data_file())) == set(load_schema())
    assert all(data_file(schema.file).is_file() for schema in load_schema().values())


def test_files_and_schema_name_the_same_columns() -> None:
    for schema in load_schema().values():
        assert set(read_csv(data_file(schema.file)).columns) == set(schema.columns), schema.name


def test_every_reference_of_the_schema_points_to_a_table() -> None:
    schemas = load_schema()
    for schema in schemas.values():
        for column in schema.columns.values():
            assert set(column.to) <= set(schemas), column
            assert bool(column.to) == (column.type in (CellType.REF, CellType.REFS)), column


def test_every_row_says_where_it_comes_from(shipped: TableSet) -> None:
    bare = [
        (table.schema.name, row.record.line)
        for table in shipped.tables.values()
        for row in table.rows
        if not (row.text("source") and row.text("as_of") and row.text("confidence"))
    ]
    assert bare == []


def test_an_estimate_of_ours_says_how_it_was_made(shipped: TableSet) -> None:
    for name in ("gauge_changes", "rail_speeds", "entry_fees", "driver_regimes", "vehicle_costs"):
        for row in shipped[name].rows:
            named_row = any(f"{table}.csv" in row.text("source") for table in shipped.tables)
            assert named_row or row.text("source").startswith("own "), (name, row.record.line)


def test_rows_that_others_are_derived_from_exist(shipped: TableSet) -> None:
    ids = {i for name in ("freight_costs", "rail_facts", "driver_rules") for i in shipped[name].by_id()}
    for name in ("gauge_changes", "entry_fees"):
        for row in shipped[name].rows:
            cited = row.text("source").removeprefix("freight_costs.csv ").split(", ")
            assert set(cited) <= ids, (name, row.record.line)


def test_derived_numbers_equal_the_rows_that_they_cite(shipped: TableSet) -> None:
    costs, facts = shipped["freight_costs"].by_id(), shipped["rail_facts"].by_id()
    changes, speeds = shipped["gauge_changes"].by_id(), shipped["rail_speeds"].by_id()
    for row in changes.values():
        hours, feu, wagon = row.text("source").removeprefix("freight_costs.csv ").split(", ")
        assert [row["hours_low"], row["hours"], row["hours_high"]] == [
            costs[hours]["value_low"],
            costs[hours]["value"],
            costs[hours]["value_high"],
        ]
        assert (row["cost_feu_usd"], row["cost_wagon_usd"]) == (costs[feu]["value"], costs[wagon]["value"])
    assert speeds["kz-container"]["km_per_day"] == float(facts["spd-kz-container"].text("value"))
    assert speeds["ru-general"]["km_per_day"] == round(24 * float(facts["cpmm-swd-2022"].text("value")))
    wage = costs["wage-driver-kz"].number("value")
    assert wage is not None
    assert shipped["vehicle_costs"].by_id()["second-driver-usd-h"]["value"] == round(wage / 30 / 24, 2)


def test_values_are_typed_by_the_schema(shipped: TableSet) -> None:
    pass_row = shipped["seasonal_roads"].by_id()["takhtakaracha"]
    assert pass_row["restricted_months"] == frozenset({12, 1, 2})
    assert pass_row["banned_vehicles"] == ("truck", "coach")
    assert shipped["places"].by_id()["kz-almaty"]["population"] == 1977011
    assert shipped["border_crossings"].by_id()["tj-cn-kulma-road"]["freight"] is True


@pytest.mark.parametrize("where", [".", "borders", "my/own/borders"])
def test_an_own_table_counts_wherever_it_lies_in_the_folder(tmp_path: Path, where: str) -> None:
    (tmp_path / where).mkdir(parents=True, exist_ok=True)
    text = "\ufeffid;fees_usd\r\nkz-kg-korday-road;12,5\r\n"
    (tmp_path / where / "border_crossings.csv").write_text(text, encoding="utf-8")
    tables = load_tables(tmp_path)
    assert validate(tables) == []
    row = tables["border_crossings"].by_id()["kz-kg-korday-road"]
    assert row["fees_usd"] == 12.5
    assert row["name"] == load_tables()["border_crossings"].by_id()["kz-kg-korday-road"]["name"]
    assert row["confidence"] == "estimate"


def test_check_data_counts_rows_and_confidence_and_tells_faults(tmp_path: Path) -> None:
    (tmp_path / "ferries.csv").write_text("id,sailing_h\nalat-kuryk-ropax,never\n", encoding="utf-8")
    document = check_data(tmp_path)
    assert [(f.line, f.column, f.value) for f in document.faults] == [(2, "sailing_h", "never")]
    ferries = next(table for table in document.tables if table.name == "ferries")
    assert (ferries.rows, ferries.own_rows) == (14, 1)
    assert sum(ferries.confidence.values()) == ferries.rows
    assert '"schema": "corridor-planner/check-data/1"' in document.to_json()


def test_check_data_of_the_shipped_tables_is_clean() -> None:
    document = check_data()
    assert document.faults == []
    assert document.folder is None
    assert sum(table.own_rows for table in document.tables) == 0


def test_the_reference_page_is_current() -> None:
    script = ROOT / "tools" / "data_reference.py"
    if not script.is_file():
        pytest.skip("the scripts under tools/ are not shipped")
    page: str = _module(script).page()
    written = (ROOT / "docs" / "reference" / "data.md").read_text(encoding="utf-8")
    assert written == page, "run: python tools/data_reference.py"


def test_the_schema_file_explains_every_type() -> None:
    header = data_file(SCHEMA_FILE).read_text(encoding="utf-8").partition("[common]")[0]
    assert all(kind.value in header for kind in CellType)
    assert tomllib.loads(data_file(SCHEMA_FILE).read_text(encoding="utf-8"))["common"]


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
