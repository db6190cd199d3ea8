"""Reads a mailbox by IMAP, and changes nothing in it: neither marks nor mails.

What comes from there was written by anybody: sizes and numbers are bounded, and a mail that
cannot be read is left out.
"""

import imaplib
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["Mailbox", "MailboxError", "Place", "opened", "place_of"]

log = logging.getLogger("upside.notices")

PORT, SAFE_PORT = 143, 993
"""None, STARTTLS, TLS from the start; with the port each is known by."""
TIMEOUT_SECONDS = 10
SECONDS_IN_ALL = 15.0  # the worker does nothing else meanwhile
MOST_AT_ONCE = 50
MOST_BYTES = 500_000
LOOK_BACK = timedelta(days=30)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""IMAP's, whatever language is spoken here."""


class MailboxError(Exception):
    """The mailbox cannot be reached or read; what it said holds no password."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mailbox is: taken from ``imaps://USER:PASSWORD@HOST:PORT/FOLDER``."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An open folder: its ``validity`` changes when the server counts its mails anew.

    ``is_over`` is set when its time is used up.
    """

    client: imaplib.IMAP4
    validity: int
    is_over: threading.Event

    def new_mails(self, *, after: int, at: datetime) -> Iterator[tuple[int, bytes | None]]:
        """Yield mails with a number above ``after``: the number, and the mail in bytes.

        At most fifty, in order, of the last thirty days, and as many as come in the time there is;
        None instead of one that is too large, or takes all of the time by itself.
        """
        since = (at - LOOK_BACK).date()
        day = f"{since.day:02d}-{MONTHS[since.month - 1]}-{since.year}"
        found = self._said("SEARCH", f"UID {after + 1}:*", "SINCE", day)
        numbers = sorted({int(n) for n in found[0].split()} if found and found[0] else ())
        # "5:*" names the last mail even where its number is below 5
        new = [n for n in numbers if n > after][:MOST_AT_ONCE]
        small = self._small(new) if new else set()
        for number in new:
            try:
                mail = self._mail(number) if number in small else None
            except (imaplib.IMAP4.error, OSError):
                if not self.is_over.is_set():
                    raise
                if number == new[0]:
                    yield number, None
                return
            yield number, mail

    def _small(self, numbers: list[int]) -> set[int]:
        """Return those of ``numbers`` that are not too large: asked once for all."""
        told = _flat(self._said("FETCH", ",".join(map(str, numbers)), "(UID RFC822.SIZE)"))
        small = set()
        for line in told:
            number, size = (re.search(rb"\b" + w + rb" (\d+)", line) for w in (b"UID", b"SIZE"))
            if number and size and int(size[1]) <= MOST_BYTES:
                small.add(int(number[1]))
        return small

    def _mail(self, number: int) -> bytes | None:
        parts = self._said("FETCH", f"{number}", "(BODY.PEEK[])")
        return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)

    def _said(self, command: str, *words: str) -> list[Any]:
        answer, data = self.client.uid(command, *words)
        if answer != "OK":
            raise MailboxError(f"{command}: {answer}")
        return data


def place_of(address: str) -> Place:
    """Return the parts of a mailbox address; the folder is INBOX where none is named."""
    parts = urlsplit(address)
    return Place(
        parts.scheme,
        parts.hostname or "",
        parts.port or (SAFE_PORT if parts.scheme == "imaps" else PORT),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
    )


@contextmanager
def opened(place: Place) -> Iterator[Mailbox]:
    """Open the folder for reading only, and close the connection after.

    Raises
    ------
    MailboxError
        If the server cannot be reached, refuses the sign-in, has no such folder, or takes longer
        for that than there is time.
    """
    client: imaplib.IMAP4 | None = None
    is_over = threading.Event()

    def ring() -> None:
        is_over.set()
        with suppress(OSError, AttributeError):
            if client is not None:
                client.sock.shutdown(socket.SHUT_RDWR)

    bell = threading.Timer(SECONDS_IN_ALL, ring)
    bell.daemon = True
    bell.start()
    try:
        client = _connected(place)
        client.login(place.user, place.password)
        folder = place.folder.replace("\\", "\\\\").replace('"', '\\"')
        answer, _data = client.select(f'"{folder}"', readonly=True)
        if answer != "OK":
            raise MailboxError(f"folder {place.folder}: {answer}")
        _name, validity = client.response("UIDVALIDITY")
        yield Mailbox(client, int((validity or [b"0"])[0] or b"0"), is_over)
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        # by class alone: what a server says may repeat a name or a password
        raise MailboxError(type(error).__name__) from error
    finally:
        bell.cancel()
        if client is not None:
            _let_go(client)


def _connected(place: Place) -> imaplib.IMAP4:
    if place.scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(
            place.host, place.port, ssl_context=context, timeout=TIMEOUT_SECONDS
        )
    client = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT_SECONDS)
    if place.scheme == "imap+tls":
        client.starttls(ssl.create_default_context())
    return client


def _let_go(client: imaplib.IMAP4) -> None:
    try:
        client.logout()
    except (imaplib.IMAP4.error, OSError):
        log.debug("the mailbox closed first")


def _flat(data: list[Any]) -> list[bytes]:
    pieces = (part if isinstance(part, tuple) else (part,) for part in data)
    return [piece for some in pieces for piece in some if isinstance(piece, bytes)]
