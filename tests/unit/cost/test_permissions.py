"""Who may pass a crossing: a table of rows of the world against who asks, and the reason that is given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corridor_planner.cost.permissions import Traveller, refusal
from corridor_planner.domain import Crossing, CrossingStatus, Party, PassengerRule, PassengerWait, Spread
from tests.support.toys import CLOSED, OPEN, SHUT_TO_FREIGHT, SHUT_TO_PASSENGERS, SOURCE

CAR = PassengerWait(
    party=Party.CAR, from_country="", wait=Spread.exactly(600), inside_train_hours=False, note="", source=SOURCE
)
POST = replace(OPEN, id="x", name="X", passenger_waits=(CAR, replace(CAR, party=Party.FOOT)))
ONLY_OUT = replace(POST, passengers_b_to_a=PassengerRule.NONE)
FOREIGNERS = replace(POST, passengers_a_to_b=PassengerRule.FOREIGNERS_ONLY)
CITIZENS = replace(POST, passengers_a_to_b=PassengerRule.CITIZENS_ONLY)
BILATERAL = replace(POST, bilateral=True)
DATED = replace(ONLY_OUT, verified_until="2026-06-30")
GERMAN, LOCAL, NEIGHBOUR = (Traveller(nationality=n, registration=n) for n in ("DE", "AA", "BB"))
NOBODY = Traveller()

CASES: dict[str, tuple[Crossing, str, Party, Traveller, str]] = {
    # what: crossing, from, party, who, id of the refusal ("" for none)
    "open to trucks": (POST, "AA", Party.FREIGHT, NOBODY, ""),
    "open to trucks backwards": (POST, "BB", Party.FREIGHT, NOBODY, ""),
    "open to cars": (POST, "AA", Party.CAR, GERMAN, ""),
    "restricted is what its columns say": (
        replace(POST, status=CrossingStatus.RESTRICTED), "AA", Party.FREIGHT, NOBODY, ""),
    "passenger only is shut to trucks": (
        replace(POST, status=CrossingStatus.PASSENGER_ONLY), "AA", Party.FREIGHT, NOBODY, "refused.no_freight"),
    "passenger only is open to cars": (
        replace(POST, status=CrossingStatus.PASSENGER_ONLY), "AA", Party.CAR, GERMAN, ""),
    "closed": (replace(POST, status=CrossingStatus.CLOSED), "AA", Party.CAR, GERMAN, "refused.closed"),
    "closed to trucks too": (CLOSED, "AA", Party.FREIGHT, NOBODY, "refused.closed"),
    "being built": (replace(POST, status=CrossingStatus.UNDER_CONSTRUCTION), "AA", Party.CAR, GERMAN,
                    "refused.under_construction"),
    "only planned": (replace(POST, status=CrossingStatus.PLANNED), "AA", Party.FREIGHT, NOBODY, "refused.planned"),
    "no freight": (SHUT_TO_FREIGHT, "AA", Party.FREIGHT, NOBODY, "refused.no_freight"),
    "no passengers": (SHUT_TO_PASSENGERS, "AA", Party.CAR, GERMAN, "refused.no_passengers"),
    "one way for passengers, that way": (ONLY_OUT, "AA", Party.CAR, GERMAN, ""),
    "one way for passengers, the other": (ONLY_OUT, "BB", Party.CAR, GERMAN, "refused.no_passengers"),
    "one way for passengers binds no truck": (ONLY_OUT, "BB", Party.FREIGHT, NOBODY, ""),
    "a closure with a date stays closed after it": (DATED, "BB", Party.CAR, GERMAN, "refused.no_passengers_dated"),
    "foreigners may leave": (FOREIGNERS, "AA", Party.CAR, GERMAN, ""),
    "citizens may not leave": (FOREIGNERS, "AA", Party.CAR, LOCAL, "refused.foreigners_only"),
    "their neighbours may": (FOREIGNERS, "AA", Party.CAR, NEIGHBOUR, ""),
    "citizens of the country that is entered may": (CITIZENS, "AA", Party.CAR, NEIGHBOUR, ""),
    "those of the country that is left may not": (CITIZENS, "AA", Party.CAR, LOCAL, "refused.citizens_only"),
    "who names no passport is a foreigner": (CITIZENS, "AA", Party.CAR, NOBODY, "refused.citizens_only"),
    "bilateral for a third country": (BILATERAL, "AA", Party.CAR, GERMAN, "refused.bilateral_passengers"),
    "bilateral for the two": (BILATERAL, "AA", Party.CAR, NEIGHBOUR, ""),
    "bilateral for a third country's truck": (BILATERAL, "AA", Party.FREIGHT, GERMAN, "refused.bilateral_freight"),
    "bilateral for a truck of the two": (BILATERAL, "BB", Party.FREIGHT, LOCAL, ""),
    "bilateral binds no wagon": (replace(BILATERAL, mode="rail"), "AA", Party.FREIGHT, GERMAN, ""),
    "no coach passes where none has a wait": (POST, "AA", Party.COACH, GERMAN, "refused.no_such_party"),
    "on foot": (POST, "AA", Party.FOOT, GERMAN, ""),
    "an assumed crossing has no waits of its own": (
        replace(POST, assumed=True, passenger_waits=()), "AA", Party.COACH, GERMAN, ""),
    "assumed, but only known ones are wanted": (
        replace(POST, assumed=True), "AA", Party.CAR, Traveller(known_crossings_only=True), "refused.assumed_crossing"),
    "known, and only known ones are wanted": (POST, "AA", Party.CAR, Traveller(known_crossings_only=True), ""),
    "avoided": (POST, "AA", Party.FREIGHT, Traveller(avoid_crossings=frozenset({"x"})), "refused.avoided_crossing"),
    "another one avoided": (POST, "AA", Party.FREIGHT, Traveller(avoid_crossings=frozenset({"y"})), ""),
    "the country ahead avoided": (
        POST, "AA", Party.CAR, Traveller(avoid_countries=frozenset({"BB"})), "refused.avoided_country"),
    "the country behind avoided": (
        POST, "AA", Party.CAR, Traveller(avoid_countries=frozenset({"AA"})), "refused.avoided_country"),
}  # fmt: skip


@pytest.mark.parametrize(("crossing", "origin", "party", "who", "expected"), CASES.values(), ids=CASES)
def test_a_crossing_lets_pass_whom_its_row_says(
    crossing: Crossing, origin: str, party: Party, who: Traveller, expected: str
) -> None:
    refused = refusal(crossing, origin, party, who)
    assert (refused.id if refused else "") == expected


def test_a_refusal_names_the_post_the_direction_and_the_source() -> None:
    refused = refusal(DATED, "BB", Party.CAR, GERMAN)
    assert refused is not None
    assert dict(refused.values) == {
        "crossing_id": "x", "crossing": "X", "from": "BB", "to": "AA", "source": SOURCE.text, "as_of": SOURCE.as_of,
        "verified_until": "2026-06-30",
    }  # fmt: skip
