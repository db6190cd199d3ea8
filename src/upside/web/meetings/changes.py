"""What a coordinator changes about a speed meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from upside.kernel.errors import Refused
from upside.matching import actions
from upside.matching.models import SpeedMeeting
from upside.matching.queries import Free, attendees_of, free_run_by, meetings_run_by
from upside.programmes.models import Cohort
from upside.programmes.queries import cohorts_run_by
from upside.web.meetings import pages
from upside.web.meetings.forms import FromRoundForm, PlanForm, PresenceForm, SeenForm
from upside.web.requests import MemberRequest

Sites = list[tuple[str, int, int]]


@require_http_methods(["GET", "POST"])
@login_required
def new(request: MemberRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(cohorts_run_by(request.user), pk=cohort_id)
    free = free_run_by(request.user).get(cohort.pk, Free())
    at = timezone.now()
    proposed = PlanForm.proposed(free.n_mentees, free.n_mentors, at=at)
    ready = pages.sites_of(cohort)
    form = _form(request, ready, proposed)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan_meeting(cohort, form.plan(), by=request.user, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Planned. Nobody was told of it yet."))
            return redirect("meetings:meeting", made.pk)
    return _plan_page(request, cohort, form, ready)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: MemberRequest, meeting_id: int) -> HttpResponse:
    found = _meeting_or_404(request, meeting_id)
    if not pages.may_amend(found, at=timezone.now()):
        messages.error(request, _("This event has begun, is closed or called off: it stays."))
        return redirect("meetings:meeting", found.pk)
    ready = pages.sites_of(found.cohort)
    form = _form(request, ready, PlanForm.kept(found))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        plan, at = form.plan(), timezone.now()
        try:
            kept = actions.amend_meeting(found, plan, by=request.user, at=at, seen=seen)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            is_told = kept.state == SpeedMeeting.State.OPEN
            done = _("Kept. Everybody is told by mail.") if is_told else _("Kept.")
            messages.success(request, done)
            return redirect("meetings:meeting", found.pk)
    return _plan_page(request, found.cohort, form, ready, found)


@require_POST
@login_required
def rotation(request: MemberRequest, meeting_id: int) -> HttpResponse:
    found = _meeting_or_404(request, meeting_id)
    form = FromRoundForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a round of the event."))
        return redirect("meetings:meeting", found.pk)
    said = form.cleaned_data
    from_round = said["from_round"] or 1

    def make(**by: Any) -> SpeedMeeting:
        return actions.make_rotation(found, from_round=from_round, seen=said["seen"], **by)

    done = _("The rotation is made.")
    if found.state == SpeedMeeting.State.OPEN:
        done = _("The rotation is made. Those whose plan has changed are told by mail.")
    return _done(request, found, make, done)


@require_POST
@login_required
def presence(request: MemberRequest, meeting_id: int, attendee_id: int) -> HttpResponse:
    found = _meeting_or_404(request, meeting_id)
    attendee = get_object_or_404(attendees_of(found), pk=attendee_id)
    form = PresenceForm(request.POST, n_rounds=found.n_rounds)
    try:
        if form.is_valid():
            actions.set_presence(
                attendee,
                form.presence(),
                by=request.user,
                at=timezone.now(),
                seen=form.cleaned_data["seen"],
            )
            said = _("Kept for %(name)s. Make the rotation again, so that it counts.")
            messages.success(request, said % {"name": attendee.person.name})
        else:
            messages.error(request, _("Choose for which rounds the person is there."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("meetings:people", args=[found.pk]) + f"#a{attendee.pk}")


@require_POST
@login_required
def announce(request: MemberRequest, meeting_id: int) -> HttpResponse:
    done = _("Announced. Everybody has a mail with the date and their own plan.")
    return _stepped(request, meeting_id, actions.announce_meeting, done)


@require_POST
@login_required
def call_off(request: MemberRequest, meeting_id: int) -> HttpResponse:
    done = _("Called off. Whoever was told of it is told this as well.")
    return _stepped(request, meeting_id, actions.call_off_meeting, done)


@require_POST
@login_required
def close(request: MemberRequest, meeting_id: int) -> HttpResponse:
    done = _("Preferences are closed. The next round counts them.")
    return _stepped(request, meeting_id, actions.close_preferences, done)


def _stepped(
    request: MemberRequest, meeting_id: int, action: Callable[..., SpeedMeeting], done: str
) -> HttpResponse:
    found = _meeting_or_404(request, meeting_id)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None

    def step(**by: Any) -> SpeedMeeting:
        return action(found, seen=seen, **by)

    return _done(request, found, step, done)


def _done(
    request: MemberRequest, found: SpeedMeeting, action: Callable[..., SpeedMeeting], done: str
) -> HttpResponse:
    try:
        action(by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("meetings:meeting", found.pk)


def _form(request: MemberRequest, ready: Sites, stands: dict[str, Any]) -> PlanForm:
    """Return the form as sent, or as it stands; a script asks for the sentence by GET."""
    sites = [site for site, _mentees, _mentors in ready]
    if stands.get("site") and stands["site"] not in sites:
        sites.append(stands["site"])
    sent = request.POST if request.method == "POST" else request.GET if request.htmx else None
    return PlanForm(sent, initial=stands, sites=sites)


def _plan_page(
    request: MemberRequest,
    cohort: Cohort,
    form: PlanForm,
    ready: Sites,
    meeting: SpeedMeeting | None = None,
) -> HttpResponse:
    shown = form if form.is_bound else PlanForm(form.initial, sites=_sites(form))
    is_sent = request.method == "POST"
    context = {
        "cohort": cohort,
        "form": form,
        "meeting": meeting,
        "sentence": pages.sentence(shown.plan()) if shown.is_valid() or is_whole(shown) else "",
        "zone": timezone.get_default_timezone_name().rpartition("/")[2].replace("_", " "),
        "ready": ready,
        "free": free_run_by(request.user).get(cohort.pk, Free()),
    }
    fragment = "#sentence" if request.htmx and not is_sent else ""
    status = 409 if is_sent else 200
    return render(request, f"web/meetings/plan.html{fragment}", context, status=status)


def is_whole(form: PlanForm) -> bool:
    """Tell whether the fields are all there, though the plan as a whole was refused."""
    return form.is_bound and not {*form.errors} - {"__all__"}


def _sites(form: PlanForm) -> list[str]:
    field: Any = form.fields["site"]
    return [value for value, _label in field.choices if value]


def _meeting_or_404(request: MemberRequest, meeting_id: int) -> SpeedMeeting:
    return get_object_or_404(meetings_run_by(request.user), pk=meeting_id)
