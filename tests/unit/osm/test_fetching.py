"""Downloads against a server on loopback that breaks, changes, drips and refuses."""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random

import pytest

from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput
from corridor_planner.osm import fetching
from corridor_planner.osm.fetching import Fetched, FetchState, fetch_file
from corridor_planner.osm.servers import Patience
from tests.support.server import Server, reply, serving

BODY = bytes(range(256)) * 4_000  # 1,024,000 bytes
OTHER = BODY[::-1]
HASTY = Patience(attempts=3, connect_s=2, read_s=2, seed=1, sleep=lambda _s: None)


def md5(body: bytes) -> str:
    return hashlib.md5(body).hexdigest()


@dataclass
class Shelf:
    """A server's one file, and the ways in which it fails.

    ``breaks`` holds, per request for the file, after how many bytes the connection ends; ``refusals``
    what is answered instead.
    """

    body: bytes = BODY
    etag: str = '"one"'
    ranges: bool = True
    told: str = ""
    breaks: list[int] = field(default_factory=list)
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith(".md5"):
            reply(handler, f"{self.told or md5(self.body)}  file.osm.pbf\n".encode())
            return
        if self.refusals:
            status, headers = self.refusals.pop(0)
            reply(handler, b"busy", status, **headers)
            return
        if self.etag and handler.headers.get("If-None-Match") == self.etag:
            reply(handler, status=304)
            return
        begin = self._begin(handler)
        if begin >= len(self.body):
            reply(handler, status=416, Content_Range=f"bytes */{len(self.body)}")
            return
        headers = {"ETag": self.etag} if self.etag else {}
        if begin:
            headers["Content-Range"] = f"bytes {begin}-{len(self.body) - 1}/{len(self.body)}"
        send = self.breaks.pop(0) if self.breaks else None
        reply(handler, self.body[begin:], 206 if begin else 200, send=send, **headers)

    def _begin(self, handler: BaseHTTPRequestHandler) -> int:
        wanted = handler.headers.get("Range", "")
        if not (self.ranges and wanted and handler.headers.get("If-Range") == self.etag):
            return 0
        return int(wanted.removeprefix("bytes=").rstrip("-"))


Fetch = Callable[..., Fetched]


@pytest.fixture
def shelf() -> Shelf:
    """What the server does; tests change it."""
    return Shelf()


@pytest.fixture
def server(shelf: Shelf) -> Iterator[Server]:
    with serving(shelf) as running:
        yield running


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "file.osm.pbf"


@pytest.fixture
def fetch(server: Server, target: Path) -> Fetch:
    """Fetch the file, without pauses."""

    def call(*, checksum: bool = True, patience: Patience = HASTY, **options: object) -> Fetched:
        sum_url = f"{server.url}/file.osm.pbf.md5" if checksum else ""
        return fetch_file(f"{server.url}/file.osm.pbf", target, checksum_url=sum_url, patience=patience, **options)  # type: ignore[arg-type]

    return call


def ranges(server: Server) -> list[str]:
    """The ranges that were asked of the file, "" for the whole."""
    return [wanted for _, path, wanted in server.asked if not path.endswith(".md5")]


def left_over(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_a_file_comes_whole_with_its_progress_and_checksum(fetch: Fetch, target: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    fetched = fetch(progress=lambda done, total: seen.append((done, total)))

    assert target.read_bytes() == BODY
    assert (fetched.state, fetched.size_bytes, fetched.received_bytes) == (FetchState.DOWNLOADED, len(BODY), len(BODY))
    assert (fetched.md5, fetched.checked) == (md5(BODY), True)
    assert seen[-1] == (len(BODY), len(BODY))
    assert left_over(target) == ["file.osm.pbf.json"]


def test_a_file_that_is_here_already_costs_one_request(fetch: Fetch, server: Server) -> None:
    fetch()
    before = len(server.asked)
    again = fetch()

    assert (again.state, again.received_bytes) == (FetchState.UP_TO_DATE, 0)
    assert len(server.asked) - before == 1


def test_without_a_checksum_the_etag_tells_that_a_file_is_the_newest(fetch: Fetch, server: Server) -> None:
    first = fetch(checksum=False)
    before = len(server.asked)
    again = fetch(checksum=False)

    assert (first.state, first.checked) == (FetchState.DOWNLOADED, False)
    assert (again.state, again.checked, again.md5) == (FetchState.UP_TO_DATE, False, md5(BODY))
    assert len(server.asked) - before == 1


def test_a_newer_file_on_the_server_replaces_the_one_here(fetch: Fetch, shelf: Shelf, target: Path) -> None:
    fetch()
    shelf.body, shelf.etag = OTHER, '"two"'

    assert fetch().state is FetchState.DOWNLOADED
    assert target.read_bytes() == OTHER


def test_a_broken_connection_goes_on_where_it_stopped(fetch: Fetch, shelf: Shelf, server: Server, target: Path) -> None:
    shelf.breaks = [300_000, 300_000]
    fetched = fetch()

    assert target.read_bytes() == BODY
    assert ranges(server) == ["", "bytes=300000-", "bytes=600000-"]
    assert fetched.received_bytes == len(BODY)


def test_as_long_as_something_comes_it_is_tried_again(fetch: Fetch, shelf: Shelf, target: Path) -> None:
    shelf.breaks = [100_000] * 8  # more often than attempts in a row
    fetch()
    assert target.read_bytes() == BODY


def test_a_part_of_an_earlier_call_is_completed(fetch: Fetch, shelf: Shelf, server: Server, target: Path) -> None:
    shelf.breaks = [400_000]
    with pytest.raises(EnvironmentFault, match="run the same command again later"):
        fetch(patience=replace(HASTY, attempts=1))
    assert not target.exists()
    fetched = fetch()

    assert (fetched.state, fetched.received_bytes) == (FetchState.RESUMED, len(BODY) - 400_000)
    assert ranges(server)[-1] == "bytes=400000-"
    assert target.read_bytes() == BODY


def test_ctrl_c_keeps_what_has_come(fetch: Fetch, server: Server, target: Path) -> None:
    def press(_done: int, _total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(progress=press)
    kept = target.with_name("file.osm.pbf.part").stat().st_size
    assert kept > 0
    assert fetch().state is FetchState.RESUMED
    assert ranges(server)[-1] == f"bytes={kept}-"
    assert target.read_bytes() == BODY


def test_a_part_that_is_whole_is_not_sent_again(fetch: Fetch, server: Server, target: Path) -> None:
    target.with_name("file.osm.pbf.part").write_bytes(BODY)
    note = {"url": f"{server.url}/file.osm.pbf", "validator": '"one"'}
    target.with_name("file.osm.pbf.part.json").write_text(json.dumps(note))
    fetched = fetch()

    assert (fetched.state, fetched.received_bytes) == (FetchState.RESUMED, 0)
    assert target.read_bytes() == BODY


def test_a_file_that_changed_on_the_server_starts_anew(fetch: Fetch, shelf: Shelf, target: Path) -> None:
    shelf.breaks = [400_000]
    with pytest.raises(EnvironmentFault):
        fetch(patience=replace(HASTY, attempts=1))
    shelf.body, shelf.etag = OTHER, '"two"'
    fetched = fetch()

    assert (fetched.state, fetched.received_bytes) == (FetchState.DOWNLOADED, len(OTHER))
    assert target.read_bytes() == OTHER


def test_a_server_that_ignores_ranges_sends_from_the_beginning(
    fetch: Fetch, shelf: Shelf, server: Server, target: Path
) -> None:
    shelf.ranges, shelf.breaks = False, [400_000]
    fetched = fetch()

    assert ranges(server) == ["", "bytes=400000-"]
    assert (fetched.received_bytes, target.read_bytes()) == (400_000 + len(BODY), BODY)


def test_a_server_that_ignores_ranges_and_always_breaks_is_given_up(fetch: Fetch, shelf: Shelf, server: Server) -> None:
    shelf.ranges, shelf.breaks = False, [400_000] * 9
    with pytest.raises(EnvironmentFault, match=r"broke the connection, 3 times in a row"):
        fetch()
    assert len(ranges(server)) == 3


def test_a_server_without_etag_and_date_is_not_resumed(fetch: Fetch, shelf: Shelf, server: Server) -> None:
    shelf.etag, shelf.breaks = "", [400_000]
    fetch()
    assert ranges(server) == ["", ""]


def test_a_wrong_checksum_removes_what_came(fetch: Fetch, shelf: Shelf, target: Path) -> None:
    shelf.told = "0" * 32
    with pytest.raises(DataFault, match=r"its MD5 is .* it was removed"):
        fetch()
    assert left_over(target) == []
    assert not target.exists()


def test_a_wrong_checksum_leaves_the_older_file(fetch: Fetch, shelf: Shelf, target: Path) -> None:
    fetch()
    shelf.body, shelf.etag, shelf.told = OTHER, '"two"', "0" * 32
    with pytest.raises(DataFault):
        fetch()
    assert target.read_bytes() == BODY


def test_a_file_shorter_than_promised_is_no_success(target: Path) -> None:
    def promise_more(handler: BaseHTTPRequestHandler) -> None:
        reply(handler, BODY, Content_Length=str(len(BODY) + 5), ETag='"one"')

    with serving(promise_more) as server, pytest.raises(EnvironmentFault, match="broke the connection"):
        fetch_file(f"{server.url}/x", target, patience=HASTY)
    assert not target.exists()


def test_a_file_cut_off_by_its_own_length_fails_its_checksum(target: Path) -> None:
    def promise_less(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith(".md5"):
            reply(handler, md5(BODY).encode())
        else:
            reply(handler, BODY, Content_Length=str(len(BODY) - 5))

    with serving(promise_less) as server, pytest.raises(DataFault, match="its MD5 is"):
        fetch_file(f"{server.url}/x", target, checksum_url=f"{server.url}/x.md5", patience=HASTY)
    assert not target.exists()


def test_a_busy_server_is_asked_again_after_the_pause_it_wants(fetch: Fetch, shelf: Shelf) -> None:
    pauses: list[float] = []
    shelf.refusals = [(503, {"Retry-After": "7"}), (429, {})]
    fetch(patience=replace(HASTY, sleep=pauses.append))

    assert pauses[0] == 7.0
    assert 1.0 <= pauses[1] <= 2.0


def test_pauses_double_up_to_a_bound_and_half_of_them_is_chance() -> None:
    patience = Patience(first_pause_s=1, longest_pause_s=60)
    pauses = [patience.pause_s(n, 0, Random(n)) for n in range(1, 12)]
    for n, pause in enumerate(pauses, start=1):
        whole = min(60, 2 ** (n - 1))
        assert whole / 2 <= pause <= whole
    assert [patience.pause_s(1, 0, Random(5)) for _ in range(2)] == [patience.pause_s(1, 0, Random(5))] * 2
    assert patience.pause_s(1, 10_000, Random(1)) == 120  # no server makes us wait for hours


@pytest.mark.parametrize(("status", "kind", "said"), [
    (404, DataFault, "answers 404"), (403, DataFault, "answers 403"), (500, EnvironmentFault, "answers 500"),
])  # fmt: skip
def test_a_refusal_is_told(fetch: Fetch, shelf: Shelf, status: int, kind: type[Exception], said: str) -> None:
    shelf.refusals = [(status, {})] * 9
    with pytest.raises(kind, match=said):
        fetch()


def test_a_missing_checksum_file_is_said_and_does_not_stop(target: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        reply(handler, BODY, 404 if handler.path.endswith(".md5") else 200)

    with serving(answer) as server:
        fetched = fetch_file(f"{server.url}/x", target, checksum_url=f"{server.url}/x.md5", patience=HASTY)
    assert (fetched.checked, target.read_bytes()) == (False, BODY)


def test_words_in_place_of_a_checksum_are_refused(target: Path) -> None:
    with (
        serving(lambda handler: reply(handler, b"<html>hello</html>")) as server,
        pytest.raises(DataFault, match="must hold an MD5 sum"),
    ):
        fetch_file(f"{server.url}/x", target, checksum_url=f"{server.url}/x.md5", patience=HASTY)


def test_a_line_that_drips_is_given_up(target: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b".")
            handler.wfile.flush()
            time.sleep(0.02)

    slow = replace(HASTY, attempts=2, slow_s=0.2, slow_bytes=1_000)
    began = time.monotonic()
    with serving(drip) as server, pytest.raises(EnvironmentFault, match="sends too slowly"):
        fetch_file(f"{server.url}/x", target, patience=slow)
    assert time.monotonic() - began < 2.5


def test_a_server_that_says_nothing_is_given_up(target: Path) -> None:
    quiet = replace(HASTY, attempts=2, read_s=0.15)
    with (
        serving(lambda _handler: time.sleep(0.5)) as server,
        pytest.raises(EnvironmentFault, match="does not answer in time, 2 times"),
    ):
        fetch_file(f"{server.url}/x", target, patience=quiet)


def test_offline_is_said_after_two_tries(target: Path) -> None:
    with serving(lambda _handler: None) as server:
        gone = server.url
    pauses: list[float] = []
    with pytest.raises(EnvironmentFault, match="you seem to be offline; check the connection"):
        fetch_file(f"{gone}/x", target, patience=replace(HASTY, sleep=pauses.append))
    assert len(pauses) == 1


def test_redirects_are_followed_and_bounded(target: Path) -> None:
    def lead_on(handler: BaseHTTPRequestHandler) -> None:
        step = int(handler.path.rpartition("/")[2])
        if step == 0:
            reply(handler, BODY)
        else:
            reply(handler, status=302, Location=f"/{step - 1}")

    with serving(lead_on) as server:
        assert fetch_file(f"{server.url}/3", target, patience=HASTY).size_bytes == len(BODY)
        with pytest.raises(DataFault, match="must not redirect more than"):
            fetch_file(f"{server.url}/30", target.with_name("b"), patience=HASTY)


def test_a_redirect_to_a_file_of_this_machine_is_refused(target: Path) -> None:
    with (
        serving(lambda handler: reply(handler, status=302, Location="file:///etc/passwd")) as server,
        pytest.raises(DataFault, match="must lead to a web server"),
    ):
        fetch_file(f"{server.url}/x", target, patience=HASTY)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "kazakhstan", "http://", "http://[x"])
def test_only_web_addresses_are_asked(url: str, target: Path) -> None:
    with pytest.raises(InvalidInput, match="only http:// and https://"):
        fetch_file(url, target, patience=HASTY)


def test_too_little_room_is_said_before_anything_comes(
    fetch: Fetch, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(target.parent)
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(EnvironmentFault, match=r"2 MB are needed and 0 MB are free"):
        fetch()
    assert not target.exists()


def test_a_disk_that_fills_up_is_said_and_the_part_kept(fetch: Fetch, target: Path) -> None:
    def fill(done: int, _total: int | None) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(EnvironmentFault, match="the disk is full; make room"):
        fetch(progress=fill)
    assert "file.osm.pbf.part" in left_over(target)
    assert fetch().state is FetchState.RESUMED
