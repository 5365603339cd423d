"""Download a file so that no byte comes twice: resumed where it broke, compared with its checksum.

What has come lies in ``<target>.part`` beside ``<target>.part.json``, which says of which file on the
server it is a part (RFC 9110: ETag, or the date of the last change). A server that has another file by
now sends that from its beginning (If-Range), and so does one that knows no ranges. The target itself
appears whole, by renaming.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import requests
from urllib3.exceptions import HTTPError

from corridor_planner.errors import DataFault, EnvironmentFault
from corridor_planner.osm.servers import (
    PATIENT,
    Broken,
    Patience,
    ask,
    open_session,
    persist,
    refuse_foreign_url,
    refuse_status,
)

BytesProgress = Callable[[int, int | None], None]  # bytes that are here, and bytes of the whole, if known

_CHUNK: Final = 1 << 18
_CHECKSUM_BYTES: Final = 4_096
_MD5: Final = re.compile(r"\b[0-9a-fA-F]{32}\b")
_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_SPARE_BYTES: Final = 1 << 20
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_AGAIN: Final = "run the same command again later: what has come is kept"


class FetchState(Enum):
    """How a file came to be here."""

    DOWNLOADED = "downloaded"
    RESUMED = "resumed"  # a part of it was here before
    UP_TO_DATE = "up_to_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that is here, whole.

    Attributes
    ----------
    received_bytes
        What came over the line this time.
    md5
        Of the file that is here.
    checked
        The sum was compared with the server's.
    """

    path: Path
    state: FetchState
    size_bytes: int
    received_bytes: int
    md5: str
    checked: bool


def fetch_file(
    url: str, target: Path, *, checksum_url: str = "", patience: Patience = PATIENT,
    progress: BytesProgress = lambda _done, _total: None,
) -> Fetched:  # fmt: skip
    """Bring a file here, unless the same one is here already.

    An interruption keeps what has come; the next call goes on from there.

    Parameters
    ----------
    checksum_url
        Address of the file's MD5 sum, "" where there is none.

    Raises
    ------
    InvalidInput
        When an address is none of a web server.
    EnvironmentFault
        When the server cannot be reached or breaks off again and again, or the disk is full.
    DataFault
        When the server has no such file, or what came does not have the checksum; it is removed then.
    """
    for address in filter(None, (url, checksum_url)):
        refuse_foreign_url(address)
    part = _Part(target, url)
    with open_session() as session:
        wanted = _ask_checksum(session, checksum_url, patience)
        known = _md5_of(target) if target.is_file() else ""
        if known and known == wanted:
            return _up_to_date(target, known, checked=True)
        unchanged = part.validator_of_target() if known and not wanted else ""
        best = _Best(part.size_bytes)
        resumed = part.size_bytes > 0
        changed = persist(
            lambda: _receive(session, part, best, patience, progress, unchanged=unchanged), url, patience, remedy=_AGAIN
        )
        if not changed:
            return _up_to_date(target, known, checked=False)
        md5 = _md5_of(part.path)
        if wanted and md5 != wanted and md5 != _ask_checksum(session, checksum_url, patience):
            part.remove()
            raise DataFault("download", url, rule=f"its MD5 is {md5}, but {checksum_url} says {wanted}",
                            remedy="it was removed; run the command again, or name another mirror")  # fmt: skip
    part.finish()
    state = FetchState.RESUMED if resumed and not best.restarted else FetchState.DOWNLOADED
    return Fetched(path=target, state=state, size_bytes=target.stat().st_size, received_bytes=best.received, md5=md5,
                   checked=bool(wanted))  # fmt: skip


def _up_to_date(target: Path, md5: str, *, checked: bool) -> Fetched:
    return Fetched(path=target, state=FetchState.UP_TO_DATE, size_bytes=target.stat().st_size, received_bytes=0,
                   md5=md5, checked=checked)  # fmt: skip


class _Best:
    """How far a download has come over all attempts."""

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        self.received = 0
        self.restarted = False

    def beaten_by(self, size_bytes: int) -> bool:
        beaten = size_bytes > self.size_bytes
        self.size_bytes = max(self.size_bytes, size_bytes)
        return beaten


class _Part:
    """The part of a file that is here, and what tells whether the server still has the same file."""

    def __init__(self, target: Path, url: str) -> None:
        self.target, self.url = target, url
        self.path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self._note_of_target = target.with_name(target.name + ".json")
        if not self.validator:
            self.remove()

    @property
    def size_bytes(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    @property
    def validator(self) -> str:
        return self._read(self._note)

    def validator_of_target(self) -> str:
        return self._read(self._note_of_target)

    def restart(self, validator: str) -> None:
        """Forget what came: another file is on the server, or one that is sent from its beginning."""
        self.path.unlink(missing_ok=True)
        self._note.write_text(json.dumps({"url": self.url, "validator": validator}), encoding="utf-8")

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self) -> None:
        self.path.replace(self.target)
        self._note.replace(self._note_of_target)

    def _read(self, note: Path) -> str:
        try:
            known = json.loads(note.read_text(encoding="utf-8"))
            return str(known["validator"]) if known["url"] == self.url else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""


def _ask_checksum(session: requests.Session, url: str, patience: Patience) -> str:
    """Return the MD5 sum that a server tells, "" where it has none."""
    if not url:
        return ""

    def attempt() -> str:
        with ask(session, url, patience, {"Accept-Encoding": "identity"}) as response:
            if response.status_code in (404, 410):
                return ""
            refuse_status(response, remedy="check the address of the checksum")
            try:
                text = response.raw.read(_CHECKSUM_BYTES).decode("ascii", "replace")
            except HTTPError as error:
                raise Broken("broke the connection") from error
        found = _MD5.search(text)
        if found is None:
            raise DataFault("checksum", url, rule="it must hold an MD5 sum", remedy="check the address of the server")
        return found[0].lower()

    return persist(attempt, url, patience, remedy="what was fetched before can be built: see 'fetch --list'")


def _receive(
    session: requests.Session, part: _Part, best: _Best, patience: Patience, progress: BytesProgress, *, unchanged: str
) -> bool:
    """Make one attempt to complete a part; False when the server says that the target is still its newest."""
    have, validator = part.size_bytes, part.validator
    headers = {"Accept-Encoding": "identity"}
    if have and validator:
        headers |= {"Range": f"bytes={have}-", "If-Range": validator}
    elif unchanged:
        headers["If-None-Match" if unchanged.startswith('"') else "If-Modified-Since"] = unchanged
    with ask(session, part.url, patience, headers) as response:
        if response.status_code == 304:
            return False
        if response.status_code == 416:
            if response.headers.get("Content-Range", "").strip() == f"bytes */{have}":
                return True
            part.remove()
            best.restarted = True
            raise Broken("does not have the rest of the file")
        refuse_status(response, remedy="see the addresses with 'fetch --list'; another mirror can be named")
        total = _goes_on(response, have, validator)
        if total is None:
            best.restarted |= have > 0
            part.restart(_validator(response))
            total = _number(response.headers.get("Content-Length", ""))
        _refuse_full_disk(part, total)
        _pour(response, part, best, patience, progress, total)
    return True


def _goes_on(response: requests.Response, have: int, validator: str) -> int | None:
    """Return the whole's size when an answer is the rest of the part that is here, else None."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range", "").strip())
    if response.status_code != 206 or found is None or int(found[1]) != have or found[2] == "*":
        return None
    return int(found[2]) if _validator(response) in ("", validator) else None


def _validator(response: requests.Response) -> str:
    """Return what tells a file from its successors: a strong ETag, else the date of its last change."""
    etag: str = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else response.headers.get("Last-Modified", "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else -1


def _pour(
    response: requests.Response, part: _Part, best: _Best, patience: Patience, progress: BytesProgress, total: int
) -> None:
    """Add what comes to the part; ``total`` is the size of the whole, -1 where the server does not tell it."""
    size = part.size_bytes
    since, since_size = time.monotonic(), size
    with _told_when_full(part), part.path.open("ab") as file:
        while True:
            try:
                chunk = response.raw.read1(_CHUNK)
            except HTTPError as error:
                raise Broken("broke the connection", progressed=best.beaten_by(size)) from error
            if not chunk:
                break
            file.write(chunk)
            size += len(chunk)
            best.received += len(chunk)
            progress(size, total if total >= 0 else None)
            now = time.monotonic()
            if size - since_size >= patience.slow_bytes:
                since, since_size = now, size
            elif now - since > patience.slow_s:
                raise Broken("sends too slowly", progressed=best.beaten_by(size))
    if total >= 0 and size != total:
        progressed = best.beaten_by(size)
        if size > total:
            part.remove()
        raise Broken(f"sent {size} bytes where it promised {total}", progressed=progressed)


@contextmanager
def _told_when_full(part: _Part) -> Iterator[None]:
    """Tell a disk that is full, or a folder that cannot be written, in words."""
    try:
        yield
    except EnvironmentFault:
        raise
    except OSError as error:
        rule = "the disk is full" if error.errno in _FULL else f"it must be writable: {error.strerror}"
        raise EnvironmentFault("folder", str(part.path.parent), rule=rule,
                               remedy=f"make room, or choose another folder; then {_AGAIN}") from error  # fmt: skip


def _refuse_full_disk(part: _Part, total: int) -> None:
    free = shutil.disk_usage(part.path.parent).free
    missing = total - part.size_bytes + _SPARE_BYTES
    if total >= 0 and missing > free:
        rule = f"{missing / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free"
        raise EnvironmentFault("folder", str(part.path.parent), rule=rule,
                               remedy="make room, or choose another folder with --out")  # fmt: skip


def _md5_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
