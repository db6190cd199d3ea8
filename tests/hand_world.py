"""A cohort in which something can be done by hand with each form of these pages."""

from django.urls import reverse

from tests.factories import CohortFactory, ready_mentee, ready_mentor
from upside.matching.actions import hold_pair, propose_pair
from upside.matching.queries import people_by_ref
from upside.matching.questions import studio_asked

__all__ = ["pages_by_hand"]


def pages_by_hand(by, programme, *, at):
    """Fix a pair, choose another, leave one waiting; return the pages with the forms, by role."""
    cohort = CohortFactory(programme=programme)
    for _n in range(3):
        ready_mentor(cohort)
        ready_mentee(cohort)
    ready_mentor(cohort, languages=["de"])
    ready_mentee(cohort)
    couples = sorted(studio_asked(cohort).couples)
    people = people_by_ref({ref for couple in couples for ref in couple})
    (one, other, third) = [(people[mentor], people[mentee]) for mentee, mentor in couples]
    propose_pair(cohort, *third, by=by, at=at)
    hold_pair(cohort, *third, kind="lock", by=by, at=at)
    page = reverse("by_hand:page", args=[cohort.pk])
    joined = f"{page}?mentor={one[0].pk}&mentee={one[1].pk}"
    apart = f"{page}?mentor={one[0].pk}&mentee={other[1].pk}"
    swap = f"{joined}&with={other[0].pk}-{other[1].pk}"
    instead = reverse("by_hand:instead", args=[cohort.pk]) + f"?mentor={one[0].pk}"
    others = [reverse(f"by_hand:{name}", args=[cohort.pk]) for name in ("prices", "left_over")]
    return [("coordinator", address) for address in (page, joined, apart, swap, instead, *others)]
