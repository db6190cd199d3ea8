"""A circle of mentors with a date to come, for the tests that need one of everything."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from upside.community.models import Circle, CircleDate
from upside.community.queries import members_of


def circle_of_mentors(cohort, by):
    """Return things by name: a circle of mentors, and a date to which its members are invited."""
    now = timezone.now()
    circle = Circle.objects.create(cohort=cohort, role="mentor")
    starts_at = now + timedelta(days=20)
    date = CircleDate.objects.create(
        circle=circle, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        topic="How do you begin?", planned_by=by, planned_at=now, changed_at=now,
    )  # fmt: skip
    for place in members_of(circle):
        date.invitations.create(person=place.person)
    return {"circle_role": SimpleNamespace(pk="mentors"), "circle_date": date}
