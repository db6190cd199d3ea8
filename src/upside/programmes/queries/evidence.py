"""Who reads and answers which evidence: one's own, what one was asked, what one evaluates."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from upside.people.models import Person
from upside.programmes.models import SAID_YES, Enrolment, RoleGrant
from upside.skills.models import Evidence, Skill, SkillLevel

__all__ = ["evidence_of", "evidence_to_answer", "n_evidence_to_answer", "own_level"]

State, Kind = Evidence.State, Evidence.Kind
JUDGES = (RoleGrant.Role.EVALUATOR, RoleGrant.Role.COORDINATOR)


def evidence_of(person: Person) -> QuerySet[Evidence]:
    """Return the evidence about ``person``, newest first: they see all of it."""
    return (
        Evidence.objects.filter(person=person)
        .select_related("skill", "given_by")
        .order_by("-given_on", "-pk")
    )


def evidence_to_answer(person: Person) -> QuerySet[Evidence]:
    """Return what waits for an answer of ``person``, oldest first.

    These are topics that a colleague asks them to attest; and, where they evaluate or coordinate
    a programme, certificates and contested evidence of its mentors, unless it is about themselves
    or was given by them.
    """
    rows = Evidence.objects.filter(person__is_active=True).exclude(person=person)
    asked = Q(kind=Kind.PEER, state=State.ASKED, given_by=person)
    certificates = Q(kind=Kind.CERTIFICATE, state=State.ASKED)
    contested = Q(state=State.CONTESTED) & ~Q(given_by=person)
    judged = _judged_by(person) & (certificates | contested)
    return rows.filter(asked | judged).select_related("skill", "person__unit").order_by("pk")


def n_evidence_to_answer(person: Person) -> int:
    """Return how much waits for an answer of ``person``."""
    return evidence_to_answer(person).count()


def _judged_by(person: Person) -> Q:
    grants = RoleGrant.objects.filter(
        person=person, role__in=JUDGES, programme=OuterRef("cohort__programme")
    )
    places = Enrolment.objects.filter(
        Exists(grants), person=OuterRef("person"), role=Enrolment.Role.MENTOR, state__in=SAID_YES
    )
    return Q(Exists(places))


def own_level(person: Person, skill: Skill) -> SkillLevel | None:
    """Return the level of ``person`` that counts in a skill; ask for one's own only."""
    return SkillLevel.objects.filter(person=person, skill=skill).first()
