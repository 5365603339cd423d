"""Border crossings and the rules of who may pass them."""

from __future__ import annotations

from dataclasses import dataclass

from corridor_planner.domain.facts import Source, Spread
from corridor_planner.domain.words import CrossingStatus, Party, PassengerRule


@dataclass(frozen=True, slots=True, kw_only=True)
class PassengerWait:
    """Wait of one party in one direction; ``inside_train_hours`` is never added to a train."""

    party: Party
    from_country: str  # "" means both directions
    wait: Spread
    inside_train_hours: bool
    note: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A border crossing point: two sides, rules per direction, waits and fees.

    A sea port that a ferry uses is one too (``mode == "ferry_port"``); its ``country_a`` is
    its own country.

    Attributes
    ----------
    freight_wait
        None where no freight passes. Ports: a cross-check that is never added (the wait for a
        ship stands in the ferries table).
    fee_usd
        None means unknown, never zero.
    opening_hours, breaks
        OSM syntax, read in ``hours_tz``; ``breaks`` are times inside the opening hours when the
        post does not work. Empty ``opening_hours`` means unknown and is treated as open.
    holiday_calendars
        Countries whose public holidays shut the post.
    verified_until
        ISO date up to which a closure was confirmed, or "".
    closed_until
        ISO date before which the post is shut to everybody, or ""; its reopening on that day was
        announced, not confirmed.
    assumed
        True when no table row exists and the wait is the median of the country pair.
    """

    id: str
    name: str
    mode: str
    country_a: str
    country_b: str
    lon: float
    lat: float
    status: CrossingStatus
    bilateral: bool
    freight: bool
    passengers: bool
    passengers_a_to_b: PassengerRule
    passengers_b_to_a: PassengerRule
    opening_hours: str
    breaks: str
    hours_tz: str
    holiday_calendars: tuple[str, ...]
    freight_wait: Spread | None
    freight_wait_mean_s: int | None
    wait_source: Source | None
    fee_usd: float | None
    gauge_change: bool
    verified_until: str
    note: str
    source: Source
    name_local: str = ""
    coord_accuracy_km: float = 1.0
    passenger_waits: tuple[PassengerWait, ...] = ()
    assumed: bool = False
    closed_until: str = ""

    def other_country(self, country: str) -> str:
        """Return the country on the other side."""
        return self.country_b if country == self.country_a else self.country_a

    def passenger_rule(self, from_country: str) -> PassengerRule:
        """Return the rule for passengers who leave ``from_country``."""
        return self.passengers_a_to_b if from_country == self.country_a else self.passengers_b_to_a

    def passenger_wait(self, party: Party, from_country: str) -> PassengerWait | None:
        """Return the wait of a party in this direction; None means that the party may not pass."""
        fitting = [w for w in self.passenger_waits if w.party is party and w.from_country in ("", from_country)]
        return max(fitting, key=lambda w: w.from_country != "", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBorder:
    """A border between two countries that everybody, or one party, passes without any control.

    Attributes
    ----------
    freight, passengers
        Who passes freely; the other one needs a crossing.
    """

    id: str
    country_a: str
    country_b: str
    freight: bool
    passengers: bool
    note: str
    source: Source

    @property
    def to_all(self) -> bool:
        """Whether nobody needs a crossing."""
        return self.freight and self.passengers

    @property
    def party_word(self) -> str:
        """Who passes freely, in the word of the table."""
        return "all" if self.to_all else "freight" if self.freight else "passengers"
