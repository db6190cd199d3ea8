"""A session, or any other date, as an iCalendar text that any calendar reads.

One event per date, its times in UTC and no time zone block: Outlook is reported to ignore
the blocks that libraries write and to be an hour off then. ``UID`` stays, ``SEQUENCE`` grows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from upside.notices.actions import language_for
from upside.people.models import Person
from upside.sessions.gatherings import coming_to
from upside.sessions.models import Session

__all__ = [
    "PRODUCT",
    "Appointment",
    "appointment_text",
    "calendar_text",
    "printable",
    "summary_of",
]

PRODUCT = "-//Upside//Sessions//EN"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One date for calendars: when, where, with whom, and the page of the product about it."""

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    path: str
    people: Iterable[Person]
    answers: Mapping[int, str] = field(default_factory=dict)
    """What people have answered, by their key, as a calendar writes it (PARTSTAT)."""


def calendar_text(
    session: Session, method: str = "REQUEST", *, reader: Person | None = None
) -> str:
    """Return ``session`` as the text of an ``.ics`` file, in the language of ``reader``.

    ``method`` is ``REQUEST`` or ``CANCEL``. Without ``reader`` the active language is used.
    """
    with translation.override(language_for(reader) if reader else translation.get_language()):
        date = _of_gathering(session, reader) if session.gathering else _of_session(session)
        return appointment_text(date, method)


def appointment_text(date: Appointment, method: str = "REQUEST") -> str:
    """Return ``date`` as the text of an ``.ics`` file; ``method`` is ``REQUEST`` or ``CANCEL``."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_event(date, is_off=method == "CANCEL"))
    return str(calendar.to_ical(), "utf-8")


def _of_session(session: Session) -> Appointment:
    pair = session.pair
    return Appointment(
        uid=session.uid,
        sequence=session.sequence,
        changed_at=session.changed_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=summary_of(session),
        place=session.place,
        path=f"/sessions/{session.pk}/",
        people=pair.people,
        answers={reply.person_id: reply.answer.upper() for reply in session.replies.all()},
    )


def _of_gathering(session: Session, reader: Person | None) -> Appointment:
    """Return the date of a group: a mentee's event names the two, the mentor's whoever comes.

    So nobody gets the mail address of another mentee, and the event of a mentee stays as it is
    when another one stays away.
    """
    date, gathering = _of_session(session), session.gathering
    if gathering is None or reader != session.pair.mentor:
        return replace(date, uid=gathering.uid) if gathering else date
    coming = coming_to(gathering)
    return replace(
        date,
        uid=gathering.uid,
        sequence=gathering.sequence,
        changed_at=gathering.changed_at,
        people=(session.pair.mentor, *(one.pair.mentee for one in coming)),
        answers={
            reply.person_id: reply.answer.upper() for one in coming for reply in one.replies.all()
        },
    )


def summary_of(session: Session) -> str:
    """Return how a calendar names ``session``: programme and people, never what it is about."""
    pair = session.pair
    if session.gathering is not None:
        return _("%(programme)s: %(group)s with %(mentor)s") % {
            "programme": pair.cohort.programme.name,
            "group": session.gathering.group.name,
            "mentor": pair.mentor.name,
        }
    return _("%(programme)s: %(mentor)s and %(mentee)s") % {
        "programme": pair.cohort.programme.name,
        "mentor": pair.mentor.name,
        "mentee": pair.mentee.name,
    }


def _event(date: Appointment, *, is_off: bool) -> Event:
    event = Event()
    event.add("uid", date.uid)
    event.add("sequence", date.sequence)
    event.add("dtstamp", date.changed_at)
    event.add("last-modified", date.changed_at)
    event.add("dtstart", date.starts_at)
    event.add("dtend", date.ends_at)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("organizer", _organizer())
    for person in date.people:
        if person.email:
            event.add("attendee", _attendee(person, date.answers.get(person.pk, ""), is_off=is_off))
    event.add("summary", printable(date.summary))
    if date.place:
        event.add("location", printable(date.place))
    event.add("transp", "OPAQUE")
    event.add("url", f"{settings.BASE_URL}{date.path}")
    return event


def _organizer() -> vCalAddress:
    name, mail = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _address(mail, name or "Upside")


def _attendee(person: Person, answer: str, *, is_off: bool) -> vCalAddress:
    address = _address(str(person.email), person.name)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = answer or "NEEDS-ACTION"
    address.params["RSVP"] = "FALSE" if answer or is_off else "TRUE"
    return address


def _address(mail: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{mail}")
    address.params["CN"] = printable(name).replace('"', "'")
    return address


def printable(text: str) -> str:
    """Drop what no calendar may hold: control characters and line ends."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
