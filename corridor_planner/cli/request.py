"""Common options of planning commands, and the request they make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import click

from corridor_planner.domain import ROUTE_CRITERIA, Criterion, Load, Mode, RouteRequest, Stop
from corridor_planner.errors import InvalidInput

F = TypeVar("F", bound=Callable[..., object])


class FiniteRange(click.FloatRange):
    """A range of numbers without NaN and infinity."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's
        """Return the number, or fail in click's words."""
        number = float(super().convert(value, param, ctx))
        if not isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


LOADS = ("container-40", "container-20", "reefer-40", "wagon", "truck")

_COMMON = (
    click.option("--profile", required=True, metavar="NAME", help="How it travels, e.g. truck-40t or car."),
    click.option("--depart", default="", metavar="T", help="ISO 8601; a date alone means 08:00 at the origin."),
    click.option("--load", type=click.Choice(LOADS), help="What is carried; the profile says by default."),
    click.option("--count", type=click.IntRange(1, 1000), help="How many loads; 1 when left out."),
    click.option("--mass-t", type=FiniteRange(0, 200), help="Cargo of one load, tonnes."),
    click.option("--value-usd", type=FiniteRange(0), help="Value of one load; brings in the cost of capital."),
    click.option("--travellers", type=click.IntRange(1, 200), help="Persons; 1 when left out."),
    click.option("--nationality", default="", metavar="CC|GROUP", help="Passport, e.g. DE, DEU or EU."),
    click.option("--registration", default="", metavar="CC", help="Country of the vehicle's plates."),
    click.option("--deadline", default="", metavar="T", help="Latest arrival, for the chance to keep it."),
    click.option("--avoid-country", multiple=True, metavar="CC", help="A country to stay out of."),
    click.option("--avoid-crossing", multiple=True, metavar="ID", help="A border crossing not to use."),
    click.option("--avoid-mode", multiple=True, type=click.Choice([m.value for m in Mode]), help="A mode not to use."),
    click.option("--max-transfers", type=click.IntRange(0, 50), help="At most this many transfers."),
    click.option("--known-crossings-only", is_flag=True, help="Leave out crossings known from OpenStreetMap only."),
    click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True,
                 help="Seed of everything random."),
    click.option("--lang", type=click.Choice(["en", "ru"]), default="en", show_default=True,
                 help="Language of texts; English where one is missing."),
)  # fmt: skip


_STOPS = (
    click.option("--via", multiple=True, metavar="PLACE", help="A stop on the way; may be given several times."),
    click.option("--by", type=click.Choice([c.value for c in ROUTE_CRITERIA]), default="time", show_default=True,
                 help="What to make least."),
    click.option("--optimize", is_flag=True, help="Put the stops in the best order."),
    click.option("--return", "round_trip", is_flag=True, help="Come back to the origin."),
    click.option("--visit", multiple=True, metavar="PLACE=HOURS", help="Hours to stay at a stop, e.g. Khiva=3."),
    click.option("--open", "opening", multiple=True, metavar="PLACE=HOURS",
                 help="Opening hours of a stop, e.g. 'Khiva=Mo-Su 09:00-18:00'."),
    click.option("--iterations", type=click.IntRange(1), help="Limit of the optimizer; reproducible."),
    click.option("--time-limit", type=FiniteRange(0.1), metavar="SECONDS", help="Limit of the optimizer."),
)  # fmt: skip
NO_STOPS: Final[Mapping[str, Any]] = MappingProxyType({
    "via": (), "by": "time", "optimize": False, "round_trip": False, "visit": (), "opening": (), "iterations": None,
    "time_limit": None,
})  # fmt: skip


def request_options(command: F) -> F:
    """Add the options of a request to a command, those of stops and of their order included."""
    return _add((*_COMMON[:1], *_STOPS, *_COMMON[1:]), command)


def common_options(command: F) -> F:
    """Add the options of a request between two places; what they leave out stands in ``NO_STOPS``."""
    return _add(_COMMON, command)


def _add(options: Sequence[Callable[[F], F]], command: F) -> F:
    for option in reversed(options):
        command = option(command)
    return command


def make_request(origin: str, destination: str, options: Mapping[str, Any], *, data: Path | None) -> RouteRequest:
    """Return the request that the words on the command line make.

    Parameters
    ----------
    options
        What click parsed, by the names of the options above.
    data
        The user's own folder, where the profile may lie.

    Raises
    ------
    InvalidInput
        When options contradict each other, or the profile.
    UnknownName
        For an unknown profile, with the nearest names.
    """
    from corridor_planner.store.profiles import load_profile

    profile = load_profile(options["profile"], data)
    _refuse_contradictions(options, freight=profile.freight)
    via = tuple(options["via"])
    visits, opening = _by_place("--visit", options["visit"], via), _by_place("--open", options["opening"], via)
    return RouteRequest(
        origin=origin, destination=destination, profile=profile.name,
        via=tuple(
            Stop(place=stop, visit_s=_visit_s(visits.get(stop, "0"), stop), opening_hours=opening.get(stop, ""))
            for stop in via
        ),
        depart_text=options["depart"], criterion=Criterion(options["by"]), load=_load(options, profile.load),
        travellers=options["travellers"] or 1, nationality=options["nationality"],
        registration=options["registration"].upper(), deadline_text=options["deadline"],
        avoid_countries=tuple(country.upper() for country in options["avoid_country"]),
        avoid_crossings=tuple(options["avoid_crossing"]),
        avoid_modes=tuple(Mode(mode) for mode in options["avoid_mode"]), max_transfers=options["max_transfers"],
        optimize=options["optimize"], round_trip=options["round_trip"],
        known_crossings_only=options["known_crossings_only"], seed=options["seed"],
        iterations=options["iterations"], time_limit_s=options["time_limit"], lang=options["lang"],
    )  # fmt: skip


def _refuse_contradictions(options: Mapping[str, Any], *, freight: bool) -> None:
    """Refuse options that say two things at once; what needs the network is refused by planning."""
    if options["optimize"] and not options["via"]:
        raise InvalidInput("--optimize", "no --via", rule="there must be stops to put in order",
                           remedy="add --via PLACE for each stop")  # fmt: skip
    for name in ("iterations", "time_limit"):
        if options[name] is not None and not options["optimize"]:
            raise InvalidInput(_flag(name), options[name], rule="only --optimize runs the optimizer that it limits",
                               remedy=f"add --optimize, or leave {_flag(name)} out")  # fmt: skip
    if options["iterations"] is not None and options["time_limit"] is not None:
        raise InvalidInput("--time-limit", options["time_limit"], rule="--iterations limits the optimizer too",
                           remedy="give one of the two")  # fmt: skip
    wrong = ("travellers",) if freight else ("load", "count", "mass_t", "value_usd")
    for name in wrong:
        if options[name] is not None:
            carries = "goods, not travellers" if freight else "people, not goods"
            raise InvalidInput(_flag(name), options[name], rule=f"the profile {options['profile']} carries {carries}",
                               remedy="leave it out, or choose another profile")  # fmt: skip


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _load(options: Mapping[str, Any], default: Load) -> Load | None:
    """Return the profile's load with what the options change in it; None when they say nothing."""
    changes = {
        field: options[name] for name, field in (("load", "kind"), ("count", "count"), ("mass_t", "mass_t"),
                                                 ("value_usd", "value_usd")) if options[name] is not None
    }  # fmt: skip
    return replace(default, **changes) if changes else None


def _by_place(option: str, given: Sequence[str], via: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        place, equals, value = text.partition("=")
        if not equals or place not in via:
            raise InvalidInput(option, text, rule="it must be PLACE=HOURS for a place given with --via",
                               remedy=f"write for example {option} '{via[0] if via else 'Khiva'}=2'")  # fmt: skip
        found[place] = value
    return found


def _visit_s(text: str, place: str) -> int:
    try:
        hours = float(text)
    except ValueError:
        hours = -1.0
    if not 0 <= hours <= 240:
        raise InvalidInput(
            "--visit", f"{place}={text}", rule="a visit lasts 0 to 240 hours", remedy="give hours, e.g. 1.5"
        )
    return round(hours * 3600)
