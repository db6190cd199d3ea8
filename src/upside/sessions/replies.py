"""What a mail says that somebody's calendar sent back: an answer, or another time.

Only parts of the kind ``text/calendar`` are looked at. Anybody may write to the mailbox: whatever
is too large, broken or about nothing of ours says nothing, and nothing that a library has to count
out, such as a zone of the mail's own or a series, is ever given to one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from icalendar import Calendar, Component

from upside.calendars.reading.text import lines_of, name_of
from upside.sessions.models import SessionReply

__all__ = ["CalendarAnswer", "answers_in"]

MOST_BYTES = 65_536
MOST_PARTS = 20
LONGEST_UID = 120
LONGEST_LINE = 1_000
MOST_ENTRIES = 20
ENTRY = ["VCALENDAR", "VEVENT"]
WANTED = {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "ATTENDEE"}
PARTSTAT = {answer.value.upper(): answer.value for answer in SessionReply.Answer}


@dataclass(frozen=True, slots=True)
class CalendarAnswer:
    """What one calendar said about one event.

    ``answer`` is empty where another time was proposed; ``proposed_at`` is that time.
    """

    uid: str
    sequence: int
    mail: str
    answer: str
    said_at: datetime
    proposed_at: datetime | None = None


def answers_in(mail: bytes, *, at: datetime) -> list[CalendarAnswer]:
    """Return what a mail says, of whom it says that it is from; nothing where it is unclear.

    Raises
    ------
    Exception
        Whatever the libraries raise on broken mails: the caller leaves that mail out.
    """
    message = message_from_bytes(mail)
    told = str(message.get("From", ""))
    senders = {address.lower() for _name, address in getaddresses([told[: LONGEST_LINE + 1]])}
    if len(senders) != 1 or len(told) > LONGEST_LINE:
        return []
    [sender] = senders
    return [answer for text in _calendars(message) for answer in _answers(text, sender, at)]


def _calendars(message: Message) -> Iterator[bytes]:
    for n, part in enumerate(message.walk()):
        if n >= MOST_PARTS:
            return
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and len(content) <= MOST_BYTES:
                yield content


def _answers(text: bytes, sender: str, at: datetime) -> Iterator[CalendarAnswer]:
    calendar = Calendar.from_ical(_plain(text))
    method = str(calendar.get("METHOD", "")).upper()
    if method not in {"REPLY", "COUNTER"}:
        return
    for event in calendar.walk("VEVENT"):
        uid = str(event.get("UID", ""))
        partstat = _partstat_of(event, sender)
        if partstat is None or not 0 < len(uid) <= LONGEST_UID:
            continue
        answer = PARTSTAT.get(partstat, "") if method == "REPLY" else ""
        if method == "REPLY" and not answer:
            continue
        yield CalendarAnswer(
            uid=uid,
            sequence=int(event.get("SEQUENCE", 0)),
            mail=sender,
            answer=answer,
            said_at=min(_instant(event, "DTSTAMP") or at, at),
            proposed_at=_instant(event, "DTSTART") if method == "COUNTER" else None,
        )


def _plain(text: bytes) -> str:
    """Return the lines that an answer is made of: no zone, no series, no part of an entry."""
    around: list[str] = []
    kept: list[str] = []
    n_entries = 0
    for _number, line in lines_of(text):
        name, what = name_of(line), line.rpartition(":")[2].strip().upper()
        if name == "BEGIN":
            around.append(what)
            n_entries += around == ENTRY
        if len(line) <= LONGEST_LINE and _is_wanted(name, around) and n_entries <= MOST_ENTRIES:
            kept.append(line.strip())
        if name == "END" and around and around[-1] == what:
            around.pop()
    return "\r\n".join([*kept, ""])


def _is_wanted(name: str, around: list[str]) -> bool:
    if around == ENTRY:
        return name in {"BEGIN", "END", *WANTED}
    return around == ENTRY[:1] and name in {"BEGIN", "END", "METHOD"}


def _partstat_of(event: Component, sender: str) -> str | None:
    """Return what the sender answers for themselves; None where they answer for somebody else."""
    named = event.get("ATTENDEE", [])
    for attendee in named if isinstance(named, list) else [named]:
        if str(attendee).lower().removeprefix("mailto:") == sender:
            return str(attendee.params.get("PARTSTAT", "")).upper()
    return None


def _instant(event: Component, name: str) -> datetime | None:
    said = event.get(name)
    value = getattr(said, "dt", None)
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    return value.astimezone(UTC)
