"""What somebody sees of a speed meeting to which they come: their own plan, and nothing else."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.actions.meeting_letters import calendar_of
from upside.matching.models import Attendee, SpeedMeeting
from upside.matching.queries import Turn, attendances_of, met_by, reasons_between, turns_of
from upside.matching.reading import reading_of, unit_line
from upside.people.models import Person
from upside.programmes.queries import guests, wishes_of
from upside.web.meetings.forms import RATHER_NOT, AwayForm, PreferencesForm
from upside.web.requests import MemberRequest

State = SpeedMeeting.State


@require_GET
@login_required
def mine(request: MemberRequest, meeting_id: int) -> HttpResponse:
    own = _own_or_404(request, meeting_id)
    template = "web/meetings/mine.html" + ("#turns" if request.htmx else "")
    return render(request, template, _page(own, at=timezone.now()))


@require_POST
@login_required
def answer(request: MemberRequest, meeting_id: int) -> HttpResponse:
    own = _own_or_404(request, meeting_id)
    at = timezone.now()
    form = PreferencesForm(request.POST, people=met_by(own))
    if form.is_valid():
        try:
            actions.save_preferences(own, form.said(), at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept. Nobody else reads it."))
            return redirect("meetings:mine", meeting_id)
    return render(request, "web/meetings/mine.html", _page(own, at=at, form=form), status=409)


@require_POST
@login_required
def away(request: MemberRequest, meeting_id: int) -> HttpResponse:
    own = _own_or_404(request, meeting_id)
    form = AwayForm(request.POST)
    at = timezone.now()
    try:
        if form.is_valid():
            is_away = form.cleaned_data["away"] == "yes"
            actions.say_away(own, away=is_away, at=at)
            said = _("Thank you for saying so.") if is_away else _("Good: we reckon with you.")
            messages.success(request, said)
        else:
            messages.error(request, _("Choose yes or no."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("meetings:mine", meeting_id)


@require_GET
@login_required
def calendar(request: MemberRequest, meeting_id: int) -> HttpResponse:
    own = _own_or_404(request, meeting_id)
    is_off = own.meeting.state == State.CALLED_OFF
    text = calendar_of(own.meeting, own.person, "CANCEL" if is_off else "REQUEST")
    called = _("speed-meeting-%(day)s.ics") % {
        "day": timezone.localdate(own.meeting.starts_at).isoformat()
    }
    headers = {"Content-Disposition": f'attachment; filename="{called}"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _page(own: Attendee, *, at: datetime, form: PreferencesForm | None = None) -> dict[str, Any]:
    meeting, turns = own.meeting, turns_of(own)
    is_over = meeting.ends_at <= at
    may_say = is_over and meeting.state == State.OPEN and meeting.preferences_until > at
    met = met_by(own) if may_say else []
    return {
        "own": own,
        "meeting": meeting,
        "cohort": meeting.cohort,
        "is_over": is_over,
        "has_begun": meeting.starts_at <= at,
        "may_change": meeting.state == State.OPEN and meeting.preferences_until > at,
        "turns": _shown(own, turns, at),
        "now": next((turn for turn in turns if _is_now(turn, at)), None),
        "coming": next((turn for turn in turns if turn.times.starts_at > at), None),
        "form": form or (PreferencesForm(initial=_said(own, met), people=met) if met else None),
        "may_say": may_say,
        "other_clock": _other_clock(meeting),
    }


def _shown(own: Attendee, turns: list[Turn], at: datetime) -> list[dict[str, Any]]:
    """Return each round as the page draws it: the person, and what the two can show each other."""
    talks = [turn.talk for turn in turns if turn.talk is not None]
    readings = {
        talk.number: reading_of(reasons)
        for talk, reasons in zip(talks, reasons_between(talks, own.person), strict=True)
    }
    known, last = guests(), own.last_round or own.meeting.n_rounds
    return [
        {
            "turn": turn,
            "line": unit_line(turn.partner, known.firm_of(turn.partner)) if turn.partner else "",
            "reading": readings.get(turn.times.number),
            "is_now": _is_now(turn, at),
            "is_past": turn.times.ends_at <= at,
            "is_there": own.first_round <= turn.times.number <= last,
        }
        for turn in turns
    ]


def _is_now(turn: Turn, at: datetime) -> bool:
    return turn.times.starts_at <= at < turn.times.ends_at


def _said(own: Attendee, met: list[Person]) -> dict[str, str]:
    """Return what the person said before, to be changed."""
    keys = {person.pk for person in met}
    said = wishes_of(own.person).filter(enrolment__cohort=own.meeting.cohort_id, other__in=keys)
    return {f"p{wish.other_id}": str(wish.rank) if wish.rank else RATHER_NOT for wish in said}


def _other_clock(meeting: SpeedMeeting) -> datetime | None:
    """Return the start on the company's clock where the reader's shows another hour."""
    there = timezone.localtime(meeting.starts_at, timezone.get_default_timezone())
    ours = timezone.localtime(meeting.starts_at)
    return None if there.utcoffset() == ours.utcoffset() else there.replace(tzinfo=None)


def _own_or_404(request: MemberRequest, meeting_id: int) -> Attendee:
    return get_object_or_404(attendances_of(request.user), meeting=meeting_id)
