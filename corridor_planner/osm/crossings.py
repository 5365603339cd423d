"""Which crossing a spot on a border belongs to: a row of the table, or an assumed one at a post.

A row is matched within 5 km plus the accuracy of its coordinates. A post that only OpenStreetMap
knows becomes an assumed crossing with the median wait of its pair of countries. What
OpenStreetMap says is shut stays shut, whatever the row says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from corridor_planner.domain import (
    Confidence,
    Crossing,
    CrossingStatus,
    Layer,
    Party,
    PassengerRule,
    PassengerWait,
    Source,
    Spread,
)
from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import access_flags
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.osm.reading import TaggedNode
from corridor_planner.units import METRES_PER_KM, great_circle_m

REACH_M: Final = 5_000.0
MINOR_REACH_M: Final = 2_000.0  # for residential and service roads and tracks
POST_REACH_M: Final = 1_500.0  # within which a post's access tags hold for a road over the border


class CrossingBook:
    """Finds, makes and remembers the crossings of a network that is being built."""

    def __init__(
        self, table: Sequence[Crossing], posts: Sequence[TaggedNode], findings: Findings, *, timestamp: str
    ) -> None:
        self.table = tuple(c for c in table if c.mode in ("road", "rail"))
        self.posts = tuple(posts)
        self.findings = findings
        self.timestamp = timestamp
        self.used: list[Crossing] = []
        self._index: dict[str, int] = {}
        self.led_by: set[int] = set()

    def index(self, crossing: Crossing) -> int:
        """Return the position of a crossing, a new one at its first use."""
        if crossing.id not in self._index:
            self._index[crossing.id] = len(self.used)
            self.used.append(crossing)
        return self._index[crossing.id]

    def find_row(
        self, lon: float, lat: float, *, mode: str, pair: frozenset[str], minor: bool = False
    ) -> Crossing | None:
        """Return the nearest row of the table that may be meant; an empty pair fits any."""
        best: tuple[float, Crossing] | None = None
        for row in self.table:
            if row.mode != mode or (pair and {row.country_a, row.country_b} != pair):
                continue
            if abs(row.lat - lat) > 1.0:
                continue
            distance_m = great_circle_m(lon, lat, row.lon, row.lat)
            reach_m = MINOR_REACH_M if minor else REACH_M + row.coord_accuracy_km * METRES_PER_KM
            if distance_m <= reach_m and (best is None or distance_m < best[0]):
                best = distance_m, row
        return best[1] if best else None

    def find_pair(self, lon: float, lat: float, reach_m: float = 100_000.0) -> tuple[str, str] | None:
        """Return the countries of the nearest road crossing of the table."""
        rows = [(great_circle_m(lon, lat, row.lon, row.lat), row.id, row) for row in self.table if row.mode == "road"]
        distance_m, _, row = min(rows, default=(float("inf"), "", None))
        return (row.country_a, row.country_b) if row is not None and distance_m <= reach_m else None

    def find_post(self, lon: float, lat: float, reach_m: float) -> TaggedNode | None:
        """Return the nearest border post."""
        near = [(great_circle_m(lon, lat, post.lon, post.lat), post.id, post) for post in self.posts
                if abs(post.lat - lat) < 0.1]  # fmt: skip
        distance_m, _, post = min(near, default=(float("inf"), 0, None))
        return post if distance_m <= reach_m else None

    def at_border(self, lon: float, lat: float, countries: tuple[str, str], layer: Layer, *, minor: bool) -> int | None:
        """Return the crossing that a road or railway uses where it passes a border; None: it may not."""
        mode = "road" if layer is Layer.ROAD else "rail"
        row = self.find_row(lon, lat, mode=mode, pair=frozenset(countries), minor=minor)
        post = None
        if layer is Layer.ROAD:
            post = self.find_post(lon, lat, POST_REACH_M if row or minor else REACH_M)
        return self.at_post(row, post, countries)

    def at_post(self, row: Crossing | None, post: TaggedNode | None, countries: tuple[str, str]) -> int | None:
        """Return the crossing of a row, a post or both."""
        if post is not None:
            self.led_by.add(post.id)
        if row is None and post is None:
            return None
        if row is None:
            assert post is not None
            if f"osm-node-{post.id}" not in self._index:
                self.findings.note(FindingKind.CROSSING_ASSUMED, f"node/{post.id}", "countries", "-".join(countries))
            return self.index(self._obey(self.assumed(post, countries), post))
        if row.id not in self._index:
            where = f"node/{post.id}" if post else "border"
            self.findings.note(FindingKind.CROSSING_MATCHED, where, "crossing", row.id)
        return self.index(self._obey(row, post) if post else row)

    def _obey(self, crossing: Crossing, post: TaggedNode) -> Crossing:
        """Shut what the access tags of a post shut; the rest of the crossing stays as it is."""
        flags, _ = access_flags(post.tags)
        shut = Flag.NO_CAR | Flag.NO_TRUCK
        if not flags & shut:
            return crossing
        # A post that is shut must not shut the row's other posts and lanes: it gets an id of its own.
        own_id = f"osm-node-{post.id}"
        source = _osm_source(post.id, "access tags of the post", self.timestamp, Confidence.PUBLISHED)
        if flags & shut == shut:
            if own_id not in self._index:
                self.findings.note(FindingKind.CROSSING_CLOSED_BY_OSM, f"node/{post.id}", "crossing", crossing.id)
            return replace(crossing, id=own_id, status=CrossingStatus.CLOSED, freight=False, passengers=False,
                           source=source)  # fmt: skip
        if flags & Flag.NO_TRUCK:
            return replace(crossing, id=own_id, freight=False, source=source)
        return replace(crossing, id=own_id, passengers=False, passengers_a_to_b=PassengerRule.NONE,
                       passengers_b_to_a=PassengerRule.NONE, source=source)  # fmt: skip

    def assumed(self, post: TaggedNode, countries: tuple[str, str]) -> Crossing:
        """Return a crossing that no row describes, with the median waits of its countries."""
        pair = frozenset(countries)
        rows = [row for row in self.table if row.mode == "road"]
        own = [row for row in rows if {row.country_a, row.country_b} == pair]
        names = f"the crossings between {' and '.join(countries)}" if own else "all known road crossings"
        source = _osm_source(post.id, f"position; waits are the median of {names}", self.timestamp, Confidence.ESTIMATE)
        return Crossing(
            id=f"osm-node-{post.id}", name=post.tags.get("name", f"border post {post.id}"), mode="road",
            country_a=countries[0], country_b=countries[1], lon=post.lon, lat=post.lat, status=CrossingStatus.OPEN,
            bilateral=False, freight=True, passengers=True, passengers_a_to_b=PassengerRule.ALL,
            passengers_b_to_a=PassengerRule.ALL, opening_hours="", breaks="", hours_tz="", holiday_calendars=(),
            freight_wait=_median_freight(own) or _median_freight(rows), freight_wait_mean_s=None, wait_source=source,
            fee_usd=None, gauge_change=False, verified_until="", note="", source=source, coord_accuracy_km=0.0,
            passenger_waits=_median_passengers(own or rows, source), assumed=True,
        )  # fmt: skip


def _osm_source(node: int, what: str, timestamp: str, confidence: Confidence) -> Source:
    return Source(table="osm", row_id=f"node/{node}", text=f"OpenStreetMap contributors: {what}",
                  as_of=timestamp[:10] or "undated", confidence=confidence)  # fmt: skip


def _median_freight(rows: Sequence[Crossing]) -> Spread | None:
    return _median([row.freight_wait for row in rows if row.freight_wait and row.status.passable])


def _median_passengers(rows: Sequence[Crossing], source: Source) -> tuple[PassengerWait, ...]:
    found = []
    for party in (Party.CAR, Party.COACH, Party.FOOT):
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
