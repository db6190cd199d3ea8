from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from upside.calendars import actions
from upside.calendars.apart import MOST_BYTES
from upside.calendars.queries import WEEKS_KNOWN, calendars_of, holds_nothing
from upside.kernel.errors import Refused
from upside.web.calendars.forms import NOWHERE, AccountForm, AddressForm, FileForm
from upside.web.calendars.pages import page_of, writing_form
from upside.web.requests import MemberRequest

REFUSED, UNCLEAR = 409, 422


@require_GET
@login_required
def mine(request: MemberRequest) -> HttpResponse:
    template = "web/calendars/mine.html#list" if request.htmx else "web/calendars/mine.html"
    return render(request, template, page_of(request.user, at=timezone.now()))


@require_POST
@login_required
def address(request: MemberRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _again(request, address_form=form)
    try:
        actions.connect_address(request.user, **form.cleaned_data, at=timezone.now())
    except Refused as refusal:
        form.add_error("address", str(refusal))
        return _again(request, address_form=form, status=REFUSED)
    messages.success(request, _connected())
    return redirect("calendars:mine")


@require_POST
@login_required
def account(request: MemberRequest) -> HttpResponse:
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _again(request, account_form=form)
    try:
        actions.connect_account(request.user, **form.cleaned_data, at=timezone.now())
    except Refused as refusal:
        form.add_error("address", str(refusal))
        return _again(request, account_form=form, status=REFUSED)
    messages.success(request, _connected())
    return redirect("calendars:mine")


@require_POST
@login_required
def file(request: MemberRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _again(request, file_form=form)
    sent = form.cleaned_data["calendar"]
    try:
        data = sent.read(MOST_BYTES + 1)  # of what is larger no more is taken into memory
        found = actions.connect_file(request.user, name=sent.name, data=data, at=timezone.now())
    except Refused as refusal:
        form.add_error("calendar", str(refusal))
        return _again(request, file_form=form, status=REFUSED)
    if holds_nothing(found):
        said = _("This file holds nothing for the coming %(weeks)s weeks. Is it the right one?")
        messages.warning(request, said % {"weeks": WEEKS_KNOWN})
    else:
        messages.success(request, _("Your calendar file is read. The file itself is not kept."))
    return redirect("calendars:mine")


@require_POST
@login_required
def read(request: MemberRequest, calendar_id: int) -> HttpResponse:
    found = get_object_or_404(calendars_of(request.user), pk=calendar_id)
    if actions.ask_to_read(found, at=timezone.now()):
        messages.success(request, _("Your calendar is read again within a minute."))
    else:
        messages.info(request, _("This calendar was read a moment ago, or waits to be read."))
    return redirect("calendars:mine")


@require_POST
@login_required
def write(request: MemberRequest, calendar_id: int) -> HttpResponse:
    found = get_object_or_404(calendars_of(request.user), pk=calendar_id)
    form = writing_form(found, getattr(found, "writing", None), request.POST)
    if form is None or not form.is_valid():
        messages.error(request, _("Choose one of the calendars that this account shows now."))
        return redirect("calendars:mine")
    if form.cleaned_data["seen"] not in {"", form.initial["seen"]}:
        messages.error(request, _("This was changed in another window. Here is how it stands now."))
        return redirect("calendars:mine")
    place, at = form.cleaned_data["into"], timezone.now()
    if place == NOWHERE:
        actions.stop_writing(found, by=request.user, at=at)
        messages.success(request, _("Nothing is written there; what was, is taken out."))
        return redirect("calendars:mine")
    try:
        actions.write_into(found, place=place, by=request.user, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your sessions are written there within a minute or two."))
    return redirect("calendars:mine")


@require_POST
@login_required
def remove(request: MemberRequest, calendar_id: int) -> HttpResponse:
    found = get_object_or_404(calendars_of(request.user), pk=calendar_id)
    actions.disconnect_calendar(found, by=request.user, at=timezone.now())
    messages.success(request, _("The calendar is removed, and with it all that was known from it."))
    return redirect("calendars:mine")


def _connected() -> str:
    return _(
        "Noted. Your calendar is read within a minute, then each hour; "
        "whether that works is said here."
    )


def _again(request: MemberRequest, *, status: int = UNCLEAR, **forms: Any) -> HttpResponse:
    context = page_of(request.user, at=timezone.now(), **forms)
    return render(request, "web/calendars/mine.html", context, status=status)
