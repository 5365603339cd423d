"""Answers to real questions do not move unless somebody says why: ``make golden`` shows and rewrites them."""

from __future__ import annotations

import pytest

from corridor_planner.planning.routes import plan_route
from corridor_planner.planning.session import Planner
from tests.support.scripts import load_script

GOLDEN = load_script("tools/golden.py")
QUESTIONS = GOLDEN.read_rows(GOLDEN.FOLDER / "questions.csv")
ANSWERS = {row["id"]: row for row in GOLDEN.read_rows(GOLDEN.FOLDER / "routes.csv")}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_the_answer_is_the_one_that_is_kept(planner: Planner, question: dict[str, str]) -> None:
    answer = GOLDEN.answer_row(question["id"], plan_route(planner, GOLDEN.request_of(question)))
    assert GOLDEN.differences(ANSWERS.get(question["id"], {}), answer) == [], "see: make golden"


def test_every_kept_answer_has_its_question() -> None:
    assert list(ANSWERS) == [question["id"] for question in QUESTIONS]


def test_a_moved_answer_is_told_cell_by_cell() -> None:
    old = ANSWERS["almaty-bishkek-car"]
    assert GOLDEN.differences(old, old | {"time_h": "9.99", "crossings": "7"}) == [
        f"time_h '{old['time_h']}' -> '9.99'", f"crossings '{old['crossings']}' -> '7'",
    ]  # fmt: skip
    assert (GOLDEN.differences({}, old), GOLDEN.differences(old, {})) == (["is new"], ["is gone"])


def test_options_of_a_question_are_read_as_words() -> None:
    question = QUESTIONS[0] | {"options": "avoid_country=RU IR travellers=3 optimize return avoid_mode=ferry air"}
    request = GOLDEN.request_of(question)
    assert request.avoid_countries == ("RU", "IR")
    assert (request.travellers, request.optimize, request.round_trip) == (3, True, True)
    assert [mode.value for mode in request.avoid_modes] == ["ferry", "air"]
