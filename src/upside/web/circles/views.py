from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upside.community import actions
from upside.community.calendar import calendar_of
from upside.community.models import CircleDate, CircleInvitation
from upside.community.queries import Belonging, belonging_of, dates_led_by, invitations_of
from upside.kernel.errors import Refused
from upside.web.circles import pages
from upside.web.circles.forms import AnswerForm, BelongForm, HostForm, OffForm, PlanForm
from upside.web.requests import MemberRequest

REFUSED = 409


@require_GET
@login_required
def circle(request: MemberRequest, cohort_id: int, role: str) -> HttpResponse:
    own = _own_or_404(request, cohort_id, role)
    page = pages.circle_page(own, request.user, at=timezone.now())
    return render(request, "web/circles/circle.html", page)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: MemberRequest, cohort_id: int, role: str) -> HttpResponse:
    own = _leader_or_404(request, cohort_id, role)
    at = timezone.now()
    if request.method == "GET":
        return _plan_page(request, own, pages.new_form(own, at=at))
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, own, form, status=REFUSED)
    try:
        actions.plan_date(own.cohort, own.role, form.plan(), by=request.user, at=at)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _plan_page(request, own, form, status=REFUSED)
    messages.success(request, _("Planned. The circle is invited by mail, with the calendar file."))
    return redirect("circles:circle", cohort_id, role)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: MemberRequest, date_id: int) -> HttpResponse:
    date = get_object_or_404(dates_led_by(request.user), pk=date_id)
    found = date.circle
    own = _leader_or_404(request, found.cohort_id, f"{found.role}s")
    if request.method == "GET":
        return _plan_page(request, own, PlanForm(initial=PlanForm.kept(date)), date=date)
    form = PlanForm(request.POST)
    if form.is_valid():
        try:
            plan, seen = form.plan(), form.cleaned_data["seen"]
            actions.move_date(date, plan, by=request.user, at=timezone.now(), seen=seen)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _plan_page(request, own, form, date=date, status=REFUSED)
    messages.success(request, _("Kept. The circle is told by mail if anything has changed."))
    return redirect(_page_of(date))


@require_POST
@login_required
def off(request: MemberRequest, date_id: int) -> HttpResponse:
    date = get_object_or_404(dates_led_by(request.user), pk=date_id)
    form = OffForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    try:
        actions.call_off_date(date, by=request.user, at=timezone.now(), seen=seen)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Called off. It leaves every calendar."))
    return redirect(_page_of(date))


@require_POST
@login_required
def answer(request: MemberRequest, date_id: int) -> HttpResponse:
    invitation = _invited_or_404(request, date_id)
    form = AnswerForm(request.POST)
    try:
        if form.is_valid():
            comes = form.cleaned_data["comes"] == "yes"
            actions.say_whether(invitation, comes=comes, at=timezone.now())
            said = (
                _("Good: the others see that you come.") if comes else _("Thank you for saying so.")
            )
            messages.success(request, said)
        else:
            messages.error(request, _("Choose yes or no."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_page_of(invitation.date))


@require_GET
@login_required
def calendar(request: MemberRequest, date_id: int) -> HttpResponse:
    invitation = _invited_or_404(request, date_id)
    is_off = invitation.date.state == CircleDate.State.CALLED_OFF
    text = calendar_of(invitation, "CANCEL" if is_off else "REQUEST")
    called = _("circle-%(day)s.ics") % {
        "day": timezone.localdate(invitation.date.starts_at).isoformat()
    }
    headers = {"Content-Disposition": f'attachment; filename="{called}"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
@login_required
def belong(request: MemberRequest, cohort_id: int, role: str) -> HttpResponse:
    own = _own_or_404(request, cohort_id, role)
    if not (own.is_member or own.has_left):
        raise Http404
    form = BelongForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose yes or no."))
    elif form.cleaned_data["belong"] == "yes":
        actions.come_back(own.cohort, own.role, by=request.user, at=timezone.now())
        messages.success(request, _("Welcome back: you are invited to the dates to come."))
    else:
        actions.leave_circle(own.cohort, own.role, by=request.user, at=timezone.now())
        messages.success(request, _("You have left the circle. No mail is sent."))
    return redirect("circles:circle", cohort_id, role)


@require_POST
@login_required
def host(request: MemberRequest, cohort_id: int, role: str) -> HttpResponse:
    own = _leader_or_404(request, cohort_id, role)
    if not own.runs:
        raise Http404
    people = pages.people_of(own)
    form = HostForm(request.POST, people=people)
    if not form.is_valid():
        messages.error(request, _("Choose somebody from the list."))
        return redirect("circles:circle", cohort_id, role)
    chosen = next((one for one in people if one.pk == form.cleaned_data["host"]), None)
    actions.name_host(own.cohort, own.role, chosen, by=request.user, at=timezone.now())
    messages.success(request, _("Kept."))
    return redirect("circles:circle", cohort_id, role)


def _own_or_404(request: MemberRequest, cohort_id: int, role: str) -> Belonging:
    own = belonging_of(request.user, cohort_id, pages.ROLES[role]) if role in pages.ROLES else None
    if own is None:
        raise Http404
    return own


def _leader_or_404(request: MemberRequest, cohort_id: int, role: str) -> Belonging:
    own = _own_or_404(request, cohort_id, role)
    if not own.leads:
        raise Http404
    return own


def _invited_or_404(request: MemberRequest, date_id: int) -> CircleInvitation:
    return get_object_or_404(invitations_of(request.user), date=date_id)


def _page_of(date: CircleDate) -> str:
    return f"/circles/{date.circle.cohort_id}/{date.circle.role}s/"


def _plan_page(
    request: MemberRequest,
    own: Belonging,
    form: PlanForm,
    *,
    date: CircleDate | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {**pages.plan_page(own), "form": form, "date": date}
    return render(request, "web/circles/plan.html", context, status=status)
