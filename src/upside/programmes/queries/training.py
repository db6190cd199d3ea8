"""Who is to be trained before a first session, and who was."""

from collections.abc import Iterable

from django.db.models import QuerySet

from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment

__all__ = ["n_untrained", "places_to_train", "trained_roles", "untrained"]


def trained_roles(cohort: Cohort) -> list[str]:
    """Return the roles that are trained before their first session, mentors first."""
    said = cohort.settings.get("training", {}).get("before_first_session", [])
    return [role for role in Enrolment.Role.values if role in said]


def places_to_train(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return the places of those who said yes and are to be trained, by name."""
    places = cohort.enrolments.filter(
        role__in=trained_roles(cohort), state__in=SAID_YES, person__is_active=True
    )
    return places.select_related("person__unit").order_by(
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
