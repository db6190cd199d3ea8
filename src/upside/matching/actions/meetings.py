"""Planning a speed meeting, announcing it, calling it off, closing its preferences."""

from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.matching.actions.meeting_letters import tell
from upside.matching.actions.meeting_states import (
    BadPlan,
    MeetingOver,
    NoRotation,
    locked,
    refuse_over,
)
from upside.matching.actions.rotations import MOST_A_SIDE, made_again
from upside.matching.models import SpeedMeeting
from upside.matching.timetable import ends_at
from upside.people.models import Person
from upside.programmes.actions import check_launched
from upside.programmes.models import Cohort

__all__ = [
    "LIMITS",
    "MeetingPlan",
    "amend_meeting",
    "announce_meeting",
    "call_off_meeting",
    "check_plan",
    "close_preferences",
    "plan_meeting",
]

State = SpeedMeeting.State
LIMITS: Final = {
    "n_rounds": (3, 12),
    "minutes": (3, 30),
    "pause_minutes": (0, 15),
    "n_tables": (1, MOST_A_SIDE),
    "break_minutes": (0, 60),
}
"""Least and most of each number of a plan."""
SHAPE: Final = ("n_rounds", "n_tables", "site")
"""What a rotation was made for: where one of these changes, it is made again."""


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """When and where a speed meeting is, and how it goes; ``break_after`` is a round or None."""

    starts_at: datetime
    preferences_until: datetime
    n_tables: int
    n_rounds: int = 10
    minutes: int = 8
    pause_minutes: int = 2
    break_after: int | None = 5
    break_minutes: int = 15
    place: str = ""
    site: str = ""
    may_pair_others: bool = True


@transaction.atomic
def plan_meeting(cohort: Cohort, plan: MeetingPlan, *, by: Person, at: datetime) -> SpeedMeeting:
    """Keep a speed meeting that nobody but the coordinators knows of yet.

    Refused as by ``check_plan``.
    """
    check_plan(plan, cohort, at)
    meeting = SpeedMeeting.objects.create(
        cohort=cohort, **asdict(plan), ends_at=ends_at(plan), made_by=by, made_at=at
    )
    audit.record(
        verb="meeting.planned",
        subject=meeting,
        actor=by,
        at=at,
        programme=meeting.cohort.programme,
    )
    return meeting


@transaction.atomic
def amend_meeting(
    meeting: SpeedMeeting, plan: MeetingPlan, *, by: Person, at: datetime, seen: int | None = None
) -> SpeedMeeting:
    """Change date, place or shape; where it is announced, everybody is told, with a new date.

    A rotation is made again where rounds, tables or the site change. Refused: a meeting that has
    begun, is closed or called off, a form made before another change, and as by ``check_plan``.
    """
    meeting = locked(meeting, seen)
    refuse_over(meeting, at)
    if meeting.starts_at <= at:
        raise MeetingOver(_("This speed meeting has begun: its date and its rounds stay."))
    check_plan(plan, meeting.cohort, at)
    is_reshaped = any(getattr(meeting, name) != getattr(plan, name) for name in SHAPE)
    told = [one.person for one in meeting.attendees.filter(away_at=None).select_related("person")]
    for name, value in asdict(plan).items():
        setattr(meeting, name, value)
    meeting.ends_at = ends_at(plan)
    meeting.sequence += 1
    meeting.save()
    audit.record(
        verb="meeting.amended",
        subject=meeting,
        actor=by,
        at=at,
        programme=meeting.cohort.programme,
    )
    if is_reshaped and meeting.encounters.exists():
        made_again(meeting, by=by, at=at, is_told=False)
    if meeting.state == State.OPEN:
        here = [
            one.person for one in meeting.attendees.filter(away_at=None).select_related("person")
        ]
        tell("meeting_changed", meeting, here, at=at, method="REQUEST")
        tell("meeting_called_off", meeting, set(told) - set(here), at=at, method="CANCEL")
    return meeting


@transaction.atomic
def announce_meeting(
    meeting: SpeedMeeting, *, by: Person, at: datetime, seen: int | None = None
) -> SpeedMeeting:
    """Tell everybody who takes part: date, place, a date for the calendar, their own plan.

    Refused: a meeting without a rotation, one that is announced, past or called off, a cohort
    that is not launched, a form made before another change.
    """
    meeting = locked(meeting, seen)
    refuse_over(meeting, at)
    if meeting.state == State.OPEN:
        raise MeetingOver(_("This speed meeting is announced already. Nobody was told twice."))
    if meeting.starts_at <= at:
        raise BadPlan(_("This date is past. Change it before you announce the speed meeting."))
    check_launched(meeting.cohort)
    if not meeting.encounters.exists():
        raise NoRotation(_("Make the rotation first: everybody is told their own plan."))
    meeting.state, meeting.announced_at = State.OPEN, at
    meeting.sequence += 1
    meeting.save(update_fields=["state", "announced_at", "sequence"])
    people = [one.person for one in meeting.attendees.filter(away_at=None).select_related("person")]
    tell("meeting_announced", meeting, people, at=at, method="REQUEST")
    audit.record(
        verb="meeting.announced",
        subject=meeting,
        actor=by,
        at=at,
        details={"n_people": len(people)},
        programme=meeting.cohort.programme,
    )
    return meeting


@transaction.atomic
def call_off_meeting(
    meeting: SpeedMeeting, *, by: Person, at: datetime, seen: int | None = None
) -> SpeedMeeting:
    """Call a speed meeting off; whoever was told of it is told this as well.

    Refused: one that has ended, is closed or called off, a form made before another change.
    """
    meeting = locked(meeting, seen)
    refuse_over(meeting, at)
    was_told = meeting.state == State.OPEN
    meeting.state = State.CALLED_OFF
    meeting.sequence += 1
    meeting.save(update_fields=["state", "sequence"])
    if was_told:
        people = [one.person for one in meeting.attendees.select_related("person")]
        tell("meeting_called_off", meeting, people, at=at, method="CANCEL")
    audit.record(
        verb="meeting.called_off",
        subject=meeting,
        actor=by,
        at=at,
        programme=meeting.cohort.programme,
    )
    return meeting


@transaction.atomic
def close_preferences(
    meeting: SpeedMeeting, *, by: Person | None, at: datetime, seen: int | None = None
) -> SpeedMeeting:
    """Take no more preferences; the next round counts those that are there.

    Refused: before the end of the event, a meeting that is not announced or is closed already.
    """
    meeting = locked(meeting, seen)
    if meeting.state != State.OPEN:
        raise MeetingOver(_("The preferences of this speed meeting are not open."))
    if meeting.ends_at > at:
        raise MeetingOver(_("The preferences open with the end of the event."))
    meeting.state = State.CLOSED
    meeting.sequence += 1
    meeting.save(update_fields=["state", "sequence"])
    audit.record(
        verb="meeting.closed",
        subject=meeting,
        actor=by,
        at=at,
        programme=meeting.cohort.programme,
    )
    return meeting


def check_plan(plan: MeetingPlan, cohort: Cohort, at: datetime) -> None:
    """Refuse a plan that cannot be.

    Refused: numbers out of range, a break after a round that is not between two, a date that is
    past, preferences that close before the event ends or after the last day of the cohort.
    """
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(plan, name) <= most:
            raise BadPlan(_number_words(name) % {"least": least, "most": most})
    if plan.break_after is not None and not 1 <= plan.break_after < plan.n_rounds:
        raise BadPlan(_("The break comes after a round that is not the last one."))
    if plan.starts_at <= at:
        raise BadPlan(_("Choose a date that is still to come."))
    if plan.preferences_until <= ends_at(plan):
        raise BadPlan(_("Preferences are given after the event: choose a later day for their end."))
    last = datetime.combine(cohort.ends_on, time.min, timezone.get_default_timezone())
    if plan.preferences_until > last + timedelta(days=1):
        raise BadPlan(_("The event and its preferences end with the cohort at the latest."))


def _number_words(name: str) -> str:
    return {
        "n_rounds": _("A speed meeting has %(least)s to %(most)s rounds."),
        "minutes": _("A talk takes %(least)s to %(most)s minutes."),
        "pause_minutes": _("The pause between two talks takes %(least)s to %(most)s minutes."),
        "n_tables": _("There are %(least)s to %(most)s tables."),
        "break_minutes": _("The break takes %(least)s to %(most)s minutes."),
    }[name]
