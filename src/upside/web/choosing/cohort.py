from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions, queries
from upside.matching.choosing import ListPlan, list_plan
from upside.matching.models import Choice
from upside.programmes.models import Cohort
from upside.programmes.queries import cohorts_run_by
from upside.web.choosing.forms import OpenForm
from upside.web.choosing.pages import lists_page
from upside.web.requests import MemberRequest


@require_GET
@login_required
def lists(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _page(request, _cohort_or_404(request, cohort_id))


@require_POST
@login_required
def prepare(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort_or_404(request, cohort_id)
    try:
        actions.prepare_lists(cohort, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("choosing:lists", cohort.pk)


@require_POST
@login_required
def open_(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort_or_404(request, cohort_id)
    choice = _choice_or_404(cohort)
    form = OpenForm(request.POST) if _plan_or_404(cohort).is_ranked else None
    if form is not None and not form.is_valid():
        return _page(request, cohort, form, status=422)
    last_day = form.cleaned_data["last_day"] if form else None
    try:
        actions.open_choice(choice, by=request.user, at=timezone.now(), last_day=last_day)
    except Refused as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return redirect("choosing:lists", cohort.pk)
        form.add_error(None, str(refusal))
        return _page(request, cohort, form, status=409)
    messages.success(request, _("The lists are open. Everybody who has one was written to."))
    return redirect("choosing:lists", cohort.pk)


@require_POST
@login_required
def close(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort_or_404(request, cohort_id)
    try:
        actions.close_choice(_choice_or_404(cohort), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("choosing:lists", cohort.pk)


def _cohort_or_404(request: MemberRequest, cohort_id: int) -> Cohort:
    cohort: Cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    _plan_or_404(cohort)
    return cohort


def _plan_or_404(cohort: Cohort) -> ListPlan:
    plan = list_plan(cohort)
    if plan is None:
        raise Http404
    return plan


def _choice_or_404(cohort: Cohort) -> Choice:
    choice = queries.choice_of(cohort)
    if choice is None:
        raise Http404
    return choice


def _page(
    request: MemberRequest, cohort: Cohort, form: OpenForm | None = None, status: int = 200
) -> HttpResponse:
    page = lists_page(cohort, _plan_or_404(cohort), form=form, at=timezone.now())
    return render(request, "web/choosing/lists.html", page, status=status)
