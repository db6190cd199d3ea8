from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.feedback.actions import answer_pulse, say_confidence
from upside.kernel.errors import Refused
from upside.sessions import actions
from upside.sessions.calendar import calendar_text
from upside.sessions.feed import date_text
from upside.sessions.gatherings import coming_to, is_led_by
from upside.sessions.models import Session
from upside.sessions.queries import sessions_arranged_by, sessions_visible_to
from upside.web.pairs.after import After, after_address
from upside.web.pairs.forms import NoteForm, PulseForm, SettleForm
from upside.web.pairs.session_pages import exchange_form, pulse_form, session_context
from upside.web.requests import MemberRequest

REFUSED, UNCLEAR = 409, 422
NOTED = {"held": actions.hold_session, "missed": actions.miss_session}


@require_GET
@login_required
def session(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
    context = session_context(found, request.user, at=timezone.now())
    return render(request, "web/pairs/session.html", context)


@require_POST
@login_required
def settle(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_arranged_by(request.user), pk=session_id)
    is_own = request.user in found.pair.people
    form = SettleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether you met, did not meet or called it off."))
    elif refusal := _refusal_to_settle(request, found, form):
        if is_own:
            found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
            context = session_context(
                found, request.user, at=timezone.now(), settle_refusal=refusal
            )
            return render(request, "web/pairs/session.html", context, status=REFUSED)
        messages.error(request, refusal)
    elif is_own and form.cleaned_data["answer"] == "held":
        return redirect(after_address(sessions_visible_to(request.user).get(pk=session_id)))
    return redirect("pairs:session", found.pk) if is_own else redirect("pairs:book", found.pair_id)


def _refusal_to_settle(request: MemberRequest, found: Session, form: SettleForm) -> str:
    """Note what became of the session; return the sentence of a refusal, or nothing."""
    said: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    answer = form.cleaned_data["answer"]
    try:
        if answer in NOTED:
            NOTED[answer](found, **said, instead_of=form.instead_of)
        else:
            actions.cancel_session(found, **said)
    except Refused as error:
        return str(error)
    return ""


@require_POST
@login_required
def exchange(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
    form = exchange_form(found, request.POST)
    if not form.is_valid():
        return _again(request, found, "exchange", status=UNCLEAR, exchange_form=form)
    try:
        actions.amend_exchanges(
            found,
            passed=form.passed,
            not_passed=form.not_passed,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as error:
        return _again(
            request, found, "exchange", status=REFUSED, exchange_form=form, exchange_refusal=error
        )
    return _kept(request, found, "exchange", _("What passed is kept."))


@require_POST
@login_required
def pulse(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
    form = pulse_form(found, request.user, request.POST)
    if not form.is_valid():
        return _again(request, found, "pulse", status=UNCLEAR, pulse_form=form)
    try:
        _answer(request, found, form)
    except Refused as error:
        return _again(request, found, "pulse", status=REFUSED, pulse_form=form, pulse_refusal=error)
    thanks = _("Thank you. You can change your answers here.")
    if After.at(found, request.GET.get("after", "")):
        thanks = _("Thank you. You can change your answers on the page of the session.")
    return _kept(request, found, "pulse", thanks)


@transaction.atomic
def _answer(request: MemberRequest, found: Session, form: PulseForm) -> None:
    """Keep the two answers, and how sure they feel of what they learned: all or nothing."""
    at = timezone.now()
    if form.sure:
        say_confidence(found, form.sure, by=request.user, at=at)
    answers = form.two_answers
    if answers:
        useful, at_ease = answers
        answer_pulse(found, useful=useful, at_ease=at_ease, by=request.user, at=at)


@require_POST
@login_required
def note(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _again(request, found, "note", status=UNCLEAR, note_form=form)
    kept = actions.save_note(
        found, text=form.cleaned_data["text"], by=request.user, at=timezone.now()
    )
    return _kept(request, found, "note", _("Your note is kept.") if kept else _("No note is kept."))


@require_GET
@login_required
def ics(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_arranged_by(request.user), pk=session_id)
    if request.user in found.pair.people:
        if found.gathering is not None and is_led_by(found, request.user):
            found = coming_to(found.gathering)[0]  # the date of all, whichever session was asked
        method = "CANCEL" if found.state == Session.State.CANCELLED else "REQUEST"
        text = calendar_text(found, method, reader=request.user)
    else:  # who assists reads neither who comes nor anybody's address
        method, text = "PUBLISH", date_text(found, request.user)
    answer = HttpResponse(
        text,
        content_type=f"text/calendar; charset=utf-8; method={method}",
    )
    called = _("session-%(day)s.ics") % {"day": timezone.localdate(found.starts_at).isoformat()}
    answer["Content-Disposition"] = f'attachment; filename="{called}"'
    return answer


def _again(
    request: MemberRequest, found: Session, part: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Show the part of the page that was sent, or the whole page without htmx."""
    template = f"web/pairs/session.html#{part}" if request.htmx else "web/pairs/session.html"
    context = session_context(found, request.user, at=timezone.now(), **more)
    place = After.at(found, request.GET.get("after", ""))
    if place:
        template, context["after"] = "web/pairs/after.html", place
    return render(request, template, context, status=status)


def _kept(request: MemberRequest, found: Session, part: str, sentence: str) -> HttpResponse:
    if request.htmx:
        return _again(request, found, part, kept=sentence)
    messages.success(request, sentence)
    return redirect(_then(request, found))


def _then(request: MemberRequest, found: Session) -> str:
    """Return the page that follows: the next of the pages after a session, else the session."""
    place = After.at(found, request.GET.get("after", ""))
    return place.then if place else reverse("pairs:session", args=[found.pk])
