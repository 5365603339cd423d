"""The suite *pareto* on instances that are written here: rows are named by instance, wrong fronts fail."""

import gzip

import pytest

from benchmarks.contract import OURS, Status
from benchmarks.mosp import list_instances
from benchmarks.registry import Options, choose_cases, get_suite
from benchmarks.suites.pareto import fronts
from corridor_planner.errors import InvalidInput

# Two ways from 1 to 4: by 2 in (2, 10), by 3 in (10, 2).
NETWORK = "sp min 5 4\nsource 1\ntarget -1\n1 2 1 5\n2 4 1 5\n1 3 5 1\n3 4 5 1\n"


def write(folder, known="2:10;10:2", network=NETWORK):
    with gzip.open(folder / "XY1.txt.gz", "wt", encoding="ascii") as stream:
        stream.write(network)
    (folder / "bks.csv").write_text(
        f"instance,network,source,target,pareto_count,pareto_front_time_distance\nXY7,XY,1,4,2,{known}\n"
        f"XY8,XY,4,1,0,\n", encoding="utf-8",
    )  # fmt: skip
    return folder


def test_rows_hold_the_front_and_a_peer_beside(tmp_path):
    rows = list(fronts(Options(data=write(tmp_path), seconds=0.01, only=("XY7",))))
    assert [(row.name, row.solver, row.status) for row in rows] == [
        ("XY7", OURS, Status.MEASURED), ("XY7", "BOA* in plain Python", Status.MEASURED),
    ]  # fmt: skip
    told = rows[0].to_json()
    assert told["front"] == [[2, 10], [10, 2]]
    assert (told["instance"], told["source"], told["target"], told["best_known_count"]) == ("XY7", 1, 4, 2)


def test_another_front_than_the_known_one_is_a_failure(tmp_path):
    row = next(fronts(Options(data=write(tmp_path, known="2:10"), seconds=0.01, only=("XY7",))))
    assert row.status is Status.FAILED
    assert "2 vectors, 1 expected" in row.note


def test_an_unknown_front_is_compared_with_the_peer(tmp_path):
    row = next(fronts(Options(data=write(tmp_path), seconds=0.01, only=("XY8",))))
    assert row.status is Status.MEASURED
    assert "the peer's front" in row.note


def test_any_instance_may_be_asked_for_by_name():
    assert choose_cases(get_suite("pareto"), ("DC1",), Options())[0][1]


def test_a_folder_without_questions_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"bks\.csv"):
        list_instances(tmp_path)
