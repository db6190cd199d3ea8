"""A CalDAV account: which calendars it has, and their entries of the coming weeks.

The few requests that this takes are written out here: they go through the one guarded door to
the network, which a client library with redirects and look-ups of its own would walk around.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

from upside.calendars.apart import MOST_BYTES
from upside.calendars.fetching import NO_ENTRY, NOT_THERE, Allowance, Answer, Login, Wish, ask
from upside.calendars.reading.faults import Unreadable

__all__ = [
    "MOST_CALENDARS",
    "Account",
    "Held",
    "calendars_held",
    "calendars_of",
    "entries_of",
    "stamp_of",
]

MULTI = 207
WRITTEN_IN = re.compile(r"\A\s*<\?xml[^>]*\?>")
MOST_CALENDARS = 20
MOST_LETTERS = 100
DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMES = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
ABOUT = (
    f"<d:propfind {NAMES}><d:prop><d:resourcetype/><d:current-user-principal/>"
    "<c:calendar-home-set/><c:supported-calendar-component-set/><c:schedule-calendar-transp/>"
    "<d:displayname/><d:current-user-privilege-set/></d:prop></d:propfind>"
)
STAMP = f"<d:propfind {NAMES}><d:prop><d:getetag/></d:prop></d:propfind>"
MAY_WRITE = {f"{DAV}{name}" for name in ("all", "write", "write-content", "bind")}


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account for one reading: the address they gave, and how they sign in there."""

    address: str
    login: Login
    hosts: Collection[str]
    allowance: Allowance = field(default_factory=Allowance, compare=False)


@dataclass(frozen=True, slots=True)
class Held:
    """One calendar of an account: whether it counts as busy, and may be written."""

    address: str
    name: str
    is_busy: bool
    may_be_written: bool


def calendars_held(account: Account) -> list[Held]:
    """Return the calendars of an account that hold entries.

    Raises
    ------
    Unreadable
        If the server does not let the account in, or shows no calendar.
    """
    at, found = _start(account)
    if _is_calendar(found):
        return [replace(_held(at, found), is_busy=True)]
    principal = found.findtext(f".//{DAV}current-user-principal/{DAV}href")
    if principal:
        at, found = _one(account, _within(account, at, principal))
    home = found.findtext(f".//{CAL}calendar-home-set/{DAV}href")
    at = _within(account, at, home) if home else at
    held = [
        _held(_within(account, at, href), response)
        for href, response in _responses(_ask(account, at, "PROPFIND", ABOUT, depth="1"))
        if _is_calendar(response) and _has_entries(response)
    ]
    if not any(one.is_busy for one in held):
        raise Unreadable("no_calendars")
    return held


def calendars_of(held: Iterable[Held]) -> list[str]:
    """Return the addresses of those calendars that count as busy."""
    return [one.address for one in held if one.is_busy][:MOST_CALENDARS]


def stamp_of(account: Account, address: str) -> str | None:
    """Return what the server calls the version that lies under ``address``; None: nothing does."""
    try:
        answer = _ask(account, address, "PROPFIND", STAMP, depth="0")
    except Unreadable as error:
        if error.fault.code != "gone":
            raise
        return None
    found = [response.findtext(f".//{DAV}getetag") for _href, response in _responses(answer)]
    return found[0] or "" if found else None


def entries_of(
    account: Account, calendars: Iterable[str], first: datetime, last: datetime
) -> bytes:
    """Return the entries of ``calendars`` between two instants, as one text."""
    report = (
        f"<c:calendar-query {NAMES}><d:prop><c:calendar-data/></d:prop><c:filter>"
        '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
        f'<c:time-range start="{_stamp(first)}" end="{_stamp(last)}"/>'
        "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
    )
    texts = ["BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"]  # an account without entries is no fault
    for calendar in calendars:
        answer = _ask(account, calendar, "REPORT", report, depth="1")
        for _href, response in _responses(answer):
            texts.append(response.findtext(f".//{CAL}calendar-data") or "")
    data = "\r\n".join(texts).encode()
    if len(data) > MOST_BYTES:
        raise Unreadable("too_large")
    return data


def _start(account: Account) -> tuple[str, ET.Element]:
    """Ask at the address that was given, else where servers say that their calendars begin."""
    try:
        return _one(account, account.address)
    except Unreadable as error:
        if error.fault.code not in {"gone", "no_caldav"}:
            raise
        return _one(account, _within(account, account.address, "/.well-known/caldav"))


def _one(account: Account, address: str) -> tuple[str, ET.Element]:
    answer = _ask(account, address, "PROPFIND", ABOUT, depth="0")
    for _href, response in _responses(answer):
        return answer.target.address(), response
    raise Unreadable("no_caldav")


def _ask(account: Account, address: str, method: str, body: str, *, depth: str) -> Answer:
    headers = {"Depth": depth, "Content-Type": 'application/xml; charset="utf-8"'}
    text = f'<?xml version="1.0" encoding="utf-8"?>{body}'.encode()
    wish = Wish(address, method, text, headers, account.login)
    answer = ask(wish, hosts=account.hosts, allowance=account.allowance)
    if answer.status in NO_ENTRY:
        raise Unreadable("no_login")
    if answer.status in NOT_THERE:
        raise Unreadable("gone")
    if answer.status != MULTI:
        raise Unreadable("no_caldav")
    return answer


def _responses(answer: Answer) -> Iterator[tuple[str, ET.Element]]:
    try:
        text = answer.body.decode("utf-8-sig")  # in any other dress an entity would not be seen
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise Unreadable("no_caldav")
        root = ET.fromstring(WRITTEN_IN.sub("", text, count=1))  # noqa: S314 - no entity is in it
    except (ET.ParseError, ValueError) as error:
        raise Unreadable("no_caldav") from error
    for response in root.iter(f"{DAV}response"):
        yield response.findtext(f"{DAV}href") or "", response


def _within(account: Account, at: str, reference: str) -> str:
    """Return the address of ``reference``; the account's password goes to no other server."""
    try:
        found = urljoin(at, reference.strip())
        is_other = urlsplit(found).hostname != urlsplit(account.address).hostname
    except ValueError as error:
        raise Unreadable("other_server") from error
    if is_other:
        raise Unreadable("other_server")
    return found


def _is_calendar(response: ET.Element) -> bool:
    return response.find(f".//{DAV}resourcetype/{CAL}calendar") is not None


def _has_entries(response: ET.Element) -> bool:
    kinds = {one.get("name") for one in response.iter(f"{CAL}comp")}
    return not kinds or "VEVENT" in kinds


def _held(address: str, response: ET.Element) -> Held:
    name = " ".join((response.findtext(f".//{DAV}displayname") or "").split())
    is_free = response.find(f".//{CAL}schedule-calendar-transp/{CAL}transparent") is not None
    rights = {right.tag for one in response.iter(f"{DAV}privilege") for right in one}
    return Held(
        address,
        name[:MOST_LETTERS] or unquote(urlsplit(address).path).strip("/").rpartition("/")[2],
        is_busy=not is_free,
        may_be_written=not rights or bool(rights & MAY_WRITE),  # some servers do not tell
    )


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
