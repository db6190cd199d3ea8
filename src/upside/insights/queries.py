"""Who may read a report: it holds aggregates only."""

from django.db.models import Exists, OuterRef, QuerySet

from upside.people.models import Person
from upside.programmes.models import Cohort, RoleGrant
from upside.programmes.queries import cohorts_visible_to

__all__ = ["reports_visible_to"]


def reports_visible_to(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts whose report ``person`` may read: as coordinator, sponsor or auditor.

    ``is_run`` tells whether they coordinate it, and so may open its other pages.
    """
    roles = RoleGrant.Role
    visible = cohorts_visible_to(person, roles.COORDINATOR, roles.SPONSOR, roles.AUDITOR)
    run = RoleGrant.objects.filter(
        person=person, role=roles.COORDINATOR, programme=OuterRef("programme")
    )
    return visible.annotate(is_run=Exists(run))
