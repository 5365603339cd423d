"""Seasonal rules of a way, made of the closures that its conditional tags come to."""

from __future__ import annotations

from corridor_planner.domain import Confidence, SeasonalRule, Source
from corridor_planner.osm.closures import Closure, Conditional, read_conditional
from corridor_planner.osm.facts import Reader
from corridor_planner.osm.findings import FindingKind


def read_seasons(reader: Reader) -> tuple[Conditional, tuple[SeasonalRule, ...]]:
    """Return what a way's conditional tags come to, and its seasonal rules; what is odd is noted."""
    found = read_conditional(reader.tags, reader.rules.closed_months)
    for key in found.ignored:
        reader.note(FindingKind.CONDITION_IGNORED, key)
    for closure in found.closures:
        reader.note(FindingKind.SEASON_TAKEN, closure.key)
        if closure.rounded:
            reader.note(FindingKind.SEASON_ROUNDED, closure.key)
    return found, tuple(_rule(reader, number, closure) for number, closure in enumerate(found.closures))


def _rule(reader: Reader, number: int, closure: Closure) -> SeasonalRule:
    way_id = reader.way_id
    source = Source(
        table="osm", row_id=f"way/{way_id}", text=f"OpenStreetMap contributors, {closure.key}={closure.value}",
        as_of=reader.as_of, confidence=Confidence.PUBLISHED,
    )  # fmt: skip
    return SeasonalRule(
        id=f"osm-way-{way_id}-{number}", name=f"way {way_id} of OpenStreetMap", country="", type="road",
        closed_months=closure.months, restricted_months=frozenset(), delay_factor=1.0, scope="leg",
        scope_ids=(f"way/{way_id}",), vehicles="truck" if closure.trucks_only else "all",
        reason=f"{closure.key}={closure.value}", alternative="", source=source,
    )  # fmt: skip
