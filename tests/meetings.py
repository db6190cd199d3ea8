"""A speed meeting for tests: people who are ready, an event in a week, its rotation."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import CohortFactory, ready_mentee, ready_mentor
from upside.matching.actions import (
    MeetingPlan,
    announce_meeting,
    follow_meetings,
    make_rotation,
    plan_meeting,
)

EVENT = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
PLANNED = EVENT - timedelta(days=7, hours=4)
LATER = EVENT + timedelta(hours=3)
UNTIL = EVENT + timedelta(days=3)


def plan(**changes):
    """Return a plan: three rounds of eight minutes at three tables, without a break."""
    usual = {"n_rounds": 3, "n_tables": 3, "break_after": None, "place": "Room 12"}
    return MeetingPlan(**{"starts_at": EVENT, "preferences_until": UNTIL, **usual, **changes})


def people(cohort, n_mentees=3, n_mentors=3):
    """Return mentees and mentors who are ready and may all meet."""
    mentees = [ready_mentee(cohort, first_name=f"Agnès{n}") for n in range(n_mentees)]
    mentors = [ready_mentor(cohort, first_name=f"Noé{n}") for n in range(n_mentors)]
    return mentees, mentors


def drawn(cohort, by, **changes):
    """Return a speed meeting with its rotation, which nobody was told of."""
    meeting = plan_meeting(cohort, plan(**changes), by=by, at=PLANNED)
    return make_rotation(meeting, by=by, at=PLANNED)


def announced(cohort, by, **changes):
    """Return a speed meeting that its people were told of."""
    return announce_meeting(drawn(cohort, by, **changes), by=by, at=PLANNED)


def over(cohort, by, **changes):
    """Return a speed meeting that has ended, whose people were asked whom they would like."""
    meeting = announced(cohort, by, **changes)
    follow_meetings(at=LATER)
    return meeting


def attendee(meeting, person):
    return meeting.attendees.get(person=person)


def pages_of_meetings(by):
    """Return pages of an event to come, in a cohort of its own, by role."""
    start = timezone.now() + timedelta(days=7)
    cohort = CohortFactory(
        programme=by["coordinator"].role_grants.first().programme,
        ends_on=(start + timedelta(days=90)).date(),
    )
    people(cohort)
    made = plan_meeting(
        cohort,
        plan(starts_at=start, preferences_until=start + timedelta(days=3)),
        by=by["coordinator"],
        at=timezone.now(),
    )
    make_rotation(made, by=by["coordinator"], at=timezone.now())
    keys = {"list": cohort.pk, "new": cohort.pk}
    names = ("list", "new", "meeting", "people", "edit")
    return [
        ("coordinator", reverse(f"meetings:{name}", args=[keys.get(name, made.pk)]))
        for name in names
    ]
