"""Crossings that no row of the table describes: at a post, with the median waits of its countries."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Final

from corridor_planner.domain import (
    Confidence,
    Crossing,
    CrossingStatus,
    Party,
    PassengerRule,
    PassengerWait,
    Source,
    Spread,
)
from corridor_planner.osm.controls import Post

_PARTIES: Final = {"road": (Party.CAR, Party.COACH, Party.FOOT), "rail": (Party.TRAIN,)}


def assume_crossing(
    post: Post, countries: tuple[str, str], table: Sequence[Crossing], *, timestamp: str, half_open: bool = False
) -> Crossing:
    """Return a crossing at a post, open to all, with the median waits of its mode and pair of countries.

    Where one party passes freely (``half_open``) only rows of the pair itself tell the other one's wait:
    those of borders with full controls would be far too long.
    """
    mode = "rail" if post.rail else "road"
    rows = [row for row in table if row.mode == mode]
    own = [row for row in rows if {row.country_a, row.country_b} == set(countries)]
    others = [] if half_open else rows
    waits = f"waits are the median of all known {mode} crossings"
    if own:
        waits = f"waits are the median of the crossings between {' and '.join(countries)}"
    elif half_open:
        waits = "no wait is known for goods where people pass freely"
    source = osm_source(post, f"position; {waits}", timestamp, Confidence.ESTIMATE)
    return Crossing(
        id=post.crossing_id, name=post.tags.get("name", f"border post {post.element.partition('/')[2]}"), mode=mode,
        country_a=countries[0], country_b=countries[1], lon=post.lon, lat=post.lat, status=CrossingStatus.OPEN,
        bilateral=False, freight=True, passengers=True, passengers_a_to_b=PassengerRule.ALL,
        passengers_b_to_a=PassengerRule.ALL, opening_hours="", breaks="", hours_tz="", holiday_calendars=(),
        freight_wait=_median_freight(own) or _median_freight(others), freight_wait_mean_s=None, wait_source=source,
        fee_usd=None, gauge_change=False, verified_until="", note="", source=source, coord_accuracy_km=0.0,
        passenger_waits=_median_passengers(own or others, _PARTIES[mode], source), assumed=True,
    )  # fmt: skip


def osm_source(post: Post, what: str, timestamp: str, confidence: Confidence) -> Source:
    """Return the source of what a post says."""
    return Source(table="osm", row_id=post.element, text=f"OpenStreetMap contributors: {what}",
                  as_of=timestamp[:10] or "undated", confidence=confidence)  # fmt: skip


def _median_freight(rows: Sequence[Crossing]) -> Spread | None:
    return _median([row.freight_wait for row in rows if row.freight_wait and row.status.passable])


def _median_passengers(rows: Sequence[Crossing], parties: Sequence[Party], source: Source) -> tuple[PassengerWait, ...]:
    found = []
    for party in parties:
        waits = [w.wait for row in rows if row.status.passable for w in row.passenger_waits if w.party is party]
        spread = _median(waits)
        if spread is not None:
            found.append(PassengerWait(party=party, from_country="", wait=spread, inside_train_hours=False, note="",
                                       source=source))  # fmt: skip
    return tuple(found)


def _median(spreads: Sequence[Spread]) -> Spread | None:
    if not spreads:
        return None
    p10, p50, p90 = (round(median(getattr(s, name) for s in spreads)) for name in ("p10_s", "p50_s", "p90_s"))
    return Spread(p10_s=p10, p50_s=p50, p90_s=p90)
