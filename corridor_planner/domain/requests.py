"""What a person asks for: a route from here to there, with a load or as travellers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corridor_planner.domain.words import Criterion, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a freight profile carries; every price and gram of a plan is for all of it.

    Attributes
    ----------
    kind
        ``container-40``, ``container-20``, ``reefer-40``, ``wagon`` or ``truck``.
    mass_t
        Cargo mass of one unit, tonnes.
    value_usd
        Value of the cargo of one unit; None leaves the cost of capital out, and the plan says so.
    """

    kind: str = "container-40"
    count: int = 1
    mass_t: float = 18.0
    value_usd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop of a tour: where, how long, and when it is open."""

    place: str
    visit_s: int = 0
    opening_hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRequest:
    """Everything that decides a route; places stay as the person wrote them.

    Attributes
    ----------
    origin, destination
        Place id, name, ``lon,lat`` or ``<crossing id>:<country>``.
    via
        Further stops; in this order unless ``optimize``.
    depart
        Aware instant, or None for today 08:00 at the origin.
    depart_text
        What was typed; a value without zone is read in the origin's zone.
    load
        None takes the profile's own default.
    nationality
        ISO alpha-2 or a group of the table; "" means a third-country national.
    registration
        Country of the vehicle's plates; "" means the origin's country.
    allow_closed
        Ignore the status of crossings (what-if), never the default.
    """

    origin: str
    destination: str
    profile: str
    via: tuple[Stop, ...] = ()
    depart: datetime | None = None
    depart_text: str = ""
    criterion: Criterion = Criterion.TIME
    load: Load | None = None
    travellers: int = 1
    nationality: str = ""
    registration: str = ""
    deadline_text: str = ""
    avoid_countries: tuple[str, ...] = ()
    avoid_crossings: tuple[str, ...] = ()
    avoid_modes: tuple[Mode, ...] = ()
    max_transfers: int | None = None
    optimize: bool = False
    round_trip: bool = False
    known_crossings_only: bool = False
    seed: int = 0
    iterations: int | None = None
    time_limit_s: float | None = None
    lang: str = "en"
