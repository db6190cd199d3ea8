"""Who reads which call, and whose answers."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from upside.people.models import Person
from upside.programmes.call_models import Answers, OpenCall
from upside.programmes.models import OPEN_STATES, Cohort, Enrolment
from upside.programmes.queries.access import cohorts_run_by
from upside.programmes.queries.guests import guests

__all__ = ["answers_of", "applications_run_by", "call_of", "calls_open_to", "open_calls_for"]


def open_calls_for(person: Person, *, on: date) -> QuerySet[OpenCall]:
    """Return the calls that are open, of cohorts that are not over: everybody here may read them.

    A guest of a partner company reads those of that company's programmes alone.
    """
    calls = (
        OpenCall.objects.filter(closed_at=None, cohort__ends_on__gte=on)
        .select_related("cohort__programme")
        .order_by("-opened_at", "-pk")
    )
    known = guests()
    if not known.firm_of(person):
        return calls
    theirs = [call.pk for call in calls if known.may_take_part(person, call.cohort.settings)]
    return calls.filter(pk__in=theirs)


def calls_open_to(person: Person, *, on: date) -> QuerySet[OpenCall]:
    """Return the open calls of cohorts in which ``person`` has no open place."""
    placed = Enrolment.objects.filter(
        cohort=OuterRef("cohort"), person=person, state__in=OPEN_STATES
    )
    return open_calls_for(person, on=on).filter(~Exists(placed))


def call_of(cohort: Cohort) -> OpenCall | None:
    """Return the call of ``cohort``, open or closed; ask only for one that you run."""
    return OpenCall.objects.filter(cohort=cohort).first()


def answers_of(place: Enrolment) -> dict[str, object]:
    """Return what the person of ``place`` answered; ask only for one's own."""
    kept = Answers.objects.filter(enrolment=place).first()
    return dict(kept.answers) if kept else {}


def applications_run_by(person: Person, cohort: Cohort) -> QuerySet[Answers]:
    """Return the answers of people in ``cohort``, to its coordinators, by name."""
    return (
        Answers.objects.filter(enrolment__cohort__in=cohorts_run_by(person).filter(pk=cohort.pk))
        .select_related("enrolment__person__unit")
        .order_by("enrolment__person__last_name", "enrolment__person__first_name", "pk")
    )
