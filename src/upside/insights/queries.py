"""Who may read a report: it holds aggregates only."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from upside.people.models import Person
from upside.programmes.models import Cohort, RoleGrant
from upside.programmes.queries import cohorts_visible_to

__all__ = ["reports_visible_to"]

REPORT_READERS = (RoleGrant.Role.COORDINATOR, RoleGrant.Role.SPONSOR, RoleGrant.Role.AUDITOR)
# what ``Cohort.settings`` says, asked in the database: its own copy, else the programme's newest
CLOSED_TO_SPONSORS = Q(kept__visibility__sponsor_reads_report=False) | Q(
    kept={}, programme__settings__visibility__sponsor_reads_report=False
)


def reports_visible_to(person: Person) -> QuerySet[Cohort]:
    """Return the cohorts whose report ``person`` may read: as coordinator, sponsor or auditor.

    A programme may close it to its sponsors: ``visibility.sponsor_reads_report``. ``is_run``
    tells whether they coordinate it, and so may open its other pages.
    """
    roles = RoleGrant.Role
    always = cohorts_visible_to(person, roles.COORDINATOR, roles.AUDITOR).values("pk")
    as_sponsor = cohorts_visible_to(person, roles.SPONSOR)
    closed = Cohort.objects.filter(CLOSED_TO_SPONSORS, pk=OuterRef("pk"))
    sponsored = as_sponsor.filter(~Exists(closed)).values("pk")
    visible = cohorts_visible_to(person, *REPORT_READERS)
    visible = visible.filter(Q(pk__in=always) | Q(pk__in=sponsored))
    run = RoleGrant.objects.filter(
        person=person, role=roles.COORDINATOR, programme=OuterRef("programme")
    )
    return visible.annotate(is_run=Exists(run))
