"""From a query to a request: names, bounds, and what is said when they are broken."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from corridor_planner.domain import Criterion, Load, Mode, RouteRequest, Stop
from corridor_planner.errors import InvalidInput
from corridor_planner.webapp.limits import Limits
from corridor_planner.webapp.reading import read_route_request

LEAST = [("from", "a"), ("to", "b"), ("profile", "car")]


def read(*more: tuple[str, str]) -> RouteRequest:
    return read_route_request(MultiDict([*LEAST, *more]), Limits(most_stops=3))


def test_every_parameter_reaches_the_request() -> None:
    request = read(
        ("via", "x"), ("via", "y"), ("visit", "x=1.5"), ("open", "y=Mo-Fr 09:00-18:00"), ("depart", "2026-07-10"),
        ("deadline", "2026-07-12"), ("by", "co2e"), ("load", "wagon"), ("count", "2"), ("mass_t", "12.5"),
        ("value_usd", "1000"), ("travellers", "4"), ("nationality", "DE"), ("registration", "kz"),
        ("avoid_country", "ru"), ("avoid_crossing", "x-y"), ("avoid_mode", "ferry"), ("max_transfers", "0"),
        ("optimize", "1"), ("return", "1"), ("known_crossings_only", "1"), ("seed", "7"), ("iterations", "50"),
        ("time_limit", "2"), ("lang", "ru"),
    )  # fmt: skip
    assert request == RouteRequest(
        origin="a", destination="b", profile="car",
        via=(Stop(place="x", visit_s=5400), Stop(place="y", opening_hours="Mo-Fr 09:00-18:00")),
        depart_text="2026-07-10", deadline_text="2026-07-12", criterion=Criterion.CO2E,
        load=Load(kind="wagon", count=2, mass_t=12.5, value_usd=1000.0), travellers=4, nationality="DE",
        registration="KZ", avoid_countries=("RU",), avoid_crossings=("x-y",), avoid_modes=(Mode.FERRY,),
        max_transfers=0, optimize=True, round_trip=True, known_crossings_only=True, seed=7, iterations=50,
        time_limit_s=2.0, lang="ru",
    )  # fmt: skip


def test_a_round_trip_needs_no_destination() -> None:
    request = read_route_request(MultiDict([("from", "a"), ("profile", "car"), ("return", "1")]), Limits())
    assert (request.destination, request.round_trip) == ("", True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("profil", "car"), "did you mean 'profile'"),
        (("by", "speed"), "one of time, cost, co2e"),
        (("avoid_mode", "camel"), "one of road, rail, ferry, air"),
        (("count", "0"), "a whole number from 1 to 1000"),
        (("count", "1.5"), "a whole number from 1 to 1000"),
        (("count", "²"), "a whole number from 1 to 1000"),
        (("mass_t", "nan"), "a number from 0 to 200"),
        (("mass_t", "inf"), "a number from 0 to 200"),
        (("mass_t", "heavy"), "a number from 0 to 200"),
        (("time_limit", "3600"), "a number from 0.1 to 10"),
        (("iterations", "9999999"), "a whole number from 1 to 20000"),
        (("iterations", "000000000001999999"), "a whole number from 1 to 20000"),
        (("load", "camel"), "one of container-40"),
        (("optimize", "maybe"), "a yes or no"),
        (("visit", "elsewhere=2"), "PLACE=HOURS"),
        (("lang", "xx"), "one of en, ru"),
        (("nationality", "D" * 201), "at most 200 letters"),
        (("depart", "2026-07-10"), "at most 1 times"),
    ],
)
def test_wrong_values_are_refused_with_their_rule(wrong: tuple[str, str], said: str) -> None:
    twice = [("depart", "2026-07-11")] if wrong[0] == "depart" else []
    with pytest.raises(InvalidInput, match=said):
        read(wrong, *twice)


def test_more_stops_than_allowed_are_refused() -> None:
    with pytest.raises(InvalidInput, match="at most 3 times"):
        read(*[("via", f"stop {i}") for i in range(4)])


@pytest.mark.parametrize("missing", ["from", "to", "profile"])
def test_what_must_be_given_is_asked_for(missing: str) -> None:
    with pytest.raises(InvalidInput, match=f"{missing} is ''"):
        read_route_request(MultiDict([pair for pair in LEAST if pair[0] != missing]), Limits())
