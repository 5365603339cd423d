"""Plans told in one line."""

from __future__ import annotations

import json

from corridor_planner.export.tell import tell
from tests.support.plans import journey


def test_a_plan_is_one_line_with_modes_crossings_transfers_and_totals() -> None:
    plan = json.loads(journey().to_json())["plans"][0]

    assert tell(plan) == "Aksu - x! - <> ~ = End, 2,600 km, 35 h 30 min, 1,300 USD"


def test_a_document_is_a_line_per_plan() -> None:
    document = json.loads(journey().to_json())
    document["plans"] *= 2

    assert tell(document).count("\n") == 1


def test_no_plan_is_told_with_its_reason() -> None:
    document = json.loads(journey().to_json()) | {"plans": [], "reason": {"text": "Every way is closed."}}

    assert tell(document) == "no plan: Every way is closed."
