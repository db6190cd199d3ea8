"""Cohorts in which people choose and rank, with something open and something still to open."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    MONDAY_NINE,
    CohortFactory,
    EnrolmentFactory,
    PersonFactory,
    ProposalFactory,
    SlotFactory,
    ready_mentee,
)
from upside.matching.models import Candidate, Choice

CHOOSE = {"mode": "choose", "short_list": {"invites": "both"}, "matching": {"rules": {}}}
RANK = {"mode": "hybrid", "matching": {"rules": {}}}


def choices_of(programme, mentor, coordinator):
    """Return an open choice and open ranks, with a place of ``mentor`` in each."""
    later = timezone.now() + timedelta(days=30)
    things = {}
    for name, kept, closes_at in (("chosen", CHOOSE, None), ("ranked", RANK, later)):
        cohort = CohortFactory(programme=programme, kept=kept)
        place = EnrolmentFactory(cohort=cohort, person=mentor, role="mentor", seats=3)
        Choice.objects.create(
            cohort=cohort, made_by=coordinator, made_at=MONDAY_NINE, opened_by=coordinator,
            opened_at=MONDAY_NINE, closes_at=closes_at,
        )  # fmt: skip
        listed(cohort, mentor, ready_mentee(cohort))
        things |= {name: place, f"{name}_cohort": cohort}
    things["invitation"] = ProposalFactory(
        round=None, cohort=things["chosen_cohort"], mentor=mentor, mentee=PersonFactory(),
        asked_by=mentor, state="half", mentor_yes_at=MONDAY_NINE,
    )  # fmt: skip
    return things


def listed(cohort, one, other, position=0):
    return Candidate.objects.create(
        cohort=cohort, person=one, other=other, position=position, made_at=MONDAY_NINE
    )


def pages_of_choices(people, things):
    """Make ranks that are still to be opened; return the pages of choices, by role."""
    SlotFactory(enrolment=things["chosen"])  # ready to invite
    to_open = CohortFactory(programme=things["cohort"].programme, kept=RANK)
    Choice.objects.create(cohort=to_open, made_at=MONDAY_NINE)
    listed(to_open, ready_mentee(to_open), EnrolmentFactory(cohort=to_open).person)
    return [
        ("mentor", reverse("choosing:list", args=[things["chosen"].pk])),
        ("mentor", reverse("choosing:list", args=[things["ranked"].pk])),
        ("coordinator", reverse("choosing:lists", args=[to_open.pk])),
        ("coordinator", reverse("choosing:lists", args=[things["chosen_cohort"].pk])),
    ]
