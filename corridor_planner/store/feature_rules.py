"""What tags of OpenStreetMap mean beside the road: the rows of ``osm_categories.csv``."""

from __future__ import annotations

from pathlib import Path

from corridor_planner.domain import Condition, FeatureGroup, FeatureRule, Needs
from corridor_planner.store.csvfiles import Record, TableReader
from corridor_planner.store.world_network import word_of


def load_feature_rules(override: Path | None = None) -> tuple[FeatureRule, ...]:
    """Return the rules of the shipped table, with a user's rows laid over them.

    Raises
    ------
    TableFault
        Names file, line, column, value and rule of the first cell that cannot be used.
    """
    return tuple(_rule(record) for record in TableReader(override).read("osm_categories"))


def _rule(record: Record) -> FeatureRule:
    return FeatureRule(
        id=record.name("id"), key=record.name("key"), value=record.name("value"),
        group=word_of(record, "group", FeatureGroup), kind=record.name("kind"), weight=record.number("weight", 0, 100),
        needs=word_of(record, "needs", Needs), interests=record.names("interests"), setting=record.text("setting"),
        only_with=_condition(record, "only_with"), not_with=_condition(record, "not_with"),
        general=record.flag("general"), holds_parts=record.flag("holds_parts"),
    )  # fmt: skip


def _condition(record: Record, column: str) -> Condition | None:
    text = record.text(column)
    if not text:
        return None
    key, equals, values = text.partition("=")
    if not (key and equals and values):
        raise record.fault(column, text, "it must be a tag", "write key=value, key=value|value or key=*")
    return Condition(key=key, values=frozenset() if values == "*" else frozenset(values.split("|")))
