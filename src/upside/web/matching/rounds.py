from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from upside.kernel.errors import Refused
from upside.matching import actions, queries
from upside.matching.models import Proposal, Round
from upside.programmes.modes import MANUAL, is_clinic
from upside.programmes.queries import cohorts_run_by
from upside.web.matching import pages
from upside.web.requests import MemberRequest, here

ROWS = 50
UNDER_WAY = (Round.State.RUNNING, Round.State.RELEASING)


@require_GET
@login_required
def rounds(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    if is_clinic(cohort):
        return render(request, "web/clinics/no_rounds.html", {"cohort": cohort})
    earlier = queries.rounds_run_by(request.user).filter(cohort=cohort).defer("inputs", "outcome")
    listed = earlier.annotate(n_mentees=F("outcome__n_mentees"))
    page = Paginator(listed, ROWS).get_page(request.GET.get("page"))
    return render(
        request, "web/matching/rounds.html", pages.rounds_page(cohort, request.user, page)
    )


@require_POST
@login_required
def run(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    try:
        made = actions.start_round(cohort, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("matching:rounds", cohort.pk)
    return redirect("matching:round", made.pk)


@require_GET
@login_required
def round_(request: MemberRequest, round_id: int) -> HttpResponse:
    found = _round_or_404(request, round_id)
    is_over = found.state not in UNDER_WAY or found.has_failed
    if request.htmx and is_over:  # it was under way when the page began to ask
        return HttpResponseClientRefresh()
    if not found.inputs_sha256 or found.state == Round.State.RELEASING:  # no pairs yet, or never
        template = "web/matching/under_way.html" + ("#progress" if request.htmx else "")
        said = pages.under_way_page(found, at=timezone.now())
        return render(request, template, said)
    proposals = queries.proposals_run_by(request.user).filter(round=found)
    state = request.GET.get("state", "")
    state = state if state in Proposal.State.values else ""
    if state:
        proposals = proposals.filter(state=state)
    page = Paginator(proposals, ROWS).get_page(request.GET.get("page"))
    return render(request, "web/matching/round.html", pages.round_page(found, page, state))


@require_GET
@login_required
def why(request: MemberRequest, round_id: int, proposal_id: int) -> HttpResponse:
    proposals = queries.proposals_run_by(request.user).filter(round=round_id)
    proposal = get_object_or_404(proposals, pk=proposal_id)
    template = "web/matching/why.html" + ("#why" if request.htmx else "")
    return render(request, template, pages.why_page(proposal))


@require_POST
@login_required
def drop(request: MemberRequest, round_id: int) -> HttpResponse:
    done = _("The round is dropped. Nobody was told of it.")
    return _put_aside(request, round_id, actions.drop_round, done)


@require_POST
@login_required
def stop(request: MemberRequest, round_id: int) -> HttpResponse:
    if _round_or_404(request, round_id).state == Round.State.RELEASING:
        done = _("The release is stopped. Nobody was written to.")
        return _put_aside(request, round_id, actions.stop_release, done)
    done = _("The round is stopped. Nobody was told of it.")
    return _put_aside(request, round_id, actions.stop_round, done)


def _put_aside(
    request: MemberRequest, round_id: int, action: Callable[..., Round], done: str
) -> HttpResponse:
    found = _round_or_404(request, round_id)
    try:
        action(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("matching:round", found.pk)
    messages.success(request, done)
    return _back(request, found)


def _back(request: MemberRequest, round_: Round) -> HttpResponse:
    """Lead back to the studio from there, and from a scenario; else to the rounds."""
    studio = reverse("studio:studio", args=[round_.cohort_id])
    is_scenario = round_.name and round_.outcome.get("objective") != MANUAL
    if is_scenario or urlsplit(here(request)).path == studio:
        return redirect(studio)
    return redirect("matching:rounds", round_.cohort_id)


def _round_or_404(request: MemberRequest, round_id: int) -> Round:
    rounds = queries.rounds_run_by(request.user)
    rules = {"rules": F("inputs__rules"), "weights": F("inputs__weights")}
    return get_object_or_404(rounds.annotate(**rules), pk=round_id)
