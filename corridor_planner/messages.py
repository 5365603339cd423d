"""Texts for people: message ids with values become words here, and nowhere else.

The core speaks in ids (``refused.no_freight``) with values; this catalog turns them into
sentences. A language is a mapping from the English template to its own; a text that is missing
falls back to English, a missing value to its name, and nothing ever fails for want of a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from types import MappingProxyType
from typing import Final, Protocol

_KILO: Final = 1000


class HasIdAndValues(Protocol):
    """Anything that names a text and carries its values."""

    @property
    def id(self) -> str:
        """Message id."""
        ...

    @property
    def values(self) -> Mapping[str, object]:
        """Values of the template."""
        ...


ENGLISH: Final[Mapping[str, str]] = MappingProxyType({
    "why.time": "earliest arrival",
    "why.cost": "cheapest",
    "why.co2e": "least CO2e",
    "why.transfers": "fewest changes",
    "why.reliable": "surest to be in time",
    "why.compromise": "good in everything",
    "why.different": "another way, through {through}",
    "note.loading": "loading at the terminal and waiting for the train",
    "note.unloading": "price includes unloading at the terminal ({usd} USD)",
    "note.on_board": "going on board: {line}",
    "note.off_ship": "leaving the ship: {line}",
    "note.for_ship": "waiting for {service} to sail",
    "note.for_flight": "waiting for the next flight {service}",
    "note.station": "to the station, in time for {train}",
    "note.from_station": "from the station ({train})",
    "note.gauge_change": "change of gauge {from} to {to} mm",
    "note.transfer": "transfer from {from} to {to}",
    "note.until_open": "waiting until the post opens",
    "note.until_departure": "waiting for the departure",
    "note.until_season": "waiting until the road is open or faster",
    "note.break": "driver's break",
    "note.daily_rest": "driver's daily rest",
    "note.weekly_rest": "driver's weekly rest",
    "note.visit": "visit",
    "note.until_stop_opens": "waiting until the stop is open",
    "refused.avoided_crossing": "{crossing} ({crossing_id}): you asked to avoid it",
    "refused.avoided_country": "{crossing} ({crossing_id}): you asked to avoid {country}",
    "refused.avoided_mode": "you asked to avoid travel by {mode}",
    "refused.assumed_crossing": "{crossing} ({crossing_id}): known from OpenStreetMap only",
    "refused.closed": "{crossing} ({crossing_id}) is closed as of {as_of}: {source}",
    "refused.under_construction": "{crossing} ({crossing_id}) is under construction as of {as_of}",
    "refused.planned": "{crossing} ({crossing_id}) is only planned as of {as_of}",
    "refused.no_freight": "{crossing} ({crossing_id}): no freight passes",
    "refused.bilateral_freight":
        "{crossing} ({crossing_id}): only vehicles of the two countries pass (not {registration})",
    "refused.bilateral_passengers":
        "{crossing} ({crossing_id}): only citizens of the two countries pass (not {nationality})",
    "refused.no_passengers": "{crossing} ({crossing_id}): no passengers from {from} to {to}",
    "refused.no_passengers_dated":
        "{crossing} ({crossing_id}): closed to passengers from {from} to {to}, confirmed until {verified_until} "
        "({source})",
    "refused.foreigners_only": "{crossing} ({crossing_id}): citizens of {from} may not leave here, only foreigners",
    "refused.citizens_only": "{crossing} ({crossing_id}): only citizens of {to} may enter here",
    "refused.no_such_party": "{crossing} ({crossing_id}): nobody passes as {party}",
    "refused.banned_vehicle": "{rule}: closed to every {vehicle} all year ({source})",
    "refused.season": "{rule}: closed in months {months} ({reason}); {alternative} (as of {as_of})",
    "refused.not_open": "{crossing} ({crossing_id}): does not open within three weeks (hours {hours})",
    "no_plan.all_refused": "There is no way from {from} to {to} for {profile}: all {count} ways across are refused.",
    "no_plan.no_train": "No passenger train runs from {from} to {to}.",
    "no_plan.not_connected": "{from} and {to} are not connected for {profile}.",
    "no_plan.no_access": "{place} ({country}) has no road, station or port that {profile} can use.",
    "no_plan.season": "Every way is closed in this season.",
    "no_plan.in_time": "No way is open within {days} days of the departure.",
    "no_plan.too_many_transfers": "The best way needs {found} transfers, but at most {allowed} are allowed.",
    "no_plan.island": "No way from {from} to {to}: {place} lies on an island of {nodes} points that joins nothing.",
    "no_plan.tour": "No order serves all stops; {count} cannot be served.",
    "remedy.drop_via": "Leave out {value}",
    "left_out.over_capacity": "{stop}: its {demand_kg} kg alone are more than the vehicle holds ({capacity_kg} kg)",
    "left_out.load_together":
        "{stop}: its {demand_kg} kg are too much together with {against} ({capacity_kg} kg in all)",
    "left_out.no_way_in": "{stop}: no way leads there within {days} days",
    "left_out.no_way_out": "{stop}: the end cannot be reached from there within {days} days",
    "left_out.no_way_home": "the end of the tour cannot be reached from its start within {days} days",
    "left_out.closed": "{stop}: even straight from the start no opening is left that holds the visit ({days} days)",
    "left_out.conflict": "{stop}: its opening hours cannot be kept together with {against}",
    "left_out.no_order_found": "{stop}: no order was found that serves it with all the others",
    "remedy.drop_avoid_country": "Allow {value}",
    "remedy.drop_avoid_crossing": "Allow the crossing {value}",
    "remedy.assumed_crossings": "Allow crossings that are known from OpenStreetMap only",
    "remedy.drop_avoid_mode": "Allow travel by {value}",
    "remedy.intermodal": "Send it as a container by truck, train and ship",
    "remedy.by_air": "Travel with flights",
    "remedy.other_date": "Choose another date",
    "cause.handling": "handling at {place}",
    "cause.loading": "loading at the first terminal",
    "cause.passage": "the passage {place}",
    "cause.queue": "the wait at {place}",
    "cause.road": "driving in {country}",
    "cause.rail": "running of trains in {country}",
    "warning.assumed_crossing": "{crossing} is not in the tables; its wait is the median of its kind (estimate)",
    "warning.assumed_departure": "departure times of {service} are assumed; check them before travelling",
    "warning.assumed_crossing_without_wait": "{crossing} is not in the tables; no wait is known, none is counted",
    "warning.unclear_service": "it is not sure that {service} runs",
    "warning.book_ahead": "book {service} about {days} days ahead",
    "warning.closure_not_verified": "{crossing}: the closure to passengers was not verified since {until}",
    "warning.rule_soon_to_change": "{crossing}: its passenger rules are confirmed only until {until}",
    "warning.reopening_not_confirmed": "{crossing}: reopening was announced for {date}, not confirmed ({source})",
    "warning.regulation": "{rule}: bans by the hour, planned as {factor} times the time ({reason}; as of {as_of})",
    "warning.assumed_terminal": "whether {place} handles containers between road and rail is assumed",
    "warning.via_one_way": "{crossing} is shut to you in the other direction, so the way passes it from {from} to {to}",
    "no_plan.via_refused": "{crossing} cannot be passed by {profile} in any direction.",
    "note.sea_border": "entering {to} from {from} by sea",
    "note.along": "along {roads}",
    "note.by_coach": "by coach",
    "note.by_hired_car": "by hired car with driver",
    "cause.road_anywhere": "driving",
    "cause.rail_anywhere": "running of trains",
    "warning.default_departure": "no departure was given: planned for {depart}",
    "warning.estimated_wait": "the wait at {crossing} is an estimate: {basis}",
    "warning.estimates": "many prices and times are estimates; see the sources of each step",
    "warning.fee_unknown": "what is paid at the post {crossing} itself is unknown and not in the price",
    "warning.holidays": "{crossing} shuts on public holidays of {countries}; dates are announced a few days ahead",
    "warning.no_nationality": "no nationality was given: planned for a third-country national",
    "warning.no_timetable": "{line} has no timetable: one waits {typical_h} h typically, {p90_h} h in the worst tenth",
    "warning.not_checked": "not checked: no data for {what} (needs {needs})",
    "warning.old_wait": "the wait at {crossing} is a figure of {as_of}",
    "warning.seasonal": "{rule}: takes {factor} times as long in this month ({reason}; as of {as_of})",
    "warning.snapped": "{place} lies {distance_m} m from the network",
    "warning.round_by_sea": "this goes round by sea because these are refused by land: {crossings}",
    "warning.visa": "{nationality} in {country}: {regime}. {note}",
    "warning.visa_unknown": "{nationality} in {country}: no visa rule in the tables; ask the embassy",
})  # fmt: skip


def text(message: HasIdAndValues, lang: str = "en") -> str:
    """Return the words of a message; an unknown id is told by id and values."""
    template = ENGLISH.get(message.id)
    if template is None:
        told = ", ".join(f"{name}={value}" for name, value in message.values.items())
        return f"{message.id}: {told}" if told else message.id
    return _fill(_translate(template, lang), message.values)


def _translate(template: str, lang: str) -> str:
    del lang  # catalogs of other languages hang in here, keyed by the English template
    return template


def _fill(template: str, values: Mapping[str, object]) -> str:
    parts: list[str] = []
    for literal, name, _, _ in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            value = values.get(name, name)
            parts.append(f"{value:g}" if isinstance(value, float) else str(value))
    return "".join(parts)


def tell_duration(seconds: float) -> str:
    """Return a duration in hours below 48 h, then in days."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02d} min" if rest else f"{hours} h"
    return f"{minutes / 1440:.1f} d"


def tell_distance(metres: float) -> str:
    """Return a distance in metres below 1 km, with a decimal below 10 km, then in whole km."""
    if round(metres) < _KILO:
        return f"{metres:.0f} m"
    km = metres / _KILO
    return f"{km:.1f} km" if round(km, 1) < 10 else f"{km:,.0f} km"


def tell_money(usd: float) -> str:
    """Return an amount in whole dollars, with cents below 10."""
    return f"{usd:.2f} USD" if 0 < abs(usd) < 9.995 else f"{usd:,.0f} USD"


def tell_mass(kg: float) -> str:
    """Return a mass in kg below 10 t, with a decimal below 10 kg, then in tonnes."""
    if round(kg) >= 10 * _KILO:
        return f"{kg / _KILO:,.1f} t"
    return f"{kg:.1f} kg" if 0 < kg < 9.95 else f"{kg:,.0f} kg"
