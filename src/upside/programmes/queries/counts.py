"""Counts of a cohort: how far people are."""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from upside.programmes.models import OPEN_STATES, SAID_YES, Cohort, Enrolment
from upside.programmes.queries.readiness import of_who_works_here

__all__ = [
    "funnel_by_role",
    "funnel_of",
    "placed_among",
    "with_counts",
]


def funnel_by_role(cohort: Cohort) -> dict[str, dict[str, int]]:
    """Return how many people of ``cohort`` are in each state, per role; leavers do not count.

    One query.
    """
    found: dict[str, dict[str, int]] = {
        role: dict.fromkeys(Enrolment.State.values, 0) for role in Enrolment.Role.values
    }
    places = of_who_works_here(Enrolment.objects.filter(cohort=cohort))
    rows = places.values_list("role", "state")
    for role, state, n in rows.annotate(n=Count("pk")).order_by():
        found[role][state] = n
    return found


def funnel_of(cohort: Cohort) -> dict[str, int]:
    """Return how many people of ``cohort`` are in each state; one query."""
    sides = funnel_by_role(cohort).values()
    return {state: sum(side[state] for side in sides) for state in Enrolment.State.values}


def with_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return the same cohorts with how many are invited, in, and ready of those who work here."""
    works = Q(enrolments__person__is_active=True)
    in_now, ready = Q(enrolments__state__in=SAID_YES), Q(enrolments__state=Enrolment.State.READY)
    return cohorts.annotate(
        n_invited=Count("enrolments", filter=works),
        n_in=Count("enrolments", filter=works & in_now),
        n_ready=Count("enrolments", filter=works & ready),
    )


def placed_among(ids: Collection[str]) -> frozenset[str]:
    """Return those of ``ids`` (of the HR file) who are invited or take part anywhere; one query."""
    places = Enrolment.objects.filter(state__in=OPEN_STATES)
    found = places.values_list("person__external_id", flat=True)
    return frozenset(found).intersection(ids)
