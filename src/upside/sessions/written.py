"""Which sessions should stand in somebody's own calendar, for who has them written there."""

from datetime import datetime

from django.utils import translation

from upside.calendars.entries import Entry
from upside.notices.actions import language_for
from upside.people.models import Person
from upside.sessions.feed import date_entry, session_entry
from upside.sessions.first_calls import call_appointments_of
from upside.sessions.gatherings import event_of, once_for
from upside.sessions.models import Session
from upside.sessions.queries import sessions_visible_to

__all__ = ["MOST", "calls_to_write", "sessions_to_write"]

MOST = 200


def sessions_to_write(person: Person, *, at: datetime) -> list[Entry]:
    """Return the planned sessions of ``person`` after ``at``, in their language; one query."""
    planned = sessions_visible_to(person).filter(state=Session.State.PLANNED, starts_at__gt=at)
    with translation.override(language_for(person)):
        return [
            Entry(*event_of(one, person)[:2], one.starts_at, session_entry(one, person))
            for one in once_for(person, planned[:MOST])
        ]


def calls_to_write(person: Person, *, at: datetime) -> list[Entry]:
    """Return the calls of ``person`` before a yes that begin after ``at``; one query."""
    return [
        Entry(call.uid, call.sequence, call.starts_at, date_entry(call))
        for call in call_appointments_of(person, at=at)
        if call.starts_at > at
    ]
