"""Place search over names, local names and other spellings, in any script."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from statistics import median
from typing import Final

from corridor_planner.domain import Place
from corridor_planner.errors import AmbiguousName, InvalidInput, UnknownName
from corridor_planner.graph.folding import fold, light, romanise
from corridor_planner.units import METRES_PER_KM, great_circle_m

SAME_TOWN_M: Final = 60 * METRES_PER_KM  # a port or station as far as this belongs to the town of its name
_SIDE: Final = "crossing"
_LEAST_PREFIX: Final = 3
_LEAST_TYPO: Final = 4
_TYPO_SCORE: Final = 75.0  # of 100; one wrong letter in four still fits
_LAST: Final = "\U0010ffff"
_COUNTRY: Final = re.compile(r"^(?P<name>.+?)\s*(?:,\s*|\()(?P<country>[A-Za-z]{2})\)?$")
_PARTS: Final = re.compile(r"\s*[()/;]\s*|\s+[–—]\s+")


class Match(IntEnum):
    """How a query fits a name, best first."""

    ID = 0
    SPELLING = 1  # the same letters
    NAME = 2  # the same but for marks and apostrophes
    ROMAN = 3  # the same in Latin letters
    PREFIX = 4
    WORD = 5  # the beginning of a later word
    TYPO = 6

    @property
    def exact(self) -> bool:
        """True when the whole name was written."""
        return self <= Match.ROMAN


_SCORES: Final = {
    Match.ID: 100.0, Match.SPELLING: 100.0, Match.NAME: 98.0, Match.ROMAN: 96.0, Match.PREFIX: 90.0, Match.WORD: 80.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place that fits a query.

    Attributes
    ----------
    text
        The spelling of the place that was matched.
    score
        0 to 100.
    """

    place: Place
    text: str
    score: float
    match: Match


@dataclass(frozen=True, slots=True)
class _Spelling:
    place: int
    text: str
    light: str
    folded: str
    roman: str


class Gazetteer:
    """Search over places; the index is made at the first search."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = tuple(places)

    def find(self, place_id: str) -> Place | None:
        """Return the place of an id; None where there is none."""
        return self._by_id.get(place_id)

    def search(self, query: str, limit: int = 8) -> tuple[Hit, ...]:
        """Return the best places for what was typed, at most ``limit``; among equals larger towns come first.

        Typing errors are forgiven only where nothing fits as it stands.
        """
        wanted = fold(query)
        if query.strip() in self._by_id:
            place = self._by_id[query.strip()]
            return (Hit(place=place, text=place.id, score=_SCORES[Match.ID], match=Match.ID),)
        if not wanted:
            return ()
        hits = self._best(self._fits(query, wanted)) or self._best(self._typos(wanted, _TYPO_SCORE, 8 * limit))
        return tuple(hits[:limit])

    def resolve(self, query: str, *, prefer_kinds: Sequence[str] = ()) -> Place:
        """Return the one place that is meant.

        An id wins; then the whole name, best spelled first; then the beginning of a name. A country
        may follow (``Alat, AZ``). Sides of crossings count only where no other place fits.

        Parameters
        ----------
        prefer_kinds
            Kinds of place, best first, for choosing among places of one name in one town.

        Raises
        ------
        AmbiguousName
            When places in two countries, or far apart, fit equally well.
        UnknownName
            When nothing fits; the three nearest names are its candidates.
        """
        text = query.strip()
        if text in self._by_id:
            return self._by_id[text]
        if not fold(text):
            raise InvalidInput("place", query, rule="a place needs a name", remedy="give a name, an id or lon,lat")
        fitting = self._meant(text)
        qualified = _COUNTRY.match(text)
        if not fitting and qualified:
            country = qualified["country"].upper()
            fitting = self._meant(qualified["name"], country)
        if not fitting:
            raise self._unknown(query)
        if not _in_one_town([hit.place for hit in fitting]):
            raise _ambiguous(query, fitting)
        return min(fitting, key=lambda hit: (_rank(hit.place.kind, prefer_kinds), *self._standing(hit.place))).place

    @cached_property
    def _by_id(self) -> dict[str, Place]:
        return {place.id: place for place in self._places}

    @cached_property
    def _spellings(self) -> tuple[_Spelling, ...]:
        return tuple(
            _Spelling(i, text, light(text), folded, romanise(folded))
            for i, place in enumerate(self._places)
            for text in _spellings_of(place)
            if (folded := fold(text))
        )

    @cached_property
    def _whole(self) -> dict[str, list[_Spelling]]:
        """Spellings by their folded and Latin form."""
        index: dict[str, list[_Spelling]] = {}
        for spelling in self._spellings:
            for form in {spelling.folded, spelling.roman}:
                index.setdefault(form, []).append(spelling)
        return index

    @cached_property
    def _beginnings(self) -> tuple[list[str], list[tuple[_Spelling, bool]]]:
        """Every word's start in sorted order, with its spelling and whether it is the first word."""
        starts = [
            (form[at:], at == 0, spelling)
            for spelling in self._spellings
            for form in {spelling.folded, spelling.roman}
            for at in _word_starts(form)
        ]
        starts.sort(key=lambda start: start[0])
        return [text for text, _, _ in starts], [(spelling, first) for _, first, spelling in starts]

    @cached_property
    def _roman_forms(self) -> dict[str, list[_Spelling]]:
        forms: dict[str, list[_Spelling]] = {}
        for spelling in self._spellings:
            forms.setdefault(spelling.roman, []).append(spelling)
        return forms

    def _fits(self, query: str, wanted: str) -> Iterator[Hit]:
        as_typed, roman = light(query), romanise(wanted)
        for form in {wanted, roman}:
            for spelling in self._whole.get(form, ()):
                if spelling.light == as_typed:
                    match = Match.SPELLING
                else:
                    match = Match.NAME if spelling.folded == wanted else Match.ROMAN
                yield self._hit(spelling, match)
            texts, spellings = self._beginnings
            for k in range(bisect_left(texts, form), bisect_left(texts, form + _LAST)):
                spelling, first = spellings[k]
                yield self._hit(spelling, Match.PREFIX if first else Match.WORD)

    def _typos(self, wanted: str, least_score: float, limit: int) -> Iterator[Hit]:
        from rapidfuzz import fuzz, process

        roman = romanise(wanted)
        if len(roman) < _LEAST_TYPO:
            return
        for form, score, _ in process.extract(
            roman, list(self._roman_forms), scorer=fuzz.ratio, score_cutoff=least_score, limit=limit
        ):
            for spelling in self._roman_forms[form]:
                yield self._hit(spelling, Match.TYPO, score)

    def _hit(self, spelling: _Spelling, match: Match, score: float | None = None) -> Hit:
        worth = _SCORES[match] if score is None else score
        return Hit(place=self._places[spelling.place], text=spelling.text, score=worth, match=match)

    @cached_property
    def _typical_population(self) -> dict[str, float]:
        """Median of the known populations of each kind of place."""
        known: dict[str, list[int]] = {}
        for place in self._places:
            if place.population > 0:
                known.setdefault(place.kind, []).append(place.population)
        return {kind: median(people) for kind, people in known.items()}

    def _standing(self, place: Place) -> tuple[bool, float, str]:
        """Larger towns first, sides of crossings last; where nobody counted, a place is typical of its kind."""
        people = place.population or self._typical_population.get(place.kind, 0.0)
        return place.kind == _SIDE, -people, place.id

    def _best(self, hits: Iterator[Hit]) -> list[Hit]:
        """Return the best hit of each place, best first."""
        found: dict[str, Hit] = {}
        for hit in hits:
            known = found.get(hit.place.id)
            if known is None or (hit.match, -hit.score) < (known.match, -known.score):
                found[hit.place.id] = hit
        return sorted(found.values(), key=lambda hit: (hit.match, -hit.score, *self._standing(hit.place)))

    def _meant(self, text: str, country: str = "") -> list[Hit]:
        """Return the hits of the best kind of match that has any; sides of crossings only if nothing else has."""
        wanted = fold(text)
        hits = [hit for hit in self._best(self._fits(text, wanted)) if country in ("", hit.place.country)]
        exact = [hit for hit in hits if hit.match.exact]
        prefix = [hit for hit in hits if hit.match is Match.PREFIX] if len(wanted) >= _LEAST_PREFIX else []
        for group in (exact, prefix):
            for fitting in (_except_sides(group), group):
                if fitting:
                    best = fitting[0].match
                    return [hit for hit in fitting if hit.match is best]
        return []

    def _unknown(self, query: str) -> UnknownName:
        nearest = self._best(self._typos(fold(query), 0.0, 12))[:3]
        names = ", ".join(f"{hit.place.name} ({hit.place.id})" for hit in nearest)
        remedy = f"did you mean {names}?" if names else "search with 'places', or give lon,lat"
        return UnknownName("place", query, rule="no place has this name", remedy=remedy,
                           candidates=tuple(hit.place.id for hit in nearest))  # fmt: skip


def _spellings_of(place: Place) -> Iterator[str]:
    """Yield every way to write a place: names, aliases, and the parts that brackets and slashes divide."""
    seen: set[str] = set()
    name = place.name.removesuffix(f" ({place.country} side)") if place.kind == _SIDE else place.name
    for text in (place.name, name, place.name_local, *place.aliases):
        for part in (text, *_PARTS.split(text)):
            if part and part not in seen and part != f"{place.country} side":
                seen.add(part)
                yield part


def _word_starts(form: str) -> Iterator[int]:
    yield 0
    for i, letter in enumerate(form):
        if letter == " ":
            yield i + 1


def _rank(kind: str, prefer_kinds: Sequence[str]) -> int:
    return prefer_kinds.index(kind) if kind in prefer_kinds else len(prefer_kinds)


def _except_sides(hits: Sequence[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.place.kind != _SIDE]


def _in_one_town(places: Sequence[Place]) -> bool:
    first = places[0]
    return all(
        place.country == first.country and great_circle_m(first.lon, first.lat, place.lon, place.lat) <= SAME_TOWN_M
        for place in places
    )


def _ambiguous(query: str, hits: Sequence[Hit]) -> AmbiguousName:
    shown = [hit.place for hit in hits[:8]]
    named = "the name of" if hits[0].match.exact else "the beginning of"
    listed = ", ".join(f"{place.id} ({place.name}, {place.country})" for place in shown)
    return AmbiguousName(
        "place", query, rule=f"it is {named} several places", remedy=f"write the id of one: {listed}",
        candidates=tuple(place.id for place in shown),
    )  # fmt: skip
