from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.notices.actions import Letter, queue_notices
from upside.people.models import Person
from upside.programmes.models import Cohort
from upside.programmes.need_models import (
    HIGHEST_IMPORTANCE,
    NeedAnswer,
    NeedInvitation,
    NeedItem,
    NeedSurvey,
)
from upside.programmes.queries.guests import guests
from upside.programmes.queries.need_surveys import is_open
from upside.skills.models import HIGHEST_LEVEL, Skill

__all__ = [
    "MOST_TOPICS",
    "Asked",
    "BadNeeds",
    "NeedSurveyClosed",
    "answer_need_survey",
    "ask_about_needs",
    "close_need_survey",
    "open_need_survey",
]

MOST_TOPICS = 5
LONGEST = timedelta(days=92)
ROWS_AT_ONCE = 500
Kind = NeedItem.Kind


class NeedSurveyClosed(Refused):
    """A need survey takes no more answers, or there is one that does already."""


class BadNeeds(Refused):
    """An answer to a need survey, or its last day, cannot be kept as it is."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a list of people to ask: counts only."""

    asked: int = 0
    already: int = 0
    without_mail: int = 0


@transaction.atomic
def open_need_survey(
    cohort: Cohort, *, closes_on: date, by: Person | None, at: datetime
) -> NeedSurvey:
    """Open a need survey until the end of ``closes_on``; it enrols nobody and needs no launch.

    The same day asked for twice gives the survey that is there. Refused for a last day that is
    past or more than three months away, and while another survey of the cohort is open.
    """
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    today = timezone.localtime(at).date()
    if not today <= closes_on <= today + LONGEST:
        raise BadNeeds(_("Choose a last day from today on, within three months."))
    for other in NeedSurvey.objects.filter(cohort=cohort, closed_at=None):
        if is_open(other, at=at):
            if other.closes_on == closes_on:
                return other
            raise NeedSurveyClosed(_("A need survey is open already. Close it first."))
    survey = NeedSurvey.objects.create(cohort=cohort, closes_on=closes_on, opened_at=at)
    details = {"closes_on": closes_on.isoformat()}
    _note("need_survey.opened", survey, by=by, at=at, details=details)
    return survey


@transaction.atomic
def ask_about_needs(
    survey: NeedSurvey, people: Iterable[Person], *, by: Person | None, at: datetime
) -> Asked:
    """Send each of ``people`` one mail with a link of their own; who was asked before gets none.

    Kept is that they were asked. The link is made when its mail is written and kept nowhere, so
    no answer leads back to them. Leavers and guests of other programmes get none. Refused once the
    survey is closed.
    """
    survey = _open(survey, at)
    known = set(survey.invitations.values_list("person", flat=True))
    settings, here = survey.cohort.settings, guests()
    found = {p.pk: p for p in people if p.is_active and here.may_take_part(p, settings)}
    new = [person for key, person in found.items() if key not in known and person.email]
    NeedInvitation.objects.bulk_create(
        (NeedInvitation(survey=survey, person=person) for person in new), batch_size=ROWS_AT_ONCE
    )
    context = {
        "programme": survey.cohort.programme.names,
        "closes_on": survey.closes_on.isoformat(),
        "path": f"/needs/{survey.pk}/",
    }
    letters = (Letter(person, f"needs:{survey.pk}:{person.pk}", context) for person in new)
    queue_notices("need_survey", letters, at=at)
    if new:
        _note("need_survey.asked", survey, by=by, at=at, details={"n": len(new)})
    already = len(known & found.keys())
    return Asked(len(new), already, len(found) - len(new) - already)


@transaction.atomic
def answer_need_survey(
    survey: NeedSurvey,
    key: str,
    *,
    wants: Mapping[Skill, int],
    offers: Mapping[Skill, int],
    at: datetime,
) -> None:
    """Keep one answer: topics wanted with their importance, topics offered with the own level.

    A second answer of the same key takes the place of the first. Neither person nor time is kept
    with it, and the log says nothing: an entry's time would. Refused once the survey is closed,
    for an empty answer, for a sixth topic on a side, and for a number off its scale.
    """
    survey = _open(survey, at)
    if not wants and not offers:
        raise BadNeeds(_("Name one topic at least that you would like to learn or could share."))
    if max(len(wants), len(offers)) > MOST_TOPICS:
        raise BadNeeds(_("Name five topics at most on each side."))
    _check(wants, HIGHEST_IMPORTANCE)
    _check(offers, HIGHEST_LEVEL)
    answer, _is_new = NeedAnswer.objects.get_or_create(key=key, defaults={"survey": survey})
    answer.items.all().delete()
    NeedItem.objects.bulk_create(
        NeedItem(answer=answer, kind=kind, skill=skill, value=value)
        for kind, said in ((Kind.WANT, wants), (Kind.OFFER, offers))
        for skill, value in said.items()
    )


def _check(said: Mapping[Skill, int], highest: int) -> None:
    if not all(1 <= value <= highest for value in said.values()):
        raise BadNeeds(_("Choose importance and level from the lists of the page."))


@transaction.atomic
def close_need_survey(survey: NeedSurvey, *, by: Person | None, at: datetime) -> NeedSurvey:
    """Take no more answers, so that results are told; a closed survey stays as it is."""
    survey = NeedSurvey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if is_open(survey, at=at):
        survey.closed_at = at
        survey.save(update_fields=["closed_at"])
        _note("need_survey.closed", survey, by=by, at=at, details={})
    return survey


def _open(survey: NeedSurvey, at: datetime) -> NeedSurvey:
    rows = NeedSurvey.objects.select_for_update(of=("self",))
    survey = rows.select_related("cohort__programme").get(pk=survey.pk)
    if not is_open(survey, at=at):
        raise NeedSurveyClosed(_("This survey is closed. Nothing was changed."))
    return survey


def _note(
    verb: str, survey: NeedSurvey, *, by: Person | None, at: datetime, details: dict[str, Any]
) -> None:
    audit.record(
        verb=verb,
        subject=survey,
        actor=by,
        at=at,
        details=details,
        programme=survey.cohort.programme,
    )
