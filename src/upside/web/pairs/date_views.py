from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.pairs.models import Pair
from upside.pairs.queries import pairs_arranged_by
from upside.programmes.modes import is_clinic
from upside.programmes.session_length import session_minutes
from upside.sessions import actions
from upside.sessions.another_date import way_to_another_date
from upside.sessions.gatherings import coming_to, common_dates_of, is_led_by
from upside.sessions.models import Session, SessionReply
from upside.sessions.queries import (
    common_dates,
    sessions_arranged_by,
    sessions_visible_to,
    training_first,
)
from upside.sessions.series import n_left, series_of, step_of
from upside.web.pairs.date_forms import AnswerForm, Instant, MoveForm, SeriesForm
from upside.web.pairs.dates import choices_of, their_time
from upside.web.pairs.pages import Meeting
from upside.web.pairs.session_pages import session_context
from upside.web.pairs.words import said_of
from upside.web.requests import MemberRequest

REFUSED, UNCLEAR = 409, 422
FEW = 8
BUSY_MEANWHILE = gettext_noop(
    "Your calendar says that you are busy on one of these dates. It is left out now. Book the"
    " others, or begin on another day."
)


CHANGED_MEANWHILE = gettext_noop(
    "One of these dates suits one of you less by now. Look at them once more: the list is as your"
    " weeks have it at this moment."
)


@require_POST
@login_required
def answer(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you come or not."))
        return redirect("pairs:session", found.pk)
    said = actions.Said(form.cleaned_data["answer"], sequence=form.cleaned_data["seen"])
    try:
        actions.answer_session(found, said, by=request.user, at=timezone.now())
    except Refused as error:
        context = session_context(found, request.user, at=timezone.now(), answer_refusal=error)
        return render(request, "web/pairs/session.html", context, status=REFUSED)
    messages.success(request, said_of(said.answer, found, request.user))
    if said.answer == SessionReply.Answer.DECLINED:
        return redirect(way_to_another_date(found, request.user))
    if request.GET.get("back") == "home":
        return redirect("front:home")
    return redirect("pairs:session", found.pk)


@require_http_methods(["GET", "POST"])
@login_required
def move(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_arranged_by(request.user), pk=session_id)
    if request.method == "GET":
        return _move_page(request, found)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _move_page(request, found, status=UNCLEAR, form=form)
    try:
        actions.move_session(
            found,
            starts_at=form.chosen,
            by=request.user,
            at=timezone.now(),
            sequence=form.cleaned_data["seen"],
            despite_busy=form.despite_busy,
        )
    except actions.DateInDoubt as warning:
        doubt = {"warning": str(warning), "chosen": form.chosen}
        return _move_page(request, found, status=REFUSED, form=form, **doubt)
    except Refused as error:
        found = get_object_or_404(sessions_arranged_by(request.user), pk=session_id)
        return _move_page(request, found, status=REFUSED, form=form, refusal=str(error))
    messages.success(request, _("The session has moved. Both calendars get the new date by mail."))
    is_own = request.user in found.pair.people
    return redirect("pairs:session", found.pk) if is_own else redirect("pairs:book", found.pair_id)


def _move_page(
    request: MemberRequest, found: Session, *, status: int = 200, **more: Any
) -> HttpResponse:
    at, pair = timezone.now(), found.pair
    reader = request.user if request.user in pair.people else pair.mentee
    partner = pair.partner_of(reader)
    may_move = (
        found.state == Session.State.PLANNED
        and found.starts_at > at
        and pair.state == Pair.State.ACTIVE
        and not is_clinic(pair.cohort)
        and (found.gathering_id is None or is_led_by(found, request.user))
    )
    starts = _other_starts(found, at) if may_move else []
    proposed = _asked(request)
    asked = [proposed] if proposed and proposed > at and may_move else []
    context = {
        "session": found,
        "pair": pair,
        "reader": reader,
        "partner": partner,
        "for_others": reader != request.user,
        "meeting": Meeting.of(found, partner, at),
        "may_move": may_move,
        "asked": choices_of(asked, partner),
        "choices": choices_of([start for start in starts if start not in asked], partner),
        "minutes": round((found.ends_at - found.starts_at).total_seconds() / 60),
        "form": MoveForm(initial={"own_date": found.starts_at}),
    }
    return render(request, "web/pairs/move.html", context | more, status=status)


def _other_starts(found: Session, at: datetime) -> list[datetime]:
    """Return starts to move ``found`` to; for a group those that suit everybody who comes."""
    if found.gathering is None:
        return common_dates(found.pair, after=at, limit=FEW)
    coming = [one.pair for one in coming_to(found.gathering)]
    return common_dates_of(coming, after=at, limit=FEW, but=found.gathering)


def _asked(request: MemberRequest) -> datetime | None:
    """Return the time that a calendar proposed, where the link says one that can be read."""
    try:
        found: datetime | None = Instant(required=False).clean(request.GET.get("start", ""))
    except ValidationError:
        return None
    return found


@require_http_methods(["GET", "POST"])
@login_required
def series(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_arranged_by(request.user), pk=pair_id)
    if request.method == "GET":
        return _series_page(request, pair)
    form = SeriesForm(request.POST)
    if not form.is_valid() or is_clinic(pair.cohort):
        return _series_page(request, pair, status=UNCLEAR, form=form)
    try:
        booked = actions.book_sessions(
            pair, starts=form.cleaned_data["dates"], by=request.user, at=timezone.now()
        )
    except actions.BusyInOwnCalendar:  # the list leaves it out now
        return _series_page(request, pair, status=REFUSED, refusal=_(BUSY_MEANWHILE))
    except actions.DateInDoubt:  # nothing on this page confirms a date
        return _series_page(request, pair, status=REFUSED, refusal=_(CHANGED_MEANWHILE))
    except Refused as error:
        return _series_page(request, pair, status=REFUSED, refusal=str(error))
    is_own = request.user in pair.people
    said = ngettext(
        "%(n)s date is booked, with its own invitation.",
        "%(n)s dates are booked, each with its own invitation.",
        len(booked),
    )
    messages.success(request, said % {"n": len(booked)})
    return redirect("pairs:pair" if is_own else "pairs:book", pair.pk)


def _series_page(
    request: MemberRequest, pair: Pair, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the dates that a series would have, before anything is booked."""
    at = timezone.now()
    reader = request.user if request.user in pair.people else pair.mentee
    partner = pair.partner_of(reader)
    is_open = pair.state == Pair.State.ACTIVE and not is_clinic(pair.cohort)
    waiting = training_first(pair) if is_open else []
    starts = common_dates(pair, after=at, limit=FEW) if is_open and not waiting else []
    first = _first(request, starts)
    dates = series_of(pair, first, after=at) if first else []
    context: dict[str, Any] = {
        "pair": pair,
        "reader": reader,
        "partner": partner,
        "for_others": reader != request.user,
        "is_open": is_open,
        "training_first": waiting,
        "first": first,
        "choices": choices_of(starts, partner),
        "dates": [(date, their_time(date.starts_at, partner)) for date in dates],
        "n_free": sum(date.is_free for date in dates),
        "value": " ".join(date.starts_at.isoformat() for date in dates if date.is_free),
        "n_left": n_left(pair),
        "step": step_of(pair),
        "minutes": session_minutes(pair.cohort),
    }
    return render(request, "web/pairs/series.html", context | more, status=status)


def _first(request: MemberRequest, starts: list[datetime]) -> datetime | None:
    """Return with which of ``starts`` the series begins: the one asked for, else the soonest."""
    try:
        asked = Instant(required=False).clean(request.GET.get("first", ""))
    except ValidationError:
        asked = None
    return asked if asked in starts else next(iter(starts), None)
