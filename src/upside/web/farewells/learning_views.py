from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.community.actions.learnings import (
    agree_to_learning,
    withdraw_learning,
    write_learning,
)
from upside.community.learning_models import SharedLearning
from upside.community.learnings import draft_of, learnings_visible_to
from upside.kernel.errors import Refused
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_of
from upside.pairs.queries.farewells import is_at_end
from upside.programmes.retention import notes_days
from upside.web.farewells.forms import AgreeForm, LearnedForm
from upside.web.requests import MemberRequest

PAGE = 20
REFUSED, UNCLEAR = 409, 422


@require_http_methods(["GET", "POST"])
@login_required
def learned(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    if request.method == "GET":
        return _page(request, pair)
    form = LearnedForm(request.POST)
    if not form.is_valid():
        return _page(request, pair, form, status=UNCLEAR)
    try:
        write_learning(pair, **form.said, by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, pair, form, status=REFUSED, refusal=str(refusal))
    messages.success(request, _("Kept. Both of you can change it; nobody else reads it yet."))
    return redirect("farewells:learned", pair.pk)


@require_POST
@login_required
def agree(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    form = AgreeForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else -1
    try:
        learning = agree_to_learning(pair, number=number, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _agreed(learning, pair.partner_of(request.user).name))
    return redirect("farewells:learned", pair.pk)


@require_POST
@login_required
def withdraw(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    try:
        withdraw_learning(pair, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is taken back for good. Its words are deleted."))
    return redirect("farewells:learned", pair.pk)


@require_GET
@login_required
def learnings(request: MemberRequest) -> HttpResponse:
    page = Paginator(learnings_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "web/farewells/learnings.html", {"page": page})


def _agreed(learning: SharedLearning, partner: str) -> str:
    if learning.state == SharedLearning.State.PUBLISHED:
        return _("Both of you agree: it is published.")
    return _("You agree. %(name)s is asked by mail.") % {"name": partner}


def _page(
    request: MemberRequest,
    pair: Pair,
    form: LearnedForm | None = None,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    draft = draft_of(pair, request.user)
    one = draft.learning
    initial: dict[str, Any] = {"number": 0}
    if one:
        initial = {
            "text": one.text or "", "readers": one.readers, "is_signed": one.is_signed,
            "number": one.number,
        }  # fmt: skip
    if refusal and form:
        form = _again(form, one.number if one else 0)
    context = {
        "pair": pair,
        "partner": pair.partner_of(request.user),
        "draft": draft,
        "may_write": is_at_end(pair) and pair.ending in {"", Pair.Ending.COMPLETED},
        "form": form or LearnedForm(initial=initial),
        "refusal": refusal,
        "notes_days": notes_days(pair.cohort),
    }
    return render(request, "web/farewells/learned.html", context, status=status)


def _again(form: LearnedForm, number: int) -> LearnedForm:
    """Return the form as it was filled in, made on the text as it stands now."""
    return LearnedForm({**form.cleaned_data, "number": number})
