"""Who reads which entries of the audit log."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from upside.kernel.audit import reference
from upside.kernel.models import AuditEntry
from upside.people.models import Person
from upside.programmes.models import Enrolment, Programme, RoleGrant

__all__ = [
    "OF_A_PERSON",
    "OF_THE_INSTALLATION",
    "log_visible_to",
    "names_in_office",
    "programmes_audited_by",
    "settings_log_of",
]

IN_OFFICE = (RoleGrant.Role.COORDINATOR, RoleGrant.Role.ADMINISTRATOR)

# the verbs that belong to no programme; any other verb without one is read by nobody
OF_THE_INSTALLATION = (
    "administrator.named",
    "catalogue.extended",
    "catalogue.imported",
    "catalogue.loaded",
    "kit.approved",
    "kit.hidden",
    "kit.shown",
    "kits.loaded",
    "people.begun",
    "people.checked",
    "people.dropped",
    "people.imported",
    "people.reactivated",
    "people.received",
    "people.stopped",
    "skills.imported",
    "survey.dropped",
    "survey.imported",
    "survey.received",
    "topic.added",
    "topic.dropped",
    "topic.mapped",
)
OF_A_PERSON = (
    "calendar.connected",
    "calendar.feed_ended",
    "calendar.feed_made",
    "calendar.not_written_into",
    "calendar.removed",
    "calendar.written_into",
    "level.contest_decided",
    "level.evidence_answered",
    "level.evidence_asked",
    "level.evidence_contested",
    "level.evidence_recorded",
    "level.evidence_withdrawn",
    "level.dropped",
    "level.set",
    "person.signed_in",
    "topic.asked",
    "training.finished",
    "want.dropped",
    "want.set",
)


def log_visible_to(person: Person) -> QuerySet[AuditEntry]:
    """Return the entries that ``person`` reads as an auditor, newest first.

    These are what happened in the programmes that they audit, what belongs to the installation
    (HR files, catalogue, administrators), and what people did on their own account (sign-in,
    skills) where they take part or hold a role in one of these programmes, or administer.
    """
    entries = AuditEntry.objects.order_by("-at", "-pk")
    audited = list(programmes_audited_by(person))
    if not audited:
        return entries.none()
    places = Enrolment.objects.filter(cohort__programme__in=audited)
    roles = RoleGrant.objects.filter(Q(programme__in=audited) | Q(programme__isnull=True))
    of_people = Q(subject__in=_references(places)) | Q(subject__in=_references(roles))
    return entries.filter(
        Q(programme_ref__in=[reference(programme) for programme in audited])
        | Q(programme_ref="", verb__in=OF_THE_INSTALLATION)
        | Q(of_people, programme_ref="", verb__in=OF_A_PERSON)
    )


def names_in_office(keys: Iterable[int]) -> dict[int, str]:
    """Return the names of those of ``keys`` who coordinate or administer: the log shows no other.

    One query.
    """
    people = Person.objects.filter(pk__in=list(keys), role_grants__role__in=IN_OFFICE)
    return {person.pk: person.name for person in people.distinct()}


def programmes_audited_by(person: Person) -> QuerySet[Programme]:
    """Return the programmes that ``person`` audits, newest first: their settings, no contents."""
    grants = RoleGrant.objects.filter(person=person, role=RoleGrant.Role.AUDITOR)
    return Programme.objects.filter(role_grants__in=grants).order_by("-pk")


def settings_log_of(person: Person) -> QuerySet[AuditEntry]:
    """Return what the log tells ``person``, an auditor, of programmes as such, newest first.

    Making one with its settings is such an entry, and so is any later change of them.
    """
    return log_visible_to(person).filter(verb__startswith="programme.")


def _references(rows: QuerySet[Enrolment] | QuerySet[RoleGrant]) -> QuerySet[Any, str]:
    """Return the people of ``rows`` as the log writes them, to be asked within another query."""
    name = Concat(Value("person:"), Cast("person_id", CharField()))
    return rows.annotate(log_name=name).values_list("log_name", flat=True)
