"""What a speed meeting asks of somebody who comes to it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.matching.models import Attendee, SpeedMeeting
from upside.matching.queries import attendances_of
from upside.people.models import Person
from upside.web.front.step import Step, Urgency
from upside.web.templatetags.writing import day, when

__all__ = ["of_meetings"]

DOORS_OPEN = timedelta(minutes=30)


def of_meetings(person: Person, at: datetime) -> Iterator[Step]:
    """Yield the event that is to come or is on, and the preferences that are not given yet."""
    waiting = attendances_of(person).filter(
        away_at=None, meeting__state=SpeedMeeting.State.OPEN, meeting__preferences_until__gt=at
    )
    for own in waiting:
        if own.meeting.ends_at > at:
            yield _event(own, at)
        elif own.answered_at is None:
            yield _preferences(own)


def _event(own: Attendee, at: datetime) -> Step:
    meeting = own.meeting
    is_on = meeting.starts_at - DOORS_OPEN <= at
    said = {"when": when(timezone.localtime(meeting.starts_at))}
    return Step(
        urgency=Urgency.SETTLE if is_on else Urgency.MEET,
        folio=meeting.cohort.programme.name,
        title=_("Your speed meeting is today.") if is_on else _("Speed meeting: %(when)s.") % said,
        text=_(
            "Your plan says at which table you talk with whom, and what you can show each other."
        ),
        action=_("See your plan"),
        address=reverse("meetings:mine", args=[meeting.pk]),
    )


def _preferences(own: Attendee) -> Step:
    until = timezone.localtime(own.meeting.preferences_until - timedelta(seconds=1))
    return Step(
        urgency=Urgency.PROPOSAL,
        folio=own.meeting.cohort.programme.name,
        title=_("With whom would you like to go on?"),
        text=_("Name up to five of those you met. Nobody else reads it. It counts until %(day)s.")
        % {"day": day(until)},
        action=_("Say whom you would like"),
        address=reverse("meetings:mine", args=[own.meeting_id]),
    )
