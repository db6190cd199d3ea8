"""The evaluator's side: one sheet, filled in alone; the others' once all have submitted."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upside.grids import actions, queries
from upside.grids.content import Criterion
from upside.grids.models import Evaluation, EvaluationSheet
from upside.kernel.errors import Refused
from upside.web.grids.forms import SheetForm
from upside.web.grids.letters import letter_of
from upside.web.requests import MemberRequest

__all__ = ["sheet"]

WITH_RESULT = (Evaluation.State.DECIDED, Evaluation.State.CONTESTED)


@require_http_methods(["GET", "POST"])
@login_required
def sheet(request: MemberRequest, sheet_id: int) -> HttpResponse:
    found = get_object_or_404(queries.sheets_given_to(request.user), pk=sheet_id)
    criteria = queries.criteria_for(found.evaluation.grid, found.evaluation)
    form = SheetForm(request.POST or None, criteria, found.ratings, found.comments)
    submit = request.POST.get("do") == "submit"
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_sheet(
                found,
                ratings=form.ratings(),
                comments=form.comments(),
                submit=submit,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            done = _("Your grid is submitted. Thank you.") if submit else _("Your draft is kept.")
            messages.success(request, done)
            return redirect("grids:sheet", found.pk)
    context = {"sheet": found, "criteria": criteria, "form": form, **_others(found, criteria)}
    status = 409 if form.is_bound else 200
    return render(request, "web/grids/sheet.html", context, status=status)


def _others(found: EvaluationSheet, criteria: Sequence[Criterion]) -> dict[str, Any]:
    """Return the grids of all evaluators beside one another; nothing before all are submitted."""
    evaluation = found.evaluation
    if found.submitted_at is None or evaluation.state not in WITH_RESULT:
        return {}
    sheets = queries.sheets_of(evaluation)
    letter = letter_of(evaluation, criteria)
    return {
        "letter": letter,
        "evaluators": [sheet.evaluator for sheet in sheets],
        "lines": [
            (mark, [sheet.ratings[mark.criterion.key] for sheet in sheets])
            for mark in letter.outcome.marks
        ],
    }
