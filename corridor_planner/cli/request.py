"""Common options of planning commands, and the request they make."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from corridor_planner.domain import Criterion, Load, Mode, RouteRequest, Stop
from corridor_planner.errors import InvalidInput

F = TypeVar("F", bound=Callable[..., object])
LOADS = ("container-40", "container-20", "reefer-40", "wagon", "truck")

_OPTIONS = (
    click.option("--profile", required=True, metavar="NAME", help="How it travels, e.g. truck-40t or car."),
    click.option("--via", multiple=True, metavar="PLACE", help="A stop on the way; may be given several times."),
    click.option("--depart", default="", metavar="T", help="ISO 8601; a date alone means 08:00 at the origin."),
    click.option("--by", type=click.Choice([c.value for c in Criterion]), default="time", show_default=True,
                 help="What to make least."),
    click.option("--optimize", is_flag=True, help="Put the stops in the best order."),
    click.option("--return", "round_trip", is_flag=True, help="Come back to the origin."),
    click.option("--visit", multiple=True, metavar="PLACE=HOURS", help="Hours to stay at a stop, e.g. Khiva=3."),
    click.option("--open", "opening", multiple=True, metavar="PLACE=HOURS",
                 help="Opening hours of a stop, e.g. 'Khiva=Mo-Su 09:00-18:00'."),
    click.option("--load", type=click.Choice(LOADS), help="What a freight profile carries."),
    click.option("--count", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many loads."),
    click.option("--mass-t", type=click.FloatRange(0, 200), help="Cargo of one load, tonnes."),
    click.option("--value-usd", type=click.FloatRange(0), help="Value of one load; brings in the cost of capital."),
    click.option("--travellers", type=click.IntRange(1, 200), default=1, show_default=True, help="Persons."),
    click.option("--nationality", default="", metavar="CC|GROUP", help="Passport, e.g. DE, DEU or EU."),
    click.option("--registration", default="", metavar="CC", help="Country of the vehicle's plates."),
    click.option("--deadline", default="", metavar="T", help="Latest arrival, for the chance to keep it."),
    click.option("--avoid-country", multiple=True, metavar="CC", help="A country to stay out of."),
    click.option("--avoid-crossing", multiple=True, metavar="ID", help="A border crossing not to use."),
    click.option("--avoid-mode", multiple=True, type=click.Choice([m.value for m in Mode]), help="A mode not to use."),
    click.option("--max-transfers", type=click.IntRange(0, 50), help="At most this many transfers."),
    click.option("--known-crossings-only", is_flag=True, help="Leave out crossings known from OpenStreetMap only."),
    click.option("--seed", type=int, default=0, show_default=True, help="Seed of everything random."),
    click.option("--iterations", type=click.IntRange(1), help="Limit of the optimizer; reproducible."),
    click.option("--time-limit", type=click.FloatRange(0.1), metavar="SECONDS", help="Limit of the optimizer."),
    click.option("--lang", type=click.Choice(["en", "ru"]), default="en", show_default=True, help="Language of texts."),
)  # fmt: skip


def request_options(command: F) -> F:
    """Add the common options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def make_request(origin: str, destination: str, options: dict[str, object]) -> RouteRequest:
    """Return the request that the words on the command line make.

    Raises
    ------
    InvalidInput
        When options contradict each other.
    """
    get = options.get
    via = tuple(str(v) for v in get("via") or ())  # type: ignore[attr-defined]
    visits = _by_place("--visit", get("visit"), via)
    opening = _by_place("--open", get("opening"), via)
    if get("iterations") is not None and get("time_limit") is not None:
        raise InvalidInput("--time-limit", get("time_limit"), rule="--iterations limits the optimizer too",
                           remedy="give one of the two")  # fmt: skip
    profile_load = get("load") or get("mass_t") is not None or get("count") != 1 or get("value_usd") is not None
    load = Load(
        kind=str(get("load") or "container-40"), count=int(str(get("count"))),
        mass_t=float(str(get("mass_t"))) if get("mass_t") is not None else 18.0,
        value_usd=float(str(get("value_usd"))) if get("value_usd") is not None else None,
    )  # fmt: skip
    return RouteRequest(
        origin=origin, destination=destination, profile=str(get("profile")),
        via=tuple(Stop(place=v, visit_s=_hours(visits.get(v, "0"), v), opening_hours=opening.get(v, "")) for v in via),
        depart_text=str(get("depart")), criterion=Criterion(get("by")), load=load if profile_load else None,
        travellers=int(str(get("travellers"))), nationality=str(get("nationality")),
        registration=str(get("registration")), deadline_text=str(get("deadline")),
        avoid_countries=tuple(c.upper() for c in get("avoid_country") or ()),  # type: ignore[attr-defined]
        avoid_crossings=tuple(get("avoid_crossing") or ()),  # type: ignore[arg-type]
        avoid_modes=tuple(Mode(m) for m in get("avoid_mode") or ()),  # type: ignore[attr-defined]
        max_transfers=get("max_transfers"), optimize=bool(get("optimize")), round_trip=bool(get("round_trip")),  # type: ignore[arg-type]
        known_crossings_only=bool(get("known_crossings_only")), seed=int(str(get("seed"))),
        iterations=get("iterations"), time_limit_s=get("time_limit"), lang=str(get("lang")),  # type: ignore[arg-type]
    )  # fmt: skip


def _by_place(option: str, given: object, via: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given or ():  # type: ignore[attr-defined]
        place, equals, value = str(text).partition("=")
        if not equals or place not in via:
            raise InvalidInput(option, text, rule="it must be PLACE=HOURS for a place given with --via",
                               remedy=f"write for example {option} '{via[0] if via else 'Khiva'}=2'")  # fmt: skip
        found[place] = value
    return found


def _hours(text: str, place: str) -> int:
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= 240:
        raise InvalidInput("--visit", f"{place}={text}", rule="a visit lasts 0 to 240 hours", remedy="give hours, e.g. 1.5")
    return round(hours * 3600)
