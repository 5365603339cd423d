"""Talking to servers: sessions, patience, and what a refusal means to the caller.

Whatever may pass by itself (a broken line, a busy server) is a :class:`Broken` attempt and is tried
again after a pause that doubles each time, with jitter, so that many clients do not return at once;
whatever will not pass is an error of the planner.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Final, TypeVar
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from corridor_planner import __version__
from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput, PlannerError

USER_AGENT: Final = f"corridor-planner/{__version__}"
BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_MOST_REDIRECTS: Final = 5

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait for a server, and how often to ask again.

    Attributes
    ----------
    attempts
        Tries in a row that bring nothing new.
    attempts_to_reach
        Tries when the server was never reached: most likely there is no network.
    first_pause_s, longest_pause_s
        The pause before the second try, and the bound of its doubling. A server may ask for a longer one.
    connect_s, read_s
        Longest wait for a connection, and for the next byte.
    slow_bytes, slow_s
        A line that brings fewer bytes than ``slow_bytes`` in ``slow_s`` is given up and opened again.
    seed
        Of the jitter; None takes the machine's randomness.
    sleep
        Waits; tests give one that does not.
    """

    attempts: int = 6
    attempts_to_reach: int = 2
    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0
    connect_s: float = 15.0
    read_s: float = 60.0
    slow_bytes: int = 10_000
    slow_s: float = 60.0
    seed: int | None = None
    sleep: Callable[[float], None] = time.sleep

    @property
    def timeout(self) -> tuple[float, float]:
        """The two waits as requests takes them."""
        return self.connect_s, self.read_s

    def pause_s(self, failures: int, asked_s: float, dice: Random) -> float:
        """Return the pause after so many failures: doubled each time, half of it by chance."""
        usual = min(self.longest_pause_s, self.first_pause_s * 2.0 ** (failures - 1)) * dice.uniform(0.5, 1.0)
        return max(usual, min(asked_s, 2 * self.longest_pause_s))


PATIENT: Final = Patience()


class Broken(Exception):
    """An attempt that may succeed when it is repeated.

    Parameters
    ----------
    reason
        What the server did, to stand behind "it".
    reached
        The server answered at all.
    progressed
        Something new came before it broke.
    asked_s
        Pause that the server asked for.
    """

    def __init__(self, reason: str, *, reached: bool = True, progressed: bool = False, asked_s: float = 0.0) -> None:
        self.reason, self.reached, self.progressed, self.asked_s = reason, reached, progressed, asked_s
        super().__init__(reason)


def persist(attempt: Callable[[], T], url: str, patience: Patience, *, remedy: str) -> T:
    """Try until it succeeds, or nothing new has come for as many attempts as patience allows.

    Raises
    ------
    EnvironmentFault
        Names the server and what it did last.
    """
    dice = Random(patience.seed)  # noqa: S311 - jitter, no secret
    failures, ever_reached = 0, False
    while True:
        try:
            return attempt()
        except Broken as broken:
            failures = 1 if broken.progressed else failures + 1
            ever_reached |= broken.reached
            if failures >= (patience.attempts if ever_reached else patience.attempts_to_reach):
                raise _given_up(url, broken, failures, remedy, ever_reached=ever_reached) from broken
            patience.sleep(patience.pause_s(failures, broken.asked_s, dice))


def _given_up(url: str, broken: Broken, failures: int, remedy: str, *, ever_reached: bool) -> EnvironmentFault:
    host = urlsplit(url).netloc
    if ever_reached:
        return EnvironmentFault("server", host, rule=f"it {broken.reason}, {failures} times in a row", remedy=remedy)
    return EnvironmentFault("server", host, rule=f"it {broken.reason}; you seem to be offline",
                            remedy=f"check the connection (and a proxy, if you need one); {remedy}")  # fmt: skip


def open_session() -> AbstractContextManager[requests.Session]:
    """Return a session that follows few redirects and says who asks."""
    session = requests.Session()
    session.max_redirects = _MOST_REDIRECTS
    session.headers["User-Agent"] = USER_AGENT
    return session


def refuse_foreign_url(url: str, what: str = "address") -> None:
    """Refuse whatever is no address of a web server.

    Raises
    ------
    InvalidInput
        When the scheme is not http or https, or the host is missing.
    """
    try:
        parts = urlsplit(url)
        foreign = parts.scheme not in ("http", "https") or not parts.hostname
    except ValueError:
        foreign = True
    if foreign:
        raise InvalidInput(what, url, rule="only http:// and https:// addresses are asked",
                           remedy="give the address of a server, such as https://download.geofabrik.de")  # fmt: skip


def ask(session: requests.Session, url: str, patience: Patience, headers: dict[str, str]) -> requests.Response:
    """Send a GET request and return the answer, whose body is still to be read.

    Raises
    ------
    Broken
        When it may be tried again.
    DataFault, EnvironmentFault
        When not: endless redirects, a certificate that nobody vouches for.
    """
    try:
        return session.get(url, headers=headers, stream=True, timeout=patience.timeout)
    except requests.RequestException as error:
        raise understood(error, url) from error


def understood(error: requests.RequestException, url: str) -> Broken | PlannerError:
    """Return what a failed request means: an attempt to repeat, or an error."""
    if isinstance(error, requests.exceptions.SSLError):
        return EnvironmentFault("certificate", urlsplit(url).netloc, rule="it must be one that this machine trusts",
                                remedy="check the clock, the machine's certificates and the address")  # fmt: skip
    if isinstance(error, requests.TooManyRedirects):
        return DataFault("address", url, rule=f"it must not redirect more than {_MOST_REDIRECTS} times",
                         remedy="check the address of the server")  # fmt: skip
    if isinstance(error, requests.exceptions.ReadTimeout):
        return Broken("does not answer in time")
    if isinstance(error, requests.ConnectTimeout):
        return Broken("cannot be reached in time", reached=False)
    if isinstance(error, requests.ConnectionError):
        inner = error.args[0] if error.args else None
        unreached = isinstance(inner, MaxRetryError) and isinstance(inner.reason, NewConnectionError)
        return Broken("cannot be reached" if unreached else "broke the connection", reached=not unreached)
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return Broken("broke the connection")
    return DataFault("address", url, rule=f"it must lead to a web server ({type(error).__name__})",
                     remedy="check the address, and where it redirects")  # fmt: skip


def refuse_status(response: requests.Response, *, remedy: str) -> None:
    """Accept an answer that is none of the server's refusals.

    Raises
    ------
    Broken
        When the server is busy or at fault for the moment.
    DataFault
        When it refuses for good.
    """
    status = response.status_code
    if status in BUSY:
        asked = response.headers.get("Retry-After", "")
        raise Broken(f"answers {status} {response.reason}", asked_s=float(asked) if asked.isdigit() else 0.0)
    if status >= 400:
        raise DataFault("address", response.url, rule=f"the server answers {status} {response.reason}", remedy=remedy)
