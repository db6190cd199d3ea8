from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from upside.grids.actions.letters import tell_candidate
from upside.grids.actions.levels import settle_levels
from upside.grids.content import Criterion
from upside.grids.models import Evaluation, EvaluationSheet
from upside.grids.outcome import outcome_of
from upside.grids.queries import criteria_for
from upside.kernel import audit
from upside.kernel.errors import Refused
from upside.people.models import Person
from upside.programmes.models import OPEN_STATES

__all__ = ["SheetRefused", "fill_sheet"]

State = Evaluation.State
LONGEST_COMMENT = 1000
OVERALL = "overall"


class SheetRefused(Refused):
    """A sheet cannot be filled in like this, by this person, or any more."""


@transaction.atomic
def fill_sheet(
    sheet: EvaluationSheet,
    *,
    ratings: Mapping[str, int],
    comments: Mapping[str, str],
    submit: bool,
    by: Person | None,
    at: datetime,
) -> EvaluationSheet:
    """Keep what one evaluator says of a candidate, as a draft or for good.

    The last sheet that is submitted brings the result. Submitting twice is as once; a submitted
    sheet never changes. Refused for anybody but its evaluator, before the candidate has read the
    notice, for a rating off its scale, and for submitting with a criterion left out.
    """
    rows = Evaluation.objects.select_for_update(of=("self",))
    related = ("grid", "enrolment__person", "enrolment__cohort__programme")
    evaluation = rows.select_related(*related).get(pk=sheet.evaluation_id)
    found = EvaluationSheet.objects.select_for_update().filter(pk=sheet.pk).first()
    if found is None:
        raise SheetRefused(_("This evaluation was called off. You need do nothing."))
    if by is None or by.pk != found.evaluator_id:
        raise SheetRefused(_("Only the evaluator who was named fills in this sheet."))
    if found.submitted_at is not None:
        if submit:
            return found
        raise SheetRefused(_("You submitted this sheet. It is final: nothing was changed."))
    _check_open(evaluation)
    criteria = criteria_for(evaluation.grid, evaluation)
    found.ratings = _ratings(criteria, ratings)
    found.comments = _comments(criteria, comments)
    if submit:
        _check_complete(criteria, found.ratings)
        found.submitted_at = at
    found.save(update_fields=["ratings", "comments", "submitted_at"])
    if submit:
        _record("evaluation.sheet_submitted", evaluation, by=by, at=at)
        _decide_if_complete(evaluation, criteria, at=at)
    return found


def _check_open(evaluation: Evaluation) -> None:
    if evaluation.state != State.UNDER_WAY:
        raise SheetRefused(_("The candidate has not read the notice, so nothing is filled in yet."))
    if evaluation.enrolment.state not in OPEN_STATES:
        raise SheetRefused(_("The candidate no longer takes part. You need do nothing."))


def _ratings(criteria: Sequence[Criterion], ratings: Mapping[str, int]) -> dict[str, int]:
    rated = [criterion for criterion in criteria if criterion.key in ratings]
    if any(ratings[criterion.key] not in criterion.scale for criterion in rated):
        raise SheetRefused(_("A rating is not on its scale. Choose one of the numbers."))
    return {criterion.key: ratings[criterion.key] for criterion in rated}


def _comments(criteria: Sequence[Criterion], comments: Mapping[str, str]) -> dict[str, str]:
    keys = [*(criterion.key for criterion in criteria), OVERALL]
    said = {key: comments.get(key, "").strip()[:LONGEST_COMMENT] for key in keys}
    return {key: text for key, text in said.items() if text}


def _check_complete(criteria: Sequence[Criterion], ratings: Mapping[str, int]) -> None:
    missing = [criterion.label for criterion in criteria if criterion.key not in ratings]
    if missing:
        raise SheetRefused(
            _("Rate these too, then submit: %(names)s.") % {"names": "; ".join(missing)}
        )


def _record(verb: str, evaluation: Evaluation, *, by: Person | None, at: datetime) -> None:
    programme = evaluation.enrolment.cohort.programme
    audit.record(verb=verb, subject=evaluation, actor=by, at=at, programme=programme)


def _decide_if_complete(
    evaluation: Evaluation, criteria: Sequence[Criterion], *, at: datetime
) -> None:
    """Bring the result once every evaluator has submitted, and announce the letter."""
    sheets = list(evaluation.sheets.all())
    if any(sheet.submitted_at is None for sheet in sheets):
        return
    outcome = outcome_of(criteria, [sheet.ratings for sheet in sheets], evaluation.content)
    evaluation.result = outcome.stored()
    evaluation.is_eligible = outcome.is_eligible
    evaluation.state, evaluation.decided_at = State.DECIDED, at
    if not outcome.is_eligible:
        weeks = timedelta(weeks=int(evaluation.content["retry_weeks"]))
        evaluation.retry_on = (at + weeks).date()
    evaluation.save()
    settle_levels(evaluation, outcome, at=at)
    tell_candidate("evaluation_decided", evaluation, at=at)
    _record("evaluation.decided", evaluation, by=None, at=at)
