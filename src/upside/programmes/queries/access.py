"""Reads of programmes, and who may see what: the roles live here, so do the answers."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from upside.kernel.models import AuditEntry
from upside.people.models import PeopleImport, Person
from upside.people.queries import people_like, who_works_here
from upside.programmes.models import (
    OPEN_STATES,
    Cohort,
    Enrolment,
    Programme,
    RoleGrant,
    Slot,
    Wish,
)
from upside.programmes.queries.guests import guests, has_partners
from upside.programmes.slots import Stretch
from upside.skills.models import SurveyFile

__all__ = [
    "OPEN_STATES",
    "Role",
    "Standing",
    "cohorts_run_by",
    "cohorts_visible_to",
    "colleague",
    "enrolments_of",
    "enrolments_run_by",
    "imports_run_by",
    "keeps_the_roster",
    "people_to_invite",
    "people_to_name",
    "people_with_a_role",
    "placed_like",
    "programmes_run_by",
    "roster_visible_to",
    "slots_of",
    "standing_of",
    "surveys_run_by",
    "team_of",
    "was_taken_back",
    "wishes_of",
    "with_role_left",
]

Role = RoleGrant.Role
KEEPERS = (Role.COORDINATOR, Role.ADMINISTRATOR)
SHORTEST_SEARCH = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is here: the roles they hold and whether they take part themselves."""

    roles: frozenset[str]
    takes_part: bool
    assists: bool

    @property
    def runs_programmes(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles

    @property
    def reads_kits(self) -> bool:
        return self.takes_part or self.runs_programmes or self.is_administrator

    @property
    def may_audit(self) -> bool:
        return Role.AUDITOR in self.roles


def standing_of(person: Person) -> Standing:
    """Return the roles of ``person``, but not a coach's where they run it; two queries at most."""
    rows = list(RoleGrant.objects.filter(person=person).values_list("role", "programme"))
    runs = {programme for role, programme in rows if role == Role.COORDINATOR}
    places = Enrolment.objects.filter(Q(person=person) | Q(assistant=person)).values_list(
        "person_id", "assistant_id"
    )
    pairs = list(places)
    return Standing(
        roles=frozenset(
            role for role, programme in rows if role != Role.COACH or programme not in runs
        ),
        takes_part=any(who == person.pk for who, _ in pairs),
        assists=any(assistant == person.pk for _, assistant in pairs),
    )


def _has_role(person: Person, role: str, programme: str) -> Exists:
    return Exists(RoleGrant.objects.filter(person=person, role=role, programme=OuterRef(programme)))


def programmes_run_by(person: Person) -> QuerySet[Programme]:
    """Return the programmes that ``person`` coordinates, newest first."""
    return Programme.objects.filter(_has_role(person, Role.COORDINATOR, "pk")).order_by("-pk")


def cohorts_run_by(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts of the programmes that ``person`` coordinates, newest first."""
    return (
        Cohort.objects.filter(_has_role(person, Role.COORDINATOR, "programme"))
        .select_related("programme")
        .order_by("-starts_on", "-pk")
    )


def cohorts_visible_to(person: Person, *roles: str) -> QuerySet[Cohort]:
    """Return the cohorts in whose programme ``person`` holds one of ``roles``."""
    grants = RoleGrant.objects.filter(
        person=person, role__in=roles, programme=OuterRef("programme")
    )
    return (
        Cohort.objects.filter(Exists(grants))
        .select_related("programme")
        .order_by("-starts_on", "-pk")
    )


def enrolments_of(person: Person) -> QuerySet[Enrolment]:
    """Return the places that ``person`` has or was offered, newest first."""
    return (
        Enrolment.objects.filter(person=person)
        .select_related("cohort__programme", "person", "assistant__unit")
        .order_by("-pk")
    )


def enrolments_run_by(person: Person) -> QuerySet[Enrolment]:
    """Return everybody's places in the programmes that ``person`` coordinates."""
    return (
        Enrolment.objects.filter(_has_role(person, Role.COORDINATOR, "cohort__programme"))
        .select_related("cohort__programme", "person__unit")
        .order_by("person__last_name", "person__first_name", "pk")
    )


def keeps_the_roster(person: Person) -> bool:
    """Tell whether ``person`` looks after the people of the company: coordinates or administers.

    Never a guest of a partner company, whatever role they were given before they became one.
    """
    held = RoleGrant.objects.filter(person=person, role__in=KEEPERS)
    row = held.annotate(has_partners=has_partners()).values_list("has_partners").first()
    return row is not None and not (row[0] and guests().firm_of(person))


def roster_visible_to(person: Person) -> QuerySet[Person]:
    """Return everybody in the company, to coordinators and administrators only."""
    everybody = Person.objects.select_related("unit").order_by("last_name", "first_name", "pk")
    return everybody if keeps_the_roster(person) else everybody.none()


def people_with_a_role() -> frozenset[int]:
    """Return the keys of everybody who holds a role: no HR file deactivates them by silence."""
    return frozenset(RoleGrant.objects.values_list("person_id", flat=True))


def imports_run_by(person: Person) -> QuerySet[PeopleImport]:
    """Return the HR files that ``person`` brought in, newest first."""
    grants = RoleGrant.objects.filter(person=person, role__in=KEEPERS)
    own = PeopleImport.objects.filter(Exists(grants), uploaded_by=person)
    return own.select_related("job").order_by("-pk")


def surveys_run_by(person: Person) -> QuerySet[SurveyFile]:
    """Return the survey exports that ``person`` brought in, newest first."""
    own = SurveyFile.objects.filter(uploaded_by=person).order_by("-pk")
    return own if keeps_the_roster(person) else own.none()


def people_to_invite(person: Person, cohort: Cohort) -> QuerySet[Person]:
    """Return who works here and has no place in ``cohort`` yet, to those who keep the roster.

    Guests of other programmes are left out. People without a mail are among them, so that a page
    can count them; they cannot be invited.
    """
    placed = Enrolment.objects.filter(cohort=cohort, person=OuterRef("pk"))
    everybody = roster_visible_to(person).filter(~Exists(placed), is_active=True)
    return everybody.exclude(guests().not_theirs(cohort.settings))


def placed_like(person: Person, cohort: Cohort, text: str, *, limit: int = 3) -> list[Enrolment]:
    """Return the places in ``cohort`` of people who are called like ``text``, to who runs it."""
    if not text.strip():
        return []
    placed = Person.objects.filter(enrolments__cohort=cohort)
    places = enrolments_run_by(person).filter(cohort=cohort)
    return list(places.filter(person__in=people_like(placed, text))[:limit])


def was_taken_back(person: Person, place_id: int) -> bool:
    """Tell whether ``person`` had an invitation of that number which was taken back."""
    entries = AuditEntry.objects.filter(
        verb="invitation.taken_back", subject=f"enrolment:{place_id}", details__person=person.pk
    )
    return entries.exists()


def people_to_name(person: Person, text: str, *, limit: int = 8) -> list[Person]:
    """Return colleagues whose name, mail or id begins like ``text``, for a wish of ``person``.

    Nothing below three letters, and nothing that tells who takes part: everybody who works here
    can be named, guests of a partner company apart (``Guests.nameable_by``). Capitals and accents
    do not count.
    """
    if len("".join(text.split())) < SHORTEST_SEARCH:
        return []
    others = _nameable_by(person).exclude(pk=person.pk).select_related("unit")
    found = people_like(others, text, from_start=True)
    return list(found.order_by("last_name", "first_name", "pk")[:limit])


def colleague(person: Person, key: int) -> Person | None:
    """Return whoever has that key if they work here and ``person`` may name them."""
    return _nameable_by(person).filter(pk=key).first()


def _nameable_by(person: Person) -> QuerySet[Person]:
    return who_works_here().filter(guests().nameable_by(person))


def slots_of(enrolment: Enrolment) -> list[Stretch]:
    """Return the times of the week of one place; ask only for one that the reader may see."""
    slots = Slot.objects.filter(enrolment=enrolment)
    return list(slots.values_list("weekday", "starts", "ends"))


def wishes_of(person: Person) -> QuerySet[Wish]:
    """Return what ``person`` wishes and must not get; nobody else reads it."""
    return (
        Wish.objects.filter(enrolment__person=person)
        .select_related("other__unit")
        .order_by("kind", "rank", "pk")
    )


def with_role_left(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return ``cohorts``, each with ``left_role``: a role whose only holders have left, or None."""
    programme = OuterRef("programme")
    others = RoleGrant.objects.filter(
        programme=OuterRef("programme"), role=OuterRef("role"), person__is_active=True
    )
    left = RoleGrant.objects.filter(~Exists(others), programme=programme, person__is_active=False)
    return cohorts.annotate(left_role=Subquery(left.order_by("pk").values("role")[:1]))


def team_of(programme: Programme) -> QuerySet[RoleGrant]:
    """Return who holds which role in ``programme``; ask only for one that you may run."""
    return (
        RoleGrant.objects.filter(programme=programme)
        .select_related("person")
        .order_by("role", "person__last_name", "person__first_name", "pk")
    )
