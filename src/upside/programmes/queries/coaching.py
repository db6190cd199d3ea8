"""Who is the coach of a programme: whoever has the role, and does not run the programme as well."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from upside.people.models import Person
from upside.programmes.models import RoleGrant

__all__ = ["Contacts", "coaching", "coaching_at_rest", "contacts_in"]

Role = RoleGrant.Role
WITH_WHOM_TO_SPEAK = (Role.COACH, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom somebody can turn to in one programme: coaches, who would read it, and coordinators."""

    coaches: list[Person] = field(default_factory=list)
    coordinators: list[Person] = field(default_factory=list)


def coaching() -> QuerySet[RoleGrant]:
    """Return the roles of coaches that count.

    Nobody is named both any more; whoever runs the programme from before is not its coach.
    """
    return _coaches().filter(~_runs())


def coaching_at_rest() -> QuerySet[RoleGrant]:
    """Return the roles of coaches that do not count, for their people run the programme as well."""
    return _coaches().filter(_runs())


def contacts_in(programmes: Iterable[int]) -> dict[int | None, Contacts]:
    """Return coaches and coordinators who still work here, by programme and name; one query."""
    grants = RoleGrant.objects.filter(
        role__in=WITH_WHOM_TO_SPEAK, programme__in=set(programmes), person__is_active=True
    )
    order = ("person__last_name", "person__first_name", "person")
    found: dict[int | None, Contacts] = defaultdict(Contacts)
    coaches = []
    for grant in grants.select_related("person").order_by(*order):
        if grant.role == Role.COACH:
            coaches.append(grant)
        else:
            found[grant.programme_id].coordinators.append(grant.person)
    for grant in coaches:
        held = found[grant.programme_id]
        if grant.person not in held.coordinators:
            held.coaches.append(grant.person)
    return found


def _coaches() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(role=Role.COACH)


def _runs() -> Exists:
    grants = RoleGrant.objects.filter(role=Role.COORDINATOR)
    return Exists(grants.filter(person=OuterRef("person"), programme=OuterRef("programme")))
