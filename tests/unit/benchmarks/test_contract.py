"""The contract of ``python -m benchmarks``: names, exit codes, JSON, records; nothing heavy is measured."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks.contract import OURS, SCHEMA, Row, Status, document, row_from_json
from benchmarks.machine import describe_machine
from benchmarks.records import record, section
from benchmarks.registry import KNOWN, LATER, Case, Options, Suite, choose_cases, get_suite, wants_row
from benchmarks.report import cells, markdown, told_s
from benchmarks.runner import run_suite
from benchmarks.timing import Times, in_turn, repeat
from corridor_planner.errors import UnknownName

MACHINE = {
    "date": "2026-01-02 03:04 UTC", "processor": "abacus", "cores": 2, "load_average": 0.5, "memory_mb": 8000,
    "system": "Linux 6", "python": "3.11.7", "corridor_planner": "0.1.0", "commit": "abc1234",
    "packages": {"numpy": "2.4"},
}  # fmt: skip


def two_rows(_options: Options) -> Iterator[Row]:
    yield Row(name="fast:one", what="one", seconds=0.002, seconds_p95=0.003, runs=9, aim_seconds=0.005)
    yield Row(name="fast:two", what="two", seconds=0.02, seconds_p95=0.03, runs=9, aim_seconds=0.005)


TOY = Suite(
    name="toy", what="two cases",
    cases=(Case(name="fast", what="quick", run=two_rows), Case(name="slow", what="long", run=two_rows, needs_s=100)),
)  # fmt: skip


def in_process(_suite: Suite, case: Case, options: Options) -> Iterator[Row]:
    yield from case.run(options)


@pytest.mark.parametrize("name", KNOWN)
def test_every_known_suite_loads_and_names_its_cases_once(name: str) -> None:
    suite = get_suite(name)
    names = [case.name for case in suite.cases]
    assert suite.name == name
    assert names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", LATER)
def test_a_suite_of_a_later_version_says_not_yet_and_what_there_is(name: str) -> None:
    with pytest.raises(UnknownName, match="not yet") as told:
        get_suite(name)
    assert told.value.candidates == KNOWN


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["routin"], "routing, matrix, pareto, store, web, build, agreement"),
        (["toptw"], "not yet"),
        (["routing", "--only", "nonsense"], "static-search"),
        (["routing", "--seconds", "0"], "above 0"),
        (["routing", "--seconds", "soon"], "--seconds"),
        (["web", "--workers", "0"], "1 or more"),
        (["store", "--data", "/nowhere/at/all"], "existing folder"),
        ([], "SUITE"),
        (["routing", "--gpu"], "--gpu"),
    ],
)
def test_wrong_words_end_with_code_2_and_the_remedy(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(arguments) == command.WRONG_INPUT
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err


def test_a_file_that_cannot_be_written_is_told_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["routing", "--json", str(tmp_path / "no" / "rows.json")]) == command.FAULT
    assert "cannot be written" in capsys.readouterr().err


def test_a_case_without_the_time_it_needs_is_skipped_with_the_reason_unless_named() -> None:
    everything = list(run_suite(TOY, (), Options(), in_process))
    assert [row.status for row in everything] == [Status.MEASURED, Status.MEASURED, Status.SKIPPED]
    assert "--seconds 100" in everything[2].note
    assert [has_time for _, has_time in choose_cases(TOY, ["slow"], Options())] == [True]
    assert all(has_time for _, has_time in choose_cases(TOY, (), Options(seconds=100)))


def test_only_takes_cases_patterns_and_single_rows() -> None:
    assert [row.name for row in run_suite(TOY, ["fast:two"], Options(), in_process)] == ["fast:two"]
    assert [row.name for row in run_suite(TOY, ["f*"], Options(), in_process)] == ["fast:one", "fast:two"]
    assert wants_row(["fast"], "fast:one")
    assert not wants_row(["fast:one"], "fast:two")


def test_a_row_survives_the_way_through_json() -> None:
    row = Row(
        name="a", what="b", solver="networkx", size={"nodes": 3}, seconds=0.5, seconds_p95=0.75, runs=4,
        peer="networkx", peer_seconds=0.5, ratio=10.0, solution={"distances": [1.5, None]}, note="equal",
    )  # fmt: skip
    assert row_from_json(json.loads(json.dumps(row.to_json()))) == row


def test_the_document_keeps_the_keys_of_the_contract() -> None:
    found = document("routing", MACHINE, [Row(name="a", what="b", seconds=1.0, aim_seconds=2.0)])
    assert (found["schema"], found["suite"]) == (SCHEMA, "routing")
    assert {"solver", "what", "size", "seconds", "seconds_p95", "peak_memory_mb", "peer", "peer_seconds", "ratio",
            "solution"} <= found["rows"][0].keys()  # fmt: skip
    assert found["rows"][0]["solver"] == OURS
    assert found["rows"][0]["aim_met"] is True


def test_the_command_writes_json_a_table_and_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results, rows = tmp_path / "RESULTS.md", tmp_path / "rows.json"
    monkeypatch.setattr(command, "get_suite", lambda _name: TOY)
    monkeypatch.setattr(command, "run_suite", lambda suite, only, options: run_suite(suite, only, options, in_process))
    monkeypatch.setattr(command, "record", lambda text: record(text, results))
    assert command.main(["toy", "--json", str(rows), "--record"]) == command.DONE
    told = capsys.readouterr()
    assert "fast:one" in told.out
    assert "Aims missed: fast:two" in told.err
    assert [row["name"] for row in json.loads(rows.read_text(encoding="utf-8"))["rows"]] == [
        "fast:one", "fast:two", "slow",
    ]  # fmt: skip
    assert "| fast:two | two | corridor-planner | 20 ms | 30 ms | 9 |" in results.read_text(encoding="utf-8")


def test_a_wrong_answer_ends_with_code_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = Row(name="fast", what="one", status=Status.FAILED, note="3 distances differ")
    monkeypatch.setattr(command, "get_suite", lambda _name: TOY)
    monkeypatch.setattr(command, "run_suite", lambda *_: iter([wrong]))
    assert command.main(["toy"]) == command.FAILED
    assert "3 distances differ" in capsys.readouterr().out


def test_a_run_without_a_row_is_refused_and_leaves_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "RESULTS.md"
    monkeypatch.setattr(command, "get_suite", lambda _name: TOY)
    monkeypatch.setattr(command, "run_suite", lambda suite, only, options: run_suite(suite, only, options, in_process))
    monkeypatch.setattr(command, "record", lambda text: record(text, results))
    assert command.main(["toy", "--only", "fast:three", "--record"]) == command.WRONG_INPUT
    assert "fast:three" in capsys.readouterr().err
    assert not results.exists()


def test_a_record_puts_the_newest_first_and_keeps_the_older(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    for suite in ("routing", "store"):
        record(section(suite, MACHINE, list(two_rows(Options())), f"python -m benchmarks {suite}"), results)
    text = results.read_text(encoding="utf-8")
    assert text.startswith("# Results\n")
    assert text.count("# Results") == 1
    assert text.index("## store") < text.index("## routing")
    assert "abacus, 2 cores, 8 GB, Linux 6" in text


def test_a_bar_in_words_does_not_break_a_markdown_table() -> None:
    line = markdown([Row(name="a", what="this|that", seconds=1.0, runs=1)]).splitlines()[-1]
    assert "this\\|that" in line


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(None, ""), (12.3456, "12.3 s"), (0.5, "500 ms"), (0.0042, "4.2 ms"), (0.00003, "30 us"), (123.4, "123 s")],
)
def test_durations_are_told_with_a_fitting_unit(seconds: float | None, told: str) -> None:
    assert told_s(seconds) == told


def test_a_missed_aim_is_told_in_its_row() -> None:
    assert cells(Row(name="a", what="b", seconds=0.01, aim_seconds=0.005))[-1] == "< 5 ms MISSED"
    assert Row(name="a", what="b", aim_seconds=0.005).aim_met is None


def test_the_percentile_is_one_of_the_durations() -> None:
    times = Times(each_s=tuple(float(i) for i in range(1, 21)))
    assert (times.median_s, times.p95_s) == (10.5, 19.0)
    assert Times(each_s=(3.0,)).p95_s == 3.0


def test_loops_end_at_their_limit_but_make_the_least_number_of_calls() -> None:
    assert len(repeat(lambda: None, limit_s=0.0, least=3).each_s) == 3
    assert len(repeat(lambda: None, limit_s=60.0, most=5).each_s) == 5
    asked: list[str] = []
    in_turn([lambda: asked.append("ours"), lambda: asked.append("peer")], limit_s=0.0, least=2)
    assert asked == ["ours", "peer", "ours", "peer"]


def test_the_machine_is_described() -> None:
    machine = describe_machine()
    assert machine["cores"] >= 1
    assert machine["memory_mb"] > 100
    assert "numpy" in machine["packages"]
