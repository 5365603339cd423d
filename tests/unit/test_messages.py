"""Texts for people: every id has words, and nothing fails for want of one."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import corridor_planner
from corridor_planner.domain import Message
from corridor_planner.messages import ENGLISH, tell_distance, tell_duration, tell_mass, tell_money, text

PACKAGE = Path(corridor_planner.__file__).parent


def messages_in_the_code() -> list[tuple[str, int, str, set[str] | None]]:
    """Every ``Message(id="...", values={...})``: file, line, id and the keys, None when they are not literal."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                name, values = given.get("id"), given.get("values")
                if isinstance(name, ast.Constant):
                    keys: set[str] | None = set() if values is None else None
                    if isinstance(values, ast.Dict) and all(isinstance(key, ast.Constant) for key in values.keys):
                        keys = {str(key.value) for key in values.keys if isinstance(key, ast.Constant)}
                    found.append((path.name, node.lineno, str(name.value), keys))
    return found


def test_every_message_that_the_code_makes_has_words_and_the_values_they_need() -> None:
    found = messages_in_the_code()
    nameless = [(file, line, name) for file, line, name, _ in found if name not in ENGLISH]
    wanting = [
        (file, line, name, sorted(missing))
        for file, line, name, keys in found
        if keys is not None and name in ENGLISH
        if (missing := {field for _, field, _, _ in Formatter().parse(ENGLISH[name]) if field} - keys)
    ]

    assert len(found) > 20
    assert nameless == []
    assert wanting == []


def test_an_unknown_id_and_a_missing_value_are_told_rather_than_failing() -> None:
    assert text(Message(id="no.such", values={"a": 1})) == "no.such: a=1"
    assert text(Message(id="remedy.drop_avoid_country")) == "Allow value"


def test_numbers_in_texts_lose_their_noise() -> None:
    assert text(Message(id="remedy.drop_avoid_country", values={"value": 2.5000000001})) == "Allow 2.5"


def test_braces_in_a_value_are_never_a_template() -> None:
    assert text(Message(id="remedy.drop_avoid_country", values={"value": "{value.__class__}"})) == (
        "Allow {value.__class__}"
    )


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 min"), (59 * 60, "59 min"), (3600, "1 h"), (18_600, "5 h 10 min"), (47 * 3600, "47 h"),
     (48 * 3600, "2.0 d"), (260_000, "3.0 d"), (3599, "1 h")],
)  # fmt: skip
def test_durations_are_hours_below_48_and_then_days(seconds: float, told: str) -> None:
    assert tell_duration(seconds) == told


def test_distances_money_and_masses_are_told_as_finely_as_they_matter() -> None:
    assert [tell_distance(m) for m in (0, 850, 999.7, 1234, 9960, 237_400, 4_435_900)] == [
        "0 m", "850 m", "1.0 km", "1.2 km", "10 km", "237 km", "4,436 km",
    ]  # fmt: skip
    assert [tell_money(usd) for usd in (0, 4.5, 25.1, 3638.7)] == ["0 USD", "4.50 USD", "25 USD", "3,639 USD"]
    assert [tell_mass(kg) for kg in (0, 4.44, 50.1, 1926.7, 18_000)] == [
        "0 kg",
        "4.4 kg",
        "50 kg",
        "1,927 kg",
        "18.0 t",
    ]
