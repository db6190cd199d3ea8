"""The places of a cohort and who waits for one, in order."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, When

from upside.programmes.models import SAID_YES, Cohort, Enrolment
from upside.programmes.queries.counts import funnel_by_role
from upside.programmes.queries.readiness import of_who_works_here

__all__ = [
    "Room",
    "cohorts_with_room",
    "in_waiting_order",
    "is_full",
    "number_of",
    "numbers_waiting",
    "room_for",
    "rooms_of",
    "waiting_list",
]

State = Enrolment.State


@dataclass(frozen=True, slots=True)
class Room:
    """How many places one role has in a cohort, how many are taken, and how many people wait."""

    role: str
    places: int | None
    taken: int
    waiting: int

    @property
    def free(self) -> int | None:
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def is_full(self) -> bool:
        return self.free == 0


def rooms_of(cohort: Cohort) -> list[Room]:
    """Return the room for mentors and for mentees; who left the company takes none. One query."""
    return [
        Room(
            role=role,
            places=cohort.places_for(role),
            taken=sum(states[state] for state in SAID_YES),
            waiting=states[State.WAITING],
        )
        for role, states in funnel_by_role(cohort).items()
    ]


def room_for(cohort: Cohort, role: str) -> Room:
    """Return the room of one role."""
    return next(room for room in rooms_of(cohort) if room.role == role)


def is_full(cohort: Cohort, role: str) -> bool:
    """Tell whether a yes to ``cohort`` leads to its waiting list; no query without a limit."""
    return cohort.places_for(role) is not None and room_for(cohort, role).is_full


def cohorts_with_room(on: date) -> list[int]:
    """Return the running cohorts in which somebody waits though a place is free; one query."""
    waiting, taking = Q(state=State.WAITING), Q(state__in=SAID_YES)
    here = of_who_works_here(Enrolment.objects.filter(waiting | taking, cohort__ends_on__gte=on))
    places = {role: F(f"cohort__places_{role}s") for role in Enrolment.Role.values}
    sides = (
        here.order_by()
        .values("cohort", "role")
        .annotate(
            places=Case(*(When(role=role, then=n) for role, n in places.items())),
            taken=Count("pk", filter=taking),
            n_waiting=Count("pk", filter=waiting),
        )
    )
    free = sides.filter(Q(places=None) | Q(taken__lt=F("places")), n_waiting__gt=0)
    return sorted(set(free.values_list("cohort", flat=True)))


def in_waiting_order(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return ``places`` in the order in which they come in: whoever was moved up, then by yes."""
    return places.order_by(F("moved_up_at").desc(nulls_last=True), "answered_at", "pk")


def waiting_list(cohort: Cohort, role: str) -> QuerySet[Enrolment]:
    """Return who waits for a place as ``role``, first come first; ask for a cohort you run."""
    return _waiting(cohort).filter(role=role)


def _waiting(cohort: Cohort) -> QuerySet[Enrolment]:
    waiting = Enrolment.objects.filter(cohort=cohort, state=State.WAITING)
    return in_waiting_order(of_who_works_here(waiting))


def numbers_waiting(cohort: Cohort) -> dict[int, int]:
    """Return the number of each place that waits, by its key; each role has its own order."""
    seen: Counter[str] = Counter()
    numbers = {}
    for key, role in _waiting(cohort).values_list("pk", "role"):
        seen[role] += 1
        numbers[key] = seen[role]
    return numbers


def number_of(place: Enrolment) -> int:
    """Return how far ``place`` is from the front of its waiting list, 1 being next."""
    return numbers_waiting(place.cohort).get(place.pk, 0)
