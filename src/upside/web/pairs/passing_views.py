from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from upside.feedback.actions import pass_on
from upside.kernel.errors import Refused
from upside.sessions.queries import sessions_visible_to
from upside.web.pairs.session_pages import pass_on_form, session_context
from upside.web.requests import MemberRequest

UNCLEAR = 422


@require_POST
@login_required
def passed_on(request: MemberRequest, session_id: int) -> HttpResponse:
    found = get_object_or_404(sessions_visible_to(request.user), pk=session_id)
    form = pass_on_form(found, request.user, data=request.POST)
    at = timezone.now()
    if not form.is_valid():
        context = session_context(found, request.user, at=at, pass_on_form=form)
        return render(request, "web/pairs/session.html", context, status=UNCLEAR)
    try:
        n_people = form.cleaned_data["n_people"]
        told = pass_on(found, skill=form.chosen, n_people=n_people, by=request.user, at=at)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Thank you, that is noted.") if told else _("Taken away."))
    return redirect("pairs:session", found.pk)
