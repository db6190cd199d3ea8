from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.pairs.exits import exit_of
from upside.pairs.models import Pair
from upside.pairs.queries import coaches_of, pairs_of, pause_of
from upside.people.models import Person
from upside.programmes.modes import mode_of
from upside.programmes.retention import notes_days
from upside.sessions.actions import (
    PauseChanged,
    leave_pair,
    mark_of_pause,
    pause_pair,
    resume_pair,
)
from upside.sessions.after_pause import dates_of_pause
from upside.sessions.queries import sessions_to_come
from upside.web.pairs.ending_forms import LeaveForm, PauseForm
from upside.web.requests import MemberRequest

REFUSED, UNCLEAR = 409, 422
CLOSED = Pair.State.CLOSED


@require_http_methods(["GET", "POST"])
@login_required
def leave(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    coaches = [one for one in coaches_of(pair) if one not in pair.people]
    form = LeaveForm(request.POST if request.method == "POST" else None, coaches=coaches)
    if request.method == "GET":
        return _ended_before(request, pair) or _leave_page(request, pair, form, coaches)
    if not form.is_valid():
        return _leave_page(request, pair, form, coaches, status=UNCLEAR)
    if leave_pair(pair, by=request.user, at=timezone.now(), **form.cleaned_data):
        messages.success(
            request,
            _("The pair has ended. Both of you get the same mail, which says neither who nor why."),
        )
        return redirect("front:home")
    said = form.cleaned_data["cause"] or form.cleaned_data["reason"].strip()
    messages.info(request, _kept(pair, request.user) if said else _("This pair has ended already."))
    return redirect("pairs:pair", pair.pk) if said else redirect("front:home")


@require_http_methods(["GET", "POST"])
@login_required
def pause(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _ended_before(request, pair) or _pause_page(request, pair, form)
    if not form.is_valid():
        return _pause_page(request, pair, form, status=UNCLEAR)
    try:
        pause_pair(pair, **form.cleaned_data, by=request.user, at=timezone.now())
    except PauseChanged as error:
        stands = pause_of(pair)
        form = PauseForm(initial={"until": stands.until_on if stands else None})
        return _pause_page(request, pair, form, status=REFUSED, refusal=str(error))
    except Refused as error:
        return _pause_page(request, pair, form, status=REFUSED, refusal=str(error))
    messages.success(request, _("Your pair is on pause. Both of you get a mail that says so."))
    return redirect("pairs:pair", pair.pk)


@require_POST
@login_required
def resume(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    try:
        if resume_pair(pair, by=request.user, at=timezone.now()):
            pair.refresh_from_db()
            messages.success(
                request,
                _("Your pair goes on. The dates from before the pause are offered below.")
                if dates_of_pause(pair, pair.sessions.all(), at=timezone.now())
                else _("Your pair goes on. Now choose your next date."),
            )
    except Refused as error:
        messages.error(request, str(error))
    return redirect("pairs:pair", pair.pk)


def _ended_before(request: MemberRequest, pair: Pair) -> HttpResponse | None:
    if pair.state != CLOSED:
        return None
    messages.info(request, _("This pair has ended already."))
    return redirect("pairs:pair", pair.pk)


def _kept(pair: Pair, person: Person) -> str:
    """Return what became of the words that came after the end of ``pair``."""
    kept = exit_of(pair, person)
    if kept and (kept.cause or kept.reason):
        return _("This pair has ended already. Here is what is kept of your words.")
    return _("This pair has ended already, and nothing that you wrote was kept.")


def _leave_page(
    request: MemberRequest,
    pair: Pair,
    form: LeaveForm,
    coaches: list[Person],
    *,
    status: int = 200,
) -> HttpResponse:
    context = _about(request, pair) | {
        "form": form,
        "coaches": coaches,
        "mode": mode_of(pair.cohort),
        "notes_days": notes_days(pair.cohort),
    }
    return render(request, "web/pairs/leave.html", context, status=status)


def _pause_page(
    request: MemberRequest, pair: Pair, form: PauseForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    pause = pause_of(pair)
    context = _about(request, pair) | {"form": form, "pause": pause, "refusal": refusal}
    context["seen"] = mark_of_pause(pause)
    return render(request, "web/pairs/pause.html", context, status=status)


def _about(request: MemberRequest, pair: Pair) -> dict[str, Any]:
    coming = sessions_to_come(pair, timezone.now())
    return {"pair": pair, "partner": pair.partner_of(request.user), "coming": coming}
