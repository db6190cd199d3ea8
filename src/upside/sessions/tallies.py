"""How many pairs and people a coordinator has: counts, no contents."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from upside.pairs.models import Pair
from upside.pairs.queries import pairs_run_by
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.sessions.models import Session

__all__ = ["PairTally", "tally_of_pairs", "without_date"]


@dataclass(frozen=True, slots=True)
class PairTally:
    """How the pairs of a coordinator stand, and how many pairs and people one cohort has in them.

    People are those who still work here.
    """

    active: int
    without_date: int
    n_open: int
    mentors: int
    mentees: int

    @property
    def n_people(self) -> int:
        return self.mentors + self.mentees


def tally_of_pairs(person: Person, cohort: Cohort) -> PairTally:
    """Return the counts of the pairs that ``person`` runs; one query."""
    active, here = Q(state=Pair.State.ACTIVE), Q(cohort=cohort) & ~Q(state=Pair.State.CLOSED)
    counts = (
        pairs_run_by(person)
        .order_by()
        .aggregate(
            active=Count("pk", filter=active),
            without_date=Count("pk", filter=active & ~Q(Exists(_planned_of_pair()))),
            n_open=Count("pk", filter=here),
            mentors=Count("mentor", filter=here & Q(mentor__is_active=True), distinct=True),
            mentees=Count("mentee", filter=here & Q(mentee__is_active=True), distinct=True),
        )
    )
    return PairTally(**counts)


def without_date(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return those of ``pairs`` that go on and have nothing booked."""
    return pairs.filter(~Q(Exists(_planned_of_pair())), state=Pair.State.ACTIVE)


def _planned_of_pair() -> QuerySet[Session]:
    return Session.objects.filter(pair=OuterRef("pk"), state=Session.State.PLANNED)
