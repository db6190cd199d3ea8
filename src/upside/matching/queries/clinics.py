"""Reads of expert clinics: whose page it is, which times are free, who booked which."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from upside.matching.models import ClinicSlot
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment
from upside.programmes.queries import ready_places
from upside.sessions.common_time import Span
from upside.sessions.models import Session

__all__ = [
    "MOST_AHEAD",
    "NEXT_DAYS",
    "ClinicTally",
    "ExpertTally",
    "booked_by",
    "bookings_of",
    "clinic_tally",
    "experts_of",
    "guests_of",
    "n_bookings",
    "n_free_of",
    "open_pair_of",
    "pairs_taken_by",
    "slots_about",
    "slots_offered_by",
    "without_clash",
]

State, Role = ClinicSlot.State, Enrolment.Role
MOST_AHEAD = 2
"""How many times a mentee can hold that are still to come: the others are for the others."""
NEXT_DAYS = 14
OFF = (Session.State.CANCELLED, Session.State.MISSED)
COUNTS = ~Q(session__state__in=OFF)


@dataclass(frozen=True, slots=True)
class ExpertTally:
    """One mentor of a clinic: how many times are offered and booked in the next two weeks."""

    person: Person
    n_booked: int = 0
    n_free: int = 0
    next_free: datetime | None = None

    @property
    def n_offered(self) -> int:
        return self.n_booked + self.n_free


@dataclass(frozen=True, slots=True)
class ClinicTally:
    """How a clinic goes: its experts, and how many mentees are ready and never booked."""

    experts: list[ExpertTally]
    n_mentees: int
    n_never: int

    @property
    def active(self) -> list[ExpertTally]:
        """Return the experts who offer a time or have one booked, who is free soonest first."""
        known = [one for one in self.experts if one.n_offered or one.next_free]
        return sorted(known, key=lambda one: (one.next_free is None, one.next_free))

    @property
    def idle(self) -> list[ExpertTally]:
        return [one for one in self.experts if not (one.n_offered or one.next_free)]

    @property
    def n_booked(self) -> int:
        return sum(one.n_booked for one in self.experts)

    @property
    def n_free(self) -> int:
        return sum(one.n_free for one in self.experts)

    @property
    def n_offered(self) -> int:
        return self.n_booked + self.n_free

    @property
    def n_without(self) -> int:
        """Return how many experts have no free time from now on, in two weeks or later."""
        return sum(one.next_free is None for one in self.experts)


def guests_of(person: Person) -> QuerySet[Enrolment]:
    """Return the mentees' places for which ``person`` may open a clinic: own, and as assistant.

    Each with ``has_pair``: whether ``open_pair_of`` finds one.
    """
    mine = Q(person=person) | Q(assistant=person)
    pairs = Pair.objects.filter(cohort=OuterRef("cohort"), mentee=OuterRef("person"))
    has_pair = Exists(pairs.exclude(state=Pair.State.CLOSED))
    return _places(Role.MENTEE).filter(mine).annotate(has_pair=has_pair)


def experts_of(person: Person) -> QuerySet[Enrolment]:
    """Return the mentors' places of ``person``, in whose clinics they may offer times."""
    return _places(Role.MENTOR).filter(person=person)


def open_pair_of(place: Enrolment) -> Pair | None:
    """Return the pair in which the mentee of ``place`` is, if they are in one."""
    pairs = Pair.objects.filter(cohort=place.cohort_id, mentee=place.person_id)
    return pairs.exclude(state=Pair.State.CLOSED).select_related("mentor__unit", "mentee").first()


def pairs_taken_by(place: Enrolment) -> dict[int, int]:
    """Return the open pairs of the mentor of ``place`` by their mentees: each takes a seat."""
    pairs = Pair.objects.filter(cohort=place.cohort_id, mentor=place.person_id)
    return dict(pairs.exclude(state=Pair.State.CLOSED).values_list("mentee", "pk"))


def slots_about(
    place: Enrolment, *, at: datetime, pair: Pair | None = None, is_guest: bool = True
) -> tuple[list[ClinicSlot], list[ClinicSlot]]:
    """Return what the mentee of ``place`` booked in whatever clinic, and what they could book.

    The second are the times of the cohort that are free, in a ``pair`` those of its mentor; none
    where nobody books, ``is_guest`` False. Soonest first. ``without_clash`` leaves out those at
    which somebody has something by now. One query for both.
    """
    free = Q(cohort=place.cohort_id, state=State.OPEN, starts_at__gt=at)
    if pair is not None:
        free &= Q(mentor=pair.mentor_id)
    mine = Q(mentee=place.person_id, state=State.BOOKED)
    rows = list(_told(ClinicSlot.objects.filter(mine | free if is_guest else mine)))
    booked = [one for one in rows if one.state == State.BOOKED and _counts(one)]
    return booked, [one for one in rows if one.state == State.OPEN]


def slots_offered_by(place: Enrolment) -> QuerySet[ClinicSlot]:
    """Return the times that the mentor of ``place`` offers and that were not taken back."""
    slots = ClinicSlot.objects.filter(cohort=place.cohort_id, mentor=place.person_id)
    told = slots.exclude(state=State.WITHDRAWN).select_related("mentee__unit", "session__pair")
    return told.order_by("starts_at", "pk")


def bookings_of(place: Enrolment) -> QuerySet[ClinicSlot]:
    """Return the times that the mentee of ``place`` booked, soonest first; none called off."""
    return booked_by(place.person).filter(cohort=place.cohort_id)


def booked_by(person: Person) -> QuerySet[ClinicSlot]:
    """Return the times that ``person`` booked in whatever clinic, soonest first."""
    return _told(ClinicSlot.objects.filter(COUNTS, mentee=person, state=State.BOOKED))


def n_bookings(slots: Iterable[ClinicSlot], *, at: datetime) -> tuple[int, int]:
    """Return how many of a mentee's bookings count for the programme, and how many are to come."""
    known = list(slots)
    return len(known), sum(slot.ends_at > at for slot in known)


def without_clash(
    slots: Iterable[ClinicSlot], *, besides: Person, booked: Iterable[ClinicSlot] | None = None
) -> list[ClinicSlot]:
    """Return those of ``slots`` at which neither their mentor nor ``besides`` has anything planned.

    Planned are sessions, with anybody, and what ``besides`` ``booked`` in any clinic; that is read
    where it is not given.
    """
    known = list(slots)
    if not known:
        return []
    busy = _busy({slot.mentor_id for slot in known} | {besides.pk}, after=known[0].starts_at)
    others = booked_by(besides) if booked is None else booked
    busy[besides.pk] += [(one.starts_at, one.ends_at) for one in others]
    return [
        slot
        for slot in known
        if not any(
            starts < slot.ends_at and slot.starts_at < ends
            for starts, ends in busy[slot.mentor_id] + busy[besides.pk]
        )
    ]


def n_free_of(places: Iterable[Enrolment], *, at: datetime) -> dict[int, int]:
    """Return how many free times each of these mentors' places has from ``at`` on; one query."""
    known = {(place.cohort_id, place.person_id): place.pk for place in places}
    rows = ClinicSlot.objects.filter(
        state=State.OPEN, starts_at__gt=at, cohort__in={cohort for cohort, _person in known}
    )
    counted = rows.order_by().values_list("cohort", "mentor").annotate(n=Count("pk"))
    found = {known[cohort, who]: n for cohort, who, n in counted if (cohort, who) in known}
    return dict.fromkeys(known.values(), 0) | found


def clinic_tally(cohort: Cohort, *, at: datetime) -> ClinicTally:
    """Return how the clinic of ``cohort`` goes, for who runs it: counts only. Three queries."""
    until = at + timedelta(days=NEXT_DAYS)
    soon = Q(starts_at__gt=at, starts_at__lt=until)
    slots = ClinicSlot.objects.filter(cohort=cohort, starts_at__gt=at).order_by()
    rows = slots.values("mentor").annotate(
        n_booked=Count("pk", filter=soon & Q(state=State.BOOKED)),
        n_free=Count("pk", filter=soon & Q(state=State.OPEN)),
        next_free=Min("starts_at", filter=Q(state=State.OPEN)),
    )
    fields = ("n_booked", "n_free", "next_free")
    counted = {who: said for who, *said in rows.values_list("mentor", *fields)}
    ready = ready_places(Enrolment.objects.filter(cohort=cohort)).select_related("person__unit")
    ready = ready.order_by("person__last_name", "person__first_name", "pk")
    experts = [
        ExpertTally(place.person, *counted.get(place.person_id, ()))
        for place in ready.filter(role=Role.MENTOR)
    ]
    booked = ClinicSlot.objects.filter(cohort=cohort, mentee=OuterRef("person"), state=State.BOOKED)
    mentees = ready.filter(role=Role.MENTEE).order_by()
    sums = mentees.aggregate(n=Count("pk"), never=Count("pk", filter=~Q(Exists(booked))))
    return ClinicTally(experts, sums["n"], sums["never"])


def _places(role: str) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(role=role, state__in=SAID_YES)
    rows = rows.exclude(cohort__launched_at=None)
    return rows.select_related("cohort__programme", "person", "assistant").order_by("pk")


def _told(slots: QuerySet[ClinicSlot]) -> QuerySet[ClinicSlot]:
    return slots.select_related("mentor__unit", "session__pair").order_by("starts_at", "pk")


def _counts(slot: ClinicSlot) -> bool:
    """Tell of one row what ``COUNTS`` asks of all."""
    return slot.session is None or slot.session.state not in OFF


def _busy(people: set[int], *, after: datetime) -> dict[int, list[Span]]:
    """Return when each of ``people`` has a planned session that ends after ``after``."""
    found: dict[int, list[Span]] = defaultdict(list)
    sessions = Session.objects.filter(
        Q(pair__mentor__in=people) | Q(pair__mentee__in=people),
        state=Session.State.PLANNED,
        ends_at__gt=after,
    )
    for mentor, mentee, starts, ends in sessions.values_list(
        "pair__mentor", "pair__mentee", "starts_at", "ends_at"
    ):
        found[mentor].append((starts, ends))
        found[mentee].append((starts, ends))
    return found
