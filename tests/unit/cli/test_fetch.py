"""``fetch`` and ``build NAME`` as a stranger types them, against a mirror on loopback."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from corridor_planner.osm import fetching
from tests.support.server import Server, reply, serving
from tests.unit.cli.conftest import Type

TWO = Path(__file__).parents[2] / "data" / "two_countries.osm"


def offer(handler: BaseHTTPRequestHandler) -> None:
    """Offer Georgia and Armenia, each with a few bytes that are no PBF, and nothing else."""
    name = handler.path.rpartition("/")[2]
    body = name.split("-")[0].encode() * 1_000
    if not name.startswith(("georgia", "armenia")):
        reply(handler, b"no such file", 404)
    elif name.endswith(".md5"):
        reply(handler, hashlib.md5(body).hexdigest().encode())
    else:
        reply(handler, body, ETag=f'"{name}"')


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(offer) as server:
        monkeypatch.setenv("CORRIDOR_EXTRACTS_URL", f"{server.url}/mirror/")
        yield server


def test_several_regions_come_and_the_next_command_is_told(type_in: Type, mirror: Server, home: Path) -> None:
    answer = type_in("fetch", "Gruziya", "AM", "georgia")

    assert answer.code == 0
    assert "Georgia (for 'Gruziya'): downloaded, 0.0 MB, MD5 compared" in answer.out
    assert "corridor-planner build georgia armenia" in answer.out
    assert "OpenStreetMap" in answer.out
    assert "georgia: 0.0 of 0.0 MB" in answer.err
    assert sorted(p.name for p in (home / "home/extracts").glob("*.pbf")) == ["armenia.osm.pbf", "georgia.osm.pbf"]
    assert mirror.asked[0][1] == "/mirror/europe/georgia-latest.osm.pbf.md5"


def test_what_is_here_is_said_to_be_up_to_date_and_listed(type_in: Type, mirror: Server) -> None:
    type_in("fetch", "georgia")
    again = type_in("fetch", "georgia", "--json")
    listed = json.loads(type_in("fetch", "--list", "--json").out)

    assert json.loads(again.out)["extracts"][0]["state"] == "up_to_date"
    assert {e["id"] for e in listed["extracts"] if e["state"] == "present"} == {"georgia"}
    assert len(mirror.asked) == 3


def test_a_folder_of_ones_own_is_named_in_the_next_command(type_in: Type, mirror: Server) -> None:
    document = json.loads(type_in("fetch", "armenia", "--out", "my files", "--json").out)
    assert document["next_command"] == "corridor-planner build 'my files/armenia.osm.pbf'"
    assert Path("my files/armenia.osm.pbf").is_file()


def test_the_list_is_for_people_and_asks_nobody(type_in: Type, mirror: Server) -> None:
    out = type_in("fetch", "--list").out
    assert "kazakhstan" in out
    assert "about 212" in out
    assert max(map(len, out.splitlines())) <= 100
    assert mirror.asked == []


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("fetch",), 2, ["Name one or more regions"]),
        (("fetch", "georgia", "--list"), 2, ["Name one or more regions"]),
        (("fetch", "atlantis"), 2, ["no extract has this name", "candidates:"]),
        (("fetch", "georgia", "turk"), 2, ["several extracts fit", "turkmenistan"]),
        (("fetch", "iran"), 3, ["answers 404", "fetch --list"]),
        (("fetch", "georgia", "--base-url", "ftp://x.org"), 2, ["--base-url is 'ftp://x.org'", "only http://"]),
        (("build", "georgia"), 2, ["corridor-planner fetch georgia"]),
        (("build", "gorgia.osm.pbf"), 2, ["there is no such file"]),
        (("build", "gorgonzola"), 2, ["source is 'gorgonzola'", "no extract has this name", "candidates:"]),
    ],
)
def test_what_is_wrong_is_told_with_the_remedy(
    type_in: Type, mirror: Server, typed: tuple[str, ...], code: int, said: list[str]
) -> None:
    answer = type_in(*typed)

    assert answer.code == code
    for words in said:
        assert words in answer.err
    assert not any(path.endswith("georgia-latest.osm.pbf") for _, path, _ in mirror.asked)


def test_offline_exits_3_and_says_so(type_in: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(offer) as server:
        gone = server.url
    monkeypatch.setattr(fetching.PATIENT.__class__, "pause_s", lambda *_: 0.0)
    answer = type_in("fetch", "georgia", "--base-url", gone, "--json")

    assert answer.code == 3
    assert json.loads(answer.out)["code"] == "environment_fault"
    assert "you seem to be offline" in json.loads(answer.out)["detail"]


def test_ctrl_c_exits_130_and_says_that_the_part_is_kept(
    type_in: Type, mirror: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "_pour", press)
    answer = type_in("fetch", "georgia")
    assert answer.code == 130
    assert "the same command goes on from there" in answer.err


def test_a_fetched_extract_is_built_by_its_name(type_in: Type, home: Path) -> None:
    import osmium

    folder = home / "home" / "extracts"
    folder.mkdir(parents=True)
    with osmium.SimpleWriter(str(folder / "georgia.osm.pbf")) as writer:
        for element in osmium.FileProcessor(str(TWO)):
            writer.add(element)
    answer = type_in("build", "Georgia", "--json")

    assert answer.code == 0, answer.err
    document = json.loads(answer.out)
    assert (document["name"], document["sources"], document["nodes"]) == ("georgia", ["georgia.osm.pbf"], 19)
