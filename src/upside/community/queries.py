"""Reads of circles: who belongs, who plans, who comes; coordinators get counts of answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import translation

from upside.calendars.entries import Entry
from upside.community.calendar import appointment
from upside.community.models import Circle, CircleDate, CircleInvitation, CircleLeave
from upside.notices.actions import language_for
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment, RoleGrant
from upside.programmes.queries import cohorts_run_by
from upside.sessions.calendar import Appointment
from upside.sessions.feed import date_entry

__all__ = [
    "Belonging",
    "appointments_of",
    "belonging_of",
    "circle_of",
    "dates_led_by",
    "dates_of",
    "dates_to_come",
    "dates_to_write",
    "invitations_of",
    "may_lead",
    "members_of",
    "places_with_circles",
    "uninvited",
    "with_circles",
]

LOOK_BACK = timedelta(days=120)
Role = Enrolment.Role
State = CircleDate.State


@dataclass(frozen=True, slots=True)
class Belonging:
    """What somebody is to a circle: a member, one who left it, a host, a coordinator."""

    cohort: Cohort
    role: str
    circle: Circle | None
    is_member: bool
    is_host: bool
    has_left: bool
    runs: bool

    @property
    def leads(self) -> bool:
        """Whether they plan its dates."""
        return self.runs or (self.is_member and self.is_host)


def circle_of(cohort: Cohort, role: str) -> Circle | None:
    """Return the circle of ``role`` in ``cohort``; None before its first date or host."""
    rows = Circle.objects.filter(cohort=cohort, role=role)
    return rows.select_related("cohort__programme", "host").first()


def belonging_of(person: Person, cohort_id: int, role: str) -> Belonging | None:
    """Return what ``person`` is to the circle of ``role``; None where it is none of theirs.

    Four queries at most.
    """
    place = places_with_circles(person).filter(cohort=cohort_id, role=role).first()
    run = cohorts_run_by(person).filter(pk=cohort_id).first()
    cohort = place.cohort if place else run
    if cohort is None:
        return None
    circle = circle_of(cohort, role)
    has_left = bool(
        place and circle and CircleLeave.objects.filter(circle=circle, person=person).exists()
    )
    return Belonging(
        cohort=cohort,
        role=role,
        circle=circle,
        is_member=place is not None and not has_left,
        is_host=bool(circle and circle.host_id == person.pk),
        has_left=has_left,
        runs=run is not None,
    )


def may_lead(circle: Circle, person: Person) -> bool:
    """Tell whether ``person`` plans dates of ``circle``: a coordinator, or its host."""
    own = belonging_of(person, circle.cohort_id, circle.role)
    return own is not None and own.leads


def places_with_circles(person: Person) -> QuerySet[Enrolment]:
    """Return the places by which ``person`` belongs, or could belong, to a circle."""
    places = Enrolment.objects.filter(person=person, state__in=SAID_YES)
    return places.select_related("cohort__programme").order_by("-pk")


def members_of(circle: Circle) -> QuerySet[Enrolment]:
    """Return the places of those who belong to ``circle``, by name; it need not be kept yet."""
    left = CircleLeave.objects.filter(circle=circle.pk, person=OuterRef("person"))
    said_yes = Enrolment.objects.filter(
        cohort=circle.cohort_id, role=circle.role, state__in=SAID_YES, person__is_active=True
    )
    by_name = ("person__last_name", "person__first_name", "pk")
    return said_yes.filter(~Exists(left)).select_related("person").order_by(*by_name)


def uninvited(date: CircleDate) -> QuerySet[Enrolment]:
    """Return those of the circle who have no invitation to ``date`` that stands."""
    standing = date.invitations.filter(is_off=False, person=OuterRef("person"))
    return members_of(date.circle).filter(~Exists(standing))


def dates_of(circle: Circle) -> QuerySet[CircleDate]:
    """Return the dates of ``circle``, newest first, with counts of who was asked and answered."""
    standing = Q(invitations__is_off=False)
    return circle.dates.annotate(
        n_invited=Count("invitations", filter=standing),
        n_come=Count("invitations", filter=standing & Q(invitations__comes=True)),
        n_cannot=Count("invitations", filter=standing & Q(invitations__comes=False)),
    ).order_by("-starts_at", "-pk")


def dates_led_by(person: Person) -> QuerySet[CircleDate]:
    """Return the dates that ``person`` may change: of circles that they coordinate or host."""
    grants = RoleGrant.objects.filter(
        person=person,
        role=RoleGrant.Role.COORDINATOR,
        programme=OuterRef("circle__cohort__programme"),
    )
    places = Enrolment.objects.filter(
        cohort=OuterRef("circle__cohort"),
        role=OuterRef("circle__role"),
        person=person,
        state__in=SAID_YES,
    )
    left = CircleLeave.objects.filter(circle=OuterRef("circle"), person=person)
    hosts = Q(circle__host=person) & Q(Exists(places)) & ~Q(Exists(left))
    rows = CircleDate.objects.filter(Q(Exists(grants)) | hosts)
    return rows.select_related("circle__cohort__programme", "circle__host")


def dates_to_come(at: datetime) -> QuerySet[CircleDate]:
    """Return the planned dates of all circles that have not begun."""
    rows = CircleDate.objects.filter(state=State.PLANNED, starts_at__gt=at)
    return rows.select_related("circle__cohort__programme").order_by("pk")


def invitations_of(person: Person) -> QuerySet[CircleInvitation]:
    """Return the invitations of ``person`` that stand, soonest first, with who comes by name.

    ``date.coming`` holds the others' yeses: names are for those who were invited.
    """
    coming = CircleInvitation.objects.filter(is_off=False, comes=True).select_related("person")
    by_name = coming.order_by("person__last_name", "person__first_name", "pk")
    return (
        CircleInvitation.objects.filter(person=person, is_off=False)
        .select_related("date__circle__cohort__programme", "person")
        .prefetch_related(Prefetch("date__invitations", by_name, to_attr="coming"))
        .order_by("date__starts_at", "pk")
    )


def with_circles(places: QuerySet[Enrolment], at: datetime) -> QuerySet[Enrolment]:
    """Return the same rows with ``has_circle``: whether a date of their circle is to come."""
    coming = CircleInvitation.objects.filter(
        person=OuterRef("person"),
        is_off=False,
        date__circle__cohort=OuterRef("cohort"),
        date__state=State.PLANNED,
        date__ends_at__gt=at,
    )
    return places.annotate(has_circle=Exists(coming))


def appointments_of(person: Person, *, at: datetime) -> list[Appointment]:
    """Return the circle dates of ``person`` for their calendar, but those they cannot come to."""
    rows = (
        CircleInvitation.objects.filter(
            person=person, is_off=False, date__state=State.PLANNED, date__ends_at__gt=at - LOOK_BACK
        )
        .exclude(comes=False)
        .select_related("date__circle__cohort__programme", "person")
    )
    return [appointment(invitation) for invitation in rows.order_by("date__starts_at")]


def dates_to_write(person: Person, *, at: datetime) -> list[Entry]:
    """Return the circle dates of ``person`` after ``at`` as they stand in their calendar."""
    with translation.override(language_for(person)):
        return [
            Entry(one.uid, one.sequence, one.starts_at, date_entry(one))
            for one in appointments_of(person, at=at)
            if one.starts_at > at
        ]
