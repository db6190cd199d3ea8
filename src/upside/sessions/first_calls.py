"""Calls before the yes as calendars know them: when both have time, who is busy, what is told."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from upside.calendars.queries import busy_spans
from upside.notices.actions import language_for
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.sessions.calendar import Appointment, appointment_text
from upside.sessions.common_time import free_starts, spread
from upside.sessions.first_call_models import FirstCall
from upside.sessions.queries import NOTICE_AHEAD, planned_spans
from upside.sessions.weeks import weeks_of

__all__ = [
    "call_appointments_of",
    "call_dates",
    "call_text",
    "clashing_calls",
    "free_for_call",
]

MOST_DATES = 8
State = FirstCall.State


def call_dates(
    cohort: Cohort, two: tuple[Person, Person], *, minutes: int, after: datetime, until: datetime
) -> list[datetime]:
    """Return starts at which both have time for a call that is over by ``until``, soonest first.

    A day ahead at least, clear of what either has planned and of busy time from their calendars,
    and on no public holiday of either. Four queries.
    """
    starts = free_for_call(cohort, two, minutes=minutes, after=after, until=until)
    return spread(starts, limit=MOST_DATES, minutes=minutes)


def free_for_call(
    cohort: Cohort, two: tuple[Person, Person], *, minutes: int, after: datetime, until: datetime
) -> list[datetime]:
    """Return every start of ``call_dates``, before some are chosen to be shown."""
    earliest = after + NOTICE_AHEAD
    one, other = weeks_of(cohort.pk, *two)
    return free_starts(
        one,
        other,
        within=(earliest, until),
        busy=[
            *planned_spans(two, ends_after=earliest),
            *busy_spans(two, ends_after=earliest),
        ],
        minutes=minutes,
    )


def clashing_calls(
    people: Iterable[Person], *, starts_at: datetime, ends_at: datetime
) -> QuerySet[FirstCall]:
    """Return the planned calls of one of ``people`` that overlap the span."""
    known = list(people)
    planned = FirstCall.objects.filter(Q(mentor__in=known) | Q(mentee__in=known))
    return planned.filter(state=State.PLANNED, starts_at__lt=ends_at, ends_at__gt=starts_at)


def call_appointments_of(person: Person, *, at: datetime) -> list[Appointment]:
    """Return the planned calls of ``person`` that are not over, as their calendar shows them."""
    planned = FirstCall.objects.filter(Q(mentor=person) | Q(mentee=person), state=State.PLANNED)
    told = planned.filter(ends_at__gt=at).select_related("cohort__programme", "mentor", "mentee")
    with translation.override(language_for(person)):
        return [_appointment(call) for call in told.order_by("starts_at", "pk")]


def call_text(call: FirstCall, method: str = "REQUEST", *, reader: Person) -> str:
    """Return a planned ``call`` as the text of an ``.ics`` file, in the language of ``reader``."""
    with translation.override(language_for(reader)):
        return appointment_text(_appointment(call), method)


def _appointment(call: FirstCall) -> Appointment:
    said = {
        "programme": call.cohort.programme.name,
        "mentor": call.mentor.name,
        "mentee": call.mentee.name,
    }
    dated = call.planned_at or call.asked_at
    return Appointment(
        uid=call.uid,
        sequence=call.sequence,
        changed_at=call.ended_at or dated,
        starts_at=call.starts_at or dated,
        ends_at=call.ends_at or dated,
        summary=_("%(programme)s: first call of %(mentor)s and %(mentee)s") % said,
        place=call.place,
        path=call.path,
        people=call.people,
    )
