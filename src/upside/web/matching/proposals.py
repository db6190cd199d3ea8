from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.models import Proposal
from upside.matching.queries import proposals_of
from upside.web.matching import pages
from upside.web.matching.forms import AnswerForm
from upside.web.requests import MemberRequest


@require_GET
@login_required
def proposal(request: MemberRequest, proposal_id: int) -> HttpResponse:
    found = get_object_or_404(proposals_of(request.user), pk=proposal_id)
    return _page(request, found, AnswerForm())


@require_POST
@login_required
def answer(request: MemberRequest, proposal_id: int) -> HttpResponse:
    found = get_object_or_404(proposals_of(request.user), pk=proposal_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        actions.answer_proposal(
            found, yes=form.is_yes, by=request.user, at=timezone.now(), reason=reason
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:proposal", found.pk)


def _page(
    request: MemberRequest, found: Proposal, form: AnswerForm, status: int = 200
) -> HttpResponse:
    page = pages.proposal_page(found, request.user, at=timezone.now())
    return render(request, "web/matching/proposal.html", {**page, "form": form}, status=status)
