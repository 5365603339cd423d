"""Names of extracts: typed in any script, with typos, as codes; and what a build makes of them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from corridor_planner.errors import AmbiguousName, InvalidInput, UnknownName
from corridor_planner.planning.extracts import find_extract, find_sources
from corridor_planner.store.extracts import Extract, load_extracts


@pytest.fixture(scope="module")
def index() -> tuple[Extract, ...]:
    return load_extracts()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kazakhstan", "kazakhstan"), ("KZ", "kazakhstan"), ("kaz", "kazakhstan"), ("Қазақстан", "kazakhstan"),
        ("Казахстан", "kazakhstan"), ("kazakstan", "kazakhstan"), ("Kazachstan", "kazakhstan"),
        ("Oʻzbekiston", "uzbekistan"), ("O'zbekiston", "uzbekistan"), ("usbekistan", "uzbekistan"),
        ("Türkiye", "turkey"), ("turkye", "turkey"), ("საქართველო", "georgia"), ("Gruziya", "georgia"),
        ("CN", "china"), ("RU", "russia"), ("Xinjiang", "xinjiang"), ("sinkiang", "xinjiang"),
        ("volga", "volga-fed-district"), ("Siberia", "siberian-fed-district"), ("turkmen", "turkmenistan"),
        ("Inner Mongolia", "inner-mongolia"), ("mongolia", "mongolia"), ("tajikistn", "tajikistan"),
    ],
)  # fmt: skip
def test_a_region_is_found_as_people_write_it(index: tuple[Extract, ...], typed: str, meant: str) -> None:
    if typed == "sinkiang":
        with pytest.raises(UnknownName) as error:
            find_extract(typed, index)
        assert meant in error.value.candidates
    else:
        assert find_extract(typed, index).id == meant


@pytest.mark.parametrize("typed", ["atlantis", "XX", "qq", "stan"])
def test_an_unknown_region_gets_candidates_and_the_list(index: tuple[Extract, ...], typed: str) -> None:
    with pytest.raises(UnknownName, match="fetch --list") as error:
        find_extract(typed, index)
    assert 1 <= len(error.value.candidates) <= 3


def test_a_beginning_of_several_is_refused_with_all_of_them(index: tuple[Extract, ...]) -> None:
    with pytest.raises(AmbiguousName) as error:
        find_extract("turk", index)
    assert error.value.candidates == ("turkmenistan", "turkey")


@pytest.mark.parametrize("typed", ["", "  ", "!!"])
def test_no_name_is_refused(index: tuple[Extract, ...], typed: str) -> None:
    with pytest.raises(InvalidInput, match="needs a name"):
        find_extract(typed, index)


def test_every_extract_has_an_address_of_a_pbf_and_its_sum(index: tuple[Extract, ...]) -> None:
    for extract in index:
        assert urlsplit(extract.url).scheme == "https"
        assert extract.url.endswith(f"/{extract.id}-latest.osm.pbf")
        assert extract.checksum_url == f"{extract.url}.md5"


def test_every_id_and_whole_country_finds_itself(index: tuple[Extract, ...]) -> None:
    for extract in index:
        assert find_extract(extract.id, index) is extract
        assert find_extract(extract.name, index) is extract
        if not extract.part_of:
            assert find_extract(extract.countries[0], index) is extract


def test_the_countries_of_the_corridor_and_their_neighbours_are_offered(index: tuple[Extract, ...]) -> None:
    offered = {country for extract in index for country in extract.countries}
    assert offered >= {"KZ", "UZ", "KG", "TJ", "TM", "AZ", "GE", "AM", "TR", "IR", "AF", "CN", "RU", "MN", "PK", "UA",
                       "RO", "BG", "BY"}  # fmt: skip


def test_a_build_takes_files_and_names_of_what_was_fetched(tmp_path: Path) -> None:
    fetched = tmp_path / "kazakhstan.osm.pbf"
    fetched.touch()
    assert find_sources(["my.osm", "sub/kg.pbf", "KZ"], tmp_path) == (Path("my.osm"), Path("sub/kg.pbf"), fetched)


def test_a_file_of_that_name_comes_before_an_extract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("georgia").touch()
    assert find_sources(["georgia"], tmp_path / "extracts") == (Path("georgia"),)


def test_a_folder_of_that_name_does_not_stand_in_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("georgia").mkdir()
    Path("georgia.osm.pbf").touch()
    assert find_sources(["georgia"], tmp_path) == (tmp_path / "georgia.osm.pbf",)


def test_a_name_that_was_not_fetched_is_answered_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"corridor-planner fetch kyrgyzstan .about 69 MB"):
        find_sources(["kirgizia"], tmp_path)
