from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upside.community.learnings import draft_of
from upside.kernel.errors import Refused
from upside.pairs.actions import ask_again
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_of
from upside.pairs.queries.farewells import (
    is_at_end,
    learned_by,
    levels_said,
    look_backs_of,
)
from upside.programmes.measures import farewell_days
from upside.programmes.retention import answers_go_on, notes_days
from upside.sessions.actions import go_on, say_farewell, wind_up
from upside.sessions.queries import sessions_to_come
from upside.web.farewells.forms import LookBackForm
from upside.web.pairs.goal_pages import goals_context
from upside.web.requests import MemberRequest

REFUSED, UNCLEAR = 409, 422


@require_http_methods(["GET", "POST"])
@login_required
def farewell(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    if pair.ending in {Pair.Ending.ENDED, Pair.Ending.LAPSED}:
        return redirect("pairs:pair", pair.pk)
    if request.method == "GET":
        return _page(request, pair)
    form = _form(request, pair)
    if not form.is_valid():
        return _page(request, pair, form, status=UNCLEAR)
    try:
        say_farewell(pair, **form.said, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("farewells:farewell", pair.pk)
    messages.success(request, _("Thank you. It is kept."))
    return redirect("farewells:farewell", pair.pk)


@require_POST
@login_required
def done(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    if request.POST.get("answer") == "go_on":
        return _go_on(request, pair)
    try:
        said = wind_up(pair, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("pairs:pair", pair.pk)
    if said.opened_at is None:
        name = pair.partner_of(request.user).name
        messages.success(
            request, _("%(name)s is asked by mail. Nothing else changes.") % {"name": name}
        )
    return redirect("farewells:farewell", pair.pk)


@require_POST
@login_required
def again(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    wanted = request.POST.get("again") == "yes"
    try:
        ask_again(pair, wanted=wanted, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("You may be asked for the next cohort.")
            if wanted
            else _("Nobody asks you on the strength of this pair."),
        )
    if request.GET.get("back") == "home":
        return redirect("front:home")
    if pair.ending == Pair.Ending.COMPLETED:
        return redirect("farewells:farewell", pair.pk)
    return redirect("pairs:pair", pair.pk)


def _go_on(request: MemberRequest, pair: Pair) -> HttpResponse:
    try:
        is_told = go_on(pair, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("pairs:pair", pair.pk)
    said = _("Your pair goes on.")
    if is_told:
        said = _("Your pair goes on. %(name)s is told by mail.")
    messages.success(request, said % {"name": pair.partner_of(request.user).name})
    return redirect("pairs:pair", pair.pk)


def _form(request: MemberRequest, pair: Pair) -> LookBackForm:
    mine, _theirs = look_backs_of(pair, request.user)
    return LookBackForm(
        request.POST if request.method == "POST" else None,
        skills=learned_by(pair, request.user),
        said=levels_said(pair, request.user),
        mine=mine,
    )


def _page(
    request: MemberRequest, pair: Pair, form: LookBackForm | None = None, *, status: int = 200
) -> HttpResponse:
    mine, theirs = look_backs_of(pair, request.user)
    form = form or _form(request, pair)
    context = {
        "pair": pair,
        "partner": pair.partner_of(request.user),
        "farewell": getattr(pair, "farewell", None),
        "may_look_back": is_at_end(pair) and pair.state != Pair.State.CLOSED,
        "mine": mine,
        "theirs": theirs,
        "form": form,
        "coming": sessions_to_come(pair, timezone.now()),
        "said": list(levels_said(pair, request.user).values()),
        "draft": draft_of(pair, request.user),
        "days": farewell_days(pair.cohort),
        "notes_days": notes_days(pair.cohort),
        "answers_go_on": answers_go_on(pair.cohort),
        **goals_context(pair, request.user),
    }
    return render(request, "web/farewells/farewell.html", context, status=status)
