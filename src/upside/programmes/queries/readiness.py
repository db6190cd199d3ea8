"""Who is ready for a matching round, and what the others lack."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from upside.programmes.models import Cohort, Enrolment, Slot
from upside.skills.evidence import OWN_WORD
from upside.skills.models import Skill, SkillLevel, Want

__all__ = [
    "asks_for_evidence",
    "least_level",
    "missing_for_ready",
    "of_who_works_here",
    "ready_places",
    "with_needs",
]

ANY_EVIDENCE = "any"
LEAST_LEVEL = 5


def with_needs(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return the same rows with what ``missing_for_ready`` would else ask for one by one."""
    places = enrolments.select_related("person", "cohort__programme")
    return places.annotate(has_slot=_has_slot(), has_want=_has_want(), proven=_proven_level())


def missing_for_ready(enrolment: Enrolment) -> list[str]:
    """Return codes of what ``enrolment`` lacks to be ready; their words are in ``needs.py``.

    The row should come from ``with_needs``; where it does not, one query is made for it.
    """
    if not hasattr(enrolment, "has_slot"):
        enrolment = with_needs(Enrolment.objects.all()).get(pk=enrolment.pk)
    person = enrolment.person
    lacks = {
        "mail": not person.email,
        "grade": person.grade is None,
        "language": not person.languages,
        "slot": not getattr(enrolment, "has_slot", False),
        "want": not getattr(enrolment, "has_want", False),
        "seats": enrolment.role == Enrolment.Role.MENTOR and enrolment.seats < 1,
        "evidence": _lacks_evidence(enrolment),
    }
    return [code for code, is_missing in lacks.items() if is_missing]


def asks_for_evidence(cohort: Cohort) -> bool:
    """Tell whether a mentor's own estimate is not enough in ``cohort``."""
    said = cohort.settings.get("evidence", {})
    return bool(said.get("mentors", ANY_EVIDENCE) != ANY_EVIDENCE)


def least_level(cohort: Cohort) -> int:
    """Return the level from which a mentor teaches in ``cohort``."""
    rules = cohort.settings.get("matching", {}).get("rules", {})
    said = rules.get("skill", {})
    return int(said.get("min_level", LEAST_LEVEL)) if isinstance(said, dict) else LEAST_LEVEL


def _lacks_evidence(enrolment: Enrolment) -> bool:
    if enrolment.role != Enrolment.Role.MENTOR or not asks_for_evidence(enrolment.cohort):
        return False
    proven = getattr(enrolment, "proven", None) or 0
    return bool(proven < least_level(enrolment.cohort))


def of_who_works_here(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return those of ``places`` whose people are still in the company; every count starts here."""
    return places.filter(person__is_active=True)


def ready_places(places: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Return those of ``places`` whose people are ready, in a pair or not; leavers are not.

    What readiness asks for is looked at again, whatever the state says: nobody is ready without it.
    """
    lacks_something = (
        Q(person__email=None)
        | Q(person__grade=None)
        | Q(person__languages=[])
        | Q(role=Enrolment.Role.MENTOR, seats=0)
    )
    ready = of_who_works_here(places).filter(state=Enrolment.State.READY)
    return ready.filter(_has_slot(), _has_want()).exclude(lacks_something)


def _has_slot() -> Exists:
    return Exists(Slot.objects.filter(enrolment=OuterRef("pk")))


def _has_want() -> Exists:
    return Exists(Want.objects.filter(person=OuterRef("person")))


def _proven_level() -> Subquery:
    """Ask for the highest level of a topic to share that rests on more than somebody's own word."""
    proven = SkillLevel.objects.filter(person=OuterRef("person"))
    proven = proven.exclude(evidence__in=OWN_WORD).exclude(skill__direction=Skill.Direction.S2J)
    return Subquery(proven.order_by("-level").values("level")[:1])
