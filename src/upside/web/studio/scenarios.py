from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.models import Round
from upside.matching.queries import rounds_run_by
from upside.matching.replay import replay_in_words
from upside.programmes.models import Cohort
from upside.programmes.queries import cohorts_run_by
from upside.web.requests import MemberRequest
from upside.web.studio.comparing import compare_page
from upside.web.studio.forms import NameForm, SeenForm
from upside.web.studio.pages import studio_page

REFUSED = 409


@require_POST
@login_required
def save(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    form = NameForm(request.POST)
    at = timezone.now()
    if not form.is_valid():
        said = " ".join(str(fault) for fault in form.errors["name"])
        page = studio_page(cohort, request.user, at=at, refusal=said)
        return render(request, "web/studio/page.html", page, status=REFUSED)
    try:
        made = actions.save_scenario(cohort, name=form.cleaned_data["name"], by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if made.state == Round.State.DRAFT:
            messages.success(request, _("“%(name)s” is saved.") % {"name": made.name})
    return redirect("studio:studio", cohort.pk)


@require_POST
@login_required
def rename(request: MemberRequest, round_id: int) -> HttpResponse:
    found = _round_or_404(request, round_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        return _not_named(request, found.cohort, form)
    name = form.cleaned_data["name"]
    try:
        actions.rename_scenario(found, name=name, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("studio:studio", found.cohort_id)


@require_POST
@login_required
def restore(request: MemberRequest, round_id: int) -> HttpResponse:
    found = _round_or_404(request, round_id)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    try:
        actions.restore_scenario(found, by=request.user, at=timezone.now(), seen=seen)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("The studio stands as it did for “%(name)s”. You can undo it.")
            % {"name": _name(found)},
        )
    return redirect("studio:studio", found.cohort_id)


@require_POST
@login_required
def again(request: MemberRequest, round_id: int) -> HttpResponse:
    found = _round_or_404(request, round_id)
    try:
        is_same, said = replay_in_words(found)
    except Refused as refusal:
        is_same, said = False, str(refusal)
    (messages.success if is_same else messages.error)(request, said)
    return redirect("matching:round", found.pk)


@require_GET
@login_required
def compare(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    keys = (request.GET.get("a", ""), request.GET.get("b", ""))
    page = compare_page(cohort, keys, request.GET.get("page"))
    return render(request, "web/studio/compare.html", page)


def _not_named(request: MemberRequest, cohort: Cohort, form: NameForm) -> HttpResponse:
    said = " ".join(str(fault) for fault in form.errors["name"])
    page = studio_page(cohort, request.user, at=timezone.now(), refusal=said)
    return render(request, "web/studio/page.html", page, status=REFUSED)


def _name(round_: Round) -> str:
    return round_.name or _("round %(n)s") % {"n": round_.number}


def _round_or_404(request: MemberRequest, round_id: int) -> Round:
    return get_object_or_404(rounds_run_by(request.user).defer(None), pk=round_id)
