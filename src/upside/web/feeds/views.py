import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from upside.community.queries import appointments_of
from upside.sessions.actions.feeds import drop_feed, make_feed
from upside.sessions.feed import feed_address, feed_of, feed_text, person_of_feed
from upside.sessions.first_calls import call_appointments_of
from upside.web.requests import MemberRequest

QUARTER_OF_AN_HOUR = 900


@require_GET
@login_required
def mine(request: MemberRequest) -> HttpResponse:
    found = feed_of(request.user)
    context = {"feed": found, "address": feed_address(found) if found else ""}
    return render(request, "web/feeds/mine.html", context)


@require_POST
@login_required
def make(request: MemberRequest) -> HttpResponse:
    is_new = feed_of(request.user) is None
    make_feed(request.user, at=timezone.now())
    messages.success(
        request,
        _("Your address is ready.")
        if is_new
        else _("You have a new address. The old one no longer works: subscribe anew."),
    )
    return redirect("feeds:mine")


@require_POST
@login_required
def off(request: MemberRequest) -> HttpResponse:
    drop_feed(request.user, at=timezone.now())
    messages.success(request, _("The address is off. Calendars that read it get nothing more."))
    return redirect("feeds:mine")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    person = person_of_feed(secret)
    if person is None:
        raise Http404
    at = timezone.now()
    also = [*appointments_of(person, at=at), *call_appointments_of(person, at=at)]
    text, changed = feed_text(person, at=at, also=also)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    answer["Cache-Control"] = f"private, max-age={QUARTER_OF_AN_HOUR}"
    answer["Content-Disposition"] = 'inline; filename="upside.ics"'
    if changed:
        answer["Last-Modified"] = http_date(changed.timestamp())
    return get_conditional_response(request, etag=etag, response=answer) or answer
