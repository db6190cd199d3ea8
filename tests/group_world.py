"""A group of one mentor, for the tests that need one of everything."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    GroupFactory,
    PairFactory,
    PersonFactory,
    SlotFactory,
)
from upside.pairs.models import Pair


def group_of(pair, by):
    """Return a group of one pair, which meets like any other pair."""
    group = GroupFactory(cohort=pair.cohort, mentor=pair.mentor, made_by=by)
    Pair.objects.filter(pk=pair.pk).update(group=group)
    return group


def pages_of_groups(programme, people):
    """Return pages of a cohort with a group that may grow and meet, and pairs for another one."""
    today = timezone.localdate()
    cohort = CohortFactory(programme=programme, starts_on=today, ends_on=today + timedelta(days=90))
    by = people["coordinator"]
    group = GroupFactory(cohort=cohort, mentor=people["mentor"], made_by=by)
    more = {"cohort": cohort, "mentor": people["mentor"]}
    meeting = PairFactory.create_batch(2, **more, group=group, state=Pair.State.ACTIVE)
    PairFactory.create_batch(3, **more)
    for person in (people["mentor"], *(pair.mentee for pair in meeting)):
        place = EnrolmentFactory(cohort=cohort, person=person)
        for day in range(7):
            SlotFactory(enrolment=place, weekday=day)
    return [
        ("coordinator", reverse("groups:list", args=[cohort.pk])),
        ("mentor", reverse("groups:group", args=[group.pk])),
    ]


def meeting_group(cohort, by, names=("Bea", "Cem", "Dov"), **mentor):
    """Return a group of active pairs of Ada, one for each of ``names``."""
    ada = PersonFactory(**{"first_name": "Ada", "last_name": "Arlen", **mentor})
    group = GroupFactory(cohort=cohort, mentor=ada, name="Mini one", made_by=by)
    for name in names:
        PairFactory(
            cohort=cohort, mentor=ada, mentee__first_name=name, mentee__last_name="Kent",
            state=Pair.State.ACTIVE, group=group,
        )  # fmt: skip
    return group
