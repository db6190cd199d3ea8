"""Writing single entries into a calendar of a CalDAV account, through the same guarded door.

An entry bears no people: a server that sends invitations by itself would write to them.
"""

import http.client
from urllib.parse import quote, urlsplit, urlunsplit

from upside.calendars.caldav import Account, stamp_of
from upside.calendars.fetching import NOT_THERE, Answer, Wish, ask
from upside.calendars.reading.faults import Unreadable

__all__ = ["place_of", "remove_entry", "write_entry"]

DONE = {http.client.OK, http.client.CREATED, http.client.NO_CONTENT}
CHANGED = http.client.PRECONDITION_FAILED
HERE_ALREADY = (b"no-uid-conflict", b"unique-scheduling-object-resource", b"uid already exists")
FAULTS = {
    401: "no_login",
    403: "read_only",
    404: "calendar_gone",
    409: "calendar_gone",
    410: "calendar_gone",
    412: "in_use",
    413: "full",
    423: "in_use",
    507: "full",
}


def place_of(calendar: str, uid: str) -> str:
    """Return under which address of ``calendar`` the entry ``uid`` lies: always the same."""
    parts = urlsplit(calendar)
    path = f"{parts.path.rstrip('/')}/{quote(uid, safe='')}.ics"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def write_entry(account: Account, place: str, text: str, etag: str) -> str | None:
    """Write one entry and return what the server calls this version of it.

    ``etag`` is the version written last, empty for a new entry. Whatever lies there by now, such as
    what its owner has changed or what a worker wrote before it was killed, is replaced; what they
    deleted is written anew. None where the calendar holds this date already under another name,
    from an invitation.

    Raises
    ------
    Unreadable
        If the server does not take it.
    """
    answer = _send(account, place, "PUT", text, _only_if(etag or None))
    if answer.status == CHANGED:
        answer = _send(account, place, "PUT", text, _only_if(stamp_of(account, place)))
    if answer.status not in DONE and any(word in answer.body.lower() for word in HERE_ALREADY):
        return None
    _refuse(answer)
    return answer.etag or stamp_of(account, place) or ""


def remove_entry(account: Account, place: str) -> None:
    """Take one entry out, also where its owner has changed it; one that is gone is no fault.

    Raises
    ------
    Unreadable
        If the server does not let it go.
    """
    answer = _send(account, place, "DELETE", "", {"Schedule-Reply": "F"})
    if answer.status not in NOT_THERE:
        _refuse(answer)


def _only_if(etag: str | None) -> dict[str, str]:
    """Return the condition under which nothing is overwritten that is not known."""
    if etag is None:
        return {"If-None-Match": "*"}
    is_of_use = etag and not etag.startswith("W/")  # a weak one matches nothing
    return {"If-Match": etag} if is_of_use else {}


def _send(account: Account, place: str, method: str, text: str, more: dict[str, str]) -> Answer:
    headers = {"Content-Type": "text/calendar; charset=utf-8", **more}
    wish = Wish(place, method, text.encode(), headers, account.login, stays=True)
    return ask(wish, hosts=account.hosts, allowance=account.allowance)


def _refuse(answer: Answer) -> None:
    if answer.status not in DONE:
        raise Unreadable(FAULTS.get(answer.status, "server"))
