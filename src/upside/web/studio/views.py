from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.models import Round
from upside.matching.queries import with_studio
from upside.programmes.models import Cohort
from upside.programmes.queries import cohorts_run_by
from upside.web.requests import MemberRequest
from upside.web.studio.forms import SeenForm, StudioForm
from upside.web.studio.pages import standing_of, studio_page

PAGE = "web/studio/page.html"
REFUSED = 409


@require_GET
@login_required
def studio(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort_or_404(request, cohort_id)
    return _shown(request, cohort, number=request.GET.get("page"))


@require_POST
@login_required
def change(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort_or_404(request, cohort_id)
    standing = standing_of(cohort)
    form = standing.form(request.POST)
    if not form.is_valid():
        return _not_taken(request, cohort, form)
    try:
        _change(request, cohort, form)
    except Refused as refusal:
        if request.htmx:
            return _shown(request, cohort, status=REFUSED, refusal=str(refusal), moved=refusal)
        messages.error(request, str(refusal))
    return _shown(request, cohort) if request.htmx else redirect("studio:studio", cohort.pk)


@require_POST
@login_required
def undo(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _done(request, cohort_id, actions.undo_change)


@require_POST
@login_required
def programme(request: MemberRequest, cohort_id: int) -> HttpResponse:
    return _done(request, cohort_id, actions.follow_programme)


@require_POST
@login_required
def run(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = _cohort_or_404(request, cohort_id)
    try:
        made = actions.start_round(cohort, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("studio:studio", cohort.pk)
    if made.state == Round.State.RUNNING:
        return redirect("studio:studio", cohort.pk)
    return redirect("matching:round", made.pk)


def _change(request: MemberRequest, cohort: Cohort, form: StudioForm) -> None:
    """Keep what was turned; a form that turns nothing changes nothing."""
    turned = list(form.controls())
    if not turned:
        return
    actions.change_setup(
        cohort,
        rules=form.rules(),
        weights=form.weights(),
        objective=form.cleaned_data["objective"],
        change={
            "control": turned[0] if len(turned) == 1 else "several",
            "tab": form.cleaned_data["tab"],
        },
        by=request.user,
        at=timezone.now(),
        seen=form.cleaned_data["seen"],
    )


def _not_taken(request: MemberRequest, cohort: Cohort, form: SeenForm) -> HttpResponse:
    said = (
        f"{form.fields[name].label or name}: {' '.join(map(str, faults))}"
        for name, faults in form.errors.items()
    )
    refusal, knobs = " ".join(said), form if isinstance(form, StudioForm) else None
    return _shown(request, cohort, status=REFUSED, refusal=refusal, form=knobs)


def _done(request: MemberRequest, cohort_id: int, action: Callable[..., Any]) -> HttpResponse:
    cohort = _cohort_or_404(request, cohort_id)
    form = SeenForm(request.POST)
    if not form.is_valid():
        return _not_taken(request, cohort, form)
    try:
        action(cohort, by=request.user, at=timezone.now(), seen=form.cleaned_data["seen"])
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("studio:studio", cohort.pk)


def _shown(
    request: MemberRequest, cohort: Cohort, *, status: int = 200, moved: Any = None, **more: Any
) -> HttpResponse:
    context = studio_page(cohort, request.user, at=timezone.now(), **more)
    context["has_moved"] = isinstance(moved, actions.StudioMoved)
    context["is_fresh"] = bool(request.htmx)
    template = PAGE + ("#result" if request.htmx else "")
    return render(request, template, context, status=status)


def _cohort_or_404(request: MemberRequest, cohort_id: int) -> Cohort:
    return get_object_or_404(with_studio(cohorts_run_by(request.user)), pk=cohort_id)
