"""Finding places as people write them."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from corridor_planner.domain import Place
from corridor_planner.errors import AmbiguousName, InvalidInput, UnknownName
from corridor_planner.graph.backbone import build_backbone
from corridor_planner.graph.folding import fold, romanise
from corridor_planner.graph.gazetteer import Gazetteer, Match
from corridor_planner.store.world import load_world
from tests.support.toys import town

CASE = Path(__file__).parents[2] / "data" / "cases" / "place_names.csv"


@pytest.fixture(scope="module")
def twelve() -> Gazetteer:
    """Twelve towns in Latin, Cyrillic and Turkic letters, two of them called Alat."""
    with CASE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return Gazetteer([
        Place(id=r["id"], name=r["name_en"], name_local=r["name"], aliases=(r["name_ru"],), country=r["country"],
              lon=float(r["lon"]), lat=float(r["lat"]), tz="UTC")
        for r in rows
    ])  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    """All places of the backbone, sides of crossings included."""
    return Gazetteer(build_backbone(load_world()).places)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("qoqon", "p2"), ("QOQON", "p2"), ("Qo'qon", "p2"), ("Qo’qon", "p2"), ("Qo`qon", "p2"), ("Qoʻqon", "p2"),
        ("fargona", "p3"), ("түркістан", "p4"), ("turkmenbasy", "p6"), ("TÜRKMENBAŞY", "p6"),
        (unicodedata.normalize("NFD", "Türkmenbaşy"), "p6"), ("ashgabat", "p7"), ("ələt", "p8"), ("құрық", "p10"),
        ("Курык", "p10"), ("ош", "p11"), ("ОШ", "p11"), ("Osh", "p11"), ("хуҷанд", "p12"), ("Khujand", "p12"),
        ("Усть-Каменогорск", "p5"), ("Ust Kamenogorsk", "p5"),
    ],
)  # fmt: skip
def test_a_town_is_found_however_it_is_written(twelve: Gazetteer, typed: str, found: str) -> None:
    assert twelve.search(typed)[0].place.id == found
    assert twelve.resolve(typed).id == found


def test_two_towns_of_one_name_are_both_shown_and_none_is_taken(twelve: Gazetteer) -> None:
    assert {hit.place.id for hit in twelve.search("Alat")} == {"p8", "p9"}
    with pytest.raises(AmbiguousName, match=r"p8 \(Alat, AZ\), p9 \(Alat, UZ\)") as error:
        twelve.resolve("Alat")
    assert error.value.candidates == ("p8", "p9")


@pytest.mark.parametrize(("typed", "found"), [("Alat, UZ", "p9"), ("alat (az)", "p8"), ("Alat,AZ", "p8")])
def test_a_country_after_the_name_decides(twelve: Gazetteer, typed: str, found: str) -> None:
    assert twelve.resolve(typed).id == found


@pytest.mark.parametrize("typed", ["zzzz", "", "   ", "'", "-", "\u200b", "a" * 5000, "{{7*7}}", "<b>", "🚂"])
def test_nonsense_finds_nothing_and_breaks_nothing(twelve: Gazetteer, typed: str) -> None:
    assert twelve.search(typed) == ()
    with pytest.raises(InvalidInput):
        twelve.resolve(typed)


@pytest.mark.parametrize("typed", ["Tashkent", "Ташкент", "Toshkent", "tashkant", "TOSHKENT", "Тошкент", "Tashk"])
def test_tashkent_is_found_in_any_script_and_with_a_slip(shipped: Gazetteer, typed: str) -> None:
    assert shipped.search(typed)[0].place.id == "uz-tashkent"


def test_the_beginning_of_a_name_finds_it(shipped: Gazetteer) -> None:
    assert "uz-samarkand" in {hit.place.id for hit in shipped.search("Самар")}
    assert shipped.resolve("Samark").id == "uz-samarkand"


def test_a_slip_is_never_taken_silently_but_the_nearest_are_named(shipped: Gazetteer) -> None:
    with pytest.raises(UnknownName, match=r"did you mean Tashkent \(uz-tashkent\)") as error:
        shipped.resolve("tashkant")
    assert error.value.candidates[0] == "uz-tashkent"
    assert len(error.value.candidates) == 3


def test_khorgos_lists_town_and_crossing(shipped: Gazetteer) -> None:
    hits = shipped.search("Khorgos")
    assert hits[0].place.id == "cn-khorgos"
    assert {"kz-cn-khorgos-road:KZ", "kz-cn-khorgos-road:CN", "kz-khorgos-gateway"} <= {h.place.id for h in hits}
    assert shipped.resolve("Khorgos").id == "cn-khorgos"


def test_a_side_of_a_crossing_is_meant_by_its_id(shipped: Gazetteer) -> None:
    assert shipped.resolve("kz-cn-altynkol-rail:CN").country == "CN"
    with pytest.raises(AmbiguousName):
        shipped.resolve("Nur Zholy")


def test_an_exact_name_beats_a_longer_one() -> None:
    gazetteer = Gazetteer([town("big", 70, 40, name="Aktaukala"), town("small", 71, 40, name="Aktau")])
    assert gazetteer.resolve("Aktau").id == "small"
    assert [hit.match for hit in gazetteer.search("Aktau")] == [Match.SPELLING, Match.PREFIX]


def test_an_id_beats_every_name() -> None:
    gazetteer = Gazetteer([town("osh", 70, 40, name="Elsewhere"), town("x", 71, 40, name="osh")])
    assert gazetteer.resolve("osh").name == "Elsewhere"


def test_a_beginning_that_fits_towns_far_apart_is_ambiguous() -> None:
    gazetteer = Gazetteer([town("a", 70, 40, name="Aktobe"), town("b", 75, 40, name="Aktau")])
    with pytest.raises(AmbiguousName, match="the beginning of several places"):
        gazetteer.resolve("Akt")


def test_two_letters_are_too_few_to_guess_a_town_from() -> None:
    gazetteer = Gazetteer([town("a", 70, 40, name="Aktobe")])
    assert gazetteer.search("ak")[0].place.id == "a"
    with pytest.raises(UnknownName):
        gazetteer.resolve("ak")


def test_the_kind_that_is_preferred_is_taken_in_one_town() -> None:
    city, port = town("city", 41.7, 42.1, name="Poti"), town("port", 41.6, 42.1, kind="sea_port", name="Poti")
    gazetteer = Gazetteer([replace(city, population=40_000), port])
    assert gazetteer.resolve("Poti").id == "city"
    assert gazetteer.resolve("Poti", prefer_kinds=("sea_port", "city")).id == "port"


def test_a_preferred_kind_in_another_country_does_not_decide() -> None:
    gazetteer = Gazetteer([
        town("az", 49.4, 39.9, "AZ", "sea_port", name="Alat"), town("uz", 63.8, 39.4, "UZ", name="Alat"),
    ])  # fmt: skip
    with pytest.raises(AmbiguousName):
        gazetteer.resolve("Alat", prefer_kinds=("sea_port",))


def test_larger_towns_come_first_and_then_the_id() -> None:
    people = {"b": 10, "a": 10, "c": 99}
    gazetteer = Gazetteer([
        replace(town(id_, 70 + i, 40, name=f"Ak{id_}"), population=n) for i, (id_, n) in enumerate(people.items())
    ])  # fmt: skip
    assert [hit.place.id for hit in gazetteer.search("ak")] == ["c", "a", "b"]


def test_a_city_that_nobody_counted_stands_among_cities() -> None:
    people = {"a": ("town", 90), "b": ("city", 0), "c": ("city", 100), "d": ("city", 200), "e": ("city", 300)}
    gazetteer = Gazetteer([
        replace(town(id_, 70 + i, 40, kind=kind, name=f"Ak{id_}"), population=n)
        for i, (id_, (kind, n)) in enumerate(people.items())
    ])  # fmt: skip
    assert [hit.place.id for hit in gazetteer.search("ak")] == ["e", "b", "d", "c", "a"]


def test_no_more_hits_than_asked_for(shipped: Gazetteer) -> None:
    assert len(shipped.search("a", limit=5)) == 5


def test_every_place_is_found_by_its_own_name(shipped: Gazetteer) -> None:
    places = build_backbone(load_world()).places
    lost = [p.id for p in places if p.id not in {h.place.id for h in shipped.search(p.name, limit=50)}]
    assert lost == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Qoʻqon", "QO'QON"), ("Ələt", "alat"), ("Aşgabat", "ASGABAT"), ("Iğdır", "igdir"), ("İstanbul", "istanbul"),
     ("Köneürgenç", "koneurgenc"), ("Ust-Kamenogorsk", "ust  kamenogorsk"), ("ＡＬＭＡＴＹ", "Almaty")],
)  # fmt: skip
def test_spellings_that_people_take_for_one_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_scripts_become_latin_letters() -> None:
    assert [romanise(fold(text)) for text in ("Ташкент", "Ош", "თბილისი")] == ["tashkent", "osh", "tbilisi"]
