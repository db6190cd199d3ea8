"""A session as an iCalendar text that any calendar reads.

One event per session, its times in UTC and no time zone block: Outlook is reported to ignore
the blocks that libraries write and to be an hour off then. ``UID`` stays, ``SEQUENCE`` grows.
"""

from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from upside.notices.actions import language_for
from upside.people.models import Person
from upside.sessions.models import Session

__all__ = ["calendar_text", "host"]

PRODUCT = "-//Upside//Sessions//EN"


def host() -> str:
    """Return the name under which this installation signs what it puts in calendars."""
    return urlsplit(settings.BASE_URL).hostname or "upside"


def calendar_text(
    session: Session, method: str = "REQUEST", *, reader: Person | None = None
) -> str:
    """Return ``session`` as the text of an ``.ics`` file, in the language of ``reader``.

    ``method`` is ``REQUEST`` or ``CANCEL``. Without ``reader`` the active language is used.
    """
    with translation.override(language_for(reader) if reader else translation.get_language()):
        calendar = Calendar()
        calendar.add("version", "2.0")
        calendar.add("prodid", PRODUCT)
        calendar.add("method", method)
        calendar.add_component(_event(session, is_off=method == "CANCEL"))
    return str(calendar.to_ical(), "utf-8")


def _event(session: Session, *, is_off: bool) -> Event:
    pair = session.pair
    event = Event()
    event.add("uid", session.uid)
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.settled_at or session.booked_at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("organizer", _organizer())
    for person in pair.people:
        if person.email:
            event.add("attendee", _attendee(person))
    event.add(
        "summary",
        _printable(
            _("%(programme)s: %(mentor)s and %(mentee)s")
            % {
                "programme": pair.cohort.programme.name,
                "mentor": pair.mentor.name,
                "mentee": pair.mentee.name,
            }
        ),
    )
    if session.place:
        event.add("location", _printable(session.place))
    event.add("url", f"{settings.BASE_URL}/sessions/{session.pk}/")
    return event


def _organizer() -> vCalAddress:
    name, mail = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _address(mail, name or "Upside")


def _attendee(person: Person) -> vCalAddress:
    address = _address(str(person.email), person.name)
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE"
    return address


def _address(mail: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{mail}")
    address.params["CN"] = _printable(name).replace('"', "'")
    return address


def _printable(text: str) -> str:
    """Drop what no calendar may hold: control characters and line ends."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
