from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from upside.sessions.queries import sessions_visible_to
from upside.web.pairs.after import NEXT, After, next_dates
from upside.web.pairs.session_pages import low_answer, session_context
from upside.web.requests import MemberRequest


@require_GET
@login_required
def after(request: MemberRequest, session_id: int, step: str) -> HttpResponse:
    found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
    place = After.at(found, step)
    if place is None:
        return redirect("pairs:session", found.pk)
    at = timezone.now()
    context = {"session": found, "pair": found.pair, "partner": found.pair.partner_of(request.user)}
    if step == NEXT:
        context |= next_dates(found, request.user, at=at) | low_answer(found, request.user)
    else:
        context |= session_context(found, request.user, at=at)
    return render(request, "web/pairs/after.html", {**context, "after": place})
