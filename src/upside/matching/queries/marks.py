"""Marks by which the worker sees in which cohorts somebody became free or was taken."""

from collections.abc import Collection
from hashlib import sha256

from django.db.models import Count

from upside.matching.models import Proposal
from upside.matching.queries.free import free_seats_in
from upside.matching.queries.rounds import OPEN
from upside.pairs.models import Pair
from upside.programmes.models import Cohort

__all__ = ["mark_of", "marks_of"]


def mark_of(cohort: Cohort) -> str:
    """Return a mark that changes whenever who is free, or who may be with whom, does."""
    return marks_of([cohort.pk])[cohort.pk]


def marks_of(cohorts: Collection[int]) -> dict[int, str]:
    """Return the mark of each of ``cohorts``, by their keys. Three queries."""
    seats = free_seats_in(cohorts)
    proposals = Proposal.objects.filter(cohort__in=cohorts).exclude(state__in=OPEN)
    pairs = Pair.objects.filter(cohort__in=cohorts, state=Pair.State.CLOSED)
    ended, closed = (
        dict(rows.order_by().values_list("cohort").annotate(n=Count("pk")))
        for rows in (proposals, pairs)
    )
    return {
        key: _digest((sorted(seats[key].items()), ended.get(key, 0), closed.get(key, 0)))
        for key in cohorts
    }


def _digest(what: object) -> str:
    return sha256(repr(what).encode()).hexdigest()
