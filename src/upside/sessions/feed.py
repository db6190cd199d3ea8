"""The sessions of one person as a calendar that theirs subscribes to: dates and places only."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from upside.notices.actions import language_for
from upside.people.models import Person
from upside.sessions.calendar import PRODUCT, Appointment, printable, summary_of
from upside.sessions.gatherings import event_of, once_for
from upside.sessions.models import CalendarFeed, Session
from upside.sessions.queries import sessions_arranged_by

__all__ = [
    "date_entry",
    "date_text",
    "feed_address",
    "feed_of",
    "feed_text",
    "hash_of",
    "person_of_feed",
    "session_entry",
]

LOOK_BACK = timedelta(days=120)
MOST = 500
REFRESH = timedelta(hours=1)


def hash_of(secret: str) -> str:
    """Return under which hash a feed with this secret is found."""
    return hashlib.sha256(f"upside.feed:{secret}".encode()).hexdigest()


def feed_of(person: Person) -> CalendarFeed | None:
    """Return the feed of ``person``, if they have one."""
    return CalendarFeed.objects.filter(person=person).first()


def person_of_feed(secret: str) -> Person | None:
    """Return whose feed it is; None for an address that is off, was made anew, or never was."""
    feeds = CalendarFeed.objects.filter(secret_hash=hash_of(secret), person__is_active=True)
    feed = feeds.select_related("person").first()
    return feed.person if feed else None


def feed_address(feed: CalendarFeed) -> str:
    """Return the address that a calendar subscribes to."""
    return f"{settings.BASE_URL}/calendar/feed/{feed.secret}.ics"


def feed_text(
    person: Person, *, at: datetime, also: Iterable[Appointment] = ()
) -> tuple[str, datetime | None]:
    """Return the calendar of ``person``, in their language, and when it last changed.

    Their own sessions, and those of whom they assist: of these the day, the hour, the place and
    whose they are, nothing more. Those called off stay, as cancelled. ``also`` are further dates of
    theirs, such as those of a circle. Two queries.
    """
    found = sessions_arranged_by(person).filter(ends_at__gt=at - LOOK_BACK)
    sessions = once_for(person, found.order_by("-starts_at")[:MOST])
    with translation.override(language_for(person)):
        calendar = _published()
        calendar.add("x-wr-calname", _("Sessions (Upside)"))
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for session in sessions:
            calendar.add_component(_event(session, person))
        further = list(also)
        for date in further:
            calendar.add_component(_further(date))
    times = [*(one.changed_at for one in sessions), *(one.changed_at for one in further)]
    return str(calendar.to_ical(), "utf-8"), max(times, default=None)


def date_text(session: Session, person: Person) -> str:
    """Return one session as ``person``, such as who assists one of the two, sees it in the feed."""
    with translation.override(language_for(person)):
        calendar = _published()
        calendar.add_component(_event(session, person))
    return str(calendar.to_ical(), "utf-8")


def session_entry(session: Session, person: Person) -> str:
    """Return one session as a calendar keeps it: without people, to whom a server might write."""
    return _kept(_event(session, person))


def date_entry(date: Appointment) -> str:
    """Return any other date as a calendar keeps it, without people."""
    return _kept(_further(date))


def _kept(event: Event) -> str:
    calendar = _begun()  # no method: what is kept in a calendar has none
    calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _begun() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _published() -> Calendar:
    calendar = _begun()
    calendar.add("method", "PUBLISH")
    return calendar


def _event(session: Session, person: Person) -> Event:
    is_own = person in session.pair.people
    is_off = session.state == Session.State.CANCELLED
    event = Event()
    own = session.uid, session.sequence, session.changed_at
    uid, sequence, changed_at = event_of(session, person) if is_own else own
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    whose = _("Session of %(name)s") % {"name": session.pair.mentee.name}
    event.add("summary", printable(summary_of(session) if is_own else whose))
    if session.place:
        event.add("location", printable(session.place))
    if is_own:
        event.add("url", f"{settings.BASE_URL}/sessions/{session.pk}/")
    return event


def _further(date: Appointment) -> Event:
    event = Event()
    event.add("uid", date.uid)
    event.add("sequence", date.sequence)
    event.add("dtstamp", date.changed_at)
    event.add("last-modified", date.changed_at)
    event.add("dtstart", date.starts_at)
    event.add("dtend", date.ends_at)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("summary", printable(date.summary))
    if date.place:
        event.add("location", printable(date.place))
    event.add("url", f"{settings.BASE_URL}{date.path}")
    return event
