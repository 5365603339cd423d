"""Which crossing a spot on a border belongs to: a row of the table, or an assumed one at a post.

A row is matched within 5 km plus the accuracy of its coordinates. A post that only OpenStreetMap
knows becomes an assumed crossing (:mod:`.assumed`). What OpenStreetMap says is shut stays shut,
whatever the row says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from corridor_planner.domain import Confidence, Crossing, CrossingStatus, PassengerRule
from corridor_planner.graph.globe import Spots
from corridor_planner.graph.network import Flag
from corridor_planner.osm.access import access_flags
from corridor_planner.osm.assumed import assume_crossing, osm_source
from corridor_planner.osm.controls import Evidence, Post, PostIndex
from corridor_planner.osm.findings import FindingKind, Findings
from corridor_planner.units import METRES_PER_KM, great_circle_m

REACH_M: Final = 5_000.0
MINOR_REACH_M: Final = 2_000.0  # for residential and service roads and tracks
POST_REACH_M: Final = 1_500.0  # within which a post's access tags hold for a road over the border
COARSE_M: Final = 5_000.0  # how far off the coarse lines are

ROAD: Final = "road"
RAIL: Final = "rail"


class CrossingBook:
    """Finds, makes and remembers the crossings of a network that is being built."""

    def __init__(self, table: Sequence[Crossing], posts: Sequence[Post], findings: Findings, *, timestamp: str) -> None:
        self.table = tuple(c for c in table if c.mode in (ROAD, RAIL))
        self.posts = PostIndex(posts)
        self.findings = findings
        self.timestamp = timestamp
        self.used: list[Crossing] = []
        self.row_of: dict[int, str] = {}  # row of the table by position in ``used``
        self.led_by: set[str] = set()
        self._index: dict[str, int] = {}
        self._rows = Spots(np.array([row.lon for row in self.table]), np.array([row.lat for row in self.table]))
        self._widest_m = REACH_M + METRES_PER_KM * max((row.coord_accuracy_km for row in self.table), default=0.0)

    def index(self, crossing: Crossing, row: Crossing | None = None) -> int:
        """Return the position of a crossing, a new one at its first use."""
        if crossing.id not in self._index:
            self._index[crossing.id] = len(self.used)
            self.used.append(crossing)
        at = self._index[crossing.id]
        if row is not None:
            self.row_of[at] = row.id
        return at

    def find_row(
        self, lon: float, lat: float, *, mode: str, pair: frozenset[str], minor: bool = False, coarse: bool = False
    ) -> Crossing | None:
        """Return the nearest row of the table that may be meant; the spot of a coarse border is kilometres off."""
        more_m = COARSE_M if coarse else 0.0
        found = [
            (distance_m, row) for distance_m, row in self._rows_near(lon, lat, self._widest_m + more_m)
            if row.mode == mode and {row.country_a, row.country_b} == pair and distance_m - more_m
            <= (MINOR_REACH_M if minor else REACH_M + row.coord_accuracy_km * METRES_PER_KM)
        ]  # fmt: skip
        return min(found, key=lambda item: (item[0], item[1].id))[1] if found else None

    def find_row_of(self, lon: float, lat: float, country: str) -> str | None:
        """Return the country on the other side of the nearest road crossing of a country, if it is near."""
        found = [
            (away_m, row.id, row.other_country(country))
            for away_m, row in self._rows_near(lon, lat, REACH_M + self._widest_m)
            if row.mode == ROAD and country in (row.country_a, row.country_b)
        ]  # fmt: skip
        return min(found)[2] if found else None

    def _rows_near(self, lon: float, lat: float, reach_m: float) -> list[tuple[float, Crossing]]:
        rows = [self.table[i] for i in self._rows.within(lon, lat, reach_m=reach_m)]
        return [(great_circle_m(lon, lat, row.lon, row.lat), row) for row in rows]

    def at_border(
        self,
        lon: float,
        lat: float,
        countries: tuple[str, str],
        *,
        rail: bool,
        minor: bool,
        coarse: bool = False,
        half_open: bool = False,
    ) -> tuple[int, Post | None] | None:
        """Return the crossing that a road or railway uses where it passes a border, and its post; None: it may not."""
        row = self.find_row(lon, lat, mode=RAIL if rail else ROAD, pair=frozenset(countries), minor=minor,
                            coarse=coarse)  # fmt: skip
        more_m = COARSE_M if coarse else 0.0
        reach_m = {
            Evidence.CONTROL: more_m + (POST_REACH_M if row or minor else REACH_M),
            Evidence.CUSTOMS: POST_REACH_M,
        }
        post = self.posts.find(lon, lat, rail=rail, reach_m=reach_m, spare_m=more_m + POST_REACH_M)
        at = self.at_post(row, post, countries, half_open=half_open)
        return None if at is None else (at, post)

    def at_post(
        self, row: Crossing | None, post: Post | None, countries: tuple[str, str], *, half_open: bool = False
    ) -> int | None:
        """Return the crossing of a row, a post or both; ``half_open`` where one party passes without it."""
        if post is not None:
            self.led_by.add(post.element)
        if row is None and post is None:
            return None
        if row is None:
            assert post is not None
            if post.crossing_id not in self._index:
                self.findings.note(FindingKind.CROSSING_ASSUMED, post.element, "countries", "-".join(countries))
            crossing = assume_crossing(post, countries, self.table, timestamp=self.timestamp,
                                       half_open=half_open)  # fmt: skip
            return self.index(self._obey(crossing, post))
        if row.id not in self._index:
            self.findings.note(FindingKind.CROSSING_MATCHED, post.element if post else "border", "crossing", row.id)
        return self.index(self._obey(row, post) if post else row, row)

    def _obey(self, crossing: Crossing, post: Post) -> Crossing:
        """Shut what the access tags of a post shut; the rest of the crossing stays as it is."""
        flags, _ = access_flags(post.tags)
        shut = Flag.NO_CAR | Flag.NO_TRUCK
        if not flags & shut:
            return crossing
        # A post that is shut must not shut the row's other posts and lanes: it gets an id of its own.
        own_id = post.crossing_id
        source = osm_source(post, "access tags of the post", self.timestamp, Confidence.PUBLISHED)
        if flags & shut == shut:
            if own_id not in self._index:
                self.findings.note(FindingKind.CROSSING_CLOSED_BY_OSM, post.element, "crossing", crossing.id)
            return replace(crossing, id=own_id, status=CrossingStatus.CLOSED, freight=False, passengers=False,
                           source=source)  # fmt: skip
        if flags & Flag.NO_TRUCK:
            return replace(crossing, id=own_id, freight=False, source=source)
        return replace(crossing, id=own_id, passengers=False, passengers_a_to_b=PassengerRule.NONE,
                       passengers_b_to_a=PassengerRule.NONE, source=source)  # fmt: skip
