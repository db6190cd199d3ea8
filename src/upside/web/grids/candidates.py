"""The coordinator's side: who is put up, who evaluates, yes or training path; no marks."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.grids import actions, queries
from upside.grids.models import Evaluation
from upside.kernel.errors import Refused
from upside.programmes import queries as programmes
from upside.programmes.models import Cohort, Enrolment
from upside.web.grids.forms import PutUpForm
from upside.web.requests import MemberRequest

__all__ = ["call_off", "candidate", "candidates"]

State = Evaluation.State
PER_PAGE = 50
OPEN = (State.ANNOUNCED, State.UNDER_WAY)
WHY_NOT: dict[str, Promise] = {
    "self": gettext_lazy("is the candidate"),
    "line": gettext_lazy("stands above or below the candidate"),
    "partner": gettext_lazy("is the candidate’s partner, or may become it"),
    "first": gettext_lazy("made the evaluation that is contested"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One mentor of the cohort, and how far their evaluation is."""

    place: Enrolment
    evaluation: Evaluation | None
    kind: str
    word: str


def _line(place: Enrolment) -> Line:
    found: list[Evaluation] = place.all_evaluations  # type: ignore[attr-defined]
    newest = found[0] if found else None
    if newest is None:
        return Line(place, None, "", _("Not put up"))
    return Line(place, newest, *said_of(newest))


def said_of(evaluation: Evaluation) -> tuple[str, str]:
    """Return what a coordinator reads of an evaluation: a shape and words."""
    if evaluation.state == State.DECIDED:
        if evaluation.is_eligible:
            return "well", _("Eligible")
        return "look", _("Training path")
    kind = "stop" if evaluation.state == State.CONTESTED else ""
    return kind, evaluation.get_state_display()


@require_GET
@login_required
def candidates(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(programmes.cohorts_run_by(request.user), pk=cohort_id)
    page = Paginator(queries.candidates_of(cohort), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "grid": queries.grid_of(cohort.programme),
        "page": page,
        "lines": [_line(place) for place in page],
        "n_contested": queries.waiting_for_a_second(request.user)
        .filter(enrolment__cohort=cohort)
        .count(),
    }
    return render(request, "web/grids/candidates.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def candidate(request: MemberRequest, cohort_id: int, place_id: int) -> HttpResponse:
    cohort, place = _place(request, cohort_id, place_id)
    standing = queries.standing_evaluation(place)
    contested = standing if standing and standing.state == State.CONTESTED else None
    found = queries.evaluators_for(place, contested)
    form = PutUpForm(request.POST or None, [e.person for e in found if not e.kept_out])
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_up(place, form.chosen(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("evaluators", str(refusal))
        else:
            messages.success(
                request, _("%(name)s gets the notice now.") % {"name": place.person.name}
            )
            return redirect("grids:candidate", cohort.pk, place.pk)
    context = {
        "cohort": cohort,
        "place": place,
        "form": form,
        "kept_out": [(e.person, WHY_NOT[e.kept_out]) for e in found if e.kept_out],
        **_standing(standing),
        "grid": queries.grid_of(cohort.programme),
    }
    status = 409 if form.is_bound else 200
    return render(request, "web/grids/candidate.html", context, status=status)


def _standing(standing: Evaluation | None) -> dict[str, Any]:
    if standing is None:
        return {"standing": None, "is_open": False}
    kind, word = said_of(standing)
    sheets = [
        (sheet.evaluator, sheet.submitted_at is not None) for sheet in queries.sheets_of(standing)
    ]
    return {
        "standing": standing,
        "is_open": standing.state in OPEN,
        "kind": kind,
        "word": word,
        "sheets": sheets,
    }


def _place(request: MemberRequest, cohort_id: int, place_id: int) -> tuple[Cohort, Enrolment]:
    cohort = get_object_or_404(programmes.cohorts_run_by(request.user), pk=cohort_id)
    return cohort, get_object_or_404(queries.candidates_of(cohort), pk=place_id)


@require_POST
@login_required
def call_off(request: MemberRequest, cohort_id: int, place_id: int) -> HttpResponse:
    cohort, place = _place(request, cohort_id, place_id)
    standing = queries.standing_evaluation(place)
    if standing is not None:
        try:
            actions.call_off(standing, by=request.user, at=timezone.now())
            messages.success(request, _("The evaluation is called off. The candidate is told."))
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("grids:candidate", cohort.pk, place.pk)
