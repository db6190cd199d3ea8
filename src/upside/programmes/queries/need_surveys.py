"""Reads of need surveys: counts for who runs them, one answer for who holds its link."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.need_models import NeedAnswer, NeedInvitation, NeedItem, NeedSurvey
from upside.programmes.queries.access import cohorts_run_by, roster_visible_to
from upside.programmes.queries.guests import guests
from upside.programmes.queries.small_groups import SMALLEST_GROUP

__all__ = [
    "is_open",
    "items_of",
    "need_survey",
    "need_surveys_run_by",
    "people_to_ask",
    "told_survey_of",
]


def is_open(survey: NeedSurvey, *, at: datetime) -> bool:
    """Tell whether answers are taken: until the end of its last day, unless it was closed."""
    return survey.closed_at is None and timezone.localtime(at).date() <= survey.closes_on


def need_surveys_run_by(person: Person, cohort: Cohort) -> QuerySet[NeedSurvey]:
    """Return the surveys of ``cohort``, newest first, with how many were asked and answered.

    To its coordinators only; these are all that anybody reads of who was asked.
    """
    run = cohorts_run_by(person).filter(pk=cohort.pk).values("pk")
    return (
        NeedSurvey.objects.filter(cohort__in=run)
        .annotate(n_asked=_n_of(NeedInvitation), n_answers=_n_of(NeedAnswer))
        .order_by("-opened_at", "-pk")
    )


def _n_of(rows: type[NeedInvitation | NeedAnswer]) -> Coalesce:
    """Count rows of a survey on their own: joined, all asked by all answers were millions."""
    of_it = rows.objects.filter(survey=OuterRef("pk")).order_by().values("survey")
    return Coalesce(Subquery(of_it.annotate(n=Count("pk")).values("n")), 0)


def need_survey(key: int) -> NeedSurvey | None:
    """Return one survey; ask only for whoever holds one of its links."""
    return NeedSurvey.objects.filter(pk=key).select_related("cohort__programme").first()


def people_to_ask(person: Person, cohort: Cohort, survey: NeedSurvey | None) -> QuerySet[Person]:
    """Return who works here and was not asked yet, to those who keep the roster.

    Guests of other programmes are left out.
    """
    asked = NeedInvitation.objects.filter(survey=survey, person=OuterRef("pk"))
    everybody = roster_visible_to(person).filter(~Exists(asked), is_active=True)
    return everybody.exclude(guests().not_theirs(cohort.settings))


def items_of(key: str) -> list[NeedItem]:
    """Return what the answer of that key holds, in the order it was given."""
    return list(NeedItem.objects.filter(answer=key).select_related("skill").order_by("pk"))


def told_survey_of(cohort: Cohort, *, at: datetime) -> NeedSurvey | None:
    """Return the newest survey of ``cohort`` whose results are told: closed, with eight answers.

    While a survey is open nothing is told of it: whoever looks before and after one answer would
    read that answer.
    """
    closed = NeedSurvey.objects.filter(cohort=cohort).annotate(n_answers=Count("answers"))
    enough = closed.filter(n_answers__gte=SMALLEST_GROUP).order_by("-opened_at", "-pk")
    return next((survey for survey in enough if not is_open(survey, at=at)), None)
