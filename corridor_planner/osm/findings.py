"""What was found odd in OpenStreetMap data while building, counted by kind with examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum

EXAMPLES_PER_KIND = 5


class FindingKind(Enum):
    """The kinds of thing worth telling in a build report."""

    WAY_INCOMPLETE = "way_incomplete"  # some of its nodes are not in the files
    NODE_MISSING = "node_missing"
    VALUE_UNUSABLE = "value_unusable"  # the default was taken instead
    TAG_NOT_USED = "tag_not_used"  # known, but nothing in a network holds it
    VALUE_DOUBTFUL = "value_doubtful"  # read, but not the way it should be written
    SPEED_DEFAULT = "speed_default"  # no maxspeed: the table's speed for class and country
    LEGAL_HEIGHT = "legal_height"  # no sign: the legal height of the country
    GAUGE_ASSUMED = "gauge_assumed"  # no gauge: the usual one of the country
    GAUGE_LEFT_OUT = "gauge_left_out"  # a gauge that no layer carries
    ACCESS_UNKNOWN = "access_unknown"
    SURFACE_UNKNOWN = "surface_unknown"  # a surface that the table does not have: no limit from it
    LEFT_OUT_PLANNED = "left_out_planned"  # proposed or under construction
    LEFT_OUT_GIVEN_UP = "left_out_given_up"  # disused, abandoned, razed
    LEFT_OUT_AREA = "left_out_area"
    LEFT_OUT_NOT_FOR_MOTORS = "left_out_not_for_motors"  # footways and the like
    LEFT_OUT_IMPASSABLE = "left_out_impassable"
    LEFT_OUT_REVERSIBLE = "left_out_reversible"  # the direction changes by the hour
    LEFT_OUT_OTHER_RAIL = "left_out_other_rail"  # tram, underground, narrow gauge, preserved
    CONDITION_IGNORED = "condition_ignored"
    SEASON_TAKEN = "season_taken"
    SEASON_ROUNDED = "season_rounded"  # parts of a month count as the whole month
    RESTRICTION_APPLIED = "restriction_applied"
    RESTRICTION_IGNORED = "restriction_ignored"
    BARRIER_APPLIED = "barrier_applied"  # a gate or bollard that keeps some or all vehicles out
    FERRY_ESTIMATED = "ferry_estimated"  # no duration: length at an ordinary ship's speed
    FERRY_FOOT_ONLY = "ferry_foot_only"
    FERRY_TRAINS_ONLY = "ferry_trains_only"
    FERRY_ACCESS_ASSUMED = "ferry_access_assumed"
    FERRY_MEETING_AT_SEA = "ferry_meeting_at_sea"
    BOUNDARY_OPEN = "boundary_open"  # a country's relation that is not complete in the files
    CROSSING_MATCHED = "crossing_matched"
    CROSSING_ASSUMED = "crossing_assumed"
    CROSSING_CLOSED_BY_OSM = "crossing_closed_by_osm"
    CROSSING_NOT_FOUND = "crossing_not_found"  # in the table, but nothing in the files passes there
    POST_UNUSED = "post_unused"  # a border_control node that no road over a border leads by
    BORDER_WITHOUT_CROSSING = "border_without_crossing"  # shut: nothing else passes a border
    BORDER_UNCERTAIN = "border_uncertain"
    BORDER_OPEN = "border_open"  # no controls between these countries
    PLACE_MERGED = "place_merged"  # a place of the tables and one of OpenStreetMap are the same
    GAUGE_CHANGE_ASSUMED = "gauge_change_assumed"  # a terminal with both gauges and no row for their change
    YARD_OPENED = "yard_opened"  # tracks of a yard that lead to a terminal
    FERRY_REPLACED = "ferry_replaced"  # a ferry way that the ferries table describes better
    FERRY_BORDER = "ferry_border"  # a ferry way into another country, without any known control
    FEATURE_NAMELESS = "feature_nameless"  # a sight or lodging without the name or item that its kind needs
    FEATURE_NOWHERE = "feature_nowhere"  # the files hold none of its nodes
    FEATURE_PART = "feature_part"  # inside a zoo or amusement park
    FEATURE_JOINED = "feature_joined"  # the same thing drawn twice
    SEASON_APPLIED = "season_applied"  # a seasonal rule of the table, on the whole road that it speaks of
    SEASON_AT_POINT = "season_at_point"  # a rule of the table, on the roads right at its pass only
    SEASON_NOT_APPLIED = "season_not_applied"  # a rule of the table whose road was not found
    TRAIN_ADDED = "train_added"
    TRAIN_LEFT_OUT = "train_left_out"  # some of its stops are not in the network, or no line joins them


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One example: the element (``way/12``), and the key and value that are odd, or ""."""

    element: str
    key: str
    value: str


class Findings:
    """A counter that keeps the first examples of every kind."""

    def __init__(self) -> None:
        self.counts: Counter[FindingKind] = Counter()
        self.examples: dict[FindingKind, list[Finding]] = {}

    def note(self, kind: FindingKind, element: str, key: str = "", value: str = "", *, times: int = 1) -> None:
        """Count a finding; the first few are kept as examples."""
        if times < 1:
            return
        self.counts[kind] += times
        kept = self.examples.setdefault(kind, [])
        if len(kept) < EXAMPLES_PER_KIND:
            kept.append(Finding(element=element, key=key, value=value[:80]))
