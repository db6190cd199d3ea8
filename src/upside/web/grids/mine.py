"""The candidate's side: the notice before, the result and the letter after, the way to contest."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.grids import actions, queries
from upside.grids.content import Criterion
from upside.grids.models import Evaluation
from upside.kernel.errors import Refused
from upside.skills.queries import profile_of
from upside.web.grids.editor import mentor_topics
from upside.web.grids.forms import ContestForm, NoticeForm
from upside.web.grids.letters import letter_of
from upside.web.requests import MemberRequest

__all__ = ["acknowledge", "contest", "evaluation", "letter"]

State = Evaluation.State
WITH_RESULT = (State.DECIDED, State.CONTESTED)


def _mine(request: MemberRequest, evaluation_id: int) -> Evaluation:
    return get_object_or_404(queries.evaluations_of(request.user), pk=evaluation_id)


@require_GET
@login_required
def evaluation(request: MemberRequest, evaluation_id: int) -> HttpResponse:
    return render(request, "web/grids/evaluation.html", _page(_mine(request, evaluation_id)))


def _page(found: Evaluation, **forms: Any) -> dict[str, Any]:
    criteria = queries.criteria_for(found.grid, found)
    context = {
        "evaluation": found,
        "place": found.enrolment,
        "criteria": criteria,
        "evaluators": [sheet.evaluator for sheet in queries.sheets_of(found)],
        "content": found.content,
        "may_contest": found.state == State.DECIDED and found.second_of_id is None,
        "contest": ContestForm(),
    }
    if found.state == State.ANNOUNCED:
        context["notice"] = _notice_form(found, criteria)
    if found.state in WITH_RESULT:
        context["letter"] = letter_of(found, criteria)
    return context | forms


def _notice_form(found: Evaluation, criteria: list[Criterion], data: Any = None) -> NoticeForm:
    """Ask for the topic where it is open; the one that the candidate knows best is proposed."""
    topics = mentor_topics()
    codes = {skill.code for skill in topics}
    levels = profile_of(found.enrolment.person).levels.values()
    known = [(level.level, level.skill.code) for level in levels if level.skill.code in codes]
    open_ = [criterion for criterion in criteria if criterion.is_topic and not criterion.skill]
    return NoticeForm(data, open_, topics, max(known, default=(0, ""))[1])


@require_POST
@login_required
def acknowledge(request: MemberRequest, evaluation_id: int) -> HttpResponse:
    found = _mine(request, evaluation_id)
    form = _notice_form(found, queries.criteria_for(found.grid), request.POST)
    if form.is_valid():
        try:
            actions.acknowledge(found, topics=form.topics(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your evaluators can begin now."))
            return redirect("grids:evaluation", found.pk)
    context = _page(found, notice=form)
    return render(request, "web/grids/evaluation.html", context, status=409)


@require_POST
@login_required
def contest(request: MemberRequest, evaluation_id: int) -> HttpResponse:
    found = _mine(request, evaluation_id)
    form = ContestForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.contest(found, reason=reason, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("Your coordinator reads it and names other evaluators."))
            return redirect("grids:evaluation", found.pk)
    context = _page(found, contest=form)
    return render(request, "web/grids/evaluation.html", context, status=409)


@require_GET
@login_required
def letter(request: MemberRequest, evaluation_id: int) -> HttpResponse:
    found = _mine(request, evaluation_id)
    if found.state not in WITH_RESULT:
        raise Http404
    return render(request, "web/grids/letter.html", _page(found))
