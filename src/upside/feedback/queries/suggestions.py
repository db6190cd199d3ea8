"""Reads of suggestions: their author, the coordinators, and answers to those without a name."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from upside.feedback.models import Suggestion
from upside.pairs.models import Pair
from upside.people.models import Person
from upside.programmes.models import SAID_YES, Cohort, Enrolment, Programme, RoleGrant

__all__ = [
    "answers_for_all",
    "programmes_to_suggest_to",
    "suggestions_of",
    "suggestions_run_by",
    "with_suggestions",
]


def programmes_to_suggest_to(person: Person) -> QuerySet[Programme]:
    """Return the programmes in which ``person`` takes part or has been in a pair."""
    places = Enrolment.objects.filter(
        person=person, state__in=SAID_YES, cohort__programme=OuterRef("pk")
    )
    pairs = Pair.objects.filter(
        Q(mentor=person) | Q(mentee=person), cohort__programme=OuterRef("pk")
    )
    return Programme.objects.filter(Exists(places) | Exists(pairs)).order_by("-pk")


def suggestions_of(person: Person) -> QuerySet[Suggestion]:
    """Return what ``person`` suggested with their name, newest first."""
    return _told().filter(author=person)


def suggestions_run_by(person: Person) -> QuerySet[Suggestion]:
    """Return what was suggested to the programmes that ``person`` coordinates; open ones first."""
    grants = RoleGrant.objects.filter(
        person=person, role=RoleGrant.Role.COORDINATOR, programme=OuterRef("programme")
    )
    return _told().filter(Exists(grants))


def answers_for_all(person: Person) -> QuerySet[Suggestion]:
    """Return the answers to suggestions without a name, in the programmes of ``person``."""
    found = _told().filter(
        author=None, answered_at__isnull=False, programme__in=programmes_to_suggest_to(person)
    )
    return found.order_by("-answered_at", "-pk")


def with_suggestions(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Return ``cohorts``, each with ``n_suggested``: how many its programme has not answered."""
    waiting = Suggestion.objects.filter(programme=OuterRef("programme"), answered_at=None)
    n = Subquery(waiting.order_by().values("programme").annotate(n=Count("pk")).values("n"))
    return cohorts.annotate(n_suggested=Coalesce(n, 0))


def _told() -> QuerySet[Suggestion]:
    found = Suggestion.objects.select_related("programme", "author", "answered_by")
    return found.order_by(F("answered_at").asc(nulls_first=True), "-written_on", "-pk")
