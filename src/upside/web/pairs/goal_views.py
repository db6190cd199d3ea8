from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upside.kernel.errors import Refused
from upside.pairs.actions import write_goals
from upside.pairs.queries import goals_of, pairs_of
from upside.web.pairs.goal_pages import goal_form, goals_page
from upside.web.requests import MemberRequest

__all__ = ["goals"]

REFUSED, UNCLEAR = 409, 422


@require_http_methods(["GET", "POST"])
@login_required
def goals(request: MemberRequest, pair_id: int) -> HttpResponse:
    pair = get_object_or_404(pairs_of(request.user), pk=pair_id)
    if request.method == "GET":
        return render(request, "web/pairs/goals_page.html", goals_page(pair, request.user))
    form = goal_form(pair, request.user, goals_of(pair), request.POST)
    if not form.is_valid():
        context = goals_page(pair, request.user, form)
        return render(request, "web/pairs/goals_page.html", context, status=UNCLEAR)
    try:
        write_goals(pair, **form.said, by=request.user, at=timezone.now())
    except Refused as refusal:
        context = goals_page(pair, request.user) | {"refusal": str(refusal)}
        return render(request, "web/pairs/goals_page.html", context, status=REFUSED)
    messages.success(request, _("Your goals are kept. You can change them at any time."))
    return redirect("pairs:goals", pair.pk)
