"""A round of which one pair went out and another waits, for the forms of a release in steps."""

from django.urls import reverse
from django.utils import timezone

from tests.factories import CohortFactory, ready_mentee, ready_mentor
from upside.matching.actions import release_round, run_round

__all__ = ["pages_of_a_release"]


def pages_of_a_release(programme, by):
    """Make the round; return the page on which it is released, and that of a draft."""
    cohort = CohortFactory(programme=programme)
    for _n in range(2):
        ready_mentee(cohort)
        ready_mentor(cohort)
    begun = run_round(cohort, by=by, at=timezone.now())
    release_round(begun, only=[begun.proposals.first().pk], by=by, at=timezone.now())
    other = CohortFactory(programme=programme)
    ready_mentee(other)
    ready_mentor(other)
    draft = run_round(other, by=by, at=timezone.now())
    return [reverse("matching:stage", args=[begun.pk]), reverse("matching:round", args=[draft.pk])]
