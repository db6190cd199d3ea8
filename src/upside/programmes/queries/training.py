"""Who is to be trained before a first session, who was, and by which training."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from upside.kernel.texts import in_language
from upside.learning.models import Training
from upside.people.models import Person
from upside.programmes.models import OPEN_STATES, SAID_YES, Cohort, Enrolment, RoleGrant

__all__ = [
    "HereText",
    "here_texts",
    "n_untrained",
    "places_to_train",
    "roles_to_learn",
    "trained_roles",
    "untrained",
    "uses_our_training",
    "with_training",
]

COACH = RoleGrant.Role.COACH


@dataclass(frozen=True, slots=True)
class HereText:
    """What a programme adds to a training, in the reader's language: its own words, contacts."""

    programme: str
    text: str
    contacts: str


def trained_roles(cohort: Cohort) -> list[str]:
    """Return the roles that are trained before their first session, mentors first."""
    said = cohort.settings.get("training", {}).get("before_first_session", [])
    return [role for role in Enrolment.Role.values if role in said]


def uses_our_training(cohort: Cohort) -> bool:
    """Tell whether the training of the product counts here; else the coordinator alone notes it."""
    return bool(cohort.settings.get("training", {}).get("path", "provided") == "provided")


def roles_to_learn(person: Person) -> list[str]:
    """Return the roles whose training is meant for ``person``: those they have; two queries."""
    held = set(
        Enrolment.objects.filter(person=person, state__in=OPEN_STATES).values_list(
            "role", flat=True
        )
    )
    if RoleGrant.objects.filter(person=person, role=COACH).exists():
        held.add(COACH.value)
    return [role for role in (*Enrolment.Role.values, COACH.value) if role in held]


def with_training(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return ``places`` with ``parts_done`` and ``finished_on`` of their person's own training."""
    own = Training.objects.filter(person=OuterRef("person"), path=OuterRef("role"))
    return places.annotate(
        parts_done=Subquery(own.values("done")), finished_on=Subquery(own.values("completed_on"))
    )


def here_texts(person: Person, role: str) -> list[HereText]:
    """Return what the programmes in which ``person`` has ``role`` add to its training; one query.

    A programme that adds nothing is not named.
    """
    if role == COACH:
        has_role = Q(programme__role_grants__person=person, programme__role_grants__role=COACH)
    else:
        has_role = Q(
            enrolments__person=person, enrolments__role=role, enrolments__state__in=OPEN_STATES
        )
    cohorts = Cohort.objects.filter(has_role).select_related("programme").order_by("-pk").distinct()
    found: dict[int, HereText] = {}
    for cohort in cohorts:
        said = cohort.settings.get("training", {})
        text, contacts = (in_language(said.get(name, {})) for name in ("addendum", "contacts"))
        if text or contacts:
            one = HereText(cohort.programme.name, text, contacts)
            found.setdefault(cohort.programme_id, one)
    return list(found.values())


def places_to_train(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return the places of those who said yes and are to be trained, by name."""
    places = cohort.enrolments.filter(
        role__in=trained_roles(cohort), state__in=SAID_YES, person__is_active=True
    )
    return places.select_related("person__unit", "trained_by").order_by(
        "person__last_name", "person__first_name", "pk"
    )


def n_untrained(cohort: Cohort) -> int:
    """Return how many are still to be trained; asks nothing where the programme trains nobody."""
    if not trained_roles(cohort):
        return 0
    return places_to_train(cohort).filter(trained_on=None).count()


def untrained(cohort: Cohort, people: Iterable[Person]) -> list[Person]:
    """Return those of ``people`` who are still to be trained, in their order; one query at most."""
    roles = trained_roles(cohort)
    if not roles:
        return []
    known = list(people)
    places = cohort.enrolments.filter(person__in=known, role__in=roles, trained_on=None)
    waiting = set(places.values_list("person", flat=True))
    return [person for person in known if person.pk in waiting]
