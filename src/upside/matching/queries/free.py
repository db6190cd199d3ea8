"""Who is ready and free for the next round: one rule for every page and for the engine."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce

from upside.matching.choosing import ListPlan
from upside.matching.models import Proposal
from upside.matching.queries.rounds import OPEN
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_taking_seats
from upside.people.models import Person
from upside.programmes.models import Cohort, Enrolment
from upside.programmes.queries import enrolments_run_by, ready_places

__all__ = [
    "FEW_PEOPLE",
    "Free",
    "Place",
    "couples_that_ended",
    "free_by_site",
    "free_of",
    "free_places",
    "free_run_by",
    "free_seats",
    "free_seats_in",
    "most_open",
]

Mentor, Mentee = Enrolment.Role.MENTOR, Enrolment.Role.MENTEE
FEW_PEOPLE: Final = 500
"""People up to whom rows are asked for by their keys: a database takes only so many parameters."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who is ready and not yet taken, and how many pairs they can still take."""

    enrolment: Enrolment
    seats: int


@dataclass(frozen=True, slots=True)
class Free:
    """How many people of one cohort are ready and free, and how many seats the mentors have."""

    n_mentees: int = 0
    n_mentors: int = 0
    n_seats: int = 0

    @property
    def n_people(self) -> int:
        return self.n_mentees + self.n_mentors


def free_places(
    cohort: Cohort, *, people: Collection[int] | None = None, most: int | None = None
) -> list[Place]:
    """Return who is ready in ``cohort`` and has room, mentees and mentors; ``most`` of them.

    Of ``people`` alone, by their keys, where they are given: where these are few, nobody else is
    read. A released proposal holds a seat as much as an open pair does, until it is answered.
    """
    places = _free(Enrolment.objects.filter(cohort=cohort))
    if people is not None and len(people) <= FEW_PEOPLE:
        places = places.filter(person__in=people)
    rows = places.select_related("person__unit").prefetch_related("slots").order_by("pk")
    return [
        Place(enrolment, getattr(enrolment, "n_free", 0))
        for enrolment in rows[:most]
        if people is None or enrolment.person_id in people
    ]


def free_seats(cohort: Cohort, people: Iterable[int] | None = None) -> dict[int, int]:
    """Return how many pairs each of those whom ``free_places`` names can take, by person.

    Of ``people`` alone, by their keys, where they are given. One query.
    """
    places = _free(Enrolment.objects.filter(cohort=cohort)).order_by()
    if people is not None:
        places = places.filter(person__in=list(people))
    return dict(places.values_list("person_id").annotate(left=F("n_free")))


def free_seats_in(cohorts: Collection[int]) -> dict[int, dict[int, int]]:
    """Return for each of ``cohorts``, by their keys, what ``free_seats`` does. One query."""
    found: dict[int, dict[int, int]] = {cohort: {} for cohort in cohorts}
    places = _free(Enrolment.objects.filter(cohort__in=cohorts)).order_by()
    for cohort, person, left in places.values_list("cohort", "person").annotate(left=F("n_free")):
        found[cohort][person] = left
    return found


def most_open(place: Enrolment, plan: ListPlan) -> int:
    """Return how many invitations of one person may wait at a time, their pairs subtracted.

    A mentor has no more than seats without a pair; nobody has any who has all their pairs.
    """
    if plan.n_open == 0:
        return 0
    side = "mentee" if place.role == Mentee else "mentor"
    n_pairs = pairs_taking_seats().filter(cohort=place.cohort_id, **{side: place.person_id}).count()
    if place.role == Mentee:
        return 0 if n_pairs else plan.n_open
    return max(min(plan.n_open, place.seats - n_pairs), 0)


def free_run_by(person: Person) -> dict[int, Free]:
    """Return how many people are ready and free in each cohort that ``person`` coordinates.

    The same people whom ``free_places`` gives to a round.

    Cohorts without any are left out. One query.
    """
    return _counted(enrolments_run_by(person))


def free_of(cohort: Cohort) -> Free:
    """Return how many people are ready and free in ``cohort``. One query."""
    return _counted(Enrolment.objects.filter(cohort=cohort)).get(cohort.pk, Free())


def free_by_site(cohort: Cohort) -> dict[tuple[str, str], int]:
    """Return how many people are ready and free in ``cohort``, by site and role. One query."""
    places = _free(Enrolment.objects.filter(cohort=cohort)).order_by()
    rows = places.values_list("person__site", "role").annotate(n=Count("pk"))
    return {(site, role): n for site, role, n in rows}


def _counted(places: QuerySet[Enrolment]) -> dict[int, Free]:
    rows = _free(places).order_by().values_list("cohort", "role")
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for cohort, role, n, seats in rows.annotate(n=Count("pk"), seats=Sum("n_free")):
        found.setdefault(cohort, {})[role] = (n, seats)
    return {cohort: _free_of(sides) for cohort, sides in found.items()}


def _free_of(sides: dict[str, tuple[int, int]]) -> Free:
    nobody = (0, 0)
    n_mentors, n_seats = sides.get(Mentor, nobody)
    return Free(sides.get(Mentee, nobody)[0], n_mentors, n_seats)


def _free(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return those of ``places`` that are ready and have a seat left, as ``n_free``."""
    proposals = Proposal.objects.filter(cohort=OuterRef("cohort"), state__in=OPEN)
    pairs = pairs_taking_seats().filter(cohort=OuterRef("cohort"))
    seats = Case(When(role=Mentor, then=F("seats")), default=1, output_field=IntegerField())
    # each side by itself: for an OR of both, a database reads every proposal of the cohort
    taken = sum(
        _n(rows.filter(**{side: OuterRef("person")}), side)
        for rows in (proposals, pairs)
        for side in ("mentor", "mentee")
    )
    return ready_places(places).annotate(n_free=seats - taken).filter(n_free__gt=0)


def _n(rows: QuerySet[Proposal] | QuerySet[Pair], key: str) -> Coalesce:
    counted = rows.order_by().values(key).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def couples_that_ended(cohort: Cohort) -> set[tuple[str, str]]:
    """Return (mentor, mentee), by their ids in the HR file, who said no or closed a pair.

    A pair that never began, because its booking in a clinic lapsed, is none.
    """
    declined = Proposal.objects.filter(cohort=cohort, state=Proposal.State.DECLINED)
    closed = Pair.objects.filter(cohort=cohort, state=Pair.State.CLOSED)
    closed = closed.exclude(ending=Pair.Ending.LAPSED)
    fields = ("mentor__external_id", "mentee__external_id")
    return {*declined.values_list(*fields).union(closed.values_list(*fields))}
