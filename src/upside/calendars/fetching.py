"""One request to a calendar server, through the guard, within limits of time and size."""

import http.client
import socket
import ssl
import threading
import time
import zlib
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from upside.calendars.apart import MOST_BYTES
from upside.calendars.guard import PORTS, Target, target_of
from upside.calendars.reading.faults import Unreadable

__all__ = ["Allowance", "Answer", "Login", "Wish", "ask", "fetched"]

SECONDS = 20.0
SECONDS_IN_ALL = 60.0
MOST_REDIRECTS = 5
MOVED = {301, 302, 303, 307, 308}
NO_ENTRY = {401, 403}
NOT_THERE = {404, 410}


@dataclass(frozen=True, slots=True)
class Login:
    """The account of somebody on their calendar server."""

    user: str
    password: str = field(repr=False)

    def header(self) -> str:
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a server; ``login`` goes to the server of the first address only.

    ``stays`` where the body is for that server alone, too.
    """

    address: str
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    login: Login | None = None
    stays: bool = False


@dataclass(slots=True)
class Allowance:
    """What one reading may take in all, over however many requests: seconds and bytes."""

    ends_at: float = field(default_factory=lambda: time.monotonic() + SECONDS_IN_ALL)
    n_bytes: int = field(default_factory=lambda: MOST_BYTES)

    def seconds(self, most: float) -> float:
        """Return how long the next request may take, ``most`` or what is left.

        Raises
        ------
        Unreadable
            If nothing is left.
        """
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise Unreadable("slow")
        return min(most, left)

    def take(self, n_bytes: int) -> None:
        """Count what has come.

        Raises
        ------
        Unreadable
            If that is more than was left.
        """
        self.n_bytes -= n_bytes
        if self.n_bytes < 0:
            raise Unreadable("too_large")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, and from where; ``etag`` is its name for this version."""

    status: int
    target: Target
    body: bytes
    etag: str = ""


def ask(
    wish: Wish,
    *,
    hosts: Collection[str],
    seconds: float = SECONDS,
    allowance: Allowance | None = None,
) -> Answer:
    """Send one request, follow its redirects, and return the answer, whatever its status.

    ``seconds`` are for each step; ``allowance`` is shared by all requests of one reading.

    Raises
    ------
    Unreadable
        If the guard refuses the address or one it leads to, nobody answers in time, or the answer
        is too large.
    """
    allowance = allowance or Allowance()
    target = target_of(wish.address, hosts=hosts)
    home = target.origin
    for _turn in range(MOST_REDIRECTS):
        left = allowance.seconds(seconds)
        answer, further = _once(wish, target, with_login=target.origin == home, seconds=left)
        if further is None:
            allowance.take(len(answer.body))
            return answer
        target = target_of(target.at(further), hosts=hosts)
        if wish.stays and target.origin != home:
            raise Unreadable("other_server")
    raise Unreadable("redirects")


def fetched(wish: Wish, *, hosts: Collection[str]) -> bytes:
    """Return what lies under an address.

    Raises
    ------
    Unreadable
        As ``ask`` says, and where the server gives something else than the file.
    """
    answer = ask(wish, hosts=hosts)
    if answer.status in NO_ENTRY:
        raise Unreadable("no_entry")
    if answer.status in NOT_THERE:
        raise Unreadable("gone")
    if answer.status != http.client.OK:
        raise Unreadable("server")
    return answer.body


def _once(
    wish: Wish, target: Target, *, with_login: bool, seconds: float
) -> tuple[Answer, str | None]:
    headers = {"Accept-Encoding": "gzip", "User-Agent": "Upside calendars", **wish.headers}
    if wish.login and with_login:
        headers["Authorization"] = wish.login.header()
    connection = _connection(target, seconds)
    with _ending(connection, seconds) as has_rung:
        try:
            connection.request(wish.method, target.path, body=wish.body or None, headers=headers)
            got = connection.getresponse()
            place = got.getheader("Location", "")
            if got.status in MOVED and place:
                return Answer(got.status, target, b""), place
            body = got.read(MOST_BYTES + 1)
            if has_rung.is_set():  # what has come so far would look like all of it
                raise TimeoutError
            plain = _plain(body, got.getheader("Content-Encoding"))
            return Answer(got.status, target, plain, got.getheader("ETag", "")), None
        except ssl.SSLError as error:
            raise Unreadable("slow" if has_rung.is_set() else "certificate") from error
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            is_slow = has_rung.is_set() or isinstance(error, TimeoutError)
            raise Unreadable("slow" if is_slow else "no_answer") from error


def _connection(target: Target, seconds: float) -> http.client.HTTPConnection:
    """Return a connection that goes to the checked address and asks for the name."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=seconds)

    def connect() -> None:
        sock = socket.create_connection((target.ip, target.port), seconds)
        if target.scheme != "https":
            connection.sock = sock
            return
        safe = ssl.create_default_context().wrap_socket(
            sock, server_hostname=target.host, do_handshake_on_connect=False
        )
        connection.sock = safe  # before its handshake, which is ended in time as well
        safe.do_handshake()

    connection.default_port = PORTS[target.scheme]
    connection.connect = connect  # type: ignore[method-assign]
    return connection


@contextmanager
def _ending(connection: http.client.HTTPConnection, seconds: float) -> Iterator[threading.Event]:
    """End the connection after ``seconds`` in all, also where the server sends drop by drop."""
    has_rung = threading.Event()

    def ring() -> None:
        has_rung.set()
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    bell = threading.Timer(seconds, ring)
    bell.daemon = True
    bell.start()
    try:
        yield has_rung
    finally:
        bell.cancel()
        connection.close()


def _plain(body: bytes, encoding: str | None) -> bytes:
    if encoding in {"gzip", "deflate"}:
        try:
            body = zlib.decompressobj(47).decompress(body, MOST_BYTES + 1)
        except zlib.error as error:
            raise Unreadable("no_answer") from error
    if len(body) > MOST_BYTES:
        raise Unreadable("too_large")
    return body
