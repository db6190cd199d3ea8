"""The release of a round: what would go out, what goes out now, and what stays."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.models import Round
from upside.matching.queries import proposals_run_by, rounds_run_by
from upside.web.matching import release_pages
from upside.web.matching.forms import ReleaseForm
from upside.web.requests import MemberRequest


@require_GET
@login_required
def mails(request: MemberRequest, round_id: int, proposal_id: int) -> HttpResponse:
    proposals = proposals_run_by(request.user).filter(round=round_id)
    proposal = get_object_or_404(proposals, pk=proposal_id)
    template = "web/matching/mails.html" + ("#mails" if request.htmx else "")
    return render(request, template, release_pages.mails_page(proposal, at=timezone.now()))


@require_GET
@login_required
def stage(request: MemberRequest, round_id: int) -> HttpResponse:
    found = get_object_or_404(rounds_run_by(request.user), pk=round_id)
    page = request.GET.get("page")
    if not release_pages.may_be_staged(found, request.user):
        return redirect("matching:round", found.pk)
    return _stage(request, found, ReleaseForm(), page)


@require_POST
@login_required
def release(request: MemberRequest, round_id: int) -> HttpResponse:
    found = get_object_or_404(rounds_run_by(request.user), pk=round_id)
    waiting = release_pages.waiting_for(found, request.user)
    form = ReleaseForm(request.POST, n_waiting=waiting.count())
    if not form.is_valid():
        return _stage(request, found, form, None, status=422)
    only = form.chosen(waiting)
    note = form.cleaned_data["note"]
    try:
        found = actions.start_release(
            found, only=only, by=request.user, at=timezone.now(), note=note
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _said(found))
    return redirect("matching:round", found.pk)


@require_POST
@login_required
def leave_rest(request: MemberRequest, round_id: int) -> HttpResponse:
    found = get_object_or_404(rounds_run_by(request.user), pk=round_id)
    try:
        actions.leave_rest(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("What waited stays behind. Nobody was told of it."))
    return redirect("matching:round", found.pk)


def _stage(
    request: MemberRequest, found: Round, form: ReleaseForm, page: str | None, status: int = 200
) -> HttpResponse:
    said = release_pages.stage_page(found, request.user, page)
    return render(request, "web/matching/stage.html", {**said, "form": form}, status=status)


def _said(found: Round) -> str:
    if found.state == Round.State.RELEASING:
        return _("The release is handed over: its mails are written in the background.")
    n = found.releases[-1]["n_released"]
    said = ngettext("%(n)s proposal is released.", "%(n)s proposals are released.", n)
    return said % {"n": n}
