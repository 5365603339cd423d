"""Who may pass a border crossing: one answer per crossing, direction and request, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corridor_planner.domain import Crossing, CrossingStatus, Message, Party, PassengerRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """Who asks to pass, as far as a border cares.

    Attributes
    ----------
    nationality
        ISO alpha-2 of the persons, "" for a third-country national.
    registration
        ISO alpha-2 of the vehicle's plates, "" when unknown.
    """

    nationality: str = ""
    registration: str = ""
    avoid_crossings: frozenset[str] = frozenset()
    avoid_countries: frozenset[str] = frozenset()
    known_crossings_only: bool = False


def refusal(crossing: Crossing, from_country: str, party: Party, who: Traveller) -> Message | None:
    """Return why a party may not pass in this direction, or None when it may.

    The word of ``status`` alone closes only a crossing that is closed, planned or under
    construction; a *restricted* one is open for exactly what its freight and passenger columns
    say. A closure whose confirmation date has passed stays closed.
    """
    to_country = crossing.other_country(from_country)
    values = _values(crossing, from_country, to_country)
    if crossing.id in who.avoid_crossings:
        return Message(id="refused.avoided_crossing", values=values)
    shunned = {from_country, to_country} & who.avoid_countries
    if shunned:
        return Message(id="refused.avoided_country", values=values | {"country": sorted(shunned)[0]})
    if crossing.assumed and who.known_crossings_only:
        return Message(id="refused.assumed_crossing", values=values)
    if not crossing.status.passable:
        return Message(id=f"refused.{crossing.status.value}", values=values)
    if party is Party.FREIGHT:
        return _refuse_freight(crossing, who, values)
    return _refuse_passengers(crossing, from_country, party, who, values)


def _refuse_freight(crossing: Crossing, who: Traveller, values: Mapping[str, object]) -> Message | None:
    if not crossing.freight or crossing.status is CrossingStatus.PASSENGER_ONLY:
        return Message(id="refused.no_freight", values=values)
    if crossing.mode == "road" and crossing.bilateral and who.registration not in (
        crossing.country_a, crossing.country_b
    ):  # fmt: skip
        return Message(id="refused.bilateral_freight", values=dict(values) | {"registration": who.registration or "?"})
    return None


def _refuse_passengers(
    crossing: Crossing, from_country: str, party: Party, who: Traveller, values: Mapping[str, object]
) -> Message | None:
    rule = crossing.passenger_rule(from_country)
    closed = dict(values) | {"verified_until": crossing.verified_until, "as_of": crossing.source.as_of}
    if rule is PassengerRule.NONE:
        id_ = "refused.no_passengers_dated" if crossing.verified_until else "refused.no_passengers"
        return Message(id=id_, values=closed)
    if rule is PassengerRule.FOREIGNERS_ONLY and who.nationality == from_country:
        return Message(id="refused.foreigners_only", values=closed)
    if rule is PassengerRule.CITIZENS_ONLY and who.nationality != crossing.other_country(from_country):
        return Message(id="refused.citizens_only", values=closed)
    if crossing.bilateral and who.nationality not in (crossing.country_a, crossing.country_b):
        return Message(id="refused.bilateral_passengers", values=closed | {"nationality": who.nationality or "?"})
    if not crossing.assumed and crossing.passenger_wait(party, from_country) is None:
        return Message(id="refused.no_such_party", values=dict(values) | {"party": party.value})
    return None


def _values(crossing: Crossing, from_country: str, to_country: str) -> dict[str, object]:
    return {
        "crossing_id": crossing.id,
        "crossing": crossing.name,
        "from": from_country,
        "to": to_country,
        "source": crossing.source.text,
        "as_of": crossing.source.as_of,
    }
